/* export: films out of the store, as JSON lines, CSV or NFO. */
#include "cli/command.h"
#include "cli/export.h"
#include "cli/ids.h"
#include "cli/output.h"
#include "cli/settings.h"
#include "source/source.h"
#include "store/export.h"

enum { PAGE_FILMS = 100, SOURCES_MAX = 32 };

enum format { FORMAT_JSONL, FORMAT_CSV, FORMAT_NFO, FORMAT_WARC, FORMAT_COUNT };
static const char *const format_names[FORMAT_COUNT] = { "jsonl", "csv", "nfo", "warc" };
static const char *const statuses[EXPORT_STATUSES_MAX] = { "full", "soft", "imdb_enriched", "imdb_placeholder" };

struct export
{
    struct invocation *invocation;
    enum format format;
    struct export_filter filter;
    struct ids ids; /* none = every film */
    struct folder folder;
    struct store *store;
    struct arena arena; /* of a page */
    struct buf out;     /* of a film */
    size_t count, skipped;
    bool uses[SOURCES_MAX]; /* source_terms[i] said something that was printed */
};

/* ── one film ── */

struct text export_sources(const struct stored_movie *film, struct arena *arena)
{
    struct buf names = BUF_WITH_LIMIT(4096);
    for (size_t i = 0; i < movie_field_count; i++) {
        const struct field_origin *origin = &film->origins[i];
        bool seen = !text_known(origin->source);
        for (size_t j = 0; j < i && !seen; j++)
            seen = text_equal(origin->source, film->origins[j].source);
        if (seen)
            continue;
        (void)buf_printf(&names, "%s%.*s", names.len > 0 ? "; " : "", TEXT_ARG(origin->source));
        if (text_known(origin->licence))
            (void)buf_printf(&names, " [%.*s]", TEXT_ARG(origin->licence));
    }
    struct text text = arena_text(arena, buf_text(&names));
    buf_finish(&names);
    return text;
}

static void note_sources(struct export *e, const struct stored_movie *film)
{
    for (size_t i = 0; i < source_terms_count && i < SOURCES_MAX; i++) {
        for (size_t field = 0; field < movie_field_count && !e->uses[i]; field++)
            e->uses[i] = text_is(film->origins[field].source, source_terms[i].name);
    }
}

static enum status put_nfo(struct export *e, const struct stored_movie *film, struct error *err)
{
    struct text id = film->movie.imdb_id;
    if (e->folder.fd < 0) {
        output_write(nfo_film(film, &e->arena));
        return OK;
    }
    if (!movie_is_imdb_id(id)) { /* another program's row: nothing of it may name a file */
        e->skipped++;
        return OK;
    }
    return folder_write(&e->folder, arena_printf(&e->arena, "%.*s.nfo", TEXT_ARG(id)), nfo_film(film, &e->arena),
                        &e->arena, err);
}

static enum status put_film(struct export *e, const struct stored_movie *film, struct error *err)
{
    enum status status = OK;
    buf_clear(&e->out);
    note_sources(e, film);
    switch (e->format) {
    case FORMAT_JSONL: json_export(film, &e->arena, &e->out); break;
    case FORMAT_CSV: csv_film(film, &e->arena, &e->out); break;
    case FORMAT_NFO: status = put_nfo(e, film, err); break;
    case FORMAT_WARC: /* answers, not films */
    case FORMAT_COUNT: break;
    }
    output_write(buf_text(&e->out));
    e->count++;
    return status;
}

/* ── many ── */

static enum status put_all(struct export *e, struct error *err)
{
    struct export_page page = { .count = 1 };
    enum status status = OK;
    while (status == OK && page.count > 0 && !output_failed()) {
        arena_reset(&e->arena);
        status = store_export_next(e->store, &e->filter, page.last_id, PAGE_FILMS, &e->arena, &page, err);
        for (size_t i = 0; status == OK && i < page.count && !output_failed(); i++)
            status = put_film(e, &page.at[i], err);
    }
    return status;
}

/* An id that IMDb merged is exported under the one that took its place. */
static enum status put_ids(struct export *e, enum exit_code *code, struct error *err)
{
    struct stored_movie *film = arena_alloc(e->invocation->arena, sizeof *film);
    enum status status = OK;
    for (size_t i = 0; i < e->ids.count && status == OK && !output_failed(); i++) {
        struct text id = e->ids.at[i], canonical;
        arena_reset(&e->arena);
        status = store_remap_get(e->store, id, &e->arena, &canonical, err);
        if (status == OK)
            status = store_movie_get(e->store, canonical, &e->arena, film, err);
        if (status == OK) {
            status = put_film(e, film, err);
        } else if (status == NOT_FOUND) {
            complain("%.*s is not in the store: understudy lookup %.*s", TEXT_ARG(id), TEXT_ARG(id));
            *code = exit_worst(*code, EXIT_NO);
            status = OK;
        }
    }
    return status;
}

static bool is_wanted(const struct export *e, struct text id)
{
    bool wanted = e->ids.count == 0;
    for (size_t i = 0; i < e->ids.count && !wanted; i++)
        wanted = text_equal(e->ids.at[i], id);
    return wanted;
}

