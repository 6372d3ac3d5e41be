/* WebhookWorker: one event to one endpoint. Arguments: {"history_id":N,"endpoint":"NAME"}. */
#include "work/webhook.h"

#include "base/base64.h"
#include "base/digest.h"
#include "extract/json_cursor.h"
#include "work/event_json.h"
#include "work/workers.h"

/* Within what a stopping process grants (runner.c). */
#define TIMEOUT_MS (10 * CLOCK_SECOND_MS)
/* Until somebody who knows the endpoint takes the job; the pruner ends it at last. */
#define UNKNOWN_MS CLOCK_HOUR_MS

enum { ANSWER_BYTES_MAX = 64 << 10, ID_DIGITS = 16 };

/* ── the signature ── */

bool webhook_key(struct text secret, struct arena *arena, struct text *out_key)
{
    char *key = arena_alloc(arena, WEBHOOK_KEY_BYTES_MAX);
    size_t len = 0;
    if (!text_take(&secret, TEXT("whsec_")) || !base64_decode(secret, key, WEBHOOK_KEY_BYTES_MAX, &len) ||
        len < WEBHOOK_KEY_BYTES_MIN)
        return false;
    *out_key = text_from(key, len);
    return true;
}

struct text webhook_signature(const struct webhooks *hooks, struct text id, int64_t time_s, struct text body,
                              struct arena *arena)
{
    struct text told = arena_printf(arena, "%.*s.%lld.%.*s", TEXT_ARG(id), (long long)time_s, TEXT_ARG(body));
    struct text all = TEXT("");
    for (size_t i = 0; i < hooks->key_count; i++) {
        unsigned char sum[DIGEST_BYTES];
        digest_hmac_sha256(hooks->keys[i], told, sum);
        struct text one = base64_encode(text_from((const char *)sum, sizeof sum), arena);
        all = arena_printf(arena, "%.*s%sv1,%.*s", TEXT_ARG(all), i > 0 ? " " : "", TEXT_ARG(one));
    }
    return all;
}

/* The number is that of /api/v1/events; the rest tells stores apart, and one that was restored. */
struct text webhook_id(const struct history_entry *entry, struct arena *arena)
{
    char hex[DIGEST_HEX_BYTES];
    struct text what = arena_printf(arena, "%lld %lld %.*s %.*s", (long long)entry->id, (long long)entry->at_ms,
                                    TEXT_ARG(entry->event), TEXT_ARG(entry->imdb_id));
    return arena_printf(arena, "evt_%lld_%.*s", (long long)entry->id, ID_DIGITS, digest_sha256_hex(what, hex));
}

/* ── the job ── */

static bool read_args(struct text args, struct arena *arena, int64_t *out_history_id, struct text *out_endpoint)
{
    struct json_cursor c;
    struct error ignored;
    struct text key;
    struct number id = { 0 };
    json_open(&c, args);
    if (!json_enter_object(&c))
        return false;
    while (json_next_key(&c, &key)) {
        if (text_is(key, "history_id"))
            (void)json_read_integer(&c, &id);
        else if (text_is(key, "endpoint"))
            (void)json_read_text(&c, arena, out_endpoint);
    }
    *out_history_id = id.value;
    return json_finish(&c, &ignored) == OK && id.known && id.value > 0 && !text_empty(*out_endpoint);
}

static const struct webhook *find(const struct webhooks *hooks, struct text name)
{
    for (size_t i = 0; hooks != NULL && i < hooks->count; i++) {
        if (text_equal(hooks->endpoints[i].name, name))
            return &hooks->endpoints[i];
    }
    return NULL;
}

static enum status end_with(struct work_call *call, struct job_ack ack, struct text text, struct error *err)
{
    ack.fence = call->job->fence;
    ack.now_ms = clock_wall_ms(call->work->clock);
    if (ack.end == JOB_RETRY)
        ack.at_ms = ack.now_ms + work_backoff_ms(ack.fence.attempt, call->job->max_attempts, call->random);
    ack.error = text;
    call->note->end = ack.end;
    call->note->text = text;
    return store_job_acknowledge(call->store, &ack, err);
}

