/* N(s): which titles become equal, and which must not. */
#include "base/compiler.h"
#include "base/random.h"
#include "check.h"
#include "identity/normalise.h"

#include <stdlib.h>
#include <string.h>

static struct arena arena;

static struct text normal(const char *title)
{
    return normalise_title(text_of(title), &arena);
}

static void titles_that_become_equal(void)
{
    static const struct {
        const char *a, *b;
    } rows[] = {
        { "Amélie", "Amelie" },
        { "Am\x65\xCC\x81lie", "Amélie" }, /* decomposed */
        { "Fast & Furious", "Fast and Furious" },
        { "Fast&Furious", "fast AND furious" },
        { "Fast ＆ Furious", "Fast & Furious" },
        { "The Matrix", "Matrix" },
        { "A Quiet Harbour", "quiet harbour" },
        { "An Evening", "Evening" },
        { "Rocky II", "Rocky 2" },
        { "Rocky Ⅱ", "Rocky 2" },
        { "Rocky II: The Return", "Rocky 2: The Return" },
        { "Rocky II : The Return", "Rocky 2 The Return" },
        { "Part VIII", "Part 8" },
        { "Part IX", "Part 9" },
        { "Part X.", "Part 10" },
        { "Straße", "Strasse" },
        { "STRAẞE", "strasse" },
        { "Kærlighed", "Kaerlighed" },
        { "Ærø", "aero" },
        { "Smørrebrød", "Smorrebrod" },
        { "Łódź", "Lodz" },
        { "Don't Look", "Dont Look" },
        { "Don’t Look", "Don't Look" },
        { "Hawaiʻi", "Hawaii" },
        { "M.A.S.H.", "MASH" },
        { "Paral·lel", "Parallel" },
        { "Spider-Man: No Way", "spider man no way" },
        { "  Wide   Space\t", "wide space" },
        { "Ελλάδα", "ΕΛΛΑΔΑ" },
        { "Ὁ θίασος", "Ο ΘΙΑΣΟΣ" }, /* final sigma, breathing */
        { "İstanbul", "Istanbul" },
        { "ＡＢＣ １２３", "abc 123" },
        { "ｶﾞﾗｽ", "ガラス" }, /* half-width, voicing mark apart */
        { "한국", "\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB\xE1\x84\x80\xE1\x85\xAE\xE1\x86\xA8" }, /* syllables, letters */
        { "ﬁlm", "film" },
        { "x²", "x2" },
        { "Việt Nam", "Viet Nam" },
        { "مَدرسة", "مدرسة" }, /* vowel points */
        { "Wait…", "wait" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        CHECK_ROW(rows[i].a);
        CHECK_TEXT(normal(rows[i].a), normal(rows[i].b));
        CHECK(normal(rows[i].a).len > 0);
    }
    arena_finish(&arena);
}

static void titles_that_stay_different(void)
{
    static const struct {
        const char *a, *b;
    } rows[] = {
        { "House", "The Fun House" },
        { "Jack Reacher", "Jack Reacher: Never Go Back" },
        { "Rocky", "Rocky II" },
        { "Rocky II", "Rocky III" },
        { "I", "1" },              /* the numerals start at two */
        { "Part I", "Part 1" },    /* so does this */
        { "II Corvo", "2 Corvo" }, /* not the last word */
        { "The X Files Again", "10 Files Again" },
        { "Xi", "11" },
        { "かき", "がき" }, /* voicing is a letter in kana */
        { "हिन्दी", "हन्द" }, /* vowel signs are letters */
        { "กิน", "กน" },
        { "東京物語", "東京" },
        { "ışık", "işik" }, /* dotless i is a letter of its own */
        { "Theodora", "odora" },
        { "Another", "other" },
        { "A Theme", "me" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        CHECK_ROW(rows[i].a);
        CHECK(!text_equal(normal(rows[i].a), normal(rows[i].b)));
    }
    arena_finish(&arena);
}

static void exact_forms(void)
{
    static const struct {
        const char *title, *want;
    } rows[] = {
        { "東京物語", "東京物語" },
        { "Amélie", "amelie" },
        { "Fast & Furious", "fast and furious" },
        { "The The", "the" }, /* one article only */
        { "The A Team", "a team" },
        { "The", "the" }, /* nothing would be left */
        { "A", "a" },
        { "V", "5" },
        { "Malcolm X", "malcolm 10" },
        { "ışık", "ısık" },
        { "हिन्दी", "हिन्दी" },
        { "ราชา", "ราชา" },
        { "一二〇", "一二〇" },
        { "8½", "81 2" }, /* the fraction slash is not alphanumeric */
        { "&", "and" },
        { "R&B", "r and b" },
        { "", "" },
        { "...", "" },
        { "?!", "" },
        { " \t\n", "" },
        { "’’", "" },
        { "\xCC\x81", "" }, /* an accent alone */
        { "🎬", "" },
        { "🎬 Take", "take" },
        { "::", "" },
        { "II:", "2" },
        { "\xC3", "" },
        { "good \xFF bad", "" },
        { "\xED\xA0\x80", "" }, /* surrogate */
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        CHECK_ROW(rows[i].title);
        CHECK_TEXT_Z(normal(rows[i].title), rows[i].want);
    }
    CHECK_ROW("unknown");
    CHECK_TEXT_Z(normalise_title((struct text){ 0 }, &arena), "");
    CHECK_ROW("NUL inside");
    CHECK_TEXT_Z(normalise_title(TEXT("q\0b"), &arena), "q b");
    arena_finish(&arena);
}

static struct text repeated(const char *piece, size_t times)
{
    size_t len = strlen(piece);
    char *at = arena_alloc(&arena, len * times);
    for (size_t i = 0; i < times; i++)
        memcpy(at + i * len, piece, len);
    return text_from(at, len * times);
}

static void length_is_limited(void)
{
    CHECK_INT(normalise_title(repeated("b", 1000), &arena).len, 1000);
    CHECK_INT(normalise_title(repeated("b", 1001), &arena).len, 0);
    CHECK_INT(normalise_title(repeated("語", 1000), &arena).len, 3000);
    CHECK_INT(normalise_title(repeated("\xF0\xA0\x80\x80", 1000), &arena).len, 4000); /* four bytes each */
    CHECK_INT(normalise_title(repeated("\xF0\xA0\x80\x80", 1001), &arena).len, 0);
    CHECK_INT(normalise_title(repeated("&", 1000), &arena).len, 3999);
    CHECK_INT(normalise_title(repeated("x:", 500), &arena).len, 1499);
    CHECK_INT(normalise_title(repeated("\xEF\xB7\xBA", 1000), &arena).len, 0); /* swells eighteenfold in NFKC */
    CHECK_INT(normalise_title(repeated("x", 10 << 20), &arena).len, 0);
    arena_finish(&arena);
}

/* N(N(s)) differs from N(s) only where an article or a numeral comes to light, so over letters without those it is
 * idempotent; and no bytes whatever make it read or write outside (sanitizers watch). */
static void random_bytes_and_letters(void)
{
    static const char *const pieces[] = {
        "é", "語", "ह", "ि", "ß", "q", "Z", "&", "-", " ", "7", "ｶﾞ", "Ø", "\xCC\x81"
    };
    struct random random = { 7 };
    char title[64];
    for (int round = 0; round < 20000; round++) {
        size_t len = 0;
        while (len < 40) {
            const char *piece = pieces[random_between(&random, 0, COUNT_OF(pieces) - 1)];
            memcpy(title + len, piece, strlen(piece));
            len += strlen(piece);
        }
        struct text once = normalise_title(text_from(title, len), &arena);
        if (!CHECK_TEXT(normalise_title(once, &arena), once) || !CHECK(text_is_utf8(once)))
            return;
        for (size_t i = 0; i < len; i++)
            title[i] = (char)random_between(&random, -128, 127);
        CHECK(text_is_utf8(normalise_title(text_from(title, len), &arena)));
        arena_reset(&arena);
    }
    arena_finish(&arena);
}

static void names_that_become_equal_or_not(void)
{
    static const struct {
        const char *a, *b;
        bool equal;
    } rows[] = {
        { "Inês Varela", "INES VARELA", true }, { "In\x65\xCC\x82s  Varela", "Inês Varela", true },
        { "J.J. Prado", "J. J. Prado", true },  { "Sam Reed Jr.", "Sam Reed Jr", true },
        { "Flann O’Dea", "Flann O'Dea", true }, { "Anne-Marie Lund", "Anne Marie Lund", true },
        { "Søren Ærø", "Soren Aero", true },    { "浜口 千鶴", "浜口　千鶴", true }, /* an ideographic space */
        { "A Martinez", "Martinez", false },    { "The Weir", "Weir", false },
        { "Malcolm X", "Malcolm 10", false },   { "Sam Reed II", "Sam Reed 2", false },
        { "Sam Reed Jr.", "Sam Reed", false },  { "Prado Ana", "Ana Prado", false },
        { "Ana Prado", "Ana Pradо", false }, /* a Cyrillic o */
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        CHECK_ROW(rows[i].a);
        struct text a = normalise_name(text_of(rows[i].a), &arena), b = normalise_name(text_of(rows[i].b), &arena);
        CHECK(!text_empty(a) && !text_empty(b) && text_equal(a, b) == rows[i].equal);
    }
    CHECK(text_empty(normalise_name(TEXT("…?!"), &arena)) && text_empty(normalise_name(TEXT("\xFF"), &arena)));
}

static void names_to_be_shown(void)
{
    static const struct {
        const char *name, *want;
    } rows[] = {
        { "Ana Prado", "Ana Prado" },
        { "  Ana   Prado ", "Ana Prado" },
        { "Ana\tPrado\r\n", "Ana Prado" },
        { "Ana\xC2\xA0Prado", "Ana Prado" },
        { "Ana\xE2\x80\x83\x01 Prado\x7F", "Ana Prado" },
        { "\xEF\xBB\xBF"
          "Ana\xC2\xAD Pra\xE2\x80\x8B"
          "do\xE2\x80\x8F",
          "Ana Prado" },
        { "In\x65\xCC\x82s", "In\xC3\xAAs" },
        { "علی\xE2\x80\x8Cرضا", "علی\xE2\x80\x8Cرضا" },
        { "\xFF\xFE", "\xFF\xFE" }, /* readers refuse it */
        { "\x01\xE2\x80\x8B ", NULL },
        { "", NULL },
        { NULL, NULL },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        CHECK_ROW(rows[i].want != NULL ? rows[i].want : "nothing");
        struct text once = normalise_shown(text_of(rows[i].name), &arena);
        CHECK_TEXT_Z(once, rows[i].want);
        CHECK(text_equal(normalise_shown(once, &arena), once)); /* twice is once */
    }
}

int main(void)
{
    RUN(titles_that_become_equal);
    RUN(titles_that_stay_different);
    RUN(exact_forms);
    RUN(length_is_limited);
    RUN(random_bytes_and_letters);
    RUN(names_that_become_equal_or_not);
    RUN(names_to_be_shown);
    return check_done();
}
