/* Wikidata's answers shared by the workers of a command, over a query service that is ours: who is asked for what, how
 * often, and whose facts come out. The gate is ours. */
#include "base/buf.h"
#include "base/compiler.h"
#include "check.h"
#include "fake_gate.h"
#include "work/lookup_gather.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { IDS = 300, THREADS = 8 };

/* ── a query service that knows every id it is asked for ── */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static size_t queries, ids_asked; /* ids: of the last query */
static int under_way;
static bool two_at_once;
static enum status gate_status;
static int http_status;

/* One item an id, whose English label is "Film ID". The ids stand in the URL as %22ID%22. */
static struct text rows_of(struct text url, struct arena *in)
{
    struct buf body = BUF_WITH_LIMIT(1 << 20);
    size_t at;
    (void)buf_add_z(&body, "{\"results\":{\"bindings\":[");
    for (ids_asked = 0; text_find(url, TEXT("%22tt"), &at); ids_asked++) {
        struct text id = text_from(url.at + at + 3, 9);
        const char *comma = ids_asked > 0 ? "," : "";
        (void)buf_printf(&body,
                         "%s{\"i\":{\"value\":\"%.*s\"},\"m\":{\"value\":\"http://www.wikidata.org/entity/Q%zu\"},"
                         "\"k\":{\"value\":\"label\"},\"v\":{\"xml:lang\":\"en\",\"value\":\"Film %.*s\"}}",
                         comma, TEXT_ARG(id), ids_asked + 1, TEXT_ARG(id));
        url = text_after(url, at + 3);
    }
    (void)buf_add_z(&body, "]}}");
    struct text copy = arena_text(in, buf_text(&body));
    buf_finish(&body);
    return copy;
}

/* Stands in for src/gate. */
enum status gate_fetch_cached(struct gate *gate, struct store *store, const struct cached_request *cached,
                              struct arena *in, struct gate_result *out, struct error *err)
{
    (void)gate, (void)store;
    (void)pthread_mutex_lock(&lock);
    queries++;
    two_at_once = two_at_once || ++under_way > 1;
    (void)pthread_mutex_unlock(&lock);
    *out = (struct gate_result){ .refusal = GATE_WENT, .call_count = 1 };
    out->answer = (struct http_answer){ .status = http_status, .content_type = TEXT("application/json") };
    out->answer.body = http_status == 200 ? rows_of(cached->request.url, in) : TEXT("no");
    out->calls[0] = (struct gate_call){ cached->operation, cached->request.url, out->answer };
    (void)pthread_mutex_lock(&lock);
    under_way--;
    (void)pthread_mutex_unlock(&lock);
    return gate_status == OK ? OK : error_set(err, gate_status, "stopped");
}

/* ── a command ── */

static const struct lookup_settings settings = { .wikidata_query_url = { "https://wikidata.example/sparql", 31 } };
static const struct clock wall = { 0 };
static struct arena ids_arena;
static struct text ids[IDS];
static struct lookup_run run;

static void begin(void)
{
    for (size_t i = 0; i < IDS; i++)
        ids[i] = arena_printf(&ids_arena, "tt%07zu", i + 1);
    run = (struct lookup_run){ .settings = &settings, .clock = &wall };
    lookup_run_begin(&run, ids, IDS);
    queries = 0;
    two_at_once = false;
    gate_status = OK;
    http_status = 200;
}

static void end(void)
{
    lookup_run_end(&run);
    lookup_run_end(&run); /* twice is once */
    CHECK(run.wikidata == NULL && run.datasets == NULL);
    arena_finish(&ids_arena);
}

struct asked {
    enum status status;
    struct source_answer answer;
    struct lookup_result result;
    size_t metric_count;
};

static struct asked ask(struct text id, struct arena *arena)
{
    struct lookup *l = arena_alloc(arena, sizeof *l);
    struct asked *asked = arena_alloc(arena, sizeof *asked);
    struct error err = { 0 };
    *asked = (struct asked){ .status = OK };
    *l = (struct lookup){ .run = &run, .arena = arena, .out = &asked->result, .err = &err, .id = id };
    asked->status = lookup_ask_wikidata(l, &asked->answer);
    asked->metric_count = l->metric_count;
    return *asked;
}

static bool tells_its_own(const struct asked *asked, struct text id)
{
    struct text title = asked->answer.movie.title;
    return asked->status == OK && asked->answer.class->outcome == ANSWER_FOUND && asked->result.step_count == 1 &&
           text_starts(title, TEXT("Film ")) && text_equal(text_after(title, 5), id);
}

static void fifty_ids_a_query(void)
{
    struct arena arena = { 0 };
    struct asked first = { 0 };
    begin();
    for (size_t i = 0; i < IDS; i++) {
        struct asked asked = ask(ids[i], &arena);
        CHECK_INT(queries, i / 50 + 1);
        CHECK_INT(asked.metric_count, i % 50 == 0 ? 1 : 0);
        CHECK(tells_its_own(&asked, ids[i]));
        if (i == 0)
            first = asked;
    }
    CHECK(tells_its_own(&first, ids[0])); /* its batch is long gone */
    arena_finish(&arena);
    end();
}

