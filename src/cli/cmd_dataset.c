/* dataset import, refresh, status: IMDb's official files in the local index. */
#include "cli/command.h"
#include "cli/dataset_view.h"
#include "cli/json_lines.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/settings.h"
#include "work/dataset_folder.h"

#include <stdio.h>

struct session {
    struct invocation *invocation;
    struct text folder;
    bool all;
    struct progress progress;
    const char *shown; /* whose progress it was last */
    struct dataset_refresh_result refresh;
    bool is_refreshed;
};

static enum exit_code failed(const struct error *err)
{
    complain("%s", err->text);
    return EXIT_LOCAL;
}

static void on_progress(void *context, const struct dataset_progress *progress)
{
    struct session *session = context;
    if (session->shown == NULL || (progress->is_download && session->shown != progress->what))
        progress_restart(&session->progress);
    session->shown = progress->what;
    const struct progress_state state = { .label = progress->what,
                                          .done = progress->done_bytes,
                                          .total = progress->total_bytes,
                                          .count = progress->rows,
                                          .unit = progress->is_download ? NULL : "rows" };
    progress_show(&session->progress, &state);
}

/* Shown once, acknowledged once. */
static enum exit_code ask_licence(const struct session *session)
{
    struct error err;
    int64_t accepted_ms;
    bool accepts = text_known(invocation_option(session->invocation, "--accept-licence"));
    enum status status = dataset_licence_get(session->folder, &accepted_ms, &err);
    if (status == OK)
        return EXIT_FINE;
    if (status != NOT_FOUND)
        return failed(&err);
    (void)fputs(dataset_licence_text, stderr);
    if (!accepts) {
        complain("dataset: nothing is done before these terms are acknowledged: give --accept-licence, once");
        return EXIT_USAGE;
    }
    status = dataset_licence_accept(session->folder, clock_wall_ms(&session->invocation->clock), &err);
    return status == OK ? EXIT_FINE : failed(&err);
}

static enum exit_code show(struct session *session)
{
    struct error err;
    struct dataset_view view;
    struct buf out = BUF_WITH_LIMIT(OUTPUT_BYTES_MAX);
    if (dataset_view_read(session->folder, session->invocation->arena, &view, &err) != OK)
        return failed(&err);
    view.refresh = session->is_refreshed ? &session->refresh : NULL;
    if (session->invocation->json)
        json_dataset(&view, &out);
    else
        dataset_view_print(&view, session->invocation, &out);
    output_write(buf_text(&out));
    buf_finish(&out);
    return EXIT_FINE;
}

static enum exit_code import(struct session *session)
{
    struct error err;
    struct dataset_info info;
    const struct invocation *invocation = session->invocation;
    const struct dataset_import ask = { .folder = session->folder,
                                        .paths = invocation->args + 1,
                                        .path_count = invocation->arg_count - 1,
                                        .all = session->all,
                                        .now_ms = clock_wall_ms(&invocation->clock),
                                        .listener = { on_progress, session } };
    if (ask.path_count == 0)
        return usage_error(invocation->command, "import needs the files, or their directory: import PATH...");
    enum exit_code code = ask_licence(session);
    if (code != EXIT_FINE)
        return code;
    progress_begin(&session->progress, invocation->quiet);
    enum status status = dataset_import(&ask, &info, &err);
    progress_end(&session->progress);
    return status == OK ? show(session) : failed(&err);
}

static enum status run_refresh(struct session *session, struct store **store, struct http **http, struct gate **gate,
                               struct error *err)
{
    struct invocation *invocation = session->invocation;
    struct store_options options;
    struct http_options http_options = settings_http(&invocation->config);
    enum status status = settings_store(invocation, &options, err);
    if (status == OK)
        status = store_open(&options, store, err);
    if (status == OK)
        status = http_open(&http_options, http, err);
    if (status != OK)
        return status;
    *gate = gate_create(*http, &invocation->clock, TEXT("understudy"));
    const struct dataset_refresh ask = { .folder = session->folder,
                                         .url = config_text(&invocation->config, "dataset.url"),
                                         .gate = *gate,
                                         .store = *store,
                                         .clock = &invocation->clock,
                                         .spacing_ms = CLOCK_SECOND_MS,
                                         .breaker_failures =
                                             (int)config_number(&invocation->config, "breaker.failures"),
                                         .all = session->all,
                                         .listener = { on_progress, session } };
    progress_begin(&session->progress, invocation->quiet);
    status = dataset_refresh(&ask, invocation->arena, &session->refresh, err);
    progress_end(&session->progress);
    session->is_refreshed = true;
    return status;
}

static enum exit_code refresh(struct session *session)
{
    struct error err;
    struct store *store = NULL;
    struct http *http = NULL;
    struct gate *gate = NULL;
    enum exit_code code = ask_licence(session);
    if (code != EXIT_FINE)
        return code;
    enum status status = run_refresh(session, &store, &http, &gate, &err);
    gate_destroy(&gate);
    http_close(&http);
    store_close(&store);
    if (status != OK)
        return failed(&err);
    code = show(session);
    if (session->refresh.failed) {
        complain("dataset: not all files could be had; the index stays as it was");
        return exit_worst(code, EXIT_UNKNOWN);
    }
    if (!session->refresh.imported && !session->invocation->quiet)
        complain("dataset: nothing newer; the index stays as it was");
    return code;
}

static const struct {
    const char *name;
    enum exit_code (*run)(struct session *session);
    bool takes_paths;
} actions[] = { { "import", import, true }, { "refresh", refresh, false }, { "status", show, false } };

enum exit_code cmd_dataset(struct invocation *invocation)
{
    struct session session = { .invocation = invocation,
                               .folder = config_text(&invocation->config, "dataset.path"),
                               .all = text_known(invocation_option(invocation, "--all")) };
    size_t i = 0;
    while (i < COUNT_OF(actions) && !text_is(invocation->args[0], actions[i].name))
        i++;
    if (i == COUNT_OF(actions))
        return usage_error(invocation->command, "unknown action '%.*s'; there are: import, refresh, status",
                           TEXT_ARG(invocation->args[0]));
    if (!actions[i].takes_paths && invocation->arg_count > 1)
        return usage_error(invocation->command, "unexpected argument '%.*s'", TEXT_ARG(invocation->args[1]));
    if (text_empty(session.folder)) {
        complain("no place for the index: set dataset.path, or HOME");
        return EXIT_LOCAL;
    }
    return actions[i].run(&session);
}
