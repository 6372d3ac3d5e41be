/* What the table of commands and the table of keys say, as help text, manual page, bash completion and example
 * configuration. Pure. */
#ifndef UNDERSTUDY_CLI_MANUAL_H
#define UNDERSTUDY_CLI_MANUAL_H

#include "base/buf.h"
#include "cli/command.h"

void help_overall(struct buf *out);
void help_command(const struct command *command, struct buf *out);
void man_page(struct buf *out);
void completion_bash(struct buf *out);
void example_config(struct buf *out);

#endif
