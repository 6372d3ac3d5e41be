/* The schema as numbered migrations: found out, and brought to the newest version in one transaction.
 * The only place besides statements.def that holds SQL. */
#ifndef UNDERSTUDY_STORE_SCHEMA_H
#define UNDERSTUDY_STORE_SCHEMA_H

#include "store/db.h"

/* Version of the opened database; 0 when it has no schema of ours. */
MUST_CHECK enum status schema_version(struct db *db, int *out_version, struct error *err);

/* Apply what is missing. `place` names the database in errors. Processes that do this at the same moment wait for each
 * other; the later ones find nothing left to do. now_ms (0 = the database's own time) is when it was applied. */
MUST_CHECK enum status schema_upgrade(struct db *db, const char *place, int64_t now_ms, int *out_version,
                                      struct error *err);

/* The SQL that makes the newest schema beside an application's tables, to be run in a transaction (store/oban.h). */
struct text schema_attach_plan(enum store_attach attach, struct arena *arena);

/* BROKEN when `version` is newer than this program. */
MUST_CHECK enum status schema_check(int version, const char *place, struct error *err);

#endif
