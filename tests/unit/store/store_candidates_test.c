/* Candidates of a title search, and the store of version 1 that learns to keep them. */
#include "store/candidates.h"
#include "store_help.h"

static struct arena arena;

static struct text some_id(void)
{
    return TEXT("tt9000001");
}

static void write_ids(struct store *store, const int64_t *ids, size_t count)
{
    struct candidate at[8];
    struct error err = { 0 };
    for (size_t i = 0; i < count; i++)
        at[i] = (struct candidate){ .tmdb_id = ids[i],
                                    .rank = (int64_t)i + 1,
                                    .title = arena_printf(&arena, "Film '%lld\"", (long long)ids[i]),
                                    .year = number_of(1974),
                                    .evidence = TEXT("{\"verdict\":\"no_proof\"}"),
                                    .verdict = TEXT("accepted") /* not for a search to say */ };
    const struct candidates list = { at, count };
    CHECK_OK(store_candidates_write(store, some_id(), &list, NOW_MS, &err));
}

/* "43 offered, 42 refused" in the order of rank. */
static void check_all(struct store *store, const char *want)
{
    struct candidates got;
    struct error err = { 0 };
    struct text line = TEXT("");
    CHECK_OK(store_candidates_get(store, some_id(), &arena, &got, &err));
    for (size_t i = 0; i < got.count; i++)
        line = arena_printf(&arena, "%.*s%s%lld %.*s", TEXT_ARG(line), i > 0 ? ", " : "", (long long)got.at[i].tmdb_id,
                            TEXT_ARG(got.at[i].verdict));
    CHECK_TEXT_Z(line, want);
}

#define WRITE(store, ...)                                                                                              \
    write_ids(store, (const int64_t[]){ __VA_ARGS__ }, sizeof((const int64_t[]){ __VA_ARGS__ }) / sizeof(int64_t))

static void what_is_written_is_read(void)
{
    help_start();
    struct store *store = help_open();
    struct candidates got;
    struct error err = { 0 };
    check_all(store, "");
    WRITE(store, 42);
    CHECK_OK(store_candidates_get(store, some_id(), &arena, &got, &err));
    CHECK_INT(got.count, 1);
    CHECK_TEXT_Z(got.at[0].title, "Film '42\"");
    CHECK_INT(got.at[0].year.value, 1974);
    CHECK_JSON(got.at[0].evidence, "{\"verdict\":\"no_proof\"}");
    CHECK_INT(got.at[0].seen_at_ms, NOW_MS);
    CHECK_OK(store_candidates_get(store, TEXT("tt9000002"), &arena, &got, &err));
    CHECK_INT(got.count, 0);
    struct candidate thin = { .tmdb_id = 44, .rank = 1 }; /* nothing but an id */
    CHECK_OK(store_candidates_write(store, TEXT("tt9000002"), &(struct candidates){ &thin, 1 }, NOW_MS, &err));
    CHECK_OK(store_candidates_get(store, TEXT("tt9000002"), &arena, &got, &err));
    CHECK(got.count == 1 && !text_known(got.at[0].title) && !got.at[0].year.known && !text_known(got.at[0].evidence));
    store_close(&store);
    arena_finish(&arena);
    help_stop();
}

static void a_new_search_takes_the_place_of_the_old(void)
{
    help_start();
    struct store *store = help_open();
    WRITE(store, 42, 43, 44);
    check_all(store, "42 offered, 43 offered, 44 offered");
    WRITE(store, 45, 43);
    check_all(store, "45 offered, 43 offered");
    WRITE(store, 45, 45); /* twice in one answer */
    check_all(store, "45 offered");
    write_ids(store, NULL, 0);
    check_all(store, "");
    store_close(&store);
    arena_finish(&arena);
    help_stop();
}

static void a_persons_word_stays(void)
{
    help_start();
    struct store *store = help_open();
    struct error err = { 0 };
    CHECK_INT(store_candidate_judge(store, some_id(), 42, "refused", &err), NOT_FOUND);
    CHECK(strstr(err.text, "42") != NULL && strstr(err.text, "tt9000001") != NULL);
    WRITE(store, 42, 43, 44);
    CHECK_OK(store_candidate_judge(store, some_id(), 42, "refused", &err));
    CHECK_OK(store_candidate_judge(store, some_id(), 43, "accepted", &err));
    WRITE(store, 44, 42, 43);
    check_all(store, "42 refused, 44 offered, 43 accepted"); /* ranks 1 and 1, 2 of the first search */
    write_ids(store, NULL, 0);
    check_all(store, "42 refused, 43 accepted");
    CHECK_OK(store_candidate_judge(store, some_id(), 42, "offered", &err)); /* taken back */
    WRITE(store, 42);
    check_all(store, "42 offered, 43 accepted");
    CHECK(store_candidate_judge(store, some_id(), 42, "perhaps", &err) != OK); /* the schema's CHECK */
    check_all(store, "42 offered, 43 accepted");
    store_close(&store);
    arena_finish(&arena);
    help_stop();
}

/* A store that version 1 of the schema made: everything in it stays, and the new tables are there. */
static void version_1_is_upgraded(void)
{
    help_start();
    struct text plan = store_migration_plan(help_dialect(), 0, &arena), from_2 = plan;
    size_t end = 0;
    CHECK(text_find(plan, TEXT("-- schema version 2\n"), &end));
    from_2.len = end;
    CHECK(help_exec(arena_printf(&arena,
                                 "%.*sINSERT INTO wanted (imdb_id, title, asked_at) VALUES "
                                 "('tt9000001', 'Kept', '2026-12-24T00:00:00Z');"
                                 "INSERT INTO hosts (origin, held_until_ms) VALUES ('https://a.example', 7); COMMIT;",
                                 TEXT_ARG(from_2))
                        .at));
    struct store_options options = { .url = text_of(help_path), .read_only = true };
    struct store *store = NULL;
    struct error err = { 0 };
    if (!CHECK(store_open(&options, &store, &err) == OK)) /* read only: stays as it is */
        return;
    CHECK_INT(store_schema_version(store), 1);
    check_all(store, "");
    store_close(&store);
    store = help_open();
    CHECK_INT(store_schema_version(store), store_schema_newest());
    struct wanted wanted;
    CHECK_OK(store_wanted_get(store, TEXT("tt9000001"), &arena, &wanted, &err));
    CHECK_TEXT_Z(wanted.title, "Kept");
    CHECK_INT(help_int("SELECT held_until_ms + pauses FROM hosts"), 7);
    WRITE(store, 42);
    check_all(store, "42 offered");
    store_close(&store);
    arena_finish(&arena);
    help_stop();
}

int main(void)
{
    RUN(what_is_written_is_read);
    RUN(a_new_search_takes_the_place_of_the_old);
    RUN(a_persons_word_stays);
    RUN(version_1_is_upgraded);
    return check_done();
}
