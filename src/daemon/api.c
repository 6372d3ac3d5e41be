/* What the handlers share: bodies, numbers and ids of a request, each with its problem. */
#include "daemon/api.h"

json_t *api_body(struct exchange *exchange, bool lists)
{
    json_error_t why;
    struct text body = exchange->request.body;
    json_t *value =
        json_loadb(body.at != NULL ? body.at : "", body.len, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &why);
    if (json_is_object(value) || (lists && json_is_array(value)))
        return value;
    if (value == NULL && text_trim(body).len == 0)
        problem_set(exchange, 400, "there is no body; JSON is expected");
    else if (value == NULL && json_error_code(&why) == json_error_duplicate_key)
        problem_set(exchange, 400, "a member stands twice in one object: line %d, column %d", why.line, why.column);
    else if (value == NULL)
        problem_set(exchange, 400, "the body is no JSON: line %d, column %d", why.line, why.column);
    else
        problem_set(exchange, 422, lists ? "the body is an object or a list of them" : "the body is an object");
    json_decref(value);
    return NULL;
}

bool api_number(struct exchange *exchange, const char *name, int64_t min, int64_t max, int64_t standard, int64_t *out)
{
    struct text given = request_query(&exchange->request, name);
    *out = standard;
    if (!text_known(given) || num_parse(given, min, max, out))
        return true;
    problem_set(exchange, 400, "%s is a whole number from %lld to %lld", name, (long long)min, (long long)max);
    return false;
}

bool api_flag(const struct exchange *exchange, const char *name)
{
    struct text given = request_query(&exchange->request, name);
    return text_known(given) && (given.len == 0 || text_is(given, "1") || text_is(given, "true"));
}

bool api_imdb_id(struct exchange *exchange, size_t segment, struct text *out)
{
    *out = exchange->request.segments[segment];
    if (movie_is_imdb_id(*out))
        return true;
    problem_set(exchange, 404, "a film is named by its IMDb id here, tt and 7 to 10 digits");
    return false;
}

bool api_row_id(struct exchange *exchange, size_t segment, int64_t *out)
{
    if (num_parse(exchange->request.segments[segment], 1, INT64_MAX, out))
        return true;
    problem_set(exchange, 404, "the address ends with no number");
    return false;
}

enum httpd_next api_failed(struct exchange *exchange, enum status status, const struct error *err)
{
    problem_of(exchange, status, err);
    return HTTPD_ANSWER;
}
