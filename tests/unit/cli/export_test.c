/* Films as CSV and NFO: what foreign texts may try. */
#include "base/compiler.h"
#include "check.h"
#include "cli/export.h"

#include <libxml/parser.h>
#include <string.h>

static struct arena arena;

/* The title as a cell of CSV. */
static struct text cell(const char *title)
{
    struct stored_movie film = { .import_status = TEXT("full"), .movie = { .title = text_of(title) } };
    struct buf out = BUF_WITH_LIMIT(1 << 16);
    csv_film(&film, &arena, &out);
    struct text line = arena_text(&arena, buf_text(&out));
    buf_finish(&out);
    CHECK(text_starts(line, TEXT(",,full,")) && text_ends(line, TEXT(",,,,,,,,,,0,,,,\r\n")));
    return text_from(line.at + 7, line.len - 7 - sizeof ",,,,,,,,,,0,,,,\r\n" + 1);
}

static void csv_cells(void)
{
    static const struct {
        const char *title, *want;
    } table[] = {
        { NULL, "" },
        { "", "" },
        { "The Salt Ledger", "The Salt Ledger" },
        { "Love, Actually", "\"Love, Actually\"" },
        { "\"Quoted\"", "\"\"\"Quoted\"\"\"" },
        { "two\nlines\r\n", "\"two\nlines\r\n\"" },
        { "Última Luz; ٧ 灯台", "Última Luz; ٧ 灯台" },
        { "=cmd|' /C calc'!A0", "\"'=cmd|' /C calc'!A0\"" },
        { "+1", "\"'+1\"" },
        { "-30-", "\"'-30-\"" },
        { "@Suicide Room", "\"'@Suicide Room\"" },
        { "\t=1", "\"'\t=1\"" },
        { "＝1+1", "\"'＝1+1\"" },
        { "＠home", "\"'＠home\"" },
        { "1=1", "1=1" },
        { "'Tis", "'Tis" },
        { "=\"\"", "\"'=\"\"\"\"\"" },
        { "not \xFF UTF-8", "" },
    };
    for (size_t i = 0; i < COUNT_OF(table); i++) {
        CHECK_ROW(table[i].want);
        CHECK_TEXT_Z(cell(table[i].title), table[i].want);
    }
    CHECK_ROW(NULL);
}

static void csv_columns_are_as_many_as_the_header(void)
{
    struct stored_movie film = { 0 };
    struct buf head = BUF_WITH_LIMIT(4096), line = BUF_WITH_LIMIT(4096);
    size_t in_head = 0, in_line = 0;
    csv_header(&head);
    csv_film(&film, &arena, &line);
    for (size_t i = 0; i < head.len; i++)
        in_head += head.at[i] == ',';
    for (size_t i = 0; i < line.len; i++)
        in_line += line.at[i] == ',';
    CHECK_INT(in_head, in_line);
    CHECK(text_ends(buf_text(&head), TEXT("\r\n")));
    buf_finish(&head);
    buf_finish(&line);
}

static void csv_dates_as_the_columns_have_them(void)
{
    static const struct {
        const char *date, *want;
        int64_t year;
    } table[] = { { "2025-09-12", ",2025-09-12,day,2025,", 0 },
                  { "2025-09", ",,month,2025,", 0 },
                  { "2025", ",,year,2025,", 0 },
                  { NULL, ",,,2024,", 2024 },
                  { NULL, ",,,,", 0 },
                  { "soon", ",,,,", 0 } };
    for (size_t i = 0; i < COUNT_OF(table); i++) {
        struct stored_movie film = { .movie = { .title = TEXT("T"),
                                                .original_title = TEXT("O"),
                                                .release_date = text_of(table[i].date),
                                                .year = { table[i].year, table[i].year != 0 } } };
        struct buf out = BUF_WITH_LIMIT(4096);
        csv_film(&film, &arena, &out);
        CHECK_ROW(table[i].want);
        CHECK(text_contains(buf_text(&out), arena_printf(&arena, "T,O%s", table[i].want)));
        buf_finish(&out);
    }
    CHECK_ROW(NULL);
}

/* The text of the first element of that name, as a parser that knows nothing of us reads it. */
static const char *element_of(xmlDocPtr doc, const char *name)
{
    for (xmlNodePtr node = xmlDocGetRootElement(doc)->children; node != NULL; node = node->next) {
        if (node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0) {
            xmlChar *content = xmlNodeGetContent(node);
            const char *copy = arena_z(&arena, text_of((const char *)content));
            xmlFree(content);
            return copy;
        }
    }
    return "(none)";
}

static void nfo_of_hostile_texts(void)
{
    static const struct {
        const char *title, *want;
    } table[] = {
        { "Love & \"Loss\" <or> ]]> </movie><!-- x --> &amp; 'Tis",
          "Love & \"Loss\" <or> ]]> </movie><!-- x --> &amp; 'Tis" },
        { "bell \x07, escape \x1B[31m, DEL \x7F", "bell \xEF\xBF\xBD, escape \xEF\xBF\xBD[31m, DEL \x7F" },
        { "bad \xFF\xC0\xAF bytes, cut \xE2\x82",
          "bad \xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD bytes, cut \xEF\xBF\xBD\xEF\xBF\xBD" },
        { "no character \xEF\xBF\xBE \xEF\xBF\xBF", "no character \xEF\xBF\xBD \xEF\xBF\xBD" },
        { "surrogate \xED\xA0\x80", "surrogate \xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD" },
        { "👩‍🚀🌊 𝕫ero ٧ 灯台", "👩‍🚀🌊 𝕫ero ٧ 灯台" },
        { "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>&e;",
          "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>&e;" },
        { "line\r\nends\tand tabs", "line\r\nends\tand tabs" },
    };
    for (size_t i = 0; i < COUNT_OF(table); i++) {
        struct stored_movie film = { .movie = { .imdb_id = TEXT("tt9900037"), .title = text_of(table[i].title) } };
        struct text xml = nfo_film(&film, &arena);
        xmlDocPtr doc = xmlReadMemory(xml.at, (int)xml.len, "film.nfo", NULL, XML_PARSE_NONET | XML_PARSE_NOERROR);
        CHECK_ROW(table[i].title);
        if (!CHECK(doc != NULL))
            continue;
        CHECK_TEXT_Z(text_of(element_of(doc, "title")), table[i].want);
        CHECK_TEXT_Z(text_of(element_of(doc, "uniqueid")), "tt9900037");
        CHECK_TEXT_Z(text_of(element_of(doc, "lockdata")), "false");
        CHECK_TEXT_Z(text_of(element_of(doc, "plot")), "(none)");
        xmlFreeDoc(doc);
    }
    CHECK_ROW(NULL);
}

static void nfo_of_nothing(void)
{
    struct stored_movie film = { 0 };
    CHECK_TEXT_Z(nfo_film(&film, &arena), "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<movie>\n"
                                          "  <lockdata>false</lockdata>\n</movie>\n");
}

int main(void)
{
    RUN(csv_cells);
    RUN(csv_columns_are_as_many_as_the_header);
    RUN(csv_dates_as_the_columns_have_them);
    RUN(nfo_of_hostile_texts);
    RUN(nfo_of_nothing);
    arena_finish(&arena);
    xmlCleanupParser();
    return check_done();
}
