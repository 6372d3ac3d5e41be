/* backup: a consistent copy of the store. */
#include "cli/command.h"
#include "cli/json_lines.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/settings.h"
#include "store/backup.h"

#include <pthread.h>
#include <signal.h>

/* A signal waits until nothing half-written is left, and then does what it always does. */
static void hold_signals(sigset_t *held, sigset_t *before)
{
    (void)sigemptyset(held);
    (void)sigaddset(held, SIGINT);
    (void)sigaddset(held, SIGTERM);
    (void)sigaddset(held, SIGHUP);
    (void)pthread_sigmask(SIG_BLOCK, held, before);
}

static bool signal_came(void)
{
    sigset_t pending;
    return sigpending(&pending) == 0 && (sigismember(&pending, SIGINT) == 1 || sigismember(&pending, SIGTERM) == 1 ||
                                         sigismember(&pending, SIGHUP) == 1);
}

static bool go_on(void *progress, int64_t done_bytes, int64_t total_bytes)
{
    if (total_bytes > 1) /* else it is being checked */
        progress_show(progress,
                      &(struct progress_state){ .label = "backup", .done = done_bytes, .total = total_bytes });
    return !signal_came();
}

static enum status copy(struct invocation *invocation, struct backup *backup, struct error *err)
{
    struct store *store = NULL;
    struct store_options options;
    enum status status = settings_store(invocation, &options, err);
    options.read_only = true; /* of whatever schema: a copy before an upgrade is a good idea */
    if (status == OK)
        status = store_open(&options, &store, err);
    if (status != OK)
        return status;
    status = store_backup(store, backup, err);
    store_close(&store);
    return status;
}

enum exit_code cmd_backup(struct invocation *invocation)
{
    struct text file = invocation->args[0];
    struct progress progress;
    struct backup backup = { .file = arena_z(invocation->arena, file),
                             .replace = text_known(invocation_option(invocation, "--force")),
                             .go_on = go_on,
                             .context = &progress };
    struct buf out = BUF_WITH_LIMIT(OUTPUT_BYTES_MAX);
    struct error err;
    sigset_t held, before;
    if (text_is(file, "-") || file.len == 0)
        return usage_error(invocation->command, "the copy is a file: give its name");
    hold_signals(&held, &before);
    progress_begin(&progress, invocation->quiet);
    enum status status = copy(invocation, &backup, &err);
    progress_end(&progress);
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (status != OK) {
        complain("%s", err.text);
        return EXIT_LOCAL;
    }
    if (invocation->json)
        json_backup(file, backup.bytes, &out);
    else if (!invocation->quiet)
        (void)buf_printf(&out, "%.*s: %lld bytes, checked\n", TEXT_ARG(file), (long long)backup.bytes);
    output_write(buf_text(&out));
    buf_finish(&out);
    return EXIT_FINE;
}
