/* reextract: the kept answers, read again with today's readers. Shows what would change, or writes it. */
#include "cli/command.h"
#include "cli/display.h"
#include "cli/ids.h"
#include "cli/output.h"
#include "cli/settings.h"
#include "daemon/json_line.h"
#include "model/json_build.h"
#include "store/export.h"
#include "work/reextract.h"

enum { PAGE_FILMS = 50, SHOWN_BYTES_MAX = 160 };

struct reextractor {
    struct invocation *invocation;
    struct store *store;
    struct arena arena; /* of a page */
    struct buf out;     /* of a film */
    bool applies;
    int64_t now_ms;
    struct drift_review review; /* of the layouts that have lost a fact */
    size_t films, answers, changed, unreadable;
    enum exit_code code;
};

/* ── showing ── */

/* A long text is cut between characters. */
static void add_value(json_t *record, const char *field, struct arena *arena, struct buf *out)
{
    struct text value = json_printed(json_object_get(record, field), JSON_PRINT | JSON_ENCODE_ANY, arena);
    size_t len = value.len < SHOWN_BYTES_MAX ? value.len : (size_t)SHOWN_BYTES_MAX;
    while (len < value.len && len > 0 && ((unsigned char)value.at[len] & 0xC0U) == 0x80U)
        len--;
    display_add(out, text_from(value.at, len));
    if (len < value.len)
        (void)buf_add_z(out, "…");
}

static void show_film(struct reextractor *r, const struct reextract_film *film)
{
    json_t *before = movie_to_json(&film->before.movie, NULL), *after = movie_to_json(&film->after.movie, NULL);
    (void)buf_printf(&r->out, "%.*s ", TEXT_ARG(film->before.movie.imdb_id));
    display_add(&r->out, film->before.movie.title);
    (void)buf_add_char(&r->out, '\n');
    for (size_t i = 0; i < movie_field_count; i++) {
        if ((film->changed >> i & 1U) == 0)
            continue;
        (void)buf_printf(&r->out, "  %s: ", movie_fields[i].name);
        add_value(before, movie_fields[i].name, &r->arena, &r->out);
        (void)buf_add_z(&r->out, " -> ");
        add_value(after, movie_fields[i].name, &r->arena, &r->out);
        (void)buf_add_char(&r->out, '\n');
    }
    if (film->changes_data)
        (void)buf_add_z(&r->out, "  imdb_data: what other sources told beside TMDb's record\n");
    json_decref(before);
    json_decref(after);
}

static void show_film_json(struct reextractor *r, const struct reextract_film *film)
{
    json_t *before = movie_to_json(&film->before.movie, NULL), *after = movie_to_json(&film->after.movie, NULL);
    json_t *object = json_new_object(), *changes = json_new_array();
    json_put(object, "schema_version", json_integer(1));
    json_put_text(object, "imdb_id", film->before.movie.imdb_id);
    for (size_t i = 0; i < movie_field_count; i++) {
        if ((film->changed >> i & 1U) == 0)
            continue;
        json_t *change = json_new_object();
        json_put_text(change, "field", text_of(movie_fields[i].name));
        json_put(change, "before", json_incref(json_object_get(before, movie_fields[i].name)));
        json_put(change, "after", json_incref(json_object_get(after, movie_fields[i].name)));
        json_push(changes, change);
    }
    json_put(object, "changes", changes);
    json_put(object, "imdb_data_changed", json_boolean(film->changes_data));
    json_put_text(object, "unreadable", film->unreadable);
    json_put(object, "applied", json_boolean(r->applies && (film->changed != 0 || film->changes_data)));
    json_decref(before);
    json_decref(after);
    json_add_line(object, &r->out);
}

static void show(struct reextractor *r, const struct reextract_film *film, bool changes)
{
    buf_clear(&r->out);
    if (r->invocation->json)
        show_film_json(r, film);
    else if (changes)
        show_film(r, film);
    output_write(buf_text(&r->out));
}

/* ── films ── */

