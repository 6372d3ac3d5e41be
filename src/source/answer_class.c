/* What an HTTP exchange means, as one table read from the top: the first row that fits is the class.
 * Pure; the last row fits everything, so nothing falls through. */
#include "source/answer_class.h"

#include "base/compiler.h"

#include <assert.h>
#include <limits.h>

enum {
    TMDB = 1 << ANSWER_TMDB_JSON,
    PAGE = 1 << ANSWER_IMDB_PAGE,
    FIND = 1 << ANSWER_TMDB_FIND,
    WIKI = 1 << ANSWER_WIKIDATA_JSON,
    OMDB = 1 << ANSWER_OMDB_JSON,
    FILES = 1 << ANSWER_DATASET_FILE,
};
enum { TMDBS = TMDB | FIND, JSON = TMDBS | WIKI | OMDB, ALL = JSON | PAGE | FILES };

/* What a row asks for in headers and body. */
enum look {
    ANY,
    WAF,        /* x-amzn-waf-action: Amazon's firewall answered, not the site */
    EMPTY,      /* nothing but white space */
    HTML,       /* the body, or its declared type, is HTML (text/html, application/xhtml+xml) */
    OBJECT,     /* the body begins like a JSON object */
    TMDB_ERROR, /* TMDb's own error object, not that of a gateway before it or of another site */
    OMDB_LIMIT, /* OMDb's own error object: the day's requests of the key are used up */
    TIMED_OUT   /* the query service's Java stack trace of a query that ran out of time */
};

#define FAILED(failure, name, type, why)                                                                               \
    {                                                                                                                  \
        ALL, failure, 0, 0, ANY,                                                                                       \
        {                                                                                                              \
            name, ANSWER_ERROR, type, why                                                                              \
        }                                                                                                              \
    }
#define ANSWERED(kinds, lowest, highest, look, name, outcome, type, why)                                               \
    {                                                                                                                  \
        kinds, HTTP_ANSWERED, lowest, highest, look,                                                                   \
        {                                                                                                              \
            name, outcome, type, why                                                                                   \
        }                                                                                                              \
    }

