/* The daily export: ids out of lines, whatever the pieces, and each way in which a file is not one. */
#include "base/clock.h"
#include "check.h"
#include "gzip_stored.h"
#include "source/tmdb_export.h"

#include <stdlib.h>
#include <string.h>

static struct arena arena;

struct taken {
    int64_t ids[4096];
    size_t count, room;
};

static bool take(void *context, int64_t id)
{
    struct taken *taken = context;
    if (taken->count == taken->room)
        return false;
    taken->ids[taken->count++] = id;
    return true;
}

static struct taken taken;
static struct tmdb_export_counts counts;
static struct error err;

/* The verdict on a file that comes in pieces of `step`. */
static enum status read_bytes(struct text file, size_t step, bool include_adult)
{
    const struct tmdb_export_ask ask = { include_adult, take, &taken };
    struct tmdb_export *reading = tmdb_export_create(&ask);
    enum status status = OK;
    taken.count = 0;
    taken.room = COUNT_OF(taken.ids);
    err.text[0] = '\0';
    while (status == OK && file.len > 0) {
        struct text piece = text_from(file.at, file.len < step ? file.len : step);
        status = tmdb_export_feed(reading, piece, &err);
        file = text_after(file, piece.len);
    }
    if (status == OK)
        status = tmdb_export_finish(reading, &err);
    counts = *tmdb_export_counts(reading);
    tmdb_export_destroy(&reading);
    return status;
}

static enum status read_lines(const char *lines, bool include_adult)
{
    struct buf file = BUF_WITH_LIMIT(64 << 20);
    gzip_stored(text_of(lines), &file);
    enum status status = read_bytes(buf_text(&file), 1 << 20, include_adult);
    buf_finish(&file);
    return status;
}

#define ROW(id, adult, video)                                                                                          \
    "{\"adult\":" adult ",\"id\":" id ",\"original_title\":\"Prvn\\u00ed \\\"sv\xc4\x9btlo\\\"\",\"popularity\":0.6,"  \
    "\"video\":" video "}\n"

static void urls(void)
{
    CHECK_TEXT_Z(tmdb_export_url(TEXT("https://files.tmdb.org/p/exports/"), clock_days_from_date(2026, 3, 9), &arena),
                 "https://files.tmdb.org/p/exports/movie_ids_03_09_2026.json.gz");
}

static void ids_of_lines(void)
{
    CHECK_INT(read_lines(ROW("3924", "false", "false") ROW("6124", "true", "false")
                             ROW("8773", "false", "true") "\n" ROW("2147483647", "null", "false") "{\"id\":7}",
                         false),
              OK);
    CHECK_INT(counts.lines, 5);
    CHECK_INT(counts.ids, 4); /* a film that went straight to video is one of ours */
    CHECK_INT(counts.adult, 1);
    CHECK(taken.count == 4 && taken.ids[0] == 3924 && taken.ids[1] == 8773 && taken.ids[2] == INT32_MAX &&
          taken.ids[3] == 7);
    CHECK_INT(read_lines(ROW("3924", "false", "false") ROW("6124", "true", "false"), true), OK);
    CHECK(taken.count == 2 && taken.ids[1] == 6124);
}

static void broken_lines_are_counted(void)
{
    static const char *const rows[] = { "", /* blank is not broken */
                                        "{",
                                        "[1]",
                                        "{\"id\":0}",
                                        "{\"id\":-4}",
                                        "{\"id\":2147483648}",
                                        "{\"id\":\"5\"}",
                                        "{\"id\":1.5}",
                                        "{\"ID\":5}",
                                        "{\"id\":5} x",
                                        "{\"id\":5,\"original_title\":\"\xff\"}",
                                        "{\"id\":5,\"original_title\":\"cut" };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        CHECK_ROW(rows[i]);
        struct text file = arena_printf(&arena, "{\"id\":1}\n%s\r\n{\"id\":2}\n", rows[i]);
        CHECK_INT(read_lines(file.at, false), OK);
        CHECK_INT(counts.broken, i > 0);
        CHECK(taken.count == 2 && taken.ids[1] == 2);
    }
}

/* One line that does not end: dropped as it comes, and the next one is read. */
static void a_line_without_end(void)
{
    size_t len = 3 * TMDB_EXPORT_LINE_BYTES_MAX;
    struct buf lines = BUF_WITH_LIMIT(1 << 20);
    (void)buf_add_z(&lines, "{\"id\":1}\n{\"id\":9,\"original_title\":\"");
    for (size_t i = 0; i < len; i++)
        (void)buf_add_char(&lines, 'x');
    (void)buf_add_z(&lines, "\"}\n{\"id\":2}\n");
    CHECK_INT(read_lines(lines.at, false), OK);
    CHECK(taken.count == 2 && taken.ids[1] == 2 && counts.broken == 1);
    lines.len = len; /* and the file ends in it */
    lines.at[len] = '\0';
    CHECK_INT(read_lines(lines.at, false), OK);
    CHECK(taken.count == 1 && counts.broken == 1);
    buf_finish(&lines);
}

