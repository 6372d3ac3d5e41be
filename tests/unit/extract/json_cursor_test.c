/* The cursor: what it reads, what it refuses, where it stands afterwards. */
#include "base/buf.h"
#include "check.h"
#include "extract/json_cursor.h"

#include <string.h>

static struct arena arena;

static bool well_formed(struct text t)
{
    struct json_cursor c;
    json_open(&c, t);
    return json_finish(&c, NULL) == OK;
}

static void good_documents(void)
{
    static const char *const rows[] = {
        "{}",
        "[]",
        "0",
        "-0",
        "-1.5e+10",
        "1E5",
        "true",
        "false",
        "null",
        "\"\"",
        " [ ] ",
        "\t{\n\"a\"\r:[1 , 2]}\n",
        "[[],{},\"\",0,null]",
        "{\"a\":{\"b\":[{\"c\":1}]},\"d\":2}",
        "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\"",
        "\"\\ud83c\\udfac\"",
        "\"\xC3\xA9\xE6\x9D\xB1\xF0\x9F\x8E\xAC\"",
        "\"0123456789abcdef0123456789\"",
        "\"\x7f\"",
        "{\"a\":1,\"a\":2}",
        "[1,[2,[3,[4]]]]",
        "123456789012345678901234567890",
        "{\"\":0}",
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        CHECK_ROW(rows[i]);
        CHECK(well_formed(text_of(rows[i])));
    }
}

static void bad_documents(void)
{
    static const char *const rows[] = {
        "",
        " ",
        "{",
        "}",
        "[",
        "]",
        "[1",
        "[1,",
        "[1,]",
        "[,1]",
        "[1 2]",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{,}",
        "{a:1}",
        "{'a':1}",
        "{\"a\" 1}",
        "{1:2}",
        "[1}",
        "{\"a\":1]",
        "00",
        "01",
        "-",
        "+1",
        ".5",
        "5.",
        "1e",
        "1e+",
        "0x1",
        "tru",
        "nul",
        "True",
        "NaN",
        "Infinity",
        "\"",
        "\"a",
        "\"\\",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\u12G4\"",
        "\"\n\"",
        "\"\t\"",
        "\"\x80\"",
        "\"\xC0\xAF\"",
        "\"\xED\xA0\x80\"",
        "\"\xF4\x90\x80\x80\"",
        "\"\xC3",
        "1 2",
        "{} {}",
        "[]x",
        "\xEF\xBB\xBF{}",
        "//c\n{}",
        "[1]]",
        "[1]}",
        "{\"a\":[1,{\"b\":]}}",
        "nullx",
        "\"a\"\"b\"",
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        CHECK_ROW(rows[i]);
        CHECK(!well_formed(text_of(rows[i])));
    }
    CHECK(!well_formed(text_from("\"a\0b\"", 5)));
    CHECK(!well_formed(text_from("{}\0", 3)));
}

static void depth_is_bounded_exactly(void)
{
    char deep[2 * JSON_DEPTH_MAX];
    for (int levels = JSON_DEPTH_MAX - 2; levels <= JSON_DEPTH_MAX; levels++) {
        memset(deep, '[', (size_t)levels);
        memset(deep + levels, ']', (size_t)levels);
        CHECK(well_formed(text_from(deep, 2 * (size_t)levels)) == (levels < JSON_DEPTH_MAX));
        struct json_cursor c; /* the same when entered one by one */
        json_open(&c, text_from(deep, 2 * (size_t)levels));
        int entered = 0;
        while (json_enter_array(&c)) {
            entered++;
            (void)json_next_element(&c);
        }
        CHECK((c.why == NULL) == (levels < JSON_DEPTH_MAX));
    }
}

static void members_not_read_are_skipped(void)
{
    struct json_cursor c;
    struct text key, id = { 0 };
    json_open(&c, TEXT("{\"x\":{\"id\":\"no\",\"y\":[1,{\"id\":0}]},\"id\":\"yes\",\"z\":[[]]}"));
    CHECK(json_enter_object(&c));
    while (json_next_key(&c, &key)) {
        if (text_is(key, "id"))
            CHECK(json_read_text(&c, &arena, &id));
    }
    CHECK_TEXT_Z(id, "yes");
    CHECK(json_finish(&c, NULL) == OK);
}

static void a_wrong_type_is_skipped_and_leaves_the_output_alone(void)
{
    static const char *const values[] = { "null", "1", "1.5", "true", "\"t\"", "{\"a\":[1]}", "[{\"a\":1}]" };
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        CHECK_ROW(values[i]);
        for (int reader = 0; reader < 6; reader++) {
            struct json_cursor c;
            struct text document = arena_printf(&arena, "[%s,7]", values[i]), text = TEXT("old");
            struct number number = number_of(99), seven = { 0 };
            struct decimal decimal = { 99, true };
            struct flag flag = { true, true };
            bool read = false;
            json_open(&c, document);
            CHECK(json_enter_array(&c) && json_next_element(&c));
            switch (reader) {
            case 0: read = json_read_text(&c, &arena, &text); break;
            case 1: read = json_read_integer(&c, &number); break;
            case 2: read = json_read_decimal(&c, &decimal); break;
            case 3: read = json_read_flag(&c, &flag); break;
            case 4:
                if (json_peek(&c) != JSON_VALUE_OBJECT)
                    CHECK(!json_enter_object(&c));
                break;
            default:
                if (json_peek(&c) != JSON_VALUE_ARRAY)
                    CHECK(!json_enter_array(&c));
                break;
            }
            if (!read)
                CHECK(text_is(text, "old") && number.value == 99 && decimal.value > 98 && flag.value);
            CHECK(json_next_element(&c) && json_read_integer(&c, &seven));
            CHECK_INT(seven.value, 7);
            CHECK(json_finish(&c, NULL) == OK);
        }
    }
}

