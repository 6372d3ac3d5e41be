/* A consistent copy of an SQLite store, taken while others write: what was committed when it began. */
#ifndef UNDERSTUDY_STORE_BACKUP_H
#define UNDERSTUDY_STORE_BACKUP_H

#include "store/store.h"

struct backup {
    const char *file; /* the copy: private to its owner, written aside, on the disk before it has its name */
    bool replace;     /* an existing file of that name; never the store itself */
    /* Called now and then; false ends the work, with nothing left behind. */
    bool (*go_on)(void *context, int64_t done_bytes, int64_t total_bytes);
    void *context;
    int64_t bytes; /* out: of the copy */
};
/* The copy has passed SQLite's integrity check. INVALID: what `file` names must not be written; TRANSIENT: go_on() said
 * no, or the store is busy; BROKEN: disk full or unwritable, the store damaged. */
MUST_CHECK enum status store_backup(struct store *store, struct backup *backup, struct error *err);

#endif