/* Every answer that is kept; with ids those that were asked for these titles. */
static enum status put_answers(struct export *e, struct error *err)
{
    struct kept_answer kept = { 0 };
    size_t damaged = 0;
    enum status status = OK;
    while (status == OK && !output_failed()) {
        int64_t after_id = kept.id;
        arena_reset(&e->arena);
        buf_clear(&e->out);
        status = store_kept_next(e->store, after_id, &e->arena, &kept, &damaged, err);
        if (status != OK || !is_wanted(e, kept.imdb_id))
            continue;
        if (warc_answer(&kept, &e->arena, &e->out)) {
            output_write(buf_text(&e->out));
            e->count++;
        }
    }
    if (damaged > 0)
        complain("%zu left out: their bytes are damaged", damaged);
    return status == NOT_FOUND ? OK : status;
}

/* Who publishes the list needs these sentences. */
static void tell(const struct export *e)
{
    if (e->invocation->quiet)
        return;
    const char *what = e->format == FORMAT_WARC ? "answer" : "film";
    complain("%zu %s%s exported", e->count - e->skipped, what, e->count - e->skipped == 1 ? "" : "s");
    if (e->skipped > 0)
        complain("%zu left out: rows without an IMDb id have no file name", e->skipped);
    for (size_t i = 0; i < source_terms_count && i < SOURCES_MAX; i++) {
        if (e->uses[i])
            complain("%s [%s]: %s", source_terms[i].name, source_terms[i].licence, source_terms[i].attribution);
    }
}

/* ── the command line ── */

static enum exit_code take_format(struct export *e)
{
    const struct invocation *invocation = e->invocation;
    struct text name = invocation_option(invocation, "--format");
    int format = FORMAT_JSONL;
    if (text_known(name)) {
        for (format = 0; format < FORMAT_COUNT && !text_is(name, format_names[format]); format++)
            ;
    }
    if (format == FORMAT_COUNT)
        return usage_error(invocation->command, "there is no format '%.*s', but jsonl, csv, nfo and warc",
                           TEXT_ARG(name));
    if (invocation->json && format != FORMAT_JSONL)
        return usage_error(invocation->command, "--json is --format jsonl, not %s", format_names[format]);
    e->format = (enum format)format;
    return EXIT_FINE;
}

/* "full,soft" */
static enum exit_code take_statuses(struct export *e)
{
    const struct invocation *invocation = e->invocation;
    struct text list = invocation_option(invocation, "--status");
    if (text_known(list) && invocation->arg_count > 0)
        return usage_error(invocation->command, "--status chooses among all films; ids name them already");
    while (text_known(list) && list.len > 0) {
        struct text word = text_trim(text_take_until(&list, ','));
        size_t i = 0;
        while (i < EXPORT_STATUSES_MAX && !text_is(word, statuses[i]))
            i++;
        if (i == EXPORT_STATUSES_MAX)
            return usage_error(invocation->command,
                               "there is no status '%.*s', but full, soft, imdb_enriched and imdb_placeholder",
                               TEXT_ARG(word));
        e->filter.statuses[i] = text_of(statuses[i]); /* twice is once */
        e->filter.status_count = EXPORT_STATUSES_MAX;
    }
    return EXIT_FINE;
}

static enum exit_code check_output(const struct export *e)
{
    const struct invocation *invocation = e->invocation;
    bool has_folder = text_known(invocation_option(invocation, "--output"));
    if (e->format == FORMAT_WARC && e->filter.status_count > 0)
        return usage_error(invocation->command, "--status chooses among films, and --format warc exports answers");
    if (has_folder && e->format != FORMAT_NFO)
        return usage_error(invocation->command, "--output is the folder of --format nfo; redirect the others");
    return EXIT_FINE;
}

static enum exit_code read_command_line(struct export *e)
{
    enum exit_code code = take_format(e);
    if (code == EXIT_FINE)
        code = take_statuses(e);
    if (code == EXIT_FINE && e->invocation->arg_count > 0)
        code = ids_gather(e->invocation, &e->ids);
    return code == EXIT_FINE ? check_output(e) : code;
}

enum exit_code cmd_export(struct invocation *invocation)
{
    struct export e = { .invocation = invocation, .folder = { .fd = -1 }, .out = BUF_WITH_LIMIT(OUTPUT_BYTES_MAX) };
    struct text folder = invocation_option(invocation, "--output");
    struct error err;
    enum exit_code code = read_command_line(&e);
    if (code != EXIT_FINE)
        return code;
    enum status status = settings_open_or_empty(invocation, &e.store, &err);
    if (status == OK && text_known(folder))
        status = folder_open(folder, &e.folder, &err);
    if (status == OK && e.format == FORMAT_CSV)
        csv_header(&e.out);
    if (status == OK && e.format == FORMAT_WARC)
        warc_header(clock_wall_ms(&invocation->clock), &e.out);
    output_write(buf_text(&e.out));
    if (status == OK && e.format == FORMAT_WARC)
        status = put_answers(&e, &err);
    else if (status == OK)
        status = invocation->arg_count > 0 ? put_ids(&e, &code, &err) : put_all(&e, &err);
    if (status == OK) {
        output_flush();
        tell(&e);
    } else {
        complain("%s", err.text);
        code = EXIT_LOCAL;
    }
    folder_close(&e.folder);
    store_close(&e.store);
    buf_finish(&e.out);
    arena_finish(&e.arena);
    return code;
}
