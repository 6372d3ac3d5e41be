/* Bodies: every coding whole, cut at every byte, bent, lying about its size; words for people. */
#include "base/log.h"
#include "check.h"
#include "http/transfer.h"

#include <string.h>

#define FILM "placeholder placeholder placeholder\n"

/* printf "$FILM" | gzip -9n ; the same in zlib format and as raw deflate */
static const char film_gz[] = "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\x2b\xc8\x49\x4c\x4e\xcd\xc8\xcf\x49\x49"
                              "\x2d\x52\x28\xc0\xce\xe6\x02\x00\x6f\xf9\xb3\xe9\x24\x00\x00\x00";
static const char film_zlib[] = "\x78\xda\x2b\xc8\x49\x4c\x4e\xcd\xc8\xcf\x49\x49\x2d\x52\x28\xc0\xce\xe6\x02\x00"
                                "ADLR";
enum { GZ_BYTES = sizeof film_gz - 1, ZLIB_BYTES = sizeof film_zlib - 1, RAW_AT = 10, RAW_BYTES = GZ_BYTES - 18 };

static struct inflater *inflater;
static struct arena arena;
static char detail[HTTP_DETAIL_BYTES];

static enum http_failure decode(const char *encoding, struct text bytes, size_t max, struct text *out_body)
{
    struct http_coded coded = { .bytes = bytes, .encoding = text_of(encoding), .body_bytes_max = max };
    *out_body = TEXT("(untouched)");
    detail[0] = '\0';
    enum http_failure failure = http_decode(inflater, &coded, &arena, out_body, detail);
    CHECK_INT(detail[0] == '\0', failure == HTTP_ANSWERED);
    CHECK_INT(text_is(*out_body, "(untouched)"), failure != HTTP_ANSWERED);
    arena_reset(&arena);
    return failure;
}

/* Adler-32 of FILM, in place of "ADLR". */
static struct text zlib_film(char out[ZLIB_BYTES])
{
    unsigned a = 1, b = 0;
    for (const char *c = FILM; *c != '\0'; c++) {
        a = (a + (unsigned char)*c) % 65521;
        b = (b + a) % 65521;
    }
    memcpy(out, film_zlib, ZLIB_BYTES);
    for (size_t i = 0; i < 4; i++)
        out[ZLIB_BYTES - 4 + i] = (char)((b << 16 | a) >> (24 - 8 * i));
    return text_from(out, ZLIB_BYTES);
}

static void every_coding(void)
{
    char zlib[ZLIB_BYTES];
    struct text gz = text_from(film_gz, GZ_BYTES), deflated = zlib_film(zlib);
    struct text raw = text_from(film_gz + RAW_AT, RAW_BYTES), plain = TEXT(FILM), none = TEXT("");
    struct text garbage = TEXT("<html>not compressed at all</html>"), body;
    const struct {
        const char *why, *encoding;
        struct text bytes;
        enum http_failure want;
    } rows[] = {
        { "no header", NULL, plain, HTTP_ANSWERED },
        { "empty header", "", plain, HTTP_ANSWERED },
        { "identity", "Identity", plain, HTTP_ANSWERED },
        { "gzip", "gzip", gz, HTTP_ANSWERED },
        { "any case, blanks", " GZip ", gz, HTTP_ANSWERED },
        { "old name", "x-gzip", gz, HTTP_ANSWERED },
        { "zlib", "deflate", deflated, HTTP_ANSWERED },
        { "raw deflate", "deflate", raw, HTTP_ANSWERED },
        { "gzip announced, plain sent", "gzip", garbage, HTTP_DAMAGED },
        { "deflate announced, plain sent", "deflate", garbage, HTTP_DAMAGED },
        { "brotli", "br", plain, HTTP_PROTOCOL },
        { "zstd", "zstd", plain, HTTP_PROTOCOL },
        { "twice", "gzip, gzip", gz, HTTP_PROTOCOL },
        { "nonsense", "\x01\xff gzip", gz, HTTP_PROTOCOL },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        CHECK_ROW(rows[i].why);
        CHECK_INT(decode(rows[i].encoding, rows[i].bytes, 1000, &body), rows[i].want);
        if (rows[i].want == HTTP_ANSWERED)
            CHECK_TEXT_Z(body, FILM);
        CHECK_INT(decode(rows[i].encoding, none, 1000, &body), HTTP_ANSWERED);
        CHECK_TEXT_Z(body, "");
    }
}

