/* Sets of ids: members, the walk over them, and pieces kept as bytes. */
#include "base/id_set.h"
#include "check.h"

#include <string.h>

#define ADD(set, id) CHECK(id_set_add(set, id))

static void members(void)
{
    static const uint64_t ids[] = { 0, 1, 63, 64, 65535, 65536, 1500000, ID_SET_END - 1 };
    struct id_set set = { 0 };
    uint64_t at = 7;
    CHECK(!id_set_has(&set, 0) && !id_set_next(&set, 0, &at) && at == 7);
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
        ADD(&set, ids[i]);
    ADD(&set, 64); /* twice */
    at = 0;
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        CHECK(id_set_has(&set, ids[i]) && id_set_next(&set, at, &at));
        CHECK_INT(at, ids[i]);
        at++;
    }
    CHECK(id_set_next(&set, 65, &at) && at == 65535);
    CHECK(id_set_next(&set, 65535, &at) && at == 65535);
    CHECK(!id_set_has(&set, 2) && !id_set_has(&set, 65537));
    id_set_remove(&set, 64);
    CHECK(!id_set_has(&set, 64) && id_set_next(&set, 64, &at) && at == 65535);
    id_set_remove(&set, ID_SET_END - 1);
    CHECK(!id_set_next(&set, 1500001, &at));
    id_set_finish(&set);
    CHECK(!id_set_has(&set, 0));
}

static void scattered_ids_have_an_end(void)
{
    struct id_set set = { 0 };
    for (uint64_t i = 0; i < ID_SET_PIECES_MAX; i++)
        ADD(&set, i * ID_SET_PIECE_IDS);
    CHECK(!id_set_add(&set, UINT64_C(9999999999)));
    CHECK(!id_set_has(&set, UINT64_C(9999999999)));
    ADD(&set, 77); /* in a piece that is there */
    id_set_finish(&set);
}

static void pieces_are_kept(void)
{
    static char bytes[ID_SET_PIECE_BYTES];
    struct id_set set = { 0 }, other = { 0 };
    struct text kept = text_from(bytes, sizeof bytes);
    ADD(&set, 65536 + 0);
    ADD(&set, 65536 + 11);
    ADD(&set, 65536 + 65535);
    id_set_save(&set, 1, bytes);
    CHECK(bytes[0] == 1 && bytes[1] == 8 &&
          (unsigned char)bytes[8191] == 0x80); /* the form on disk, on every machine */
    ADD(&other, 65536 + 12);
    CHECK(id_set_load(&other, 1, kept));
    CHECK(id_set_has(&other, 65536 + 11) && id_set_has(&other, 65536 + 12) && id_set_has(&other, 65536 + 65535));
    CHECK(!id_set_has(&other, 65536 + 10) && !id_set_has(&other, 11));
    CHECK(!id_set_load(&other, 1, text_from(bytes, sizeof bytes - 1)));
    CHECK(!id_set_load(&other, ID_SET_END / ID_SET_PIECE_IDS + 1, kept) && !id_set_load(&other, UINT64_MAX, kept));
    id_set_save(&set, 0, bytes); /* nothing in it */
    static const char zero[ID_SET_PIECE_BYTES];
    CHECK(memcmp(bytes, zero, sizeof zero) == 0);
    id_set_finish(&set);
    id_set_finish(&other);
}

int main(void)
{
    RUN(members);
    RUN(scattered_ids_have_an_end);
    RUN(pieces_are_kept);
    return check_done();
}
