/* The table of routes. Adding one is a row here and a function; openapi.json has to tell of it. */
#include "daemon/daemon.h"

const struct route routes[] = {
    { "GET", "/healthz", ROLE_NONE, ROUTE_HERE, api_healthz },
    { "GET", "/readyz", ROLE_NONE, ROUTE_HERE, api_readyz },
    { "GET", "/api/v1/movies/{id}", ROLE_READ, ROUTE_QUICK, api_movie },
};
const size_t route_count = COUNT_OF(routes);
_Static_assert(COUNT_OF(routes) <= ROUTES_MAX, "struct daemon has no room");

static bool fits(const char *path, const struct request *request)
{
    struct text rest = text_of(path);
    (void)text_take_char(&rest, '/');
    size_t i = 0;
    for (; rest.len > 0 && i < request->segment_count; i++) {
        struct text want = text_take_until(&rest, '/');
        if (text_starts(want, TEXT("{")) ? request->segments[i].len == 0 : !text_equal(want, request->segments[i]))
            return false;
    }
    return rest.len == 0 && i == request->segment_count;
}

const struct route *route_find(const struct request *request, const char **out_allow)
{
    bool gets = false, posts = false;
    struct text method = text_is(request->method, "HEAD") ? TEXT("GET") : request->method;
    *out_allow = NULL;
    for (size_t i = 0; i < route_count; i++) {
        if (!fits(routes[i].path, request))
            continue;
        if (text_is(method, routes[i].method))
            return &routes[i];
        gets = gets || text_is(TEXT("GET"), routes[i].method);
        posts = posts || text_is(TEXT("POST"), routes[i].method);
    }
    *out_allow = gets && posts ? "GET, HEAD, POST" : gets ? "GET, HEAD" : posts ? "POST" : NULL;
    return NULL;
}
