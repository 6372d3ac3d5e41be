/* TSV files: what is a row, what is refused and where, and that pieces make no difference. */
#include "base/buf.h"
#include "base/compiler.h"
#include "check.h"
#include "extract/tsv.h"

#include <string.h>

#define RATINGS "tconst\taverageRating\tnumVotes\n"
#define BASICS  "tconst\ttitleType\tprimaryTitle\toriginalTitle\tisAdult\tstartYear\tendYear\truntimeMinutes\tgenres\n"

/* Fields as "a|b|c;", null as "~"; then "." for a whole file, or "!" and the error. */
static void read_all(enum tsv_file file, struct text bytes, size_t step, struct buf *out)
{
    struct tsv tsv;
    struct tsv_row row;
    struct error err = { 0 };
    enum status status = NOT_FOUND;
    tsv_open(&tsv, file);
    buf_clear(out);
    while (status == NOT_FOUND && bytes.len > 0) {
        size_t room;
        char *at = tsv_room(&tsv, &room);
        size_t len = bytes.len < step ? bytes.len : step;
        if (len > room)
            len = room;
        memcpy(at, bytes.at, len);
        tsv_grew(&tsv, len);
        bytes = text_after(bytes, len);
        while ((status = tsv_next(&tsv, &row, &err)) == OK) {
            for (size_t i = 0; i < tsv_shapes[file].columns; i++) {
                (void)buf_add_z(out, i > 0 ? "|" : "");
                (void)buf_add(out, text_known(row.fields[i]) ? row.fields[i] : TEXT("~"));
            }
            (void)buf_add_char(out, ';');
        }
    }
    if (status == NOT_FOUND)
        status = tsv_finish(&tsv, &err);
    (void)buf_add_z(out, status == OK ? "." : "!");
    if (status != OK)
        (void)buf_add_z(out, err.text);
    CHECK(status == OK || status == INVALID);
    tsv_close(&tsv);
}

#define BYTES(literal) literal, sizeof(literal) - 1
static const struct {
    const char *why;
    enum tsv_file file;
    const char *bytes;
    size_t len;
    const char *want; /* up to "!" all of it, behind it a part */
} rows[] = {
    { "header alone", TSV_TITLE_RATINGS, BYTES(RATINGS), "." },
    { "rows", TSV_TITLE_RATINGS, BYTES(RATINGS "tt0000001\t5.8\t1466\ntt0000002\t6.4\t176\n"),
      "tt0000001|5.8|1466;tt0000002|6.4|176;." },
    { "empty file", TSV_TITLE_RATINGS, BYTES(""), "!is empty" },
    { "header without end", TSV_TITLE_RATINGS, BYTES("tconst\taverageRating\tnumVotes"), "!line 1 has no end" },
    { "another's header", TSV_TITLE_RATINGS, BYTES(BASICS), "!line 1 is not the header" },
    { "byte order mark", TSV_TITLE_RATINGS, BYTES("\xef\xbb\xbf" RATINGS), "!line 1 is not the header" },
    { "CRLF", TSV_TITLE_RATINGS, BYTES("tconst\taverageRating\tnumVotes\r\ntt0000001\t5.8\t1\r\n"), "!CR LF" },
    { "cut in a row", TSV_TITLE_RATINGS, BYTES(RATINGS "tt0000001\t5.8\t1466\ntt0000002\t6.4"),
      "tt0000001|5.8|1466;!line 3 has no end" },
    { "a field too many", TSV_TITLE_RATINGS, BYTES(RATINGS "tt0000001\t5.8\t1\ntt0000002\t6.4\t17\t6\n"),
      "tt0000001|5.8|1;!line 3 does not have 3 fields" },
    { "a field too few", TSV_TITLE_RATINGS, BYTES(RATINGS "tt0000001\t5.8\n"), "!line 2 does not have 3 fields" },
    { "an empty line", TSV_TITLE_RATINGS, BYTES(RATINGS "\n"), "!line 2 does not have 3 fields" },
    { "empty fields", TSV_TITLE_RATINGS, BYTES(RATINGS "\t\t\n"), "||;." },
    { "NUL", TSV_TITLE_RATINGS, BYTES(RATINGS "tt0000001\t5.8\t1\ntt0000002\t6\0004\t1\ntt0000003\t1\t1\n"),
      "tt0000001|5.8|1;!line 3 has a NUL byte or is not UTF-8" },
    { "not UTF-8", TSV_TITLE_RATINGS, BYTES(RATINGS "tt0000001\t\xe9t\xe9\t1\n"), "!line 2 has a NUL byte or is not" },
    { "cut UTF-8 before a line end", TSV_TITLE_RATINGS, BYTES(RATINGS "tt0000001\t1\t\xc3\n"), "!line 2 has a NUL" },
    { "null is a whole field", TSV_TITLE_RATINGS, BYTES(RATINGS "\\N\t\\N \t\\n\n\\\t\\NN\tN\n"),
      "~|\\N |\\n;\\|\\NN|N;." },
    { "CR in a field is data", TSV_TITLE_RATINGS, BYTES(RATINGS "a\tb\rc\td\n"), "a|b\rc|d;." },
    { "quotes and backslashes are data", TSV_TITLE_BASICS,
      BYTES(BASICS "tt0000009\tmovie\t\"Quay\" at \"Night\t\"\"\t0\t1999\t\\N\t\\N\tDrama\\,\n"
                   "tt0000010\tmovie\tÚltima\t\"\t0\t\\N\t\\N\t\\N\t\\N\n"),
      "tt0000009|movie|\"Quay\" at \"Night|\"\"|0|1999|~|~|Drama\\,;tt0000010|movie|Última|\"|0|~|~|~|~;." },
};

