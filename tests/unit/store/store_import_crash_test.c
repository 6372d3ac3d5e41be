/* kill -9 while a list is queued: each batch is there as a whole or not at all, and a second import completes it. */
#include "base/random.h"
#include "store/wanted_import.h"
#include "store_help.h"

#include <signal.h>
#include <sys/wait.h>

enum { KILLS = 30, BATCH = 50, BATCHES = 40 };

static enum status import_batch(struct store *store, int number, struct arena *arena, struct error *err)
{
    struct wanted rows[BATCH];
    enum wanted_state states[BATCH];
    struct wanted_batch batch = { .rows = rows, .count = BATCH, .states = states };
    for (int i = 0; i < BATCH; i++)
        rows[i] = (struct wanted){ .imdb_id = arena_printf(arena, "tt%07d", number * BATCH + i),
                                   .context = arena_printf(arena, "{\"batch\":%d}", number),
                                   .asked_at_ms = NOW_MS };
    return store_wanted_import(store, &batch, err);
}

static enum status import_all(int progress, struct error *err)
{
    struct store_options options = { .url = text_of(help_path) };
    struct store *store = NULL;
    struct arena arena = { 0 };
    enum status status = store_open(&options, &store, err);
    for (int number = 0; status == OK && number < BATCHES; number++) {
        arena_reset(&arena);
        if (progress >= 0 && write(progress, "b", 1) != 1)
            break;
        status = import_batch(store, number, &arena, err);
    }
    store_close(&store);
    arena_finish(&arena);
    return status;
}

static void killed_while_queueing(void)
{
    struct random random = { 11 };
    struct error err = { 0 };
    int hit = 0;
    for (int kill_number = 0; kill_number < KILLS; kill_number++) {
        int progress[2], how = 0;
        char bytes[BATCHES];
        help_start();
        help_prepare();
        if (!CHECK(pipe(progress) == 0))
            break;
        pid_t pid = fork();
        if (pid == 0)
            _exit(import_all(progress[1], &err) == OK ? 0 : 1);
        (void)close(progress[1]);
        CHECK(read(progress[0], bytes, (size_t)random_between(&random, 1, 4)) >= 1);
        clock_sleep_ms(random_between(&random, 0, 10));
        (void)kill(pid, SIGKILL);
        (void)waitpid(pid, &how, 0);
        help_wait_for_writers();
        (void)close(progress[0]);
        hit += WIFSIGNALED(how);
        CHECK_TEXT_Z(text_of(help_text("PRAGMA integrity_check")), "ok");
        CHECK_INT(help_int("SELECT count(*) FROM (SELECT 1 FROM wanted GROUP BY context HAVING count(*) <> 50) AS odd"),
                  0);
        CHECK_OK(import_all(-1, &err));
        CHECK_INT(help_int("SELECT count(*) FROM wanted"), BATCH * BATCHES);
        CHECK_INT(help_int("SELECT count(DISTINCT context) FROM wanted"), BATCHES);
        help_stop();
    }
    printf("# %d of %d were hit\n", hit, KILLS);
    CHECK(hit > KILLS / 3);
}

int main(void)
{
    RUN(killed_while_queueing);
    return check_done();
}
