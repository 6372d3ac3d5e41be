/* A test for every row of the table, and a sweep that no answer falls through and no row goes untested. */
#include "base/compiler.h"
#include "check.h"
#include "source/answer_class.h"

#include <limits.h>
#include <string.h>

static const struct {
    const char *name;
    enum answer_kind kind;
    enum http_failure failure;
    int status;
    const char *body, *content_type, *waf;
    enum answer_outcome outcome;
    const char *error_type;
} rows[] = {
#define FAILED(name, kind, failure, type)                                                                              \
    {                                                                                                                  \
        name, kind, failure, 0, NULL, NULL, NULL, ANSWER_ERROR, type                                                   \
    }
    FAILED("timeout", ANSWER_TMDB_JSON, HTTP_TIMEOUT, "timeout"),
    FAILED("timeout", ANSWER_IMDB_PAGE, HTTP_TIMEOUT, "timeout"),
    FAILED("reset", ANSWER_TMDB_FIND, HTTP_RESET, "network_error"),
    FAILED("cut_body", ANSWER_TMDB_JSON, HTTP_CUT, "network_error"),
    FAILED("damaged_body", ANSWER_TMDB_JSON, HTTP_DAMAGED, "invalid_response"),
    FAILED("too_large", ANSWER_IMDB_PAGE, HTTP_TOO_LARGE, "invalid_response"),
    FAILED("no_connection", ANSWER_TMDB_JSON, HTTP_NO_CONNECTION, "network_error"),
    FAILED("no_host", ANSWER_TMDB_JSON, HTTP_NO_HOST, "network_error"),
    FAILED("tls", ANSWER_IMDB_PAGE, HTTP_TLS, "network_error"),
    FAILED("protocol", ANSWER_IMDB_PAGE, HTTP_PROTOCOL, "invalid_response"),
    FAILED("bad_url", ANSWER_TMDB_JSON, HTTP_BAD_URL, "api_error"),
    FAILED("timeout", ANSWER_WIKIDATA_JSON, HTTP_TIMEOUT, "timeout"),
    FAILED("too_large", ANSWER_OMDB_JSON, HTTP_TOO_LARGE, "invalid_response"),
#undef FAILED
#define TMDB         ANSWER_TMDB_JSON, HTTP_ANSWERED
#define FIND         ANSWER_TMDB_FIND, HTTP_ANSWERED
#define PAGE         ANSWER_IMDB_PAGE, HTTP_ANSWERED
#define WIKI         ANSWER_WIKIDATA_JSON, HTTP_ANSWERED
#define OMDB         ANSWER_OMDB_JSON, HTTP_ANSWERED
#define FILES        ANSWER_DATASET_FILE, HTTP_ANSWERED
#define JSON_        "application/json;charset=utf-8"
#define HTML_        "text/html; charset=utf-8"
#define OMDB_LIMIT   "{\"Response\":\"False\",\"Error\":\"Request limit reached!\"}"
#define JAVA_TIMEOUT "SPARQL-QUERY: queryStr=SELECT ?i\njava.util.concurrent.TimeoutException\n\tat java.base/"
#define JAVA_SYNTAX  "SPARQL-QUERY: queryStr=SELEKT ?i\njava.util.concurrent.ExecutionException: org.openrdf.query."
    /* A challenge is one on any status, also where the status alone would say "absent" or "found". */
    { "waf_challenge", PAGE, 202, "", HTML_, "challenge", ANSWER_BLOCKED, "invalid_response" },
    { "waf_challenge", PAGE, 200, "<html>", HTML_, "challenge", ANSWER_BLOCKED, "invalid_response" },
    { "waf_challenge", PAGE, 404, "", HTML_, "captcha", ANSWER_BLOCKED, "invalid_response" },
    { "waf_challenge", PAGE, 405, "<html>", HTML_, "captcha", ANSWER_BLOCKED, "invalid_response" },
    { "waf_challenge", TMDB, 200, "{\"id\":1}", JSON_, "challenge", ANSWER_BLOCKED, "invalid_response" },
    { "page_202", PAGE, 202, "", HTML_, NULL, ANSWER_BLOCKED, "invalid_response" },
    { "page_202", PAGE, 202, "<html>a page?</html>", HTML_, NULL, ANSWER_BLOCKED, "invalid_response" },
    { "empty_202", TMDB, 202, "", NULL, NULL, ANSWER_BLOCKED, "invalid_response" },
    { "empty_202", FIND, 202, " \r\n", JSON_, NULL, ANSWER_BLOCKED, "invalid_response" },
    { "html_202", TMDB, 202, "<!doctype html>", NULL, NULL, ANSWER_BLOCKED, "invalid_response" },
    { "other_2xx", TMDB, 202, "{}", JSON_, NULL, ANSWER_ERROR, "invalid_response" },

    { "json", TMDB, 200, "{\"id\":1}", JSON_, NULL, ANSWER_FOUND, NULL },
    { "json", FIND, 200, "\n {}", NULL, NULL, ANSWER_FOUND, NULL },
    { "json", TMDB, 200, "{}", HTML_, NULL, ANSWER_FOUND, NULL }, /* what stands there counts, not its label */
    { "empty_json", TMDB, 200, "", JSON_, NULL, ANSWER_ERROR, "invalid_response" },
    { "empty_json", TMDB, 200, NULL, HTML_, NULL, ANSWER_ERROR, "invalid_response" },
    { "html_for_json", TMDB, 200, "<html><title>Sign in to the hotel's network</title>", JSON_, NULL, ANSWER_BLOCKED,
      "invalid_response" },
    { "html_for_json", FIND, 200, "please wait", HTML_, NULL, ANSWER_BLOCKED, "invalid_response" },
    { "html_for_json", FIND, 200, "please wait", "application/xhtml+xml", NULL, ANSWER_BLOCKED, "invalid_response" },
    { "not_json", TMDB, 200, "upstream error", "text/plain", NULL, ANSWER_ERROR, "parse_error" },
    { "not_json", FIND, 200, "[]", JSON_, NULL, ANSWER_ERROR, "parse_error" },
    { "not_json", FIND, 200, "\xEF\xBB\xBF{}", JSON_, NULL, ANSWER_ERROR, "parse_error" },
    { "empty_page", PAGE, 200, "", HTML_, NULL, ANSWER_ERROR, "invalid_response" },
    { "page", PAGE, 200, "<html>", HTML_, NULL, ANSWER_FOUND, NULL },

    { "forbidden", TMDB, 403, "{\"status_code\":34}", JSON_, NULL, ANSWER_BLOCKED, "api_error" },
    { "forbidden", PAGE, 403, "<html>403 Forbidden", HTML_, NULL, ANSWER_BLOCKED, "api_error" },
    { "rate_limit", TMDB, 429, "{\"status_code\":25}", JSON_, NULL, ANSWER_BLOCKED, "rate_limit" },
    { "rate_limit", PAGE, 429, "", NULL, NULL, ANSWER_BLOCKED, "rate_limit" },
    { "auth", TMDB, 401, "{\"status_code\":7}", JSON_, NULL, ANSWER_ERROR, "auth_error" },
    { "auth", FIND, 401, "", NULL, NULL, ANSWER_ERROR, "auth_error" },
    { "login", PAGE, 401, "", NULL, NULL, ANSWER_BLOCKED, "auth_error" },
    { "no_such_movie", TMDB, 404, "{\"status_code\":34,\"status_message\":\"…\"}", JSON_, NULL, ANSWER_ABSENT,
      "not_found" },
    { "no_such_movie", TMDB, 404, "{\"success\":false,\"status_code\":6}", JSON_, NULL, ANSWER_ABSENT, "not_found" },
    { "wrong_address", FIND, 404, "{\"status_code\":34}", JSON_, NULL, ANSWER_ERROR, "api_error" },
    { "wrong_address", TMDB, 404, "{\"message\":\"no Route matched\"}", JSON_, NULL, ANSWER_ERROR, "api_error" },
    { "wrong_address", TMDB, 404, "<html>404 \"status_code\"", HTML_, NULL, ANSWER_ERROR, "api_error" },
    { "wrong_address", TMDB, 404, "", NULL, NULL, ANSWER_ERROR, "api_error" },
    { "no_such_page", PAGE, 404, "<html>", HTML_, NULL, ANSWER_ABSENT, "not_found" },
    { "no_such_page", PAGE, 404, "", NULL, NULL, ANSWER_ABSENT, "not_found" },
    { "page_gone", PAGE, 410, "", NULL, NULL, ANSWER_ABSENT, "not_found" },
    { "other_4xx", TMDB, 410, "{\"status_code\":34}", JSON_, NULL, ANSWER_ERROR, "api_error" },

    { "json", WIKI, 200, "{\"results\":{}}", "application/sparql-results+json;charset=utf-8", NULL, ANSWER_FOUND,
      NULL },
    { "empty_json", WIKI, 200, "", JSON_, NULL, ANSWER_ERROR, "invalid_response" },
    { "html_for_json", WIKI, 200, "<!DOCTYPE html>", HTML_, NULL, ANSWER_BLOCKED, "invalid_response" },
    { "not_json", WIKI, 200, JAVA_TIMEOUT, "text/plain", NULL, ANSWER_ERROR, "parse_error" },
    { "empty_202", WIKI, 202, "", NULL, NULL, ANSWER_BLOCKED, "invalid_response" },
    { "rate_limit", WIKI, 429, "<html><title>Error 429 Too Many Requests - Please retry in 9 seconds.", HTML_, NULL,
      ANSWER_BLOCKED, "rate_limit" },
    { "forbidden", WIKI, 403, "You have been banned until 2026-12-01T00:00:00Z", "text/plain", NULL, ANSWER_BLOCKED,
      "api_error" },
    { "wikidata_address", WIKI, 404, "<html>", HTML_, NULL, ANSWER_ERROR, "api_error" },
    { "bad_query", WIKI, 400, JAVA_SYNTAX, "text/plain", NULL, ANSWER_ERROR, "api_error" },
    { "other_4xx", WIKI, 414, "", HTML_, NULL, ANSWER_ERROR, "api_error" },
    { "other_4xx", WIKI, 401, "", HTML_, NULL, ANSWER_ERROR, "api_error" },
    { "query_timeout", WIKI, 500, JAVA_TIMEOUT, "text/plain", NULL, ANSWER_ERROR, "timeout" },
    { "server_error", WIKI, 500, JAVA_SYNTAX, "text/plain", NULL, ANSWER_ERROR, "api_error" },
    { "server_error", TMDB, 500, JAVA_TIMEOUT, "text/plain", NULL, ANSWER_ERROR, "api_error" },
    { "unavailable", WIKI, 503, "<html>", HTML_, NULL, ANSWER_ERROR, "api_error" },
    { "gateway_timeout", WIKI, 504, "upstream request timeout", "text/plain", NULL, ANSWER_ERROR, "timeout" },

    /* OMDb: what a body of status 200 says is for its reader; with 401 the limit is no wrong key, and neither is
     * absence. */
    { "json", OMDB, 200, "{\"Response\":\"False\",\"Error\":\"Movie not found!\"}", JSON_, NULL, ANSWER_FOUND, NULL },
    { "omdb_limit", OMDB, 401, OMDB_LIMIT, JSON_, NULL, ANSWER_BLOCKED, "rate_limit" },
    { "omdb_limit", OMDB, 403, OMDB_LIMIT, JSON_, NULL, ANSWER_BLOCKED, "rate_limit" },
    { "omdb_limit", OMDB, 401, "{\"Response\":\"False\",\"Error\":\"Daily request limit reached!\"}", HTML_, NULL,
      ANSWER_BLOCKED, "rate_limit" },
    { "omdb_auth", OMDB, 401, "{\"Response\":\"False\",\"Error\":\"Invalid API key!\"}", JSON_, NULL, ANSWER_ERROR,
      "auth_error" },
    { "omdb_auth", OMDB, 401, "{\"Response\":\"False\",\"Error\":\"No API key provided.\"}", JSON_, NULL, ANSWER_ERROR,
      "auth_error" },
    { "omdb_auth", OMDB, 401, "<html>Request limit reached!", HTML_, NULL, ANSWER_ERROR, "auth_error" },
    { "omdb_auth", OMDB, 401, "", NULL, NULL, ANSWER_ERROR, "auth_error" },
    { "auth", TMDB, 401, OMDB_LIMIT, JSON_, NULL, ANSWER_ERROR, "auth_error" },
    { "forbidden", OMDB, 403, "<html>", HTML_, NULL, ANSWER_BLOCKED, "api_error" },
    { "rate_limit", OMDB, 429, OMDB_LIMIT, JSON_, NULL, ANSWER_BLOCKED, "rate_limit" },
    { "omdb_address", OMDB, 404, "{\"Response\":\"False\",\"Error\":\"Movie not found!\"}", JSON_, NULL, ANSWER_ERROR,
      "api_error" },
    { "html_for_json", OMDB, 200, "<html>", HTML_, NULL, ANSWER_BLOCKED, "invalid_response" },
    { "other_5xx", OMDB, 522, "<html>", HTML_, NULL, ANSWER_ERROR, "api_error" },
    { "bad_gateway", OMDB, 502, "error code: 502", "text/plain", NULL, ANSWER_ERROR, "api_error" },

    { "bad_request", TMDB, 400, "{}", JSON_, NULL, ANSWER_ERROR, "api_error" },
    { "bad_method", TMDB, 405, "{}", JSON_, NULL, ANSWER_ERROR, "api_error" },
    { "bad_method", FIND, 406, "{}", JSON_, NULL, ANSWER_ERROR, "api_error" },
    { "bad_parameter", FIND, 422, "{\"errors\":[]}", JSON_, NULL, ANSWER_ERROR, "api_error" },
    { "proxy_auth", TMDB, 407, "", NULL, NULL, ANSWER_ERROR, "network_error" },
    { "request_timeout", PAGE, 408, "", NULL, NULL, ANSWER_ERROR, "timeout" },
    { "legal", PAGE, 451, "", NULL, NULL, ANSWER_ERROR, "api_error" },
    { "other_4xx", PAGE, 400, "", NULL, NULL, ANSWER_ERROR, "api_error" },
    { "other_4xx", TMDB, 499, "", NULL, NULL, ANSWER_ERROR, "api_error" },

    { "server_error", TMDB, 500, "{\"status_code\":11}", JSON_, NULL, ANSWER_ERROR, "api_error" },
    { "bad_gateway", PAGE, 502, "<html>", HTML_, NULL, ANSWER_ERROR, "api_error" },
    { "unavailable", TMDB, 503, "<html>", HTML_, NULL, ANSWER_ERROR, "api_error" },
    { "gateway_timeout", TMDB, 504, "", NULL, NULL, ANSWER_ERROR, "timeout" },
    { "other_5xx", TMDB, 501, "", NULL, NULL, ANSWER_ERROR, "api_error" },
    { "other_5xx", PAGE, 599, "", NULL, NULL, ANSWER_ERROR, "api_error" },

    { "redirect", PAGE, 301, "", NULL, NULL, ANSWER_ERROR, "invalid_response" },
    { "redirect", TMDB, 304, "", NULL, NULL, ANSWER_ERROR, "invalid_response" },
    { "other_2xx", TMDB, 204, "", NULL, NULL, ANSWER_ERROR, "invalid_response" },
    { "other_2xx", PAGE, 206, "<html>", HTML_, NULL, ANSWER_ERROR, "invalid_response" },
    { "informational", TMDB, 103, "", NULL, NULL, ANSWER_ERROR, "invalid_response" },
    { "odd_status", TMDB, 0, "", NULL, NULL, ANSWER_ERROR, "invalid_response" },
    { "odd_status", PAGE, -1, "", NULL, NULL, ANSWER_ERROR, "invalid_response" },
    { "odd_status", TMDB, 600, "{}", JSON_, NULL, ANSWER_ERROR, "invalid_response" },
    { "file", FILES, 200, "", NULL, NULL, ANSWER_FOUND, NULL },
    { "dataset_address", FILES, 404, "", NULL, NULL, ANSWER_ERROR, "api_error" },
    { "page_202", FILES, 202, "", NULL, NULL, ANSWER_BLOCKED, "invalid_response" },
    { "odd_status", FIND, INT_MAX, "{}", JSON_, NULL, ANSWER_ERROR, "invalid_response" },
};

