/* The public library, seen from outside: linked with libunderstudy and nothing of ours besides. */
#include "check.h"

#include <pthread.h>
#include <stddef.h>
#include <string.h>
#include <understudy.h>

#define PAGE                                                                                                           \
    "<html><script id=\"__NEXT_DATA__\" type=\"application/json\">{\"props\":{\"pageProps\":{\"aboveTheFoldData\":"    \
    "{\"id\":\"tt9900001\",\"titleText\":{\"text\":\"Last Light\"},\"titleType\":{\"id\":\"movie\"},"                  \
    "\"releaseYear\":{\"year\":2025},\"genres\":{\"genres\":[{\"text\":\"Drama\"}]}}}}}</script></html>"
#define PAIR                                                                                                           \
    "{\"data\":{\"titles\":[{\"id\":\"tt9900001\",\"titleText\":{\"text\":\"Last Light\"}},"                           \
    "{\"id\":\"tt9900002\",\"titleText\":{\"text\":\"The Ferry\"}}]}}"

static bool is(struct understudy_text t, const char *z)
{
    return t.at != NULL && strcmp(t.at, z) == 0 && t.bytes == strlen(z);
}

static void records(void)
{
    struct understudy_memory *memory = understudy_memory_create();
    const struct understudy_extraction *const *out = NULL;
    size_t count = 0;
    char page[] = PAGE;
    CHECK_INT(understudy_extract(memory, page, sizeof page - 1, NULL, &out, &count), UNDERSTUDY_OK);
    memset(page, 'x', sizeof page); /* nothing points into it */
    if (!CHECK_INT(count, 1) || !CHECK_INT(out[0]->outcome, UNDERSTUDY_FOUND))
        return;
    const struct understudy_record *record = out[0]->record;
    CHECK(strcmp(out[0]->layout, "page-next") == 0 && out[0]->why == NULL);
    CHECK(is(record->imdb_id, "tt9900001") && is(record->title, "Last Light") && is(record->type, "movie"));
    CHECK(record->year == 2025 && record->runtime_minutes == UNDERSTUDY_UNKNOWN && record->vote_count == -1);
    CHECK(record->rating < 0 && record->adult <= 0 && record->overview.at == NULL && record->cast.count == 0);
    CHECK(record->genres.count == 1 && is(record->genres.at[0], "Drama"));

    const struct understudy_extraction *const *pair = NULL;
    CHECK_INT(understudy_extract(memory, PAIR, sizeof PAIR - 1, NULL, &pair, &count), UNDERSTUDY_OK);
    CHECK(count == 2 && is(pair[1]->record->title, "The Ferry"));
    CHECK(is(record->title, "Last Light")); /* earlier results stay */
    CHECK_INT(understudy_extract(memory, PAIR, sizeof PAIR - 1, "tt9900002", &pair, &count), UNDERSTUDY_OK);
    CHECK(count == 1 && is(pair[0]->record->imdb_id, "tt9900002"));
    CHECK_INT(understudy_extract(memory, PAIR, sizeof PAIR - 1, "tt9900003", &pair, &count), UNDERSTUDY_OK);
    CHECK(count == 1 && pair[0]->outcome == UNDERSTUDY_NOT_FOUND && pair[0]->record == NULL && pair[0]->why != NULL);
    understudy_memory_reset(memory);
    CHECK_INT(understudy_extract(memory, "", 0, NULL, &out, &count), UNDERSTUDY_OK);
    CHECK(count == 1 && out[0]->outcome == UNDERSTUDY_DRIFT);
    understudy_memory_destroy(memory);
    understudy_memory_destroy(NULL);
}

static void json_in_the_callers_buffer(void)
{
    struct understudy_memory *memory = understudy_memory_create();
    const struct understudy_extraction *const *out = NULL;
    size_t count = 0, bytes = 0, again = 0;
    char json[4096] = "untouched";
    CHECK_INT(understudy_extract(memory, PAGE, sizeof PAGE - 1, NULL, &out, &count), UNDERSTUDY_OK);
    CHECK_INT(understudy_json(out[0], NULL, 0, &bytes), UNDERSTUDY_NO_ROOM);
    CHECK_INT(understudy_json(out[0], json, bytes, &again), UNDERSTUDY_NO_ROOM); /* the NUL does not fit */
    CHECK(again == bytes && strcmp(json, "untouched") == 0);
    CHECK_INT(understudy_json(out[0], json, bytes + 1, &again), UNDERSTUDY_OK);
    CHECK(again == bytes && strlen(json) == bytes && strstr(json, "\"title\":\"Last Light\"") != NULL);
    CHECK_INT(understudy_extract(memory, "{}", 2, NULL, &out, &count), UNDERSTUDY_OK);
    CHECK_INT(understudy_json(out[0], json, sizeof json, &bytes), UNDERSTUDY_OK);
    CHECK(strcmp(json, "null") == 0);
    understudy_memory_destroy(memory);
}

