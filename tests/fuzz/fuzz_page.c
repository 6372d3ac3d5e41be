/* Title page: no crash, and a record has an id that stands in the page, a title, and only texts that are UTF-8. */
#include "extract/drift.h"
#include "extract/title_page.h"
#include "fuzz.h"
#include "holds.h"
#include "json_mutator.h"

static struct arena arena;

static void check_text(struct text t)
{
    LAW(!text_known(t) || text_is_utf8(t));
}

static void check_people(const struct people *people)
{
    for (size_t i = 0; i < people->count; i++) {
        check_text(people->at[i].name);
        check_text(people->at[i].character);
        LAW(!text_empty(people->at[i].name));
        LAW(!text_known(people->at[i].imdb_id) || movie_is_person_id(people->at[i].imdb_id));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text page = fuzz_text(data, size);
    struct extraction got;
    title_page_read(page, &arena, &got);
    LAW(got.outcome == EXTRACT_FOUND || got.why != NULL);
    if (got.outcome == EXTRACT_FOUND) {
        LAW(movie_is_imdb_id(got.movie.imdb_id));
        LAW(fuzz_holds(page, got.movie.imdb_id, &arena));
        LAW(!text_empty(got.movie.title));
        LAW(!text_known(got.movie.type) || movie_type_known(got.movie.type));
        LAW(!text_known(got.movie.release_date) || num_is_written_date(got.movie.release_date));
        check_text(got.movie.title);
        check_text(got.movie.overview);
        check_people(&got.movie.cast);
        check_people(&got.movie.directors);
        LAW(got.movie.cast.count <= MOVIE_PEOPLE_MAX);
        LAW(got.looked_for != 0 && (got.found & ~got.looked_for) == 0);
        LAW((drift_page_of(&got).counts & ~got.looked_for) == 0);
    }
    arena_reset(&arena);
    return 0;
}