static struct http_answer answer_with(enum http_failure failure, int status, const char *body, const char *type,
                                      const char *waf)
{
    return (struct http_answer){ .failure = failure,
                                 .status = status,
                                 .body = text_of(body),
                                 .content_type = text_of(type),
                                 .waf_action = text_of(waf) };
}

static void every_row(void)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        CHECK_ROW(rows[i].name);
        struct http_answer answer =
            answer_with(rows[i].failure, rows[i].status, rows[i].body, rows[i].content_type, rows[i].waf);
        const struct answer_class *class = answer_classify(rows[i].kind, &answer);
        CHECK_TEXT_Z(text_of(class->name), rows[i].name);
        CHECK_INT(class->outcome, rows[i].outcome);
        CHECK_TEXT_Z(text_of(class->error_type), rows[i].error_type);
    }
}

static bool is_error_word(const char *word)
{
    static const char *const words[] = { "not_found",  "rate_limit",    "timeout",          "parse_error",
                                         "auth_error", "network_error", "invalid_response", "api_error" };
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (word != NULL && strcmp(word, words[i]) == 0)
            return true;
    }
    return false;
}

static void check_class(const struct answer_class *class)
{
    CHECK(class->name != NULL && class->name[0] != '\0');
    CHECK_ROW(class->name);
    CHECK(class->outcome == ANSWER_FOUND ? class->error_type == NULL : is_error_word(class->error_type));
    CHECK(class->why != NULL && (class->outcome == ANSWER_FOUND || class->why[0] != '\0'));
    CHECK((class->outcome == ANSWER_ABSENT) ==
          (class->error_type != NULL && strcmp(class->error_type, "not_found") == 0));
}

