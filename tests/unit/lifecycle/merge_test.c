/* Merging: fills only what is unknown, pairs stay pairs, twice is once. */
#include "base/compiler.h"
#include "base/random.h"
#include "check.h"
#include "lifecycle/merge.h"

#include <string.h>

static const struct field_origin tmdb = { .source = { "tmdb", 4 }, .fetched_at_ms = 1 };
static const struct field_origin page = { .source = { "imdb_page", 9 }, .fetched_at_ms = 2 };
static const struct field_origin given = { .source = { "given", 5 }, .fetched_at_ms = 3 };

static size_t at(const char *name)
{
    return (size_t)movie_field_index(text_of(name));
}

static bool all_equal(const struct movie *a, const struct movie *b)
{
    for (size_t i = 0; i < movie_field_count; i++) {
        if (!movie_field_equal(a, b, i))
            return false;
    }
    return true;
}

static void fills_what_is_unknown(void)
{
    struct movie into = { .title = TEXT("The Lighthouse Choir"), .year = number_of(2019) };
    struct text genres[] = { TEXT("Drama") };
    struct movie from = { .title = TEXT("Another Title"),
                          .year = number_of(2020),
                          .overview = TEXT("A choir."),
                          .genres = { genres, 1 },
                          .adult = { false, true } };
    struct field_origin origins[MOVIE_FIELDS_MAX] = { 0 };
    origins[at("title")] = origins[at("year")] = given;
    CHECK_INT(merge_fill(&into, origins, &from, &page), 3);
    CHECK_TEXT_Z(into.title, "The Lighthouse Choir");
    CHECK_INT(into.year.value, 2019);
    CHECK_TEXT_Z(into.overview, "A choir.");
    CHECK_INT(into.genres.count, 1);
    CHECK(into.adult.known && !into.adult.value);
    CHECK_TEXT_Z(origins[at("title")].source, "given");
    CHECK_TEXT_Z(origins[at("overview")].source, "imdb_page");
    CHECK_INT(origins[at("overview")].fetched_at_ms, 2);
    CHECK(!text_known(origins[at("runtime_minutes")].source));
    CHECK_INT(merge_fill(&into, origins, &from, &given), 0); /* twice */
    CHECK_TEXT_Z(origins[at("overview")].source, "imdb_page");
}

/* Zero and NULL are "not known". */
struct pairs {
    int rating, votes;
    const char *date, *country;
};

static struct movie movie_of(struct pairs p)
{
    return (struct movie){ .rating = { p.rating, p.rating != 0 },
                           .vote_count = { p.votes, p.votes != 0 },
                           .release_date = text_of(p.date),
                           .release_country = text_of(p.country) };
}

static void pairs_come_from_one_source(void)
{
    static const struct {
        const char *why;
        struct pairs into, from, want;
    } rows[] = {
        { "both", { 0, 0, NULL, NULL }, { 7, 80, NULL, NULL }, { 7, 80, NULL, NULL } },
        { "no votes into another's rating", { 6, 0, NULL, NULL }, { 7, 80, NULL, NULL }, { 6, 0, NULL, NULL } },
        { "no rating into another's votes", { 0, 3, NULL, NULL }, { 7, 80, NULL, NULL }, { 0, 3, NULL, NULL } },
        { "a rating alone", { 0, 0, NULL, NULL }, { 7, 0, NULL, NULL }, { 7, 0, NULL, NULL } },
        { "votes alone wait for a source with both", { 0, 0, NULL, NULL }, { 0, 3, NULL, NULL }, { 0, 0, NULL, NULL } },
        { "no country to another's date",
          { 0, 0, "2019-05-02", NULL },
          { 0, 0, "2019-06-07", "IS" },
          { 0, 0, "2019-05-02", NULL } },
        { "date and country", { 0, 0, NULL, NULL }, { 0, 0, "2019-06-07", "IS" }, { 0, 0, "2019-06-07", "IS" } },
        { "a country alone", { 0, 0, NULL, NULL }, { 0, 0, NULL, "IS" }, { 0, 0, NULL, NULL } },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct movie into = movie_of(rows[i].into), from = movie_of(rows[i].from), want = movie_of(rows[i].want);
        struct field_origin origins[MOVIE_FIELDS_MAX] = { 0 };
        CHECK_ROW(rows[i].why);
        (void)merge_fill(&into, origins, &from, &page);
        CHECK(all_equal(&into, &want));
    }
}

