/* /api/v1/placeholders: who waits for TMDb, and a person's hand on a film. */
#include "daemon/api.h"
#include "daemon/json_answers.h"
#include "source/source.h"
#include "work/steer.h"

enum { FILM_SEGMENT = 3, PAGE_MAX = 500, PAGE_STANDARD = 50 };

/* ── lists ── */

/* Two hexadecimal digits a byte. */
static bool read_hex(struct text hex, struct arena *arena, struct text *out)
{
    char *bytes = arena_alloc(arena, hex.len / 2 + 1);
    for (size_t i = 0; i + 1 < hex.len; i += 2) {
        int high = num_hex_digit(hex.at[i]), low = num_hex_digit(hex.at[i + 1]);
        if (high < 0 || low < 0)
            return false;
        bytes[i / 2] = (char)(high * 16 + low);
    }
    *out = text_from(bytes, hex.len / 2);
    return hex.len % 2 == 0 && text_is_utf8(*out);
}

static struct text hex_of(struct text bytes, struct arena *arena)
{
    static const char digits[] = "0123456789abcdef";
    char *hex = arena_alloc(arena, bytes.len * 2 + 1);
    for (size_t i = 0; i < bytes.len; i++) {
        hex[2 * i] = digits[(unsigned char)bytes.at[i] >> 4];
        hex[2 * i + 1] = digits[(unsigned char)bytes.at[i] & 15];
    }
    return text_from(hex, bytes.len * 2);
}

/* Where a page ended, for nobody but us: a row; an instant's bytes, ".", a row; a key, ".", an id. */
static bool read_cursor(struct text cursor, struct arena *arena, struct placeholders_page *out)
{
    struct text last = cursor;
    if (out->newest)
        return num_parse(cursor, 1, INT64_MAX, &out->after_row);
    struct text key = text_take_until(&last, '.');
    if (out->order == ORDER_NEXT_TRY)
        return read_hex(key, arena, &out->after_at) && (out->after_at.len == 0) == out->unscheduled &&
               num_parse(last, 1, INT64_MAX, &out->after_row);
    out->after_id = last;
    return movie_is_imdb_id(last) &&
           (out->order == ORDER_TITLE ? read_hex(key, arena, &out->after_title_key)
                                      : num_parse(key, INT64_MIN, INT64_MAX, &out->after_key));
}

static bool read_page(struct desk *desk, struct exchange *exchange, struct placeholders_page *out)
{
    struct text sort = request_query(&exchange->request, "sort"), cursor = request_query(&exchange->request, "cursor");
    int64_t max;
    struct text source = request_query(&exchange->request, "source");
    *out = (struct placeholders_page){ .unscheduled = api_flag(exchange, "given_up"),
                                       .until_ms = api_flag(exchange, "due") ? clock_wall_ms(desk->daemon->clock) : 0,
                                       .search = request_query(&exchange->request, "search"),
                                       .source = source.len > 0 ? source : (struct text){ 0 } };
    if (!api_number(exchange, "limit", 1, PAGE_MAX, PAGE_STANDARD, &max))
        return false;
    out->max = (size_t)max;
    if (text_known(sort) && !placeholders_order_named(sort, out))
        problem_set(exchange, 400, "sort is next_try, newest, oldest, title, year or tries");
    else if (text_known(out->source) && !text_is(source, "person") && source_terms_find(source) == NULL)
        problem_set(exchange, 400, "source is none of: person, %.*s", TEXT_ARG(source_names(&exchange->arena)));
    else if ((out->unscheduled && out->until_ms != 0) || (out->newest && (out->unscheduled || out->until_ms != 0)))
        problem_set(exchange, 400, "due, given_up and sort=newest exclude each other");
    else if (text_known(cursor) && !read_cursor(cursor, &exchange->arena, out))
        problem_set(exchange, 400, "cursor is what the page before gave");
    else
        return true;
    return false;
}