static bool has_a_row(const struct answer_class *class)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        if (strcmp(rows[i].name, class->name) == 0)
            return true;
    }
    return false;
}

/* Every kind, failure, status and look: found only for 200, absent only for 404 and 410, never behind a challenge. */
static void nothing_falls_through(void)
{
    static const char *const bodies[] = { NULL,     "",     "{}",       "{\"status_code\":34}",
                                          "<html>", "text", OMDB_LIMIT, JAVA_TIMEOUT };
    static const char *const types[] = { NULL, JSON_, HTML_ };
    for (int kind = 0; kind < ANSWER_KINDS; kind++) {
        for (int failure = HTTP_ANSWERED; failure <= HTTP_PROTOCOL; failure++) {
            for (int status = -1; status <= 1000; status++) {
                for (size_t look = 0; look < COUNT_OF(bodies) * COUNT_OF(types) * 2; look++) {
                    bool waf = look % 2 != 0;
                    struct http_answer answer =
                        answer_with((enum http_failure)failure, status, bodies[look / 2 % COUNT_OF(bodies)],
                                    types[look / 2 / COUNT_OF(bodies)], waf ? "challenge" : NULL);
                    const struct answer_class *class = answer_classify((enum answer_kind)kind, &answer);
                    bool answered = failure == HTTP_ANSWERED;
                    if (!has_a_row(class) || (answered && waf && class->outcome != ANSWER_BLOCKED) ||
                        (!answered && class->outcome != ANSWER_ERROR) ||
                        (class->outcome == ANSWER_FOUND && status != 200) ||
                        (class->outcome == ANSWER_ABSENT &&
                         ((status != 404 && status != 410) || kind == ANSWER_WIKIDATA_JSON ||
                          kind == ANSWER_OMDB_JSON || kind == ANSWER_DATASET_FILE))) {
                        CHECK_ROW(class->name);
                        CHECK_INT(status, -99); /* names the status */
                        return;
                    }
                }
            }
        }
    }
    CHECK_ROW(NULL);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct http_answer answer =
            answer_with(rows[i].failure, rows[i].status, rows[i].body, rows[i].content_type, rows[i].waf);
        check_class(answer_classify(rows[i].kind, &answer));
    }
}

