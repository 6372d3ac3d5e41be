/* The ids of a lookup: operands and standard input, each asked once, answered wherever it stands. */
#ifndef UNDERSTUDY_CLI_IDS_H
#define UNDERSTUDY_CLI_IDS_H

#include "base/arena.h"
#include "base/text.h"
#include "cli/command.h"

#include <stddef.h>

enum { IDS_BYTES_MAX = 256 << 20 }; /* of standard input: 20 million ids */

struct ids {
    struct text *at; /* each id once, in the order of its first place */
    size_t count;
    size_t *places; /* places[i] = index in `at` of what stands at place i */
    size_t place_count;
};

/* EXIT_USAGE when one is ill-formed: every such place has been complained about (the first ten). */
enum exit_code ids_gather(struct invocation *invocation, struct ids *out);

#endif
