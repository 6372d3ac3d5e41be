/* Every interleaving of what two sessions do to one job, with the program's own statements on a real server.
 *
 * As transactions: BEGIN, statement and COMMIT of the one permuted with those of the other, twenty orders a pair; a
 * session that waits for the other's lock goes on when it may. What came of it must be what came of one after the
 * other, in one of the two orders, as the server itself has shown before.
 *
 * As sequences: three statements of the one permuted with three of the other, each step held against a model of a few
 * lines and against what must hold always.
 *
 * With the argument "all" every pair and every sequence (./dev check-all); else each
 * fourth, which is coprime to the counts of both. */
#include "store_help.h"

static struct arena arena;
static PGconn *observer;
static const char *const uuids[] = { "aaaaaaaa-0000-4000-8000-000000000000", "bbbbbbbb-0000-4000-8000-000000000000" };

struct session {
    PGconn *handle;
    int pid;
    int attempt;   /* of the run that it believes to have */
    int result;    /* rows that its last statement touched; -1 = it waits */
    bool finished; /* one of its acknowledgements ended the job */
};
static struct session sessions[2];

enum op { CLAIM, BEAT, COMPLETE, RETRY, SNOOZE, GIVE_BACK, RESCUE, STAGE, ABANDON, OPS };
static const struct {
    const char *word, *statement; /* a name of the program's, or the SQL of Oban's own cancel */
} ops[OPS] = {
    [CLAIM] = { "claim", "JOBS_CLAIM" },
    [BEAT] = { "beat", "JOB_BEAT" },
    [COMPLETE] = { "complete", "JOB_COMPLETE" },
    [RETRY] = { "retry", "JOB_RETRY" },
    [SNOOZE] = { "snooze", "JOB_SNOOZE" },
    [GIVE_BACK] = { "give back", "JOB_GIVE_BACK" },
    [RESCUE] = { "rescue", "JOBS_RESCUE" },
    [STAGE] = { "stage", "JOBS_STAGE" },
    [ABANDON] = { "cancel", "UPDATE oban_jobs SET state = 'cancelled', cancelled_at = $1::text::timestamp WHERE id = 1 "
                            "AND state NOT IN ('cancelled', 'completed', 'discarded') RETURNING 1" },
};

static const char *statement_of(enum op op)
{
    for (const struct store_statement_text *s = store_statement_texts(STORE_POSTGRESQL, &arena); s->name; s++) {
        if (strcmp(s->name, ops[op].statement) == 0)
            return s->sql;
    }
    return ops[op].statement;
}

/* ── the server ── */

static const char *scalar(PGconn *handle, const char *sql)
{
    static char out[512];
    PGresult *result = PQexec(handle, sql);
    ExecStatusType how = PQresultStatus(result);
    if (how != PGRES_TUPLES_OK && how != PGRES_COMMAND_OK)
        help_complain(PQerrorMessage(handle));
    (void)snprintf(out, sizeof out, "%s", PQntuples(result) > 0 ? PQgetvalue(result, 0, 0) : "");
    PQclear(result);
    return out;
}

static bool waits(const struct session *s)
{
    char sql[64];
    (void)snprintf(sql, sizeof sql, "SELECT cardinality(pg_blocking_pids(%d)) > 0", s->pid);
    return strcmp(scalar(observer, sql), "t") == 0;
}

/* Until the result is there, or the session waits for a lock: then false. */
static bool collect(struct session *s)
{
    while (PQconsumeInput(s->handle) == 1 && PQisBusy(s->handle) != 0) {
        if (waits(s))
            return false;
    }
    s->result = 0;
    for (PGresult *result; (result = PQgetResult(s->handle)) != NULL; PQclear(result)) {
        ExecStatusType how = PQresultStatus(result);
        if (how == PGRES_TUPLES_OK)
            s->result = PQntuples(result);
        else if (how != PGRES_COMMAND_OK && CHECK(how == PGRES_COMMAND_OK))
            help_complain(PQerrorMessage(s->handle));
        if (s->result > 0 && PQnfields(result) > 4) /* a claim: its fence */
            s->attempt = atoi(PQgetvalue(result, 0, 4));
    }
    return true;
}

static const char *at(int seconds)
{
    return arena_printf(&arena, "2026-12-24T00:%02d:%02d.000000Z", seconds / 60, seconds % 60).at;
}

enum { RESCUE_AFTER = 3, FAR = 1000, DELAY = 2 };

