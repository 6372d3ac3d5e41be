/* Jobs inside of `serve`: a runner on a thread of its own, begun again when it failed. */
#include "base/log.h"
#include "daemon/daemon.h"
#include "daemon/source_state.h"
#include "daemon/waits.h"
#include "extract/json_cursor.h"
#include "store/jobs_look.h"

#include <stdio.h>
#include <string.h>

enum { FIRST_PAUSE_MS = 5000, LONGEST_PAUSE_MS = 600000, RUNNER_THREADS = 4 };

/* Of the HTTP request that a job comes from. */
static struct text request_of(const struct job *job, struct arena *arena)
{
    struct json_cursor c;
    struct text key, id = TEXT("none");
    json_open(&c, job->meta);
    if (!json_enter_object(&c))
        return id;
    while (json_next_key(&c, &key)) {
        if (text_is(key, "request_id"))
            (void)json_read_text(&c, arena, &id);
    }
    return request_id_is_good(id) ? id : TEXT("none");
}

/* What could not be told is for everybody, the rest for whoever asks. */
void jobs_tell_calls(struct text request, const struct lookup_result *result)
{
    for (size_t i = 0; i < result->step_count; i++) {
        const struct lookup_step *step = &result->steps[i];
        bool dull = step->outcome == ANSWER_FOUND || step->outcome == ANSWER_ABSENT;
        log_event(dull ? LOG_DEBUG : LOG_INFO, "source",
                  "request=%.*s film=%.*s source=%s operation=%s outcome=%s status=%d ms=%lld note=\"%.*s\"",
                  TEXT_ARG(request), TEXT_ARG(result->imdb_id), step->source, step->operation,
                  answer_outcome_name(step->outcome), step->http_status, (long long)step->ms, TEXT_ARG(step->note));
    }
}

static void on_job(void *context, const struct job *job, const struct work_note *note, int64_t ms)
{
    if (note->result != NULL && !note->lost)
        waits_hear(context, note->result);
    struct arena arena = { 0 };
    struct text request = request_of(job, &arena);
    if (note->result != NULL)
        jobs_tell_calls(request, note->result);
    log_event(LOG_INFO, "job",
              "id=%lld request=%.*s worker=%.*s film=%.*s end=\"%s\" outcome=%.*s ms=%lld reason=\"%.*s\"",
              (long long)job->fence.id, TEXT_ARG(request), TEXT_ARG(job->worker), TEXT_ARG(note->imdb_id),
              work_end_word(note), TEXT_ARG(note->outcome), (long long)ms, TEXT_ARG(note->text));
    arena_finish(&arena);
}

/* One life of a runner; *out_ms: how long it was. */
static enum status run_once(struct daemon *daemon, int64_t *out_ms, struct error *err)
{
    struct runner_options options = { .work = &daemon->work,
                                      .store = daemon->store,
                                      .threads = RUNNER_THREADS,
                                      .cron = true,
                                      .report = on_job,
                                      .context = daemon };
    settings_runner(daemon->config, &options);
    struct runner *runner = runner_create(&options);
    int64_t start_ms = clock_mono_ms();
    atomic_store(&daemon->work.lookup.tmdb_refused, false);
    (void)pthread_mutex_lock(&daemon->lock);
    bool stop = daemon->stopping;
    daemon->runner = runner;
    daemon->runner_trouble[0] = '\0';
    (void)pthread_mutex_unlock(&daemon->lock);
    enum status status = stop ? OK : runner_run(runner, err);
    (void)pthread_mutex_lock(&daemon->lock);
    daemon->runner = NULL;
    if (status != OK)
        (void)snprintf(daemon->runner_trouble, sizeof daemon->runner_trouble, "%s", err->text);
    (void)pthread_mutex_unlock(&daemon->lock);
    runner_destroy(&runner);
    *out_ms = clock_mono_ms() - start_ms;
    return status;
}

static void wait_for(struct daemon *daemon, int64_t ms)
{
    int64_t until_ms = clock_mono_ms() + ms;
    bool stop = false;
    while (!stop && clock_mono_ms() < until_ms) {
        clock_sleep_ms(100);
        (void)pthread_mutex_lock(&daemon->lock);
        stop = daemon->stopping;
        (void)pthread_mutex_unlock(&daemon->lock);
    }
}

