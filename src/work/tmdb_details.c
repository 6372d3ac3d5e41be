/* TMDbDetailsWorker: one film looked up, and the job's end beside what was found.
 *
 * Arguments, all but imdb_id optional: {"imdb_id":"tt…","tmdb_id":N,"source":"import|arrivals|enrichment|refresh|…",
 * "source_key":…,"metadata":{"film_title":…,"film_year":N,…},"canonical_sources":{…}}; meta: {"arrived_at":ISO}. */
#include "extract/json_cursor.h"
#include "model/json_build.h"
#include "store/wanted_import.h"
#include "work/import_read.h"
#include "work/workers.h"

/* A source that is blocked is asked again when its pause may be over; the film loses no attempt. */
#define SNOOZE_MS (CLOCK_HOUR_MS / 2)

struct details_args {
    struct text imdb_id, source, title, source_key, metadata, canonical_sources;
    struct number tmdb_id, year;
    int64_t arrived_at_ms;
};

struct details_call {
    struct work_call *call;
    struct job_ack ack;
};

/* ── arguments ── */

static void read_metadata(struct text json, struct arena *arena, struct details_args *out)
{
    struct json_cursor c;
    struct text key;
    json_open(&c, json);
    if (!json_enter_object(&c))
        return;
    while (json_next_key(&c, &key)) {
        if (text_is(key, "film_title") || text_is(key, "title"))
            (void)json_read_text(&c, arena, &out->title);
        else if (text_is(key, "film_year") || text_is(key, "year"))
            (void)json_read_integer(&c, &out->year);
    }
}

/* INVALID: err says what they lack, or why nobody can read them. */
static enum status read_args(const struct job *job, struct arena *arena, struct details_args *out, struct error *err)
{
    struct json_cursor c;
    struct error why;
    struct text key;
    json_open(&c, job->args);
    bool is_object = json_enter_object(&c);
    while (is_object && json_next_key(&c, &key)) {
        if (text_is(key, "imdb_id"))
            (void)json_read_text(&c, arena, &out->imdb_id);
        else if (text_is(key, "tmdb_id"))
            (void)json_read_integer(&c, &out->tmdb_id);
        else if (text_is(key, "source"))
            (void)json_read_text(&c, arena, &out->source);
        else if (text_is(key, "source_key"))
            (void)json_skip_raw(&c, &out->source_key);
        else if (text_is(key, "metadata"))
            (void)json_skip_raw(&c, &out->metadata);
        else if (text_is(key, "canonical_sources"))
            (void)json_skip_raw(&c, &out->canonical_sources);
    }
    if (json_finish(&c, &why) != OK)
        return error_set(err, INVALID, "the arguments cannot be read: %s", why.text);
    if (!movie_is_imdb_id(out->imdb_id))
        return error_set(err, INVALID, "the arguments name no IMDb id: {\"imdb_id\":\"tt…\"}");
    read_metadata(out->metadata, arena, out);
    if (out->title.len > IMPORT_TITLE_BYTES_MAX || text_trim(out->title).len == 0)
        out->title = (struct text){ 0 };
    if (!out->year.known || out->year.value < MOVIE_YEAR_MIN || out->year.value > MOVIE_YEAR_MAX)
        out->year = (struct number){ 0 };
    if (out->tmdb_id.known && out->tmdb_id.value < 1)
        out->tmdb_id = (struct number){ 0 };
    return OK;
}

static void read_meta(const struct job *job, struct arena *arena, struct details_args *out)
{
    struct json_cursor c;
    struct text key, iso = { 0 };
    json_open(&c, job->meta);
    if (!json_enter_object(&c))
        return;
    while (json_next_key(&c, &key)) {
        if (text_is(key, "arrived_at"))
            (void)json_read_text(&c, arena, &iso);
    }
    (void)clock_parse_iso(iso, &out->arrived_at_ms);
}

/* ── the end ── */

static bool was_blocked(const struct lookup_result *result)
{
    for (size_t i = 0; i < result->step_count; i++) {
        if (result->steps[i].outcome == ANSWER_BLOCKED)
            return true;
    }
    return false;
}