static struct text cursor_of(const struct placeholders_page *page, const struct placeholder *last, struct arena *arena)
{
    if (page->newest)
        return arena_printf(arena, "%lld", (long long)last->row);
    if (page->order == ORDER_NEXT_TRY)
        return arena_printf(arena, "%.*s.%lld", TEXT_ARG(hex_of(last->next_try, arena)), (long long)last->row);
    if (page->order == ORDER_TITLE)
        return arena_printf(arena, "%.*s.%.*s", TEXT_ARG(hex_of(last->title_key, arena)), TEXT_ARG(last->imdb_id));
    return arena_printf(arena, "%lld.%.*s", (long long)last->key, TEXT_ARG(last->imdb_id));
}

enum httpd_next api_placeholders(struct desk *desk, struct exchange *exchange)
{
    struct placeholders_page page;
    struct placeholder *rows;
    struct error err;
    size_t count;
    if (!read_page(desk, exchange, &page) || desk_store(desk, exchange) == NULL)
        return HTTPD_ANSWER;
    enum status status = store_placeholders(desk->store, &page, &exchange->arena, &rows, &count, &err);
    if (status == INVALID)
        problem_set(exchange, 400, "cursor is what the page before gave");
    if (status != OK)
        return status == INVALID ? HTTPD_ANSWER : api_failed(exchange, status, &err);
    json_t *object = json_new_object(), *list = json_new_array();
    for (size_t i = 0; i < count; i++)
        json_push(list, json_of_placeholder(&rows[i]));
    json_put_integer(object, "schema_version", 1);
    json_put(object, "placeholders", list);
    json_put_text(object, "cursor",
                  count == page.max ? cursor_of(&page, &rows[count - 1], &exchange->arena) : (struct text){ 0 });
    answer_json(exchange, 200, object);
    return HTTPD_ANSWER;
}

enum httpd_next api_placeholder(struct desk *desk, struct exchange *exchange)
{
    struct placeholder_view view = { 0 };
    struct error err;
    struct text id;
    if (!api_imdb_id(exchange, FILM_SEGMENT, &id) || desk_store(desk, exchange) == NULL)
        return HTTPD_ANSWER;
    enum status status = placeholder_view_read(desk->store, id, &exchange->arena, &view, &err);
    if (status != OK)
        return api_failed(exchange, status, &err);
    answer_json(exchange, 200, json_of_placeholder_view(&view, &exchange->arena));
    return HTTPD_ANSWER;
}

/* ── by hand, without the network ── */

static bool begin(struct desk *desk, struct exchange *exchange, struct text *out_id, struct steer *out)
{
    if (!api_imdb_id(exchange, FILM_SEGMENT, out_id) || desk_store(desk, exchange) == NULL)
        return false;
    *out = (struct steer){ .store = desk->store,
                           .schedule = &desk->daemon->settings.schedule,
                           .random = &desk->random,
                           .arena = &exchange->arena,
                           .now_ms = clock_wall_ms(desk->daemon->clock) };
    return true;
}

/* The film as it is now; what was done has been. */
static enum httpd_next done(struct desk *desk, struct exchange *exchange, enum status status, const struct error *err)
{
    return status == OK ? api_placeholder(desk, exchange) : api_failed(exchange, status, err);
}

enum httpd_next api_placeholder_give_up(struct desk *desk, struct exchange *exchange)
{
    struct steer steer;
    struct error err;
    struct text id;
    if (!begin(desk, exchange, &id, &steer))
        return HTTPD_ANSWER;
    enum status status = steer_give_up(&steer, id, &err);
    if (status != OK)
        return api_failed(exchange, status, &err);
    answer_json(exchange, 200, json_of_deed(&(struct placeholder_deed){ .imdb_id = id, .outcome = TEXT("given_up") }));
    return HTTPD_ANSWER;
}

enum httpd_next api_placeholder_undo(struct desk *desk, struct exchange *exchange)
{
    struct steer_undo *undo = arena_alloc(&exchange->arena, sizeof *undo);
    struct steer steer;
    struct error err;
    struct text id;
    if (!begin(desk, exchange, &id, &steer))
        return HTTPD_ANSWER;
    return done(desk, exchange, steer_undo(&steer, id, undo, &err), &err);
}