static void tmdb_ids_come_from_tmdb_alone(void)
{
    struct movie into = { 0 }, from = { .tmdb_id = { 990001, true }, .title = TEXT("T") };
    struct field_origin origins[MOVIE_FIELDS_MAX] = { 0 };
    CHECK_INT(merge_fill(&into, origins, &from, &page), 1);
    CHECK(!into.tmdb_id.known);
    CHECK_INT(merge_fill(&into, origins, &from, &tmdb), 1);
    CHECK_INT(into.tmdb_id.value, 990001);
}

/* A record that knows each field or not by chance; `mark` makes its values different from others'. */
static struct movie random_movie(struct random *random, int64_t mark, struct text *texts, struct person *people,
                                 struct coded *coded)
{
    struct movie movie = { 0 };
    texts[0] = mark == 1 ? TEXT("one") : TEXT("two");
    people[0] = (struct person){ .name = texts[0] };
    coded[0] = (struct coded){ .name = texts[0] };
    for (size_t i = 0; i < movie_field_count; i++) {
        void *field = (char *)&movie + movie_fields[i].offset;
        if (random_next(random) % 2 == 0)
            continue;
        switch (movie_fields[i].kind) {
        case FIELD_TEXT: *(struct text *)field = texts[0]; break;
        case FIELD_NUMBER: *(struct number *)field = number_of(mark); break;
        case FIELD_DECIMAL: *(struct decimal *)field = (struct decimal){ (double)mark, true }; break;
        case FIELD_FLAG: *(struct flag *)field = (struct flag){ mark == 1, true }; break;
        case FIELD_TEXTS: *(struct texts *)field = (struct texts){ texts, 1 }; break;
        case FIELD_PEOPLE: *(struct people *)field = (struct people){ people, 1 }; break;
        case FIELD_CODED: *(struct codeds *)field = (struct codeds){ coded, 1 }; break;
        }
    }
    return movie;
}

/* For chance records: what was known stays, twice is once, every known field has the origin of the record whose value
 * it has, and the order of two sources matters only where both know the field. */
static void laws(void)
{
    struct random random = { 7 };
    struct text texts[2];
    struct person people[2];
    struct coded coded[2];
    for (int round = 0; round < 2000; round++) {
        struct movie a = random_movie(&random, 1, &texts[0], &people[0], &coded[0]);
        struct movie b = random_movie(&random, 2, &texts[1], &people[1], &coded[1]);
        struct movie ab = { 0 }, ba = { 0 };
        struct field_origin origins[MOVIE_FIELDS_MAX] = { 0 }, others[MOVIE_FIELDS_MAX] = { 0 };
        (void)merge_fill(&ab, origins, &a, &tmdb);
        struct movie before = ab;
        (void)merge_fill(&ab, origins, &b, &page);
        struct movie once = ab;
        bool idempotent = merge_fill(&ab, origins, &a, &tmdb) == 0 || !all_equal(&before, &a);
        idempotent = merge_fill(&ab, origins, &b, &page) == 0 && idempotent;
        (void)merge_fill(&ba, others, &b, &page);
        (void)merge_fill(&ba, others, &a, &tmdb);
        if (!CHECK(idempotent))
            return;
        for (size_t i = 0; i < movie_field_count; i++) {
            CHECK_ROW(movie_fields[i].name);
            bool kept = !movie_knows(&before, i) || movie_field_equal(&before, &once, i);
            bool traced = movie_knows(&ab, i) == text_known(origins[i].source);
            if (traced && movie_knows(&ab, i))
                traced = movie_field_equal(&ab, text_is(origins[i].source, "tmdb") ? &a : &b, i);
            bool pair = strncmp(movie_fields[i].name, "release_", 8) == 0 || i == at("rating") ||
                        i == at("vote_count") || i == at("tmdb_id");
            bool both = movie_knows(&a, i) && movie_knows(&b, i);
            if (!CHECK(kept) || !CHECK(traced) || !CHECK(pair || both || movie_field_equal(&ab, &ba, i)))
                return;
        }
    }
}

