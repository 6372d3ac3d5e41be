/* Who becomes one person within one film, and who must not. */
#include "base/compiler.h"
#include "base/random.h"
#include "check.h"
#include "lifecycle/people.h"

static struct arena arena;

/* One credit of a row below; role 'd', 'w' or 'c' (0 ends the list), told by source number. */
struct credit {
    int source;
    char role;
    const char *name, *imdb_id;
    int tmdb_id;
};
static const char *const sources[] = { "tmdb", "imdb_page", "wikidata", "omdb" };

static struct people *list_of(struct movie *movie, char role)
{
    return role == 'd' ? &movie->directors : role == 'w' ? &movie->writers : &movie->cast;
}

static void add(struct movie *movie, const struct credit *credit)
{
    struct people *people = list_of(movie, credit->role);
    struct person *longer = arena_array(&arena, people->count + 1, sizeof *longer);
    for (size_t i = 0; i < people->count; i++)
        longer[i] = people->at[i];
    longer[people->count++] = (struct person){ .name = text_of(credit->name),
                                               .imdb_id = text_of(credit->imdb_id),
                                               .tmdb_id = credit->tmdb_id };
    people->at = longer;
}

/* The row takes each list from the first source that has it, as a merge does. */
static struct movie row_of(const struct movie told[COUNT_OF(sources)], struct field_origin origins[MOVIE_FIELDS_MAX])
{
    static const char *const fields[] = { "directors", "writers", "cast" };
    struct movie row = { 0 };
    for (size_t i = 0; i < COUNT_OF(sources); i++) {
        for (size_t k = 0; k < COUNT_OF(fields); k++) {
            size_t field = (size_t)movie_field_index(text_of(fields[k]));
            if (movie_knows(&row, field) || !movie_knows(&told[i], field))
                continue;
            movie_take(&row, &told[i], field);
            origins[field].source = text_of(sources[i]);
        }
    }
    return row;
}

static struct movie joined(const struct credit *credits, size_t count)
{
    struct movie told[COUNT_OF(sources)] = { 0 };
    struct people_told all[COUNT_OF(sources)];
    struct field_origin origins[MOVIE_FIELDS_MAX] = { 0 };
    for (size_t i = 0; i < count && credits[i].role != 0; i++)
        add(&told[credits[i].source], &credits[i]);
    for (size_t i = 0; i < COUNT_OF(sources); i++)
        all[i] = (struct people_told){ .movie = &told[i], .source = text_of(sources[i]) };
    struct movie row = row_of(told, origins);
    people_join(&row, origins, all, COUNT_OF(all), &arena);
    return row;
}

static struct text shown(struct movie *movie)
{
    static const char roles[] = "dwc";
    struct text text = TEXT("");
    for (size_t i = 0; roles[i] != '\0'; i++) {
        const struct people *people = list_of(movie, roles[i]);
        for (size_t k = 0; k < people->count; k++) {
            const struct person *p = &people->at[k];
            text = arena_printf(&arena, "%.*s%c %.*s%s%.*s", TEXT_ARG(text), roles[i],
                                text_known(p->imdb_id) ? (int)p->imdb_id.len : 1,
                                text_known(p->imdb_id) ? p->imdb_id.at : "-", text_known(p->imdb_id_from) ? "@" : "",
                                TEXT_ARG(p->imdb_id_from));
            text = arena_printf(&arena, "%.*s %lld; ", TEXT_ARG(text), (long long)p->tmdb_id);
        }
    }
    return text;
}

enum { TMDB, PAGE, WIKI, OMDB };

static void who_becomes_one(void)
{
    static const struct {
        const char *why;
        struct credit credits[8];
        const char *want;
    } rows[] = {
        { "the page's nm id for TMDb's number",
          { { TMDB, 'd', "Ines Varela", NULL, 5 }, { PAGE, 'd', "Inês Varela", "nm0000001", 0 } },
          "d nm0000001@imdb_page 5; " },
        { "decomposed, upper case, white space, a full stop",
          { { OMDB, 'd', "INE\xCC\x82S  J. VARELA", NULL, 0 }, { WIKI, 'w', "Inês J Varela", "nm0000001", 0 } },
          "d nm0000001@wikidata 0; w nm0000001 0; " },
        { "in another role",
          { { TMDB, 'c', "Ana Prado", NULL, 5 }, { PAGE, 'd', "Ana Prado", "nm0000001", 0 } },
          "d nm0000001 5; c nm0000001@imdb_page 5; " },
        { "told by two sources alike",
          { { TMDB, 'd', "Ana Prado", NULL, 5 },
            { PAGE, 'd', "Ana Prado", "nm0000001", 0 },
            { WIKI, 'd', "Ana Prado", "nm0000001", 0 } },
          "d nm0000001@imdb_page 5; " },
        { "one person in two lists of TMDb",
          { { TMDB, 'd', "Ana Prado", NULL, 5 },
            { TMDB, 'w', "Ana Prado", NULL, 5 },
            { PAGE, 'w', "Ana Prado", "nm0000001", 0 } },
          "d nm0000001@imdb_page 5; w nm0000001@imdb_page 5; " },
        { "a name without an id among those who have one",
          { { OMDB, 'd', "Ana Prado", NULL, 0 },
            { OMDB, 'd', "Rui Prado", NULL, 0 },
            { PAGE, 'c', "Rui Prado", "nm0000002", 0 } },
          "d - 0; d nm0000002@imdb_page 0; c nm0000002 0; " },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        CHECK_ROW(rows[i].why);
        struct movie row = joined(rows[i].credits, COUNT_OF(rows[i].credits));
        CHECK_TEXT_Z(shown(&row), rows[i].want);
    }
}