static enum status take_film(struct reextractor *r, const struct stored_movie *stored, struct error *err)
{
    struct reextract_film *film = arena_alloc(&r->arena, sizeof *film);
    struct text id = stored->movie.imdb_id;
    enum status status = reextract_read(r->store, stored, &r->review, r->now_ms, &r->arena, film, err);
    if (status != OK || film->answers == 0)
        return status;
    bool changes = film->changed != 0 || film->changes_data;
    if (changes && r->applies)
        status = reextract_write(r->store, film, r->now_ms, &r->arena, err);
    if (status == INVALID && err->detail == 0) { /* somebody else was at it */
        complain("%.*s: %s; left as it is", TEXT_ARG(id), err->text);
        r->code = exit_worst(r->code, EXIT_UNKNOWN);
        return OK;
    }
    if (status != OK)
        return status;
    r->films++;
    r->answers += film->answers;
    r->changed += changes;
    if (text_known(film->unreadable)) {
        complain("%.*s: %.*s", TEXT_ARG(id), TEXT_ARG(film->unreadable));
        r->unreadable++;
        r->code = exit_worst(r->code, EXIT_UNKNOWN);
    }
    show(r, film, changes);
    return OK;
}

static enum status take_all(struct reextractor *r, struct error *err)
{
    const struct export_filter every = { .status_count = 0 };
    struct export_page page = { .count = 1 };
    enum status status = OK;
    while (status == OK && page.count > 0 && !output_failed()) {
        arena_reset(&r->arena);
        status = store_export_next(r->store, &every, page.last_id, PAGE_FILMS, &r->arena, &page, err);
        for (size_t i = 0; status == OK && i < page.count && !output_failed(); i++)
            status = take_film(r, &page.at[i], err);
    }
    return status;
}

static enum status take_ids(struct reextractor *r, const struct ids *ids, struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; i < ids->count && status == OK && !output_failed(); i++) {
        struct stored_movie *stored;
        struct text canonical;
        arena_reset(&r->arena);
        stored = arena_alloc(&r->arena, sizeof *stored);
        status = store_remap_get(r->store, ids->at[i], &r->arena, &canonical, err);
        if (status == OK)
            status = store_movie_get(r->store, canonical, &r->arena, stored, err);
        if (status == NOT_FOUND) {
            complain("%.*s is not in the store", TEXT_ARG(ids->at[i]));
            r->code = exit_worst(r->code, EXIT_NO);
            status = OK;
        } else if (status == OK) {
            status = take_film(r, stored, err);
        }
    }
    return status;
}

/* ── the command ── */

static void tell_review(const struct reextractor *r)
{
    for (size_t i = 0; i < r->review.count && !r->invocation->quiet; i++) {
        const struct layout_fact *one = &r->review.lost[i];
        complain("%s: %d of the newest %d kept pages tell %s%s", page_layout_name(one->layout),
                 drift_found(&one->count, one->count.recent_seen), one->count.recent_seen, fact_field(one->fact),
                 !r->review.is_back[i] ? "; it stays lost"
                 : r->applies          ? "; it is no longer lost"
                                       : "; it is lost no longer when --apply is given");
    }
}

static void tell(const struct reextractor *r)
{
    if (r->invocation->quiet)
        return;
    complain("%zu kept %s of %zu %s read: %zu %s %s", r->answers, r->answers == 1 ? "answer" : "answers", r->films,
             r->films == 1 ? "film" : "films", r->changed, r->changed == 1 ? "film" : "films",
             r->applies ? "changed" : "would change; --apply does it");
}

enum exit_code cmd_reextract(struct invocation *invocation)
{
    struct reextractor r = { .invocation = invocation,
                             .out = BUF_WITH_LIMIT(OUTPUT_BYTES_MAX),
                             .applies = text_known(invocation_option(invocation, "--apply")),
                             .now_ms = clock_wall_ms(&invocation->clock) };
    struct ids ids = { 0 };
    struct error err;
    if (invocation->arg_count > 0) {
        enum exit_code code = ids_gather(invocation, &ids);
        if (code != EXIT_FINE)
            return code;
    }
    enum status status = r.applies ? settings_open_to_change(invocation, &r.store, &err)
                                   : settings_open_to_look(invocation, &r.store, &err);
    if (status == OK)
        status = drift_review(r.store, r.applies, r.now_ms, &r.review, &err);
    if (status == OK) {
        tell_review(&r);
        status = invocation->arg_count > 0 ? take_ids(&r, &ids, &err) : take_all(&r, &err);
    }
    if (status == OK) {
        output_flush();
        tell(&r);
    } else {
        complain("%s", err.text);
        r.code = EXIT_LOCAL;
    }
    store_close(&r.store);
    buf_finish(&r.out);
    arena_finish(&r.arena);
    return r.code;
}
