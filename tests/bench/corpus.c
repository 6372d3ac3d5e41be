/* ./dev corpus: facts right / facts compared over the captured pages of ../shared/corpus, per layout and field.
 * usage: corpus DIR [-v]. Exits 1 below the bars of the issue, or when one imdb_id is wrong; 2 when the corpus is
 * missing. */
#include "base/arena.h"
#include "base/buf.h"
#include "extract/title_page.h"
#include "model/codes.h"
#include "model/movie.h"

#include <dirent.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CAST_COMPARED = 5, PEOPLE_COMPARED = 10 }; /* the expected files hold no more */

struct score {
    const char *field;
    int right, compared;
};
static struct score scores[] = {
    { "imdb_id", 0, 0 },
    { "title", 0, 0 },
    { "original_title", 0, 0 },
    { "type", 0, 0 },
    { "year", 0, 0 },
    { "end_year", 0, 0 },
    { "release_date", 0, 0 },
    { "release_country", 0, 0 },
    { "runtime_minutes", 0, 0 },
    { "overview", 0, 0 },
    { "genres", 0, 0 },
    { "rating", 0, 0 },
    { "vote_count", 0, 0 },
    { "directors", 0, 0 },
    { "writers", 0, 0 },
    { "cast", 0, 0 },
    { "countries", 0, 0 },
    { "languages", 0, 0 },
    { "poster_url", 0, 0 },
};

static struct buf file = { .limit = 64u << 20 };

static bool read_file(const char *path)
{
    FILE *in = fopen(path, "rb");
    buf_clear(&file);
    if (in == NULL)
        return false;
    for (;;) {
        char *room = buf_room(&file, 1u << 16);
        size_t got = room != NULL ? fread(room, 1, 1u << 16, in) : 0;
        if (got == 0)
            break;
        buf_grew(&file, got);
    }
    fclose(in);
    return file.len > 0;
}

static bool same_text(struct text got, const json_t *want)
{
    if (want == NULL || json_is_null(want))
        return !text_known(got);
    return text_known(got) && text_is(got, json_string_value(want));
}

/* The expected files of old pages have the country as it is printed. */
static bool same_country(struct text got, const json_t *want)
{
    struct text code =
        json_is_string(want) ? codes_country_from_name(text_of(json_string_value(want))) : (struct text){ 0 };
    return text_known(code) ? text_equal(got, code) : same_text(got, want);
}

/* A text that the overview cuts ("… the ...") is expected as it is cut; that the record has the rest of it is right. */
static bool same_overview(struct text got, const json_t *want)
{
    struct text cut = json_is_string(want) ? text_of(json_string_value(want)) : (struct text){ 0 };
    if (text_ends(cut, TEXT("...")) && got.len > cut.len)
        return text_starts(got, text_trim(text_from(cut.at, cut.len - 3)));
    return same_text(got, want);
}

static bool same_number(struct number got, const json_t *want)
{
    if (want == NULL || json_is_null(want))
        return !got.known;
    return got.known && got.value == json_integer_value(want);
}

static bool same_people(struct people got, const json_t *want, size_t most)
{
    size_t count = json_array_size(want);
    if (got.count < count || (count == 0 && got.count > 0) || (count < most && got.count != count))
        return false;
    for (size_t i = 0; i < count; i++) {
        const json_t *one = json_array_get(want, i);
        if (!same_text(got.at[i].name, json_object_get(one, "name")) ||
            !same_text(got.at[i].imdb_id, json_object_get(one, "id")))
            return false;
    }
    return true;
}

static bool same_names(struct codeds got, const json_t *want)
{
    if (got.count != json_array_size(want))
        return false;
    for (size_t i = 0; i < got.count; i++) {
        if (!same_text(got.at[i].name, json_array_get(want, i)))
            return false;
    }
    return true;
}

static bool same_texts(struct texts got, const json_t *want)
{
    if (got.count != json_array_size(want))
        return false;
    for (size_t i = 0; i < got.count; i++) {
        if (!same_text(got.at[i], json_array_get(want, i)))
            return false;
    }
    return true;
}

static bool same_decimal(struct decimal got, const json_t *want)
{
    if (json_is_null(want))
        return !got.known;
    double difference = got.value - json_number_value(want);
    return got.known && difference < 0.001 && difference > -0.001;
}

static bool same_text_field(const char *name, struct text got, const json_t *want)
{
    if (strcmp(name, "release_country") == 0)
        return same_country(got, want);
    return strcmp(name, "overview") == 0 ? same_overview(got, want) : same_text(got, want);
}

