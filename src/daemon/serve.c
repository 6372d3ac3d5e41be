/* Start, signals, drain. */
#include "daemon/serve.h"

#include "base/log.h"
#include "daemon/daemon.h"
#include "daemon/events.h"
#include "daemon/pulse.h"
#include "daemon/waits.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { TICK_MS = 100, HTTP_THREADS = 2, DRAIN_MS = 15000 };

enum status serve_check(const struct config *config, struct arena *arena, struct logo *out_logo, struct error *err)
{
    struct text listen = config_text(config, "server.listen"), format = config_text(config, "server.log_format");
    bool loopback = false;
    if (!text_is(format, "text") && !text_is(format, "json"))
        return error_set(err, INVALID, "server.log_format: write text or json");
    enum status status = listener_is_loopback(listen, &loopback, err);
    if (status == OK && text_known(config_text(config, "server.read_token")) &&
        !text_known(config_text(config, "server.token")))
        return error_set(err, INVALID, "server.read_token is for who may only look: set server.token, too");
    if (status == OK)
        status = settings_check_webhooks(config, err);
    if (status == OK && (loopback || text_known(config_text(config, "server.token"))))
        return logo_read(config, arena, out_logo, err);
    if (status != OK)
        return status;
    return error_set(
        err, INVALID,
        "server.listen: %.*s is open to other machines: set server.token, or listen on 127.0.0.1 or unix:PATH",
        TEXT_ARG(listen));
}

/* ── signals ── */

static void signals_of(sigset_t *out)
{
    (void)sigemptyset(out);
    (void)sigaddset(out, SIGTERM);
    (void)sigaddset(out, SIGINT);
    (void)sigaddset(out, SIGHUP);
}

void serve_block_signals(void)
{
    sigset_t signals;
    signals_of(&signals);
    (void)pthread_sigmask(SIG_BLOCK, &signals, NULL);
}

/* The next one ends the process as usual. */
static void unblock_signals(void)
{
    sigset_t signals;
    signals_of(&signals);
    (void)pthread_sigmask(SIG_UNBLOCK, &signals, NULL);
}

static enum serve_end wait_for_signal(struct daemon *daemon)
{
    const struct timespec tick = { .tv_nsec = TICK_MS * 1000000L };
    int64_t watchdog_ms = notify_watchdog_ms(), next_ms = 0;
    sigset_t signals;
    signals_of(&signals);
    for (;;) {
        int got = sigtimedwait(&signals, NULL, &tick);
        int64_t now_ms = clock_mono_ms();
        if (got == SIGHUP)
            return SERVE_RELOAD;
        if (got == SIGTERM || got == SIGINT)
            return SERVE_STOPPED;
        httpd_tick(daemon->httpd, now_ms);
        if (watchdog_ms > 0 && now_ms >= next_ms) {
            notify_system("WATCHDOG=1");
            next_ms = now_ms + watchdog_ms;
        }
    }
}

/* ── beginning and end ── */

static enum status open_all(struct daemon *daemon, const struct serve_options *options, struct error *err)
{
    struct httpd_options http = { .listen_fd = options->listener->fd, .threads = HTTP_THREADS };
    struct store *store = NULL;
    struct text url = config_text(daemon->config, "database.url");
    if (!text_known(url))
        return error_set(err, INVALID, "no place for the database: give --database sqlite:PATH, or set HOME");
    settings_webhooks(daemon->config, &daemon->arena, &daemon->webhooks);
    daemon->store = (struct store_options){ .url = url,
                                            .now_ms = clock_wall_ms(daemon->clock),
                                            .webhooks = &daemon->webhooks.told };
    enum status status = store_open(&daemon->store, &store, err); /* creates or upgrades it, before anybody asks */
    store_close(&store);
    if (status == OK)
        status = jobs_start(daemon, err);
    if (status != OK)
        return status;
    status = desks_start(daemon, err);
    if (status == OK)
        status = pulse_start(daemon, err);
    service_options(daemon, &http);
    if (status == OK)
        status = httpd_start(&http, &daemon->httpd, err);
    if (status == OK)
        return OK;
    desks_stop(daemon);
    pulse_stop(daemon);
    jobs_stop(daemon);
    return status;
}

/* What has been asked is answered, as far as the time goes. */
static void wait_for_answers(struct daemon *daemon)
{
    int64_t until_ms = clock_mono_ms() + DRAIN_MS;
    bool busy = true;
    while (busy && clock_mono_ms() < until_ms) {
        (void)pthread_mutex_lock(&daemon->lock);
        busy = daemon->deferred > 0;
        (void)pthread_mutex_unlock(&daemon->lock);
        busy = busy || httpd_active(daemon->httpd) > 0;
        if (busy)
            clock_sleep_ms(10);
    }
}

static void close_all(struct daemon *daemon)
{
    httpd_quiesce(daemon->httpd);
    (void)pthread_mutex_lock(&daemon->lock);
    daemon->stopping = true;
    if (daemon->runner != NULL)
        runner_stop(daemon->runner); /* it gives back while the answers go out */
    (void)pthread_cond_broadcast(&daemon->changed);
    (void)pthread_mutex_unlock(&daemon->lock);
    waits_tick(daemon, 0, true);
    events_end(daemon->events);
    wait_for_answers(daemon);
    gate_stop(daemon->work.lookup.gate); /* a desk that waits for its turn at a source waits no longer */
    desks_stop(daemon);
    httpd_stop(&daemon->httpd);
    pulse_stop(daemon);
    jobs_stop(daemon);
}

enum status serve_run(const struct serve_options *options, enum serve_end *out_end, struct error *err)
{
    const struct config *config = options->config;
    struct daemon *daemon = calloc(1, sizeof *daemon);
    if (daemon == NULL)
        oom();
    daemon->config = config;
    daemon->clock = options->clock;
    daemon->tmdb_logo = options->tmdb_logo;
    daemon->request_seed = random_seed();
    (void)snprintf(daemon->form_token, sizeof daemon->form_token, "%016llx%016llx", (unsigned long long)random_seed(),
                   (unsigned long long)random_seed());
    daemon->access = (struct access){ .loopback = options->listener->loopback,
                                      .listen = config_text(config, "server.listen"),
                                      .hosts = config_text(config, "server.hosts"),
                                      .token = config_text(config, "server.token"),
                                      .read_token = config_text(config, "server.read_token"),
                                      .proxies = config_text(config, "server.proxies") };
    daemon->guesses = guesses_create(random_seed());
    (void)pthread_mutex_init(&daemon->lock, NULL);
    (void)pthread_cond_init(&daemon->changed, NULL);
    daemon->events = events_create();
    enum status status = open_all(daemon, options, err);
    if (status == OK) {
        log_event(LOG_INFO, "listening", "url=%s version=%s", options->listener->place, UNDERSTUDY_VERSION);
        notify_system("READY=1\nSTATUS=running jobs and answering\n");
        *out_end = wait_for_signal(daemon);
        bool reload = *out_end == SERVE_RELOAD;
        log_event(LOG_INFO, reload ? "reloading" : "stopping", "reason=signal");
        notify_system(reload ? "RELOADING=1\n" : "STOPPING=1\nSTATUS=giving jobs back\n");
        if (!reload)
            unblock_signals();
        close_all(daemon);
    }
    desks_close(daemon);
    events_destroy(&daemon->events);
    guesses_destroy(&daemon->guesses);
    (void)pthread_cond_destroy(&daemon->changed);
    (void)pthread_mutex_destroy(&daemon->lock);
    arena_finish(&daemon->arena);
    free(daemon);
    return status;
}