static void what_was_stored_is_kept(void)
{
    struct movie into = { .title = TEXT("TMDb's"), .release_date = TEXT("2019-05-02") };
    struct text genres[] = { TEXT("Drama") };
    const struct movie stored = { .tmdb_id = number_of(7),
                                  .title = TEXT("The page's"),
                                  .release_date = TEXT("2019-06-07"),
                                  .release_country = TEXT("IS"),
                                  .overview = TEXT("What TMDb said before."),
                                  .genres = { genres, 1 },
                                  .runtime_minutes = number_of(90) };
    struct field_origin origins[MOVIE_FIELDS_MAX] = { 0 }, before[MOVIE_FIELDS_MAX] = { 0 };
    origins[at("title")] = origins[at("release_date")] = before[at("overview")] = tmdb;
    before[at("title")] = before[at("release_date")] = before[at("release_country")] = before[at("genres")] = page;
    merge_keep(&into, origins, &stored, before);
    CHECK_TEXT_Z(into.title, "TMDb's");
    CHECK(!text_known(into.release_country)); /* of another date */
    CHECK(!text_known(into.overview));        /* TMDb has been asked again */
    CHECK(!into.tmdb_id.known);
    CHECK_INT(into.genres.count, 1);
    CHECK_TEXT_Z(origins[at("genres")].source, "imdb_page");
    CHECK_INT(into.runtime_minutes.value, 90); /* another program's, so of unknown origin */
    CHECK(!text_known(origins[at("runtime_minutes")].source));
}

static void enriched(void)
{
    static const char *const promised[] = { "release_date",      "year",           "runtime_minutes", "overview",
                                            "original_language", "original_title", "poster_url" };
    struct movie full = { .title = TEXT("T"),
                          .release_date = TEXT("2019-05-02"),
                          .year = number_of(2019),
                          .runtime_minutes = number_of(90),
                          .overview = TEXT("O"),
                          .original_language = TEXT("is"),
                          .original_title = TEXT("T"),
                          .poster_url = TEXT("https://image.example/p.jpg"),
                          .rating = { 7, true } };
    struct field_origin origins[MOVIE_FIELDS_MAX];
    CHECK(!merge_has_gap(&full));
    for (size_t i = 0; i < movie_field_count; i++)
        origins[i] = tmdb;
    CHECK(!merge_enriched(&full, origins));
    origins[at("rating")] = page; /* not a promised column */
    CHECK(!merge_enriched(&full, origins));
    for (size_t i = 0; i < COUNT_OF(promised); i++) {
        CHECK_ROW(promised[i]);
        const struct movie nothing = { 0 };
        size_t field = at(promised[i]);
        struct movie gap = full;
        movie_take(&gap, &nothing, field);
        CHECK_INT(merge_has_gap(&gap), field != at("year")); /* the date tells the year */
        origins[field] = page;
        CHECK(merge_enriched(&full, origins));
        CHECK(!merge_enriched(&gap, origins)); /* an origin of nothing */
        origins[field] = tmdb;
    }
}

int main(void)
{
    RUN(fills_what_is_unknown);
    RUN(pairs_come_from_one_source);
    RUN(tmdb_ids_come_from_tmdb_alone);
    RUN(laws);
    RUN(what_was_stored_is_kept);
    RUN(enriched);
    return check_done();
}
