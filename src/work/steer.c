/* A person's hand on a film. */
#include "lifecycle/people.h"
#include "lifecycle/states.h"
#include "store/edits.h"
#include "store/history.h"
#include "work/imdb_data.h"
#include "work/record_status.h"
#include "work/steer_inside.h"

static enum film_state state_of(const struct stored_movie *row)
{
    return film_state_of(row->import_status, true, row->movie.tmdb_id.known);
}

enum status steer_find(const struct steer *steer, struct text asked, struct text *out_id, struct stored_movie *out,
                       struct error *err)
{
    enum status status = store_remap_get(steer->store, asked, steer->arena, out_id, err);
    return status == OK ? store_movie_get(steer->store, *out_id, steer->arena, out, err) : status;
}

/* ── give up ── */

/* An id that was asked for and has no row. */
static enum status find_wanted(const struct steer *steer, struct text asked, struct error *err)
{
    struct wanted wanted;
    enum status status = store_wanted_get(steer->store, asked, steer->arena, &wanted, err);
    if (status == NOT_FOUND)
        return error_set(err, NOT_FOUND, "%.*s is not in the store", TEXT_ARG(asked));
    if (status == OK && text_known(wanted.outcome))
        return error_set(err, NOT_FOUND, "%.*s is not looked for: %.*s", TEXT_ARG(asked), TEXT_ARG(wanted.outcome));
    return status;
}

enum status steer_give_up(const struct steer *steer, struct text asked, struct error *err)
{
    struct stored_movie row;
    struct text id;
    enum status status = steer_find(steer, asked, &id, &row, err);
    bool has_row = status == OK;
    if (status == NOT_FOUND)
        status = find_wanted(steer, asked, err);
    if (status != OK)
        return status;
    if (has_row && state_of(&row) != FILM_PLACEHOLDER)
        return error_set(err, NOT_FOUND, "%.*s is %.*s: there is nothing to give up", TEXT_ARG(asked),
                         TEXT_ARG(row.import_status));
    row.next_tmdb_retry_at_ms = 0;
    const struct text reason = TEXT("a person gave up");
    const struct history_note note = { .event = "given_up", .actor = "person", .reason = reason };
    const struct lookup_write write = { .imdb_id = asked,
                                        .canonical_id = id,
                                        .outcome = TEXT("given_up"),
                                        .reason = reason,
                                        .movie = has_row ? &row : NULL,
                                        .expected_status = has_row ? row.import_status : TEXT(""),
                                        .history = &note,
                                        .now_ms = steer->now_ms };
    return store_lookup_write(steer->store, &write, err);
}

/* ── edit ── */

struct text steer_names_of(uint32_t fields, struct arena *arena)
{
    struct text names = TEXT("");
    for (size_t i = 0; i < movie_field_count; i++) {
        if ((fields >> i & 1U) != 0)
            names = arena_printf(arena, "%.*s%s%s", TEXT_ARG(names), names.len > 0 ? ", " : "", movie_fields[i].name);
    }
    return names;
}

enum status steer_write_fields(const struct steer *steer, struct steer_ids ids, uint32_t fields,
                               const struct history_note *history, struct stored_movie *row, struct error *err)
{
    const struct text was = row->import_status;
    struct history_note note = *history;
    struct wanted wanted = { 0 };
    note.keep_before = note.keep_after = true;
    row->import_status = record_status(row, steer->now_ms, steer->arena);
    if (state_of(row) == FILM_PLACEHOLDER)
        row->imdb_data = imdb_data_write(&row->movie, row->origins, steer->arena);
    enum status status = store_wanted_get(steer->store, ids.asked, steer->arena, &wanted, err);
    if (status != OK && status != NOT_FOUND)
        return status;
    const struct lookup_write write = { .imdb_id = ids.asked,
                                        .canonical_id = ids.canonical,
                                        .outcome = row->import_status,
                                        .reason = wanted.reason,
                                        .movie = row,
                                        .expected_status = was,
                                        .takes_back = true,
                                        .edited = fields,
                                        .history = &note,
                                        .now_ms = steer->now_ms };
    return store_lookup_write(steer->store, &write, err);
}

/* A date or a rating stands with whose it is, or how many gave it: who sets one of the two has set both. */
static enum status settle_abouts(uint32_t *fields, struct stored_movie *row, struct error *err)
{
    static const struct movie nothing = { 0 };
    const uint32_t named = *fields;
    for (size_t i = 0; i < movie_field_count; i++) {
        int about = movie_field_about(i);
        bool sets = (named >> i & 1U) != 0 && movie_knows(&row->movie, i);
        bool sets_about = about >= 0 && (named >> about & 1U) != 0;
        if (about < 0 || (!sets && !sets_about))
            continue;
        if (sets && !movie_knows(&row->movie, (size_t)about))
            return error_set(err, INVALID, "%s says something about %s, which is not known: set that too",
                             movie_fields[i].name, movie_fields[about].name);
        if (sets) {
            row->origins[about] = row->origins[i];
            *fields |= (uint32_t)1 << about;
        } else if ((named >> i & 1U) == 0) {
            movie_take(&row->movie, &nothing, i);
            row->origins[i] = (struct field_origin){ 0 };
            *fields |= (uint32_t)1 << i;
        }
    }
    return OK;
}

/* Who sets a date has set its year, unless he says another: release_year would contradict, or a source's would come. */
static void settle_year(uint32_t *fields, struct stored_movie *row)
{
    const size_t date = (size_t)movie_field_index(TEXT("release_date")), year = (size_t)movie_field_index(TEXT("year"));
    if ((*fields >> date & 1U) == 0 || (*fields >> year & 1U) != 0 || !movie_knows(&row->movie, date))
        return;
    row->movie.year = movie_date_year(row->movie.release_date);
    row->origins[year] = row->origins[date];
    *fields |= (uint32_t)1 << year;
}

enum status steer_edit(const struct steer *steer, struct text asked, const struct steer_edits *edits,
                       struct stored_movie *out, struct error *err)
{
    size_t poster = (size_t)movie_field_index(TEXT("poster_url"));
    uint32_t fields = edits->fields;
    struct text id;
    enum status status = steer_find(steer, asked, &id, out, err);
    if (status != OK)
        return status;
    const struct stored_movie before = *out;
    for (size_t i = 0; i < movie_field_count; i++) {
        if ((fields >> i & 1U) == 0)
            continue;
        movie_take(&out->movie, &edits->values, i);
        out->origins[i] = (struct field_origin){ .source = TEXT("person"), .fetched_at_ms = steer->now_ms };
        if (i == poster)
            out->poster_path = out->movie.poster_url;
    }
    settle_year(&fields, out);
    const struct text names = steer_names_of(fields, steer->arena);
    status = settle_abouts(&fields, out, err);
    if (status != OK)
        return status;
    const struct people_told told = { .movie = &before.movie, .origins = before.origins };
    people_join(&out->movie, out->origins, &told, 1, steer->arena); /* who stays keeps the ids */
    const struct history_note note = { .event = "edited", .actor = "person", .reason = names };
    return steer_write_fields(steer, (struct steer_ids){ asked, id }, fields, &note, out, err);
}
