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
#include <stdint.h>

enum exit_code { EXIT_FINE = 0, EXIT_NO = 1, EXIT_USAGE = 2, EXIT_UNKNOWN = 3, EXIT_LOCAL = 4 };
/* When several hold, the largest number wins (contract §1). */
enum exit_code exit_worst(enum exit_code a, enum exit_code b);

struct option {
    const char *name;  /* "--title" */
    const char *value; /* "T" when it takes one, else NULL */
    const char *help;
    char letter; /* 'q' for -q too, 0 = none */
};

enum { COMMAND_OPTIONS_MAX = 10 };

struct invocation { /* what main() understood */
    const struct command *command;
    enum exit_code (*run)(struct invocation *invocation); /* the command's, or that of --help and --version */
    struct text *args;                                    /* operands */
    size_t arg_count;
    struct text option_values[COMMAND_OPTIONS_MAX]; /* by place in command->options; known = given ("" for flags) */
    bool json, quiet, verbose, colour;
    struct text config_file, database_option; /* unknown when not given */
    struct config config;                     /* empty for commands that run without */
    struct clock clock;
    struct arena *arena;
};

struct command {
    const char *name;
    const char *operands; /* "ID...", "" when it takes none */
    const char *words;    /* what the first operand may be, for completion; NULL = anything */
    const char *summary;  /* half a line, lower case */
    const char *text;     /* paragraphs, separated by blank lines, for the man page and `understudy COMMAND --help` */
    const char *examples; /* pairs of lines: the command, then what it does */
    struct option options[COMMAND_OPTIONS_MAX];
    size_t option_count;
    size_t operands_min, operands_max;
    bool needs_config; /* extract runs without any */
    enum exit_code (*run)(struct invocation *invocation);
};

extern const struct command commands[];
extern const size_t command_count;
const struct command *command_find(struct text name); /* NULL when there is none */

extern const struct option global_options[];
extern const size_t global_option_count;

/* Rows of contract §1 for help and man page: exit_meanings[code]. */
extern const char *const exit_meanings[5];

/* Reads the command line, the configuration and the clock. EXIT_FINE: call invocation->run(); anything else has been
 * complained about. argv's --database password is overwritten, so that ps does not show it. */
enum exit_code invocation_read(struct invocation *invocation, int argc, char **argv, struct arena *arena);
/* Configuration and clock; invocation_read() does it for commands that need them. */
MUST_CHECK enum status invocation_configure(struct invocation *invocation, struct error *err);
/* A usage error of the command: the complaint, then its usage line. Returns EXIT_USAGE. */
enum exit_code usage_error(const struct command *command, const char *format, ...) PRINTF_LIKE(2, 3);
/* Value of an option of this command ("--title"); unknown when not given. */
struct text invocation_option(const struct invocation *invocation, const char *name);

enum exit_code cmd_arrivals(struct invocation *invocation);
enum exit_code cmd_placeholders(struct invocation *invocation);
enum exit_code cmd_backup(struct invocation *invocation);
enum exit_code cmd_dataset(struct invocation *invocation);
enum exit_code cmd_export(struct invocation *invocation);
enum exit_code cmd_extract(struct invocation *invocation);
enum exit_code cmd_forget(struct invocation *invocation);
enum exit_code cmd_import(struct invocation *invocation);
enum exit_code cmd_lookup(struct invocation *invocation);
enum exit_code cmd_migrate(struct invocation *invocation);
enum exit_code cmd_reextract(struct invocation *invocation);
enum exit_code cmd_serve(struct invocation *invocation);
enum exit_code cmd_sources(struct invocation *invocation);
enum exit_code cmd_stats(struct invocation *invocation);
enum exit_code cmd_doctor(struct invocation *invocation);
enum exit_code cmd_work(struct invocation *invocation);
enum exit_code cmd_help(struct invocation *invocation); /* help [COMMAND], --man, --completion */

#endif
