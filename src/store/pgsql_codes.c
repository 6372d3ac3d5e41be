/* What PostgreSQL's SQLSTATEs mean to us. */
#include "store/pgsql_inside.h"

#include <string.h>

#define MIGRATE "does not have the tables that this program expects: run understudy migrate"
#define REPORT  "failed inside PostgreSQL: report this"

/* A code that has no row of its own takes that of its class (its first two characters); every class of PostgreSQL's
 * appendix A is here. */
static const struct {
    const char *code; /* five characters, or a class of two */
    enum status status;
    const char *what;
} codes[] = {
    { "00", OK, "no error" },
    { "01", OK, "no error" },
    { "02", OK, "no error" },
    { "03", BROKEN, REPORT },
    { "08", TRANSIENT, "cannot be reached: see that the server runs, then try again" },
    { "08P01", BROKEN, REPORT },
    { "09", INVALID, "has a trigger that refused a row" },
    { "0A", BROKEN, REPORT },
    { "0B", BROKEN, REPORT },
    { "0F", BROKEN, REPORT },
    { "0L", BROKEN, "does not let this user do it: grant the right" },
    { "0P", BROKEN, "does not know this role: check user and database.url" },
    { "0Z", BROKEN, REPORT },
    { "20", BROKEN, REPORT },
    { "21", BROKEN, REPORT },
    { "22", INVALID, "refused a value" },
    { "23", INVALID, "refused a value" },
    { "23502", INVALID, "refused a row without a value that it needs" },
    { "23503", INVALID, "refused a row that points to none" },
    { "23505", INVALID, "refused a value that another row already has" },
    { "23514", INVALID, "refused a value that is not one of the allowed" },
    { "24", BROKEN, REPORT },
    { "25", BROKEN, REPORT },
    { "25006", TRANSIENT, "is read-only here, a standby perhaps: name the primary in database.url, or wait for it" },
    { "25P03", TRANSIENT, "ended a transaction that stood still for too long: try again" },
    { "25P04", TRANSIENT, "ended a transaction that took too long: try again" },
    { "26", TRANSIENT, "lost a prepared statement, as poolers do: try again" },
    { "27", INVALID, "has a trigger that refused a row" },
    { "28", BROKEN, "does not let this user in: check user, password (PGPASSFILE) and pg_hba.conf" },
    { "2B", BROKEN, REPORT },
    { "2D", BROKEN, REPORT },
    { "2F", BROKEN, REPORT },
    { "34", BROKEN, REPORT },
    { "38", BROKEN, REPORT },
    { "39", BROKEN, REPORT },
    { "3B", BROKEN, REPORT },
    { "3D", BROKEN, "does not exist: create it (createdb), or check database.url" },
    { "3F", BROKEN, "does not have the schema that search_path names: create it, or check database.url" },
    { "40", TRANSIENT, "let another transaction go first: try again" },
    { "40002", INVALID, "refused a value" },
    { "40003", UNCERTAIN, "does not say whether the statement was done" },
    { "40P01", TRANSIENT, "ended a deadlock with another transaction: try again" },
    { "42", BROKEN, MIGRATE },
    { "42501", BROKEN, "does not let this user do it: grant the right" },
    { "42P05", TRANSIENT, "holds a prepared statement of somebody else, as poolers do: try again" },
    { "44", INVALID, "refused a row that its view would not show" },
    { "53", BROKEN, "is short of resources: look at the server" },
    { "53100", BROKEN, "is out of disk space: free some on the server, then try again" },
    { "53200", BROKEN, "ran out of memory on the server" },
    { "53300", TRANSIENT, "has too many connections: try again, or raise max_connections" },
    { "54", INVALID, "refused a value that is too large" },
    { "55", BROKEN, REPORT },
    { "55006", TRANSIENT, "is in use: try again" },
    { "55P03", TRANSIENT, "is locked by another process for longer than the lock time-out: try again" },
    { "57", TRANSIENT, "stopped what was under way: try again" },
    { "57014", TRANSIENT, "took longer than the statement time-out, or was told to stop: try again" },
    { "57P04", BROKEN, "was dropped: check database.url" },
    { "58", BROKEN, "cannot be read or written: check the server's disk" },
    { "72", TRANSIENT, "let another transaction go first: try again" },
    { "F0", BROKEN, "has a faulty configuration: check the server" },
    { "HV", BROKEN, REPORT },
    { "P0", INVALID, "has a trigger that refused a row" },
    { "XX", BROKEN, "is damaged, or the server is faulty: look at its log" },
};

static bool find_code(const char *code, size_t length, size_t *out_row)
{
    for (size_t i = 0; i < COUNT_OF(codes); i++) {
        if (strlen(codes[i].code) == length && strncmp(codes[i].code, code, length) == 0) {
            *out_row = i;
            return true;
        }
    }
    return false;
}

enum status db_pgsql_status(const char *sqlstate, const char **out_what)
{
    size_t row = 0;
    /* libpq has none for what it finds out itself: nearly always that the connection is gone */
    const char *code = sqlstate != NULL ? sqlstate : "08006";
    if ((strlen(code) != PGSQL_STATE_CHARS || !find_code(code, PGSQL_STATE_CHARS, &row)) &&
        (strlen(code) < 2 || !find_code(code, 2, &row)))
        (void)find_code("XX", 2, &row); /* a class of a later server */
    *out_what = codes[row].what;
    return codes[row].status;
}

int pgsql_state_number(const char *sqlstate)
{
    int number = 0;
    for (const char *c = sqlstate != NULL ? sqlstate : "08006"; *c != '\0' && number < 36 * 36 * 36 * 36; c++)
        number = number * 36 + (*c >= '0' && *c <= '9' ? *c - '0' : *c >= 'A' && *c <= 'Z' ? *c - 'A' + 10 : 0);
    return number;
}
