/* Lists of films in every form, and everything that can be wrong with a line. */
#include "base/buf.h"
#include "base/compiler.h"
#include "check.h"
#include "model/context.h"
#include "work/import_read.h"

#include <stdlib.h>
#include <string.h>

static struct arena arena;

static struct import_list read_as(enum import_format format, struct text bytes)
{
    struct import_list list;
    import_read(bytes, format, &arena, &list);
    return list;
}

/* "id|title|year|context" a row, then "!line reason" a problem, then "!!" when it cannot be read to its end. */
static struct text told(const struct import_list *list)
{
    struct buf out = BUF_WITH_LIMIT(1 << 20);
    for (size_t i = 0; i < list->count; i++) {
        const struct import_row *row = &list->rows[i];
        (void)buf_printf(&out, "%.*s|%.*s|", TEXT_ARG(row->imdb_id), TEXT_ARG(row->title));
        if (row->year.known)
            (void)buf_printf(&out, "%lld", (long long)row->year.value);
        (void)buf_printf(&out, "|%.*s\n", TEXT_ARG(row->context));
    }
    for (size_t i = 0; i < list->problem_count && i < IMPORT_PROBLEMS_MAX; i++)
        (void)buf_printf(&out, "!%zu %.*s\n", list->problems[i].line, TEXT_ARG(list->problems[i].reason));
    if (list->unreadable)
        (void)buf_add_z(&out, "!!\n");
    struct text text = arena_text(&arena, out.len > 0 ? buf_text(&out) : TEXT(""));
    buf_finish(&out);
    return text;
}

struct row {
    const char *why;
    struct text bytes;
    const char *want;
};

static void read_rows(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        /* a copy of exactly that length: reading beyond it would show */
        char *copy = malloc(rows[i].bytes.len + (rows[i].bytes.len == 0));
        if (copy == NULL)
            abort();
        memcpy(copy, rows[i].bytes.at, rows[i].bytes.len);
        CHECK_ROW(rows[i].why);
        struct import_list list = read_as(IMPORT_ANY, text_from(copy, rows[i].bytes.len));
        CHECK_TEXT(told(&list), text_of(rows[i].want));
        arena_reset(&arena);
        free(copy);
    }
}

#define VIEW(literal)                                                                                                  \
    {                                                                                                                  \
        (literal), sizeof(literal) - 1                                                                                 \
    } /* a constant, for tables */
#define NO_ID(shown) "'" shown "' is not an IMDb id (tt and 7 to 10 digits, or a title's address)\n"

#define NO_COLUMN "has no column imdb_id: the first line of CSV names the columns\n!!\n"

static void ids(void)
{
    static const struct row rows[] = {
        { "empty", { "", 0 }, "" },
        { "a mark of byte order and nothing else", VIEW("\xEF\xBB\xBF"), "" },
        { "blank lines only", VIEW("\n\r\n \t \n"), "" },
        { "without a last line end", VIEW("tt9900001\ntt9900002"), "tt9900001|||\ntt9900002|||\n" },
        { "BOM, CRLF, comments, addresses, twice",
          VIEW("\xEF\xBB\xBF# mine\r\ntt9900002\r\n\r\n https://m.imdb.com/title/tt0000001/?ref=x \r\ntt9900002\r\n"),
          "tt9900002|||\ntt0000001|||\n" },
        { "bad lines are numbered", VIEW("tt9900001\n\ntt12\n#\nnm0000001\ntt99000011111\n"),
          "tt9900001|||\n!3 " NO_ID("tt12") "!5 " NO_ID("nm0000001") "!6 " NO_ID("tt99000011111") },
        { "the first line is bad", VIEW("x\ntt9900001\n"), "tt9900001|||\n!1 " NO_ID("x") },
        { "CSV without a header", VIEW("tt9900001,Title\n"), "!1 " NO_COLUMN },
        { "a table of something else", VIEW("Date;Name\n2024-01-01;Heat\n"), "!1 " NO_COLUMN },
        { "a header of one line", VIEW("title\tyear"), "!1 " NO_COLUMN },
        { "a sentence before ids", VIEW("mine, all of them\n\ntt9900001\n"),
          "tt9900001|||\n!1 " NO_ID("mine, all of them") },
        { "files put one behind the other", VIEW("\xEF\xBB\xBFtt9900001\n\xEF\xBB\xBFtt9900002\n"),
          "tt9900001|||\ntt9900002|||\n" },
        { "not UTF-8", VIEW("tt9900001\n\xFF\xFE\xFD\n"), "tt9900001|||\n!2 is not text in UTF-8\n" },
        { "a NUL", { "tt9900001\ntt990000\0\n", 20 }, "tt9900001|||\n!2 is not text in UTF-8\n" },
        { "UTF-16", { "\xFF\xFEt\0t\0", 6 }, "!0 is UTF-16: save it as UTF-8\n!!\n" },
    };
    read_rows(rows, COUNT_OF(rows));
}

