/* What can be asked of a store, in our words; no SQL outside src/store.
 * A store is one connection: one thread at a time; every worker opens its own. Texts that come back live in the arena
 * given. Functions that write several rows do it in one transaction. Times are wall time in ms unless a name says real;
 * all but those of hosts are stored in whole seconds.
 *
 * Failures: TRANSIENT = busy for longer than the lock time-out; BROKEN = disk full, unwritable, damaged, schema newer
 * than this program. After any failure nothing of the call is stored. */
#ifndef UNDERSTUDY_STORE_STORE_H
#define UNDERSTUDY_STORE_STORE_H

#include "base/arena.h"
#include "base/error.h"
#include "base/num.h"
#include "base/text.h"
#include "model/movie.h"

#include <stdbool.h>
#include <stdint.h>

struct store;

enum store_dialect { STORE_SQLITE, STORE_POSTGRESQL };
enum store_dialect store_dialect_of(struct text url);

/* How a store stands to an application: alone in its database; in a schema `understudy` of its own beside the
 * application's tables; or so with placeholders in the application's `movies` (store/oban.h). */
enum store_attach { STORE_ALONE, STORE_ATTACHED, STORE_SHARED };

struct store_options {
    struct text url; /* "sqlite:PATH", a bare path, "sqlite::memory:", "postgres://…" or "postgresql://…" */
    bool read_only;  /* never creates, never migrates (an older schema opens as it is, see store_schema_version);
                      * NOT_FOUND when there is no store yet */
    bool migrates;   /* PostgreSQL: creates or upgrades the schema, which nothing else does */
    bool relaxed;    /* commits do not wait for the disk: a power failure may forget the last of them, whole */
    int64_t lock_timeout_ms;               /* how long a busy database is waited for; 0 = 5000 */
    int64_t statement_timeout_ms;          /* PostgreSQL: how long a statement may take; 0 = 60000 */
    int64_t now_ms;                        /* wall time, kept with a migration; 0 = the database's own */
    const struct store_webhooks *webhooks; /* store/webhooks.h; outlives the store; NULL = nobody is told */
};

/* Opens; creates or upgrades an SQLite store (directories too, mode 0700/0600). BROKEN with place and remedy otherwise,
 * also for a PostgreSQL database without the newest schema. TRANSIENT when a server cannot be reached. */
MUST_CHECK enum status store_open(const struct store_options *options, struct store **out_store, struct error *err);
void store_close(struct store **store); /* NULL inside is fine */

/* What is read in between is of one moment, and read with less ado. No writing there. Gives back `status` unless the
 * end fails. */
MUST_CHECK enum status store_read_begin(struct store *store, struct error *err);
MUST_CHECK enum status store_read_end(struct store *store, enum status status, struct error *err);

/* For a worker that goes from film to film: kept answers and the ends of their flights are written with the next
 * transaction of this store (SQLite; a commit costs more than they do), or by store_catch_up(): before a rest.
 * in_haste: with the next that is to last, when a film takes no time worth mentioning. */
void store_gather(struct store *store, bool in_haste);
MUST_CHECK enum status store_catch_up(struct store *store, struct error *err);

/* Newest schema version of this program; version of the opened store. */
int store_schema_newest(void);
int store_schema_version(const struct store *store);
/* For people: "PostgreSQL 15.18, database films at localhost:5432", "SQLite 3.40.1, films.db"; no secret. */
struct text store_about(const struct store *store, struct arena *arena);
/* The SQL that would bring a store from `version` to the newest, for people, in the given dialect. */
struct text store_migration_plan(enum store_dialect dialect, int version, struct arena *arena);
/* For the tests: every statement of the program in that dialect; NULL name ends. */
struct store_statement_text {
    const char *name;
    const char *sql;
};
const struct store_statement_text *store_statement_texts(enum store_dialect dialect, struct arena *arena);

/* ── wanted: ids asked for, until they have an outcome ─────────────────────────────────────────────── */

struct wanted {
    struct text imdb_id;
    struct text title; /* as given; unknown when not */
    struct number year;
    struct text context; /* JSON */
    struct text outcome; /* contract §2, unknown while there is none */
    struct text reason;
    int64_t asked_at_ms;
    int64_t answered_at_ms; /* 0 = never */
};
/* Writes the id down before the first request; an id is wanted once. Given title, year and context fill what the row
 * lacks. */
MUST_CHECK enum status store_wanted_add(struct store *store, const struct wanted *wanted, struct error *err);
/* NOT_FOUND when nobody ever asked. */
MUST_CHECK enum status store_wanted_get(struct store *store, struct text imdb_id, struct arena *arena,
                                        struct wanted *out, struct error *err);

/* ── merged ids ────────────────────────────────────────────────────────────────────────────────────── */

/* The id that IMDb now uses for this title; *out_canonical == imdb_id when no merge is known. Follows chains (at most
 * 5). */
MUST_CHECK enum status store_remap_get(struct store *store, struct text imdb_id, struct arena *arena,
                                       struct text *out_canonical, struct error *err);

/* ── movies ────────────────────────────────────────────────────────────────────────────────────────── */

