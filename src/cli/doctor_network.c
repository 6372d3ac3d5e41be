/* doctor's two requests: does TMDb take the key, and what does robots.txt say about title pages? */
#include "cli/doctor.h"
#include "cli/settings.h"
#include "daemon/source_state.h"
#include "gate/robots.h"
#include "http/http.h"

enum { TIMEOUT_MS = 8000, BODY_BYTES_MAX = 1 << 20 };

#define ASKED_PATH "/title/tt0000001/"

struct visit {
    struct doctor *doctor;
    struct gate *gate;
    struct lookup_settings settings;
};

static void report(struct visit *v, const char *check, enum doctor_level level, struct text message, const char *remedy,
                   enum exit_code code)
{
    const struct doctor_finding finding = { check, level, message, text_of(remedy) };
    doctor_report(v->doctor, &finding, code);
}

/* One request; false when there is no HTTP answer, which has been reported then. */
static bool ask(struct visit *v, const char *check, const struct gate_policy *policy, struct http_request *request,
                struct gate_result *out)
{
    struct doctor *doctor = v->doctor;
    struct error err;
    request->timeout_ms = TIMEOUT_MS;
    request->wire_bytes_max = request->body_bytes_max = BODY_BYTES_MAX;
    if (gate_fetch(v->gate, doctor->store, policy, request, "doctor", doctor->invocation->arena, out, &err) != OK) {
        report(v, check, DOCTOR_FAIL, doctor_text(doctor, "%s", err.text), NULL, EXIT_LOCAL);
        return false;
    }
    if (out->refusal != GATE_WENT) {
        report(v, check, DOCTOR_FAIL, doctor_text(doctor, "not asked: %.*s", TEXT_ARG(out->reason)), "wait",
               EXIT_UNKNOWN);
        return false;
    }
    if (out->answer.failure != HTTP_ANSWERED) {
        report(v, check, DOCTOR_FAIL,
               doctor_text(doctor, "asked %.*s: %s, %s", TEXT_ARG(request->url), http_failure_name(out->answer.failure),
                           out->answer.detail),
               "check the address, the network, and http.ca_file", EXIT_UNKNOWN);
        return false;
    }
    return true;
}

static void ask_tmdb(struct visit *v)
{
    struct doctor *doctor = v->doctor;
    struct arena *arena = doctor->invocation->arena;
    struct gate_result result;
    const struct lookup_settings *settings = &v->settings;
    struct http_request request = { .url = arena_printf(arena, "%.*s/authentication", TEXT_ARG(settings->tmdb_url)),
                                    .accept = TEXT("application/json"),
                                    .bearer = settings->tmdb_token };
    if (text_empty(settings->tmdb_token) && !text_empty(settings->tmdb_api_key))
        request.query_secret =
            arena_printf(arena, "api_key=%.*s", TEXT_ARG(http_encode(settings->tmdb_api_key, arena)));
    if (!ask(v, "tmdb", &settings->tmdb_policy, &request, &result))
        return;
    int status = result.answer.status;
    struct text came = doctor_text(doctor, "asked %.*s: HTTP %d, %lld ms", TEXT_ARG(request.url), status,
                                   (long long)result.answer.elapsed_ms);
    if (status == 200)
        report(v, "tmdb", DOCTOR_OK, came, NULL, EXIT_FINE);
    else if (status == 401)
        report(v, "tmdb", DOCTOR_FAIL, came, "TMDb refuses the key: check tmdb.token", EXIT_LOCAL);
    else
        report(v, "tmdb", DOCTOR_FAIL, came, "not the answer of a TMDb that works: check tmdb.url, or wait",
               EXIT_UNKNOWN);
}

/* The verdict as the gate will find it (RFC 9309). */
static void judge_robots(struct visit *v, struct text url, const struct http_answer *answer)
{
    struct doctor *doctor = v->doctor;
    struct robots_verdict verdict = { .allowed = true };
    struct text path;
    struct text page = doctor_text(doctor, "%.*s" ASKED_PATH, TEXT_ARG(v->settings.imdb_page_url));
    struct text came = doctor_text(doctor, "asked %.*s: HTTP %d, %lld ms", TEXT_ARG(url), answer->status,
                                   (long long)answer->elapsed_ms);
    enum robots_state state = robots_state(answer->status);
    if (state == ROBOTS_DOWN) {
        report(v, "imdb_page", DOCTOR_FAIL, came, "without robots.txt every page is forbidden for now: wait",
               EXIT_UNKNOWN);
        return;
    }
    if (state == ROBOTS_READ && http_path(page, doctor->invocation->arena, &path))
        robots_check(answer->body, TEXT("understudy"), path, &verdict);
    if (verdict.allowed)
        report(v, "imdb_page", DOCTOR_OK, doctor_text(doctor, "%.*s; title pages are allowed", TEXT_ARG(came)), NULL,
               EXIT_FINE);
    else
        report(v, "imdb_page", DOCTOR_WARN,
               doctor_text(doctor, "%.*s; title pages are forbidden by the rule %.*s", TEXT_ARG(came),
                           TEXT_ARG(verdict.rule)),
               "the source stays silent; take imdb_page out of sources.order, or use another source", EXIT_FINE);
}

static void ask_imdb_page(struct visit *v)
{
    struct arena *arena = v->doctor->invocation->arena;
    struct gate_result result;
    struct text origin;
    struct gate_policy policy = v->settings.imdb_page_policy;
    bool on = false;
    policy.obey_robots = false; /* robots.txt itself is what is asked */
    for (size_t i = 0; i < v->settings.source_count; i++)
        on = on || text_is(v->settings.sources[i], "imdb_page");
    if (!on || !http_origin(v->settings.imdb_page_url, arena, &origin)) {
        report(v, "imdb_page", DOCTOR_OK, TEXT("off: not in sources.order; not asked"), NULL, EXIT_FINE);
        return;
    }
    struct http_request request = { .url = arena_printf(arena, "%.*s/robots.txt", TEXT_ARG(origin)),
                                    .accept = TEXT("text/plain, */*;q=0.5") };
    if (ask(v, "imdb_page", &policy, &request, &result))
        judge_robots(v, request.url, &result.answer);
}

void doctor_ask_network(struct doctor *doctor)
{
    struct http *http = NULL;
    struct error err;
    struct http_options options = settings_http(&doctor->invocation->config);
    struct visit v = { .doctor = doctor };
    settings_lookup(&doctor->invocation->config, doctor->invocation->arena, &v.settings);
    if (http_open(&options, &http, &err) != OK) {
        report(&v, "network", DOCTOR_FAIL, doctor_text(doctor, "%s", err.text), NULL, EXIT_LOCAL);
        return;
    }
    v.gate = gate_create(http, &doctor->invocation->clock, TEXT("understudy"));
    if (!tmdb_lacks_key(&doctor->invocation->config)) /* reported already; without a key the answer is known */
        ask_tmdb(&v);
    ask_imdb_page(&v);
    gate_destroy(&v.gate);
    http_close(&http);
}
