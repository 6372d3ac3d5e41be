/* Proxies: what is one, and which is next. */
#include "check.h"
#include "http/http.h"
#include "http/proxies.h"

#include <string.h>

static const struct {
    const char *url;
    bool good;
} urls[] = {
    { "http://proxy.example:3128", true },
    { "https://proxy.example", true },
    { "socks5://10.0.0.1:1080", true },
    { "socks5h://[::1]:1080/", true },
    { "http://user:pass@proxy.example:3128", true },
    { "http://user:p@ss:w/rd@proxy.example:3128", true },
    { "", false },
    { "proxy.example:3128", false },
    { "HTTP://proxy.example", false },
    { "ftp://proxy.example", false },
    { "socks4://proxy.example", false },
    { "http://", false },
    { "http://user@", false },
    { "http://proxy.example:0", false },
    { "http://proxy.example:99999", false },
    { "http://proxy.example/path", false },
    { "http://proxy.example?x", false },
    { "http://proxy example", false },
    { "http://127.1:3128", false },
    { "http://a.example,http://b.example", false },
};

static void urls_are_judged(void)
{
    for (size_t i = 0; i < COUNT_OF(urls); i++) {
        CHECK_ROW(urls[i].url);
        CHECK_INT(http_is_proxy(text_of(urls[i].url)), urls[i].good);
    }
    CHECK_ROW(NULL);
    CHECK(!http_is_proxy((struct text){ 0 }));
}

static bool init(const char *list, struct arena *arena, struct proxies *out)
{
    return proxies_init(text_of(list), arena, out);
}

static void the_first_that_works_is_next(void)
{
    struct arena arena = { 0 };
    struct proxies proxies;
    CHECK(init("http://a.example, http://b.example:1 ,socks5://c.example", &arena, &proxies));
    CHECK_INT(proxies.count, 3);
    CHECK(strcmp(proxies.urls[1], "http://b.example:1") == 0);
    CHECK_INT(proxies_pick(&proxies, 1000), 0);
    CHECK_INT(proxies_pick(&proxies, 1000), 0); /* always the same: no host sees more guests */
    proxies_fail(&proxies, 0, 1000);
    CHECK_INT(proxies_pick(&proxies, 1000), 1);
    proxies_fail(&proxies, 1, 2000);
    proxies_fail(&proxies, 2, 3000);
    CHECK_INT(proxies_pick(&proxies, 3000), -1);
    CHECK_INT(proxies_pick(&proxies, 1000 + PROXY_LEFT_ALONE_MS - 1), -1);
    CHECK_INT(proxies_pick(&proxies, 1000 + PROXY_LEFT_ALONE_MS), 0);
    proxies_finish(&proxies);
    CHECK(init(NULL, &arena, &proxies) && proxies.count == 0);
    proxies_finish(&proxies);
    CHECK(!init("http://a.example,,http://b.example", &arena, &proxies));
    proxies_finish(&proxies);
    CHECK(!init("http://1.a,http://2.a,http://3.a,http://4.a,http://5.a,http://6.a,http://7.a,http://8.a,http://9.a",
                &arena, &proxies));
    proxies_finish(&proxies);
    arena_finish(&arena);
}

int main(void)
{
    RUN(urls_are_judged);
    RUN(the_first_that_works_is_next);
    return check_done();
}
