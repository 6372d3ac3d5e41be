/* /healthz: the process lives. /readyz: it can work. /openapi.json: what there is. */
#include "base/digest.h"
#include "daemon/api.h"
#include "daemon/openapi.h"
#include "daemon/pulse.h"

enum httpd_next api_healthz(struct desk *desk, struct exchange *exchange)
{
    (void)desk;
    answer_text(exchange, 200, "text/plain; charset=utf-8", TEXT("ok\n"));
    return HTTPD_ANSWER;
}

/* Anybody may ask: what exactly is wrong stands in the log. */
enum httpd_next api_readyz(struct desk *desk, struct exchange *exchange)
{
    struct health health;
    pulse_look(desk->daemon, &health);
    const char *why = health.stopping                   ? "the server is stopping"
                      : !health.store_seen              ? "the server is starting"
                      : health.store_trouble[0] != '\0' ? "the database cannot be used"
                      : !health.jobs_run                ? "no jobs are run"
                                                        : NULL;
    if (why == NULL) {
        answer_text(exchange, 200, "text/plain; charset=utf-8", TEXT("ready\n"));
        return HTTPD_ANSWER;
    }
    problem_set(exchange, 503, "%s", why);
    exchange->response.retry_after_s = 1;
    return HTTPD_ANSWER;
}

enum httpd_next api_openapi(struct desk *desk, struct exchange *exchange)
{
    char hex[DIGEST_HEX_BYTES];
    struct text body = text_from(openapi_json, openapi_json_len);
    (void)desk;
    exchange->response.tag = arena_printf(&exchange->arena, "W/\"%.32s\"", digest_sha256_hex(body, hex));
    answer_text(exchange, 200, "application/json", body);
    return HTTPD_ANSWER;
}
