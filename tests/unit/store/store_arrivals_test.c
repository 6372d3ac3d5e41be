/* Feeds, known ids and arrivals: a step is all or nothing and never done twice; what is looked at rests; who waits is
 * found by an index. */
#include "base/num.h"
#include "store/arrivals.h"
#include "store_help.h"

static struct arena arena;
static struct error err;
static struct store *store;

static void begin(void)
{
    help_start();
    store = help_open();
}

static void end(void)
{
    store_close(&store);
    arena_reset(&arena);
    help_stop();
}

static struct id_set set_of(size_t count, const uint64_t *ids)
{
    struct id_set set = { 0 };
    for (size_t i = 0; i < count; i++)
        CHECK(id_set_add(&set, ids[i]));
    return set;
}
#define SET(...) set_of(sizeof((uint64_t[]){ __VA_ARGS__ }) / sizeof(uint64_t), (uint64_t[]){ __VA_ARGS__ })

/* `feed` names those ids at that time; how many are news, -1 when another process was first. */
static int64_t name_ids(const char *feed, struct id_set ids, int64_t now_ms)
{
    struct feed_state state;
    int64_t news = -1;
    CHECK_OK(store_feed_get(store, feed, &arena, &state, &err));
    const struct feed_step step = { .feed = feed,
                                    .from = state,
                                    .to = state,
                                    .named = &ids,
                                    .arrived_at_ms = now_ms - 1000,
                                    .due_ms = now_ms,
                                    .now_ms = now_ms };
    enum status status = store_feed_step(store, &step, &news, &err);
    CHECK(status == OK || status == NOT_FOUND);
    id_set_finish(&ids);
    return news;
}

/* "5, 6" of those that are due, in rising order. */
static struct text due(int64_t now_ms)
{
    struct arrival *at;
    size_t count;
    struct text line = TEXT("");
    CHECK_OK(store_arrivals_take(store, now_ms, 100, &arena, &at, &count, &err));
    for (int64_t id = 0; id < 100000; id++) {
        for (size_t i = 0; i < count; i++) {
            if (at[i].tmdb_id == id)
                line = arena_printf(&arena, "%.*s%s%lld", TEXT_ARG(line), line.len > 0 ? ", " : "", (long long)id);
        }
    }
    return line;
}

static enum arrival_match settle(int64_t id, enum arrival_verdict verdict, const char *imdb_id, int64_t now_ms)
{
    struct arrival_look look = { .arrival = { .tmdb_id = id, .arrived_at_ms = NOW_MS },
                                 .verdict = verdict,
                                 .imdb_id = text_of(imdb_id),
                                 .again_at_ms = now_ms + CLOCK_HOUR_MS };
    CHECK_OK(store_arrivals_settle(store, &look, 1, NULL, 0, now_ms, &err));
    return look.match;
}

