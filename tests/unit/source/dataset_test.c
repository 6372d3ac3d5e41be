/* Rows of the datasets as findings: what is kept, what is left out, and that a missing row is no absence. */
#include "base/compiler.h"
#include "check.h"
#include "source/dataset.h"

static struct arena arena;
static const struct dataset_info info = { .files = { [TSV_TITLE_BASICS] = { .present = true,
                                                                            .modified_ms = 1795305600000 } } };

static struct dataset_title film(void)
{
    return (struct dataset_title){ .imdb_id = TEXT("tt9900001"),
                                   .type = TEXT("movie"),
                                   .whole = true,
                                   .title = TEXT("Last Light on the Quay"),
                                   .original_title = TEXT("Última Luz no Cais"),
                                   .adult = TEXT("0"),
                                   .start_year = TEXT("2025"),
                                   .runtime = TEXT("104"),
                                   .genres = TEXT("Drama,Mystery"),
                                   .rating = TEXT("7.2"),
                                   .votes = TEXT("318") };
}

static struct finding read_title(const struct dataset_title *title)
{
    struct finding finding;
    dataset_read(title, &info, &arena, &finding);
    return finding;
}

static void not_listed_is_not_absent(void)
{
    struct finding finding = read_title(NULL);
    CHECK(finding.class == &dataset_not_listed);
    CHECK(finding.class->outcome != ANSWER_ABSENT && finding.class->outcome != ANSWER_FOUND);
    CHECK_TEXT_Z(finding.note, "not in the files of 2026-11-22");
    CHECK(!text_known(finding.movie.imdb_id) && !text_known(finding.movie.title));
}

static void a_whole_film(void)
{
    struct dataset_credit directors[] = { { .imdb_id = TEXT("nm9900001"), .name = TEXT("Inês Varela") } };
    struct dataset_credit cast[] = {
        { TEXT("nm9900002"), TEXT("Rosa Pinhal"), TEXT("[\"Alda\",\"Young \\\"Al\\\" Ros\\u00e1\"]"), 1 },
        { TEXT("nm9900003"), { 0 }, TEXT("[\"Watchman\"]"), 2 },
        { TEXT("nm9900002"), TEXT("Rosa Pinhal"), { 0 }, 3 },
        { TEXT("nm9900004"), TEXT("Tomé\tSaldanha\x7f"), TEXT("[\"cut"), 4 },
    };
    struct dataset_title title = film();
    title.directors = (struct dataset_credits){ directors, 1 };
    title.cast = (struct dataset_credits){ cast, COUNT_OF(cast) };
    struct finding finding = read_title(&title);
    const struct movie *m = &finding.movie;
    CHECK(finding.class == &answer_found);
    CHECK_TEXT_Z(finding.note, "in the files of 2026-11-22; 1 people left out, whose names are not in them");
    CHECK_TEXT_Z(m->imdb_id, "tt9900001");
    CHECK_TEXT_Z(m->type, "movie");
    CHECK_TEXT_Z(m->title, "Last Light on the Quay");
    CHECK_TEXT_Z(m->original_title, "Última Luz no Cais");
    CHECK(m->year.known && m->year.value == 2025 && !m->end_year.known);
    CHECK(m->runtime_minutes.known && m->runtime_minutes.value == 104);
    CHECK_INT(m->genres.count, 2);
    CHECK_TEXT_Z(m->genres.at[1], "Mystery");
    CHECK(m->rating.known && m->rating.value > 7.19 && m->rating.value < 7.21 && m->vote_count.value == 318);
    CHECK(m->adult.known && !m->adult.value);
    CHECK_INT(m->directors.count, 1);
    CHECK_TEXT_Z(m->directors.at[0].name, "Inês Varela");
    CHECK_TEXT_Z(m->directors.at[0].imdb_id, "nm9900001");
    if (CHECK_INT(m->cast.count, 2)) {
        CHECK_TEXT_Z(m->cast.at[0].character, "Alda / Young \"Al\" Rosá");
        CHECK_TEXT_Z(m->cast.at[1].name, "Tomé Saldanha");
        CHECK(!text_known(m->cast.at[1].character)); /* no array: not guessed */
    }
    CHECK(!text_known(m->overview) && !text_known(m->release_date) && m->countries.count == 0);
}

static void nulls_and_nonsense_are_unknown(void)
{
    struct dataset_title title = { .imdb_id = TEXT("tt9900001"),
                                   .type = TEXT("hologram"),
                                   .whole = true,
                                   .title = TEXT("X"),
                                   .adult = TEXT("2"),
                                   .start_year = TEXT("soon"),
                                   .end_year = TEXT("99999"),
                                   .runtime = TEXT("0"),
                                   .genres = TEXT(",,"),
                                   .rating = TEXT("11"),
                                   .votes = TEXT("5") };
    struct finding finding = read_title(&title);
    const struct movie *m = &finding.movie;
    CHECK(!text_known(m->type) && !text_known(m->original_title));
    CHECK(!m->adult.known && !m->year.known && !m->end_year.known && !m->runtime_minutes.known);
    CHECK(!m->rating.known && !m->vote_count.known);
    CHECK_INT(m->genres.count, 0);
    title.rating = (struct text){ 0 };
    CHECK(!read_title(&title).movie.vote_count.known); /* only as a pair */
}

static void type_alone(void)
{
    struct dataset_title title = { .imdb_id = TEXT("tt9900010"), .type = TEXT("tvEpisode") };
    struct finding finding = read_title(&title);
    CHECK(finding.class == &answer_found);
    CHECK_TEXT_Z(finding.movie.type, "tvEpisode");
    CHECK(!text_known(finding.movie.title));
    CHECK_TEXT_Z(finding.note, "tvEpisode, in the files of 2026-11-22; only its type was imported");
}

int main(void)
{
    RUN(not_listed_is_not_absent);
    RUN(a_whole_film);
    RUN(nulls_and_nonsense_are_unknown);
    RUN(type_alone);
    arena_finish(&arena);
    return check_done();
}
