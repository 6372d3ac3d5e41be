/* gzip in pieces, and sets of ids. */
#include "base/id_set.h"
#include "base/inflate_stream.h"
#include "check.h"

#include <string.h>

/* printf 'placeholder placeholder placeholder\n' | gzip -9n */
static const char gz[] = "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\x2b\xc8\x49\x4c\x4e\xcd\xc8\xcf\x49\x49"
                         "\x2d\x52\x28\xc0\xce\xe6\x02\x00\x6f\xf9\xb3\xe9\x24\x00\x00\x00";
enum { GZ_BYTES = sizeof gz - 1 };
#define PLAIN "placeholder placeholder placeholder\n"

/* Feeds `bytes` in pieces of `in_step`, takes at most `out_step` at a time; false when refused or not whole. */
static bool inflate(struct text bytes, size_t in_step, size_t out_step, char *out, size_t *out_len)
{
    struct inflate_stream *stream = inflate_stream_create();
    struct error err;
    bool good = true;
    *out_len = 0;
    while (good) {
        struct text piece = text_from(bytes.at, bytes.len < in_step ? bytes.len : in_step);
        size_t made = 1, offered = piece.len;
        while (good && made > 0) {
            good = inflate_stream_run(stream, &piece, out + *out_len, out_step, &made, &err) == OK;
            *out_len += good ? made : 0;
        }
        if (good && piece.len > 0)
            good = CHECK(false); /* nothing made, and not all taken */
        bytes = text_after(bytes, offered);
        if (bytes.len == 0)
            break;
    }
    good = good && inflate_stream_is_whole(stream);
    inflate_stream_destroy(&stream);
    return good;
}

static void any_pieces_give_the_same(void)
{
    char two[2 * GZ_BYTES], out[256];
    size_t len;
    memcpy(two, gz, GZ_BYTES);
    memcpy(two + GZ_BYTES, gz, GZ_BYTES);
    for (size_t in_step = 1; in_step <= sizeof two; in_step++) {
        for (size_t out_step = 1; out_step <= 80; out_step += 13) {
            CHECK(inflate(text_from(two, sizeof two), in_step, out_step, out, &len));
            CHECK_TEXT_Z(text_from(out, len), PLAIN PLAIN);
        }
    }
}

static void cut_bent_or_followed_by_garbage(void)
{
    char bytes[GZ_BYTES + 2], out[256];
    size_t len;
    for (size_t cut = 0; cut < GZ_BYTES; cut++)
        CHECK(!inflate(text_from(gz, cut), 7, 64, out, &len));
    for (size_t at = 10; at < GZ_BYTES; at++) {
        if (at == GZ_BYTES - 9) /* padding behind the last block */
            continue;
        memcpy(bytes, gz, GZ_BYTES);
        bytes[at] = (char)(bytes[at] ^ 0x10);
        CHECK(!inflate(text_from(bytes, GZ_BYTES), 5, 64, out, &len));
    }
    memcpy(bytes, gz, GZ_BYTES);
    bytes[GZ_BYTES] = 'x';
    bytes[GZ_BYTES + 1] = 'y';
    CHECK(!inflate(text_from(bytes, GZ_BYTES + 1), 5, 64, out, &len));
    CHECK(!inflate(text_from(bytes, sizeof bytes), 5, 64, out, &len));
    CHECK(!inflate(TEXT("plain text"), 5, 64, out, &len));
}

static void ids_at_the_edges(void)
{
    static const uint64_t ids[] = { 0, 1, 63, 64, 65535, 65536, 9999999, 10000000, 35999999, ID_SET_END - 1 };
    struct id_set set = { 0 };
    CHECK(!id_set_has(&set, 5));
    id_set_remove(&set, 5);
    for (size_t i = 0; i < COUNT_OF(ids); i++) {
        CHECK(!id_set_has(&set, ids[i]));
        CHECK(id_set_add(&set, ids[i]) && id_set_add(&set, ids[i]));
        CHECK(id_set_has(&set, ids[i]));
    }
    CHECK(!id_set_has(&set, 2) && !id_set_has(&set, 65537) && !id_set_has(&set, ID_SET_END - 2));
    id_set_remove(&set, 64);
    CHECK(!id_set_has(&set, 64) && id_set_has(&set, 63) && id_set_has(&set, 65535));
    id_set_finish(&set);
    CHECK(!id_set_has(&set, 63));
}

static void scattered_ids_are_refused_not_paid_for(void)
{
    struct id_set set = { 0 };
    uint64_t added = 0;
    while (added < 2 * ID_SET_PIECES_MAX && id_set_add(&set, added * 65536))
        added++;
    CHECK_INT(added, ID_SET_PIECES_MAX);
    CHECK(id_set_add(&set, 1)); /* beside one that is there */
    id_set_finish(&set);
}

int main(void)
{
    RUN(any_pieces_give_the_same);
    RUN(cut_bent_or_followed_by_garbage);
    RUN(ids_at_the_edges);
    RUN(scattered_ids_are_refused_not_paid_for);
    return check_done();
}
