/* One statement tells it all; its texts are made where the figures are. */
#include "store/server_look.h"

#include "store/jobs.h"
#include "store/store_inside.h"

enum { FINDINGS_MAX = 64 };

enum status store_server_look(struct store *store, int64_t now_ms, struct arena *arena, struct server_finding **out,
                              size_t *out_count, struct error *err)
{
    struct db *db = store->db;
    struct server_finding *findings = arena_array(arena, FINDINGS_MAX, sizeof *findings);
    size_t count = 0;
    bool row = db_dialect(db) == STORE_POSTGRESQL;
    enum status status = OK;
    arena_reset(&store->scratch);
    if (row)
        status = db_query(db, SQL_SERVER_LOOK, DB_VALUES(db_text(job_time(now_ms, &store->scratch))), err);
    while (status == OK && row) {
        status = db_next(db, &row, err);
        if (status == OK && row && count < FINDINGS_MAX)
            findings[count++] = (struct server_finding){ db_column_text(db, 0, arena), db_column_integer(db, 1) != 0,
                                                         db_column_text(db, 2, arena), db_column_text(db, 3, arena) };
    }
    if (status == OK) {
        *out = findings;
        *out_count = count;
    }
    return status;
}