static void who_stays_apart(void)
{
    static const struct {
        const char *why;
        struct credit credits[8];
        const char *want;
    } rows[] = {
        { "two nm ids of one name stay two, and a third of that name is neither",
          { { PAGE, 'd', "John Smith", "nm0000001", 0 },
            { PAGE, 'c', "John Smith", "nm0000002", 0 },
            { TMDB, 'w', "John Smith", NULL, 5 } },
          "d nm0000001 0; w - 5; c nm0000002 0; " },
        { "two TMDb numbers of one name",
          { { TMDB, 'd', "John Smith", NULL, 5 },
            { TMDB, 'c', "John Smith", NULL, 6 },
            { PAGE, 'd', "John Smith", "nm0000001", 0 } },
          "d - 5; c - 6; " },
        { "twice in one list without an id",
          { { OMDB, 'c', "John Smith", NULL, 0 },
            { OMDB, 'c', "John Smith", NULL, 0 },
            { PAGE, 'd', "John Smith", "nm0000001", 0 } },
          "d nm0000001 0; c - 0; c - 0; " },
        { "sources that name two different people",
          { { TMDB, 'd', "John Smith", NULL, 5 },
            { PAGE, 'd', "John Smith", "nm0000001", 0 },
            { WIKI, 'd', "John Smith", "nm0000002", 0 } },
          "d - 5; " },
        { "one nm id under two names does not get two numbers",
          { { TMDB, 'c', "Ana Silva", NULL, 5 },
            { TMDB, 'c', "Ana Sá", NULL, 6 },
            { PAGE, 'd', "Ana Silva", "nm0000001", 0 },
            { WIKI, 'd', "Ana Sá", "nm0000001", 0 } },
          "d nm0000001 0; c - 5; c - 6; " },
        { "another script, or a letter that only looks alike",
          { { TMDB, 'd', "Ivan Petrov", NULL, 5 },
            { PAGE, 'd', "Иван Петров", "nm0000001", 0 },
            { PAGE, 'w', "Iv\xD0\xB0n Petrov", "nm0000002", 0 } },
          "d - 5; w nm0000002 0; " },
        { "junior, an article, a number, a hyphen more",
          { { TMDB, 'c', "Sam Reed", NULL, 5 },
            { TMDB, 'c', "Martinez", NULL, 6 },
            { TMDB, 'c', "Malcolm 10", NULL, 7 },
            { PAGE, 'd', "Sam Reed Jr.", "nm0000001", 0 },
            { PAGE, 'd', "A Martinez", "nm0000002", 0 },
            { PAGE, 'd', "Malcolm X", "nm0000003", 0 } },
          "d nm0000001 0; d nm0000002 0; d nm0000003 0; c - 5; c - 6; c - 7; " },
        { "a name without a letter is none",
          { { TMDB, 'd', "???", NULL, 5 }, { PAGE, 'd', "?", "nm0000001", 0 } },
          "d - 5; " },
        { "no id is replaced",
          { { WIKI, 'd', "Ana Prado", "nm0000002", 0 }, { PAGE, 'w', "Ana Prado", "nm0000001", 0 } },
          "d nm0000002 0; w nm0000001 0; " },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        CHECK_ROW(rows[i].why);
        struct movie row = joined(rows[i].credits, COUNT_OF(rows[i].credits));
        CHECK_TEXT_Z(shown(&row), rows[i].want);
    }
}

