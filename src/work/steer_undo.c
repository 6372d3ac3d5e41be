/* An upgrade taken back: the placeholder as it was, and the row that was folded into it. */
#include "lifecycle/states.h"
#include "store/edits.h"
#include "store/fold.h"
#include "store/kept.h"
#include "work/imdb_data.h"
#include "work/steer_inside.h"

enum { ENTRIES_LOOKED_THROUGH = 1000 };

/* ── what is taken back ── */

struct past {
    struct history_entry *entries; /* newest first */
    size_t count;
};

static bool is_of(const struct history_entry *entry, const struct steer_undo *undo)
{
    return entry->movie_id == undo->now.id;
}

/* The upgrade behind which the row has not been a placeholder again. */
static bool find_upgrade(const struct past *past, const struct steer_undo *undo, size_t *out)
{
    for (size_t i = 0; i < past->count; i++) {
        const struct history_entry *entry = &past->entries[i];
        if (is_of(entry, undo) && text_is(entry->to_status, film_state_name(FILM_PLACEHOLDER)) &&
            !text_equal(entry->from_status, entry->to_status))
            return false;
        if (is_of(entry, undo) && text_is(entry->event, "upgraded") && text_known(entry->before)) {
            *out = i;
            return true;
        }
    }
    return false;
}

/* Had a person given it up when TMDb had it after all? */
static bool was_given_up(const struct past *past, const struct steer_undo *undo, size_t upgrade)
{
    for (size_t i = upgrade + 1; i < past->count; i++) {
        const struct history_entry *entry = &past->entries[i];
        if (is_of(entry, undo) && (text_is(entry->event, "given_up") || text_is(entry->event, "revived")))
            return text_is(entry->event, "given_up");
    }
    return false;
}

/* A row that went when this one took TMDb's record: one transaction wrote both entries. */
static bool is_folded(const struct past *past, const struct steer_undo *undo, size_t i)
{
    const struct history_entry *entry = &past->entries[i];
    return text_is(entry->event, "merged") && text_known(entry->before) && i > 0 &&
           is_of(&past->entries[i - 1], undo) && past->entries[i - 1].at_ms == entry->at_ms;
}

/* TMDb's answer is left out of a snapshot: it is kept as it came, or else the row that stays has a newer one. */
static enum status find_tmdb_data(const struct steer *steer, const struct steer_undo *undo, struct stored_movie *row,
                                  struct error *err)
{
    const struct text sha256 = row->origins[movie_field_index(TEXT("tmdb_id"))].answer_sha256;
    struct kept_answer kept = { 0 };
    enum status status = NOT_FOUND;
    if (row->is_theirs)
        return OK;
    if (text_known(sha256) && text_known(row->movie.imdb_id))
        status = store_kept_find(steer->store, "tmdb", row->movie.imdb_id, sha256, steer->arena, &kept, err);
    if (status == OK)
        row->tmdb_data = kept.body;
    else if (status == NOT_FOUND && row->movie.tmdb_id.value == undo->tmdb_id)
        row->tmdb_data = undo->now.tmdb_data;
    return status == NOT_FOUND ? OK : status;
}

static enum status take_folded(const struct steer *steer, const struct history_entry *entry, struct steer_undo *undo,
                               struct error *err)
{
    struct stored_movie *row = &undo->put_back[undo->put_back_count];
    enum status status = history_read(entry->before, steer->arena, row, err);
    if (status != OK || !row->movie.tmdb_id.known)
        return status == DRIFT ? OK : status; /* of nobody's making */
    row->id = entry->movie_id;
    edits_date(row, entry->at_ms);
    undo->put_back_count++;
    return find_tmdb_data(steer, undo, row, err);
}

