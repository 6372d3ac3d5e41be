/* The table of routes. Adding one is a row here and a function; openapi.json has to tell of it. */
#include "daemon/api.h"
#include "daemon/page.h"

const struct route routes[] = {
    { "GET", "/", ROLE_READ, ROUTE_DESK, page_overview },
    { "GET", "/assets/{name}", ROLE_NONE, ROUTE_HERE, page_asset },
    { "GET", "/placeholders", ROLE_READ, ROUTE_DESK, page_placeholders },
    { "GET", "/films/{imdb_id}", ROLE_READ, ROUTE_DESK, page_film },
    { "POST", "/films/{imdb_id}", ROLE_OPERATE, ROUTE_DESK, page_film_act },
    { "GET", "/answers/{sha256}", ROLE_READ, ROUTE_DESK, page_raw_answer },
    { "GET", "/review", ROLE_READ, ROUTE_DESK, page_review },
    { "GET", "/sources", ROLE_READ, ROUTE_DESK, page_sources },
    { "GET", "/jobs", ROLE_READ, ROUTE_DESK, page_jobs },
    { "POST", "/jobs/{id}", ROLE_OPERATE, ROUTE_DESK, page_job_act },
    { "POST", "/queues/{queue}", ROLE_OPERATE, ROUTE_DESK, page_queue_act },
    { "GET", "/doctor", ROLE_READ, ROUTE_DESK, page_doctor },
    { "GET", "/healthz", ROLE_NONE, ROUTE_HERE, api_healthz },
    { "GET", "/readyz", ROLE_NONE, ROUTE_HERE, api_readyz },
    { "GET", "/openapi.json", ROLE_NONE, ROUTE_HERE, api_openapi },
    { "GET", "/metrics", ROLE_READ, ROUTE_DESK, api_metrics },
    { "GET", "/api/v1/movies/{id}", ROLE_READ, ROUTE_QUICK, api_movie },
    { "POST", "/api/v1/lookups", ROLE_OPERATE, ROUTE_DESK, api_lookups },
    { "GET", "/api/v1/placeholders", ROLE_READ, ROUTE_DESK, api_placeholders },
    { "GET", "/api/v1/placeholders/{imdb_id}", ROLE_READ, ROUTE_QUICK, api_placeholder },
    { "POST", "/api/v1/placeholders/{imdb_id}/retry", ROLE_OPERATE, ROUTE_DESK, api_placeholder_retry },
    { "POST", "/api/v1/placeholders/{imdb_id}/give-up", ROLE_OPERATE, ROUTE_DESK, api_placeholder_give_up },
    { "POST", "/api/v1/placeholders/{imdb_id}/edit", ROLE_OPERATE, ROUTE_DESK, api_placeholder_edit },
    { "POST", "/api/v1/placeholders/{imdb_id}/merge", ROLE_OPERATE, ROUTE_DESK, api_placeholder_merge },
    { "POST", "/api/v1/placeholders/{imdb_id}/undo", ROLE_OPERATE, ROUTE_DESK, api_placeholder_undo },
    { "POST", "/api/v1/placeholders/{imdb_id}/accept", ROLE_OPERATE, ROUTE_DESK, api_placeholder_merge },
    { "POST", "/api/v1/placeholders/{imdb_id}/refuse", ROLE_OPERATE, ROUTE_DESK, api_placeholder_refuse },
    { "GET", "/api/v1/jobs", ROLE_READ, ROUTE_DESK, api_jobs },
    { "GET", "/api/v1/jobs/{id}", ROLE_READ, ROUTE_QUICK, api_job },
    { "POST", "/api/v1/jobs/{id}/cancel", ROLE_OPERATE, ROUTE_DESK, api_job_cancel },
    { "POST", "/api/v1/jobs/{id}/retry", ROLE_OPERATE, ROUTE_DESK, api_job_retry },
    { "GET", "/api/v1/queues", ROLE_READ, ROUTE_DESK, api_queues },
    { "POST", "/api/v1/queues/{queue}/pause", ROLE_OPERATE, ROUTE_DESK, api_queue_pause },
    { "POST", "/api/v1/queues/{queue}/resume", ROLE_OPERATE, ROUTE_DESK, api_queue_resume },
    { "GET", "/api/v1/sources", ROLE_READ, ROUTE_DESK, api_sources },
    { "GET", "/api/v1/stats", ROLE_READ, ROUTE_DESK, api_stats },
    { "GET", "/api/v1/imports", ROLE_READ, ROUTE_DESK, api_imports },
    { "POST", "/api/v1/imports", ROLE_OPERATE, ROUTE_DESK, api_import },
    { "GET", "/api/v1/imports/{id}", ROLE_READ, ROUTE_DESK, api_import_progress },
    { "GET", "/api/v1/events", ROLE_READ, ROUTE_DESK, api_events },
    { "GET", "/tmdb/3/find/{external_id}", ROLE_READ, ROUTE_DESK, api_tmdb_find },
    { "GET", "/tmdb/3/movie/{movie_id}", ROLE_READ, ROUTE_DESK, api_tmdb_movie },
    { "GET", "/tmdb/3/configuration", ROLE_READ, ROUTE_DESK, api_tmdb_configuration },
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
