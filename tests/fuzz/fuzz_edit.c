/* FIELD=VALUE of a person: one field or none, never an id, never what is not text. */
#include "fuzz.h"
#include "work/steer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const int64_t now_ms = INT64_C(1767225600000);
    struct arena arena = { 0 };
    struct steer_edits edits = { 0 };
    struct error err;
    enum status status = steer_read_edit(fuzz_text(data, size), now_ms, &arena, &edits, &err);
    LAW(status == OK ? edits.fields != 0 && (edits.fields & (edits.fields - 1)) == 0
                     : status == INVALID && edits.fields == 0);
    for (size_t i = 0; i < movie_field_count; i++) {
        const void *at = (const char *)&edits.values + movie_fields[i].offset;
        bool set = (edits.fields >> i & 1U) != 0;
        LAW(set || !movie_knows(&edits.values, i));
        LAW(movie_fields[i].kind != FIELD_TEXT || !movie_knows(&edits.values, i) ||
            text_is_utf8(*(const struct text *)at));
    }
    LAW(!text_known(edits.values.imdb_id) && !edits.values.tmdb_id.known);
    arena_finish(&arena);
    return 0;
}