static void cut_anywhere(void)
{
    char zlib[ZLIB_BYTES];
    struct text deflated = zlib_film(zlib), body;
    for (size_t cut = 1; cut < GZ_BYTES; cut++)
        CHECK_INT(decode("gzip", text_from(film_gz, cut), 1000, &body), HTTP_CUT);
    for (size_t cut = 1; cut < ZLIB_BYTES; cut++)
        CHECK_INT(decode("deflate", text_from(deflated.at, cut), 1000, &body), HTTP_CUT);
    for (size_t cut = 1; cut < RAW_BYTES; cut++)
        CHECK_INT(decode("deflate", text_from(film_gz + RAW_AT, cut), 1000, &body), HTTP_CUT);
}

static void bent_anywhere(void)
{
    char bent[GZ_BYTES + 1];
    struct text body;
    for (size_t at = RAW_AT; at < GZ_BYTES; at++) {
        memcpy(bent, film_gz, sizeof bent);
        bent[at] = (char)(bent[at] ^ 0x10);
        enum http_failure failure = decode("gzip", text_from(bent, GZ_BYTES), 1000, &body);
        /* The upper bits of the last byte before the checksum are padding. */
        if (!CHECK(failure != HTTP_ANSWERED || (at == GZ_BYTES - 9 && text_is(body, FILM))))
            printf("#   byte %zu\n", at);
    }
    memcpy(bent, film_gz, sizeof bent);
    bent[GZ_BYTES - 5] ^= 1; /* the checksum alone */
    CHECK_INT(decode("gzip", text_from(bent, GZ_BYTES), 1000, &body), HTTP_DAMAGED);
    memcpy(bent, film_gz, GZ_BYTES);
    bent[GZ_BYTES] = 'x';
    CHECK_INT(decode("gzip", text_from(bent, GZ_BYTES + 1), 1000, &body), HTTP_DAMAGED);
}

static void limits(void)
{
    char zlib[ZLIB_BYTES];
    struct text deflated = zlib_film(zlib), gz = text_from(film_gz, GZ_BYTES), body;
    const struct {
        const char *encoding;
        struct text bytes;
    } rows[] = { { "gzip", gz }, { "deflate", deflated }, { NULL, TEXT(FILM) } };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        CHECK_ROW(rows[i].encoding);
        CHECK_INT(decode(rows[i].encoding, rows[i].bytes, 35, &body), HTTP_TOO_LARGE);
        CHECK_INT(decode(rows[i].encoding, rows[i].bytes, 0, &body), HTTP_TOO_LARGE);
        CHECK_INT(decode(rows[i].encoding, rows[i].bytes, 36, &body), HTTP_ANSWERED);
        CHECK_INT(decode(rows[i].encoding, rows[i].bytes, SIZE_MAX, &body), HTTP_ANSWERED);
        CHECK_TEXT_Z(body, FILM);
    }
}

/* Two members; and the size at the end of the file, which is only a hint, lying both ways. */
static void sizes_that_lie(void)
{
    char two[2 * GZ_BYTES];
    struct text body;
    memcpy(two, film_gz, GZ_BYTES);
    memcpy(two + GZ_BYTES, film_gz, GZ_BYTES);
    CHECK_INT(decode("gzip", text_from(two, sizeof two), 1000, &body), HTTP_ANSWERED);
    CHECK_TEXT_Z(body, FILM FILM);
    CHECK_INT(decode("gzip", text_from(two, sizeof two), 71, &body), HTTP_TOO_LARGE);
    static const char *const claims[] = { "\0\0\0", "\x01\0\0", "\xff\xff\xff" };
    for (size_t i = 0; i < COUNT_OF(claims); i++) {
        memcpy(two, film_gz, GZ_BYTES);
        memcpy(two + GZ_BYTES - 4, claims[i], 4);
        two[GZ_BYTES - 1] = i == 2 ? '\xff' : '\0';
        CHECK(decode("gzip", text_from(two, GZ_BYTES), 1 << 20, &body) != HTTP_TOO_LARGE);
    }
}

