/* The table of commands. --help, the man page and bash completion come from it; adding a command is one file and one
 * row. */
#ifndef UNDERSTUDY_CLI_COMMAND_H
#define UNDERSTUDY_CLI_COMMAND_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/text.h"
#include "daemon/config.h"

#include <stdbool.h>
#include <stddef.h>

enum exit_code { EXIT_FINE = 0, EXIT_NO = 1, EXIT_USAGE = 2, EXIT_UNKNOWN = 3, EXIT_LOCAL = 4 };

struct option {
    const char *name;  /* "--title" */
    const char *value; /* "T" when it takes one, else NULL */
    const char *help;
};

struct invocation { /* what main() understood */
    const struct command *command;
    struct text *args; /* operands */
    size_t arg_count;
    struct text option_values[8]; /* by place in command->options; known = given ("" for flags) */
    bool json, quiet, verbose, colour;
    struct config config;
    struct clock clock;
    struct arena *arena;
};

struct command {
    const char *name;
    const char *operands; /* "ID..." */
    const char *summary;  /* half a line, lower case */
    const char *text;     /* paragraphs for the man page and `understudy COMMAND --help` */
    const char *examples; /* lines "command\n  what it does\n" */
    struct option options[8];
    size_t option_count;
    size_t operands_min;
    bool needs_config; /* extract runs without any */
    enum exit_code (*run)(struct invocation *invocation);
};

extern const struct command commands[];
extern const size_t command_count;

/* Value of an option of this command ("--title"); unknown when not given. */
struct text invocation_option(const struct invocation *invocation, const char *name);

enum exit_code cmd_extract(struct invocation *invocation);
enum exit_code cmd_lookup(struct invocation *invocation);
enum exit_code cmd_migrate(struct invocation *invocation);
enum exit_code cmd_sources(struct invocation *invocation);
enum exit_code cmd_doctor(struct invocation *invocation);
enum exit_code cmd_help(struct invocation *invocation); /* help [COMMAND|--man|--completion] */

/* One line "understudy: …" on stderr. */
void complain(const char *format, ...) PRINTF_LIKE(1, 2);

#endif