/* The parameters of each, as src/store/jobs.c and job_duties.c give them. */
static int values_of(enum op op, const struct session *s, int now, const char *out[8])
{
    const char *uuid = uuids[s - sessions], *attempt = arena_printf(&arena, "%d", s->attempt).at;
    const char *const fenced[] = {
        "1", attempt, uuid, at(now), "{\"attempt\":1,\"at\":\"x\",\"error\":\"x\"}", at(now + DELAY)
    };
    const char *const claim[] = { "q", at(now), "node", uuid, "[\"A\"]", "1" };
    const char *const rescue[] = { at(now > RESCUE_AFTER ? now - RESCUE_AFTER : 0), at(now + FAR), at(now) };
    const char *const stage[] = { at(now), at(now + FAR), "[\"A\"]" };
    const char *const snooze[] = { "1", attempt, uuid, at(now + DELAY) };
    const char *const abandon[] = { at(now) };
    static const int counts[OPS] = { [CLAIM] = 6,     [BEAT] = 4,   [COMPLETE] = 4, [RETRY] = 6,  [SNOOZE] = 4,
                                     [GIVE_BACK] = 3, [RESCUE] = 3, [STAGE] = 3,    [ABANDON] = 1 };
    const char *const *from = op == CLAIM     ? claim
                              : op == RESCUE  ? rescue
                              : op == STAGE   ? stage
                              : op == ABANDON ? abandon
                              : op == SNOOZE  ? snooze
                                              : fenced;
    memcpy(out, from, (size_t)counts[op] * sizeof *out);
    return counts[op];
}

static bool run(struct session *s, enum op op, int now)
{
    const char *values[8];
    char name[8];
    int count = values_of(op, s, now, values);
    (void)snprintf(name, sizeof name, "op%d", (int)op);
    s->result = -1;
    return CHECK(PQsendQueryPrepared(s->handle, name, count, values, NULL, NULL, 0) == 1) && collect(s);
}

static bool say(struct session *s, const char *sql)
{
    return CHECK(PQsendQuery(s->handle, sql) == 1) && collect(s);
}

static void start(void)
{
    help_start();
    struct store *store = help_open();
    store_close(&store);
    observer = help_connect();
    (void)scalar(observer, "SET lock_timeout = '5s'");
    for (int i = 0; i < 2; i++) {
        sessions[i] = (struct session){ .handle = help_connect() };
        sessions[i].pid = PQbackendPID(sessions[i].handle);
        for (int op = 0; op < OPS; op++) {
            char name[8];
            (void)snprintf(name, sizeof name, "op%d", op);
            PQclear(PQprepare(sessions[i].handle, name, statement_of((enum op)op), 0, NULL));
        }
    }
}

static void stop(void)
{
    for (int i = 0; i < 2; i++)
        PQfinish(sessions[i].handle);
    PQfinish(observer);
    help_stop();
}

/* ── the job ── */

static const struct beginning {
    const char *word, *state;
    int attempt, attempted; /* attempted: -1 = never */
} beginnings[] = {
    { "available", "available", 0, -1 },           { "held", "executing", 1, 9 }, { "silent", "executing", 1, 1 },
    { "silent, last attempt", "executing", 3, 1 }, { "due", "scheduled", 1, 1 },
};
enum { NOW = 10, MAX_ATTEMPTS = 3 };

static void put_job(const struct beginning *b)
{
    const char *sql =
        arena_printf(&arena,
                     "DELETE FROM oban_jobs; INSERT INTO oban_jobs (id, state, queue, worker, attempt, max_attempts, "
                     "inserted_at, scheduled_at, attempted_at, attempted_by) VALUES (1, '%s', 'q', 'A', %d, %d, '%s', "
                     "'%s', %s, %s)",
                     b->state, b->attempt, MAX_ATTEMPTS, at(0), at(0),
                     b->attempted < 0 ? "NULL" : arena_printf(&arena, "'%s'", at(b->attempted)).at,
                     b->attempted < 0 ? "NULL" : arena_printf(&arena, "'{node,%s}'", uuids[0]).at)
            .at;
    (void)scalar(observer, sql);
    for (int i = 0; i < 2; i++) {
        sessions[i].attempt = i == 0 ? b->attempt : 0;
        sessions[i].finished = false;
    }
}

static const char *look(void)
{
    return scalar(observer,
                  "SELECT concat_ws('|', state, attempt, attempted_at, attempted_by[2], scheduled_at, "
                  "cardinality(errors), meta, completed_at IS NULL, cancelled_at IS NULL, discarded_at IS NULL) "
                  "FROM oban_jobs");
}

