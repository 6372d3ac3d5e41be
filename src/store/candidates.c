/* Candidates: what a title search found, until a person has judged it. */
#include "store/candidates.h"

#include "store/store_inside.h"

enum {
    CANDIDATES_MAX = 100, /* of one id, judged ones included; a search offers 10 */
    SCHEMA_WITH_CANDIDATES = 2
};

enum status candidates_write(struct store *store, struct text imdb_id, const struct candidates *candidates,
                             int64_t now_ms, struct error *err)
{
    struct db *db = store->db;
    enum status status = db_run(db, SQL_CANDIDATES_FORGET, DB_VALUES(db_text(imdb_id)), err);
    for (size_t i = 0; i < candidates->count && status == OK; i++) {
        const struct candidate *c = &candidates->at[i];
        status = db_run(db, SQL_CANDIDATE_ADD,
                        DB_VALUES(db_text(imdb_id), db_integer(c->tmdb_id), db_integer(c->rank),
                                  db_text(store_safe_text(store, c->title)), db_number(c->year),
                                  db_text(store_safe_text(store, c->evidence)), db_time(now_ms)),
                        err);
    }
    return status;
}

enum status store_candidates_write(struct store *store, struct text imdb_id, const struct candidates *candidates,
                                   int64_t now_ms, struct error *err)
{
    arena_reset(&store->scratch);
    enum status status = db_begin(store->db, true, err);
    if (status != OK)
        return status;
    return db_settle(store->db, candidates_write(store, imdb_id, candidates, now_ms, err), err);
}

static struct candidate read_row(struct db *db, struct arena *arena)
{
    return (struct candidate){
        .tmdb_id = db_column_integer(db, 0),
        .rank = db_column_integer(db, 1),
        .title = db_column_text(db, 2, arena),
        .year = db_column_number(db, 3),
        .evidence = db_column_text(db, 4, arena),
        .verdict = db_column_text(db, 5, arena),
        .seen_at_ms = db_column_time(db, 6),
    };
}

enum status store_candidates_get(struct store *store, struct text imdb_id, struct arena *arena, struct candidates *out,
                                 struct error *err)
{
    struct candidates got = { .at = arena_array(arena, CANDIDATES_MAX, sizeof *got.at) };
    if (store->version < SCHEMA_WITH_CANDIDATES) { /* an older store that is only read */
        *out = (struct candidates){ 0 };
        return OK;
    }
    enum status status =
        db_query(store->db, SQL_CANDIDATES_GET, DB_VALUES(db_text(imdb_id), db_integer(CANDIDATES_MAX)), err);
    bool row = status == OK;
    while (row) {
        status = db_next(store->db, &row, err);
        row = row && status == OK;
        if (row && got.count < CANDIDATES_MAX)
            got.at[got.count++] = read_row(store->db, arena);
    }
    if (status == OK)
        *out = got;
    return status;
}

enum status store_candidate_judge(struct store *store, struct text imdb_id, int64_t tmdb_id, const char *verdict,
                                  struct error *err)
{
    struct number judged = { 0 };
    enum status status =
        db_run_returning(store->db, SQL_CANDIDATE_JUDGE,
                         DB_VALUES(db_text(imdb_id), db_integer(tmdb_id), db_text_z(verdict)), &judged, err);
    if (status == OK && !judged.known)
        return error_set(err, NOT_FOUND, "TMDb %lld is no candidate for %.*s", (long long)tmdb_id, TEXT_ARG(imdb_id));
    return status;
}