static const struct row {
    unsigned kinds;
    enum http_failure failure;
    int lowest, highest; /* status; not looked at when there was no answer */
    enum look look;
    struct answer_class class;
} rows[] = {
    /* No answer. */
    FAILED(HTTP_TIMEOUT, "timeout", "timeout", "no complete answer in time; ask later"),
    FAILED(HTTP_RESET, "reset", "network_error", "the connection was lost; ask later"),
    FAILED(HTTP_CUT, "cut_body", "network_error", "the answer was cut off; ask later"),
    FAILED(HTTP_DAMAGED, "damaged_body", "invalid_response", "the compressed answer is damaged; ask later"),
    FAILED(HTTP_TOO_LARGE, "too_large", "invalid_response",
           "the answer is larger than anything that this source sends"),
    FAILED(HTTP_NO_CONNECTION, "no_connection", "network_error", "the host takes no connection; check the network"),
    FAILED(HTTP_NO_HOST, "no_host", "network_error", "the host's name is not known; check the URL and the network"),
    FAILED(HTTP_TLS, "tls", "network_error", "the host did not prove who it is; check clock and certificates"),
    FAILED(HTTP_PROTOCOL, "protocol", "invalid_response", "the answer is not HTTP as we know it; check the URL"),
    FAILED(HTTP_BAD_URL, "bad_url", "api_error", "the URL cannot be asked for; check the configuration"),

    /* Challenges, on whatever status: never absence, never solved (design.md law 3; facts/imdb-access.md §1e). */
    ANSWERED(ALL, INT_MIN, INT_MAX, WAF, "waf_challenge", ANSWER_BLOCKED, "invalid_response",
             "a challenge; the host is left alone for now"),
    ANSWERED(PAGE | FILES, 202, 202, ANY, "page_202", ANSWER_BLOCKED, "invalid_response",
             "a challenge (202); the host is left alone for now"),
    ANSWERED(JSON, 202, 202, EMPTY, "empty_202", ANSWER_BLOCKED, "invalid_response",
             "a challenge (empty 202); the host is left alone for now"),
    ANSWERED(JSON, 202, 202, HTML, "html_202", ANSWER_BLOCKED, "invalid_response",
             "a challenge (202); the host is left alone for now"),
    ANSWERED(JSON, 200, 200, OBJECT, "json", ANSWER_FOUND, NULL, ""),
    ANSWERED(JSON, 200, 200, EMPTY, "empty_json", ANSWER_ERROR, "invalid_response", "an empty answer; ask later"),
    ANSWERED(JSON, 200, 200, HTML, "html_for_json", ANSWER_BLOCKED, "invalid_response",
             "HTML where JSON was due; the host is left alone for now"),
    ANSWERED(JSON, 200, 200, ANY, "not_json", ANSWER_ERROR, "parse_error", "the answer is no JSON object"),
    ANSWERED(PAGE, 200, 200, EMPTY, "empty_page", ANSWER_ERROR, "invalid_response", "an empty page; ask later"),
    ANSWERED(PAGE, 200, 200, ANY, "page", ANSWER_FOUND, NULL, ""),
    ANSWERED(FILES, 200, 200, ANY, "file", ANSWER_FOUND, NULL, ""),

    /* Refusals and absences. OMDb says "limit" with the status of a wrong key (facts/imdb-access.md §1f). */
    ANSWERED(OMDB, 401, 403, OMDB_LIMIT, "omdb_limit", ANSWER_BLOCKED, "rate_limit",
             "OMDb's requests of this key are used up for today; ask tomorrow"),
    ANSWERED(ALL, 403, 403, ANY, "forbidden", ANSWER_BLOCKED, "api_error",
             "the host refuses us (403); it is left alone for now"),
    ANSWERED(ALL, 429, 429, ANY, "rate_limit", ANSWER_BLOCKED, "rate_limit",
             "the host asks for fewer requests; ask later"),
    ANSWERED(OMDB, 401, 401, ANY, "omdb_auth", ANSWER_ERROR, "auth_error", "OMDb refuses the key: check omdb.api_key"),
    ANSWERED(TMDBS, 401, 401, ANY, "auth", ANSWER_ERROR, "auth_error", "TMDb refuses the key: check tmdb.token"),
    ANSWERED(PAGE, 401, 401, ANY, "login", ANSWER_BLOCKED, "auth_error",
             "the page asks for a login; the host is left alone for now"),
    ANSWERED(TMDB, 404, 404, TMDB_ERROR, "no_such_movie", ANSWER_ABSENT, "not_found", "TMDb has no such movie"),
    ANSWERED(TMDBS, 404, 404, ANY, "wrong_address", ANSWER_ERROR, "api_error",
             "there is no such call at this address: check tmdb.url"),
    ANSWERED(WIKI, 404, 404, ANY, "wikidata_address", ANSWER_ERROR, "api_error",
             "there is no query service at this address: check wikidata.query_url"),
    ANSWERED(OMDB, 404, 404, ANY, "omdb_address", ANSWER_ERROR, "api_error",
             "there is no such call at this address: check omdb.url"),
    ANSWERED(FILES, 404, 404, ANY, "dataset_address", ANSWER_ERROR, "api_error",
             "there is no such file at this address: check dataset.url"),
    ANSWERED(PAGE, 404, 404, ANY, "no_such_page", ANSWER_ABSENT, "not_found", "IMDb has no title of this id"),
    ANSWERED(PAGE, 410, 410, ANY, "page_gone", ANSWER_ABSENT, "not_found", "IMDb no longer has a title of this id"),

    /* What the server says is our fault; it would say so again. */
    ANSWERED(WIKI, 400, 400, ANY, "bad_query", ANSWER_ERROR, "api_error",
             "the query service does not take our query (400); please report this"),
    ANSWERED(TMDBS, 400, 400, ANY, "bad_request", ANSWER_ERROR, "api_error",
             "TMDb does not take our request (400); please report this"),
    ANSWERED(TMDBS, 405, 406, ANY, "bad_method", ANSWER_ERROR, "api_error",
             "TMDb does not take our request (405, 406); please report this"),
    ANSWERED(TMDBS, 422, 422, ANY, "bad_parameter", ANSWER_ERROR, "api_error",
             "TMDb does not take a parameter (422): check tmdb.language"),
    ANSWERED(ALL, 407, 407, ANY, "proxy_auth", ANSWER_ERROR, "network_error",
             "a proxy asks for a login; check the proxy"),
    ANSWERED(ALL, 408, 408, ANY, "request_timeout", ANSWER_ERROR, "timeout",
             "the host waited in vain for our request; ask later"),
    ANSWERED(ALL, 451, 451, ANY, "legal", ANSWER_ERROR, "api_error",
             "the host may not show this for legal reasons (451)"),
    ANSWERED(ALL, 400, 499, ANY, "other_4xx", ANSWER_ERROR, "api_error", "the host does not take our request (4xx)"),

    /* The server's own trouble. */
    ANSWERED(WIKI, 500, 500, TIMED_OUT, "query_timeout", ANSWER_ERROR, "timeout",
             "the query service ran out of time; ask later"),
    ANSWERED(ALL, 500, 500, ANY, "server_error", ANSWER_ERROR, "api_error", "the host failed (500); ask later"),
    ANSWERED(ALL, 502, 502, ANY, "bad_gateway", ANSWER_ERROR, "api_error",
             "the host behind the gateway failed (502); ask later"),
    ANSWERED(ALL, 503, 503, ANY, "unavailable", ANSWER_ERROR, "api_error",
             "the host is out of service (503); ask later"),
    ANSWERED(ALL, 504, 504, ANY, "gateway_timeout", ANSWER_ERROR, "timeout",
             "the host behind the gateway took too long (504); ask later"),
    ANSWERED(ALL, 500, 599, ANY, "other_5xx", ANSWER_ERROR, "api_error", "the host failed (5xx); ask later"),

    /* What nobody should send. */
    ANSWERED(ALL, 300, 399, ANY, "redirect", ANSWER_ERROR, "invalid_response",
             "a redirect in a circle, too long, or to another host; check the URL"),
    ANSWERED(ALL, 200, 299, ANY, "other_2xx", ANSWER_ERROR, "invalid_response",
             "a success (2xx) without the answer that was asked for"),
    ANSWERED(ALL, 100, 199, ANY, "informational", ANSWER_ERROR, "invalid_response",
             "an interim answer (1xx) and nothing after it"),
    ANSWERED(ALL, INT_MIN, INT_MAX, ANY, "odd_status", ANSWER_ERROR, "invalid_response",
             "a status that HTTP does not have"),
};

