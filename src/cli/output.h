/* Everything that reaches stdout and stderr. Data goes to stdout and is checked to the last byte; complaints are one
 * line on stderr. */
#ifndef UNDERSTUDY_CLI_OUTPUT_H
#define UNDERSTUDY_CLI_OUTPUT_H

#include "base/buf.h"
#include "base/compiler.h"
#include "base/text.h"
#include "cli/command.h"

#include <stdbool.h>

enum { OUTPUT_BYTES_MAX = 64 << 20 }; /* one answer as JSON or card; a film's record is a few kB */

/* Before anything is opened: a closed standard descriptor must not become a database or a socket. */
void output_open(void);
/* stdout takes no more (closed pipe, full disk): stop early. */
bool output_failed(void);
void output_write(struct text text);
void output_flush(void);
/* Flushes; EXIT_LOCAL with a complaint when anything was lost, else `code`. */
enum exit_code output_close(enum exit_code code);

bool output_is_terminal(void);
/* May stdout have colour: a terminal, NO_COLOR not set, TERM not dumb. */
bool output_wants_colour(void);

/* One line "understudy: …" on stderr, with secrets and control characters replaced. */
void complain(const char *format, ...) PRINTF_LIKE(1, 2);

#endif
