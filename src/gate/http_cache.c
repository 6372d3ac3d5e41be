/* RFC 9111: freshness and age out of headers, what may be kept, what may be used again. */
#include "gate/http_cache.h"

#include "base/num.h"
#include "gate/retry_after.h"

#define SKEW_MS     (300 * CLOCK_SECOND_MS) /* how far the clocks of one cluster may differ */
#define LONGEST_S   (INT64_C(1) << 31)      /* §1.2.2: what is longer counts as this */
#define LIFETIME_MS (LONGEST_S * CLOCK_SECOND_MS)

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static void skip_blanks(struct text *in)
{
    while (in->len > 0 && is_blank(in->at[0]))
        *in = text_after(*in, 1);
}

/* Everything up to a '"' that is not escaped; the rest when there is none. */
static struct text take_quoted(struct text *in)
{
    size_t at = 0;
    while (at < in->len && in->at[at] != '"')
        at += in->at[at] == '\\' && at + 1 < in->len ? 2 : 1;
    struct text inner = text_from(in->at, at);
    *in = text_after(*in, at + 1);
    return inner;
}

/* name [ "=" ( token / quoted-string ) ] of a comma list; a value that is not there is unknown. */
static bool take_directive(struct text *in, struct text *out_name, struct text *out_value)
{
    size_t at = 0;
    while (in->len > 0 && (is_blank(in->at[0]) || in->at[0] == ','))
        *in = text_after(*in, 1);
    if (in->len == 0)
        return false;
    while (at < in->len && in->at[at] != ',' && in->at[at] != '=')
        at++;
    *out_name = text_trim(text_from(in->at, at));
    *out_value = (struct text){ 0 };
    *in = text_after(*in, at);
    if (!text_take_char(in, '='))
        return true;
    skip_blanks(in);
    if (text_take_char(in, '"')) {
        *out_value = take_quoted(in);
        (void)text_take_until(in, ','); /* nothing belongs there */
    } else {
        *out_value = text_trim(text_take_until(in, ','));
    }
    return true;
}

/* delta-seconds (§1.2.2); false when it is none. */
static bool read_seconds(struct text t, int64_t *out)
{
    for (size_t i = 0; i < t.len; i++) {
        if (t.at[i] < '0' || t.at[i] > '9')
            return false;
    }
    if (t.len > 0 && !num_parse(t, 0, LONGEST_S, out))
        *out = LONGEST_S;
    return t.len > 0;
}

struct control {
    bool no_store, no_cache, must_revalidate;
    struct number max_age_s;
};

/* Names in any case. Of several max-ages the shortest counts; one that cannot be read is 0 (§4.2.1). */
static struct control read_control(struct text list)
{
    struct control control = { 0 };
    struct text name, value;
    while (take_directive(&list, &name, &value)) {
        int64_t seconds = 0;
        if (text_equal_ascii_case(name, TEXT("no-store"))) {
            control.no_store = true;
        } else if (text_equal_ascii_case(name, TEXT("no-cache"))) {
            control.no_cache = true; /* also the form that names fields */
        } else if (text_equal_ascii_case(name, TEXT("must-revalidate"))) {
            control.must_revalidate = true;
        } else if (text_equal_ascii_case(name, TEXT("max-age"))) {
            if (!read_seconds(value, &seconds))
                seconds = 0;
            if (!control.max_age_s.known || seconds < control.max_age_s.value)
                control.max_age_s = number_of(seconds);
        }
    }
    return control;
}

static bool varies_by_anything(struct text vary)
{
    while (vary.len > 0) {
        if (text_is(text_trim(text_take_until(&vary, ',')), "*"))
            return true;
    }
    return false;
}