static void rows_and_refusals_in_any_pieces(void)
{
    struct buf out = BUF_WITH_LIMIT(1 << 16);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        CHECK_ROW(rows[i].why);
        for (size_t step = 1; step <= rows[i].len + 1; step++) {
            read_all(rows[i].file, text_from(rows[i].bytes, rows[i].len), step, &out);
            const char *fault = strchr(rows[i].want, '!');
            size_t len = fault != NULL ? (size_t)(fault - rows[i].want) + 1 : strlen(rows[i].want);
            bool good = CHECK_TEXT(text_from(out.at, len < out.len ? len : out.len), text_from(rows[i].want, len));
            if (fault != NULL)
                good = CHECK(strstr(out.at + len, fault + 1) != NULL) && good;
            else
                good = CHECK_INT(out.len, len) && good;
            if (!good)
                printf("# in pieces of %zu: %s\n", step, out.at);
        }
    }
    buf_finish(&out);
}

static void long_rows(void)
{
    struct buf bytes = BUF_WITH_LIMIT(4 << 20), out = BUF_WITH_LIMIT(4 << 20);
    static const size_t lengths[] = { TSV_ROW_BYTES_MAX - 4, TSV_ROW_BYTES_MAX - 3, 2 * TSV_ROW_BYTES_MAX };
    for (size_t i = 0; i < COUNT_OF(lengths); i++) {
        buf_clear(&bytes);
        (void)buf_add_z(&bytes, RATINGS "a\t");
        memset(buf_room(&bytes, lengths[i]), 'x', lengths[i]);
        buf_grew(&bytes, lengths[i]);
        (void)buf_add_z(&bytes, "\ty\nb\tc\td\n");
        for (size_t step = 4096; step < (8 << 20); step *= 16) {
            read_all(TSV_TITLE_RATINGS, buf_text(&bytes), step, &out);
            if (i == 0)
                CHECK(text_ends(buf_text(&out), TEXT("|y;b|c|d;.")));
            else
                CHECK_TEXT_Z(buf_text(&out), "!title.ratings: line 2 is longer than 1 MiB: the file is damaged");
        }
    }
    buf_finish(&bytes);
    buf_finish(&out);
}

static void ids(void)
{
    static const struct {
        const char *id;
        int64_t number; /* -1 = none */
    } table[] = {
        { "tt0000001", 1 },
        { "tt9999999", 9999999 },
        { "tt10000000", 10000000 },
        { "tt123456789", 123456789 },
        { "tt9999999999", 9999999999 },
        { "tt0000000", 0 },
        { "tt00000001", -1 },
        { "tt12345678901", -1 },
        { "tt123456", -1 },
        { "nm0000001", -1 },
        { "tt", -1 },
        { "", -1 },
        { "tt000000a", -1 },
        { "TT0000001", -1 },
        { "tt 000001", -1 },
        { "tt-000001", -1 },
    };
    for (size_t i = 0; i < COUNT_OF(table); i++) {
        uint64_t number = 0;
        CHECK_ROW(table[i].id);
        CHECK_INT(tsv_parse_id(text_of(table[i].id), "tt", &number), table[i].number >= 0);
        CHECK_INT(number, table[i].number >= 0 ? table[i].number : 0);
    }
    uint64_t number;
    CHECK(tsv_parse_id(TEXT("nm0005690"), "nm", &number) && number == 5690);
    CHECK(!tsv_parse_id((struct text){ 0 }, "tt", &number));
}

static void files_by_header_and_by_name(void)
{
    enum tsv_file file;
    for (int i = 0; i < TSV_FILE_COUNT; i++) {
        char name[64];
        struct buf first = BUF_WITH_LIMIT(1000);
        (void)buf_printf(&first, "%s\r\nmore", tsv_shapes[i].header);
        CHECK(tsv_recognise(buf_text(&first), &file) && (int)file == i);
        buf_clear(&first);
        (void)buf_printf(&first, "%s\n", tsv_shapes[i].header);
        CHECK(tsv_recognise(buf_text(&first), &file) && (int)file == i);
        (void)snprintf(name, sizeof name, "%s.tsv.gz", tsv_shapes[i].name);
        CHECK(tsv_file_of_name(text_of(name), &file) && (int)file == i);
        name[strlen(name) - 3] = '\0';
        CHECK(tsv_file_of_name(text_of(name), &file) && (int)file == i);
        name[strlen(name) - 1] = 'x';
        CHECK(!tsv_file_of_name(text_of(name), &file));
        buf_finish(&first);
    }
    CHECK(!tsv_recognise(TEXT(""), &file) && !tsv_recognise(TEXT("tconst\n"), &file));
    CHECK(!tsv_recognise(TEXT("<html>"), &file) && !tsv_file_of_name(TEXT("title.basics.tsv.gz.part"), &file));
}

int main(void)
{
    RUN(rows_and_refusals_in_any_pieces);
    RUN(long_rows);
    RUN(ids);
    RUN(files_by_header_and_by_name);
    return check_done();
}