/* Where a field came from. */
struct field_origin {
    struct text source; /* sources.order name, or "tmdb"; unknown = the field is not known */
    struct text licence;
    int64_t fetched_at_ms;
    struct text answer_sha256; /* raw answer it was read from; unknown for `given` */
};

struct stored_movie {
    int64_t id;
    struct text import_status; /* full, soft, imdb_enriched, imdb_placeholder */
    struct movie movie;        /* the whole record */
    struct field_origin origins[MOVIE_FIELDS_MAX];
    struct text poster_path;    /* column of the contract */
    struct text imdb_data;      /* JSON: the placeholder's whole record; unknown for a plain TMDb row */
    struct text tmdb_data;      /* JSON: TMDb's details answer; unknown for a placeholder */
    int64_t imdb_scraped_at_ms; /* 0 = never */
    int64_t retry_count;
    int64_t next_tmdb_retry_at_ms; /* 0 = none */
    int64_t inserted_at_ms, updated_at_ms;
    bool is_theirs; /* another program's row: it has no record of ours */
};
/* NOT_FOUND when there is no such row. People, origins and lists are loaded too. */
MUST_CHECK enum status store_movie_get(struct store *store, struct text imdb_id, struct arena *arena,
                                       struct stored_movie *out, struct error *err);
/* As we last wrote it: without what others changed by SQL since. */
MUST_CHECK enum status store_movie_written(struct store *store, struct text imdb_id, struct arena *arena,
                                           struct stored_movie *out, struct error *err);
MUST_CHECK enum status store_movie_get_by_row(struct store *store, int64_t id, struct arena *arena,
                                              struct stored_movie *out, struct error *err);

/* ── one lookup's result, in one transaction ───────────────────────────────────────────────────────── */

struct metric {            /* a row of api_lookup_metrics */
    const char *source;    /* tmdb, imdb_scraper, … */
    const char *operation; /* find, details, title_page, robots */
    struct text target_identifier;
    bool success;
    struct decimal confidence_score;
    struct number fallback_level;
    int64_t response_time_ms;
    struct text
        error_type; /* not_found rate_limit timeout parse_error auth_error network_error invalid_response api_error */
    struct text error_message;
    struct text metadata; /* JSON object or unknown */
    int64_t at_ms;
};

struct raw_answer {     /* bytes that came, kept for re-reading; deduplicated by content */
    const char *source; /* sources.order name, or "tmdb" */
    const char *operation;
    struct text imdb_id;
    struct text url; /* without secrets */
    int http_status;
    struct text content_type;
    struct text body; /* inflated; stored with zstd */
    int64_t fetched_at_ms;
    struct text sha256; /* the name of `body` (base/digest.h), where the caller has it; else unknown */
};

struct doubt { /* a value that a source gave and nobody can believe */
    const char *field;
    struct text value;
    const char *source, *reason;
};
struct candidates;   /* store/candidates.h */
struct drift_page;   /* extract/drift.h */
struct history_note; /* store/history.h */
struct job_ack;      /* store/jobs.h */
struct job_new;      /* the same */

struct lookup_write {
    struct text imdb_id;      /* asked */
    struct text canonical_id; /* followed; equal to imdb_id when not merged */
    struct text merged_id;    /* the id that this lookup found to be merged into canonical_id; unknown when none. Its
                               * row moves to canonical_id (whatever the outcome) unless that has a row */
    struct text outcome;      /* contract §2; "unknown" leaves wanted.outcome null and movies untouched */
    struct text reason;
    const struct stored_movie *movie; /* row to insert or update in place (by canonical id), or NULL; id is ignored.
                                       * What a person edited on the stored row stays (edits.h) */
    struct text expected_status; /* import_status of the row that `movie` was decided on; "" = there was none; unknown =
                                  * whatever there is */
    bool takes_back;             /* a placeholder may stand where a TMDb record did */
    uint32_t edited; /* bit i: movie_fields[i] as `movie` has it is a person's edit, or one taken back, made on whatever
                      * the row is now. Of the rest of `movie` only imdb_data and import_status are written; `wanted`
                      * stays as it is unless the state changes */
    const struct history_note *history;  /* of that row; NULL = none */
    const struct stored_movie *put_back; /* rows, each with its id, that were folded into this one and are to stand
                                          * again; with a history */
    size_t put_back_count;
    struct number judged_tmdb_id;   /* a person's word on a TMDb record for this film, kept as a candidate: */
    const char *verdict;            /* "accepted" or "refused" */
    const struct job_ack *ack;      /* how the job ends that brought all this; NULL = no job */
    const struct job_new *handover; /* an application's job that goes with `movie`; NULL = none */
    const struct metric *metrics;
    size_t metric_count;
    const struct raw_answer *answers;
    size_t answer_count;
    const struct doubt *doubts;
    size_t doubt_count;
    const struct drift_page *pages; /* title pages that came: what their layouts still tell */
    size_t page_count;
    const struct candidates *candidates; /* what a title search offers to a person; NULL: none took place */
    bool *folded; /* becomes true when what was edited on another row went into the film's; NULL: nobody asks */
    int64_t now_ms;
};
/* UNCERTAIN when a server was lost in the middle of the commit and does not come back to be asked. INVALID with detail
 * 0 when the movie cannot stand beside what is stored: another row already holds its tmdb_id (err names both; a row
 * without an IMDb id, or whose id was merged into this one, is folded in instead), it is a placeholder and its row has
 * a TMDb record meanwhile, or the row is not in the expected state any more. NOT_FOUND: the job is no longer ours. */
