/* TMDb's answers: ids are positive and bounded in number; a record that is found has the id that was asked. */
#include "fuzz.h"
#include "json_mutator.h"
#include "source/tmdb.h"

static struct arena arena;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct tmdb_found found;
    struct tmdb_details details;
    struct text body = fuzz_text(data, size);
    tmdb_read_find(body, &arena, &found);
    LAW(found.class != NULL && found.movie_count <= TMDB_RESULTS_MAX);
    for (size_t i = 0; i < found.movie_count; i++)
        LAW(found.movie_ids[i] > 0);
    tmdb_read_details(body, 9001, &arena, &details);
    LAW(details.class != NULL);
    if (details.class->outcome == ANSWER_FOUND) {
        LAW(details.candidate.tmdb_id == 9001);
        LAW(!text_empty(details.movie.title) && text_is_utf8(details.movie.title));
        LAW(!text_known(details.movie.release_date) || num_is_written_date(details.movie.release_date));
        (void)tmdb_passes_quality_bar(&details);
    }
    arena_reset(&arena);
    return 0;
}