static void details_are_one_redacted_line(void)
{
    char long_words[400];
    log_hide(TEXT("sesame-opens"));
    http_say(detail, "said %s\r\n\x01\xe9", "sesame-opens");
    CHECK_TEXT_Z(text_of(detail), "said ************????");
    memset(long_words, 'w', sizeof long_words);
    memcpy(long_words + HTTP_DETAIL_BYTES - 5, "sesame-opens", 13); /* would be cut in its middle */
    http_say(detail, "%s", long_words);
    CHECK_INT(strlen(detail), HTTP_DETAIL_BYTES - 1);
    CHECK(strstr(detail, "sesa") == NULL && strstr(detail, "****") != NULL);
}

static void header_values_become_text(void)
{
    CHECK_TEXT_Z(http_clean(TEXT("a\tb\x01\x7f"), &arena), "a b  ");
    CHECK_TEXT_Z(http_clean(TEXT("caf\xc3\xa9"), &arena), "caf\xc3\xa9");
    CHECK_TEXT_Z(http_clean(TEXT("caf\xe9 ok"), &arena), "caf  ok");
    CHECK(http_is_line(TEXT("text/html; q=0.8, caf\xc3\xa9")));
    CHECK(!http_is_line(TEXT("a\r\nX: y")) && !http_is_line(TEXT("\x7f")) && !http_is_line(text_from("\0", 1)));
}

/* The numbers are part of libcurl's ABI. */
static void every_curl_code(void)
{
    static const struct {
        enum http_failure want;
        int codes[16];
    } rows[] = {
        { HTTP_BAD_URL, { 3 } },
        { HTTP_NO_HOST, { 5, 6 } },
        { HTTP_NO_CONNECTION, { 7, 45, 89, 97 } },
        { HTTP_TLS, { 35, 53, 54, 58, 59, 60, 64, 66, 77, 80, 82, 83, 90, 91, 98 } },
        { HTTP_TIMEOUT, { 28 } },
        { HTTP_RESET, { 52, 55, 56, 81, 92 } },
        { HTTP_CUT, { 18 } },
        { HTTP_DAMAGED, { 61 } },
        { HTTP_TOO_LARGE, { 23, 27, 63 } },
    };
    CHECK_INT(http_failure_of_curl(0), HTTP_ANSWERED);
    for (int code = -1; code < 200; code++) {
        enum http_failure want = HTTP_PROTOCOL;
        for (size_t i = 0; i < COUNT_OF(rows); i++) {
            for (size_t k = 0; rows[i].codes[k] != 0; k++)
                want = rows[i].codes[k] == code ? rows[i].want : want;
        }
        if (code != 0 && !CHECK_INT(http_failure_of_curl(code), want))
            printf("#   code %d\n", code);
    }
}

static void every_failure_has_a_name(void)
{
    for (int a = HTTP_ANSWERED; a <= HTTP_PROTOCOL; a++) {
        struct text name = text_of(http_failure_name((enum http_failure)a));
        CHECK(name.len > 2 && !text_contains(name, TEXT(" ")));
        for (int b = HTTP_ANSWERED; b < a; b++)
            CHECK(!text_is(name, http_failure_name((enum http_failure)b)));
    }
}

int main(void)
{
    inflater = inflate_create();
    RUN(every_coding);
    RUN(cut_anywhere);
    RUN(bent_anywhere);
    RUN(limits);
    RUN(sizes_that_lie);
    RUN(details_are_one_redacted_line);
    RUN(header_values_become_text);
    RUN(every_curl_code);
    RUN(every_failure_has_a_name);
    inflate_destroy(&inflater);
    arena_finish(&arena);
    return check_done();
}
