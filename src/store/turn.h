/* Connections of one process that write to one SQLite file stand in line here. SQLite's own way is to sleep and try
 * again, for longer each time, and who sleeps so with the line behind him stops them all; other processes still meet
 * there. For db_sqlite.c, which knows what writes. */
#ifndef UNDERSTUDY_STORE_TURN_H
#define UNDERSTUDY_STORE_TURN_H

#include <stdbool.h>
#include <stdint.h>

struct turn;
struct turn *turn_join(const char *path); /* every connection that writes to the file, once */
void turn_leave(struct turn **turn);      /* NULL inside is fine */

/* Waits at most so long, then goes on all the same: SQLite says what is the matter. False: the turn was not had, and is
 * not to be given back. */
bool turn_take(struct turn *turn, int64_t most_ms);
void turn_give(struct turn *turn);

#endif
