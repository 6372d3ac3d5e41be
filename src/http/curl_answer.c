/* What curl's codes mean, and an answer's headers. */
#include "http/transfer.h"

#include <curl/curl.h>

enum http_failure http_failure_of_curl(int code)
{
    static const struct {
        enum http_failure failure;
        int codes[16]; /* 0-terminated */
    } meanings[] = {
        { HTTP_BAD_URL, { CURLE_URL_MALFORMAT } },
        { HTTP_NO_HOST, { CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY } },
        { HTTP_NO_CONNECTION,
          { CURLE_COULDNT_CONNECT, CURLE_INTERFACE_FAILED, CURLE_NO_CONNECTION_AVAILABLE, CURLE_PROXY } },
        { HTTP_TLS,
          { CURLE_SSL_CONNECT_ERROR, CURLE_SSL_ENGINE_NOTFOUND, CURLE_SSL_ENGINE_SETFAILED, CURLE_SSL_ENGINE_INITFAILED,
            CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_PEER_FAILED_VERIFICATION, CURLE_USE_SSL_FAILED,
            CURLE_SSL_CACERT_BADFILE, CURLE_SSL_SHUTDOWN_FAILED, CURLE_SSL_CRL_BADFILE, CURLE_SSL_ISSUER_ERROR,
            CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_CLIENTCERT } },
        { HTTP_TIMEOUT, { CURLE_OPERATION_TIMEDOUT } },
        /* HTTP2_STREAM is RST_STREAM: a reset of one stream. */
        { HTTP_RESET, { CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_AGAIN, CURLE_HTTP2_STREAM } },
        { HTTP_CUT, { CURLE_PARTIAL_FILE } }, /* also a chunked body without its last chunk */
        { HTTP_DAMAGED, { CURLE_BAD_CONTENT_ENCODING } },
        /* WRITE_ERROR: our own callbacks stopped it. OUT_OF_MEMORY: curl's word for a header line past its own limit of
         * 100 KiB, so it is not oom(). */
        { HTTP_TOO_LARGE, { CURLE_WRITE_ERROR, CURLE_OUT_OF_MEMORY, CURLE_FILESIZE_EXCEEDED } },
    };
    if (code == CURLE_OK)
        return HTTP_ANSWERED;
    for (size_t i = 0; i < COUNT_OF(meanings); i++) {
        for (const int *known = meanings[i].codes; *known != 0; known++) {
            if (*known == code)
                return meanings[i].failure;
        }
    }
    return HTTP_PROTOCOL; /* broken HTTP, HTTP/2; and what is only for other protocols or curls to come */
}

struct text http_header(void *easy, const char *name, struct arena *arena, size_t *out_count)
{
    struct curl_header *found;
    *out_count = 0;
    if (curl_easy_header(easy, name, 0, CURLH_HEADER, -1, &found) != CURLHE_OK)
        return (struct text){ 0 };
    *out_count = found->amount;
    return http_clean(text_of(found->value), arena);
}

/* Several headers of one name are one list (RFC 9110 §5.3). */
static struct text header_list(void *easy, const char *name, struct arena *arena)
{
    struct curl_header *found;
    size_t count;
    struct text list = http_header(easy, name, arena, &count);
    for (size_t i = 1; i < count && curl_easy_header(easy, name, i, CURLH_HEADER, -1, &found) == CURLHE_OK; i++)
        list = arena_printf(arena, "%.*s, %.*s", TEXT_ARG(list), TEXT_ARG(http_clean(text_of(found->value), arena)));
    return list;
}

void http_read_headers(void *easy, struct arena *arena, struct http_answer *out)
{
    const struct {
        const char *name;
        struct text *value;
    } wanted[] = {
        { "content-type", &out->content_type },
        { "location", &out->location },
        { "retry-after", &out->retry_after },
        { "x-amzn-waf-action", &out->waf_action },
        { "etag", &out->etag },
        { "last-modified", &out->last_modified },
        { "age", &out->age },
        { "date", &out->date },
        { "expires", &out->expires },
    };
    size_t count;
    for (size_t i = 0; i < COUNT_OF(wanted); i++)
        *wanted[i].value = http_header(easy, wanted[i].name, arena, &count);
    out->cache_control = header_list(easy, "cache-control", arena);
    out->vary = header_list(easy, "vary", arena);
}
