/* GraphQL and suggestion answers: no crash, no hang, and a record has an id that stands in the bytes. */
#include "extract/answers.h"
#include "fuzz.h"
#include "holds.h"
#include "json_mutator.h"

static struct arena arena;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text bytes = fuzz_text(data, size);
    struct extractions got;
    bool wants = size % 2 == 0;
    extract_read(bytes, wants ? TEXT("tt9900001") : (struct text){ 0 }, &arena, &got);
    LAW(got.count >= 1 && got.count <= EXTRACTIONS_MAX);
    LAW(!wants || got.count == 1);
    for (size_t i = 0; i < got.count; i++) {
        const struct movie *movie = &got.at[i].movie;
        LAW((got.at[i].outcome == EXTRACT_FOUND) == (got.at[i].why == NULL));
        if (got.at[i].outcome != EXTRACT_FOUND)
            continue;
        LAW(movie_is_imdb_id(movie->imdb_id) && !text_empty(movie->title) && text_is_utf8(movie->title));
        LAW(fuzz_holds(bytes, movie->imdb_id, &arena));
        LAW(!text_known(movie->type) || movie_type_known(movie->type));
        LAW(!wants || text_is(movie->imdb_id, "tt9900001") || text_is(got.at[i].canonical_id, "tt9900001"));
    }
    arena_reset(&arena);
    return 0;
}
