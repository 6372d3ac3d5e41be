/* Wikidata's answers: what is found is about the id asked, every fact is of its type, and reading twice says the same.
 */
#include "fuzz.h"
#include "json_mutator.h"
#include "source/wikidata.h"

static struct arena arena;

static void check_people(const struct people *people)
{
    for (size_t i = 0; i < people->count; i++) {
        LAW(!text_empty(people->at[i].name) && text_is_utf8(people->at[i].name));
        LAW(!text_known(people->at[i].imdb_id) || movie_is_person_id(people->at[i].imdb_id));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct finding finding, again;
    struct wikidata_rows rows;
    wikidata_open(fuzz_text(data, size), &arena, &rows);
    wikidata_read(&rows, TEXT("tt9900001"), &arena, &finding);
    wikidata_read(&rows, TEXT("tt9900001"), &arena, &again);
    LAW(finding.class == again.class && text_equal(finding.note, again.note));
    LAW((finding.class->outcome == ANSWER_FOUND) == text_is(finding.movie.imdb_id, "tt9900001"));
    const struct movie *movie = &finding.movie;
    LAW(!movie->tmdb_id.known || (movie->tmdb_id.value > 0 && !text_known(finding.note)));
    LAW(!text_known(movie->type) || movie_type_known(movie->type));
    LAW(!text_known(movie->release_date) || num_is_date(movie->release_date));
    LAW(text_known(movie->release_date) || !text_known(movie->release_country));
    LAW(!movie->runtime_minutes.known || movie->runtime_minutes.value > 0);
    LAW(!text_known(movie->title) || (!text_empty(movie->title) && text_is_utf8(movie->title)));
    check_people(&movie->directors);
    check_people(&movie->writers);
    check_people(&movie->cast);
    for (size_t i = 0; i < movie_field_count; i++)
        LAW(movie_field_equal(movie, &again.movie, i));
    arena_reset(&arena);
    return 0;
}
