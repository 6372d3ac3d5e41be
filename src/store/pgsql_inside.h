/* What the files of the PostgreSQL driver share; no type of libpq's crosses here. */
#ifndef UNDERSTUDY_STORE_PGSQL_INSIDE_H
#define UNDERSTUDY_STORE_PGSQL_INSIDE_H

#include "store/db.h"

enum { PGSQL_STATE_CHARS = 5 };

/* A SQLSTATE as the detail of an error: its five characters in base 36. */
int pgsql_state_number(const char *sqlstate);

/* Types by the numbers that they have had since they exist (the server's pg_type.dat). */
enum pgsql_type {
    PGSQL_BOOL = 16,
    PGSQL_BYTEA = 17,
    PGSQL_INT8 = 20,
    PGSQL_INT2 = 21,
    PGSQL_INT4 = 23,
    PGSQL_JSON = 114,
    PGSQL_FLOAT4 = 700,
    PGSQL_FLOAT8 = 701,
    PGSQL_DATE = 1082,
    PGSQL_TIMESTAMP = 1114,
    PGSQL_TIMESTAMPTZ = 1184,
    PGSQL_NUMERIC = 1700,
    PGSQL_JSONB = 3802
};

/* A value on its way to a parameter of type `type` (unknown types as text), in the arena: a C string, or bytes when
 * *out_is_binary. NULL = SQL's NULL. What the server could not hold is replaced, as a lookup must not fail over it: NUL
 * and what is not UTF-8 in texts, U+0000 and lone surrogates in JSON. */
const char *pgsql_write(const struct db_value *value, unsigned type, struct arena *arena, size_t *out_bytes,
                        bool *out_is_binary);

struct pgsql_field { /* a column of a row in binary form; at == NULL = SQL's NULL */
    unsigned type;
    struct text bytes;
};
struct text pgsql_read_text(struct pgsql_field field, struct arena *arena);
int64_t pgsql_read_integer(struct pgsql_field field); /* 0 for what is none */
int64_t pgsql_read_time(struct pgsql_field field);    /* ms; 0 for what is none, and for infinity */

#endif