static void wrong_arguments(void)
{
    struct understudy_memory *memory = understudy_memory_create();
    const struct understudy_extraction *const *out = NULL;
    const struct understudy_decision *decision = NULL;
    struct understudy_film film = UNDERSTUDY_FILM_NOTHING, older = UNDERSTUDY_FILM_NOTHING;
    size_t count = 7, bytes = 7;
    char id[UNDERSTUDY_ID_ROOM] = "x";
    CHECK_INT(understudy_extract(NULL, "", 0, NULL, &out, &count), UNDERSTUDY_INVALID);
    CHECK_INT(understudy_extract(memory, NULL, 1, NULL, &out, &count), UNDERSTUDY_INVALID);
    CHECK_INT(understudy_extract(memory, "", 0, "nm0000001", &out, &count), UNDERSTUDY_INVALID);
    CHECK_INT(understudy_extract(memory, "", (size_t)UNDERSTUDY_INPUT_BYTES_MAX + 1, NULL, &out, &count),
              UNDERSTUDY_LARGE);
    CHECK_INT(understudy_extract(memory, "\x1f\x8b\x08 cut", 7, NULL, &out, &count), UNDERSTUDY_DAMAGED);
    CHECK_INT(understudy_extract(memory, "\x28\xb5\x2f\xfd cut", 8, NULL, &out, &count), UNDERSTUDY_DAMAGED);
    CHECK(out == NULL && count == 7);
    CHECK_INT(understudy_json(NULL, NULL, 0, &bytes), UNDERSTUDY_INVALID);
    CHECK_INT(understudy_parse_id("Last Light", 10, id), UNDERSTUDY_INVALID);
    CHECK(strcmp(id, "x") == 0);
    CHECK_INT(understudy_identify(memory, &film, NULL, 0, &decision), UNDERSTUDY_INVALID); /* no id */
    older.imdb_id = "tt9900001";
    older.size = 8;
    CHECK_INT(understudy_identify(memory, &older, NULL, 0, &decision), UNDERSTUDY_INVALID);
    film.imdb_id = "tt9900001";
    film.title_count = 1; /* and no titles */
    CHECK_INT(understudy_identify(memory, &film, NULL, 0, &decision), UNDERSTUDY_INVALID);
    for (int status = 0; status <= 5; status++)
        CHECK(understudy_status_text((enum understudy_status)status) != NULL);
    CHECK(understudy_version()[0] != '\0');
    understudy_memory_destroy(memory);
}

static void ids_and_titles(void)
{
    static const char url[] = "https://m.imdb.com/de/title/tt9900001/?ref_=x";
    char id[UNDERSTUDY_ID_ROOM], a[64], b[64];
    size_t bytes = 0;
    CHECK_INT(understudy_parse_id(url, sizeof url - 1, id), UNDERSTUDY_OK);
    CHECK(strcmp(id, "tt9900001") == 0);
    CHECK_INT(understudy_parse_id("tt1234567890", 12, id), UNDERSTUDY_OK);
    CHECK_INT(understudy_normalise_title("L\xC3\xA9on!", 6, a, sizeof a, &bytes), UNDERSTUDY_OK);
    CHECK_INT(understudy_normalise_title("LEON", 4, b, sizeof b, &bytes), UNDERSTUDY_OK);
    CHECK(strcmp(a, b) == 0 && bytes == 4);
    CHECK_INT(understudy_normalise_title("LEON", 4, b, 4, &bytes), UNDERSTUDY_NO_ROOM);
    CHECK_INT(understudy_normalise_title("\xFF", 1, b, sizeof b, &bytes), UNDERSTUDY_OK);
    CHECK(bytes == 0 && b[0] == '\0');
}

