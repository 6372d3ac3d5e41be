/* What the gate remembers about hosts. */
#include "base/clock.h"
#include "store/breakers.h"
#include "store/http_cache.h"
#include "store/store_inside.h"

#include <assert.h>
#include <string.h>

/* A lease usually ends long before its time: its holder gives it back. Who waits for one asks this often. */
enum { LEASE_POLL_MS = 100, SEAT_LATE_MS = 1000 /* of what an owner is given beyond his request */ };

struct host_state host_read(struct db *db, struct arena *arena)
{
    return (struct host_state){
        .origin = db_column_text(db, 0, arena),
        .next_request_real_ms = db_column_integer(db, 1),
        .lease_until_real_ms = db_column_integer(db, 2),
        .lease_owner = db_column_text(db, 3, arena),
        .held_until_ms = db_column_integer(db, 4),
        .pauses = db_column_integer(db, 5),
        .reason = db_column_text(db, 6, arena),
        .robots_fetched_at_ms = db_column_integer(db, 7),
        .robots_status = db_column_integer(db, 8),
        .robots_body = db_column_text(db, 9, arena),
    };
}

enum status store_host_get(struct store *store, struct text origin, struct arena *arena, struct host_state *out,
                           struct error *err)
{
    enum status status = db_one(store->db, SQL_HOST_GET, DB_VALUES(db_text(origin)), err);
    if (status == NOT_FOUND)
        return error_set(err, NOT_FOUND, "host %.*s was never met", TEXT_ARG(origin));
    if (status != OK)
        return status;
    *out = host_read(store->db, arena);
    db_end(store->db);
    return OK;
}

enum status store_hosts(struct store *store, struct arena *arena, struct host_state **out, size_t *out_count,
                        struct error *err)
{
    size_t count = 0, size = 8;
    struct host_state *hosts = arena_array(arena, size, sizeof *hosts);
    bool row = true;
    enum status status = db_query(store->db, SQL_HOSTS_ALL, DB_NO_VALUES, err);
    while (status == OK && row) {
        status = db_next(store->db, &row, err);
        if (status != OK || !row)
            break;
        if (count == size) {
            struct host_state *larger = arena_array(arena, 2 * size, sizeof *larger);
            memcpy(larger, hosts, size * sizeof *hosts);
            hosts = larger;
            size *= 2;
        }
        hosts[count++] = host_read(store->db, arena);
    }
    if (status == OK) {
        *out = hosts;
        *out_count = count;
    }
    return status;
}

/* The one that is held already. Its end need not be written anew for each request of many in a second. */
static enum status keep_seat(struct store *store, const struct seat *seat, int64_t now_ms, struct number *out_seat,
                             struct error *err)
{
    struct db_value source = db_text(seat->source), owner = db_text(seat->owner);
    int64_t until_ms = now_ms + seat->lasts_ms;
    enum status status = db_run_returning(store->db, SQL_SEAT_HELD,
                                          DB_VALUES(source, owner, db_integer(until_ms - SEAT_LATE_MS)), out_seat, err);
    if (status == OK && !out_seat->known)
        status =
            db_run_returning(store->db, SQL_SEAT_KEEP, DB_VALUES(source, owner, db_integer(until_ms)), out_seat, err);
    return status;
}

static enum status seat_take(struct store *store, const struct seat *seat, int64_t now_ms, int64_t max_ahead_ms,
                             struct number *out_seat, struct error *err)
{
    if (riders_sit(store)) { /* or a second would be taken, the first one that is free */
        enum status status = keep_seat(store, seat, now_ms, out_seat, err);
        if (status != OK || out_seat->known)
            return status;
    }
    return db_run_returning(store->db, SQL_SEAT_TAKE,
                            DB_VALUES(db_text(seat->source), db_text(seat->owner), db_integer(now_ms),
                                      db_integer(now_ms + seat->lasts_ms), db_integer(seat->count),
                                      db_integer(now_ms + max_ahead_ms)),
                            out_seat, err);
}

enum status seat_give_back(struct store *store, struct text owner, struct error *err)
{
    return db_run(store->db, SQL_SEAT_GIVE_BACK, DB_VALUES(db_text(owner)), err);
}

/* How far the theoretical arrival time may lie ahead of a request that still goes (GCRA's tolerance). */
static int64_t tolerance_ms(const struct host_slot *slot)
{
    return slot->burst > 1 ? (slot->burst - 1) * slot->spacing_ms : 0;
}

/* How long until the host may be free, from what is stored. */
static int64_t wait_from(const struct host_slot *slot, int64_t next_request_ms, int64_t lease_until_ms)
{
    int64_t wait_ms = 1, ahead_ms = next_request_ms - slot->now_real_ms;
    int64_t next_ms = ahead_ms - tolerance_ms(slot) - slot->reserve_ms;
    int64_t lease_ms = lease_until_ms - slot->now_real_ms;
    if (lease_ms > 0 && lease_ms <= slot->max_ahead_ms)
        wait_ms = lease_ms < LEASE_POLL_MS ? lease_ms : LEASE_POLL_MS;
    if (next_ms > wait_ms && ahead_ms <= slot->max_ahead_ms)
        wait_ms = next_ms;
    return wait_ms;
}