MUST_CHECK enum status store_lookup_write(struct store *store, const struct lookup_write *write, struct error *err);
/* Several in one transaction: all or none. */
MUST_CHECK enum status store_lookup_writes(struct store *store, const struct lookup_write *const *writes, size_t count,
                                           struct error *err);

/* ── hosts: what the gate remembers, shared by every process ───────────────────────────────────────── */

struct host_state {
    struct text origin;           /* scheme://host[:port] */
    int64_t next_request_real_ms; /* GCRA's theoretical arrival time: the requests that went are paid for until then */
    int64_t lease_until_real_ms;  /* somebody is on the host until then; 0 = nobody */
    struct text lease_owner;
    int64_t held_until_ms;        /* Retry-After or backoff; wall time; 0 = not held */
    int64_t pauses;               /* refusals in a row */
    struct text reason;           /* for people: why held */
    int64_t robots_fetched_at_ms; /* 0 = never */
    int64_t robots_status;        /* HTTP status; 0 = no answer */
    struct text robots_body;
};
/* Every host that the gate has met, or one (NOT_FOUND when never met). */
MUST_CHECK enum status store_host_get(struct store *store, struct text origin, struct arena *arena,
                                      struct host_state *out, struct error *err);
MUST_CHECK enum status store_hosts(struct store *store, struct arena *arena, struct host_state **out, size_t *out_count,
                                   struct error *err);

/* A place in the host's line. One request a spacing, `burst` of them at once after a rest (0 counts as 1). With
 * reserve_ms a place may be had that much ahead of its time, so that who waits asks once and in order.
 * A stored time further ahead than max_ahead_ms is another clock's and counts as over. */
struct seat {                  /* one of the requests of a source that may be under way at once, in the whole cluster */
    struct text source, owner; /* an owner has one seat at most */
    int count;                 /* how many there are; 0 = nobody counts */
    int64_t lasts_ms;          /* then its owner is dead */
};
struct flight;
struct gate_check;
struct host_slot {
    struct text origin;
    struct text owner;
    struct seat seat;
    const struct gate_check *check; /* NULL: nobody asks (store/breakers.h) */
    const struct flight *flight;    /* NULL: it needs none, or has one (store/http_cache.h) */
    int64_t kept_at_ms;             /* of what is kept of the flight's URL, as it was seen; 0 = nothing */
    int64_t now_real_ms, spacing_ms, lease_ms, max_ahead_ms, reserve_ms;
    int burst;
};
struct host_turn {
    bool refused;    /* by the check */
    bool missed;     /* the flight: somebody else has it, or has brought an answer */
    bool taken;      /* the place is ours, from wait_ms on */
    int64_t wait_ms; /* not taken: how long to wait before asking again; at least 1, and at most 100 because of a lease
                      * alone, which usually ends before its time */
};
/* Atomically: when nobody holds the host (or the lease is over) and the rate has room, takes the place and, with
 * lease_ms > 0, the lease; with a seat.count, when one of the seats is free, too; with a flight, when nobody else has
 * it, and nobody has brought what it is after. Otherwise changes nothing. Not durable (db_set_durable()). On a server
 * one message: who is far away or cut off holds nobody up. */
MUST_CHECK enum status store_host_take(struct store *store, const struct host_slot *slot, struct host_turn *out,
                                       struct error *err);
/* The request is still under way: lease or seat is ours for another while. One that is not ours any more stays so. */
MUST_CHECK enum status store_host_keep(struct store *store, const struct host_slot *slot, struct error *err);
/* Give the lease back; does nothing when `owner` no longer holds it. next_request becomes at least now + spacing. */
MUST_CHECK enum status store_host_release(struct store *store, const struct host_slot *slot, struct error *err);
/* A flight of the same owner (store/http_cache.h) gives it back with itself. */
MUST_CHECK enum status store_seat_give_back(struct store *store, struct text owner, struct error *err);
MUST_CHECK enum status store_host_set_robots(struct store *store, struct text origin, int64_t status, struct text body,
                                             int64_t now_ms, struct error *err);
struct host_pause {
    int64_t now_ms, until_ms, max_ahead_ms; /* a stored pause that ends later than now + max_ahead is another clock's */
    struct text reason;
};
/* Never shortens a pause that is already longer. Of several that overlap one counts in `pauses`. */
MUST_CHECK enum status store_host_hold(struct store *store, struct text origin, const struct host_pause *pause,
                                       struct error *err);
/* A good answer came: the row of pauses is over. */
MUST_CHECK enum status store_host_clear(struct store *store, struct text origin, struct error *err);

#endif
