/* Which proxy is next. */
#include "http/proxies.h"

#include "base/error.h"
#include "http/http.h"

bool http_is_proxy(struct text url)
{
    static const char *const schemes[] = { "http://", "https://", "socks5://", "socks5h://" };
    struct arena arena = { 0 };
    bool known = false;
    for (size_t i = 0; i < COUNT_OF(schemes) && !known; i++)
        known = text_take(&url, text_of(schemes[i]));
    for (size_t i = url.len; i > 0; i--) {
        if (url.at[i - 1] == '@') { /* user:password, which only the proxy sees */
            url = text_after(url, i);
            break;
        }
    }
    struct text origin, path;
    struct text plain = arena_printf(&arena, "https://%.*s", TEXT_ARG(url)); /* judged as any address */
    bool good = known && http_origin(plain, &arena, &origin) && http_path(plain, &arena, &path) && text_is(path, "/");
    arena_finish(&arena);
    return good;
}

bool proxies_init(struct text list, struct arena *arena, struct proxies *out)
{
    struct proxies proxies = { .count = 0 };
    bool good = true;
    while (!text_empty(list)) {
        struct text url = text_trim(text_take_until(&list, ','));
        good = good && proxies.count < PROXIES_MAX && http_is_proxy(url);
        if (!good)
            break;
        proxies.urls[proxies.count++] = arena_z(arena, url);
    }
    *out = proxies; /* with its lock also when it is not good */
    if (pthread_mutex_init(&out->lock, NULL) != 0)
        oom();
    return good;
}

void proxies_finish(struct proxies *proxies)
{
    (void)pthread_mutex_destroy(&proxies->lock);
}

int proxies_pick(struct proxies *proxies, int64_t now_mono_ms)
{
    int which = 0;
    (void)pthread_mutex_lock(&proxies->lock);
    while (which < proxies->count && proxies->down_until_mono_ms[which] > now_mono_ms)
        which++;
    (void)pthread_mutex_unlock(&proxies->lock);
    return which < proxies->count ? which : -1;
}

void proxies_fail(struct proxies *proxies, int which, int64_t now_mono_ms)
{
    (void)pthread_mutex_lock(&proxies->lock);
    proxies->down_until_mono_ms[which] = now_mono_ms + PROXY_LEFT_ALONE_MS;
    (void)pthread_mutex_unlock(&proxies->lock);
}