static enum status read_past(const struct steer *steer, struct steer_undo *undo, struct error *err)
{
    struct past past = { 0 };
    size_t upgrade;
    enum status status = store_history_get(steer->store, undo->id, ENTRIES_LOOKED_THROUGH, steer->arena, &past.entries,
                                           &past.count, err);
    if (status != OK)
        return status;
    if (!find_upgrade(&past, undo, &upgrade))
        return error_set(err, NOT_FOUND, "%.*s was never a placeholder here: there is no upgrade to take back",
                         TEXT_ARG(undo->id));
    status = history_read(past.entries[upgrade].before, steer->arena, &undo->row, err);
    undo->is_given_up = was_given_up(&past, undo, upgrade);
    undo->put_back = arena_array(steer->arena, upgrade + 1, sizeof *undo->put_back);
    for (size_t i = 0; i <= upgrade + 1 && i < past.count && status == OK; i++) {
        if (is_folded(&past, undo, i))
            status = take_folded(steer, &past.entries[i], undo, err);
    }
    return status;
}

enum status steer_plan_undo(const struct steer *steer, struct text asked, struct steer_undo *out, struct error *err)
{
    *out = (struct steer_undo){ 0 };
    enum status status = steer_find(steer, asked, &out->id, &out->now, err);
    const struct stored_movie *now = &out->now;
    enum film_state state = film_state_of(now->import_status, true, now->movie.tmdb_id.known);
    if (status == OK && (state <= FILM_PLACEHOLDER || !now->movie.tmdb_id.known))
        return error_set(err, NOT_FOUND, "%.*s has no TMDb record: there is no upgrade to take back", TEXT_ARG(asked));
    out->tmdb_id = now->movie.tmdb_id.value;
    if (status == OK)
        status = read_past(steer, out, err);
    if (status != OK)
        return status;
    struct stored_movie *row = &out->row, own = *now;
    for (size_t i = 0; i < out->put_back_count; i++)
        fold_return_edits(&own, row, &out->put_back[i]);
    (void)edits_keep(row, &own);
    row->movie.imdb_id = out->id;
    row->import_status = text_of(film_state_name(FILM_PLACEHOLDER));
    row->imdb_data = imdb_data_write(&row->movie, row->origins, steer->arena);
    row->next_tmdb_retry_at_ms = out->is_given_up
                                     ? 0
                                     : schedule_next_ms(steer->schedule, row->retry_count, row->movie.release_date,
                                                        steer->now_ms, steer->random);
    return OK;
}

/* ── in the store ── */

struct text steer_undone(const struct steer_undo *undo, struct arena *arena)
{
    struct text text = arena_printf(arena, "TMDb's movie %lld is never taken for it again", (long long)undo->tmdb_id);
    for (size_t i = 0; i < undo->put_back_count; i++) {
        const struct stored_movie *row = &undo->put_back[i];
        struct text id = text_known(row->movie.imdb_id) ? row->movie.imdb_id : TEXT("without an IMDb id");
        text = arena_printf(arena, "%.*s; row %lld (%.*s), which was folded in, stands again", TEXT_ARG(text),
                            (long long)row->id, TEXT_ARG(id));
    }
    return text;
}

enum status steer_undo(const struct steer *steer, struct text asked, struct steer_undo *out, struct error *err)
{
    enum status status = steer_plan_undo(steer, asked, out, err);
    if (status != OK)
        return status;
    const struct stored_movie *now = &out->now;
    const long long tmdb_id = (long long)out->tmdb_id;
    const enum film_state from = film_state_of(now->import_status, true, true);
    const struct history_note note = { .event = film_event(from, FILM_PLACEHOLDER, FILM_BY_UNDO),
                                       .actor = "person",
                                       .reason = arena_printf(steer->arena, "TMDb's movie %lld is refused", tmdb_id),
                                       .keep_before = true,
                                       .keep_after = true };
    const struct lookup_write write = { .imdb_id = asked,
                                        .canonical_id = out->id,
                                        .outcome = out->is_given_up ? TEXT("given_up") : out->row.import_status,
                                        .reason =
                                            arena_printf(steer->arena, "a person took TMDb's movie %lld back", tmdb_id),
                                        .movie = &out->row,
                                        .expected_status = now->import_status,
                                        .takes_back = true,
                                        .history = &note,
                                        .put_back = out->put_back,
                                        .put_back_count = out->put_back_count,
                                        .judged_tmdb_id = now->movie.tmdb_id,
                                        .verdict = "refused",
                                        .now_ms = steer->now_ms };
    return store_lookup_write(steer->store, &write, err);
}