static enum status find_wait(struct store *store, const struct host_slot *slot, int64_t *out_wait_ms, struct error *err)
{
    enum status status = db_one(store->db, SQL_HOST_WAIT, DB_VALUES(db_text(slot->origin)), err);
    if (status == OK) {
        *out_wait_ms = wait_from(slot, db_column_integer(store->db, 0), db_column_integer(store->db, 1));
        db_end(store->db);
    } else if (status == NOT_FOUND) {
        *out_wait_ms = 1;
    }
    return status == NOT_FOUND ? OK : status;
}

static int64_t latest_ms(const struct host_slot *slot)
{
    return slot->now_real_ms + tolerance_ms(slot) + slot->reserve_ms;
}

static enum status take_place(struct store *store, const struct host_slot *slot, struct number *out_next,
                              struct error *err)
{
    int64_t now_ms = slot->now_real_ms;
    bool lease = slot->lease_ms > 0;
    return db_run_returning(store->db, SQL_HOST_TAKE,
                            DB_VALUES(db_text(slot->origin), db_text(lease ? slot->owner : (struct text){ 0 }),
                                      db_integer(now_ms), db_integer(slot->spacing_ms),
                                      db_integer(lease ? now_ms + slot->lease_ms : 0),
                                      db_integer(now_ms + slot->max_ahead_ms), db_integer(latest_ms(slot))),
                            out_next, err);
}

struct had { /* of what one needs before a request */
    bool leave, flight, seat;
    struct number next;
    int64_t wait_ms; /* without a place; 0: find out */
};

static enum status look(struct store *store, const struct host_slot *slot, bool *out_leave, struct error *err)
{
    const struct gate_check *check = slot->check;
    struct host_state host;
    struct breaker breaker;
    enum status status = store_gate_look(store, slot->origin, check->source, check->arena, &host, &breaker, err);
    if (status == OK)
        *out_leave = check->may(check->context, &host, &breaker);
    return status;
}

/* All or nothing, in one transaction. *out tells what was missing. */
static enum status take_all(struct store *store, const struct host_slot *slot, struct had *out, struct error *err)
{
    struct number seat = { 0 };
    enum status status = store_begin(store, false, err);
    if (status != OK)
        return status;
    *out = (struct had){ .leave = true, .flight = slot->flight == NULL };
    if (slot->check != NULL)
        status = look(store, slot, &out->leave, err);
    if (status == OK && out->leave && slot->flight != NULL)
        status = flight_take(store, slot->flight, slot->kept_at_ms, &out->flight, err);
    if (status == OK && out->leave && out->flight && slot->seat.count > 0)
        status = seat_take(store, &slot->seat, slot->now_real_ms, slot->max_ahead_ms, &seat, err);
    out->seat = slot->seat.count == 0 || seat.known;
    if (status == OK && out->leave && out->flight && out->seat)
        status = take_place(store, slot, &out->next, err);
    if (status == OK && !out->next.known) /* anything but OK rolls back */
        return store_settle(store, NOT_FOUND, err) == NOT_FOUND ? OK : BROKEN;
    return store_settle(store, status, err);
}

/* ── on a server ── */

static enum status ask_server(struct store *store, const struct host_slot *slot, struct text source, struct error *err)
{
    const struct flight *flight = slot->flight;
    const struct seat *seat = &slot->seat;
    int64_t now_ms = slot->now_real_ms;
    struct text unknown = { 0 };
    struct text url = flight != NULL ? store_safe_text(store, flight->url) : unknown;
    db_set_durable(store->db, false);
    enum status status = db_one_in_turn(
        store->db, arena_printf(&store->scratch, "source %.*s", TEXT_ARG(source)), SQL_PLACE_TAKE,
        DB_VALUES(db_text(slot->origin), db_text(source), db_text(slot->lease_ms > 0 ? slot->owner : unknown),
                  db_integer(now_ms), db_integer(slot->spacing_ms),
                  db_integer(slot->lease_ms > 0 ? now_ms + slot->lease_ms : 0), db_integer(now_ms + slot->max_ahead_ms),
                  db_integer(latest_ms(slot)), db_text(url), db_text(flight != NULL ? flight->owner : unknown),
                  db_integer(flight != NULL ? flight->until_real_ms : 0), db_integer(now_ms + FLIGHT_MAX_MS),
                  db_integer(slot->kept_at_ms), db_text(seat->count > 0 ? seat->owner : unknown),
                  db_integer(now_ms + seat->lasts_ms), db_integer(seat->count)),
        err);
    db_set_durable(store->db, true);
    return status;
}

/* What was taken and is not wanted after all. */
static enum status give_back_all(struct store *store, const struct host_slot *slot, struct error *err)
{
    struct flight flight = { 0 };
    enum status status = slot->lease_ms > 0 ? store_host_release(store, slot, err) : OK;
    if (slot->flight != NULL)
        flight = *slot->flight;
    flight.seated = slot->seat.count > 0;
    if (status == OK && slot->flight != NULL)
        return store_flight_end(store, &flight, err);
    return status == OK && flight.seated ? store_seat_give_back(store, slot->seat.owner, err) : status;
}

