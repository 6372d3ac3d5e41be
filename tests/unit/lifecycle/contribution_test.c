/* A placeholder on TMDb's form: what is offered, what never is, what is missing. */
#include "base/compiler.h"
#include "check.h"
#include "lifecycle/contribution.h"

#include <string.h>

static struct arena arena;

static const struct contribution_item *item(const struct contribution *c, const char *field)
{
    static const struct contribution_item none = { .field = "?", .state = CONTRIBUTION_MISSING };
    for (size_t i = 0; i < c->item_count; i++) {
        if (strcmp(c->items[i].field, field) == 0)
            return &c->items[i];
    }
    CHECK_ROW(field);
    CHECK(!"there is such an item");
    return &none;
}

static struct stored_movie full_film(void)
{
    static struct text genres[] = { { "Sci-Fi", 6 }, { "Musical", 7 }, { "Music", 5 }, { "Sport", 5 }, { "Drama", 5 } };
    static struct person directors[] = { { .name = { "Inês Varela", 12 }, .imdb_id = { "nm9900001", 9 } } };
    static struct person cast[] = { { .name = { "A & B", 5 }, .character = { "X", 1 }, .tmdb_id = 7 },
                                    { .name = { "No Id", 5 }, .imdb_id = { "nm1", 3 } } };
    static struct coded countries[] = { { { "PT", 2 }, { "Portugal", 8 } }, { { "ES", 2 }, { NULL, 0 } } };
    static struct coded languages[] = { { { "pt", 2 }, { "Portuguese", 10 } } };
    return (struct stored_movie){ .movie = {
                                      .imdb_id = TEXT("tt9900001"),
                                      .title = TEXT("Last Light & Co."),
                                      .original_title = TEXT("Última Luz"),
                                      .original_language = TEXT("pt"),
                                      .type = TEXT("movie"),
                                      .release_date = TEXT("2025-09-12"),
                                      .release_country = TEXT("PT"),
                                      .runtime_minutes = { 104, true },
                                      .overview = TEXT("A plot that IMDb owns."),
                                      .genres = { genres, COUNT_OF(genres) },
                                      .directors = { directors, 1 },
                                      .cast = { cast, 2 },
                                      .countries = { countries, 2 },
                                      .languages = { languages, 1 },
                                  } };
}

static void facts_are_filled_in(void)
{
    static const struct {
        const char *field, *want;
    } table[] = {
        { "original_language", "pt (Portuguese)" },
        { "original_title", "Última Luz" },
        { "title", "Last Light & Co." },
        { "release_date", "2025-09-12" },
        { "release_country", "PT" },
        { "runtime", "104 min" },
        { "genres", "Science Fiction, Music, Drama" },
        { "countries", "Portugal, ES" },
        { "languages", "Portuguese" },
        { "imdb_id", "tt9900001" },
    };
    struct stored_movie film = full_film();
    struct contribution c;
    contribution_fill(&film, &arena, &c);
    for (size_t i = 0; i < COUNT_OF(table); i++) {
        CHECK_ROW(table[i].field);
        CHECK_INT(item(&c, table[i].field)->state, CONTRIBUTION_KNOWN);
        CHECK_TEXT_Z(item(&c, table[i].field)->value, table[i].want);
    }
    CHECK_ROW(NULL);
    CHECK(item(&c, "original_title")->required && item(&c, "overview")->required && !item(&c, "runtime")->required);
    CHECK_INT(item(&c, "release_type")->state, CONTRIBUTION_MISSING);
    CHECK(item(&c, "genres")->note != NULL); /* Sport */
    CHECK_INT(c.countable, 15);
    CHECK_INT(c.known, 12); /* not: overview, release type, poster */
    CHECK_TEXT_Z(c.search_url, "https://www.themoviedb.org/search/movie?query=Last%20Light%20%26%20Co.");
    CHECK_TEXT_Z(c.imdb_url, "https://www.imdb.com/title/tt9900001/");
}

static void texts_are_never_offered(void)
{
    struct stored_movie film = full_film();
    struct contribution c;
    static const char *const sources[] = { "imdb_page", "omdb", "dataset", "given", NULL };
    for (size_t i = 0; i < COUNT_OF(sources); i++) {
        film.origins[movie_field_index(TEXT("overview"))].source = text_of(sources[i]);
        contribution_fill(&film, &arena, &c);
        CHECK_INT(item(&c, "overview")->state, CONTRIBUTION_YOURS);
        CHECK(!text_known(item(&c, "overview")->value));
        CHECK(!text_known(item(&c, "poster")->value));
    }
    film.origins[movie_field_index(TEXT("overview"))].source = TEXT("person");
    contribution_fill(&film, &arena, &c);
    CHECK_TEXT_Z(item(&c, "overview")->value, "A plot that IMDb owns."); /* this person wrote it */
}

static void people_with_their_pages(void)
{
    struct stored_movie film = full_film();
    struct contribution c;
    contribution_fill(&film, &arena, &c);
    CHECK_INT(c.person_count, 3);
    CHECK_TEXT_Z(c.people[0].imdb_url, "https://www.imdb.com/name/nm9900001/");
    CHECK_TEXT_Z(c.people[0].tmdb_url, "https://www.themoviedb.org/search/person?query=In%C3%AAs%20Varela");
    CHECK_TEXT_Z(c.people[1].tmdb_url, "https://www.themoviedb.org/person/7");
    CHECK(!text_known(c.people[1].imdb_url));
    CHECK(!text_known(c.people[2].imdb_url)); /* an id that is none makes no address */
}

static void what_is_missing(void)
{
    struct stored_movie film = { .movie = { .title = TEXT("Thin"), .year = { 1931, true }, .type = TEXT("tvMovie") } };
    struct stored_movie nothing = { 0 };
    struct contribution c;
    contribution_fill(&film, &arena, &c);
    CHECK_TEXT_Z(item(&c, "original_title")->value, "Thin");
    CHECK(item(&c, "original_title")->note != NULL);
    CHECK_INT(item(&c, "title")->state, CONTRIBUTION_NONE);
    CHECK_INT(item(&c, "release_date")->state, CONTRIBUTION_MISSING);
    CHECK(item(&c, "release_date")->note != NULL);
    CHECK_TEXT_Z(item(&c, "release_type")->value, "TV");
    CHECK_TEXT_Z(item(&c, "genres")->value, "TV Movie");
    CHECK_INT(c.known, 3);
    contribution_fill(&nothing, &arena, &c);
    CHECK_INT(c.known, 0);
    CHECK_INT(item(&c, "original_title")->state, CONTRIBUTION_MISSING);
    CHECK(!text_known(c.imdb_url));
}

static void long_lists_end(void)
{
    static struct person crowd[100];
    struct stored_movie film = { .movie = { .title = TEXT("Crowd"), .cast = { crowd, 100 } } };
    struct contribution c;
    for (size_t i = 0; i < 100; i++)
        crowd[i].name = TEXT("Somebody");
    contribution_fill(&film, &arena, &c);
    CHECK_INT(c.person_count, CONTRIBUTION_PEOPLE_MAX);
}

int main(void)
{
    RUN(facts_are_filled_in);
    RUN(texts_are_never_offered);
    RUN(people_with_their_pages);
    RUN(what_is_missing);
    RUN(long_lists_end);
    arena_finish(&arena);
    return check_done();
}
