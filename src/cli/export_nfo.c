/* Films as NFO, the XML that Kodi and Jellyfin read beside a film. The only file that includes libxml2's writer. */
#include "base/clock.h"
#include "base/scan.h"
#include "cli/export.h"
#include "source/source.h"

#include <libxml/xmlwriter.h>
#include <stdio.h>

enum { TEXT_BYTES_MAX = 1 << 20 };

/* ── writing ── */

/* The writer fails for want of memory alone: every text is made fit first. */
static void must(int result)
{
    if (result < 0)
        oom();
}

static const xmlChar *xml(const char *z)
{
    return (const xmlChar *)z;
}

/* Is the character one of XML 1.0's? No control characters but tab and line ends, no U+FFFE and U+FFFF. */
static bool is_xml_char(const char *at, size_t len)
{
    unsigned char c = (unsigned char)at[0];
    if (len == 1)
        return c >= ' ' || c == '\t' || c == '\n' || c == '\r';
    return !(len == 3 && c == 0xEF && (unsigned char)at[1] == 0xBF && (unsigned char)at[2] >= 0xBE);
}

static const char *fit(struct text t, struct arena *arena)
{
    struct buf clean = BUF_WITH_LIMIT(TEXT_BYTES_MAX);
    const char *end = t.at + t.len;
    for (const char *at = t.at; at < end;) {
        size_t len = scan_utf8_char(at, end);
        bool good = len > 0 && is_xml_char(at, len);
        (void)buf_add(&clean, good ? text_from(at, len) : TEXT("\xEF\xBF\xBD"));
        at += len > 0 ? len : 1;
    }
    const char *z = arena_z(arena, clean.at != NULL ? buf_text(&clean) : TEXT(""));
    buf_finish(&clean);
    return z;
}

static void element(xmlTextWriterPtr w, const char *name, struct text value, struct arena *arena)
{
    if (!text_empty(value))
        must(xmlTextWriterWriteElement(w, xml(name), xml(fit(value, arena))));
}

static void number_element(xmlTextWriterPtr w, const char *name, struct number value, struct arena *arena)
{
    if (value.known)
        element(w, name, arena_printf(arena, "%lld", (long long)value.value), arena);
}

/* ── parts ── */

static void add_ids(xmlTextWriterPtr w, const struct movie *movie, struct arena *arena)
{
    bool has_imdb = text_known(movie->imdb_id);
    struct text ids[2] = { movie->imdb_id, { 0 } };
    static const char *const types[2] = { "imdb", "tmdb" };
    if (movie->tmdb_id.known)
        ids[1] = arena_printf(arena, "%lld", (long long)movie->tmdb_id.value);
    for (int i = 0; i < 2; i++) {
        if (!text_known(ids[i]))
            continue;
        must(xmlTextWriterStartElement(w, xml("uniqueid")));
        must(xmlTextWriterWriteAttribute(w, xml("type"), xml(types[i])));
        if (i == 0 || !has_imdb)
            must(xmlTextWriterWriteAttribute(w, xml("default"), xml("true")));
        must(xmlTextWriterWriteString(w, xml(fit(ids[i], arena))));
        must(xmlTextWriterEndElement(w));
    }
}

static void add_rating(xmlTextWriterPtr w, const struct stored_movie *film, struct arena *arena)
{
    const struct movie *movie = &film->movie;
    int field = movie_field_index(TEXT("rating"));
    const char *name = text_is(film->origins[field].source, "tmdb") ? "themoviedb" : "imdb";
    if (!movie->rating.known)
        return;
    must(xmlTextWriterStartElement(w, xml("ratings")));
    must(xmlTextWriterStartElement(w, xml("rating")));
    must(xmlTextWriterWriteAttribute(w, xml("name"), xml(name)));
    must(xmlTextWriterWriteAttribute(w, xml("max"), xml("10")));
    must(xmlTextWriterWriteAttribute(w, xml("default"), xml("true")));
    element(w, "value", arena_printf(arena, "%.15g", movie->rating.value), arena);
    number_element(w, "votes", movie->vote_count, arena);
    must(xmlTextWriterEndElement(w));
    must(xmlTextWriterEndElement(w));
}