/* One statement, which locks nothing for longer than it takes the server. What it tells of host and breaker is looked
 * at behind it: who may not go gives back what he has got. */
static enum status take_from_server(struct store *store, const struct host_slot *slot, struct had *out,
                                    struct error *err)
{
    enum { NEXT = 22, FLIGHT, SEAT }; /* columns */
    const struct gate_check *check = slot->check;
    struct text source = check != NULL ? check->source : slot->seat.count > 0 ? slot->seat.source : slot->origin;
    struct host_state host;
    struct breaker breaker;
    arena_reset(&store->scratch);
    enum status status = ask_server(store, slot, source, err);
    if (status != OK)
        return status == NOT_FOUND ? error_set(err, BROKEN, "a row of one is none") : status;
    gate_look_read(store->db, slot->origin, source, check != NULL ? check->arena : &store->scratch, &host, &breaker);
    struct number next = db_column_number(store->db, NEXT);
    *out = (struct had){ .flight = db_column_integer(store->db, FLIGHT) != 0,
                         .seat = db_column_integer(store->db, SEAT) != 0,
                         .wait_ms = wait_from(slot, host.next_request_real_ms, host.lease_until_real_ms) };
    db_end(store->db);
    out->leave = check == NULL || check->may(check->context, &host, &breaker);
    if (next.known && out->leave && out->flight && out->seat)
        out->next = next;
    else if (next.known)
        status = give_back_all(store, slot, err);
    return status;
}

/* ── */

enum status store_host_take(struct store *store, const struct host_slot *slot, struct host_turn *out, struct error *err)
{
    int64_t now_ms = slot->now_real_ms;
    struct had had = { 0 };
    /* else what is written here would count as another clock's at once */
    assert(slot->lease_ms <= slot->max_ahead_ms && slot->seat.lasts_ms <= slot->max_ahead_ms &&
           latest_ms(slot) + slot->spacing_ms <= now_ms + slot->max_ahead_ms);
    /* Not durable: when the power fails, all requests end. */
    enum status status = db_dialect(store->db) == STORE_POSTGRESQL ? take_from_server(store, slot, &had, err)
                                                                   : take_all(store, slot, &had, err);
    if (status != OK)
        return status;
    struct host_turn turn = { .taken = had.next.known, .refused = !had.leave, .missed = had.leave && !had.flight };
    int64_t ahead_ms = had.next.value - slot->spacing_ms - tolerance_ms(slot) - now_ms;
    if (!had.leave || !had.flight || !had.seat)
        turn.wait_ms = LEASE_POLL_MS;
    else if (!turn.taken && had.wait_ms > 0)
        turn.wait_ms = had.wait_ms;
    else if (!turn.taken)
        status = find_wait(store, slot, &turn.wait_ms, err);
    else if (ahead_ms > 0)
        turn.wait_ms = ahead_ms;
    if (status == OK)
        *out = turn;
    return status;
}

enum status store_host_keep(struct store *store, const struct host_slot *slot, struct error *err)
{
    const struct seat *seat = &slot->seat;
    if (slot->lease_ms > 0)
        return store_run_lightly(
            store, SQL_HOST_KEEP,
            DB_VALUES(db_text(slot->origin), db_text(slot->owner), db_integer(slot->now_real_ms + slot->lease_ms)),
            err);
    return store_run_lightly(
        store, SQL_SEAT_KEEP,
        DB_VALUES(db_text(seat->source), db_text(seat->owner), db_integer(slot->now_real_ms + seat->lasts_ms)), err);
}

enum status store_host_release(struct store *store, const struct host_slot *slot, struct error *err)
{
    return store_run_lightly(
        store, SQL_HOST_RELEASE,
        DB_VALUES(db_text(slot->origin), db_text(slot->owner), db_integer(slot->now_real_ms + slot->spacing_ms)), err);
}

enum status store_seat_give_back(struct store *store, struct text owner, struct error *err)
{
    return store_run_lightly(store, SQL_SEAT_GIVE_BACK, DB_VALUES(db_text(owner)), err);
}

enum status store_host_set_robots(struct store *store, struct text origin, int64_t status, struct text body,
                                  int64_t now_ms, struct error *err)
{
    return db_run(store->db, SQL_HOST_SET_ROBOTS,
                  DB_VALUES(db_text(origin), db_integer(status), db_text(body), db_integer(now_ms)), err);
}

enum status store_host_hold(struct store *store, struct text origin, const struct host_pause *pause, struct error *err)
{
    arena_reset(&store->scratch);
    return db_run(store->db, SQL_HOST_HOLD,
                  DB_VALUES(db_text(origin), db_integer(pause->until_ms),
                            db_text(store_safe_text(store, pause->reason)), db_integer(pause->now_ms),
                            db_integer(pause->now_ms + pause->max_ahead_ms)),
                  err);
}

enum status store_host_clear(struct store *store, struct text origin, struct error *err)
{
    return db_run(store->db, SQL_HOST_CLEAR, DB_VALUES(db_text(origin)), err);
}
