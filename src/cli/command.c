/* The table of commands. */
#include "cli/command.h"

const struct command commands[] = {
    {
        .name = "doctor",
        .operands = "",
        .summary = "check configuration, keys, database, reachability and robots.txt",
        .text = "Prints every setting with its value and where it came from (secrets masked), then looks whether all "
                "that a "
                "lookup needs is there. Each finding is ok, warn or fail, and comes with its remedy.\n\n"
                "Two requests go out, politely, with a short time-out: TMDb's /authentication, with your key, and the "
                "robots.txt of the title pages' host. No title page is asked for. With --offline nothing goes out.",
        .examples = "understudy doctor\nlook at everything\n"
                    "understudy doctor --offline --json\nthe same without a request, for a program\n",
        .options = { { "--offline", NULL, "send no request", 0 } },
        .option_count = 1,
        .run = cmd_doctor,
    },
    {
        .name = "extract",
        .operands = "FILE...",
        .summary = "read saved title pages into records",
        .text =
            "Bytes in, records out; no network, no database, no configuration. FILE is an IMDb title page or its "
            "__NEXT_DATA__ JSON alone, plain or packed with gzip or zstd; - is standard input.\n\n"
            "With --id the record must be that title's: a page about another one is not_found. A file that cannot be "
            "read ends in exit code 4, after all others were read; packed bytes that are damaged are drift.",
        .examples =
            "understudy extract page.html\nshow the film that a saved page is about\n"
            "curl -s https://example.org/saved.html.gz | understudy extract --json -\none JSON object from a pipe\n",
        .options = { { "--id", "TT", "take only the record of this IMDb id", 0 } },
        .option_count = 1,
        .operands_min = 1,
        .operands_max = SIZE_MAX,
        .run = cmd_extract,
    },
    {
        .name = "help",
        .operands = "[COMMAND]",
        .summary = "explain a command; print the man page or the bash completion",
        .text = "Everything it prints comes from the table that the program itself works with.",
        .examples = "understudy help lookup\nexplain one command\n"
                    "understudy help --man | man -l -\nread the manual page\n"
                    "source <(understudy help --completion)\ncomplete commands and options in this bash\n",
        .options = { { "--man", NULL, "print the manual page (troff)", 0 },
                     { "--completion", NULL, "print the completion for bash", 0 } },
        .option_count = 2,
        .operands_max = 1,
        .run = cmd_help,
    },
    {
        .name = "lookup",
        .operands = "ID...",
        .summary = "find films on TMDb by IMDb id, or make placeholders",
        .text =
            "For every id: the local store, then TMDb, then the fallback sources; what no source can prove stays "
            "unknown, "
            "and is never stored as absent. ID is tt and 7 to 10 digits, or the address of an IMDb title page; - reads "
            "ids from standard input, one a line, where blank lines and lines that start with # are passed over. One "
            "ill-formed id and nothing is asked at all. An id that stands there twice is asked once and answered in "
            "both places.\n\n"
            "--title and --year are evidence for one id: they help where no source knows the title.\n\n"
            "--dry-run stores no film, no id and no answer; only what hosts asked for, such as a pause, is remembered "
            "in "
            "a store that is there.\n\n"
            "One id gives a card, several a table, --json one object a line; answers come in the order of the ids.",
        .examples = "understudy lookup tt9000001\nfind one film\n"
                    "understudy lookup --json - < ids.txt\na list of ids, one JSON object a line\n"
                    "understudy lookup --dry-run --explain tt9000001\nwhat would be found and why, storing nothing\n",
        .options = { { "--title", "T", "the title, as far as you know (one id only)", 0 },
                     { "--year", "Y", "its year (one id only)", 0 },
                     { "--fresh", NULL, "ask again even if the store has an answer", 0 },
                     { "--dry-run", NULL, "store nothing", 0 },
                     { "--explain", NULL, "say which rule decided and what each source answered", 0 } },
        .option_count = 5,
        .operands_min = 1,
        .operands_max = SIZE_MAX,
        .needs_config = true,
        .run = cmd_lookup,
    },
    {
        .name = "migrate",
        .operands = "",
        .summary = "create or upgrade the database schema",
        .text = "An SQLite store is created on first use; this does it now, and brings an older one up to date.",
        .examples = "understudy migrate --plan\nprint the SQL and change nothing\n",
        .options = { { "--plan", NULL, "print the SQL and change nothing", 0 } },
        .option_count = 1,
        .needs_config = true,
        .run = cmd_migrate,
    },
    {
        .name = "sources",
        .operands = "",
        .summary = "list the sources: state, rate, licence, attribution, quota",
        .text = "A source is ready, off (not in sources.order, or without its key), not built yet, or blocked until an "
                "instant, because its host asked for a pause or answered with a challenge.",
        .examples = "understudy sources\nall sources\n",
        .needs_config = true,
        .run = cmd_sources,
    },
};
const size_t command_count = COUNT_OF(commands);

const char *const exit_meanings[5] = {
    [EXIT_FINE] = "every id or input got a record",
    [EXIT_NO] = "a definite no for at least one: known nowhere, not a film, no title in the bytes",
    [EXIT_USAGE] = "usage error",
    [EXIT_UNKNOWN] = "could not tell for at least one: a source was blocked, failing, or of unknown shape; try later",
    [EXIT_LOCAL] = "local failure: configuration, database, disk; nothing was half-written",
};

const struct command *command_find(struct text name)
{
    for (size_t i = 0; i < command_count; i++) {
        if (text_is(name, commands[i].name))
            return &commands[i];
    }
    return NULL;
}

enum exit_code exit_worst(enum exit_code a, enum exit_code b)
{
    return a > b ? a : b;
}