/* §4.2.3: by the server's clock or by the Age of the caches between, whichever is more. */
static int64_t read_age_ms(const struct http_answer *answer, int64_t received_ms)
{
    int64_t date_ms, age_s, apparent_ms = 0, told_ms = 0;
    if (http_date_parse(answer->date, received_ms, &date_ms) && date_ms < received_ms)
        apparent_ms = received_ms - date_ms;
    struct text ages = answer->age; /* of a list the first counts (§5.1) */
    if (read_seconds(text_trim(text_take_until(&ages, ',')), &age_s))
        told_ms = age_s * CLOCK_SECOND_MS;
    told_ms += answer->elapsed_ms;
    return apparent_ms > told_ms ? apparent_ms : told_ms;
}

static int64_t read_lifetime_ms(const struct http_answer *answer, const struct control *control, int64_t received_ms)
{
    int64_t expires_ms, from_ms;
    if (control->max_age_s.known)
        return control->max_age_s.value * CLOCK_SECOND_MS;
    if (!http_date_parse(answer->expires, received_ms, &expires_ms)) /* "0" and the like are the past (§5.3) */
        return 0;
    if (!http_date_parse(answer->date, received_ms, &from_ms))
        from_ms = received_ms;
    return expires_ms - from_ms < LIFETIME_MS ? expires_ms - from_ms : LIFETIME_MS;
}

struct cache_headers http_cache_read(const struct http_answer *answer, int64_t received_real_ms)
{
    struct control control = read_control(answer->cache_control);
    struct cache_headers headers = { .no_store = control.no_store || varies_by_anything(answer->vary),
                                     .revalidate = control.must_revalidate || control.no_cache || control.no_store };
    int64_t left_ms = read_lifetime_ms(answer, &control, received_real_ms) - read_age_ms(answer, received_real_ms);
    if (left_ms > 0 && !control.no_cache && !headers.no_store)
        headers.fresh_ms = left_ms;
    return headers;
}

static bool is_keepable(const struct http_answer *answer)
{
    int status = answer->status;
    return answer->failure == HTTP_ANSWERED && !text_known(answer->waf_action) &&
           (status == 200 || status == 301 || status == 304 || status == 404 || status == 410);
}

static int64_t smaller(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

bool http_cache_times(const struct http_answer *answer, const struct cache_rules *rules,
                      const struct cache_arrival *arrival, struct cache_times *out)
{
    if (!is_keepable(answer) || rules->ceiling_ms <= 0)
        return false;
    struct cache_headers headers = http_cache_read(answer, arrival->real_ms);
    /* A floor is a promise to the host; the bytes are kept as evidence anyway. */
    if (headers.no_store && rules->floor_ms == 0)
        return false;
    int64_t fresh_ms = headers.fresh_ms;
    if (arrival->absent && rules->absent_ms > 0)
        fresh_ms = rules->absent_ms;
    if (fresh_ms < rules->floor_ms)
        fresh_ms = rules->floor_ms;
    fresh_ms = smaller(fresh_ms, rules->ceiling_ms);
    /* An old "no" is no answer to anything: the film may have come since. */
    bool may_be_stale = !headers.revalidate && !arrival->absent && !headers.no_store;
    *out = (struct cache_times){ .stored_ms = arrival->wall_ms,
                                 .fresh_until_ms = arrival->wall_ms + fresh_ms,
                                 .stale_until_ms = may_be_stale ? arrival->wall_ms + CACHE_STALE_MAX_MS : 0 };
    return true;
}

static bool is_believable(const struct cache_times *times, int64_t now_ms)
{
    return times->stored_ms > 0 && times->stored_ms <= now_ms + SKEW_MS;
}

bool http_cache_is_fresh(const struct cache_times *times, const struct cache_rules *rules, int64_t now_ms)
{
    if (!is_believable(times, now_ms))
        return false;
    int64_t age_ms = now_ms > times->stored_ms ? now_ms - times->stored_ms : 0;
    bool holds = now_ms < times->fresh_until_ms && !rules->revalidate;
    return age_ms < rules->ceiling_ms && (holds || age_ms < rules->floor_ms);
}

bool http_cache_may_be_stale(const struct cache_times *times, int64_t now_ms)
{
    return is_believable(times, now_ms) && now_ms < times->stale_until_ms &&
           now_ms - times->stored_ms < CACHE_STALE_MAX_MS;
}
