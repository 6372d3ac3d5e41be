/* The command line: what is understood, what is a usage error. */
#include "base/arena.h"
#include "check.h"
#include "cli/command.h"
#include "cli/ids.h"

#include <stdlib.h>
#include <string.h>

enum { ARGS_MAX = 12 };

static struct arena arena;

/* argv is written to (passwords), so it is a copy. */
static enum exit_code read_args(struct invocation *invocation, const char *const *args, char *argv[ARGS_MAX + 2])
{
    int argc = 0;
    char name[] = "understudy";
    argv[argc++] = memcpy(arena_alloc(&arena, sizeof name), name, sizeof name);
    for (; args[argc - 1] != NULL; argc++) {
        size_t bytes = strlen(args[argc - 1]) + 1;
        argv[argc] = memcpy(arena_alloc(&arena, bytes), args[argc - 1], bytes);
    }
    argv[argc] = NULL;
    return invocation_read(invocation, argc, argv, &arena);
}

static void exit_codes(void)
{
    static const struct {
        const char *args[ARGS_MAX];
        enum exit_code code;
        const char *command; /* when fine */
    } rows[] = {
        { { NULL }, EXIT_USAGE, NULL },
        { { "--help", NULL }, EXIT_FINE, "help" },
        { { "--version", NULL }, EXIT_FINE, "help" },
        { { "-h", "lookup", NULL }, EXIT_FINE, "help" },
        { { "lookup", "--help", NULL }, EXIT_FINE, "help" },
        { { "help", NULL }, EXIT_FINE, "help" },
        { { "help", "a", "b", NULL }, EXIT_USAGE, NULL },
        { { "frobnicate", NULL }, EXIT_USAGE, NULL },
        { { "perform", NULL }, EXIT_USAGE, NULL },
        { { "", NULL }, EXIT_USAGE, NULL },
        { { "extract", NULL }, EXIT_USAGE, NULL },
        { { "extract", "-", NULL }, EXIT_FINE, "extract" },
        { { "extract", "--", "--id", NULL }, EXIT_FINE, "extract" },
        { { "--", "extract", "f", NULL }, EXIT_FINE, "extract" },
        { { "extract", "--id", NULL }, EXIT_USAGE, NULL },
        { { "extract", "f", "--id", "tt1234567", NULL }, EXIT_FINE, "extract" },
        { { "extract", "f", "--id=tt1234567", NULL }, EXIT_FINE, "extract" },
        { { "extract", "f", "--id=", NULL }, EXIT_USAGE, NULL },
        { { "extract", "f", "--json=yes", NULL }, EXIT_USAGE, NULL },
        { { "extract", "f", "--title", "x", NULL }, EXIT_USAGE, NULL }, /* lookup's */
        { { "--id", "tt1234567", "extract", "f", NULL }, EXIT_USAGE, NULL },
        { { "extract", "f", "-x", NULL }, EXIT_USAGE, NULL },
        { { "extract", "f", "-qx", NULL }, EXIT_USAGE, NULL },
        { { "extract", "f", "--jso", NULL }, EXIT_USAGE, NULL }, /* no abbreviations */
        { { "extract", "f", "---", NULL }, EXIT_USAGE, NULL },
        { { "migrate", "x", NULL }, EXIT_USAGE, NULL },
        { { "migrate", "--config", NULL }, EXIT_USAGE, NULL },
        { { "migrate", "--config", "/nonexistent/x.conf", NULL }, EXIT_LOCAL, NULL },
        { { "migrate", "--database", "mysql://h", NULL }, EXIT_LOCAL, NULL },
        { { "extract", "--config", "/nonexistent/x.conf", "f", NULL }, EXIT_FINE, "extract" }, /* reads none */
        { { "migrate", NULL }, EXIT_FINE, "migrate" },
    };
    char *argv[ARGS_MAX + 2];
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct invocation invocation;
        CHECK_ROW(rows[i].args[0]);
        enum exit_code code = read_args(&invocation, rows[i].args, argv);
        if (CHECK_INT(code, rows[i].code) && code == EXIT_FINE) {
            CHECK_TEXT_Z(text_of(invocation.command->name), rows[i].command);
            CHECK(invocation.run != NULL);
        }
    }
}

