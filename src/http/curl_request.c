/* A request in curl's terms: its URL and its headers. */
#include "http/transfer.h"

#include <curl/curl.h>

enum { VALUE_BYTES_MAX = 16 * 1024 }; /* of one request header or secret; tokens have about 300 bytes */

static bool is_sendable(struct text value)
{
    return value.len <= VALUE_BYTES_MAX && http_is_line(value);
}

/* Of the query, where it is unknown nothing. */
static bool append_secret(CURLU *url, struct text secret, struct arena *arena)
{
    return !text_known(secret) ||
           (is_sendable(secret) && curl_url_set(url, CURLUPART_QUERY, arena_z(arena, secret),
                                                CURLU_APPENDQUERY | CURLU_URLENCODE) == CURLUE_OK);
}

/* Anew from its checked parts, so that curl's parser sees nothing that ours has not judged. */
void *http_request_url(const struct http_request *request, struct arena *arena)
{
    struct text origin, path;
    if (!http_origin(request->url, arena, &origin) || !http_path(request->url, arena, &path))
        return NULL;
    CURLU *url = curl_url();
    if (url == NULL)
        oom();
    const char *whole = arena_printf(arena, "%.*s%.*s", TEXT_ARG(origin), TEXT_ARG(path)).at;
    if (curl_url_set(url, CURLUPART_URL, whole, CURLU_PATH_AS_IS) == CURLUE_OK &&
        append_secret(url, request->query_secret, arena))
        return url;
    curl_url_cleanup(url);
    return NULL;
}

static bool add(struct curl_slist **list, struct text name, struct text value, struct arena *arena)
{
    if (!text_known(value))
        return true;
    if (!is_sendable(value))
        return false;
    const char *line = arena_printf(arena, "%.*s:%s%.*s", TEXT_ARG(name), value.len > 0 ? " " : "", TEXT_ARG(value)).at;
    struct curl_slist *longer = curl_slist_append(*list, line);
    if (longer == NULL)
        oom();
    *list = longer;
    return true;
}

/* Without a value "Expect" keeps curl from asking first whether a body is welcome. */
void *http_request_headers(const struct http_request *request, struct arena *arena)
{
    bool posts = text_known(request->post), good = true;
    struct text bearer = { 0 }, unknown = { 0 };
    if (text_known(request->bearer))
        bearer = arena_printf(arena, "Bearer %.*s", TEXT_ARG(request->bearer));
    const struct http_header ours[] = {
        { TEXT("Accept-Encoding"), request->sink == NULL ? TEXT("gzip, deflate") : TEXT("identity") },
        { TEXT("Accept"), request->accept },
        { TEXT("If-None-Match"), request->if_none_match },
        { TEXT("If-Modified-Since"), request->if_modified_since },
        { TEXT("Authorization"), bearer },
        { TEXT("Content-Type"), posts ? TEXT("application/json") : unknown },
        { TEXT("Expect"), posts ? TEXT("") : unknown },
    };
    struct curl_slist *list = NULL;
    for (size_t i = 0; i < COUNT_OF(ours) && good; i++)
        good = add(&list, ours[i].name, ours[i].value, arena);
    for (size_t i = 0; i < request->header_count && good; i++)
        good = add(&list, request->headers[i].name, request->headers[i].value, arena);
    if (good)
        return list;
    curl_slist_free_all(list);
    return NULL;
}