static void add_poster(xmlTextWriterPtr w, const struct movie *movie, struct arena *arena)
{
    if (text_empty(movie->poster_url))
        return;
    must(xmlTextWriterStartElement(w, xml("thumb")));
    must(xmlTextWriterWriteAttribute(w, xml("aspect"), xml("poster")));
    must(xmlTextWriterWriteString(w, xml(fit(movie->poster_url, arena))));
    must(xmlTextWriterEndElement(w));
}

static void add_lists(xmlTextWriterPtr w, const struct movie *movie, struct arena *arena)
{
    for (size_t i = 0; i < movie->genres.count; i++)
        element(w, "genre", movie->genres.at[i], arena);
    for (size_t i = 0; i < movie->countries.count; i++)
        element(w, "country",
                text_known(movie->countries.at[i].name) ? movie->countries.at[i].name : movie->countries.at[i].code,
                arena);
    for (size_t i = 0; i < movie->writers.count; i++)
        element(w, "credits", movie->writers.at[i].name, arena);
    for (size_t i = 0; i < movie->directors.count; i++)
        element(w, "director", movie->directors.at[i].name, arena);
}

static void add_cast(xmlTextWriterPtr w, const struct people *cast, struct arena *arena)
{
    for (size_t i = 0; i < cast->count; i++) {
        must(xmlTextWriterStartElement(w, xml("actor")));
        element(w, "name", cast->at[i].name, arena);
        element(w, "role", cast->at[i].character, arena);
        number_element(w, "order", number_of((int64_t)i), arena);
        must(xmlTextWriterEndElement(w));
    }
}

/* Whose facts these are, on which terms; our own words, which hold no "--". */
static void add_attribution(xmlTextWriterPtr w, const struct stored_movie *film)
{
    char comment[512];
    for (size_t i = 0; i < source_terms_count; i++) {
        bool used = false;
        for (size_t field = 0; field < movie_field_count && !used; field++)
            used = text_is(film->origins[field].source, source_terms[i].name);
        if (!used)
            continue;
        (void)snprintf(comment, sizeof comment, " %s [%s]: %s ", source_terms[i].name, source_terms[i].licence,
                       source_terms[i].attribution);
        must(xmlTextWriterWriteComment(w, xml(comment)));
    }
}

static void add_movie(xmlTextWriterPtr w, const struct stored_movie *film, struct arena *arena)
{
    const struct movie *movie = &film->movie;
    int64_t year = movie_release_year(movie);
    must(xmlTextWriterStartElement(w, xml("movie")));
    add_attribution(w, film);
    element(w, "title", movie->title, arena);
    element(w, "originaltitle", movie->original_title, arena);
    add_rating(w, film, arena);
    number_element(w, "year", (struct number){ year, year != 0 }, arena);
    if (movie->release_date.len == sizeof "YYYY-MM-DD" - 1)
        element(w, "premiered", movie->release_date, arena);
    number_element(w, "runtime", movie->runtime_minutes, arena);
    element(w, "plot", movie->overview, arena);
    add_poster(w, movie, arena);
    add_ids(w, movie, arena);
    add_lists(w, movie, arena);
    add_cast(w, &movie->cast, arena);
    element(w, "lockdata", TEXT("false"), arena);
    must(xmlTextWriterEndElement(w));
}

struct text nfo_film(const struct stored_movie *film, struct arena *arena)
{
    xmlBufferPtr buffer = xmlBufferCreate();
    xmlTextWriterPtr w = buffer != NULL ? xmlNewTextWriterMemory(buffer, 0) : NULL;
    if (w == NULL)
        oom();
    must(xmlTextWriterSetIndent(w, 1));
    must(xmlTextWriterSetIndentString(w, xml("  ")));
    must(xmlTextWriterStartDocument(w, NULL, "UTF-8", "yes"));
    add_movie(w, film, arena);
    must(xmlTextWriterEndDocument(w));
    xmlFreeTextWriter(w);
    struct text text =
        arena_text(arena, text_from((const char *)xmlBufferContent(buffer), (size_t)xmlBufferLength(buffer)));
    xmlBufferFree(buffer);
    return text;
}
