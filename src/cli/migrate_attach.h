/* The part of migrate that is about an application's database. */
#ifndef UNDERSTUDY_CLI_MIGRATE_ATTACH_H
#define UNDERSTUDY_CLI_MIGRATE_ATTACH_H

#include "cli/command.h"

enum exit_code migrate_attach(struct invocation *invocation);

#endif
