/* A person's edits taken back: the fields say again what the sources say. */
#include "lifecycle/people.h"
#include "lifecycle/plausible.h"
#include "lifecycle/states.h"
#include "source/tmdb.h"
#include "store/edits.h"
#include "store/history.h"
#include "work/reextract.h"
#include "work/steer_inside.h"

enum { ENTRIES_LOOKED_THROUGH = 1000 };

struct reverting {
    const struct steer *steer;
    struct text id;
    struct stored_movie *row;
    uint32_t open; /* fields whose source's word is still looked for */
    bool is_tmdb;
};

static void settle(struct reverting *r, const struct movie *movie, const struct field_origin *origin, size_t field)
{
    movie_take(&r->row->movie, movie, field);
    r->row->origins[field] = *origin;
    r->open &= ~((uint32_t)1 << field);
}

/* ── who knows what stood there ── */

/* Of TMDb's record TMDb's own word counts, today's. */
static void ask_tmdb_data(struct reverting *r, struct text *out_poster_path)
{
    struct tmdb_details details = { 0 };
    struct implausible aside[IMPLAUSIBLE_MAX];
    const struct field_origin *origin = &r->row->origins[movie_field_index(TEXT("tmdb_id"))];
    if (!r->is_tmdb || !text_known(r->row->tmdb_data) || !text_is(origin->source, "tmdb"))
        return;
    tmdb_read_details(r->row->tmdb_data, r->row->movie.tmdb_id.value, r->steer->arena, &details);
    if (details.class->outcome != ANSWER_FOUND)
        return;
    people_clean(&details.movie, r->steer->arena);
    (void)plausible_sift(&details.movie, r->steer->now_ms, r->steer->arena, aside);
    *out_poster_path = details.poster_path;
    for (size_t i = 0; i < movie_field_count; i++) {
        if ((r->open >> i & 1U) != 0 && movie_knows(&details.movie, i))
            settle(r, &details.movie, origin, i);
    }
}

/* A row as it was once: the newest in which the field is no edit says what it was. A record of TMDb that was taken back
 * says nothing of a placeholder. */
static void ask_row(struct reverting *r, const struct stored_movie *then)
{
    for (size_t i = 0; i < movie_field_count; i++) {
        bool theirs = text_is(then->origins[i].source, "tmdb");
        if ((r->open >> i & 1U) != 0 && !edits_is_one(&then->origins[i]) && !theirs)
            settle(r, &then->movie, &then->origins[i], i);
    }
}

static enum status ask_snapshot(struct reverting *r, struct text snapshot, struct error *err)
{
    struct stored_movie then;
    if (r->open == 0 || !text_known(snapshot))
        return OK;
    enum status status = history_read(snapshot, r->steer->arena, &then, err);
    if (status == OK)
        ask_row(r, &then);
    return status == DRIFT ? OK : status; /* not of ours */
}

static enum status ask_history(struct reverting *r, struct error *err)
{
    struct history_entry *entries;
    size_t count = 0;
    enum status status =
        store_history_get(r->steer->store, r->id, ENTRIES_LOOKED_THROUGH, r->steer->arena, &entries, &count, err);
    for (size_t i = 0; i < count && status == OK; i++) {
        if (text_is(entries[i].event, "merged")) /* that was another row */
            continue;
        status = ask_snapshot(r, entries[i].after, err);
        if (status == OK)
            status = ask_snapshot(r, entries[i].before, err);
    }
    return status;
}

/* What the page or OMDb said since the edit was made. */
static enum status ask_kept(struct reverting *r, uint32_t fields, struct error *err)
{
    struct reextract_film *film = arena_alloc(r->steer->arena, sizeof *film);
    struct drift_review *review = arena_alloc(r->steer->arena, sizeof *review);
    enum status status = drift_review(r->steer->store, false, r->steer->now_ms, review, err);
    if (status == OK)
        status = reextract_read(r->steer->store, r->row, review, r->steer->now_ms, r->steer->arena, film, err);
    for (size_t i = 0; i < movie_field_count && status == OK; i++) {
        if ((fields >> i & film->changed >> i & 1U) != 0)
            settle(r, &film->after.movie, &film->after.origins[i], i);
    }
    return status;
}

/* ── the fields ── */