static void refusals(void)
{
    static const struct {
        enum gate_refusal refusal;
        const char *name, *error_type;
    } cases[] = {
        { GATE_ROBOTS, "robots", "api_error" },       { GATE_ROBOTS_DOWN, "robots_down", "network_error" },
        { GATE_HELD, "held", "rate_limit" },          { GATE_CHALLENGED, "challenged", "invalid_response" },
        { GATE_BREAKER, "breaker", "network_error" }, { GATE_QUOTA, "quota", "rate_limit" },
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct answer_class *class = answer_of_refusal(cases[i].refusal);
        check_class(class);
        CHECK_INT(class->outcome, ANSWER_BLOCKED);
        CHECK_TEXT_Z(text_of(class->name), cases[i].name);
        CHECK_TEXT_Z(text_of(class->error_type), cases[i].error_type);
    }
}

static void classes_of_readers(void)
{
    check_class(&answer_other_id);
    check_class(&answer_malformed);
    check_class(&answer_drift);
    check_class(&answer_lost_fact);
    check_class(&answer_challenge_body);
    check_class(&answer_source_trouble);
    CHECK_INT(answer_source_trouble.outcome, ANSWER_ERROR);
    check_class(&answer_absent);
    check_class(&answer_found);
    CHECK_INT(answer_other_id.outcome, ANSWER_ERROR);
    CHECK_INT(answer_malformed.outcome, ANSWER_ERROR);
    CHECK_INT(answer_drift.outcome, ANSWER_ERROR);
    CHECK_INT(answer_challenge_body.outcome, ANSWER_BLOCKED);
    CHECK_TEXT_Z(text_of(answer_outcome_name(ANSWER_FOUND)), "found");
    CHECK_TEXT_Z(text_of(answer_outcome_name(ANSWER_ABSENT)), "absent");
    CHECK_TEXT_Z(text_of(answer_outcome_name(ANSWER_BLOCKED)), "blocked");
    CHECK_TEXT_Z(text_of(answer_outcome_name(ANSWER_ERROR)), "error");
}

int main(void)
{
    RUN(every_row);
    RUN(nothing_falls_through);
    RUN(refusals);
    RUN(classes_of_readers);
    return check_done();
}