/* A member of "fields" as the command line writes it: a text, a number, a list, nothing to remove it. */
static struct text argument_of(const char *key, const json_t *value, struct arena *arena)
{
    const char separator[] = { steer_separator(text_of(key)), '\0' };
    struct text list = TEXT("");
    if (json_is_string(value))
        return arena_printf(arena, "%s=%.*s", key, (int)json_string_length(value), json_string_value(value));
    if (json_is_integer(value))
        return arena_printf(arena, "%s=%lld", key, (long long)json_integer_value(value));
    if (json_is_real(value))
        return arena_printf(arena, "%s=%g", key, json_real_value(value));
    if (json_is_null(value))
        return arena_printf(arena, "%s=", key);
    for (size_t i = 0; i < json_array_size(value); i++) {
        const char *one = json_string_value(json_array_get(value, i));
        if (one == NULL || text_contains(text_of(one), text_of(separator)))
            return (struct text){ 0 };
        list = arena_printf(arena, "%.*s%s%s", TEXT_ARG(list), i > 0 ? separator : "", one);
    }
    return json_is_array(value) ? arena_printf(arena, "%s=%.*s", key, TEXT_ARG(list)) : (struct text){ 0 };
}

static bool read_edits(struct exchange *exchange, json_t *fields, int64_t now_ms, struct steer_edits *out)
{
    struct arena *arena = &exchange->arena;
    struct error err;
    const char *key;
    json_t *value;
    if (json_object_size(fields) == 0) {
        problem_set(exchange, 422, "fields is an object; its members are of: %.*s", TEXT_ARG(steer_field_names(arena)));
        return false;
    }
    json_object_foreach(fields, key, value)
    {
        struct text argument = argument_of(key, value, arena);
        enum status status =
            text_known(argument)
                ? steer_read_edit(argument, now_ms, arena, out, &err)
                : error_set(&err, INVALID, "%s: a text, a number, a list of texts without '%c', or null", key,
                            steer_separator(text_of(key)));
        if (status != OK) {
            problem_set(exchange, 422, "%s; nothing was changed. Fields: %.*s", err.text,
                        TEXT_ARG(steer_field_names(arena)));
            return false;
        }
    }
    return true;
}

/* "revert": names of fields. */
static bool read_reverts(struct exchange *exchange, const json_t *names, struct steer_edits *out)
{
    for (size_t i = 0; i < json_array_size(names); i++) {
        const char *name = json_string_value(json_array_get(names, i));
        int field = name != NULL ? steer_field_named(text_of(name)) : -1;
        if (field < 0) {
            out->fields = 0;
            break;
        }
        out->fields |= (uint32_t)1 << field;
    }
    if (out->fields == 0)
        problem_set(exchange, 422, "revert is a list of fields, without \"fields\"; they are: %.*s",
                    TEXT_ARG(steer_field_names(&exchange->arena)));
    return out->fields != 0;
}

enum httpd_next api_placeholder_edit(struct desk *desk, struct exchange *exchange)
{
    struct steer_edits edits = { 0 };
    struct stored_movie film;
    struct steer steer;
    struct error err;
    struct text id;
    json_t *body = api_body(exchange, false);
    json_t *fields = json_object_get(body, "fields");
    const json_t *names = json_object_get(body, "revert");
    const bool reverts = names != NULL;
    bool good = body != NULL && (reverts ? read_reverts(exchange, fields == NULL ? names : NULL, &edits)
                                         : read_edits(exchange, fields, clock_wall_ms(desk->daemon->clock), &edits));
    json_decref(body);
    if (!good || !begin(desk, exchange, &id, &steer))
        return HTTPD_ANSWER;
    enum status status =
        reverts ? steer_revert(&steer, id, edits.fields, &film, &err) : steer_edit(&steer, id, &edits, &film, &err);
    return done(desk, exchange, status, &err);
}

