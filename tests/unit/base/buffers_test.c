/* Arena, buffer, error text, redaction. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/log.h"
#include "check.h"

#include <string.h>

static void a_buffer_keeps_its_limit(void)
{
    struct buf b = BUF_WITH_LIMIT(5);
    CHECK(buf_add_z(&b, "abc"));
    CHECK(!buf_add_z(&b, "def"));
    CHECK(b.overflow);
    CHECK(buf_add_z(&b, "de"));
    CHECK_TEXT_Z(buf_text(&b), "abcde");
    CHECK(!buf_add_char(&b, 'x'));
    buf_finish(&b);
}

static void an_arena_is_reused_when_warm(void)
{
    struct arena a = { 0 };
    (void)arena_alloc(&a, 100000);
    struct arena_block *block = a.blocks;
    arena_reset(&a);
    (void)arena_alloc(&a, 90000);
    CHECK(a.blocks == block);
    CHECK_TEXT_Z(arena_printf(&a, "%s-%d", "x", 7), "x-7");
    CHECK(!text_known(arena_text(&a, (struct text){ 0 })));
    arena_finish(&a);
}

static void arena_memory_is_zeroed_again(void)
{
    struct arena a = { 0 };
    memset(arena_alloc(&a, 64), 'x', 64);
    arena_reset(&a);
    const char *at = arena_alloc(&a, 64);
    for (int i = 0; i < 64; i++)
        CHECK_INT(at[i], 0);
    arena_finish(&a);
}

static void an_error_is_one_line(void)
{
    struct error err;
    CHECK(error_set(&err, BROKEN, "no\nroom in %s", "/tmp\r") == BROKEN);
    CHECK_TEXT_Z(text_of(err.text), "no room in /tmp ");
    error_prefix(&err, "store");
    CHECK_TEXT_Z(text_of(err.text), "store: no room in /tmp ");
}

static void secrets_are_struck_out(void)
{
    char line[] = "GET /3/find?api_key=hunter2hunter2&x=hunter2hunter2";
    log_hide(TEXT("hunter2hunter2"));
    log_hide(TEXT("x"));
    log_redact(line);
    CHECK(strstr(line, "hunter2") == NULL);
    CHECK(strstr(line, "&x=") != NULL);
}

int main(void)
{
    RUN(a_buffer_keeps_its_limit);
    RUN(an_arena_is_reused_when_warm);
    RUN(arena_memory_is_zeroed_again);
    RUN(an_error_is_one_line);
    RUN(secrets_are_struck_out);
    return check_done();
}