static void csv(void)
{
    static const struct row rows[] = {
        { "header alone", VIEW("imdb_id,title,year"), "" },
        { "any order, any case, other columns", VIEW("Year,Festival,TITLE,IMDb ID\n1999,Berlin,The Lamp,tt9900001\n"),
          "tt9900001|The Lamp|1999|{\"Festival\":\"Berlin\"}\n" },
        { "semicolons, and a comma in a field", VIEW("imdb_id;title\r\ntt9900001;Here, There\r\n"),
          "tt9900001|Here, There||\n" },
        { "tabs", VIEW("title\ttconst\nA\ttt9900001\n"), "tt9900001|A||\n" },
        { "one column", VIEW("imdb_id\ntt9900001\ntt9900002\n"), "tt9900001|||\ntt9900002|||\n" },
        { "IMDb's own export", VIEW("Position,Const,Title,Year\n1,tt9900001,A,2001\n"),
          "tt9900001|A|2001|{\"Position\":\"1\"}\n" },
        { "quotes, commas and line ends in them",
          VIEW("imdb_id,title,note\n\"tt9900001\",\"Say \"\"Hi\"\", now\",\"two\r\nlines\"\ntt12,x,y\n"),
          "tt9900001|Say \"Hi\", now||{\"note\":\"two\\r\\nlines\"}\n!4 " NO_ID("tt12") },
        { "empty cells say nothing", VIEW("imdb_id,title,year,a,b\ntt9900001,, ,,\"\"\n"), "tt9900001|||\n" },
        { "a quote within a field is a character", VIEW("imdb_id,title\ntt9900001,5\" Gun\n"),
          "tt9900001|5\" Gun||\n" },
        { "blank lines are passed over", VIEW("\n\nimdb_id,title\n\ntt9900001,A\n\n"), "tt9900001|A||\n" },
        { "too few and too many fields", VIEW("imdb_id,title\ntt9900001\ntt9900002,B,2\ntt9900003,C\n"),
          "tt9900003|C||\n!2 has 1 field, the header has 2\n!3 has 3 fields, the header has 2\n" },
        { "no id", VIEW("imdb_id,title\n,A\n"), "!2 has no imdb_id\n" },
        { "years",
          VIEW("imdb_id,year\ntt9900001,1870\ntt9900002,2999\ntt9900003,1869\ntt9900004,3000\ntt9900005,2001?\n"
               "tt9900006, 1950 \n"),
          "tt9900001||1870|\ntt9900002||2999|\ntt9900006||1950|\n"
          "!4 '1869' is not a year from 1870 to 2999\n!5 '3000' is not a year from 1870 to 2999\n"
          "!6 '2001?' is not a year from 1870 to 2999\n" },
        { "a quote that is never closed", VIEW("imdb_id,title\ntt9900001,\"A\ntt9900002,B\n"),
          "tt9900002|B||\n!2 a quote is opened and never closed\n" },
        { "something behind a quote", VIEW("imdb_id,title\ntt9900001,\"A\"B\ntt9900002,B\n"),
          "tt9900002|B||\n!2 something follows a closing quote\n" },
        { "cut off in a quote", VIEW("imdb_id,title\ntt9900001,\"A\"\""), "!2 a quote is opened and never closed\n" },
        { "ill-formed UTF-8 in each kind of column",
          VIEW("imdb_id,title,note\ntt9900001,\xC3,x\ntt9900002,A,\xED\xA0\x80\ntt9900003,A,x\n"),
          "tt9900003|A||{\"note\":\"x\"}\n!2 is not text in UTF-8\n!3 is not text in UTF-8\n" },
        { "two columns of one name", VIEW("imdb_id,note,Note\ntt9900001,a,b\n"),
          "!1 two columns have the same name\n!!\n" },
        { "the same id twice: first title, first year, contexts together",
          VIEW("imdb_id,title,year,festival\ntt9900001,,,Berlin\ntt9900002,B,,\ntt9900001,A,2001,Cannes\n"
               "tt9900001,Other,2002,Berlin\n"),
          "tt9900001|A|2001|{\"festival\":[\"Berlin\",\"Cannes\"]}\ntt9900002|B||\n" },
    };
    read_rows(rows, COUNT_OF(rows));
}