/* The year that an edit of the date brought along. */
static bool year_goes_with_date(const struct stored_movie *row, size_t date, size_t year)
{
    const struct field_origin *of_date = &row->origins[date], *of_year = &row->origins[year];
    const struct number told = movie_date_year(row->movie.release_date);
    return edits_is_one(of_date) && edits_is_one(of_year) && of_date->fetched_at_ms == of_year->fetched_at_ms &&
           told.known && row->movie.year.known && told.value == row->movie.year.value;
}

/* Which fields open: those named, and with a date or a rating what the edit had to drop or brought along. */
static enum status open_fields(struct reverting *r, uint32_t fields, struct error *err)
{
    static const struct movie nothing = { 0 };
    const size_t date = (size_t)movie_field_index(TEXT("release_date")), year = (size_t)movie_field_index(TEXT("year"));
    if ((fields >> date & 1U) != 0 && year_goes_with_date(r->row, date, year))
        fields |= (uint32_t)1 << year;
    for (size_t i = 0; i < movie_field_count; i++) {
        const struct field_origin *origin = &r->row->origins[i];
        int about = movie_field_about(i);
        if ((fields >> i & 1U) != 0 && !edits_is_one(origin))
            return error_set(err, NOT_FOUND, "%s of %.*s is no edit: it is %s%.*s; nothing was changed",
                             movie_fields[i].name, TEXT_ARG(r->id), text_known(origin->source) ? "from " : "not known",
                             TEXT_ARG(origin->source));
        if (about >= 0 && (fields >> about & 1U) != 0 && !edits_is_one(origin))
            fields |= (uint32_t)1 << i;
    }
    r->open = fields;
    for (size_t i = 0; i < movie_field_count; i++) {
        if ((fields >> i & 1U) == 0)
            continue;
        movie_take(&r->row->movie, &nothing, i);
        r->row->origins[i] = (struct field_origin){ 0 };
    }
    return OK;
}

/* Whose date it is goes with that date alone. */
static void drop_strangers(struct reverting *r, uint32_t fields)
{
    static const struct movie nothing = { 0 };
    for (size_t i = 0; i < movie_field_count; i++) {
        int about = movie_field_about(i);
        if (about < 0 || (fields >> i & 1U) == 0 ||
            text_equal(r->row->origins[i].source, r->row->origins[about].source))
            continue;
        movie_take(&r->row->movie, &nothing, i);
        r->row->origins[i] = (struct field_origin){ 0 };
    }
}

static enum status find_words(struct reverting *r, uint32_t fields, struct error *err)
{
    size_t poster = (size_t)movie_field_index(TEXT("poster_url"));
    struct text poster_path = { 0 };
    struct stored_movie written;
    ask_tmdb_data(r, &poster_path);
    enum status status = store_movie_written(r->steer->store, r->id, r->steer->arena, &written, err);
    if (status == OK)
        ask_row(r, &written);
    if (status == OK)
        status = ask_history(r, err);
    if (status == OK)
        status = ask_kept(r, fields, err);
    if (status != OK)
        return status;
    drop_strangers(r, fields);
    if ((fields >> poster & 1U) != 0)
        r->row->poster_path = text_is(r->row->origins[poster].source, "tmdb") ? poster_path : r->row->movie.poster_url;
    if (text_empty(r->row->movie.title))
        return error_set(err, NOT_FOUND,
                         "no source ever told the title of %.*s here, and a film needs a name: set it "
                         "with edit %.*s title=TEXT",
                         TEXT_ARG(r->id), TEXT_ARG(r->id));
    return OK;
}

enum status steer_revert(const struct steer *steer, struct text asked, uint32_t fields, struct stored_movie *out,
                         struct error *err)
{
    struct reverting r = { .steer = steer, .row = out };
    enum status status = steer_find(steer, asked, &r.id, out, err);
    if (status != OK)
        return status;
    const struct text names = steer_names_of(fields, steer->arena);
    r.is_tmdb = film_state_of(out->import_status, true, out->movie.tmdb_id.known) > FILM_PLACEHOLDER;
    status = open_fields(&r, fields, err);
    fields = r.open;
    if (status == OK)
        status = find_words(&r, fields, err);
    if (status != OK)
        return status;
    const struct history_note note = { .event = "reverted", .actor = "person", .reason = names };
    return steer_write_fields(steer, (struct steer_ids){ asked, r.id }, fields, &note, out, err);
}
