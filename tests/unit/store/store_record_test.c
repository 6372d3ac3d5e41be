/* A random record stored and read again is the same record, field by field. */
#include "base/buf.h"
#include "base/random.h"
#include "store/record.h"
#include "store_help.h"

#include <math.h>

static struct text random_text(struct random *random, struct arena *arena)
{
    static const char *const bits[] = {
        "film",      " ",       "\"", "\\", "\n", "\x01", "\xc3\xa9",    "\xe6\x98\xa0\xe7\x94\xbb", "\xf0\x9f\x8e\xac",
        "</script>", "\\u0041", "'",  "$1", "{}", "\x7f", "\xe2\x80\xa8"
    };
    struct buf buf = BUF_WITH_LIMIT(4096);
    int64_t count = random_between(random, 0, 6);
    for (int64_t i = 0; i < count; i++)
        (void)buf_add_z(&buf, bits[random_between(random, 0, (int64_t)COUNT_OF(bits) - 1)]);
    struct text t = buf.at != NULL ? arena_text(arena, buf_text(&buf)) : TEXT("");
    buf_finish(&buf);
    return t;
}

static bool coin(struct random *random)
{
    return random_between(random, 0, 1) == 1;
}

static struct text random_id(struct random *random, struct arena *arena)
{
    return arena_printf(arena, "nm%07lld", (long long)random_between(random, 1, 300));
}

static void random_people(struct random *random, struct arena *arena, struct people *out, bool characters)
{
    out->count = (size_t)random_between(random, 0, 5);
    out->at = arena_array(arena, out->count, sizeof *out->at);
    for (size_t i = 0; i < out->count; i++) {
        struct person *person = &out->at[i];
        person->name = random_text(random, arena);
        if (coin(random))
            person->imdb_id = random_id(random, arena);
        if (coin(random))
            person->tmdb_id = random_between(random, 1, 300);
        if (characters && coin(random))
            person->character = random_text(random, arena);
    }
}

static struct text random_date(struct random *random, struct arena *arena)
{
    int year = (int)random_between(random, 1890, 2030), month = (int)random_between(random, 1, 12);
    switch (random_between(random, 0, 2)) {
    case 0: return arena_printf(arena, "%04d", year);
    case 1: return arena_printf(arena, "%04d-%02d", year, month);
    default: return arena_printf(arena, "%04d-%02d-%02d", year, month, (int)random_between(random, 1, 28));
    }
}

/* Every kind of field through the table: a field that is added later is in this test at once. */
static void random_field(struct random *random, struct arena *arena, struct movie *movie, size_t field)
{
    void *at = (char *)movie + movie_fields[field].offset;
    switch (movie_fields[field].kind) {
    case FIELD_TEXT:
        *(struct text *)at = at == &movie->release_date ? random_date(random, arena) : random_text(random, arena);
        break;
    case FIELD_NUMBER:
        *(struct number *)at = number_of((int64_t)(random_next(random) >> random_between(random, 1, 60)));
        break;
    case FIELD_DECIMAL:
        *(struct decimal *)at = (struct decimal){
            ldexp((double)random_between(random, -1000000007, 1000000007), (int)random_between(random, -60, 60)), true
        };
        break;
    case FIELD_FLAG: *(struct flag *)at = (struct flag){ coin(random), true }; break;
    case FIELD_TEXTS: {
        struct texts *texts = at;
        texts->count = (size_t)random_between(random, 0, 4);
        texts->at = arena_array(arena, texts->count, sizeof *texts->at);
        for (size_t i = 0; i < texts->count; i++)
            texts->at[i] = random_text(random, arena);
        break;
    }
    case FIELD_PEOPLE: random_people(random, arena, at, at == &movie->cast); break;
    case FIELD_CODED: {
        struct codeds *codeds = at;
        codeds->count = (size_t)random_between(random, 0, 4);
        codeds->at = arena_array(arena, codeds->count, sizeof *codeds->at);
        for (size_t i = 0; i < codeds->count; i++) {
            if (coin(random))
                codeds->at[i].code = random_text(random, arena);
            if (coin(random))
                codeds->at[i].name = random_text(random, arena);
        }
        break;
    }
    }
}

