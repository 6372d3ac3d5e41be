/* What http_open() asks of its options. */
#include "http/transfer.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum status http_check_options(const struct http_options *options, struct error *err)
{
    struct arena arena = { 0 };
    enum status status = OK;
    if (text_empty(options->user_agent) || !http_is_line(options->user_agent))
        status = error_set(err, INVALID, "http.user_agent must be one line, not empty");
    else if (text_known(options->ca_file) && access(arena_z(&arena, options->ca_file), R_OK) != 0)
        status = error_set(err, INVALID, "CA file %.*s: %s; name a readable PEM bundle or none",
                           TEXT_ARG(options->ca_file), strerror(errno));
    struct text rest = options->proxies;
    while (status == OK && !text_empty(rest)) {
        if (!http_is_proxy(text_trim(text_take_until(&rest, ','))))
            status = error_set(err, INVALID, "http.proxies: write http://HOST:PORT or socks5://HOST:PORT, with commas");
    }
    arena_finish(&arena);
    return status;
}