/* What Oban's table never holds (facts/oban-contract.md §12, §13). */
static void check_row(void)
{
    CHECK_TEXT_Z(text_of(scalar(observer,
                                "SELECT count(*) FROM oban_jobs WHERE NOT (attempt BETWEEN 0 AND max_attempts) "
                                "OR (state = 'executing' AND (attempted_at IS NULL OR attempted_by[2] IS NULL)) "
                                "OR (state = 'available' AND attempt >= max_attempts) "
                                "OR (state = 'completed') <> (completed_at IS NOT NULL) "
                                "OR (state = 'discarded' AND discarded_at IS NULL) "
                                "OR (state = 'cancelled' AND cancelled_at IS NULL) OR jsonb_typeof(meta) <> 'object'")),
                 "0");
}

/* ── as transactions ── */

static struct text outcome(void)
{
    return arena_printf(&arena, "%s first %d second %d", look(), sessions[0].result, sessions[1].result);
}

static struct text serial(const struct beginning *b, const enum op pair[2], int first)
{
    put_job(b);
    (void)run(&sessions[first], pair[first], NOW);
    (void)run(&sessions[1 - first], pair[1 - first], NOW);
    return outcome();
}

/* Of six steps three to each. */
static bool gives_both_three(unsigned order)
{
    unsigned ones = 0;
    for (; order != 0; order >>= 1)
        ones += order & 1U;
    return ones == 3;
}

/* Who has something left to do, and may. */
static int turn_of(const int done[2], const bool waiting[2])
{
    for (int i = 0; i < 2; i++) {
        if (done[i] < 3 && !waiting[i])
            return i;
    }
    return waiting[0] ? 0 : 1;
}

/* `order`: bit i tells whose turn step i is. A session that waits has its later steps done when it is free. */
static void interleave(const enum op pair[2], unsigned order)
{
    int done[2] = { 0 }, result[2] = { 0 };
    bool waiting[2] = { false };
    for (int step = 0; step < 6 || done[0] < 3 || done[1] < 3; step++) {
        if (!CHECK(step < 100))
            return;
        int who = step < 6 ? (int)(order >> step & 1U) : turn_of(done, waiting);
        struct session *s = &sessions[who];
        if (waiting[who]) { /* has it been let go? */
            if (!collect(s))
                continue;
            waiting[who] = false;
            result[who] = s->result;
            done[who]++;
            continue;
        }
        if (done[who] == 3)
            continue;
        bool over = done[who] == 1 ? run(s, pair[who], NOW) : say(s, done[who] == 0 ? "BEGIN" : "COMMIT");
        waiting[who] = !over;
        if (over && done[who] == 1)
            result[who] = s->result;
        done[who] += over;
    }
    sessions[0].result = result[0];
    sessions[1].result = result[1];
}

static size_t each = 4;

static void transactions(void)
{
    int runs = 0;
    start();
    for (size_t b = 0; b < COUNT_OF(beginnings); b++) {
        for (int x = 0; x < OPS * OPS; x++) {
            if ((b * OPS * OPS + (size_t)x) % each != 0)
                continue;
            const enum op pair[2] = { (enum op)(x / OPS), (enum op)(x % OPS) };
            const struct text one = serial(&beginnings[b], pair, 0), other = serial(&beginnings[b], pair, 1);
            for (unsigned order = 0; order < 64; order++) {
                if (!gives_both_three(order))
                    continue;
                put_job(&beginnings[b]);
                interleave(pair, order);
                struct text came = outcome();
                CHECK_ROW(arena_printf(&arena, "%s: %s | %s, order %02x: %.*s", beginnings[b].word, ops[pair[0]].word,
                                       ops[pair[1]].word, order, TEXT_ARG(came))
                              .at);
                CHECK(text_equal(came, one) || text_equal(came, other));
                check_row();
                runs++;
            }
            CHECK_ROW(NULL);
            arena_reset(&arena);
        }
    }
    printf("# %d runs\n", runs);
    stop();
}

/* ── as sequences ── */

struct model {
    enum { AVAILABLE, EXECUTING, RETRYABLE, SCHEDULED, COMPLETED, DISCARDED, CANCELLED } state;
    int attempt, attempted, holder, due;
};
static const char *const state_words[] = { "available", "executing", "retryable", "scheduled",
                                           "completed", "discarded", "cancelled" };