static struct movie random_movie(struct random *random, struct arena *arena)
{
    struct movie movie = { 0 };
    for (size_t i = 0; i < movie_field_count; i++) {
        if (random_between(random, 0, 3) > 0)
            random_field(random, arena, &movie, i);
    }
    movie.imdb_id = arena_printf(arena, "tt%07lld", (long long)random_between(random, 1, 40));
    return movie;
}

static bool same_people(const struct people *a, const struct people *b)
{
    bool same = a->count == b->count;
    for (size_t i = 0; same && i < a->count; i++)
        same = a->at[i].tmdb_id == b->at[i].tmdb_id;
    return same;
}

static bool same(const struct movie *a, const struct movie *b, const char *why)
{
    bool all = true;
    for (size_t i = 0; i < movie_field_count; i++) {
        if (!CHECK(movie_field_equal(a, b, i))) {
            printf("#   %s: %s\n", why, movie_fields[i].name);
            all = false;
        }
    }
    return CHECK(same_people(&a->directors, &b->directors) && same_people(&a->writers, &b->writers) &&
                 same_people(&a->cast, &b->cast)) &&
           all;
}

static void json_and_back(void)
{
    struct random random = { 20 };
    for (int round = 0; round < 3000; round++) {
        struct arena arena = { 0 };
        struct error err = { 0 };
        struct movie movie = random_movie(&random, &arena), got;
        struct text json = record_write(&movie, &arena);
        bool good = CHECK_OK(record_read(json, &arena, &got, &err)) && same(&got, &movie, "json");
        arena_finish(&arena);
        if (!good)
            return;
    }
}

static void store_and_back(void)
{
    struct store *store = help_open_memory();
    struct random random = { 7 };
    struct error err = { 0 };
    for (int round = 0; round < 300; round++) {
        struct arena arena = { 0 };
        struct stored_movie movie = { .import_status = TEXT("soft") }, got;
        movie.movie = random_movie(&random, &arena);
        movie.poster_path = movie.movie.poster_url;
        if (movie.movie.tmdb_id.known)
            movie.movie.tmdb_id.value = round + 1; /* unique */
        movie.retry_count = random_between(&random, 0, 9);
        movie.imdb_scraped_at_ms = coin(&random) ? NOW_MS + round * 1000 : 0;
        for (size_t i = 0; i < movie_field_count; i++) {
            if (coin(&random))
                movie.origins[i] = (struct field_origin){ TEXT("dataset"), random_text(&random, &arena),
                                                          coin(&random) ? NOW_MS + round * 1000 : 0, TEXT("abc") };
        }
        struct lookup_write write = { .imdb_id = movie.movie.imdb_id,
                                      .canonical_id = movie.movie.imdb_id,
                                      .outcome = TEXT("soft"),
                                      .movie = &movie,
                                      .now_ms = NOW_MS };
        bool good = CHECK_OK(store_lookup_write(store, &write, &err)) &&
                    CHECK_OK(store_movie_get(store, movie.movie.imdb_id, &arena, &got, &err)) &&
                    same(&got.movie, &movie.movie, "store");
        for (size_t i = 0; good && i < movie_field_count; i++) {
            const struct field_origin *a = &movie.origins[i], *b = &got.origins[i];
            good = CHECK(text_equal(a->source, b->source) && text_equal(a->licence, b->licence) &&
                         a->fetched_at_ms == b->fetched_at_ms && text_equal(a->answer_sha256, b->answer_sha256));
        }
        good = good && CHECK_INT(got.retry_count, movie.retry_count) &&
               CHECK_INT(got.imdb_scraped_at_ms, movie.imdb_scraped_at_ms);
        arena_finish(&arena);
        if (!good)
            break;
    }
    store_close(&store);
}