static bool same_field(const struct movie *movie, size_t field, const json_t *want)
{
    const char *at = (const char *)movie + movie_fields[field].offset;
    bool is_cast = strcmp(movie_fields[field].name, "cast") == 0;
    switch (movie_fields[field].kind) {
    case FIELD_TEXT: return same_text_field(movie_fields[field].name, *(const struct text *)(const void *)at, want);
    case FIELD_NUMBER: return same_number(*(const struct number *)(const void *)at, want);
    case FIELD_DECIMAL: return same_decimal(*(const struct decimal *)(const void *)at, want);
    case FIELD_TEXTS: return same_texts(*(const struct texts *)(const void *)at, want);
    case FIELD_CODED: return same_names(*(const struct codeds *)(const void *)at, want);
    case FIELD_PEOPLE:
        return same_people(*(const struct people *)(const void *)at, want, is_cast ? CAST_COMPARED : PEOPLE_COMPARED);
    case FIELD_FLAG: return true;
    }
    return false;
}

struct total {
    int pages, right, compared, wrong_ids;
};

static void compare(const struct extraction *got, const json_t *want, const char *name, bool verbose,
                    struct total *total)
{
    for (size_t i = 0; i < sizeof scores / sizeof scores[0]; i++) {
        const json_t *expected = json_object_get(want, scores[i].field);
        int field = movie_field_index(text_of(scores[i].field));
        bool good = got->outcome == EXTRACT_FOUND && field >= 0 && same_field(&got->movie, (size_t)field, expected);
        scores[i].compared++;
        scores[i].right += good;
        total->compared++;
        total->right += good;
        total->wrong_ids += i == 0 && !good;
        if (verbose && !good) {
            char *text = json_dumps(expected, JSON_ENCODE_ANY | JSON_COMPACT);
            printf("  %s: %s differs; expected %.150s\n", name, scores[i].field, text != NULL ? text : "nothing");
            free(text);
        }
    }
}

static void read_page(const char *dir, const char *layout, const char *name, bool verbose, struct total *total)
{
    char path[1024];
    struct arena arena = { 0 };
    struct extraction got;
    json_error_t error;
    const char *dot = strrchr(name, '.');
    (void)snprintf(path, sizeof path, "%s/imdb/expected/%.*s.json", dir, dot != NULL ? (int)(dot - name) : 0, name);
    json_t *want = json_load_file(path, 0, &error);
    (void)snprintf(path, sizeof path, "%s/imdb/%s/%s", dir, layout, name);
    if (want == NULL || !read_file(path)) {
        printf("%s: no page, or no expected record beside it\n", path);
        exit(2);
    }
    title_page_read(buf_text(&file), &arena, &got);
    if (got.outcome != EXTRACT_FOUND)
        printf("  %s: %s: %s\n", name, extract_outcome_name(got.outcome), got.why);
    total->pages++;
    compare(&got, want, name, verbose, total);
    json_decref(want);
    arena_finish(&arena);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool read_layout(const char *dir, const char *layout, double bar, bool verbose)
{
    static char *names[4096];
    char path[1024];
    size_t count = 0;
    struct total total = { 0 };
    (void)snprintf(path, sizeof path, "%s/imdb/%s", dir, layout);
    DIR *listing = opendir(path);
    if (listing == NULL) {
        printf("%s: no such folder: give the corpus as argument or in $CORPUS\n", path);
        exit(2);
    }
    for (struct dirent *entry = readdir(listing); entry != NULL && count < 4096; entry = readdir(listing)) {
        if (entry->d_name[0] != '.')
            names[count++] = strdup(entry->d_name);
    }
    closedir(listing);
    qsort(names, count, sizeof names[0], by_name);
    for (size_t i = 0; i < sizeof scores / sizeof scores[0]; i++)
        scores[i].right = scores[i].compared = 0;
    for (size_t i = 0; i < count; i++) {
        read_page(dir, layout, names[i], verbose, &total);
        free(names[i]);
    }
    double share = total.compared > 0 ? 100.0 * total.right / total.compared : 0;
    printf("%-20s %d pages\n", layout, total.pages);
    for (size_t i = 0; i < sizeof scores / sizeof scores[0]; i++)
        printf("  %-18s %4d / %d\n", scores[i].field, scores[i].right, scores[i].compared);
    bool good = share >= bar && total.wrong_ids == 0 && total.pages > 0;
    printf("%-20s %4d / %d = %.2f %% (bar %.1f %%), wrong imdb_id: %d%s\n", layout, total.right, total.compared, share,
           bar, total.wrong_ids, good ? "" : "  <-- below");
    return good;
}

int main(int argc, char **argv)
{
    bool verbose = argc > 2 && strcmp(argv[2], "-v") == 0;
    if (argc < 2) {
        fprintf(stderr, "usage: corpus DIR [-v]\n");
        return 2;
    }
    bool good = read_layout(argv[1], "page-next", 99.5, verbose);
    good = read_layout(argv[1], "page-reference-next", 99.0, verbose) && good;
    good = read_layout(argv[1], "page-2011", 98.0, verbose) && good;
    good = read_layout(argv[1], "page-2005", 98.0, verbose) && good;
    buf_finish(&file);
    return good ? 0 : 1;
}