static void a_step_is_one_transaction(void)
{
    begin();
    struct feed_state state;
    int64_t news = 7;
    CHECK_OK(store_feed_get(store, "export", &arena, &state, &err));
    CHECK(text_equal(state.position, TEXT("")) && state.progress == 0 && state.updated_at_ms == 0);
    struct id_set known = SET(5, 70000, 70001), all = SET(5, 70000), new_ids = SET(70000), loaded = { 0 };
    const struct metric metric = { .source = "tmdb", .operation = "export", .success = true, .at_ms = NOW_MS };
    struct feed_step step = { .feed = "export",
                              .from = state,
                              .to = { TEXT("2026-12-24"), 0, 0 },
                              .named = &new_ids,
                              .arrived_at_ms = NOW_MS - 1000,
                              .due_ms = NOW_MS,
                              .known = &known,
                              .changed = &all,
                              .metrics = &metric,
                              .metric_count = 1,
                              .now_ms = NOW_MS };
    CHECK_OK(store_feed_step(store, &step, &news, &err));
    CHECK_INT(news, 1);
    CHECK_INT(help_int("SELECT count(*) FROM tmdb_ids"), 2);
    CHECK_INT(help_int("SELECT count(*) FROM api_lookup_metrics WHERE operation = 'export'"), 1);
    CHECK_OK(store_tmdb_ids_get(store, &loaded, &err));
    CHECK(id_set_has(&loaded, 5) && id_set_has(&loaded, 70001) && !id_set_has(&loaded, 6));
    CHECK_OK(store_feed_get(store, "export", &arena, &state, &err));
    CHECK_TEXT_Z(state.position, "2026-12-24");
    CHECK_INT(state.updated_at_ms, NOW_MS);
    /* From where the feed is no longer: nothing of it is stored. */
    struct id_set others = SET(9);
    step.named = &others;
    news = 7;
    CHECK_INT(store_feed_step(store, &step, &news, &err), NOT_FOUND);
    CHECK_INT(news, 7);
    CHECK_INT(help_int("SELECT count(*) FROM arrivals"), 1);
    CHECK_INT(help_int("SELECT count(*) FROM api_lookup_metrics"), 1);
    /* Only the piece that changed is written. */
    (void)help_exec("UPDATE tmdb_ids SET bits = x'00' WHERE chunk = 0");
    step.from = state;
    step.changed = step.named = &new_ids;
    step.to.position = TEXT("2026-12-25");
    CHECK_OK(store_feed_step(store, &step, &news, &err));
    CHECK_INT(news, 0); /* it is there already */
    CHECK_INT(help_int("SELECT length(bits) FROM tmdb_ids WHERE chunk = 0"), 1);
    struct id_set damaged = { 0 };
    CHECK_INT(store_tmdb_ids_get(store, &damaged, &err), BROKEN);
    CHECK(strstr(err.text, "tmdb_ids") != NULL);
    id_set_finish(&known), id_set_finish(&all), id_set_finish(&new_ids), id_set_finish(&loaded);
    id_set_finish(&others), id_set_finish(&damaged);
    end();
}

static void who_takes_them_has_them(void)
{
    begin();
    CHECK_INT(name_ids("changes", SET(5, 6, 7), NOW_MS), 3);
    CHECK_INT(name_ids("changes", SET(7, 8), NOW_MS + 1000), 1);
    CHECK_TEXT_Z(due(NOW_MS), "5, 6, 7");
    CHECK_TEXT_Z(due(NOW_MS), "");
    CHECK_TEXT_Z(due(NOW_MS + 1000), "8");
    CHECK_INT(settle(6, ARRIVAL_UNTOUCHED, NULL, NOW_MS + 2000), ARRIVAL_NOBODY);
    CHECK_TEXT_Z(due(NOW_MS + 2000), "6");
    CHECK_TEXT_Z(due(NOW_MS + ARRIVAL_TAKEN_MS), "5, 7");                        /* who took them is gone */
    (void)help_exec("UPDATE arrivals SET next_try_at = '2031-01-01T00:00:00Z'"); /* another clock's */
    CHECK_OK(store_arrivals_tidy(store, NOW_MS, &err));
    CHECK_TEXT_Z(due(NOW_MS), "5, 6, 7, 8");
    end();
}

