/* Circuit breakers and daily quotas. */
#include "store/breakers.h"

#include "base/clock.h"
#include "store/store_inside.h"

#include <assert.h>
#include <string.h>

static const char *const state_names[] = {
    [BREAKER_CLOSED] = "closed", [BREAKER_OPEN] = "open", [BREAKER_HALF_OPEN] = "half_open"
};

const char *breaker_state_name(enum breaker_state state)
{
    return state_names[state];
}

static enum breaker_state parse_state(struct text name)
{
    for (size_t i = 0; i < COUNT_OF(state_names); i++) {
        if (text_is(name, state_names[i]))
            return (enum breaker_state)i;
    }
    return BREAKER_OPEN; /* a CHECK keeps others out; should one be there, be careful */
}

static struct breaker read_breaker(struct db *db, int first, struct arena *arena)
{
    return (struct breaker){
        .source = db_column_text(db, first, arena),
        .state = parse_state(db_column_text(db, first + 1, arena)),
        .failures = db_column_integer(db, first + 2),
        .recent = (uint64_t)db_column_integer(db, first + 3),
        .opens = db_column_integer(db, first + 4),
        .challenges = db_column_integer(db, first + 5),
        .challenged = db_column_integer(db, first + 6) != 0,
        .open_until_ms = db_column_integer(db, first + 7),
        .probe_owner = db_column_text(db, first + 8, arena),
        .probe_until_real_ms = db_column_integer(db, first + 9),
        .reason = db_column_text(db, first + 10, arena),
        .changes = db_column_integer(db, first + 11),
    };
}

enum status store_breaker_get(struct store *store, struct text source, struct arena *arena, struct breaker *out,
                              struct error *err)
{
    enum status status = db_one(store->db, SQL_BREAKER_GET, DB_VALUES(db_text(source)), err);
    if (status == NOT_FOUND) {
        *out = (struct breaker){ .source = arena_text(arena, source) };
        return OK;
    }
    if (status != OK)
        return status;
    *out = read_breaker(store->db, 0, arena);
    db_end(store->db);
    return OK;
}

void gate_look_read(struct db *db, struct text origin, struct text source, struct arena *arena,
                    struct host_state *out_host, struct breaker *out_breaker)
{
    enum { SOURCE = 10 }; /* the column */
    *out_host = host_read(db, arena);
    *out_breaker = read_breaker(db, SOURCE, arena);
    if (!text_known(out_host->origin))
        *out_host = (struct host_state){ .origin = arena_text(arena, origin) };
    if (!text_known(out_breaker->source))
        *out_breaker = (struct breaker){ .source = arena_text(arena, source) };
}

enum status store_gate_look(struct store *store, struct text origin, struct text source, struct arena *arena,
                            struct host_state *out_host, struct breaker *out_breaker, struct error *err)
{
    enum status status = db_one(store->db, SQL_GATE_LOOK, DB_VALUES(db_text(origin), db_text(source)), err);
    if (status != OK)
        return status == NOT_FOUND ? error_set(err, BROKEN, "a row of one is none") : status;
    gate_look_read(store->db, origin, source, arena, out_host, out_breaker);
    db_end(store->db);
    return OK;
}

enum status store_breakers(struct store *store, struct arena *arena, struct breaker **out, size_t *out_count,
                           struct error *err)
{
    size_t count = 0, size = 8;
    struct breaker *breakers = arena_array(arena, size, sizeof *breakers);
    bool row = true;
    enum status status = db_query(store->db, SQL_BREAKERS_ALL, DB_NO_VALUES, err);
    while (status == OK && row) {
        status = db_next(store->db, &row, err);
        if (status != OK || !row)
            break;
        if (count == size) {
            struct breaker *larger = arena_array(arena, 2 * size, sizeof *larger);
            memcpy(larger, breakers, size * sizeof *breakers);
            breakers = larger;
            size *= 2;
        }
        breakers[count++] = read_breaker(store->db, 0, arena);
    }
    if (status == OK) {
        *out = breakers;
        *out_count = count;
    }
    return status;
}

enum status store_breaker_put(struct store *store, const struct breaker *breaker, bool *out_done, struct error *err)
{
    struct number written;
    arena_reset(&store->scratch);
    /* what a power failure could take back: a count on a closed breaker, nothing more */
    bool durable = breaker->state != BREAKER_CLOSED;
    if (!durable)
        db_set_durable(store->db, false);
    enum status status = db_run_returning(
        store->db, SQL_BREAKER_PUT,
        DB_VALUES(db_text(breaker->source), db_text_z(breaker_state_name(breaker->state)),
                  db_integer(breaker->failures), db_integer((int64_t)breaker->recent), db_integer(breaker->opens),
                  db_integer(breaker->challenges), db_flag(breaker->challenged), db_integer(breaker->open_until_ms),
                  db_text(breaker->probe_owner), db_integer(breaker->probe_until_real_ms),
                  db_text(store_safe_text(store, breaker->reason)), db_integer(breaker->changes)),
        &written, err);
    if (!durable)
        db_set_durable(store->db, true);
    if (status == OK)
        *out_done = written.known;
    return status;
}

/* ── quotas ── */

enum { DAY_BYTES = sizeof "2026-12-24" };

static struct text name_day(int64_t day_ms, char out[CLOCK_ISO_BYTES])
{
    return text_from(clock_iso(day_ms, out), DAY_BYTES - 1);
}

enum status store_quota_get(struct store *store, struct text source, int64_t day_ms, struct quota *out,
                            struct error *err)
{
    char day[CLOCK_ISO_BYTES];
    enum status status =
        db_one(store->db, SQL_QUOTA_GET, DB_VALUES(db_text(source), db_text(name_day(day_ms, day))), err);
    if (status == NOT_FOUND) {
        *out = (struct quota){ 0 };
        return OK;
    }
    if (status != OK)
        return status;
    *out = (struct quota){ db_column_integer(store->db, 0), db_column_integer(store->db, 1) != 0 };
    db_end(store->db);
    return OK;
}

enum status store_quota_take(struct store *store, struct text source, int64_t day_ms, int64_t quota,
                             struct number *out_used, struct error *err)
{
    char day[CLOCK_ISO_BYTES];
    assert(quota > 0);
    db_set_durable(store->db, false);
    enum status status = db_run_returning(
        store->db, SQL_QUOTA_TAKE,
        DB_VALUES(db_text(source), db_text(name_day(day_ms, day)), db_integer(quota), db_flag(false)), out_used, err);
    db_set_durable(store->db, true);
    return status;
}

enum status store_quota_exhaust(struct store *store, struct text source, int64_t day_ms, struct error *err)
{
    char day[CLOCK_ISO_BYTES];
    return db_run(store->db, SQL_QUOTA_EXHAUST,
                  DB_VALUES(db_text(source), db_text(name_day(day_ms, day)), db_flag(true)), err);
}