static void json(void)
{
    static const struct row rows[] = {
        { "lines",
          VIEW(
              "{\"imdb_id\":\"tt9900001\",\"title\":\"A\",\"year\":1999,\"festival\":{\"name\":\"B\",\"rank\":8.7}}\n\n"
              "{\"year\":\"2001\",\"imdb_id\":\"https://www.imdb.com/title/tt9900002/\",\"x\":null,\"y\":\"\"}\r\n"),
          "tt9900001|A|1999|{\"festival\":{\"name\":\"B\",\"rank\":8.7}}\ntt9900002||2001|\n" },
        { "bad lines",
          VIEW("{\"imdb_id\":\"tt9900001\"}\n{\"imdb_id\":\n[]\n{\"imdb_id\":5}\n{\"imdb_id\":\"tt9900002\",\"title\":"
               "5}\n"
               "{\"imdb_id\":\"tt9900003\",\"year\":1999.5}\n{\"imdb_id\":\"tt9900004\",\"year\":1e9}\n"
               "{\"imdb_id\":\"tt9900005\",\"year\":1999.0}\n{\"imdb_id\":\"tt9900006\",\"year\":-1}\n"),
          "tt9900001|||\ntt9900005||1999|\n!2 is not JSON on one line: unexpected token near end of file\n"
          "!3 is not a JSON object\n!4 has no imdb_id\n!5 title is not a string\n!6 year is not a whole number\n"
          "!7 year is not a whole number\n!9 '-1' is not a year from 1870 to 2999\n" },
        { "context as the API takes it: beside the others, and no title or year of the film",
          VIEW("{\"imdb_id\":\"tt9900001\",\"a\":1,\"context\":{\"festival\":\"Venice\",\"year\":2025,\"a\":2,\"n\":"
               "null}}\n"
               "{\"imdb_id\":\"tt9900002\",\"context\":\"list\"}\n{\"imdb_id\":\"tt9900003\",\"context\":{}}\n"),
          "tt9900001|||{\"a\":1,\"festival\":\"Venice\",\"year\":2025}\ntt9900002|||{\"context\":\"list\"}\ntt9900003||"
          "|\n" },
        { "an array over several lines",
          VIEW(" [\n{\"imdb_id\":\"tt9900001\"} ,\n\n  {\"imdb_id\":\"tt9900002\",\n\"title\":\"B\"},\n7]\n"),
          "tt9900001|||\ntt9900002|B||\n!6 is not a JSON object\n" },
        { "an empty array", VIEW("[ ]\n"), "" },
        { "a cut array", VIEW("[{\"imdb_id\":\"tt9900001\"},\n{\"imdb_id\":\"tt9"),
          "tt9900001|||\n!2 is not JSON: premature end of input near '\"tt9'\n!!\n" },
        { "an array without its end", VIEW("[{\"imdb_id\":\"tt9900001\"}\n"),
          "tt9900001|||\n!2 is not JSON: neither ',' nor ']' after an element\n!!\n" },
        { "an array with a tail", VIEW("[]x"), "!1 is not JSON: something follows the array\n!!\n" },
        { "just the beginning", VIEW("["), "!1 is not JSON: unexpected token near end of file\n!!\n" },
    };
    read_rows(rows, COUNT_OF(rows));
    /* whatever jansson says of it: a member twice, a NUL, half a surrogate, ill-formed UTF-8, a far too deep value */
    static const char *const refused[] = { "{\"imdb_id\":\"tt9900001\",\"imdb_id\":\"tt9900002\"}",
                                           "{\"imdb_id\":\"tt9900001\",\"n\":\"\\u0000\"}",
                                           "{\"imdb_id\":\"tt9900001\",\"n\":\"\\ud800\"}",
                                           "{\"imdb_id\":\"tt9900001\",\"n\":\"\xC3\x28\"}",
                                           "{\"imdb_id\":\"tt9900001\"} {}" };
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        CHECK_ROW(refused[i]);
        struct import_list list = read_as(IMPORT_ANY, text_of(refused[i]));
        CHECK_INT(list.count, 0);
        CHECK_INT(list.problem_count, 1);
    }
    struct buf deep = BUF_WITH_LIMIT(1 << 20);
    (void)buf_add_z(&deep, "{\"imdb_id\":\"tt9900001\",\"n\":");
    for (int i = 0; i < 100000; i++)
        (void)buf_add_char(&deep, '[');
    struct import_list list = read_as(IMPORT_JSON_LINES, buf_text(&deep));
    CHECK_INT(list.count, 0);
    CHECK_INT(list.problem_count, 1);
    buf_finish(&deep);
}

