/* Which credits are one row of people. */
#include "store_help.h"

/* Writes a film with one director and returns that person's row. */
static long long director_row(struct store *store, const char *imdb_id, struct person person)
{
    struct error err = { 0 };
    char sql[200];
    struct stored_movie movie = { .import_status = TEXT("soft"),
                                  .movie = { .imdb_id = text_of(imdb_id), .directors = { &person, 1 } } };
    struct lookup_write write = { .imdb_id = text_of(imdb_id),
                                  .canonical_id = text_of(imdb_id),
                                  .outcome = TEXT("soft"),
                                  .movie = &movie,
                                  .now_ms = NOW_MS };
    CHECK_OK(store_lookup_write(store, &write, &err));
    (void)snprintf(sql, sizeof sql,
                   "SELECT person_id FROM movie_credits WHERE movie_id = (SELECT id FROM movies WHERE imdb_id = '%s')",
                   imdb_id);
    return help_int(sql);
}

/* Without ids: one name is one person from list to list, and two within a list. */
static void names_without_ids(void)
{
    help_start();
    struct error err = { 0 };
    struct store *store = help_open();
    struct person directors[] = { { .name = TEXT("Ana Sá") } };
    struct person writers[] = { { .name = TEXT("Ana Sa") }, { .name = TEXT("ANA SÁ") } };
    struct person cast[] = { { .name = TEXT("Ana  Sá") }, { .name = TEXT("Rui Sá") } };
    const struct stored_movie movie = {
        .import_status = TEXT("imdb_placeholder"),
        .movie = { .title = TEXT("T"), .directors = { directors, 1 }, .writers = { writers, 2 }, .cast = { cast, 2 } },
    };
    const struct lookup_write write = { .imdb_id = TEXT("tt0000001"),
                                        .canonical_id = TEXT("tt0000001"),
                                        .outcome = TEXT("imdb_placeholder"),
                                        .movie = &movie,
                                        .now_ms = NOW_MS };
    CHECK_OK(store_lookup_write(store, &write, &err));
    CHECK_OK(store_lookup_write(store, &write, &err));
    CHECK_INT(help_int("SELECT count(*) FROM people"), 3);
    CHECK_INT(help_int("SELECT count(DISTINCT person_id) FROM movie_credits WHERE role = 'writer'"), 2);
    CHECK_INT(help_int("SELECT count(*) FROM movie_credits WHERE person_id = "
                       "(SELECT person_id FROM movie_credits WHERE role = 'director')"),
              3);
    store_close(&store);
    help_stop();
}

static void people_are_who_their_ids_say(void)
{
    help_start();
    struct store *store = help_open();
    struct text nm1 = TEXT("nm0000001"), nm2 = TEXT("nm0000002"), name = TEXT("John Smith");
    long long first = director_row(store, "tt0000001", (struct person){ .name = name, .imdb_id = nm1 });
    CHECK_INT(director_row(store, "tt0000002", (struct person){ .name = TEXT("J. Smith"), .imdb_id = nm1 }), first);
    long long other = director_row(store, "tt0000003", (struct person){ .name = name, .imdb_id = nm2 });
    CHECK(other != first);
    /* the same name without an id is nobody else, film after film */
    long long nameless = director_row(store, "tt0000004", (struct person){ .name = name });
    CHECK(nameless != first && nameless != director_row(store, "tt0000005", (struct person){ .name = name }));
    /* a TMDb id learnt with an IMDb id leads there from now on */
    CHECK_INT(director_row(store, "tt0000006", (struct person){ .name = name, .imdb_id = nm1, .tmdb_id = 11 }), first);
    CHECK_INT(director_row(store, "tt0000007", (struct person){ .name = name, .tmdb_id = 11 }), first);
    /* first only a TMDb id, later both */
    long long third = director_row(store, "tt0000008", (struct person){ .name = name, .tmdb_id = 33 });
    CHECK_INT(
        director_row(store, "tt0000009", (struct person){ .name = name, .imdb_id = TEXT("nm0000003"), .tmdb_id = 33 }),
        third);
    CHECK_TEXT_Z(text_of(help_text("SELECT imdb_id FROM people WHERE tmdb_id = 33")), "nm0000003");
    /* the two ids contradict: the IMDb id is believed, the TMDb id stays where it was */
    CHECK_INT(director_row(store, "tt0000010", (struct person){ .name = name, .imdb_id = nm2, .tmdb_id = 11 }), other);
    long long new =
        director_row(store, "tt0000011", (struct person){ .name = name, .imdb_id = TEXT("nm0000004"), .tmdb_id = 11 });
    CHECK(new != first &&new != other &&new > 0);
    CHECK_TEXT_Z(text_of(help_text("SELECT imdb_id FROM people WHERE tmdb_id = 11")), "nm0000001");
    CHECK_INT(help_int("SELECT count(*) FROM people"), 6);
    store_close(&store);
    help_stop();
}

/* A TMDb id that two persons are said to have: whose IMDb id comes first keeps it. */
static void one_tmdb_id_for_two_in_a_film(void)
{
    help_start();
    struct error err = { 0 };
    struct store *store = help_open();
    struct person cast[] = { { .name = TEXT("Ana Sá"), .imdb_id = TEXT("nm0000001"), .tmdb_id = 11 },
                             { .name = TEXT("Rui Sá"), .imdb_id = TEXT("nm0000002"), .tmdb_id = 11 } };
    const struct stored_movie movie = { .import_status = TEXT("soft"),
                                        .movie = { .title = TEXT("T"), .cast = { cast, 2 } } };
    const struct lookup_write write = { .imdb_id = TEXT("tt0000002"),
                                        .canonical_id = TEXT("tt0000002"),
                                        .outcome = TEXT("soft"),
                                        .movie = &movie,
                                        .now_ms = NOW_MS };
    long long known = director_row(store, "tt0000001", (struct person){ .name = TEXT("Ana Sá"), .tmdb_id = 11 });
    CHECK_OK(store_lookup_write(store, &write, &err));
    CHECK_INT(help_int("SELECT id FROM people WHERE imdb_id = 'nm0000001' AND tmdb_id = 11"), known);
    CHECK_INT(help_int("SELECT count(*) FROM people WHERE imdb_id = 'nm0000002' AND tmdb_id IS NULL"), 1);
    CHECK_INT(help_int("SELECT count(DISTINCT person_id) FROM movie_credits WHERE role = 'cast'"), 2);
    store_close(&store);
    help_stop();
}

int main(void)
{
    RUN(names_without_ids);
    RUN(people_are_who_their_ids_say);
    RUN(one_tmdb_id_for_two_in_a_film);
    return check_done();
}