/* A definite answer completes; what could not be told comes back. */
static void end_job(void *context, const struct lookup_result *result, struct job_ack *out)
{
    struct details_call *details = context;
    const struct work_call *call = details->call;
    int64_t now_ms = clock_wall_ms(call->work->clock);
    struct job_ack ack = { .fence = call->job->fence, .end = JOB_COMPLETE, .now_ms = now_ms };
    if (text_is(result->outcome, "unknown") && was_blocked(result)) {
        ack.end = JOB_SNOOZE;
        ack.at_ms = now_ms + SNOOZE_MS + random_between(call->random, 0, SNOOZE_MS);
    } else if (text_is(result->outcome, "unknown")) {
        ack.end = JOB_RETRY;
        ack.at_ms = now_ms + work_backoff_ms(call->job->fence.attempt, call->job->max_attempts, call->random);
        ack.error = result->reason;
    }
    *out = details->ack = ack;
}

static enum status cancel(struct work_call *call, struct text why, struct error *err)
{
    const struct job_ack ack = {
        .fence = call->job->fence, .end = JOB_CANCEL, .now_ms = clock_wall_ms(call->work->clock), .error = why
    };
    *call->note = (struct work_note){ .end = JOB_CANCEL, .text = why };
    return store_job_acknowledge(call->store, &ack, err);
}

/* ── the film ── */

static struct text context_of(const struct details_args *args, struct arena *arena)
{
    const struct {
        const char *name;
        struct text value;
    } told[] = { { "source_key", args->source_key },
                 { "metadata", args->metadata },
                 { "canonical_sources", args->canonical_sources } };
    json_t *context = json_new_object();
    for (size_t i = 0; i < COUNT_OF(told); i++) {
        json_t *value =
            text_known(told[i].value) ? json_loadb(told[i].value.at, told[i].value.len, JSON_DECODE_ANY, NULL) : NULL;
        if (value != NULL)
            json_put(context, told[i].name, value);
    }
    struct text text = json_object_size(context) > 0 ? json_printed(context, JSON_PRINT, arena) : (struct text){ 0 };
    json_decref(context);
    return text;
}

/* What an application tells of a film stays with it; our own jobs tell nothing new. */
static enum status keep_context(struct work_call *call, const struct details_args *args, struct error *err)
{
    const struct wanted row = { .imdb_id = args->imdb_id,
                                .title = args->title,
                                .year = args->year,
                                .context = context_of(args, call->arena),
                                .asked_at_ms = clock_wall_ms(call->work->clock) };
    enum wanted_state state;
    struct wanted_batch batch = { .rows = &row, .count = 1, .states = &state };
    return text_known(row.context) ? store_wanted_import(call->store, &batch, err) : OK;
}

static struct lookup_ask ask_of(const struct details_args *args, struct details_call *context)
{
    bool refresh = text_is(args->source, "refresh"), retry = text_is(args->source, "enrichment");
    return (struct lookup_ask){ .imdb_id = args->imdb_id,
                                .title = args->title,
                                .year = args->year,
                                .tmdb_id = args->tmdb_id,
                                .recheck = refresh,
                                .scheduled = retry,
                                .actor = refresh                             ? "refresh"
                                         : retry                             ? "enrichment"
                                         : text_is(args->source, "arrivals") ? "arrivals"
                                                                             : "lookup",
                                .arrived_at_ms = args->arrived_at_ms,
                                .end_job = end_job,
                                .pool = context->call->pool,
                                .context = context };
}

enum status work_tmdb_details(struct work_call *call, struct error *err)
{
    struct details_args args = { 0 };
    struct details_call details = { .call = call };
    struct error why;
    if (read_args(call->job, call->arena, &args, &why) != OK)
        return cancel(call, arena_text(call->arena, text_of(why.text)), err);
    read_meta(call->job, call->arena, &args);
    enum status status = keep_context(call, &args, err);
    if (status != OK)
        return status;
    const struct lookup_ask ask = ask_of(&args, &details);
    struct lookup_result *result = arena_alloc(call->arena, sizeof *result);
    status = lookup_one(&call->work->lookup, call->store, call->random, &ask, call->arena, result, err);
    if (status == OK && !result->acknowledged) { /* the store had the answer: nothing was written */
        struct job_ack ack;
        end_job(&details, result, &ack);
        status = store_job_acknowledge(call->store, &ack, err);
    }
    if (status != OK)
        return status;
    *call->note = (struct work_note){ .end = details.ack.end,
                                      .imdb_id = args.imdb_id,
                                      .outcome = result->outcome,
                                      .text = result->reason,
                                      .result = result };
    return OK;
}