const struct answer_class answer_other_id = { "other_id", ANSWER_ERROR, "invalid_response",
                                              "the answer is about another id than asked" };
const struct answer_class answer_malformed = { "malformed", ANSWER_ERROR, "parse_error",
                                               "the JSON is cut off, broken or lacks what it must have" };
const struct answer_class answer_drift = { "drift", ANSWER_ERROR, "parse_error",
                                           "a page of unknown shape; its bytes are kept for a newer version" };
const struct answer_class answer_lost_fact = { "lost_fact", ANSWER_ERROR, "parse_error",
                                               "a page without what its layout used to tell; its bytes are kept" };
const struct answer_class answer_challenge_body = { "challenge_body", ANSWER_BLOCKED, "invalid_response",
                                                    "a challenge or login page; the host is left alone for now" };
const struct answer_class answer_source_trouble = { "source_trouble", ANSWER_ERROR, "api_error",
                                                    "the source says that it cannot tell just now; ask later" };
const struct answer_class answer_absent = { "absent", ANSWER_ABSENT, "not_found", "the source has no such title" };
const struct answer_class answer_found = { "found", ANSWER_FOUND, NULL, "" };

static bool looks_like(const struct http_answer *answer, enum look look)
{
    struct text body = text_trim(answer->body);
    char first = body.len > 0 ? body.at[0] : '\0';
    switch (look) {
    case ANY: return true;
    case WAF: return !text_empty(answer->waf_action);
    case EMPTY: return body.len == 0;
    case HTML: return first == '<' || (first != '{' && text_contains(answer->content_type, TEXT("html")));
    case OBJECT: return first == '{';
    case TMDB_ERROR: return first == '{' && text_contains(body, TEXT("\"status_code\"")); /* facts/tmdb.md §1.2 */
    case OMDB_LIMIT:
        return first == '{' && text_contains(body, TEXT("\"Error\"")) && text_contains(body, TEXT("limit reached"));
    case TIMED_OUT: return text_contains(body, TEXT("TimeoutException"));
    }
    return false;
}

static bool fits(const struct row *row, enum answer_kind kind, const struct http_answer *answer)
{
    if ((row->kinds & 1u << kind) == 0 || row->failure != answer->failure)
        return false;
    if (row->failure != HTTP_ANSWERED)
        return true;
    return answer->status >= row->lowest && answer->status <= row->highest && looks_like(answer, row->look);
}

const struct answer_class *answer_classify(enum answer_kind kind, const struct http_answer *answer)
{
    size_t i = 0;
    while (i < COUNT_OF(rows) - 1 && !fits(&rows[i], kind, answer))
        i++;
    return &rows[i].class;
}

const struct answer_class *answer_of_refusal(enum gate_refusal refusal)
{
    static const struct answer_class robots = { "robots", ANSWER_BLOCKED, "api_error",
                                                "robots.txt of the host disallows this page" };
    static const struct answer_class robots_down = { "robots_down", ANSWER_BLOCKED, "network_error",
                                                     "robots.txt cannot be had, so everything is forbidden for now" };
    static const struct answer_class held = { "held", ANSWER_BLOCKED, "rate_limit",
                                              "the host asked for a pause that is not over" };
    static const struct answer_class challenged = { "challenged", ANSWER_BLOCKED, "invalid_response",
                                                    "the host sent a challenge lately and is left alone for now" };
    static const struct answer_class breaker = { "breaker", ANSWER_BLOCKED, "network_error",
                                                 "the source failed too often lately and is left alone for now" };
    static const struct answer_class quota = { "quota", ANSWER_BLOCKED, "rate_limit",
                                               "the source's requests of today are used up" };
    switch (refusal) {
    case GATE_ROBOTS: return &robots;
    case GATE_ROBOTS_DOWN: return &robots_down;
    case GATE_HELD: return &held;
    case GATE_CHALLENGED: return &challenged;
    case GATE_BREAKER: return &breaker;
    case GATE_QUOTA: return &quota;
    case GATE_WENT: break;
    }
    assert(refusal != GATE_WENT); /* nothing was refused: the answer is to be classified */
    return &robots_down;
}

const char *answer_outcome_name(enum answer_outcome outcome)
{
    switch (outcome) {
    case ANSWER_FOUND: return "found";
    case ANSWER_ABSENT: return "absent";
    case ANSWER_BLOCKED: return "blocked";
    case ANSWER_ERROR: return "error";
    }
    return "error";
}
