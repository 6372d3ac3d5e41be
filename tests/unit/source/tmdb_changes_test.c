/* /movie/changes. The shared corpus has no recorded page of it: the shape is that of the documentation and of the two
 * fixtures that facts/tmdb.md §1.1 counts. */
#include "base/clock.h"
#include "check.h"
#include "source/tmdb_changes.h"

static struct arena arena;

static void urls(void)
{
    int64_t day = clock_days_from_date(2026, 11, 26);
    CHECK_TEXT_Z(tmdb_changes_url(TEXT("https://api.themoviedb.org/3/"), day, day + 7, 12, &arena),
                 "https://api.themoviedb.org/3/movie/changes?start_date=2026-11-26&end_date=2026-12-03&page=12");
    CHECK_TEXT_Z(tmdb_record_url(TEXT("https://api.themoviedb.org/3"), 603, &arena),
                 "https://api.themoviedb.org/3/movie/603");
}

static void a_page(void)
{
    struct tmdb_changes got;
    tmdb_read_changes(TEXT("{\"results\":[{\"id\":1000,\"adult\":false},{\"id\":1001,\"adult\":true},"
                           "{\"adult\":null,\"id\":1002,\"more\":[1]},{\"id\":1000,\"adult\":false}],"
                           "\"page\":2,\"total_pages\":62,\"total_results\":6140}"),
                      2, false, &arena, &got);
    CHECK(got.class == &answer_found);
    CHECK(got.count == 3 && got.ids[0] == 1000 && got.ids[1] == 1002 && got.ids[2] == 1000);
    CHECK_INT(got.total_pages, 62);
    CHECK_INT(got.adult, 1);
    tmdb_read_changes(TEXT("{\"page\":1,\"results\":[{\"id\":1001,\"adult\":true}],\"total_pages\":1}"), 1, true,
                      &arena, &got);
    CHECK(got.count == 1 && got.ids[0] == 1001 && got.adult == 0);
    tmdb_read_changes(TEXT("{\"results\":[],\"page\":1,\"total_pages\":0,\"total_results\":0}"), 1, false, &arena,
                      &got);
    CHECK(got.class == &answer_found && got.count == 0 && got.total_pages == 0);
}

static void what_is_no_page(void)
{
    static const char *const rows[] = {
        "",
        "{}",
        "[]",
        "{\"results\":[],\"page\":1}",
        "{\"results\":[],\"total_pages\":1}",
        "{\"page\":1,\"total_pages\":1}",
        "{\"results\":{},\"page\":1,\"total_pages\":1}",
        "{\"results\":[],\"page\":2,\"total_pages\":2}", /* another page than asked */
        "{\"results\":[],\"page\":1,\"total_pages\":-1}",
        "{\"results\":[{\"adult\":false}],\"page\":1,\"total_pages\":1}",
        "{\"results\":[{\"id\":0}],\"page\":1,\"total_pages\":1}",
        "{\"results\":[{\"id\":2147483648}],\"page\":1,\"total_pages\":1}",
        "{\"results\":[7],\"page\":1,\"total_pages\":1}",
        "{\"results\":[{\"id\":7}],\"page\":1,\"total_pages\":1", /* cut off */
        "{\"success\":false,\"status_code\":34,\"status_message\":\"No.\"}",
    };
    struct tmdb_changes got;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        CHECK_ROW(rows[i]);
        tmdb_read_changes(text_of(rows[i]), 1, false, &arena, &got);
        CHECK(got.class == &answer_malformed && got.count == 0);
    }
}

static void more_than_anyone_sends(void)
{
    struct tmdb_changes got;
    for (int more = 0; more < 2; more++) {
        struct buf page = BUF_WITH_LIMIT(1 << 20);
        (void)buf_add_z(&page, "{\"page\":1,\"total_pages\":1,\"results\":[");
        for (int i = 1; i <= TMDB_CHANGES_IDS_MAX + more; i++)
            (void)buf_printf(&page, "%s{\"id\":%d}", i > 1 ? "," : "", i);
        (void)buf_add_z(&page, "]}");
        tmdb_read_changes(buf_text(&page), 1, false, &arena, &got);
        CHECK(got.class == (more ? &answer_malformed : &answer_found));
        buf_finish(&page);
    }
}

int main(void)
{
    RUN(urls);
    RUN(a_page);
    RUN(what_is_no_page);
    RUN(more_than_anyone_sends);
    arena_finish(&arena);
    return check_done();
}
