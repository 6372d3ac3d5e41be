/* One source forgotten, in one transaction. */
#include "store/forget.h"

#include "store/history.h"
#include "store/store_inside.h"

/* ── movies ── */

static enum status remove_row(struct store *store, const struct stored_movie *movie, struct text id, struct text why,
                              const struct forget *forget, struct error *err)
{
    enum status status = people_forget(store, movie->id, err);
    if (status == OK)
        status = db_run(store->db, SQL_FORGET_MOVIE, DB_VALUES(db_text(id), only_ours(store)), err);
    if (status == OK)
        status =
            db_run(store->db, SQL_FORGET_ASK_AGAIN, DB_VALUES(db_text(id), db_text(why), db_time(forget->now_ms)), err);
    return status == OK ? db_run(store->db, SQL_FORGET_MERGED_ASK_AGAIN, DB_VALUES(db_text(id), db_text(why)), err)
                        : status;
}

/* TMDb's record became a placeholder; not even its id is told. */
static enum status tell(struct store *store, const struct stored_movie *movie, struct text was, struct text why,
                        const struct forget *forget, struct error *err)
{
    const struct history_note note = { .event = "forgotten", .actor = "person", .reason = why };
    const struct stored_movie before = { .import_status = was };
    const struct history_write told = { &note, movie->movie.imdb_id, movie->id, &before, movie, forget->now_ms };
    if (!text_is(movie->import_status, "imdb_placeholder") || text_equal(was, movie->import_status))
        return OK;
    return history_add(store, &told, err);
}

static enum status rewrite_row(struct store *store, const struct stored_movie *movie, struct text id, struct text why,
                               const struct forget *forget, struct error *err)
{
    struct movie_row row = { .imdb_id = id, .movie = movie, .now_ms = forget->now_ms };
    enum status status = OK;
    int64_t row_id;
    if (!movie->movie.tmdb_id.known)
        status = db_run(store->db, SQL_FORGET_TMDB_RECORD, DB_VALUES(db_text(id), only_ours(store)), err);
    if (status == OK)
        status = movie_write(store, &row, &row_id, err);
    if (status == OK)
        status = people_write(store, err);
    return status == OK
               ? db_run(store->db, SQL_FORGET_OUTCOME,
                        DB_VALUES(db_text(id), db_text(movie->import_status), db_text(why), db_time(forget->now_ms)),
                        err)
               : status;
}

static enum status forget_movie(struct store *store, const struct forget *forget, struct text id, struct arena *arena,
                                struct forget_counts *counts, struct error *err)
{
    struct stored_movie movie;
    enum status status = movie_read(store, id, arena, &movie, err);
    if (status != OK)
        return status;
    const struct text was = movie.import_status;
    struct text why = arena_printf(arena, "what %s said of it was forgotten", forget->source);
    switch (forget->strip(forget->context, &movie, arena, &counts->fields)) {
    case FORGET_NOTHING: return OK;
    case FORGET_FIELDS:
        counts->movies++;
        status = rewrite_row(store, &movie, id, why, forget, err);
        return status == OK ? tell(store, &movie, was, why, forget, err) : status;
    case FORGET_ROW: counts->rows++; return remove_row(store, &movie, id, why, forget, err);
    }
    return BROKEN;
}

static enum status forget_movies(struct store *store, const struct forget *forget, struct forget_counts *counts,
                                 struct error *err)
{
    struct db *db = store->db;
    struct arena arena = { 0 };
    struct number after = number_of(INT64_MIN);
    enum status status = OK;
    while (status == OK) {
        arena_reset(&arena);
        arena_reset(&store->scratch);
        status =
            db_one(db, SQL_FORGET_NEXT, DB_VALUES(db_number(after), db_text_z(forget->source), only_ours(store)), err);
        if (status != OK)
            break;
        after = db_column_number(db, 0);
        struct text id = db_column_text(db, 1, &arena);
        db_end(db);
        status = forget_movie(store, forget, id, &arena, counts, err);
    }
    arena_finish(&arena);
    return status == NOT_FOUND ? OK : status;
}

/* ── the rest ── */

static enum status forget_answers(struct store *store, const struct forget *forget, struct forget_counts *counts,
                                  struct error *err)
{
    struct released gone = { 0 };
    struct db_value name = db_text_z(forget->source);
    enum status status = answers_release(store, SQL_FETCHES_FORGET, DB_VALUES(name), &gone, err);
    if (status == OK)
        status = answers_release(store, SQL_CACHE_FORGET, DB_VALUES(name), &gone, err);
    counts->fetches = gone.fetches;
    counts->answers = gone.answers;
    return status;
}

static enum status forget_all(struct store *store, const struct forget *forget, struct forget_counts *counts,
                              struct error *err)
{
    struct db *db = store->db;
    enum status status = forget_movies(store, forget, counts, err);
    if (status == OK)
        status = forget_answers(store, forget, counts, err);
    if (status == OK)
        status = rows_changed(db, SQL_FORGET_QUARANTINED, DB_VALUES(db_text_z(forget->source)), &counts->others, err);
    if (status == OK && forget->is_tmdb)
        status = rows_changed(db, SQL_FORGET_CANDIDATES, DB_NO_VALUES, &counts->others, err);
    if (status == OK && forget->is_given)
        status = rows_changed(db, SQL_FORGET_GIVEN, DB_NO_VALUES, &counts->given, err);
    if (status == OK)
        status = rows_changed(db, SQL_FORGET_PEOPLE, DB_NO_VALUES, &counts->people, err);
    if (status == OK)
        status = db_run(db, SQL_FORGET_JOINED_IDS, DB_VALUES(db_text_z(forget->source)), err);
    if (status == OK && forget->is_tmdb)
        status = db_run(db, SQL_FORGET_PEOPLE_TMDB_IDS, DB_NO_VALUES, err);
    if (status == OK && forget->metric_source != NULL)
        status =
            rows_changed(db, SQL_METRICS_FORGET, DB_VALUES(db_text_z(forget->metric_source)), &counts->metrics, err);
    return status;
}

enum status store_forget(struct store *store, const struct forget *forget, struct forget_counts *out, struct error *err)
{
    struct forget_counts counts = { 0 };
    store->unwritten = NULL; /* of a transaction that failed */
    arena_reset(&store->scratch);
    enum status status = db_begin(store->db, true, err);
    if (status != OK)
        return status;
    status = forget_all(store, forget, &counts, err);
    if (status == OK && forget->dry_run) /* anything but OK rolls back */
        status = db_settle(store->db, NOT_FOUND, err) == NOT_FOUND ? OK : BROKEN;
    else
        status = db_settle(store->db, status, err);
    if (status == OK)
        *out = counts;
    return status;
}
