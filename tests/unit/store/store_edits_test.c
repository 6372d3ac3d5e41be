/* What differs from the record is a person's edit; a date that was edited brings its year along. */
#include "store/edits.h"
#include "store_help.h"

struct facts {
    int64_t year; /* 0 = unknown */
    const char *date;
};

static void set(struct stored_movie *row, const struct facts *facts)
{
    row->movie.title = TEXT("Quay");
    row->movie.year = (struct number){ facts->year, facts->year != 0 };
    row->movie.release_date = facts->date != NULL ? text_of(facts->date) : (struct text){ 0 };
}

/* As store_movie_get() finds the row: the columns outrank the record. */
static void a_date_brings_its_year_along(void)
{
    static const struct {
        const char *why;
        struct facts written, now;
        bool year_was_set; /* by a person, before */
        int64_t year;
        bool is_edit;
    } rows[] = {
        { "nothing changed", { 2001, "2001-05-06" }, { 2001, "2001-05-06" }, false, 2001, false },
        { "another day of the year", { 2001, "2001-05-06" }, { 2001, "2001-07-08" }, false, 2001, false },
        { "another year", { 2001, "2001-05-06" }, { 2001, "1999-07-08" }, false, 1999, true },
        { "the column tells what the date told", { 0, "2001-05-06" }, { 2001, "1999-07-08" }, false, 1999, true },
        { "no date before", { 2001, NULL }, { 2001, "1999-07-08" }, false, 1999, true },
        { "a source's own year", { 2000, "2001-05-06" }, { 2000, "1999-07-08" }, false, 1999, true },
        { "a year too", { 2001, "2001-05-06" }, { 1998, "1999-07-08" }, false, 1998, true },
        { "a year alone", { 2001, "2001-05-06" }, { 1998, "2001-05-06" }, false, 1998, true },
        { "a year apart from the date", { 2000, "2001-05-06" }, { 2000, "1999-07-08" }, true, 2000, true },
        { "a year that came with a date", { 2001, "2001-05-06" }, { 2001, "1999-07-08" }, true, 1999, true },
        { "the date is gone", { 2001, "2001-05-06" }, { 2001, NULL }, false, 2001, false },
    };
    const size_t year = (size_t)movie_field_index(TEXT("year"));
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct stored_movie written = { 0 }, row = { 0 };
        set(&written, &rows[i].written);
        set(&row, &rows[i].now);
        if (rows[i].year_was_set)
            row.origins[year] = (struct field_origin){ .source = TEXT("person"), .fetched_at_ms = NOW_MS };
        edits_mark(&row, &written.movie);
        CHECK_ROW(rows[i].why);
        CHECK_INT(row.movie.year.value, rows[i].year);
        CHECK(edits_is_one(&row.origins[year]) == rows[i].is_edit);
    }
    CHECK_ROW(NULL);
}

/* What was edited here before, and differs now, was edited again: just now, and not told yet. */
static void an_edit_of_an_edit_is_one(void)
{
    const size_t title = (size_t)movie_field_index(TEXT("title"));
    struct stored_movie written = { 0 }, row = { 0 };
    written.movie.title = TEXT("Quay");
    row.movie.title = TEXT("Pier");
    row.origins[title] = (struct field_origin){ .source = TEXT("person"), .fetched_at_ms = NOW_MS };
    edits_mark(&row, &written.movie);
    CHECK(edits_is_one(&row.origins[title]));
    CHECK_INT(row.origins[title].fetched_at_ms, 0);
    edits_mark(&row, &row.movie);
    edits_date(&row, NOW_MS + 1);
    CHECK_INT(row.origins[title].fetched_at_ms, NOW_MS + 1);
}

int main(void)
{
    RUN(a_date_brings_its_year_along);
    RUN(an_edit_of_an_edit_is_one);
    return check_done();
}