static void texts_are_decoded(void)
{
    static const struct {
        const char *json, *want;
    } rows[] = {
        { "\"plain\"", "plain" },
        { "\"a\\\"b\\\\c\\/d\\b\\f\\n\\r\\t\"", "a\"b\\c/d\b\f\n\r\t" },
        { "\"\\u0041\\u00e9\\u6771\\uD83C\\uDFAC\"", "A\xC3\xA9\xE6\x9D\xB1\xF0\x9F\x8E\xAC" },
        { "\"\\ud83c\"", "\xEF\xBF\xBD" },
        { "\"\\udfac\"", "\xEF\xBF\xBD" },
        { "\"\\ud83cx\"", "\xEF\xBF\xBDx" },
        { "\"\\ud83c\\u0041\"", "\xEF\xBF\xBD\x41" },
        { "\"\\u0000\"", "\xEF\xBF\xBD" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct json_cursor c;
        struct text got = { 0 };
        CHECK_ROW(rows[i].json);
        json_open(&c, text_of(rows[i].json));
        CHECK(json_read_text(&c, &arena, &got));
        CHECK_TEXT_Z(got, rows[i].want);
    }
}

static void keys_with_escapes_are_the_same_keys(void)
{
    struct json_cursor c;
    struct text key;
    json_open(&c, TEXT("{\"\\u0069d\" : 1, \"t\\u0069tle\":2}"));
    CHECK(json_enter_object(&c) && json_next_key(&c, &key));
    CHECK_TEXT_Z(key, "id");
    CHECK(json_next_key(&c, &key));
    CHECK_TEXT_Z(key, "title");
    struct buf long_key = BUF_WITH_LIMIT(5000);
    (void)buf_add_z(&long_key, "{\"\\u0041");
    for (int i = 0; i < 300; i++)
        (void)buf_add_char(&long_key, 'k');
    (void)buf_add_z(&long_key, "\":1}");
    json_open(&c, buf_text(&long_key));
    CHECK(json_enter_object(&c) && json_next_key(&c, &key));
    CHECK_TEXT_Z(key, ""); /* longer than any key that is asked for */
    CHECK(json_finish(&c, NULL) == OK);
    buf_finish(&long_key);
}

static void integers_and_decimals(void)
{
    static const struct {
        const char *json;
        int64_t want;
        bool good;
    } rows[] = {
        { "5", 5, true },
        { "5.0", 5, true },
        { "5e2", 500, true },
        { "-7", -7, true },
        { "5.5", 0, false },
        { "1e300", 0, false },
        { "9223372036854775807", INT64_MAX, true },
        { "9223372036854775808", 0, false },
        { "-0", 0, true },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct json_cursor c;
        struct number got = { 0 };
        CHECK_ROW(rows[i].json);
        json_open(&c, text_of(rows[i].json));
        CHECK(json_read_integer(&c, &got) == rows[i].good);
        if (rows[i].good)
            CHECK_INT(got.value, rows[i].want);
        CHECK(json_finish(&c, NULL) == OK);
    }
}

static void leaving_early(void)
{
    struct json_cursor c;
    struct text key;
    struct number two = { 0 };
    json_open(&c, TEXT("[{\"a\":[1,2,{\"b\":3}],\"c\":4},2]"));
    CHECK(json_enter_array(&c) && json_next_element(&c) && json_enter_object(&c) && json_next_key(&c, &key));
    CHECK(json_enter_array(&c) && json_next_element(&c));
    json_leave(&c);
    json_leave(&c);
    CHECK(json_next_element(&c) && json_read_integer(&c, &two));
    CHECK_INT(two.value, 2);
    CHECK(!json_next_element(&c));
    CHECK(json_finish(&c, NULL) == OK);
}

static void the_rest_of_a_page_may_follow(void)
{
    struct json_cursor c;
    struct text rest;
    json_open(&c, TEXT("{\"a\":1}</script><p>"));
    CHECK(json_finish_value(&c, &rest, NULL) == OK);
    CHECK_TEXT_Z(rest, "</script><p>");
}

/* Every prefix of a document is refused, by skipping and by walking. */
static void cut_anywhere(void)
{
    static const char document[] =
        "{\"a\":[1,2.5,-3e4,\"x\\u00e9\\n\",{\"b\":null}],\"c\":{\"d\":true,\"e\":\"\xE6\x9D\xB1\"}}";
    for (size_t cut = 0; cut < sizeof document - 1; cut++) {
        struct json_cursor c;
        struct text key;
        CHECK(!well_formed(text_from(document, cut)));
        json_open(&c, text_from(document, cut));
        if (json_enter_object(&c)) {
            while (json_next_key(&c, &key)) {
                if (json_enter_array(&c)) {
                    while (json_next_element(&c)) {
                    }
                }
            }
        }
        CHECK(json_finish(&c, NULL) == DRIFT);
    }
}

int main(void)
{
    RUN(good_documents);
    RUN(bad_documents);
    RUN(depth_is_bounded_exactly);
    RUN(members_not_read_are_skipped);
    RUN(a_wrong_type_is_skipped_and_leaves_the_output_alone);
    RUN(texts_are_decoded);
    RUN(keys_with_escapes_are_the_same_keys);
    RUN(integers_and_decimals);
    RUN(leaving_early);
    RUN(the_rest_of_a_page_may_follow);
    RUN(cut_anywhere);
    arena_finish(&arena);
    return check_done();
}
