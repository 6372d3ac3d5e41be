/* What the files of src/store share about a store. */
#ifndef UNDERSTUDY_STORE_STORE_INSIDE_H
#define UNDERSTUDY_STORE_STORE_INSIDE_H

#include "base/arena.h"
#include "base/zstandard.h"
#include "extract/title_page.h"
#include "store/db.h"
#include "store/oban.h"
#include "store/store.h"

struct breaker;
struct life;
struct riders;
struct unwritten;
struct store {
    struct db *db;
    struct life *life; /* store/life.h; NULL: not SQLite, or nobody's who writes */
    int version;
    struct oban_state oban;
    const struct store_webhooks *webhooks;
    struct arena scratch;                 /* of the running call; each call that needs it begins with arena_reset() */
    struct zstandard_packer *packer;      /* NULL before the first use */
    bool reads;                           /* between store_read_begin() and store_read_end() */
    struct unwritten *unwritten;          /* people of films of the running transaction */
    struct riders *riders;                /* NULL before store_gather() */
    bool riders_written;                  /* in the running transaction */
    uint32_t begun[LAYOUT_NOT_FOUND + 1]; /* facts that have a row, as far as this connection knows */
};

/* A write transaction with what store_gather() has put off. Where it fails that waits for the next one. Not durable:
 * see db_set_durable(). */
MUST_CHECK enum status store_begin(struct store *store, bool durable, struct error *err);
/* db_begin_beside(); in SQLite store_begin(). */
MUST_CHECK enum status store_begin_beside(struct store *store, bool durable, const struct texts *keys,
                                          struct error *err);
MUST_CHECK enum status store_settle(struct store *store, enum status status, struct error *err);
/* One statement that compares and sets by itself, and may be lost when the power fails. */
MUST_CHECK enum status store_run_lightly(struct store *store, enum statement statement, struct db_values values,
                                         struct error *err);
/* The argument "only a row of ours": in a table that an application shares with us, the rows without a record are its
 * own. In our own table such a row is somebody's who put it there for us. */
struct db_value only_ours(const struct store *store);
/* Is the answer of that name among them? */
bool riders_bring(const struct store *store, struct text sha256);
void riders_finish(struct store *store); /* writes them, or never mind */

/* Where a page begins that is ordered by a time: what db_column_text() gave for it, which tells apart what another
 * program wrote within one second; unknown: before all. INVALID: no time for this database. */
MUST_CHECK enum status instant_of_cursor(const struct store *store, struct text at, struct db_value *out,
                                         struct error *err);

/* A copy in the scratch arena that is safe to keep: no hidden secret, no NUL (PostgreSQL text has none). */
struct text store_safe_text(struct store *store, struct text t);

/* Inside a transaction. */
MUST_CHECK enum status metric_write(struct store *store, const struct metric *metric, struct error *err);

/* Inside a transaction: one page more of its layout. */
MUST_CHECK enum status layout_count(struct store *store, const struct drift_page *page, int64_t now_ms,
                                    struct error *err);
/* After it: whether a fact is lost, or back. */
MUST_CHECK enum status layout_judge(struct store *store, enum page_layout layout, int64_t now_ms, struct error *err);

struct movie_row { /* what movie_write() needs */
    struct text imdb_id;
    const struct stored_movie *movie;
    int64_t now_ms;
    bool takes_back; /* a placeholder may stand where a TMDb record did: it vanished, or a person undid it */
    const struct stored_movie *now; /* the row as movie_read() gives it in this transaction; NULL: none, or not read */
    bool keeps_people; /* an edit of something else: records of an older version do not know TMDb's ids of people */
};
/* As much of a title as an application's column, which may be a varchar(255), takes; the whole stands in the record. */
struct text movie_fitting(const struct store *store, struct text t);
/* Inside a transaction: the row and its origins; its people are put off. */
MUST_CHECK enum status movie_write(struct store *store, const struct movie_row *row, int64_t *out_id,
                                   struct error *err);
/* Inside a transaction: a film has nobody any more. */
MUST_CHECK enum status people_forget(struct store *store, int64_t movie_id, struct error *err);
/* Who made the film, for people_write(): what movie->movie points to must live until then. */
void people_put_off(struct store *store, int64_t movie_id, const struct stored_movie *movie);
/* Inside a transaction, once, behind all of its films: people and credits of those that were put off. */
MUST_CHECK enum status people_write(struct store *store, struct error *err);
/* Inside a transaction: a row that was deleted stands again under its id, by its own imdb_id, known or not; its people
 * are put off. */
MUST_CHECK enum status movie_put_back(struct store *store, const struct stored_movie *movie, int64_t now_ms,
                                      struct error *err);
/* Inside a transaction: store_movie_get(), a person's edits marked (edits.h); by the row's id also for a row without an
 * IMDb id. */
MUST_CHECK enum status movie_read(struct store *store, struct text imdb_id, struct arena *arena,
                                  struct stored_movie *out, struct error *err);
MUST_CHECK enum status movie_read_by_id(struct store *store, int64_t id, struct arena *arena, struct stored_movie *out,
                                        struct error *err);
/* As we last wrote it: without what others changed since. */
MUST_CHECK enum status movie_read_written(struct store *store, struct text imdb_id, struct arena *arena,
                                          struct stored_movie *out, struct error *err);

#define FLIGHT_MAX_MS CLOCK_HOUR_MS /* nobody's lasts so long */

/* The columns of GATE_LOOK, from 0; copies in the arena. */
void gate_look_read(struct db *db, struct text origin, struct text source, struct arena *arena,
                    struct host_state *out_host, struct breaker *out_breaker);
/* The columns of HOST_COLUMNS, from 0. */
struct host_state host_read(struct db *db, struct arena *arena);
/* Inside a transaction. *out_taken: nobody else has it, and what is kept of its URL is that of kept_at_ms. */
MUST_CHECK enum status flight_take(struct store *store, const struct flight *flight, int64_t kept_at_ms,
                                   bool *out_taken, struct error *err);
/* May a seat of this store's still be taken, though its request is over? */
bool riders_sit(const struct store *store);
/* Of a request that is over; also inside a transaction. */
MUST_CHECK enum status seat_give_back(struct store *store, struct text owner, struct error *err);

struct released {
    size_t fetches, answers;
};
/* Inside a transaction: runs a DELETE that returns names of raw answers, and deletes those that nobody holds any more.
 * Adds to *counts. */
MUST_CHECK enum status answers_release(struct store *store, enum statement statement, struct db_values values,
                                       struct released *counts, struct error *err);
/* Runs a statement that returns a row for each row that it changed, and adds their number to *count. */
MUST_CHECK enum status rows_changed(struct db *db, enum statement statement, struct db_values values, size_t *count,
                                    struct error *err);

#endif
