/* /assets: what is embedded, and TMDb's logo. The same for everybody, so nobody is asked for a token. */
#include "base/digest.h"
#include "daemon/assets.h"
#include "daemon/page.h"
#include "daemon/problem.h"

static enum httpd_next answer(struct exchange *exchange, const char *type, struct text body)
{
    char hex[DIGEST_HEX_BYTES];
    exchange->response.tag = arena_printf(&exchange->arena, "W/\"%.32s\"", digest_sha256_hex(body, hex));
    answer_text(exchange, 200, type, body);
    return HTTPD_ANSWER;
}

enum httpd_next page_asset(struct desk *desk, struct exchange *exchange)
{
    const struct logo *logo = &desk->daemon->tmdb_logo;
    struct text name = exchange->request.segments[1];
    if (logo->type != NULL && text_is(name, "tmdb-logo"))
        return answer(exchange, logo->type, logo->body);
    for (size_t i = 0; i < asset_count; i++) {
        if (text_is(name, assets[i].name))
            return answer(exchange, assets[i].type, text_from((const char *)assets[i].at, assets[i].len));
    }
    problem_set(exchange, 404, "there is no such file");
    return HTTPD_ANSWER;
}
