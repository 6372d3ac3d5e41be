/* /tmdb/3/…: TMDb's own answers, and a placeholder in their shape where TMDb has nothing. For an application that can
 * change the address of TMDb's API and nothing else. */
#include "daemon/api.h"
#include "daemon/tmdb_shape.h"
#include "daemon/waits.h"
#include "source/tmdb.h"
#include "work/tmdb_pass.h"

enum { ID_SEGMENT = 3, WAIT_S = 10, APPEND_BYTES_MAX = 400, ERROR_RETRY_S = 10 };

static enum httpd_next answer_error(struct exchange *exchange, int status)
{
    answer_json(exchange, status, tmdb_shape_error(status));
    exchange->response.retry_after_s = status == 503 || status == 429 ? ERROR_RETRY_S : 0;
    return HTTPD_ANSWER;
}

/* TMDb's own words; what it did not say is not ours to say for it, least of all that there is nothing. */
static enum httpd_next pass_on(struct exchange *exchange, const struct tmdb_pass_answer *answer)
{
    bool told = answer->class->outcome == ANSWER_FOUND || answer->class->outcome == ANSWER_ABSENT;
    if (!told)
        return answer_error(exchange, answer->status == 429 ? 429 : 503);
    answer_text(exchange, answer->status, "application/json", answer->body);
    return HTTPD_ANSWER;
}

/* ── parameters: what of the query goes on to TMDb ── */

static bool is_spelled(struct text t, const char *more)
{
    for (size_t i = 0; i < t.len; i++) {
        char c = t.at[i];
        bool good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!good && !text_contains(text_of(more), text_from(&c, 1)))
            return false;
    }
    return t.len > 0;
}

/* The language asked for, or the configured one. False: 422. */
static bool take_language(const struct desk *desk, struct exchange *exchange, struct text *out)
{
    struct text given = request_query(&exchange->request, "language");
    *out = text_empty(given) ? desk->daemon->settings.tmdb_language : given;
    if (text_empty(given) || (given.len <= 10 && is_spelled(given, "-_")))
        return true;
    (void)answer_error(exchange, 422);
    return false;
}

static bool take_append(struct exchange *exchange, struct text *out)
{
    *out = request_query(&exchange->request, "append_to_response");
    if (text_empty(*out) || (out->len <= APPEND_BYTES_MAX && is_spelled(*out, "_,/")))
        return true;
    (void)answer_error(exchange, 422);
    return false;
}

static struct text details_url(struct desk *desk, struct text id, struct text language, struct text append,
                               struct arena *arena)
{
    struct text base = desk->daemon->settings.tmdb_url;
    struct text code = http_encode(language, arena), parts = http_encode(append, arena);
    return arena_printf(arena, "%.*s/movie/%.*s?language=%.*s%s%.*s", TEXT_ARG(base), TEXT_ARG(id), TEXT_ARG(code),
                        append.len > 0 ? "&append_to_response=" : "", TEXT_ARG(parts));
}

static enum status ask(struct desk *desk, struct exchange *exchange, const char *operation, struct text url,
                       struct text target, struct tmdb_pass_answer *out, struct error *err)
{
    const struct tmdb_pass pass = { .gate = desk->daemon->work.lookup.gate,
                                    .settings = &desk->daemon->settings,
                                    .store = desk->store,
                                    .arena = &exchange->arena,
                                    .now_ms = clock_wall_ms(desk->daemon->clock) };
    return tmdb_pass_ask(&pass, operation, url, target, out, err);
}

/* ── /find ── */

struct finding_out {                /* while a lookup is under way */
    struct waiting waiting;         /* first */
    struct tmdb_pass_answer answer; /* TMDb's */
};

static enum status stored(struct desk *desk, struct text imdb_id, struct arena *arena, struct stored_movie *out,
                          struct error *err)
{
    struct text id;
    enum status status = store_remap_get(desk->store, imdb_id, arena, &id, err);
    return status == OK ? store_movie_get(desk->store, id, arena, out, err) : status;
}

static enum httpd_next finish_find(struct desk *desk, struct exchange *exchange, struct text id,
                                   const struct tmdb_pass_answer *answer)
{
    struct stored_movie *film = arena_alloc(&exchange->arena, sizeof *film);
    struct error err;
    enum status status = stored(desk, id, &exchange->arena, film, &err);
    if (status == NOT_FOUND)
        return pass_on(exchange, answer);
    if (status != OK)
        return answer_error(exchange, 503);
    answer_json(exchange, 200, tmdb_shape_find(film));
    return HTTPD_ANSWER;
}

