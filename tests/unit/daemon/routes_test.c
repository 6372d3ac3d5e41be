/* The table of routes: sound in itself, and found by what it says. */
#include "check.h"
#include "daemon/daemon.h"

#include <string.h>

static void table(void)
{
    CHECK(route_count > 0 && route_count <= ROUTES_MAX);
    for (size_t i = 0; i < route_count; i++) {
        const struct route *route = &routes[i];
        CHECK_ROW(route->path);
        CHECK(strcmp(route->method, "GET") == 0 || strcmp(route->method, "POST") == 0);
        CHECK(route->path[0] == '/' && route->handle != NULL);
        CHECK(strcmp(route->method, "POST") != 0 || route->role == ROLE_OPERATE); /* who only looks changes nothing */
        CHECK(route->role != ROLE_NONE || route->place == ROUTE_HERE);            /* strangers cost no store */
        for (size_t j = 0; j < i; j++)
            CHECK(strcmp(route->path, routes[j].path) != 0 || strcmp(route->method, routes[j].method) != 0);
    }
}

/* Every route is the one that is found for its own path. */
static void each_is_found(void)
{
    struct arena arena = { 0 };
    for (size_t i = 0; i < route_count; i++) {
        struct request request = { .method = text_of(routes[i].method) };
        const char *allow = NULL;
        CHECK_ROW(routes[i].path);
        struct buf path = BUF_WITH_LIMIT(256);
        for (const char *c = routes[i].path; *c != '\0'; c++) /* {id} becomes id */
            (void)(*c != '{' && *c != '}' && buf_add_char(&path, *c));
        CHECK(request_read_target(buf_text(&path), &arena, &request));
        CHECK(route_find(&request, &allow) == &routes[i]);
        request.method = TEXT("DELETE");
        CHECK(route_find(&request, &allow) == NULL && allow != NULL);
        buf_finish(&path);
    }
    arena_finish(&arena);
}

static void others_are_not(void)
{
    static const char *const paths[] = {
        "/nowhere", "/healthz/", "/healthz/x", "/api/v1/movies/", "/api/v1/movies/x/y/z", "/API/v1/movies/1"
    };
    struct arena arena = { 0 };
    for (size_t i = 0; i < COUNT_OF(paths); i++) {
        struct request request = { .method = TEXT("GET") };
        const char *allow = "set";
        CHECK_ROW(paths[i]);
        CHECK(request_read_target(text_of(paths[i]), &arena, &request));
        CHECK(route_find(&request, &allow) == NULL && allow == NULL);
    }
    arena_finish(&arena);
}

int main(void)
{
    RUN(table);
    RUN(each_is_found);
    RUN(others_are_not);
    return check_done();
}
