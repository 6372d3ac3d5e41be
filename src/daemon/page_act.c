/* Forms: what a person does to a film or a job. A form comes from a page of ours: the Origin header says so where a
 * browser sends one (service.c), and the token in it, which no other page can read, says so in any case. */
#include "daemon/page.h"
#include "store/candidates.h"
#include "store/jobs_look.h"
#include "work/lookup.h"
#include "work/steer.h"
#include "work/workers.h"

struct act {
    struct desk *desk;
    struct exchange *exchange;
    struct page *page;
    struct request form; /* its pairs as a query */
    struct steer steer;
    struct text id;
};

static bool is_token(struct text given, const char *token)
{
    struct text own = text_of(token);
    unsigned difference = given.len == own.len ? 0 : 1;
    for (size_t i = 0; i < own.len && i < given.len; i++)
        difference |= (unsigned)(unsigned char)given.at[i] ^ (unsigned)(unsigned char)own.at[i];
    return difference == 0;
}

/* False with the answer set. */
static bool begin(struct act *act)
{
    struct text type = act->exchange->request.content_type;
    bool good = text_starts(type, TEXT("application/x-www-form-urlencoded")) &&
                request_read_form(act->exchange->request.body, act->page->arena, &act->form);
    if (!good)
        (void)page_refuse(act->page, act->exchange, 400, TEXT("This is no form of ours."));
    else if (!is_token(request_query(&act->form, "token"), act->desk->daemon->form_token))
        (void)page_refuse(act->page, act->exchange, 403,
                          TEXT("The form is from another time or place: load its page again, then send it."));
    else
        return desk_store(act->desk, act->exchange) != NULL;
    return false;
}

/* ── films ── */

static enum status act_give_up(struct act *act, struct error *err)
{
    return steer_give_up(&act->steer, act->id, err);
}

static enum status act_undo(struct act *act, struct error *err)
{
    struct steer_undo *undo = arena_alloc(act->page->arena, sizeof *undo);
    return steer_undo(&act->steer, act->id, undo, err);
}

static enum status act_edit(struct act *act, struct error *err)
{
    struct steer_edits *edits = arena_alloc(act->page->arena, sizeof *edits);
    struct stored_movie *film = arena_alloc(act->page->arena, sizeof *film);
    struct text field = request_query(&act->form, "field"), value = request_query(&act->form, "value");
    struct text argument = arena_printf(act->page->arena, "%.*s=%.*s", TEXT_ARG(field), TEXT_ARG(value));
    enum status status = steer_read_edit(argument, act->page->now_ms, act->page->arena, edits, err);
    return status == OK ? steer_edit(&act->steer, act->id, edits, film, err) : status;
}

static enum status act_revert(struct act *act, struct error *err)
{
    struct stored_movie *film = arena_alloc(act->page->arena, sizeof *film);
    struct text name = request_query(&act->form, "field");
    int field = steer_field_named(name);
    if (field < 0)
        return error_set(err, INVALID, "there is no field '%.40s' to edit; nothing was changed",
                         text_known(name) ? arena_z(act->page->arena, name) : "");
    return steer_revert(&act->steer, act->id, (uint32_t)1 << field, film, err);
}

static enum status read_tmdb_id(struct act *act, int64_t *out, struct error *err)
{
    if (num_parse(text_trim(request_query(&act->form, "tmdb_id")), 1, INT32_MAX, out))
        return OK;
    return error_set(err, INVALID, "a TMDb id is a number; nothing was changed");
}

static enum status act_refuse(struct act *act, struct error *err)
{
    struct text canonical = { 0 };
    int64_t tmdb_id;
    enum status status = read_tmdb_id(act, &tmdb_id, err);
    if (status == OK)
        status = store_remap_get(act->desk->store, act->id, act->page->arena, &canonical, err);
    return status == OK ? store_candidate_judge(act->desk->store, canonical, tmdb_id, "refused", err) : status;
}

/* TMDb is asked now; NOT_FOUND when nobody ever asked for the film. */
static enum status ask(struct act *act, const struct lookup_ask *question, struct lookup_result *out, struct error *err)
{
    struct wanted wanted;
    struct stored_movie *now = arena_alloc(act->page->arena, sizeof *now);
    struct text id;
    enum status status = steer_find(&act->steer, act->id, &id, now, err);
    if (status == NOT_FOUND)
        status = store_wanted_get(act->desk->store, act->id, act->page->arena, &wanted, err);
    if (status == NOT_FOUND)
        return error_set(err, NOT_FOUND, "%.*s is not in the store", TEXT_ARG(act->id));
    if (status != OK)
        return status;
    status = lookup_one(&act->desk->daemon->work.lookup, act->desk->store, &act->desk->random, question,
                        act->page->arena, out, err);
    if (status == OK)
        jobs_tell_calls(text_of(act->exchange->id), out);
    return status;
}