static void a_format_that_is_told(void)
{
    struct import_list list = read_as(IMPORT_CSV, TEXT("tt9900001\n"));
    CHECK(list.unreadable);
    CHECK_TEXT_Z(list.problems[0].reason, "has no column imdb_id: the first line of CSV names the columns");
    list = read_as(IMPORT_JSON, TEXT("{}"));
    CHECK(list.unreadable);
    list = read_as(IMPORT_IDS, TEXT("imdb_id\ntt9900001\n"));
    CHECK_INT(list.count, 1);
    CHECK_INT(list.problem_count, 1);
    enum import_format format = IMPORT_ANY;
    CHECK(import_format_parse(TEXT("jsonl"), &format) && format == IMPORT_JSON_LINES);
    CHECK(!import_format_parse(TEXT("xml"), &format) && !import_format_parse(TEXT(""), &format));
}

static void limits(void)
{
    static char x[CONTEXT_BYTES_MAX + 1];
    memset(x, 'x', sizeof x);
    for (int over = 0; over < 2; over++) {
        struct text line = arena_printf(&arena, "imdb_id,title\ntt9900001,%.*s\n", IMPORT_TITLE_BYTES_MAX + over, x);
        struct import_list list = read_as(IMPORT_ANY, line);
        CHECK_INT(list.problem_count, over);
        line = arena_printf(&arena, "imdb_id,n\ntt9900001,%.*s\n", CONTEXT_BYTES_MAX - 8 + over, x);
        list = read_as(IMPORT_ANY, line);
        CHECK_INT(list.problem_count, over);
    }
    /* many columns */
    struct buf header = BUF_WITH_LIMIT(1 << 20);
    (void)buf_add_z(&header, "imdb_id");
    for (int i = 1; i < IMPORT_COLUMNS_MAX; i++)
        (void)buf_printf(&header, ",c%d", i);
    struct import_list list = read_as(IMPORT_CSV, buf_text(&header));
    CHECK(!list.unreadable);
    (void)buf_add_z(&header, ",more");
    list = read_as(IMPORT_CSV, buf_text(&header));
    CHECK(list.unreadable);
    buf_finish(&header);
    /* many bad lines: counted, twenty kept */
    struct buf bad = BUF_WITH_LIMIT(1 << 20);
    for (int i = 0; i < 1000; i++)
        (void)buf_add_z(&bad, "bad\n");
    list = read_as(IMPORT_ANY, buf_text(&bad));
    CHECK_INT(list.problem_count, 1000);
    CHECK_INT(list.problems[IMPORT_PROBLEMS_MAX - 1].line, IMPORT_PROBLEMS_MAX);
    buf_finish(&bad);
    /* one id with more context than fits */
    struct text twice = arena_printf(&arena, "imdb_id,n\ntt9900001,a%.*s\ntt9900001,b%.*s\n", CONTEXT_BYTES_MAX / 2, x,
                                     CONTEXT_BYTES_MAX / 2, x);
    list = read_as(IMPORT_ANY, twice);
    CHECK_INT(list.count, 1);
    CHECK_INT(list.repeated, 1);
    CHECK_INT(list.overfull, 1);
}