static enum status put_off(struct work_call *call, int64_t until_ms, struct text text, struct error *err)
{
    int64_t least_ms = clock_wall_ms(call->work->clock) + CLOCK_SECOND_MS; /* not in circles */
    int64_t at_ms = (until_ms > least_ms ? until_ms : least_ms) + random_between(call->random, 0, CLOCK_SECOND_MS);
    return end_with(call, (struct job_ack){ .end = JOB_SNOOZE, .at_ms = at_ms }, text, err);
}

/* What an answer means for the job (Standard Webhooks: 2xx is success, 410 asks for no more, whatever else comes is
 * tried again). Nothing of a body is kept. */
static enum status judge(struct work_call *call, const struct http_answer *answer, struct text what, struct error *err)
{
    struct arena *arena = call->arena;
    struct job_ack ack = { .end = JOB_RETRY };
    struct text text;
    if (answer->failure != HTTP_ANSWERED) {
        text = arena_printf(arena, "%.*s: %s", TEXT_ARG(what), answer->detail);
    } else {
        const char *remedy = "";
        if (answer->status / 100 == 2)
            ack.end = JOB_COMPLETE;
        if (answer->status == 410) {
            ack.end = JOB_CANCEL;
            remedy = ": it wants no more; take it out of webhooks.url";
        }
        if (answer->status / 100 == 3)
            remedy = ": no redirect is followed; write the address where it leads into webhooks.url";
        text = arena_printf(arena, "%.*s: HTTP %d%s", TEXT_ARG(what), answer->status, remedy);
    }
    return end_with(call, ack, text, err);
}

static enum status deliver(struct work_call *call, const struct webhook *endpoint, const struct history_entry *entry,
                           struct error *err)
{
    const struct webhooks *hooks = call->work->webhooks;
    struct arena *arena = call->arena;
    struct gate_result *result = arena_alloc(arena, sizeof *result);
    int64_t time_s = clock_real_ms() / 1000; /* the receiver holds it against its own clock */
    struct text body = json_finished(json_of_history_entry(entry), arena), id = webhook_id(entry, arena);
    struct text what = arena_printf(arena, "%.*s of %.*s to %.*s", TEXT_ARG(entry->event), TEXT_ARG(entry->imdb_id),
                                    TEXT_ARG(endpoint->origin));
    const struct http_header headers[] = {
        { TEXT("webhook-id"), id },
        { TEXT("webhook-timestamp"), arena_printf(arena, "%lld", (long long)time_s) },
        { TEXT("webhook-signature"), webhook_signature(hooks, id, time_s, body, arena) },
    };
    const struct http_request request = { .url = endpoint->url,
                                          .post = body,
                                          .headers = headers,
                                          .header_count = COUNT_OF(headers),
                                          .timeout_ms = TIMEOUT_MS,
                                          .wire_bytes_max = ANSWER_BYTES_MAX,
                                          .body_bytes_max = ANSWER_BYTES_MAX };
    call->note->imdb_id = entry->imdb_id;
    enum status status =
        gate_fetch(call->work->lookup.gate, call->store, &hooks->policy, &request, "webhook", arena, result, err);
    if (status != OK)
        return status;
    if (result->refusal != GATE_WENT)
        return put_off(call, result->until_wall_ms,
                       arena_printf(arena, "%.*s: %.*s", TEXT_ARG(what), TEXT_ARG(result->reason)), err);
    return judge(call, &result->answer, what, err);
}

enum status work_webhook(struct work_call *call, struct error *err)
{
    const struct job_ack cancel = { .end = JOB_CANCEL };
    struct text name = { 0 };
    struct history_entry *entries;
    int64_t id;
    size_t count = 0;
    *call->note = (struct work_note){ 0 };
    if (!read_args(call->job->args, call->arena, &id, &name))
        return end_with(call, cancel, TEXT("the arguments are {\"history_id\":N,\"endpoint\":\"NAME\"}"), err);
    const struct webhook *endpoint = find(call->work->webhooks, name);
    if (endpoint == NULL) /* of another process's configuration, or of none any more */
        return put_off(call, clock_wall_ms(call->work->clock) + UNKNOWN_MS,
                       arena_printf(call->arena, "no address in webhooks.url is called %.*s", TEXT_ARG(name)), err);
    enum status status = store_history_since(call->store, id - 1, 1, call->arena, &entries, &count, err);
    if (status != OK)
        return status;
    if (count == 0 || entries[0].id != id)
        return end_with(call, cancel, TEXT("there is no such event in movie_history"), err);
    return deliver(call, endpoint, &entries[0], err);
}