/* The sources' own lists are used again for other rows. */
static void the_told_lists_stay(void)
{
    struct movie tmdb = { 0 }, page = { 0 };
    struct field_origin origins[MOVIE_FIELDS_MAX] = { 0 };
    add(&tmdb, &(struct credit){ TMDB, 'd', "Ana Prado", NULL, 5 });
    add(&page, &(struct credit){ PAGE, 'd', "Ana Prado", "nm0000001", 0 });
    const struct people_told told[] = { { .movie = &tmdb, .source = TEXT("tmdb") },
                                        { .movie = &page, .source = TEXT("imdb_page") } };
    struct movie row = tmdb;
    people_join(&row, origins, told, 2, &arena);
    CHECK_TEXT_Z(row.directors.at[0].imdb_id, "nm0000001");
    CHECK(!text_known(tmdb.directors.at[0].imdb_id));
    CHECK_INT(page.directors.at[0].tmdb_id, 0);
    people_join(&row, origins, told, 2, &arena); /* twice is once */
    CHECK_TEXT_Z(shown(&row), "d nm0000001@imdb_page 5; ");
}

/* Does somebody of a list stand with both ids? */
static bool stands(const struct movie *movie, struct text imdb_id, int64_t tmdb_id)
{
    static const char roles[] = "dwc";
    for (size_t i = 0; roles[i] != '\0'; i++) {
        const struct people *people = list_of((struct movie *)(uintptr_t)movie, roles[i]);
        for (size_t k = 0; k < people->count; k++) {
            if (text_equal(people->at[k].imdb_id, imdb_id) && people->at[k].tmdb_id == tmdb_id)
                return true;
        }
    }
    return false;
}

/* Whatever is told of a few look-alikes: nobody comes or goes, what is known stays, and no id of either kind gets a
 * second partner by its name. */
static void laws(void)
{
    static const char *const names[] = { "Ana Prado", "ANA PRADÓ", "Rui Sá", "Rui Sa", "Иван" };
    static const char *const ids[] = { NULL, NULL, "nm0000001", "nm0000002", "nm0000003" };
    struct random random = { 11 };
    for (int round = 0; round < 5000; round++) {
        struct movie told[3] = { 0 };
        struct people_told all[3];
        struct field_origin origins[MOVIE_FIELDS_MAX] = { 0 };
        arena_reset(&arena);
        for (int i = 0; i < 8; i++) {
            const struct credit credit = { 0, "dwc"[random_next(&random) % 3], names[random_next(&random) % 5],
                                           ids[random_next(&random) % 5],
                                           random_next(&random) % 2 ? 0 : (int)(random_next(&random) % 3 + 1) };
            add(&told[random_next(&random) % 3], &credit);
        }
        for (size_t i = 0; i < 3; i++)
            all[i] = (struct people_told){ .movie = &told[i], .source = text_of(sources[i]) };
        struct movie row = told[0];
        people_join(&row, origins, all, 3, &arena);
        for (size_t i = 0; "dwc"[i] != '\0'; i++) {
            const struct people *before = list_of(&told[0], "dwc"[i]), *after = list_of(&row, "dwc"[i]);
            CHECK_INT(after->count, before->count);
            for (size_t k = 0; k < after->count; k++) {
                const struct person *b = &before->at[k], *a = &after->at[k];
                bool same = text_equal(b->name, a->name) &&
                            (!text_known(b->imdb_id) || text_equal(b->imdb_id, a->imdb_id)) &&
                            (b->tmdb_id == 0 || b->tmdb_id == a->tmdb_id);
                bool joined = text_known(a->imdb_id) && a->tmdb_id != 0 && !stands(&told[0], a->imdb_id, a->tmdb_id);
                for (int other = 1; joined && same && other <= 3; other++) {
                    if (other != a->tmdb_id && stands(&row, a->imdb_id, other))
                        same = stands(&told[0], a->imdb_id, other); /* told so, not joined */
                }
                if (!CHECK(same)) {
                    printf("# round %d: %.*s\n", round, TEXT_ARG(shown(&row)));
                    return;
                }
            }
        }
    }
}

static void names_as_they_are_shown(void)
{
    struct movie movie = { 0 };
    add(&movie, &(struct credit){ PAGE, 'c', " Ine\xCC\x82s\t\xC2\xA0Varela\x01 ", NULL, 0 });
    add(&movie, &(struct credit){ PAGE, 'c', "\xE2\x80\x8B \x02", NULL, 0 });
    add(&movie, &(struct credit){ PAGE, 'c', "Rui Prado", NULL, 0 });
    movie.cast.at[2].character = TEXT("The\n  Diver");
    people_clean(&movie, &arena);
    CHECK_INT(movie.cast.count, 2);
    CHECK_TEXT_Z(movie.cast.at[0].name, "In\xC3\xAAs Varela");
    CHECK_TEXT_Z(movie.cast.at[1].name, "Rui Prado");
    CHECK_TEXT_Z(movie.cast.at[1].character, "The Diver");
}

int main(void)
{
    RUN(who_becomes_one);
    RUN(who_stays_apart);
    RUN(the_told_lists_stay);
    RUN(laws);
    RUN(names_as_they_are_shown);
    arena_finish(&arena);
    return check_done();
}