static void many_keep_their_order(void)
{
    enum { IDS = 50000 };
    struct buf lines = BUF_WITH_LIMIT(4 << 20);
    for (unsigned i = 0; i < IDS; i++) /* a permutation, and every tenth once more at once */
        for (int times = i % 10 == 0 ? 2 : 1; times > 0; times--)
            (void)buf_printf(&lines, "tt%07u\n", i * 7919u % IDS);
    struct import_list list = read_as(IMPORT_ANY, buf_text(&lines));
    CHECK_INT(list.count, IDS);
    CHECK_INT(list.repeated, IDS / 10);
    for (unsigned i = 0; i < IDS; i++) {
        char id[16];
        (void)snprintf(id, sizeof id, "tt%07u", i * 7919u % IDS);
        if (!CHECK_TEXT_Z(list.rows[i].imdb_id, id))
            break;
    }
    buf_finish(&lines);
}

static void jobs(void)
{
    static const struct {
        const char *args, *meta;
    } rows[] = {
        { "{\"imdb_id\":\"tt9900001\",\"title\":\"A\",\"year\":1999,\"source_key\":\"f\",\"metadata\":{\"festival\":"
          "\"B\"}}",
          "{}" },
        { "{\"imdb_id\":\"tt9900002\",\"metadata\":{\"title\":\"M\",\"year\":\"2001\"}}", "{\"title\":\"N\"}" },
        { "{\"imdb_id\":\"tt9900003\"}", "{\"title\":\"N\",\"year\":[]}" },
        { "{\"imdb_id\":\"tt9900001\",\"list\":\"L\"}", NULL },
        { "{\"tmdb_id\":5}", "{}" },
        { "[]", "{}" },
        { NULL, NULL },
    };
    struct import_reader reader = { .arena = &arena };
    struct import_list list;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        import_job(&reader, i + 1, text_of(rows[i].args), text_of(rows[i].meta));
    import_end(&reader, &list);
    CHECK_TEXT_Z(told(&list),
                 "tt9900001|A|1999|{\"source_key\":\"f\",\"metadata\":{\"festival\":\"B\"},\"list\":\"L\"}\n"
                 "tt9900002|M|2001|{\"metadata\":{\"title\":\"M\",\"year\":\"2001\"}}\n"
                 "tt9900003|N||\n"
                 "!5 has no imdb_id\n!6 args is not a JSON object\n!7 args is not a JSON object\n");
}

int main(void)
{
    RUN(ids);
    RUN(csv);
    RUN(json);
    RUN(a_format_that_is_told);
    RUN(limits);
    RUN(many_keep_their_order);
    RUN(jobs);
    arena_finish(&arena);
    return check_done();
}