static bool read_tmdb_id(struct exchange *exchange, int64_t *out)
{
    json_t *body = api_body(exchange, false);
    if (body == NULL)
        return false;
    const json_t *id = json_object_get(body, "tmdb_id");
    bool good = json_is_integer(id) && json_integer_value(id) >= 1 && json_integer_value(id) <= INT32_MAX;
    if (good)
        *out = json_integer_value(id);
    else
        problem_set(exchange, 422, "tmdb_id is the number of a TMDb movie");
    json_decref(body);
    return good;
}

enum httpd_next api_placeholder_refuse(struct desk *desk, struct exchange *exchange)
{
    struct steer steer;
    struct error err;
    struct text id, canonical = { 0 };
    int64_t tmdb_id;
    if (!read_tmdb_id(exchange, &tmdb_id) || !begin(desk, exchange, &id, &steer))
        return HTTPD_ANSWER;
    enum status status = store_remap_get(desk->store, id, &exchange->arena, &canonical, &err);
    if (status == OK)
        status = store_candidate_judge(desk->store, canonical, tmdb_id, "refused", &err);
    return done(desk, exchange, status, &err);
}

/* ── TMDb is asked now, on a person's word ── */

/* The id must be one that somebody asked for, or that is stored. */
static enum status ask(struct desk *desk, const struct exchange *exchange, const struct lookup_ask *question,
                       const struct steer *steer, struct lookup_result *out, struct error *err)
{
    struct stored_movie now;
    struct wanted wanted;
    struct text id;
    enum status status = steer_find(steer, question->imdb_id, &id, &now, err);
    if (status == NOT_FOUND && !question->by_person)
        status = store_wanted_get(desk->store, question->imdb_id, steer->arena, &wanted, err);
    if (status == NOT_FOUND)
        return error_set(err, NOT_FOUND, "%.*s is not in the store: POST /api/v1/lookups looks it up",
                         TEXT_ARG(question->imdb_id));
    if (status != OK)
        return status;
    status = lookup_one(&desk->daemon->work.lookup, desk->store, &desk->random, question, steer->arena, out, err);
    if (status == OK)
        jobs_tell_calls(text_of(exchange->id), out);
    return status;
}

enum httpd_next api_placeholder_retry(struct desk *desk, struct exchange *exchange)
{
    struct lookup_result *result = arena_alloc(&exchange->arena, sizeof *result);
    struct steer steer;
    struct error err;
    struct text id;
    if (!begin(desk, exchange, &id, &steer))
        return HTTPD_ANSWER;
    const struct lookup_ask question = { .imdb_id = id, .fresh = true, .actor = "person" };
    enum status status = ask(desk, exchange, &question, &steer, result, &err);
    if (status != OK)
        return api_failed(exchange, status, &err);
    answer_json(exchange, 200, json_of_lookup(result, true, &exchange->arena));
    return HTTPD_ANSWER;
}

enum httpd_next api_placeholder_merge(struct desk *desk, struct exchange *exchange)
{
    struct lookup_result *result = arena_alloc(&exchange->arena, sizeof *result);
    struct steer steer;
    struct error err;
    struct text id;
    int64_t tmdb_id;
    if (!read_tmdb_id(exchange, &tmdb_id) || !begin(desk, exchange, &id, &steer))
        return HTTPD_ANSWER;
    const struct lookup_ask question = {
        .imdb_id = id, .tmdb_id = number_of(tmdb_id), .by_person = true, .actor = "person"
    };
    enum status status = ask(desk, exchange, &question, &steer, result, &err);
    if (status != OK)
        return api_failed(exchange, status, &err);
    const struct number *taken = &result->movie.movie.tmdb_id;
    if (result->has_movie && taken->known && taken->value == tmdb_id && !text_is(result->outcome, "unknown"))
        answer_json(exchange, 200, json_of_lookup(result, true, &exchange->arena));
    else
        problem_set(exchange, 409, "%.*s stays as it is: %.*s", TEXT_ARG(id), TEXT_ARG(result->reason));
    return HTTPD_ANSWER;
}