/* A placeholder that is written again, with the same record: whatever differs beside it arrives, and nothing twice. */
static void a_placeholder_again(void)
{
    struct store *store = help_open_memory();
    struct random random = { 11 };
    struct error err = { 0 };
    struct arena arena = { 0 };
    struct stored_movie movie = { .import_status = TEXT("imdb_placeholder") }, got;
    for (int round = 0; round < 400; round++) {
        if (round % 8 == 0) {
            arena_reset(&arena);
            movie.movie = random_movie(&random, &arena);
            movie.movie.tmdb_id.known = false;
            struct people *lists[] = { &movie.movie.directors, &movie.movie.writers, &movie.movie.cast };
            for (size_t i = 0; i < 3; i++) {
                for (size_t k = 0; k < lists[i]->count; k++)
                    lists[i]->at[k].tmdb_id = 0; /* no source but TMDb tells one */
            }
            movie.poster_path = movie.movie.poster_url;
        }
        movie.retry_count = round;
        struct field_origin *origin = &movie.origins[random_between(&random, 0, (int64_t)movie_field_count - 1)];
        struct text *texts[] = { &origin->source, &origin->licence, &origin->answer_sha256 };
        if (coin(&random))
            *texts[random_between(&random, 0, 2)] = coin(&random) ? TEXT("dataset") : TEXT("omdb");
        else if (coin(&random))
            *origin = (struct field_origin){ TEXT("wikidata"), TEXT("CC0"), NOW_MS + round * 1000, TEXT("abc") };
        else if (coin(&random))
            *origin = (struct field_origin){ 0 };
        const struct lookup_write write = { .imdb_id = movie.movie.imdb_id,
                                            .canonical_id = movie.movie.imdb_id,
                                            .outcome = TEXT("imdb_placeholder"),
                                            .movie = &movie,
                                            .now_ms = NOW_MS };
        bool good = CHECK_OK(store_lookup_write(store, &write, &err)) &&
                    CHECK_OK(store_movie_get(store, movie.movie.imdb_id, &arena, &got, &err)) &&
                    same(&got.movie, &movie.movie, "again") && CHECK_INT(got.retry_count, round);
        for (size_t i = 0; good && i < movie_field_count; i++) {
            const struct field_origin *a = &movie.origins[i], *b = &got.origins[i];
            good = !text_known(a->source)
                       ? CHECK(!text_known(b->source))
                       : CHECK(text_equal(a->source, b->source) && text_equal(a->licence, b->licence) &&
                               a->fetched_at_ms == b->fetched_at_ms && text_equal(a->answer_sha256, b->answer_sha256));
        }
        if (!good)
            break;
    }
    arena_finish(&arena);
    store_close(&store);
}

static void records_that_lie(void)
{
    static const struct {
        const char *json;
        bool good;
        const char *title;
    } rows[] = {
        { "", false, NULL },
        { "{", false, NULL },
        { "{\"title\":\"A\"", false, NULL },
        { "{\"title\":\"A\"}x", false, NULL },
        { "{\"title\":\"A\\ud800\"}", true, "A\xef\xbf\xbd" },
        { "[]", true, NULL },
        { "null", true, NULL },
        { "{}", true, NULL },
        { "{\"title\":5,\"year\":\"1999\",\"cast\":{\"name\":\"x\"},\"genres\":\"Drama\",\"adult\":1}", true, NULL },
        { "{\"title\":\"A\",\"cast\":[null,5,[]],\"genres\":[1,\"Drama\",null],\"countries\":[[],{}]}", true, "A" },
        { "{\"later\":{\"deep\":[1,2,{\"title\":\"no\"}]},\"title\":\"A\",\"rating\":null}", true, "A" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct arena arena = { 0 };
        struct movie movie = { .title = TEXT("untouched") };
        struct error err = { 0 };
        CHECK_ROW(rows[i].json);
        CHECK_INT(record_read(text_of(rows[i].json), &arena, &movie, &err), rows[i].good ? OK : DRIFT);
        CHECK_TEXT_Z(movie.title, rows[i].good ? rows[i].title : "untouched");
        arena_finish(&arena);
    }
    struct arena arena = { 0 };
    struct movie movie;
    struct error err;
    CHECK_ROW(NULL);
    CHECK(record_read(text_of(rows[9].json), &arena, &movie, &err) == OK);
    CHECK_INT(movie.cast.count, 3);
    CHECK_INT(movie.genres.count, 1);
    CHECK_INT(movie.countries.count, 2);
    CHECK(record_read(text_of(rows[8].json), &arena, &movie, &err) == OK);
    CHECK(movie.cast.count == 0 && movie.genres.count == 0 && !movie.year.known && !movie.adult.known);
    arena_finish(&arena);
}

int main(void)
{
    RUN(json_and_back);
    RUN(store_and_back);
    RUN(a_placeholder_again);
    RUN(records_that_lie);
    return check_done();
}
