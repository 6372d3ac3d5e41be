/* Requests: whatever the bytes are, a target that is taken is short, decoded and without tricks; and nobody but the one
 * with the token gets a role. The first line is the target, then Host, Origin, Authorization, Accept-Encoding and
 * If-None-Match; what follows are headers, "Name:value". */
#include "base/num.h"
#include "daemon/framing.h"
#include "daemon/request.h"
#include "fuzz.h"

static void check_decoded(struct text t)
{
    LAW(text_is_utf8(t));
    for (size_t i = 0; i < t.len; i++)
        LAW((unsigned char)t.at[i] >= 0x20 && t.at[i] != 0x7F);
}

/* Who is let through has said where its body ends, once and in one way. */
static void check_framing(struct text headers, struct exchange *exchange)
{
    struct framing framing = { .exchange = exchange };
    size_t said = 0;
    int64_t length;
    while (headers.len > 0) {
        struct text value = text_take_until(&headers, '\n');
        struct text name = text_take_until(&value, ':');
        said += text_starts(name, TEXT("Content-Length")) || text_starts(name, TEXT("Transfer-Encoding"));
        framing_take(&framing, name, value);
    }
    if (!framing_check(&framing)) {
        LAW(exchange->response.status >= 400 && exchange->response.body.len > 0);
        return;
    }
    LAW(framing.hosts == 1 && said <= 1 && framing.bytes <= REQUEST_HEAD_BYTES_MAX);
    LAW(!text_known(framing.length) || num_parse(framing.length, 0, SWALLOWED_BYTES_MAX, &length));
    LAW(!text_known(framing.coding) || framing.coding.len == TEXT("chunked").len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct access access = {
        .loopback = true, .listen = TEXT("127.0.0.1:8642"), .hosts = TEXT("films.example"), .token = TEXT("a-token")
    };
    struct exchange exchange = { 0 };
    struct arena arena = { 0 };
    struct request request = { 0 };
    struct text rest = fuzz_text(data, size);
    struct text target = text_take_until(&rest, '\n'), host = text_take_until(&rest, '\n');
    struct text origin = text_take_until(&rest, '\n'), authorization = text_take_until(&rest, '\n');
    struct text encoding = text_take_until(&rest, '\n'), tags = text_take_until(&rest, '\n');
    if (request_read_target(target, &arena, &request)) {
        LAW(target.len <= REQUEST_TARGET_BYTES_MAX && request.segment_count <= REQUEST_SEGMENTS_MAX);
        for (size_t i = 0; i < request.segment_count; i++) {
            check_decoded(request.segments[i]);
            LAW(!text_is(request.segments[i], "..") && !text_contains(request.segments[i], TEXT("/")));
        }
        for (size_t i = 0; i < request.pair_count; i++) {
            check_decoded(request.query[i].name);
            check_decoded(request.query[i].value);
        }
    }
    if (access_host(&access, host))
        LAW(text_starts(host, TEXT("127.")) || text_starts(host, TEXT("[")) || host.len >= 9);
    if (access_role(&access, authorization) != ROLE_NONE)
        LAW(text_contains(authorization, TEXT("a-token")) || authorization.len > 12); /* or as Basic has it */
    (void)access_origin(origin, host);
    (void)request_takes_gzip(encoding);
    (void)request_has_tag(tags, TEXT("W/\"a\""));
    (void)request_id_is_good(tags);
    check_framing(rest, &exchange);
    arena_finish(&exchange.arena);
    arena_finish(&arena);
    return 0;
}
