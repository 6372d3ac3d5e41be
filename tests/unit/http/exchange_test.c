/* Recorded exchanges: what is printed is read again, what is damaged is not read at all. */
#include "base/log.h"
#include "check.h"
#include "http/tape.h"

#include <string.h>

static struct arena arena;

static void what_is_printed_is_read(void)
{
    struct buf file = BUF_WITH_LIMIT(1 << 20);
    struct http_answer back;
    const struct http_request request = { .url = TEXT("https://a.example/3/find/tt1?x=1"),
                                          .bearer = TEXT("no-bearer-here"),
                                          .query_secret = TEXT("api_key=no-key-here"),
                                          .accept = TEXT("application/json"),
                                          .if_none_match = TEXT("\"v1\"") };
    const struct http_answer answer = { .status = 200,
                                        .body = { "two\n\nlines\0and a NUL", 20 },
                                        .content_type = TEXT("text/html"),
                                        .etag = TEXT(""),
                                        .cache_control = TEXT("a, b: c") };
    tape_print(&request, &answer, &file);
    CHECK(text_contains(buf_text(&file), TEXT("\nGET https://a.example/3/find/tt1?x=1\n")));
    CHECK(!text_contains(buf_text(&file), TEXT("-here")));
    CHECK(tape_parse(buf_text(&file), &arena, &back));
    CHECK_INT(back.failure, HTTP_ANSWERED);
    CHECK_INT(back.status, 200);
    CHECK_TEXT(back.body, answer.body);
    CHECK_TEXT_Z(back.content_type, "text/html");
    CHECK_TEXT_Z(back.etag, "");
    CHECK_TEXT_Z(back.cache_control, "a, b: c");
    CHECK(!text_known(back.location));
    for (size_t len = 0; len < file.len; len++) /* cut off anywhere */
        CHECK(!tape_parse(text_from(file.at, len), &arena, &back));
    CHECK(buf_add_char(&file, 'x') && !tape_parse(buf_text(&file), &arena, &back));
    buf_finish(&file);
}

static void failures_are_read(void)
{
    for (int i = HTTP_BAD_URL; i <= HTTP_PROTOCOL; i++) {
        struct buf file = BUF_WITH_LIMIT(1 << 20);
        struct http_answer back, answer = { .failure = (enum http_failure)i };
        const struct http_request request = { .url = TEXT("https://a.example/") };
        (void)snprintf(answer.detail, sizeof answer.detail, "why it failed");
        CHECK_ROW(http_failure_name(answer.failure));
        tape_print(&request, &answer, &file);
        CHECK(tape_parse(buf_text(&file), &arena, &back));
        CHECK_INT(back.failure, i);
        CHECK_INT(back.status, 0);
        CHECK(!text_known(back.body));
        CHECK_TEXT_Z(text_of(back.detail), "why it failed");
        buf_finish(&file);
    }
    CHECK_ROW(NULL);
}

static void secrets_are_overwritten(void)
{
    static const char body[] = "a\0sesame-5678\0b sesame-5678";
    struct buf file = BUF_WITH_LIMIT(1 << 20);
    char name[TAPE_NAME_BYTES];
    log_hide(TEXT("sesame-5678"));
    const struct http_request request = { .url = TEXT("https://a.example/sesame-5678?key=sesame-5678") };
    const struct http_answer answer = { .status = 200,
                                        .body = { body, sizeof body - 1 },
                                        .location = TEXT("/?k=sesame-5678") };
    tape_print(&request, &answer, &file);
    CHECK(!text_contains(buf_text(&file), TEXT("sesame")));
    struct http_answer back;
    CHECK(tape_parse(buf_text(&file), &arena, &back));
    CHECK_INT(back.body.len, sizeof body - 1);
    tape_name(request.url, 1, name);
    CHECK(strstr(name, "sesame") == NULL);
    buf_finish(&file);
}

static const char *const damaged[] = {
    "",
    "understudy exchange 2\nGET u\n\nHTTP 200\nbody-bytes: 0\n\n",
    "understudy exchange 1",
    "understudy exchange 1\nGET u\n\n",
    "understudy exchange 1\nGET u\n\nHTTP 99\nbody-bytes: 0\n\n",
    "understudy exchange 1\nGET u\n\nHTTP 1000\nbody-bytes: 0\n\n",
    "understudy exchange 1\nGET u\n\nHTTP 2 00\nbody-bytes: 0\n\n",
    "understudy exchange 1\nGET u\n\nFAILED answered\nbody-bytes: 0\n\n",
    "understudy exchange 1\nGET u\n\nFAILED no_such_thing\nbody-bytes: 0\n\n",
    "understudy exchange 1\nGET u\n\nHTTP 200\n\n",
    "understudy exchange 1\nGET u\n\nHTTP 200\nbody-bytes: -1\n\n",
    "understudy exchange 1\nGET u\n\nHTTP 200\nbody-bytes: 99999999999999999999\n\n",
    "understudy exchange 1\nGET u\n\nHTTP 200\nbody-bytes: 5\n\nfour",
};

static void damage_is_no_exchange(void)
{
    for (size_t i = 0; i < COUNT_OF(damaged); i++) {
        struct http_answer back = { .status = 7 };
        CHECK_ROW(damaged[i]);
        CHECK(!tape_parse(text_of(damaged[i]), &arena, &back));
        CHECK_INT(back.status, 7);
    }
    CHECK_ROW(NULL);
    struct http_answer back;
    CHECK(tape_parse(TEXT("understudy exchange 1\nGET u\nx: y\n\nHTTP 200\nunknown: 1\nno colon\nbody-bytes: 1\n\nx"),
                     &arena, &back));
    CHECK_TEXT_Z(back.body, "x");
}

static const struct {
    const char *url, *starts;
} names[] = {
    { "https://a.example/3/find/tt1?x=/../", "a.example_3_find_tt1-" },
    { "http://127.0.0.1:80/", "127.0.0.1_80_-" },
    { "https://../../etc/passwd", "_._.._etc_passwd-" },
    { "", "-" },
    { "/\xff\n", "___-" },
};

static void names_are_safe_and_apart(void)
{
    char name[TAPE_NAME_BYTES], other[TAPE_NAME_BYTES];
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        CHECK_ROW(names[i].url);
        tape_name(text_of(names[i].url), 12, name);
        CHECK(strchr(name, '/') == NULL && name[0] != '.');
        if (!CHECK(text_starts(text_of(name), text_of(names[i].starts))))
            printf("# %s\n", name);
        CHECK(text_ends(text_of(name), TEXT(".12.txt")));
    }
    CHECK_ROW(NULL);
    tape_name(TEXT("https://a.example/?a"), 1, name);
    tape_name(TEXT("https://a.example/?b"), 1, other);
    CHECK(strcmp(name, other) != 0);
    char longest[9000];
    memset(longest, 'x', sizeof longest);
    tape_name(text_from(longest, sizeof longest), TAPE_FILE_BYTES_MAX, name);
    CHECK(strlen(name) < TAPE_NAME_BYTES - 1);
}

int main(void)
{
    RUN(what_is_printed_is_read);
    RUN(failures_are_read);
    RUN(secrets_are_overwritten);
    RUN(damage_is_no_exchange);
    RUN(names_are_safe_and_apart);
    arena_finish(&arena);
    return check_done();
}
