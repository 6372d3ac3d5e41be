/* Does the process still live that left its name in an SQLite store? Who has a name holds a lock on the store's
 * directory, at the byte that the name leads to; the kernel gives it back with the process, however that ends. A store
 * belongs to one host, so its processes see each other's locks. */
#ifndef UNDERSTUDY_STORE_LIFE_H
#define UNDERSTUDY_STORE_LIFE_H

#include "base/text.h"

#include <stdbool.h>

struct life; /* of one store */

/* `path` is the store's file. NULL: there are no such locks here, and nobody is known to be dead. */
struct life *life_begin(const char *path);
void life_end(struct life **life); /* NULL inside is fine */

/* From now on for as long as the store is open; again costs nothing. */
void life_say(struct life *life, struct text name);
/* Nobody who lives has said this name. Where name-giving failed once, nobody is over. */
bool life_is_over(const struct life *life, struct text name);

#endif