static void drift(void)
{
    struct buf lines = BUF_WITH_LIMIT(1 << 20);
    CHECK_INT(read_lines("", false), DRIFT);
    CHECK_INT(read_lines("\n\n", false), DRIFT);
    CHECK_INT(read_lines("[{\"id\":1},{\"id\":2}]", false), DRIFT); /* an array instead of lines */
    CHECK_INT(read_lines("id\ttitle\n1\tA\n2\tB\n", false), DRIFT);
    CHECK_INT(read_lines("{\"id\":1}\n{\n{\n", false), DRIFT); /* more broken than good */
    for (int i = 0; i < TMDB_EXPORT_BROKEN_MAX + 3; i++)
        (void)buf_add_z(&lines, i == 0 ? "{\"id\":1}\n" : "{\"movie_id\":1}\n");
    (void)buf_add_z(&lines, "{\"id\":2}\n");
    CHECK_INT(read_lines(lines.at, false), DRIFT);
    CHECK_INT(taken.count, 1); /* not read to its end */
    CHECK(strstr(err.text, "102 of its first 103 lines") != NULL);
    buf_clear(&lines);
    for (int i = 1; i <= 1000; i++)
        (void)buf_printf(&lines, "{\"id\":%d}\n%s", i, i % 10 == 0 ? "{\"id\":null}\n" : "");
    CHECK_INT(read_lines(lines.at, false), OK);
    CHECK(counts.broken == 100 && counts.ids == 1000);
    buf_finish(&lines);
}

static void too_many(void)
{
    struct buf lines = BUF_WITH_LIMIT(1 << 20);
    for (size_t i = 1; i <= COUNT_OF(taken.ids) + 1; i++)
        (void)buf_printf(&lines, "{\"id\":%zu}\n", i);
    CHECK_INT(read_lines(lines.at, false), DRIFT);
    CHECK(strstr(err.text, "4097") != NULL);
    buf_finish(&lines);
}

/* The same in whatever pieces, and no piece of it is taken for the whole. */
static void pieces_and_cuts(void)
{
    struct buf file = BUF_WITH_LIMIT(1 << 20);
    gzip_stored(TEXT(ROW("11", "false", "false") "{\"id\":12"), &file); /* two members, a line across their seam */
    gzip_stored(TEXT("}\n" ROW("13", "false", "false")), &file);
    struct text whole = buf_text(&file);
    for (size_t step = 1; step <= whole.len; step++) {
        CHECK_INT(read_bytes(whole, step, false), OK);
        CHECK(taken.count == 3 && taken.ids[0] == 11 && taken.ids[1] == 12 && taken.ids[2] == 13);
    }
    for (size_t cut = 0; cut < whole.len; cut++) {
        enum status status = read_bytes(text_from(whole.at, cut), 7, false);
        bool between = counts.lines == 2 && counts.broken == 1; /* exactly at the seam */
        CHECK(status == TRANSIENT || (status == OK && between));
    }
    file.at[whole.len - 6] ^= 1; /* the checksum */
    CHECK_INT(read_bytes(whole, 64, false), INVALID);
    file.at[whole.len - 6] ^= 1;
    (void)buf_add_z(&file, "garbage behind the end");
    CHECK_INT(read_bytes(buf_text(&file), 64, false), INVALID);
    buf_finish(&file);
}

static void something_else(void)
{
    static const struct {
        const char *bytes;
        enum status status;
    } rows[] = {
        { "<!DOCTYPE html><html>", THROTTLED },
        { "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>", THROTTLED },
        { "\r\n<html>", THROTTLED },
        { "{\"id\":1}\n", DRIFT }, /* not packed */
        { "", TRANSIENT },
        { "\x1f\x8b", TRANSIENT },
        { "PK\3\4", DRIFT },
        { "\x1f\x8b\x08\xff\xff\xff", TRANSIENT },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        CHECK_ROW(rows[i].bytes);
        for (size_t step = 1; step < 9; step++)
            CHECK_INT(read_bytes(text_of(rows[i].bytes), step, false), rows[i].status);
    }
}

int main(void)
{
    RUN(urls);
    RUN(ids_of_lines);
    RUN(broken_lines_are_counted);
    RUN(a_line_without_end);
    RUN(drift);
    RUN(too_many);
    RUN(pieces_and_cuts);
    RUN(something_else);
    arena_finish(&arena);
    return check_done();
}