/* A worker that comes back to a batch that had to make room, and an id that the command did not name. */
static void who_comes_late_asks_again(void)
{
    struct arena arena = { 0 };
    begin();
    for (size_t i = 0; i < IDS; i += 50)
        CHECK(ask(ids[i], &arena).status == OK);
    CHECK_INT(queries, 6);
    struct asked late = ask(ids[3], &arena);
    CHECK(tells_its_own(&late, ids[3]));
    CHECK_INT(queries, 7);
    CHECK_INT(ids_asked, 50);
    struct asked merged = ask(TEXT("tt9999999"), &arena);
    CHECK(tells_its_own(&merged, TEXT("tt9999999")));
    CHECK_INT(queries, 8);
    CHECK_INT(ids_asked, 1);
    arena_finish(&arena);
    end();
}

static void the_last_worker_may_come_first(void)
{
    struct arena arena = { 0 };
    begin();
    for (size_t i = 8; i-- > 0;) {
        struct asked asked = ask(ids[i], &arena);
        CHECK(tells_its_own(&asked, ids[i]));
    }
    CHECK_INT(queries, 1);
    arena_finish(&arena);
    end();
}

static void a_failure_is_that_of_all(void)
{
    struct arena arena = { 0 };
    begin();
    http_status = 500;
    for (size_t i = 0; i < 50; i++) {
        struct asked asked = ask(ids[i], &arena);
        CHECK(asked.status == OK && asked.answer.class->outcome == ANSWER_ERROR);
        CHECK(text_starts(asked.answer.reason, TEXT("Wikidata: the host failed (500)")));
        CHECK(text_contains(asked.result.steps[0].note, TEXT("the host failed (500)")));
    }
    CHECK_INT(queries, 1);
    http_status = 200;
    struct asked next = ask(ids[50], &arena);
    CHECK(tells_its_own(&next, ids[50]));
    arena_finish(&arena);
    end();
}

/* The end of the command while a worker waits: nothing is kept of it. */
static void a_stop_is_passed_on(void)
{
    struct arena arena = { 0 };
    begin();
    gate_status = TRANSIENT;
    CHECK(ask(ids[0], &arena).status == TRANSIENT);
    CHECK(ask(ids[1], &arena).status == TRANSIENT);
    gate_status = OK;
    struct asked asked = ask(ids[1], &arena);
    CHECK(tells_its_own(&asked, ids[1]));
    CHECK_INT(queries, 3);
    arena_finish(&arena);
    end();
}

static void off_without_a_url_or_a_beginning(void)
{
    static const struct lookup_settings none = { 0 };
    struct arena arena = { 0 };
    begin();
    run.settings = &none;
    struct asked asked = ask(ids[0], &arena);
    CHECK(asked.status == OK && asked.answer.class == NULL && asked.result.step_count == 0);
    end();
    run.settings = &settings;
    asked = ask(TEXT("tt0000001"), &arena);
    CHECK(asked.status == OK && asked.answer.class == NULL && queries == 0);
    arena_finish(&arena);
}

/* ── eight workers, never further apart than their number ── */

static pthread_barrier_t round_end;
static size_t good;

static void *work(void *context)
{
    struct arena arena = { 0 };
    for (size_t id = *(size_t *)context; id < IDS + THREADS; id += THREADS) {
        if (id < IDS) {
            struct asked asked = ask(ids[id], &arena);
            (void)pthread_mutex_lock(&lock);
            good += tells_its_own(&asked, ids[id]);
            (void)pthread_mutex_unlock(&lock);
            arena_reset(&arena);
        }
        if (id / THREADS < IDS / THREADS)
            (void)pthread_barrier_wait(&round_end);
    }
    arena_finish(&arena);
    return NULL;
}

static void eight_workers(void)
{
    pthread_t threads[THREADS];
    size_t firsts[THREADS];
    begin();
    good = 0;
    CHECK(pthread_barrier_init(&round_end, NULL, THREADS) == 0);
    for (size_t i = 0; i < THREADS; i++) {
        firsts[i] = i;
        CHECK(pthread_create(&threads[i], NULL, work, &firsts[i]) == 0);
    }
    for (size_t i = 0; i < THREADS; i++)
        CHECK(pthread_join(threads[i], NULL) == 0);
    CHECK(pthread_barrier_destroy(&round_end) == 0);
    CHECK_INT(good, IDS);
    CHECK_INT(queries, 6);
    CHECK(!two_at_once); /* their rule */
    end();
}

int main(void)
{
    RUN(fifty_ids_a_query);
    RUN(who_comes_late_asks_again);
    RUN(the_last_worker_may_come_first);
    RUN(a_failure_is_that_of_all);
    RUN(a_stop_is_passed_on);
    RUN(off_without_a_url_or_a_beginning);
    RUN(eight_workers);
    return check_done();
}
