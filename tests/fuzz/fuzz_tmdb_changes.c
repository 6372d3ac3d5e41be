/* A page of /movie/changes: ids are positive and bounded in number, and an answer that is no page has none. */
#include "fuzz.h"
#include "json_mutator.h"
#include "source/tmdb_changes.h"

static struct arena arena;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct tmdb_changes changes;
    tmdb_read_changes(fuzz_text(data, size), 1, false, &arena, &changes);
    LAW(changes.class == &answer_found || (changes.class == &answer_malformed && changes.count == 0));
    LAW(changes.count <= TMDB_CHANGES_IDS_MAX && changes.total_pages >= 0);
    for (size_t i = 0; i < changes.count; i++)
        LAW(changes.ids[i] > 0 && changes.ids[i] <= INT32_MAX);
    arena_reset(&arena);
    return 0;
}
