/* arrivals: one pass over what is new on TMDb. */
#include "cli/command.h"
#include "cli/json_lines.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/settings.h"
#include "daemon/source_state.h"

#include <string.h>

struct session {
    struct invocation *invocation;
    struct lookup_settings settings;
    struct arrivals_run run;
    struct arrivals_result result;
    struct lookup_run lookup;
    struct random random;
    struct store *store;
    struct http *http;
    struct progress progress;
    const char *shown; /* whose progress it was last */
};

static void on_progress(void *context, const char *what, int64_t done, int64_t total)
{
    struct session *s = context;
    const struct progress_state state = { .label = what,
                                          .done = done,
                                          .total = total,
                                          .count = done,
                                          .unit = strcmp(what, "export") == 0    ? NULL
                                                  : strcmp(what, "changes") == 0 ? "pages"
                                                                                 : "ids" };
    if (s->shown != what)
        progress_restart(&s->progress);
    s->shown = what;
    progress_show(&s->progress, &state);
}

static enum status run_pass(struct session *s, struct error *err)
{
    struct invocation *invocation = s->invocation;
    struct store_options options;
    struct http_options http_options = settings_http(&invocation->config);
    if (tmdb_lacks_key(&invocation->config))
        return error_set(err, INVALID,
                         "TMDb needs a key: set tmdb.token, which https://www.themoviedb.org/settings/api gives you");
    enum status status = settings_store(invocation, &options, err);
    if (status == OK)
        status = store_open(&options, &s->store, err);
    if (status == OK)
        status = http_open(&http_options, &s->http, err);
    if (status != OK)
        return status;
    settings_lookup(&invocation->config, invocation->arena, &s->settings);
    settings_arrivals(&invocation->config, &s->settings, &s->run);
    s->run.store = s->store;
    s->run.clock = &invocation->clock;
    s->run.gate = gate_create(s->http, &invocation->clock, TEXT("understudy"));
    s->run.progress = on_progress;
    s->run.context = s;
    s->lookup = (struct lookup_run){ .settings = &s->settings, .clock = &invocation->clock, .gate = s->run.gate };
    s->random = (struct random){ random_seed() };
    progress_begin(&s->progress, invocation->quiet);
    status = arrivals_pass(&s->run, invocation->arena, &s->result, err);
    if (status == OK)
        status = arrivals_upgrade(&s->run, &s->lookup, &s->random, invocation->arena, &s->result, err);
    progress_end(&s->progress);
    return status;
}

/* ── what came of it ── */

static void add_feed(const struct feed_report *report, const char *name, const char *unit, struct buf *out)
{
    (void)buf_printf(out, "%-8s %s", name, feed_outcome_word(report->outcome));
    if (report->outcome == FEED_OFF)
        (void)buf_add_z(out, ": beside tmdb.url, set tmdb.exports_url");
    if (!text_empty(report->position))
        (void)buf_printf(out, ", up to %.*s", TEXT_ARG(report->position));
    if (report->reads > 0)
        (void)buf_printf(out, ", %lld %s%s, %lld ids, %lld to be looked at", (long long)report->reads, unit,
                         report->reads == 1 ? "" : "s", (long long)report->ids, (long long)report->news);
    if (report->missing > 0)
        (void)buf_printf(out, ", %lld not there", (long long)report->missing);
    (void)buf_add_char(out, '\n');
}

static void print(const struct session *s, struct buf *out)
{
    const struct arrivals_result *result = &s->result;
    if (s->invocation->json) {
        json_arrivals(result, out);
        return;
    }
    add_feed(&result->export, "export", "file", out);
    add_feed(&result->changes, "changes", "page", out);
    (void)buf_printf(out, "%lld looked at, %lld matched, %lld upgraded, %lld refreshed, %lld gone, %lld pending\n",
                     (long long)result->looked, (long long)result->matched, (long long)result->upgraded,
                     (long long)result->refreshed, (long long)result->gone, (long long)result->pending.count);
}

static enum exit_code explain(const struct session *s)
{
    const struct arrivals_result *result = &s->result;
    const struct {
        const char *name;
        const struct feed_report *report;
    } feeds[] = { { "export", &result->export }, { "changes", &result->changes } };
    enum exit_code code = EXIT_FINE;
    for (size_t i = 0; i < COUNT_OF(feeds); i++) {
        const struct feed_report *report = feeds[i].report;
        if (text_known(report->gap) && !s->invocation->quiet)
            complain("arrivals: %s: %.*s; the schedule covers it", feeds[i].name, TEXT_ARG(report->gap));
        if (report->outcome == FEED_FAILED) {
            complain("arrivals: %s: %.*s", feeds[i].name, TEXT_ARG(report->reason));
            code = EXIT_UNKNOWN;
        }
    }
    if (text_known(result->reason)) {
        complain("arrivals: %lld ids are pending: %.*s", (long long)result->pending.count, TEXT_ARG(result->reason));
        code = EXIT_UNKNOWN;
    }
    if (result->key_refused)
        complain("TMDb refuses the key: check tmdb.token (https://www.themoviedb.org/settings/api)");
    return code;
}

enum exit_code cmd_arrivals(struct invocation *invocation)
{
    struct session s = { .invocation = invocation };
    struct error err;
    enum exit_code code = EXIT_LOCAL;
    if (run_pass(&s, &err) == OK) {
        struct buf out = BUF_WITH_LIMIT(OUTPUT_BYTES_MAX);
        print(&s, &out);
        output_write(buf_text(&out));
        buf_finish(&out);
        output_flush();
        code = explain(&s);
    } else {
        complain("%s", err.text);
    }
    gate_destroy(&s.run.gate);
    http_close(&s.http);
    store_close(&s.store);
    return code;
}