static void what_was_looked_at_rests(void)
{
    const int64_t hour = CLOCK_HOUR_MS;
    struct arrivals_pending pending;
    begin();
    CHECK_INT(name_ids("changes", SET(1, 2, 3, 4), NOW_MS), 4);
    CHECK_TEXT_Z(due(NOW_MS), "1, 2, 3, 4");
    settle(1, ARRIVAL_GONE, NULL, NOW_MS);
    settle(2, ARRIVAL_NO_ID, NULL, NOW_MS);
    settle(3, ARRIVAL_HAS_ID, "tt9000003", NOW_MS);
    settle(4, ARRIVAL_UNKNOWN, NULL, NOW_MS);
    CHECK_OK(store_arrivals_pending(store, &pending, &err));
    CHECK(pending.count == 1 && pending.next_try_at_ms == NOW_MS + hour);
    CHECK_TEXT_Z(due(NOW_MS + hour - 1000), "");
    CHECK_TEXT_Z(due(NOW_MS + hour), "4");
    CHECK_INT(help_int("SELECT tries FROM arrivals WHERE tmdb_id = 4"), 1);
    settle(4, ARRIVAL_NO_ID, NULL, NOW_MS + hour);
    /* Named again six hours later: the record without an IMDb id waits for TMDb's caches; the one that has its id
     * rests. */
    CHECK_INT(name_ids("export", SET(2, 3), NOW_MS + 6 * hour), 0); /* what the changes told before */
    CHECK_INT(name_ids("changes", SET(1, 2, 3), NOW_MS + 6 * hour), 2);
    CHECK_TEXT_Z(due(NOW_MS + 6 * hour), "");
    CHECK_TEXT_Z(due(NOW_MS + 8 * hour), "1, 2"); /* what TMDb did not have may be a new record */
    settle(1, ARRIVAL_GONE, NULL, NOW_MS + 8 * hour);
    settle(2, ARRIVAL_NO_ID, NULL, NOW_MS + 8 * hour);
    CHECK_INT(name_ids("changes", SET(3), NOW_MS + 24 * hour), 1);
    CHECK_TEXT_Z(due(NOW_MS + 24 * hour), "3");
    settle(3, ARRIVAL_HAS_ID, "tt9000003", NOW_MS + 24 * hour);
    CHECK_OK(store_arrivals_tidy(store, NOW_MS + 48 * hour, &err));
    CHECK_INT(help_int("SELECT count(*) FROM arrivals"), 4);
    CHECK_OK(store_arrivals_tidy(store, NOW_MS + 121 * hour, &err));
    CHECK_INT(help_int("SELECT count(*) FROM arrivals"), 0);
    end();
}

#define MOVIE(imdb, tmdb, status)                                                                                      \
    "INSERT INTO movies (imdb_id, tmdb_id, import_status, inserted_at, updated_at) VALUES ('" imdb "', " tmdb          \
    ", '" status "', '2026-12-01T00:00:00Z', '2026-12-01T00:00:00Z');"
#define WANTED(imdb, outcome)                                                                                          \
    "INSERT INTO wanted (imdb_id, outcome, asked_at) VALUES ('" imdb "', " outcome ", '2026-12-01T00:00:00Z');"
#define REMAP(from, to) "INSERT INTO remaps VALUES ('" from "', '" to "', '2026-12-01T00:00:00Z');"

static void who_waits_for_it(void)
{
    static const struct {
        const char *imdb_id, *job; /* the id in the job's arguments; NULL = none */
    } rows[] = {
        { "tt9000001", "tt9000001" }, /* a placeholder */
        { "tt9000002", NULL },        /* full */
        { "tt9000003", "tt9000003" }, /* wanted, no outcome */
        { "tt9000004", "tt9000004" }, /* not found */
        { "tt9000005", "tt9000005" }, /* given up */
        { "tt9000006", NULL },        /* a series */
        { "tt9000011", "tt9000011" }, /* TMDb has the old id of a placeholder */
        { "tt9000021", "tt9000020" }, /* TMDb has the new id of one that was asked for by its old */
        { "tt9999999", NULL },        /* nobody */
    };
    begin();
    (void)help_exec(MOVIE("tt9000001", "NULL", "imdb_placeholder") MOVIE("tt9000002", "42", "full")
                        MOVIE("tt9000012", "NULL", "imdb_placeholder") WANTED("tt9000001", "'imdb_placeholder'")
                            WANTED("tt9000003", "NULL") WANTED("tt9000004", "'not_found'")
                                WANTED("tt9000005", "'given_up'") WANTED("tt9000006", "'not_a_movie'")
                                    WANTED("tt9000020", "'not_found'") REMAP("tt9000011", "tt9000012")
                                        REMAP("tt9000020", "tt9000021"));
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        CHECK_ROW(rows[i].imdb_id);
        CHECK_INT(settle(700, ARRIVAL_HAS_ID, rows[i].imdb_id, NOW_MS), rows[i].job ? ARRIVAL_UPGRADE : ARRIVAL_NOBODY);
        CHECK_TEXT_Z(text_of(help_text("SELECT json_extract(args, '$.imdb_id') FROM oban_jobs")),
                     rows[i].job ? rows[i].job : "(none)");
        CHECK_INT(settle(700, ARRIVAL_HAS_ID, rows[i].imdb_id, NOW_MS), rows[i].job ? ARRIVAL_UPGRADE : ARRIVAL_NOBODY);
        CHECK_INT(help_int("SELECT count(*) FROM oban_jobs"), rows[i].job != NULL); /* once */
        (void)help_exec("DELETE FROM oban_jobs");
    }
    CHECK_ROW("the job");
    settle(700, ARRIVAL_HAS_ID, "tt9000001", NOW_MS);
    CHECK_TEXT_Z(text_of(help_text("SELECT state || ' ' || queue || ' ' || worker || ' ' || priority || ' ' || "
                                   "json_extract(meta, '$.arrived_at') FROM oban_jobs")),
                 "available tmdb TMDbDetailsWorker 0 2026-12-24T00:00:00Z");
    CHECK_JSON(text_of(help_text("SELECT args FROM oban_jobs")),
               "{\"imdb_id\":\"tt9000001\",\"tmdb_id\":700,\"source\":\"arrivals\"}");
    end();
}

