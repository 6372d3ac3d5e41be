/* OMDb's answers: what is found is about the id asked, and every text became the type that it should have. */
#include "fuzz.h"
#include "json_mutator.h"
#include "source/omdb.h"

static struct arena arena;

static void check_names(const struct people *people)
{
    for (size_t i = 0; i < people->count; i++) {
        LAW(!text_empty(people->at[i].name) && text_is_utf8(people->at[i].name));
        LAW(!text_is(people->at[i].name, "N/A") && !text_contains(people->at[i].name, TEXT("(")));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct finding finding;
    omdb_read(fuzz_text(data, size), TEXT("tt9900001"), &arena, &finding);
    const struct movie *movie = &finding.movie;
    LAW((finding.class->outcome == ANSWER_FOUND) == text_is(movie->imdb_id, "tt9900001"));
    LAW(finding.class->outcome != ANSWER_FOUND || !text_empty(movie->title));
    LAW(!text_known(movie->type) || movie_type_known(movie->type));
    LAW(!text_known(movie->release_date) || num_is_written_date(movie->release_date));
    LAW(!movie->runtime_minutes.known || movie->runtime_minutes.value > 0);
    LAW(!movie->rating.known || (movie->rating.value >= 1 && movie->rating.value <= 10));
    LAW(!movie->vote_count.known || movie->vote_count.value >= 0);
    LAW(!text_known(movie->poster_url) || text_starts(movie->poster_url, TEXT("https://")));
    LAW(!movie->end_year.known || movie->year.known);
    check_names(&movie->directors);
    check_names(&movie->writers);
    check_names(&movie->cast);
    arena_reset(&arena);
    return 0;
}