/* Rows that it touches. */
static int model_step(struct model *m, enum op op, int who, int attempt, int now)
{
    struct model before = *m;
    bool ours = m->state == EXECUTING && m->holder == who && m->attempt == attempt;
    bool last = m->attempt == MAX_ATTEMPTS;
    switch (op) {
    case CLAIM:
        if (m->state != AVAILABLE || last)
            return 0;
        *m = (struct model){ EXECUTING, before.attempt + 1, now, who, before.due };
        return 1;
    case BEAT: m->attempted = ours ? now : m->attempted; return ours;
    case COMPLETE: m->state = ours ? COMPLETED : m->state; return ours;
    case RETRY:
        m->state = !ours ? m->state : last ? DISCARDED : RETRYABLE;
        m->due = ours && !last ? now + DELAY : m->due;
        return ours;
    case SNOOZE:
        if (ours)
            *m = (struct model){ SCHEDULED, before.attempt - 1, before.attempted, who, now + DELAY };
        return ours;
    case GIVE_BACK:
        m->state = ours ? AVAILABLE : m->state;
        m->attempt -= ours;
        return ours;
    case RESCUE:
        if (m->state != EXECUTING || m->attempted >= (now > RESCUE_AFTER ? now - RESCUE_AFTER : 0))
            return 0;
        m->state = last ? DISCARDED : AVAILABLE;
        return 1;
    case STAGE:
        if ((m->state != RETRYABLE && m->state != SCHEDULED) || m->due > now || last)
            return 0;
        m->state = AVAILABLE;
        return 1;
    case ABANDON:
    case OPS:
        if (m->state >= COMPLETED)
            return 0;
        m->state = CANCELLED;
        return 1;
    }
    return 0;
}

static bool sequence(const enum op scripts[2][3], unsigned order)
{
    struct model model = { AVAILABLE, 0, -1, -1, 0 };
    int done[2] = { 0 }, ends = 0, failures = check_failures;
    put_job(&beginnings[0]);
    for (int step = 0; step < 6; step++) {
        int who = (int)(order >> step & 1U), now = NOW + 2 * step;
        struct session *s = &sessions[who];
        enum op op = scripts[who][done[who]++];
        int attempt = s->attempt;
        (void)run(s, op, now);
        CHECK_INT(s->result, model_step(&model, op, who, attempt, now));
        ends += op == COMPLETE && s->result == 1;
        struct text is = text_of(look());
        CHECK_TEXT_Z(text_take_until(&is, '|'), state_words[model.state]);
        CHECK_TEXT_Z(text_take_until(&is, '|'), arena_printf(&arena, "%d", model.attempt).at);
    }
    CHECK(ends <= 1); /* done once, whoever did it */
    check_row();
    return check_failures == failures;
}

static void sequences(void)
{
    static const enum op workers[][3] = { { CLAIM, BEAT, COMPLETE },
                                          { CLAIM, RETRY, STAGE },
                                          { CLAIM, GIVE_BACK, COMPLETE } };
    static const enum op others[] = { CLAIM, BEAT, COMPLETE, RESCUE, ABANDON };
    enum { WAYS = COUNT_OF(others) * COUNT_OF(others) * COUNT_OF(others) };
    int runs = 0;
    bool good = true;
    start();
    for (size_t i = 0; i < COUNT_OF(workers) * WAYS && good; i += each) {
        size_t way = i % WAYS;
        const enum op scripts[2][3] = {
            { workers[i / WAYS][0], workers[i / WAYS][1], workers[i / WAYS][2] },
            { others[way % COUNT_OF(others)], others[way / COUNT_OF(others) % COUNT_OF(others)],
              others[way / COUNT_OF(others) / COUNT_OF(others)] },
        };
        for (unsigned order = 0; order < 64 && good; order++) {
            if (!gives_both_three(order))
                continue;
            CHECK_ROW(arena_printf(&arena, "%s %s %s | %s %s %s, order %02x", ops[scripts[0][0]].word,
                                   ops[scripts[0][1]].word, ops[scripts[0][2]].word, ops[scripts[1][0]].word,
                                   ops[scripts[1][1]].word, ops[scripts[1][2]].word, order)
                          .at);
            good = sequence(scripts, order);
            runs++;
        }
        CHECK_ROW(NULL);
        arena_reset(&arena);
    }
    printf("# %d runs\n", runs);
    stop();
}

int main(int argc, char **argv)
{
    if (argc > 1 && text_is(text_of(argv[1]), "all"))
        each = 1;
    RUN(transactions);
    RUN(sequences);
    arena_finish(&arena);
    return check_done();
}
