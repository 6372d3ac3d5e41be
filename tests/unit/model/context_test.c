/* Contexts of a film, merged. */
#include "check.h"
#include "model/context.h"

#include <string.h>

static void merges_without_loss(void)
{
    static const struct {
        const char *why, *older, *newer, *want;
        enum context_change change;
    } rows[] = {
        { "two members", "{\"festival\":\"A\"}", "{\"list\":\"B\"}", "{\"festival\":\"A\",\"list\":\"B\"}",
          CONTEXT_GREW },
        { "nothing before", NULL, "{\"a\":1}", "{\"a\":1}", CONTEXT_GREW },
        { "nothing new", "{\"a\":1}", NULL, "{\"a\":1}", CONTEXT_SAME },
        { "nothing at all", NULL, NULL, NULL, CONTEXT_SAME },
        { "the same in another order", "{\"a\": 1, \"b\": 2}", "{\"b\":2,\"a\":1}", "{\"a\": 1, \"b\": 2}",
          CONTEXT_SAME },
        { "two festivals", "{\"festival\":\"A\"}", "{\"festival\":\"B\"}", "{\"festival\":[\"A\",\"B\"]}",
          CONTEXT_GREW },
        { "a third", "{\"f\":[\"A\",\"B\"]}", "{\"f\":\"C\"}", "{\"f\":[\"A\",\"B\",\"C\"]}", CONTEXT_GREW },
        { "one of them again", "{\"f\":[\"A\",\"B\"]}", "{\"f\":\"B\"}", "{\"f\":[\"A\",\"B\"]}", CONTEXT_SAME },
        { "objects member by member", "{\"l\":{\"x\":1}}", "{\"l\":{\"y\":{\"z\":null}}}",
          "{\"l\":{\"x\":1,\"y\":{\"z\":null}}}", CONTEXT_GREW },
        { "an object and a text", "{\"l\":{\"x\":1}}", "{\"l\":\"x\"}", "{\"l\":[{\"x\":1},\"x\"]}", CONTEXT_GREW },
        { "numbers keep their digits", "{}", "{\"rank\":8.7,\"id\":9007199254740993}",
          "{\"rank\":8.7,\"id\":9007199254740993}", CONTEXT_GREW },
        { "a person's own words stay", "seen in Lisbon", "{\"a\":1}", "seen in Lisbon", CONTEXT_SAME },
        { "an older list stays", "[1]", "{\"a\":1}", "[1]", CONTEXT_SAME },
        { "the newer one is cut off", "{\"a\":1}", "{\"b\":", "{\"a\":1}", CONTEXT_SAME },
        { "the newer one is a list", "{\"a\":1}", "[2]", "{\"a\":1}", CONTEXT_SAME },
        { "an empty older text", "", "{\"a\":1}", "", CONTEXT_SAME },
        { "characters", "{\"f\":\"Sz\xC5\x91l\xC5\x91\"}", "{\"g\":\"\\u00e9\"}",
          "{\"f\":\"Sz\xC5\x91l\xC5\x91\",\"g\":\"\xC3\xA9\"}", CONTEXT_GREW },
    };
    struct arena arena = { 0 };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct text out = TEXT("untouched");
        CHECK_ROW(rows[i].why);
        CHECK_INT(context_merge(text_of(rows[i].older), text_of(rows[i].newer), &arena, &out), rows[i].change);
        CHECK_TEXT(out, text_of(rows[i].want));
        /* and once more: nothing is new any more */
        struct text again;
        CHECK_INT(context_merge(out, text_of(rows[i].newer), &arena, &again), CONTEXT_SAME);
        CHECK_TEXT(again, out);
    }
    arena_finish(&arena);
}

static void has_an_end(void)
{
    struct arena arena = { 0 };
    static char big[CONTEXT_BYTES_MAX];
    memset(big, 'x', sizeof big);
    struct text long_text = arena_printf(&arena, "{\"a\":\"%.*s\"}", CONTEXT_BYTES_MAX - 8, big), out;
    CHECK_INT(long_text.len, CONTEXT_BYTES_MAX);
    CHECK_INT(context_merge((struct text){ 0 }, long_text, &arena, &out), CONTEXT_GREW);
    CHECK_INT(context_merge(long_text, TEXT("{\"b\":1}"), &arena, &out), CONTEXT_FULL);
    CHECK_TEXT(out, long_text);
    arena_finish(&arena);
}

int main(void)
{
    RUN(merges_without_loss);
    RUN(has_an_end);
    return check_done();
}
