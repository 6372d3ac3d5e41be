/* work: run jobs until stopped, or until none is due; pause and resume queues. */
#include "base/log.h"
#include "cli/command.h"
#include "cli/display.h"
#include "cli/interrupt.h"
#include "cli/json_work.h"
#include "cli/output.h"
#include "cli/pool.h"
#include "cli/settings.h"
#include "daemon/source_state.h"
#include "work/runner.h"

struct counts {
    size_t done, put_off, failed, cancelled, lost;
};

struct session {
    struct invocation *invocation;
    struct lookup_settings settings;
    struct work work;
    struct webhooks webhooks;
    struct counts counts;
    struct http *http;
    struct runner *runner;
    struct interrupt interrupt;
};

/* ── pause, resume, status ── */

static enum status set_paused(struct invocation *invocation, struct store *store, bool paused, struct error *err)
{
    int64_t now_ms = clock_wall_ms(&invocation->clock);
    enum status status = OK;
    for (size_t i = 0; i < WORK_QUEUES && status == OK; i++) {
        if (invocation->arg_count < 2 || text_is(invocation->args[1], work_queues[i]))
            status = store_queue_pause(store, text_of(work_queues[i]), paused, now_ms, err);
    }
    return status;
}

/* In a column; an application may have queues, and rest them, under names that hold anything. */
static void add_queue(struct buf *out, struct text name)
{
    enum { COLUMNS = 12 };
    size_t width = display_width(name);
    display_add(out, name);
    (void)buf_printf(out, "%*s", width < COLUMNS ? COLUMNS - (int)width : 0, "");
}

static enum status show(struct invocation *invocation, struct store *store, struct error *err)
{
    struct queue_count *counts;
    struct texts paused;
    size_t count;
    struct buf out = BUF_WITH_LIMIT(OUTPUT_BYTES_MAX);
    enum status status = store_jobs_count(store, invocation->arena, &counts, &count, err);
    if (status == OK)
        status = store_queues_paused(store, invocation->arena, &paused, err);
    if (status != OK)
        return status;
    if (invocation->json) {
        json_queues(counts, count, &paused, &out);
    } else {
        for (size_t i = 0; i < count; i++) {
            add_queue(&out, counts[i].queue);
            (void)buf_printf(&out, " %-10.*s %lld\n", TEXT_ARG(counts[i].state), (long long)counts[i].jobs);
        }
        for (size_t i = 0; i < paused.count; i++) {
            add_queue(&out, paused.at[i]);
            (void)buf_add_z(&out, " paused\n");
        }
    }
    output_write(buf_text(&out));
    buf_finish(&out);
    return OK;
}

static enum exit_code steer(struct invocation *invocation)
{
    struct text verb = invocation->args[0];
    bool status_only = text_is(verb, "status");
    struct store_options options;
    struct store *store = NULL;
    struct error err;
    if (!status_only && !text_is(verb, "pause") && !text_is(verb, "resume"))
        return usage_error(invocation->command, "there is no 'work %.*s': pause, resume or status", TEXT_ARG(verb));
    if (text_known(invocation_option(invocation, "--once")) || text_known(invocation_option(invocation, "--drain")))
        return usage_error(invocation->command, "--once and --drain run jobs, 'work %.*s' does not", TEXT_ARG(verb));
    if (invocation->arg_count > 1 && (status_only || !work_has_queue(invocation->args[1])))
        return usage_error(invocation->command, "there is no queue '%.*s': %s, %s or %s", TEXT_ARG(invocation->args[1]),
                           QUEUE_FILMS, QUEUE_DUTIES, QUEUE_WEBHOOKS);
    enum status status = settings_store(invocation, &options, &err);
    if (status == OK)
        status = store_open(&options, &store, &err);
    if (status == OK)
        status =
            status_only ? show(invocation, store, &err) : set_paused(invocation, store, text_is(verb, "pause"), &err);
    store_close(&store);
    if (status == OK)
        return EXIT_FINE;
    complain("%s", err.text);
    return EXIT_LOCAL;
}

/* ── running ── */

static void count(struct counts *counts, const struct work_note *note)
{
    counts->lost += note->lost;
    if (note->lost)
        return;
    counts->done += note->end == JOB_COMPLETE;
    counts->put_off += note->end == JOB_SNOOZE || note->end == JOB_GIVE_BACK;
    counts->failed += note->end == JOB_RETRY;
    counts->cancelled += note->end == JOB_CANCEL;
}