static enum status act_retry(struct act *act, struct error *err)
{
    struct lookup_result *result = arena_alloc(act->page->arena, sizeof *result);
    const struct lookup_ask question = { .imdb_id = act->id, .fresh = true, .actor = "person" };
    enum status status = ask(act, &question, result, err);
    if (status == OK && text_is(result->outcome, "unknown"))
        return error_set(err, UNCERTAIN, "nothing was changed, a source could not tell: %.*s",
                         TEXT_ARG(result->reason));
    return status;
}

static enum status act_merge(struct act *act, struct error *err)
{
    struct lookup_result *result = arena_alloc(act->page->arena, sizeof *result);
    int64_t tmdb_id;
    enum status status = read_tmdb_id(act, &tmdb_id, err);
    if (status != OK)
        return status;
    const struct lookup_ask question = {
        .imdb_id = act->id, .tmdb_id = number_of(tmdb_id), .by_person = true, .actor = "person"
    };
    status = ask(act, &question, result, err);
    if (status != OK)
        return status;
    const struct number *taken = &result->movie.movie.tmdb_id;
    if (result->has_movie && taken->known && taken->value == tmdb_id && !text_is(result->outcome, "unknown"))
        return OK;
    return error_set(err, INVALID, "%.*s stays as it is: %.*s", TEXT_ARG(act->id), TEXT_ARG(result->reason));
}

static const struct {
    const char *name;
    enum status (*act)(struct act *act, struct error *err);
} acts[] = {
    { "retry", act_retry }, { "give-up", act_give_up }, { "edit", act_edit }, { "revert", act_revert },
    { "merge", act_merge }, { "refuse", act_refuse },   { "undo", act_undo },
};

/* Back to the page, which is loaded anew: a reload of it sends nothing twice. */
static enum httpd_next done(struct act *act, struct text place)
{
    buf_finish(&act->page->out);
    answer_text(act->exchange, 303, "text/plain; charset=utf-8", TEXT("done\n"));
    act->exchange->response.location = place;
    return HTTPD_ANSWER;
}

enum httpd_next page_film_act(struct desk *desk, struct exchange *exchange)
{
    struct page page = page_of(desk, exchange);
    struct act act = { .desk = desk, .exchange = exchange, .page = &page, .id = exchange->request.segments[1] };
    struct error err;
    if (!movie_is_imdb_id(act.id))
        return page_refuse(&page, exchange, 404, TEXT("A film is named by its IMDb id here, tt and 7 to 10 digits."));
    if (!begin(&act))
        return HTTPD_ANSWER;
    act.steer = (struct steer){ .store = desk->store,
                                .schedule = &desk->daemon->settings.schedule,
                                .random = &desk->random,
                                .arena = page.arena,
                                .now_ms = page.now_ms };
    struct text name = request_query(&act.form, "do");
    for (size_t i = 0; i < COUNT_OF(acts); i++) {
        if (!text_is(name, acts[i].name))
            continue;
        enum status status = acts[i].act(&act, &err);
        return status == OK
                   ? done(&act, arena_printf(page.arena, "/films/%.*s?done=%s", TEXT_ARG(act.id), acts[i].name))
                   : page_failed(&page, exchange, status, &err);
    }
    return page_refuse(&page, exchange, 400, TEXT("The form does not say what to do."));
}

/* ── jobs ── */

enum httpd_next page_job_act(struct desk *desk, struct exchange *exchange)
{
    struct page page = page_of(desk, exchange);
    struct act act = { .desk = desk, .exchange = exchange, .page = &page };
    struct error err;
    int64_t id;
    if (!num_parse(exchange->request.segments[1], 1, INT64_MAX, &id))
        return page_refuse(&page, exchange, 404, TEXT("A job is named by its number."));
    if (!begin(&act))
        return HTTPD_ANSWER;
    struct text name = request_query(&act.form, "do");
    if (!text_is(name, "cancel") && !text_is(name, "retry"))
        return page_refuse(&page, exchange, 400, TEXT("The form does not say what to do."));
    enum status status = text_is(name, "cancel") ? store_job_cancel(desk->store, id, page.now_ms, &err)
                                                 : store_job_retry(desk->store, id, page.now_ms, &err);
    if (status != OK)
        return page_failed(&page, exchange, status, &err);
    jobs_wake(desk->daemon);
    return done(&act, TEXT("/jobs"));
}

/* ── queues ── */

enum httpd_next page_queue_act(struct desk *desk, struct exchange *exchange)
{
    struct page page = page_of(desk, exchange);
    struct act act = { .desk = desk, .exchange = exchange, .page = &page };
    struct text queue = exchange->request.segments[1];
    struct error err;
    if (!work_has_queue(queue))
        return page_refuse(&page, exchange, 404, TEXT("There is no queue of that name."));
    if (!begin(&act))
        return HTTPD_ANSWER;
    struct text name = request_query(&act.form, "do");
    if (!text_is(name, "pause") && !text_is(name, "resume"))
        return page_refuse(&page, exchange, 400, TEXT("The form does not say what to do."));
    if (store_queue_pause(desk->store, queue, text_is(name, "pause"), page.now_ms, &err) != OK)
        return page_failed(&page, exchange, BROKEN, &err);
    return done(&act, TEXT("/jobs"));
}
