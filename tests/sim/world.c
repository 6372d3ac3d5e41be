/* URLs to answers. */
#include "world.h"

#include "http/http.h"
#include "model/movie.h"

#include <time.h>

#define TMDB_URL     "https://tmdb.sim/3"
#define PAGE_URL     "https://imdb.sim"
#define WIKIDATA_URL "https://wikidata.sim/sparql"

static struct text finish_body(struct buf *body, struct arena *arena)
{
    struct text text = arena_text(arena, buf_text(body));
    buf_finish(body);
    return text_known(text) ? text : TEXT("");
}

/* ── queries ── */

static int hex_of(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                  : -1;
}

static struct text decode(struct text raw, struct arena *arena)
{
    char *out = arena_alloc(arena, raw.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < raw.len; i++) {
        bool coded =
            raw.at[i] == '%' && i + 2 < raw.len + 0 && hex_of(raw.at[i + 1]) >= 0 && hex_of(raw.at[i + 2]) >= 0;
        out[len++] = coded ? (char)(hex_of(raw.at[i + 1]) * 16 + hex_of(raw.at[i + 2])) : raw.at[i];
        i += coded ? 2 : 0;
    }
    return text_from(out, len);
}

static struct text parameter(struct text query, const char *name, struct arena *arena)
{
    while (query.len > 0) {
        struct text pair = text_take_until(&query, '&');
        struct text key = text_take_until(&pair, '=');
        if (text_is(key, name))
            return decode(pair, arena);
    }
    return (struct text){ 0 };
}

/* ── hosts ── */

static void not_there(struct http_answer *out)
{
    out->status = 404;
    out->body =
        TEXT("{\"success\":false,\"status_code\":34,\"status_message\":\"The resource you requested could not be "
             "found.\"}");
}

static void answer_search(struct world *world, struct text query, struct arena *arena, struct buf *body)
{
    struct world_found found = { 0 };
    int64_t page = 1;
    (void)num_parse(parameter(query, "page", arena), 1, 500, &page);
    if (world->search != NULL)
        world->search(world->context, parameter(query, "query", arena), arena, &found);
    body_search(found.at, page == 1 ? found.count : 0, page, found.count, body);
}

static void answer_tmdb(struct world *world, struct text path, struct arena *arena, struct http_answer *out)
{
    struct buf body = BUF_WITH_LIMIT(BODY_BYTES_MAX);
    struct text query = path, plain = text_take_until(&query, '?'), rest = plain;
    int64_t id;
    out->status = 200;
    if (text_take(&rest, TEXT("/3/find/"))) {
        struct world_found found = { 0 };
        world->find(world->context, rest, arena, &found);
        body_find(found.at, found.count, found.series, &body);
    } else if (text_take(&rest, TEXT("/3/search/movie"))) {
        answer_search(world, query, arena, &body);
    } else if (text_take(&rest, TEXT("/3/movie/")) && num_parse(rest, 1, INT32_MAX, &id)) {
        const struct record *record = world->record(world->context, id, arena);
        if (record == NULL)
            not_there(out);
        else
            body_details(record, &body);
    } else if (world->other == NULL || !world->other(world->context, path, &body)) {
        not_there(out);
    }
    if (out->status == 200)
        out->body = finish_body(&body, arena);
}

static void answer_page(struct world *world, struct text path, struct arena *arena, struct http_answer *out)
{
    struct buf body = BUF_WITH_LIMIT(BODY_BYTES_MAX);
    struct text id;
    out->status = 200;
    out->content_type = TEXT("text/html;charset=UTF-8");
    if (text_is(path, "/robots.txt")) {
        out->content_type = TEXT("text/plain");
        out->body = TEXT("User-agent: *\nAllow: /\n");
        return;
    }
    const struct movie *movie = movie_parse_id(path, &id) ? world->page(world->context, id, arena) : NULL;
    if (movie == NULL) {
        out->status = 404;
        return;
    }
    body_page(movie, &body);
    out->body = finish_body(&body, arena);
}

static void answer_wikidata(struct world *world, struct text path, struct arena *arena, struct http_answer *out)
{
    struct buf body = BUF_WITH_LIMIT(BODY_BYTES_MAX);
    struct text query = path, ids, id;
    const struct item *items[128];
    size_t count = 0;
    (void)text_take_until(&query, '?');
    ids = parameter(query, "query", arena);
    (void)text_take_until(&ids, '{');
    (void)text_take_until(&ids, '{');
    ids = text_take_until(&ids, '}');
    while (text_take_char(&ids, '"')) {
        id = text_take_until(&ids, '"');
        (void)text_take_char(&ids, ' ');
        if (world->items != NULL)
            count += world->items(world->context, id, arena, items + count);
    }
    body_wikidata(items, count, &body);
    out->status = 200;
    out->body = finish_body(&body, arena);
}

static bool fails(enum world_fault fault, struct http_answer *out)
{
    switch (fault) {
    case WORLD_WELL: return false;
    case WORLD_TIMEOUT: out->failure = HTTP_TIMEOUT; break;
    case WORLD_UNAVAILABLE: out->status = 503; break;
    case WORLD_LIMIT: /* a pause that is worth waiting for would be waited for in real time */
        out->status = 429;
        out->retry_after = TEXT("3600");
        break;
    case WORLD_CHALLENGE:
        out->status = 202;
        out->waf_action = TEXT("challenge");
        break;
    }
    return true;
}

static uint64_t cpu_ns(void)
{
    struct timespec t = { 0 };
    (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

static void make_answer(struct world *world, const struct http_request *request, struct arena *arena,
                        struct http_answer *out)
{
    struct text origin = { 0 }, path = { 0 };
    if (!http_origin(request->url, arena, &origin) || !http_path(request->url, arena, &path))
        return;
    enum world_host host = text_starts(origin, TEXT("https://tmdb.sim"))       ? WORLD_TMDB
                           : text_starts(origin, TEXT("https://imdb.sim"))     ? WORLD_PAGE
                           : text_starts(origin, TEXT("https://wikidata.sim")) ? WORLD_WIKIDATA
                                                                               : WORLD_EXPORTS;
    atomic_fetch_add(&world->requests[host], 1);
    out->content_type = TEXT("application/json");
    if (world->fault != NULL && fails(world->fault(world->context, host, path), out))
        return;
    if (host == WORLD_PAGE)
        answer_page(world, path, arena, out);
    else if (host == WORLD_WIKIDATA)
        answer_wikidata(world, path, arena, out);
    else
        answer_tmdb(world, path, arena, out);
}

void world_answer(void *context, const struct http_request *request, struct arena *arena, struct http_answer *out)
{
    struct world *world = context;
    uint64_t start_ns = cpu_ns();
    make_answer(world, request, arena, out);
    atomic_fetch_add(&world->cpu_ns, cpu_ns() - start_ns);
}
