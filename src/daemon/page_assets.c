/* /assets: what is embedded. The same for everybody, so nobody is asked for a token. */
#include "base/digest.h"
#include "daemon/assets.h"
#include "daemon/page.h"
#include "daemon/problem.h"

enum httpd_next page_asset(struct desk *desk, struct exchange *exchange)
{
    char hex[DIGEST_HEX_BYTES];
    (void)desk;
    for (size_t i = 0; i < asset_count; i++) {
        if (!text_is(exchange->request.segments[1], assets[i].name))
            continue;
        struct text body = text_from((const char *)assets[i].at, assets[i].len);
        exchange->response.tag = arena_printf(&exchange->arena, "W/\"%.32s\"", digest_sha256_hex(body, hex));
        answer_text(exchange, 200, assets[i].type, body);
        return HTTPD_ANSWER;
    }
    problem_set(exchange, 404, "there is no such file");
    return HTTPD_ANSWER;
}