/* On a worker's thread, one at a time. */
static void on_job(void *context, const struct job *job, const struct work_note *note, int64_t ms)
{
    struct session *s = context;
    count(&s->counts, note);
    log_event(LOG_INFO, "job", "id=%lld worker=%.*s film=%.*s end=\"%s\" outcome=%.*s ms=%lld reason=\"%.*s\"",
              (long long)job->fence.id, TEXT_ARG(job->worker), TEXT_ARG(note->imdb_id), work_end_word(note),
              TEXT_ARG(note->outcome), (long long)ms, TEXT_ARG(note->text));
    if (!s->invocation->json)
        return;
    struct buf out = BUF_WITH_LIMIT(64 << 10);
    const struct job_line line = { job, work_end_word(note), note, ms };
    json_job(&line, &out);
    output_write(buf_text(&out));
    output_flush();
    buf_finish(&out);
}

static void stop(void *runner)
{
    runner_stop(runner);
}

static enum status prepare(struct session *s, struct runner_options *options, struct error *err)
{
    struct invocation *invocation = s->invocation;
    struct http_options http = settings_http(&invocation->config);
    if (tmdb_lacks_key(&invocation->config))
        return error_set(err, INVALID,
                         "TMDb needs a key: set tmdb.token, which https://www.themoviedb.org/settings/api gives you");
    enum status status = settings_check_webhooks(&invocation->config, err);
    if (status == OK)
        status = settings_store(invocation, &options->store, err);
    if (status == OK)
        status = http_open(&http, &s->http, err);
    if (status != OK)
        return status;
    bool drain = text_known(invocation_option(invocation, "--drain"));
    settings_lookup(&invocation->config, invocation->arena, &s->settings);
    s->work.settings = &s->settings;
    s->work.clock = &invocation->clock;
    settings_webhooks(&invocation->config, invocation->arena, &s->webhooks);
    s->work.webhooks = &s->webhooks;
    s->work.batch = config_number(&invocation->config, "enrichment.batch");
    settings_arrivals(&invocation->config, &s->settings, &s->work.arrivals);
    s->work.lookup = (struct lookup_run){ .settings = &s->settings,
                                          .clock = &invocation->clock,
                                          .gate = gate_create(s->http, &invocation->clock, TEXT("understudy")),
                                          .queue = QUEUE_FILMS };
    lookup_run_begin(&s->work.lookup, NULL, 0);
    options->work = &s->work;
    options->threads = POOL_WORKERS_MAX;
    options->once = drain || text_known(invocation_option(invocation, "--once"));
    options->cron = !drain;
    settings_runner(&invocation->config, options);
    options->report = on_job;
    options->context = s;
    return OK;
}

static void summarise(const struct session *s)
{
    const struct counts *c = &s->counts;
    size_t all = c->done + c->put_off + c->failed + c->cancelled + c->lost;
    struct buf line = BUF_WITH_LIMIT(512);
    (void)buf_printf(&line, "%zu job%s: %zu completed", all, all == 1 ? "" : "s", c->done);
    const struct {
        size_t jobs;
        const char *word;
    } rest[] = { { c->put_off, "put off" },
                 { c->failed, "to be tried again" },
                 { c->cancelled, "cancelled" },
                 { c->lost, "lost to another process" } };
    for (size_t i = 0; i < COUNT_OF(rest); i++) {
        if (rest[i].jobs > 0)
            (void)buf_printf(&line, ", %zu %s", rest[i].jobs, rest[i].word);
    }
    if (s->invocation->json || s->invocation->quiet) {
        if (!s->invocation->quiet)
            complain("%s", line.at);
    } else {
        (void)buf_add_char(&line, '\n');
        output_write(buf_text(&line));
        output_flush();
    }
    buf_finish(&line);
}

enum exit_code cmd_work(struct invocation *invocation)
{
    struct session s = { .invocation = invocation };
    struct runner_options options = { 0 };
    struct error err;
    if (invocation->arg_count > 0)
        return steer(invocation);
    if (text_known(invocation_option(invocation, "--once")) && text_known(invocation_option(invocation, "--drain")))
        return usage_error(invocation->command,
                           "--once does what the clock calls for, --drain does not: give one of them");
    interrupt_block(&s.interrupt);
    enum status status = prepare(&s, &options, &err);
    if (status == OK) {
        s.runner = runner_create(&options);
        interrupt_watch(&s.interrupt, stop, s.runner);
        status = runner_run(s.runner, &err);
        summarise(&s);
    }
    interrupt_end(&s.interrupt);
    runner_destroy(&s.runner);
    lookup_run_end(&s.work.lookup);
    gate_destroy(&s.work.lookup.gate);
    http_close(&s.http);
    if (status == OK)
        return EXIT_FINE;
    complain("%s", err.text);
    return EXIT_LOCAL;
}