static void identity(void)
{
    static const char *const titles[] = { "Last Light" }, *const others[] = { "The Ferry", NULL };
    static const int32_t years[] = { 2025 }, other_years[] = { 1961 };
    struct understudy_memory *memory = understudy_memory_create();
    struct understudy_film wanted = UNDERSTUDY_FILM_NOTHING, good = UNDERSTUDY_FILM_NOTHING,
                           bad = UNDERSTUDY_FILM_NOTHING, bare = UNDERSTUDY_FILM_NOTHING;
    const struct understudy_film *pool[] = { &bare, &good, &bad };
    const struct understudy_decision *decision = NULL;
    wanted.imdb_id = good.imdb_id = bad.other_imdb_id = "tt9900001";
    wanted.titles = good.titles = bare.titles = titles;
    wanted.title_count = good.title_count = bare.title_count = 1;
    wanted.years = good.years = years;
    wanted.year_count = good.year_count = 1;
    bad.titles = others;
    bad.title_count = 2;
    bad.years = other_years;
    bad.year_count = 1;
    good.tmdb_id = 7;
    CHECK_INT(understudy_identify(memory, &wanted, pool, 2, &decision), UNDERSTUDY_OK);
    CHECK(decision->verdict == UNDERSTUDY_ACCEPT && decision->index == 1 && decision->detail.bytes > 0);
    CHECK_INT(understudy_identify(memory, &wanted, pool, 1, &decision), UNDERSTUDY_OK);
    CHECK_INT(decision->verdict, UNDERSTUDY_NO_PROOF);
    CHECK_INT(understudy_identify(memory, &wanted, pool, 3, &decision), UNDERSTUDY_OK);
    CHECK_INT(decision->verdict, UNDERSTUDY_AMBIGUOUS);
    CHECK_INT(understudy_identify(memory, &wanted, &pool[2], 1, &decision), UNDERSTUDY_OK);
    CHECK(decision->verdict == UNDERSTUDY_QUARANTINE && strcmp(decision->rule, "K1") == 0);
    bad.other_imdb_id = "tt9900009";
    CHECK_INT(understudy_identify(memory, &wanted, &pool[2], 1, &decision), UNDERSTUDY_OK);
    CHECK_INT(decision->verdict, UNDERSTUDY_OTHER_ID);
    wanted.other_imdb_id = "tt9900009"; /* IMDb merged the two */
    CHECK_INT(understudy_identify(memory, &wanted, &pool[2], 1, &decision), UNDERSTUDY_OK);
    CHECK_INT(decision->verdict, UNDERSTUDY_QUARANTINE);
    wanted.type = "tvSeries";
    CHECK_INT(understudy_identify(memory, &wanted, NULL, 0, &decision), UNDERSTUDY_OK);
    CHECK_INT(decision->verdict, UNDERSTUDY_NOT_A_MOVIE);
    understudy_memory_destroy(memory);
}

static void *read_often(void *good)
{
    struct understudy_memory *memory = understudy_memory_create();
    *(bool *)good = true;
    for (int i = 0; i < 500; i++) {
        const struct understudy_extraction *const *out = NULL;
        size_t count = 0, bytes = 0;
        char json[4096], title[64];
        *(bool *)good &=
            understudy_extract(memory, PAIR, sizeof PAIR - 1, NULL, &out, &count) == UNDERSTUDY_OK && count == 2 &&
            understudy_json(out[1], json, sizeof json, &bytes) == UNDERSTUDY_OK &&
            strstr(json, "\"title\":\"The Ferry\"") != NULL &&
            understudy_normalise_title("\xC3\x89t\xC3\xA9", 5, title, sizeof title, &bytes) == UNDERSTUDY_OK;
        understudy_memory_reset(memory);
    }
    understudy_memory_destroy(memory);
    return NULL;
}

static void threads_with_a_memory_each(void)
{
    pthread_t threads[4];
    bool good[4] = { false };
    for (size_t i = 0; i < 4; i++)
        CHECK_INT(pthread_create(&threads[i], NULL, read_often, &good[i]), 0);
    for (size_t i = 0; i < 4; i++) {
        CHECK_INT(pthread_join(threads[i], NULL), 0);
        CHECK(good[i]);
    }
}

/* The binary interface of soname 0 on 64 bits. A line may be added here, none changed. */
static void layout_of_soname_0(void)
{
    if (sizeof(void *) != 8)
        return;
    CHECK_INT(sizeof(struct understudy_text), 16);
    CHECK_INT(sizeof(struct understudy_texts), 16);
    CHECK_INT(sizeof(struct understudy_person), 48);
    CHECK_INT(sizeof(struct understudy_people), 16);
    CHECK_INT(offsetof(struct understudy_record, production_status), 144);
    CHECK_INT(offsetof(struct understudy_record, year), 160);
    CHECK_INT(offsetof(struct understudy_record, rating), 184);
    CHECK_INT(offsetof(struct understudy_record, cast), 272);
    CHECK_INT(offsetof(struct understudy_extraction, record), 24);
    CHECK_INT(offsetof(struct understudy_extraction, series_id), 48);
    CHECK_INT(offsetof(struct understudy_film, runtime_minutes), 104);
    CHECK_INT(sizeof(struct understudy_film), 112);
    CHECK_INT(offsetof(struct understudy_decision, detail), 24);
}

int main(void)
{
    RUN(records);
    RUN(json_in_the_callers_buffer);
    RUN(wrong_arguments);
    RUN(ids_and_titles);
    RUN(identity);
    RUN(threads_with_a_memory_each);
    RUN(layout_of_soname_0);
    return check_done();
}