/* TMDb is definitely without it: a job makes the placeholder, and the request waits for it. */
static enum httpd_next wait_for(struct desk *desk, struct exchange *exchange, struct text id,
                                const struct tmdb_pass_answer *answer)
{
    struct finding_out *f = arena_alloc(&exchange->arena, sizeof *f);
    struct error err;
    const struct wanted row = { .imdb_id = id, .asked_at_ms = clock_wall_ms(desk->daemon->clock) };
    f->answer = *answer;
    f->waiting = (struct waiting){ .exchange = exchange,
                                   .ids = arena_array(&exchange->arena, 1, sizeof(struct text)),
                                   .answers = arena_array(&exchange->arena, 1, sizeof(struct text)),
                                   .count = 1,
                                   .open = 1,
                                   .deadline_ms = clock_mono_ms() + WAIT_S * CLOCK_SECOND_MS };
    f->waiting.ids[0] = id;
    enum status status = store_wanted_add(desk->store, &row, &err);
    waits_listen(desk->daemon, &f->waiting);
    if (status == OK)
        status = jobs_add(desk, id, exchange->id, &err);
    if (status != OK) {
        waits_forget(desk->daemon, &f->waiting);
        arena_finish(&f->waiting.arena);
        return answer_error(exchange, 503);
    }
    jobs_wake(desk->daemon);
    if (waits_leave(desk->daemon, &f->waiting))
        return HTTPD_DEFER;
    arena_finish(&f->waiting.arena);
    return finish_find(desk, exchange, id, answer);
}

enum httpd_next api_tmdb_find(struct desk *desk, struct exchange *exchange)
{
    struct text id = exchange->request.segments[ID_SEGMENT], language;
    struct tmdb_pass_answer answer;
    struct wanted wanted;
    struct stored_movie *film = arena_alloc(&exchange->arena, sizeof *film);
    struct error err;
    if (desk_store(desk, exchange) == NULL)
        return answer_error(exchange, 503);
    if (exchange->waits != NULL) {
        struct finding_out *f = exchange->waits;
        arena_finish(&f->waiting.arena);
        return finish_find(desk, exchange, id, &f->answer);
    }
    if (!text_is(request_query(&exchange->request, "external_source"), "imdb_id"))
        return answer_error(exchange, 422);
    if (!movie_is_imdb_id(id))
        return answer_error(exchange, 404);
    if (!take_language(desk, exchange, &language))
        return HTTPD_ANSWER;
    struct text url = tmdb_find_url(desk->daemon->settings.tmdb_url, id, language, &exchange->arena);
    enum status status = ask(desk, exchange, "find", url, id, &answer, &err);
    if (status != OK)
        return answer_error(exchange, 503);
    if (answer.class->outcome == ANSWER_FOUND)
        return pass_on(exchange, &answer);
    status = stored(desk, id, &exchange->arena, film, &err);
    if (status == NOT_FOUND && answer.class->outcome == ANSWER_ABSENT) {
        status = store_wanted_get(desk->store, id, &exchange->arena, &wanted, &err);
        bool settled = status == OK && text_known(wanted.outcome);
        if (!settled && (status == OK || status == NOT_FOUND))
            return wait_for(desk, exchange, id, &answer);
    }
    return finish_find(desk, exchange, id, &answer);
}

/* ── /movie/{id}, /configuration ── */

static enum httpd_next answer_details(struct exchange *exchange, enum status status, const struct stored_movie *film,
                                      struct text append)
{
    if (status != OK)
        return answer_error(exchange, status == NOT_FOUND ? 404 : 503);
    answer_json(exchange, 200, tmdb_shape_details(film, append));
    return HTTPD_ANSWER;
}

enum httpd_next api_tmdb_movie(struct desk *desk, struct exchange *exchange)
{
    struct text id = exchange->request.segments[ID_SEGMENT], language, append;
    struct stored_movie *film = arena_alloc(&exchange->arena, sizeof *film);
    struct tmdb_pass_answer answer;
    struct error err;
    int64_t number = 0;
    bool by_imdb_id = movie_is_imdb_id(id);
    if (desk_store(desk, exchange) == NULL)
        return answer_error(exchange, 503);
    if (!take_language(desk, exchange, &language) || !take_append(exchange, &append))
        return HTTPD_ANSWER;
    if (!by_imdb_id && (!num_parse(id, INT32_MIN, INT32_MAX, &number) || number == 0))
        return answer_error(exchange, 404);
    if (number < 0)
        return answer_details(exchange, store_movie_get_by_row(desk->store, -number, &exchange->arena, film, &err),
                              film, append);
    struct text url = details_url(desk, id, language, append, &exchange->arena);
    if (ask(desk, exchange, "details", url, id, &answer, &err) != OK)
        return answer_error(exchange, 503);
    if (by_imdb_id && answer.class->outcome != ANSWER_FOUND && stored(desk, id, &exchange->arena, film, &err) == OK)
        return answer_details(exchange, OK, film, append);
    return pass_on(exchange, &answer);
}

enum httpd_next api_tmdb_configuration(struct desk *desk, struct exchange *exchange)
{
    struct tmdb_pass_answer answer;
    struct error err;
    if (desk_store(desk, exchange) == NULL)
        return answer_error(exchange, 503);
    struct text url = arena_printf(&exchange->arena, "%.*s/configuration", TEXT_ARG(desk->daemon->settings.tmdb_url));
    if (ask(desk, exchange, "configuration", url, (struct text){ 0 }, &answer, &err) != OK)
        return answer_error(exchange, 503);
    return pass_on(exchange, &answer);
}