static void *run(void *context)
{
    struct daemon *daemon = context;
    int64_t pause_ms = FIRST_PAUSE_MS;
    bool stop = false;
    while (!stop) {
        struct error err = { 0 };
        int64_t lasted_ms;
        if (run_once(daemon, &lasted_ms, &err) != OK) {
            pause_ms = lasted_ms > LONGEST_PAUSE_MS ? FIRST_PAUSE_MS : pause_ms;
            log_event(LOG_ERROR, "jobs", "end=failed again_in_s=%lld reason=\"%s\"", (long long)pause_ms / 1000,
                      err.text);
            wait_for(daemon, pause_ms);
            pause_ms = 2 * pause_ms < LONGEST_PAUSE_MS ? 2 * pause_ms : LONGEST_PAUSE_MS;
        }
        (void)pthread_mutex_lock(&daemon->lock);
        stop = daemon->stopping;
        (void)pthread_mutex_unlock(&daemon->lock);
    }
    return NULL;
}

enum status jobs_start(struct daemon *daemon, struct error *err)
{
    const struct http_options http = settings_http(daemon->config);
    if (tmdb_lacks_key(daemon->config))
        return error_set(err, INVALID,
                         "TMDb needs a key: set tmdb.token, which https://www.themoviedb.org/settings/api gives you");
    enum status status = http_open(&http, &daemon->http, err);
    if (status != OK)
        return status;
    settings_lookup(daemon->config, &daemon->arena, &daemon->settings);
    daemon->work = (struct work){ .settings = &daemon->settings,
                                  .clock = daemon->clock,
                                  .batch = config_number(daemon->config, "enrichment.batch"),
                                  .webhooks = &daemon->webhooks };
    settings_arrivals(daemon->config, &daemon->settings, &daemon->work.arrivals);
    daemon->work.lookup.settings = &daemon->settings;
    daemon->work.lookup.clock = daemon->clock;
    daemon->work.lookup.queue = QUEUE_FILMS;
    daemon->work.lookup.gate = gate_create(daemon->http, daemon->clock, TEXT("understudy"));
    lookup_run_begin(&daemon->work.lookup, NULL, 0);
    int why = pthread_create(&daemon->runner_thread, NULL, run, daemon);
    if (why == 0)
        return OK;
    lookup_run_end(&daemon->work.lookup);
    gate_destroy(&daemon->work.lookup.gate);
    http_close(&daemon->http);
    return error_set(err, BROKEN, "cannot start a thread: %s", strerror(why));
}

/* The desks have ended: nobody but the runner uses the gate. */
void jobs_stop(struct daemon *daemon)
{
    (void)pthread_mutex_lock(&daemon->lock);
    daemon->stopping = true;
    if (daemon->runner != NULL)
        runner_stop(daemon->runner);
    (void)pthread_mutex_unlock(&daemon->lock);
    (void)pthread_join(daemon->runner_thread, NULL);
    lookup_run_end(&daemon->work.lookup);
    gate_destroy(&daemon->work.lookup.gate);
    http_close(&daemon->http);
}

void jobs_wake(struct daemon *daemon)
{
    (void)pthread_mutex_lock(&daemon->lock);
    if (daemon->runner != NULL)
        runner_wake(daemon->runner);
    (void)pthread_mutex_unlock(&daemon->lock);
}

enum status jobs_add(struct desk *desk, struct text imdb_id, const char *request, struct error *err)
{
    const struct worker *worker = worker_find(TEXT("TMDbDetailsWorker"));
    struct arena arena = { 0 };
    bool added;
    json_t *args = json_new_object(), *meta = json_new_object();
    json_put_text(args, "imdb_id", imdb_id);
    json_put_text(args, "source", TEXT("api"));
    json_put_text(meta, "request_id", text_of(request));
    const struct job_new job = { .queue = worker->queue,
                                 .worker = worker->name,
                                 .args = json_finished(args, &arena),
                                 .meta = json_finished(meta, &arena),
                                 .imdb_id = imdb_id,
                                 .max_attempts = worker->max_attempts,
                                 .priority = PRIORITY_AWAITED, /* by somebody */
                                 .now_ms = clock_wall_ms(desk->daemon->clock) };
    enum status status = store_job_insert(desk->store, &job, &added, err);
    if (status == OK && !added)
        status = store_job_hasten(desk->store, imdb_id, worker->name, err);
    arena_finish(&arena);
    return status;
}
