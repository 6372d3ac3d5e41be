/* kill -9 at a hundred random moments: what was written is whole, what was not is absent. */
#include "base/random.h"
#include "extract/drift.h"
#include "store_help.h"

#include <signal.h>
#include <sys/wait.h>

enum { KILLS = 100, FILMS = 7, CREDITS = 12, PAGES_OF_A_KIND = 40 };

/* Every row of one write carries the same number, so a mixture of two writes shows. */
static enum status write_generation(struct store *store, int64_t generation, struct arena *arena, struct error *err)
{
    struct text stamp = arena_printf(arena, "generation %lld", (long long)generation);
    struct text id = arena_printf(arena, "tt%07lld", (long long)(generation % FILMS + 1));
    struct person cast[CREDITS];
    for (size_t i = 0; i < CREDITS; i++)
        cast[i] = (struct person){ .name = stamp, .character = stamp };
    cast[0].imdb_id = TEXT("nm0000001");
    struct stored_movie movie = { .import_status = TEXT("soft"),
                                  .movie = { .imdb_id = id, .title = stamp, .cast = { cast, CREDITS } } };
    for (size_t i = 0; i < movie_field_count; i++)
        movie.origins[i] = (struct field_origin){ .source = TEXT("given"), .licence = stamp };
    struct raw_answer answer = { "tmdb", "details", id, stamp, 200, { 0 }, stamp, NOW_MS, { 0 } };
    struct metric metric = { .source = "tmdb", .operation = "details", .target_identifier = stamp, .at_ms = NOW_MS };
    bool has_cast = generation / PAGES_OF_A_KIND % 2 == 0; /* lost and found again, time after time */
    const uint32_t all = (1U << FACT_COUNT) - 1;
    const struct drift_page page = { .layout = LAYOUT_NEXT,
                                     .counts = all,
                                     .found = has_cast ? all : all & ~(1U << FACT_CAST) };
    struct lookup_write write = { .imdb_id = id,
                                  .canonical_id = id,
                                  .outcome = TEXT("soft"),
                                  .reason = stamp,
                                  .movie = &movie,
                                  .metrics = &metric,
                                  .metric_count = 1,
                                  .answers = &answer,
                                  .answer_count = 1,
                                  .pages = &page,
                                  .page_count = 1,
                                  .now_ms = NOW_MS };
    return store_lookup_write(store, &write, err);
}

/* Says one byte when the store is open and after every write, until it is killed. */
static void child(int64_t first_generation, int progress)
{
    struct store_options options = { .url = text_of(help_path) };
    struct store *store = NULL;
    struct error err = { 0 };
    struct arena arena = { 0 };
    enum status status = store_open(&options, &store, &err);
    for (int64_t generation = first_generation; status == OK; generation++) {
        if (write(progress, "w", 1) != 1)
            break;
        arena_reset(&arena);
        status = write_generation(store, generation, &arena, &err);
    }
    fprintf(stderr, "# child: %s\n", err.text);
    _exit(1);
}

static bool whole(void)
{
    char sql[800];
    bool good = CHECK_TEXT_Z(text_of(help_text("PRAGMA integrity_check")), "ok");
    good = CHECK_TEXT_Z(text_of(help_text("PRAGMA foreign_key_check")), "(none)") && good;
    (void)snprintf(sql, sizeof sql,
                   "SELECT count(*) FROM movies m WHERE "
                   "(SELECT count(*) FROM movie_credits c JOIN people p ON p.id = c.person_id WHERE c.movie_id = m.id "
                   "AND c.character = m.title AND (p.name = m.title OR p.imdb_id IS NOT NULL)) <> %d OR "
                   "(SELECT count(*) FROM movie_credits c WHERE c.movie_id = m.id) <> %d OR "
                   "(SELECT count(*) FROM movie_origins o WHERE o.movie_id = m.id AND o.licence = m.title) <> %zu OR "
                   "(SELECT count(*) FROM wanted w WHERE w.imdb_id = m.imdb_id AND w.reason = m.title) <> 1 OR "
                   "(SELECT count(*) FROM fetches f WHERE f.url = m.title) <> 1 OR "
                   "(SELECT count(*) FROM api_lookup_metrics a WHERE a.target_identifier = m.title) <> 1",
                   CREDITS, CREDITS, movie_field_count);
    good = CHECK_TEXT_Z(text_of(help_text(sql)), "0") && good;
    long long fetches = help_int("SELECT count(*) FROM fetches");
    good = CHECK_INT(help_int("SELECT count(*) FROM raw_answers"), fetches) && good;
    good = CHECK_INT(help_int("SELECT count(*) FROM api_lookup_metrics"), fetches) && good;
    good = CHECK_INT(help_int("SELECT seen FROM layout_facts WHERE field = 'type'"), fetches) && good;
    good = CHECK_INT(help_int("SELECT found FROM layout_facts WHERE field = 'type'"), fetches) && good;
    return CHECK_INT(help_int("SELECT count(*) FROM fetches JOIN raw_answers ON sha256 = answer_sha256"), fetches) &&
           good;
}

static void killed_at_any_moment(void)
{
    help_start();
    help_prepare();
    struct random random = { 9 };
    int64_t generation = 0;
    for (int kill_number = 0; kill_number < KILLS; kill_number++) {
        int progress[2];
        char byte;
        if (!CHECK(pipe(progress) == 0))
            break;
        pid_t pid = fork();
        if (pid == 0)
            child(generation, progress[1]);
        (void)close(progress[1]);
        /* Some writes, however slow the disk is, and then somewhere inside the next ones. */
        for (int64_t writes = random_between(&random, 1, 3); writes > 0; writes--)
            CHECK(read(progress[0], &byte, 1) == 1);
        clock_sleep_ms(random_between(&random, 0, 12));
        (void)kill(pid, SIGKILL);
        int how = 0;
        (void)waitpid(pid, &how, 0);
        help_wait_for_writers();
        (void)close(progress[0]);
        CHECK(WIFSIGNALED(how) && WTERMSIG(how) == SIGKILL);
        /* What came after the last commit may be written again under its number: only what is there counts. */
        long long written = help_int("SELECT count(*) FROM fetches");
        CHECK(written >= generation);
        generation = written;
        if (kill_number % 10 == 9 && !whole())
            break;
    }
    CHECK(generation >= KILLS / 2); /* the children did write */
    CHECK_INT(help_int("SELECT count(*) FROM movies"), FILMS);
    printf("# %lld writes, %d kills\n", (long long)generation, KILLS);
    help_stop();
}

int main(void)
{
    RUN(killed_at_any_moment);
    return check_done();
}
