/* gzip and zstd: whole, cut at every byte, damaged, bombs. */
#include "base/digest.h"
#include "base/inflate.h"
#include "base/zstandard.h"
#include "check.h"

#include <string.h>

/* printf 'placeholder placeholder placeholder\n' | gzip -9n */
static const char hello_gz[] = "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\x2b\xc8\x49\x4c\x4e\xcd\xc8\xcf\x49\x49"
                               "\x2d\x52\x28\xc0\xce\xe6\x02\x00\x6f\xf9\xb3\xe9\x24\x00\x00\x00";

static void gzip_whole_and_twice(void)
{
    struct inflater *inflater = inflate_create();
    struct buf out = BUF_WITH_LIMIT(1000);
    struct error err = { 0 };
    struct text gz = text_from(hello_gz, sizeof hello_gz - 1);
    if (!CHECK(inflate_gzip(inflater, gz, &out, &err) == OK))
        printf("# %s\n", err.text);
    CHECK_TEXT_Z(buf_text(&out), "placeholder placeholder placeholder\n");
    char two[2 * sizeof hello_gz];
    memcpy(two, gz.at, gz.len);
    memcpy(two + gz.len, gz.at, gz.len);
    buf_clear(&out);
    CHECK(inflate_gzip(inflater, text_from(two, 2 * gz.len), &out, &err) == OK);
    CHECK_INT(out.len, 72);
    buf_clear(&out);
    two[gz.len] = 'x';
    CHECK(inflate_gzip(inflater, text_from(two, gz.len + 1), &out, &err) == INVALID);
    buf_finish(&out);
    inflate_destroy(&inflater);
}

static void gzip_cut_or_bent_anywhere_is_refused(void)
{
    struct inflater *inflater = inflate_create();
    struct buf out = BUF_WITH_LIMIT(1000);
    struct error err;
    size_t len = sizeof hello_gz - 1;
    for (size_t cut = 0; cut < len; cut++) {
        buf_clear(&out);
        CHECK(inflate_gzip(inflater, text_from(hello_gz, cut), &out, &err) == INVALID);
    }
    char bent[sizeof hello_gz];
    for (size_t at = 10; at < len; at++) { /* header bytes 4 to 9 carry no content */
        if (at == len - 9)
            continue; /* its upper bits are padding behind the end of the block */
        memcpy(bent, hello_gz, sizeof bent);
        bent[at] = (char)(bent[at] ^ 0x10);
        buf_clear(&out);
        CHECK(inflate_gzip(inflater, text_from(bent, len), &out, &err) == INVALID);
    }
    buf_finish(&out);
    inflate_destroy(&inflater);
}

static void limits_hold_for_bombs(void)
{
    struct inflater *inflater = inflate_create();
    struct buf small = BUF_WITH_LIMIT(35), exact = BUF_WITH_LIMIT(36);
    struct error err;
    CHECK(inflate_gzip(inflater, text_from(hello_gz, sizeof hello_gz - 1), &small, &err) == INVALID);
    CHECK_INT(small.len <= 35, 1);
    CHECK(inflate_gzip(inflater, text_from(hello_gz, sizeof hello_gz - 1), &exact, &err) == OK);
    buf_finish(&small);
    buf_finish(&exact);
    inflate_destroy(&inflater);
}

static void zstd_round_trip_and_cuts(void)
{
    struct buf packed = BUF_WITH_LIMIT(1 << 20), out = BUF_WITH_LIMIT(1 << 20), small = BUF_WITH_LIMIT(10);
    struct zstandard_packer *packer = zstandard_packer_create();
    struct error err;
    CHECK(zstandard_pack(packer, TEXT("another film"), &packed, &err) == OK); /* what was before leaves no trace */
    buf_clear(&packed);
    CHECK(zstandard_pack(packer, TEXT("film film film film film"), &packed, &err) == OK);
    zstandard_packer_destroy(&packer);
    CHECK(zstandard_is(buf_text(&packed)));
    CHECK(zstandard_unpack(buf_text(&packed), &out, &err) == OK);
    CHECK_TEXT_Z(buf_text(&out), "film film film film film");
    CHECK(zstandard_unpack(buf_text(&packed), &small, &err) == INVALID);
    for (size_t cut = 0; cut < packed.len; cut++) {
        buf_clear(&out);
        CHECK(zstandard_unpack(text_from(packed.at, cut), &out, &err) == INVALID);
    }
    buf_clear(&out);
    CHECK(zstandard_unpack(buf_text(&packed), &out, &err) == OK); /* damage leaves no trace either */
    CHECK_TEXT_Z(buf_text(&out), "film film film film film");
    buf_finish(&packed);
    buf_finish(&out);
    buf_finish(&small);
}

static void a_digest_names_bytes(void)
{
    char hex[DIGEST_HEX_BYTES];
    CHECK_TEXT_Z(text_of(digest_sha256_hex(TEXT("abc"), hex)),
                 "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

int main(void)
{
    RUN(gzip_whole_and_twice);
    RUN(gzip_cut_or_bent_anywhere_is_refused);
    RUN(limits_hold_for_bombs);
    RUN(zstd_round_trip_and_cuts);
    RUN(a_digest_names_bytes);
    return check_done();
}