static void films_that_we_hold(void)
{
    struct arrival *at;
    size_t count;
    begin();
    (void)help_exec(MOVIE("tt9000001", "41", "soft") MOVIE("tt9000002", "42", "full"));
    CHECK_INT(name_ids("changes", SET(41, 42, 43), NOW_MS), 3);
    CHECK_OK(store_arrivals_take(store, NOW_MS, 10, &arena, &at, &count, &err));
    CHECK_INT(count, 3);
    struct arrival_look looks[3];
    for (size_t i = 0; i < 3; i++)
        looks[i] = (struct arrival_look){ .arrival = at[i],
                                          .verdict = text_known(at[i].held_id) ? ARRIVAL_IS_HELD : ARRIVAL_GONE };
    CHECK_OK(store_arrivals_settle(store, looks, 3, NULL, 0, NOW_MS, &err));
    CHECK_TEXT_Z(
        text_of(help_text("SELECT group_concat(worker || ' ' || json_extract(args, '$.tmdb_id')) FROM oban_jobs")),
        "TMDbDetailsWorker 41");
    CHECK_INT(help_int("SELECT count(*) FROM arrivals WHERE next_try_at IS NULL AND settled"), 2);
    end();
}

/* The plan of every question that is asked for each arrival: no table is read from end to end. */
static void every_question_is_an_index_lookup(void)
{
    static const char *const names[] = { "ARRIVAL_HOLDER", "ARRIVAL_WAITING", "REMAP_GET", "ARRIVAL_JOB_ADD",
                                         "ARRIVALS_TAKE" };
    begin();
    const struct store_statement_text *texts = store_statement_texts(STORE_SQLITE, &arena);
    sqlite3 *handle = NULL;
    CHECK(sqlite3_open(help_path, &handle) == SQLITE_OK);
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        const struct store_statement_text *text = texts;
        while (text->name != NULL && strcmp(text->name, names[i]) != 0)
            text++;
        sqlite3_stmt *plan = NULL;
        struct text explain = arena_printf(&arena, "EXPLAIN QUERY PLAN %s", text->name != NULL ? text->sql : "");
        if (!CHECK(sqlite3_prepare_v2(handle, explain.at, -1, &plan, NULL) == SQLITE_OK))
            continue;
        while (sqlite3_step(plan) == SQLITE_ROW) {
            const char *step = (const char *)sqlite3_column_text(plan, 3);
            CHECK_ROW(arena_printf(&arena, "%s: %s", names[i], step).at);
            CHECK(strncmp(step, "SCAN", 4) != 0 || strstr(step, "CONSTANT ROW") != NULL || strstr(step, "SUBQUERY"));
        }
        (void)sqlite3_finalize(plan);
    }
    (void)sqlite3_close(handle);
    end();
}

int main(void)
{
    RUN(a_step_is_one_transaction);
    RUN(who_takes_them_has_them);
    RUN(what_was_looked_at_rests);
    RUN(who_waits_for_it);
    RUN(films_that_we_hold);
    RUN_ON_SQLITE(every_question_is_an_index_lookup);
    arena_finish(&arena);
    return check_done();
}
