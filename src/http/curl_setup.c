/* How curl is set up: what every transfer has in common, and the pool. */
#include "http/transfer.h"

#include <curl/curl.h>

enum {
    CONNECTIONS_A_HOST = 4, /* TMDb's CDN allows 20 from one address (facts/tmdb.md §1.3) */
    CONNECTIONS_MAX = 16,   /* four hosts at full width */
    READ_BYTES = 128 * 1024 /* a compressed page in two or three reads */
};

bool http_set_numbers(void *easy)
{
    static const struct {
        CURLoption option;
        long value;
    } numbers[] = {
        { CURLOPT_NOSIGNAL, 1 },
        { CURLOPT_SSL_VERIFYPEER, 1 }, /* there is no switch for these two */
        { CURLOPT_SSL_VERIFYHOST, 2 },
        { CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2 },
        { CURLOPT_FOLLOWLOCATION, 0 },
        { CURLOPT_SUPPRESS_CONNECT_HEADERS, 1 },    /* a proxy's own words are not the answer's */
        { CURLOPT_HEADEROPT, CURLHEADER_SEPARATE }, /* nor is our bearer for a proxy */
        { CURLOPT_NETRC, CURL_NETRC_IGNORED },
        { CURLOPT_DISALLOW_USERNAME_IN_URL, 1 },
        { CURLOPT_HTTP09_ALLOWED, 0 }, /* garbage is not an answer */
        { CURLOPT_PATH_AS_IS, 1 },     /* http_path() has done it, and robots.txt judged the result */
        { CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_2TLS },
        { CURLOPT_HTTP_CONTENT_DECODING, 0 }, /* ISA-L takes a third of zlib's time, on the worker's thread */
        { CURLOPT_BUFFERSIZE, READ_BYTES },
        { CURLOPT_LOW_SPEED_LIMIT, 1024 }, /* bytes a second; only with SINK_SILENCE_S */
        { CURLOPT_QUICK_EXIT, 1 },         /* else a name server that is silent past our timeout stops the I/O thread */
    };
    CURLcode code = CURLE_OK;
    for (size_t i = 0; i < COUNT_OF(numbers) && code == CURLE_OK; i++)
        code = curl_easy_setopt(easy, numbers[i].option, numbers[i].value);
    return code == CURLE_OK;
}

bool http_set_pool(void *multi)
{
    static const struct {
        CURLMoption option;
        long value;
    } numbers[] = {
        { CURLMOPT_PIPELINING, CURLPIPE_MULTIPLEX },
        { CURLMOPT_MAX_HOST_CONNECTIONS, CONNECTIONS_A_HOST },
        { CURLMOPT_MAX_TOTAL_CONNECTIONS, CONNECTIONS_MAX },
        { CURLMOPT_MAXCONNECTS, CONNECTIONS_MAX },
    };
    CURLMcode code = CURLM_OK;
    for (size_t i = 0; i < COUNT_OF(numbers) && code == CURLM_OK; i++)
        code = curl_multi_setopt(multi, numbers[i].option, numbers[i].value);
    return code == CURLM_OK;
}
