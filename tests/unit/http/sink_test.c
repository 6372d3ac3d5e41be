/* Bodies that go into a file: only those of a 200, byte for byte, within limits; and conditional requests. */
#include "hostile.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

static char file_path[64];

struct heard {
    uint64_t got, promised;
    int calls;
};

static void on_bytes(void *context, uint64_t got, uint64_t promised)
{
    struct heard *heard = context;
    heard->got = got;
    heard->promised = promised;
    heard->calls++;
}

/* Into an empty file, opened with `flags`. */
static struct http_answer download(const char *path, int flags, struct http_sink *sink)
{
    struct http_answer answer;
    struct http_request request = request_to(path);
    (void)snprintf(file_path, sizeof file_path, "%s/body", folder);
    (void)close(open(file_path, O_WRONLY | O_CREAT | O_TRUNC, 0600));
    sink->fd = open(file_path, flags);
    request.sink = sink;
    http_fetch(http, &request, &arena, &answer);
    (void)close(sink->fd);
    return answer;
}

static struct text content(void)
{
    char *at = arena_alloc(&arena, 1 << 20);
    int fd = open(file_path, O_RDONLY);
    ssize_t got = read(fd, at, 1 << 20);
    (void)close(fd);
    return text_from(at, got > 0 ? (size_t)got : 0);
}

static void as_it_came(void)
{
    struct heard heard = { 0 };
    struct http_sink sink = { .progress = on_bytes, .context = &heard };
    struct http_answer answer = download("/plain", O_WRONLY, &sink);
    check_answer(&answer, HTTP_ANSWERED, 200);
    CHECK_TEXT_Z(answer.body, "");
    CHECK_TEXT_Z(content(), HELLO);
    CHECK(sink.got == sizeof HELLO - 1 && sink.write_errno == 0);
    CHECK(heard.calls >= 1 && heard.got == sink.got && heard.promised == sink.got);
    sink = (struct http_sink){ 0 };
    answer = download("/gzip", O_WRONLY, &sink); /* packed though nobody asked for it: not unpacked */
    check_answer(&answer, HTTP_ANSWERED, 200);
    CHECK(text_starts(content(), TEXT("\x1f\x8b")));
    sink = (struct http_sink){ .progress = on_bytes, .context = &heard };
    answer = download("/chunked", O_WRONLY, &sink);
    check_answer(&answer, HTTP_ANSWERED, 200);
    CHECK_TEXT_Z(content(), HELLO);
    CHECK_INT(heard.promised, 0);
    sink = (struct http_sink){ 0 };
    answer = download("/page", O_WRONLY, &sink);
    check_answer(&answer, HTTP_ANSWERED, 200);
    CHECK_INT(content().len, sink.got);
}

static void refusals_stay_out_of_the_file(void)
{
    static const struct {
        const char *path, *body;
        int status;
    } rows[] = { { "/404", "no such film", 404 },
                 { "/429", "slow down", 429 },
                 { "/challenge", "", 202 },
                 { "/304", "", 304 },
                 { "/301", "", 301 },
                 { "/huge-429", "", 429 } };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct http_sink sink = { 0 };
        CHECK_ROW(rows[i].path);
        struct http_answer answer = download(rows[i].path, O_WRONLY, &sink);
        check_answer(&answer, HTTP_ANSWERED, rows[i].status);
        CHECK_TEXT_Z(answer.body, rows[i].body);
        CHECK_INT(content().len, 0);
        CHECK_INT(sink.got, 0);
    }
}

static void cut_and_too_large(void)
{
    static const struct {
        const char *path;
        enum http_failure want;
    } rows[] = { { "/cut", HTTP_CUT },
                 { "/cut-chunked", HTTP_CUT },
                 { "/reset-body", HTTP_RESET },
                 { "/huge", HTTP_TOO_LARGE },
                 { "/huge-chunked", HTTP_TOO_LARGE } };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct http_sink sink = { 0 };
        CHECK_ROW(rows[i].path);
        struct http_answer answer = download(rows[i].path, O_WRONLY, &sink);
        check_answer(&answer, rows[i].want, 0);
        CHECK(sink.got <= 400 * 1000 && sink.write_errno == 0);
    }
}

static void a_file_that_takes_nothing(void)
{
    struct http_sink sink = { 0 };
    struct http_answer answer = download("/plain", O_RDONLY, &sink);
    check_answer(&answer, HTTP_TOO_LARGE, 0);
    CHECK_INT(sink.write_errno, EBADF);
    CHECK(strstr(answer.detail, "cannot write what came") != NULL);
    answer = fetch("/gzip"); /* the slot is as good as new */
    check_answer(&answer, HTTP_ANSWERED, 200);
    CHECK_TEXT_Z(answer.body, HELLO);
}

static void conditions_are_sent(void)
{
    struct http_request request = request_to("/echo");
    struct http_answer answer;
    request.if_none_match = TEXT("\"v1\"");
    request.if_modified_since = TEXT("Sun, 06 Nov 1994 08:49:37 GMT");
    http_fetch(http, &request, &arena, &answer);
    CHECK(text_contains(answer.body, TEXT("\r\nIf-None-Match: \"v1\"\r\n")));
    CHECK(text_contains(answer.body, TEXT("\r\nIf-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT")));
    CHECK(text_contains(answer.body, TEXT("Accept-Encoding: gzip, deflate")));
    request.if_none_match = request.if_modified_since = (struct text){ 0 };
    http_fetch(http, &request, &arena, &answer);
    CHECK(!text_contains(answer.body, TEXT("If-")));
    request.if_none_match = TEXT("\"v\r\nX: 1\"");
    http_fetch(http, &request, &arena, &answer);
    CHECK_INT(answer.failure, HTTP_BAD_URL);
    struct http_sink sink = { 0 };
    answer = download("/echo", O_WRONLY, &sink);
    CHECK(text_contains(content(), TEXT("Accept-Encoding: identity")));
}

static void tests(void)
{
    RUN(as_it_came);
    RUN(refusals_stay_out_of_the_file);
    RUN(cut_and_too_large);
    RUN(a_file_that_takes_nothing);
    RUN(conditions_are_sent);
    (void)unlink(file_path);
}

int main(void)
{
    return with_server(tests);
}
