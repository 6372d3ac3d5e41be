/* Codes as people read them; what is not known stays readable. */
#include "base/compiler.h"
#include "check.h"
#include "daemon/page_words.h"

static void words(void)
{
    struct arena arena = { 0 };
    CHECK_TEXT_Z(words_source(TEXT("imdb_scraper"), &arena), "IMDb title page");
    CHECK_TEXT_Z(words_source(TEXT("new_source"), &arena), "new source");
    CHECK(!text_known(words_source((struct text){ 0 }, &arena)));
    CHECK_TEXT_Z(words_operation(TEXT("find"), &arena), "by IMDb id");
    CHECK_TEXT_Z(words_field(TEXT("original_title"), &arena), "Original title");
    CHECK_TEXT_Z(words_field(TEXT("imdb_id"), &arena), "IMDb id");
    CHECK_TEXT_Z(words_field(TEXT("given_up"), &arena), "Given up");
    CHECK_TEXT_Z(words_field(TEXT("\xC3\xA9t\xC3\xA9"), &arena), "\xC3\xA9t\xC3\xA9");
    CHECK_TEXT_Z(words_field(TEXT(""), &arena), "");
    CHECK_TEXT_Z(words_state(TEXT("imdb_placeholder"), &arena), "waiting");
    CHECK_TEXT_Z(words_state(TEXT("some_state"), &arena), "some state");
    CHECK_TEXT_Z(text_of(words_state_colour(TEXT("given_up"))), "bad");
    CHECK_TEXT_Z(text_of(words_state_colour(TEXT("some_state"))), "");
    arena_finish(&arena);
}

static void reasons(void)
{
    static const struct {
        const char *reason, *shown;
    } rows[] = {
        { "TMDb does not know the id", "TMDb does not know the id" },
        { "no record that is proven to be tt1 (A1: no_proof, TMDb 8 carries no IMDb id)",
          "no record that is proven to be tt1 (TMDb 8 carries no IMDb id)" },
        { "no record (V1: other_id, TMDb 7 is tt2, not tt1)", "no record (TMDb 7 is tt2, not tt1)" },
        { "no record (A1b: ambiguous, two)", "no record (two)" },
        { "A1: accept, TMDb 9 \"The Salt (2)\" carries tt1; titles not known, years not known, directors not known, "
          "cast not known, runtimes not known",
          "TMDb 9 \"The Salt (2)\" carries tt1" },
        { "A1: accept, TMDb 9 carries tt1; titles agree, years not known",
          "TMDb 9 carries tt1; titles agree, years not known" },
        { "a film (1999) of somebody (A1)", "a film (1999) of somebody (A1)" },
        { "IMDB: a word, and more", "IMDB: a word, and more" },
        { "(", "(" },
        { "A1: ", "A1: " },
        { "A1: x, ", "" },
        { "", "" },
    };
    struct arena arena = { 0 };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        CHECK_ROW(rows[i].reason);
        CHECK_TEXT_Z(words_reason(text_of(rows[i].reason), &arena), rows[i].shown);
    }
    CHECK(!text_known(words_reason((struct text){ 0 }, &arena)));
    arena_finish(&arena);
}

int main(void)
{
    RUN(words);
    RUN(reasons);
    return check_done();
}