static void global_options_stand_anywhere(void)
{
    static const char *const rows[][ARGS_MAX] = {
        { "--json", "-q", "--config", "/c", "--database", "d", "extract", "--id", "tt1234567", "f" },
        { "extract", "f", "--json", "--quiet", "--config=/c", "--database=d", "--id=tt1234567", NULL },
        { "--json", "extract", "-q", "--id", "tt1234567", "--config", "/c", "f", "--database=d", NULL },
    };
    char *argv[ARGS_MAX + 2];
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *args[ARGS_MAX + 1] = { 0 };
        struct invocation invocation;
        memcpy(args, rows[i], sizeof rows[i]);
        CHECK_ROW(rows[i][0]);
        if (!CHECK(read_args(&invocation, args, argv) == EXIT_FINE))
            continue;
        CHECK(invocation.json && invocation.quiet && !invocation.verbose);
        CHECK_TEXT_Z(invocation.config_file, "/c");
        CHECK_TEXT_Z(invocation.database_option, "d");
        CHECK_TEXT_Z(invocation_option(&invocation, "--id"), "tt1234567");
        CHECK_INT(invocation.arg_count, 1);
        CHECK_TEXT_Z(invocation.args[0], "f");
    }
}

static void values_and_flags(void)
{
    static const char *const args[] = { "-qv", "lookup", "--fresh", "--title=A = B", "--", "--json", "-", NULL };
    char *argv[ARGS_MAX + 2];
    struct invocation invocation;
    if (!CHECK(read_args(&invocation, args, argv) == EXIT_FINE))
        return;
    CHECK(invocation.verbose && !invocation.quiet && !invocation.json);
    CHECK_TEXT_Z(invocation_option(&invocation, "--title"), "A = B");
    CHECK_TEXT_Z(invocation_option(&invocation, "--fresh"), "");
    CHECK(!text_known(invocation_option(&invocation, "--dry-run")));
    CHECK_INT(invocation.arg_count, 2);
    CHECK_TEXT_Z(invocation.args[0], "--json");
    CHECK_TEXT_Z(invocation.args[1], "-");
}

static void passwords_leave_argv(void)
{
    static const char *const rows[][4] = {
        { "extract", "f", "--database=postgres://u:hush@h/d", NULL },
        { "--database", "postgres://u:hush@h/d", "extract", NULL },
    };
    char *argv[ARGS_MAX + 2];
    struct invocation invocation;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        CHECK_ROW(rows[i][0]);
        (void)read_args(&invocation, rows[i], argv);
        CHECK_TEXT_Z(invocation.database_option, "postgres://u:hush@h/d");
        for (size_t j = 0; argv[j] != NULL; j++)
            CHECK(strstr(argv[j], "hush") == NULL);
    }
}

static void ids_once_each(void)
{
    static const char *const good[] = { "lookup",    "tt1234567", "https://www.imdb.com/title/tt0000001/",
                                        "tt1234567", "tt0000002", "tt0000001",
                                        NULL };
    static const char *const bad[] = { "lookup", "tt1234567", "tt12", NULL };
    static const size_t places[] = { 0, 1, 0, 2, 1 };
    char *argv[ARGS_MAX + 2];
    struct invocation invocation;
    struct ids ids;
    CHECK(read_args(&invocation, good, argv) == EXIT_FINE);
    if (!CHECK(ids_gather(&invocation, &ids) == EXIT_FINE) || !CHECK_INT(ids.count, 3) ||
        !CHECK_INT(ids.place_count, COUNT_OF(places)))
        return;
    CHECK_TEXT_Z(ids.at[0], "tt1234567");
    CHECK_TEXT_Z(ids.at[1], "tt0000001");
    CHECK_TEXT_Z(ids.at[2], "tt0000002");
    for (size_t i = 0; i < COUNT_OF(places); i++)
        CHECK_INT(ids.places[i], places[i]);
    CHECK(read_args(&invocation, bad, argv) == EXIT_FINE);
    CHECK(ids_gather(&invocation, &ids) == EXIT_USAGE);
}

int main(void)
{
    (void)setenv("HOME", "/nonexistent", 1);
    (void)unsetenv("XDG_CONFIG_HOME");
    (void)unsetenv("XDG_DATA_HOME");
    (void)unsetenv("UNDERSTUDY_NOW");
    RUN(exit_codes);
    RUN(global_options_stand_anywhere);
    RUN(values_and_flags);
    RUN(passwords_leave_argv);
    RUN(ids_once_each);
    arena_finish(&arena);
    return check_done();
}
