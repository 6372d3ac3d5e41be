/* A row folded into another and put back, killed at any moment: both rows stand or one does, each whole. */
#include "base/random.h"
#include "store/fold.h"
#include "store/history.h"
#include "store_help.h"

#include <signal.h>
#include <sys/wait.h>

enum { KILLS = 50, CREDITS = 8, TMDB_ID = 77 };

static const struct text to = { "tt0000001", 9 }, from = { "tt0000002", 9 };

static enum status put(struct store *store, struct text id, const char *import_status, int64_t tmdb_id,
                       struct lookup_write *write, struct error *err)
{
    struct person cast[CREDITS];
    for (size_t i = 0; i < CREDITS; i++)
        cast[i] = (struct person){ .name = TEXT("Rosa Pinhal"), .character = id };
    const struct stored_movie movie = {
        .import_status = text_of(import_status),
        .movie = { .imdb_id = id, .tmdb_id = { tmdb_id, tmdb_id != 0 }, .title = id, .cast = { cast, CREDITS } },
        .tmdb_data = tmdb_id != 0 ? TEXT("{\"id\":77}") : (struct text){ 0 }
    };
    write->imdb_id = write->canonical_id = id;
    write->outcome = movie.import_status;
    write->reason = TEXT("so");
    write->movie = &movie;
    write->now_ms = NOW_MS;
    return store_lookup_write(store, write, err);
}

static enum status fold(struct store *store, struct error *err)
{
    const struct history_note note = { .event = "upgraded", .actor = "lookup", .keep_before = true };
    struct lookup_write write = { .history = &note };
    return put(store, to, "full", TMDB_ID, &write, err);
}

static enum status put_back(struct store *store, struct arena *arena, struct error *err)
{
    const struct history_note note = { .event = "undone", .actor = "person" };
    struct history_entry *entries;
    struct stored_movie row = { 0 };
    size_t count;
    enum status status = store_history_get(store, to, 2, arena, &entries, &count, err);
    if (status == OK && (count != 2 || !text_is(entries[1].event, "merged")))
        return error_set(err, BROKEN, "the history does not tell of the row that was folded in");
    if (status == OK)
        status = history_read(entries[1].before, arena, &row, err);
    row.id = entries[1].movie_id;
    struct lookup_write write = { .history = &note, .takes_back = true, .put_back = &row, .put_back_count = 1 };
    return status == OK ? put(store, to, "imdb_placeholder", 0, &write, err) : status;
}

static void child(int progress)
{
    struct store_options options = { .url = text_of(help_path) };
    struct store *store = NULL;
    struct error err = { 0 };
    struct arena arena = { 0 };
    struct stored_movie row;
    enum status status = store_open(&options, &store, &err);
    while (status == OK && write(progress, "w", 1) == 1) {
        arena_reset(&arena);
        status = store_movie_get(store, from, &arena, &row, &err);
        if (status == OK)
            status = fold(store, &err);
        else if (status == NOT_FOUND)
            status = put_back(store, &arena, &err);
    }
    fprintf(stderr, "# child: %s\n", err.text);
    _exit(1);
}

static bool whole(void)
{
    const char *credits = "SELECT count(*) FROM movie_credits JOIN people ON people.id = person_id";
    long long rows = help_int("SELECT count(*) FROM movies");
    bool good = CHECK(rows == 1 || rows == 2);
    good = CHECK_INT(help_int(credits), rows * CREDITS) && good;
    good = CHECK_INT(help_int("SELECT count(*) FROM people"), rows * CREDITS) && good;
    good = CHECK_INT(help_int("SELECT count(*) FROM movies WHERE tmdb_id = 77"), 1) && good;
    good = CHECK_INT(help_int("SELECT count(*) FROM movies WHERE imdb_id = 'tt0000002' AND id = 2 AND tmdb_id = 77"),
                     rows - 1) &&
           good;
    good = CHECK_INT(help_int("SELECT count(*) FROM movies WHERE imdb_id = 'tt0000001' AND id = 1 AND "
                              "(import_status = 'full') = (tmdb_id IS NOT NULL)"),
                     1) &&
           good;
    good = CHECK_INT(help_int("SELECT count(*) FROM movie_history WHERE event = 'merged'"),
                     help_int("SELECT count(*) FROM movie_history WHERE event = 'upgraded'")) &&
           good;
    return CHECK_INT(help_int("SELECT count(*) FROM movie_history WHERE event = 'restored'"),
                     help_int("SELECT count(*) FROM movie_history WHERE event = 'undone'")) &&
           good;
}

static void begin(void)
{
    struct lookup_write write = { 0 };
    struct error err;
    help_start();
    struct store *store = help_open();
    CHECK_OK(put(store, to, "imdb_placeholder", 0, &write, &err));
    CHECK_OK(put(store, from, "full", TMDB_ID, &write, &err));
    store_close(&store);
    (void)help_exec("INSERT INTO remaps VALUES ('tt0000002', 'tt0000001', '2026-12-01T00:00:00Z')");
}

static void killed_at_any_moment(void)
{
    struct random random = { 11 };
    begin();
    for (int kill_number = 0; kill_number < KILLS; kill_number++) {
        int progress[2], how = 0;
        char byte;
        if (!CHECK(pipe(progress) == 0))
            break;
        pid_t pid = fork();
        if (pid == 0)
            child(progress[1]);
        (void)close(progress[1]);
        for (int64_t writes = random_between(&random, 1, 4); writes > 0; writes--)
            CHECK(read(progress[0], &byte, 1) == 1);
        clock_sleep_ms(random_between(&random, 0, 8));
        (void)kill(pid, SIGKILL);
        (void)waitpid(pid, &how, 0);
        help_wait_for_writers();
        (void)close(progress[0]);
        CHECK(WIFSIGNALED(how) && WTERMSIG(how) == SIGKILL);
        if (!whole())
            break;
    }
    CHECK(help_int("SELECT count(*) FROM movie_history WHERE event = 'restored'") >= KILLS / 4);
    help_stop();
}

int main(void)
{
    RUN(killed_at_any_moment);
    return check_done();
}
