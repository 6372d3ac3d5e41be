/* Values, and calls through the driver. */
#include "store/db.h"

struct db_value db_text(struct text t)
{
    return (struct db_value){ .kind = text_known(t) ? DB_TEXT : DB_NULL, .text = t };
}

struct db_value db_text_z(const char *z)
{
    return db_text(text_of(z));
}

struct db_value db_bytes(struct text t)
{
    return (struct db_value){ .kind = text_known(t) ? DB_BYTES : DB_NULL, .text = t };
}

struct db_value db_integer(int64_t value)
{
    return (struct db_value){ .kind = DB_INTEGER, .integer = value };
}

struct db_value db_number(struct number number)
{
    return (struct db_value){ .kind = number.known ? DB_INTEGER : DB_NULL, .integer = number.value };
}

struct db_value db_decimal(struct decimal decimal)
{
    return (struct db_value){ .kind = decimal.known ? DB_REAL : DB_NULL, .real = decimal.value };
}

struct db_value db_flag(bool value)
{
    return (struct db_value){ .kind = DB_FLAG, .integer = value };
}

struct db_value db_time(int64_t wall_ms)
{
    return (struct db_value){ .kind = wall_ms != 0 ? DB_TIME : DB_NULL, .integer = wall_ms };
}

void db_close(struct db **db)
{
    if (*db != NULL)
        (*db)->driver->close(*db);
    *db = NULL;
}

enum store_dialect db_dialect(const struct db *db)
{
    return db->driver->dialect;
}

struct text db_about(struct db *db, struct arena *arena)
{
    return db->driver->about(db, arena);
}

enum status db_settle_in(struct db *db, struct error *err)
{
    return db->driver->settle_in(db, err);
}

enum status db_begin(struct db *db, bool write, struct error *err)
{
    return db->driver->begin(db, write, NULL, err);
}

enum status db_begin_beside(struct db *db, const struct texts *keys, struct error *err)
{
    return db->driver->begin(db, true, keys, err);
}

enum status db_settle(struct db *db, enum status status, struct error *err)
{
    db_end(db);
    if (status == OK)
        return db->driver->commit(db, err);
    db->driver->rollback(db);
    return status;
}

void db_set_durable(struct db *db, bool durable)
{
    db->driver->set_durable(db, durable);
}

enum status db_script(struct db *db, const char *sql, struct error *err)
{
    return db->driver->script(db, sql, err);
}

enum status db_query(struct db *db, enum statement statement, struct db_values values, struct error *err)
{
    return db->driver->query(db, statement, values, err);
}

enum status db_next(struct db *db, bool *out_row, struct error *err)
{
    return db->driver->next(db, out_row, err);
}

void db_end(struct db *db)
{
    db->driver->end(db);
}

static enum status first_row(struct db *db, enum status status, struct error *err)
{
    bool row = false;
    if (status == OK)
        status = db_next(db, &row, err);
    return status == OK && !row ? NOT_FOUND : status;
}

enum status db_one(struct db *db, enum statement statement, struct db_values values, struct error *err)
{
    return first_row(db, db_query(db, statement, values, err), err);
}

enum status db_one_in_turn(struct db *db, struct text turn, enum statement statement, struct db_values values,
                           struct error *err)
{
    return first_row(db, db->driver->query_in_turn(db, turn, statement, values, err), err);
}

enum status db_run_returning(struct db *db, enum statement statement, struct db_values values, struct number *out,
                             struct error *err)
{
    struct number got = { 0 };
    bool row = true;
    enum status status = db_query(db, statement, values, err);
    while (status == OK && row) {
        status = db_next(db, &row, err);
        if (status == OK && row)
            got = db_column_number(db, 0);
    }
    if (status == OK)
        *out = got;
    return status;
}

enum status db_run(struct db *db, enum statement statement, struct db_values values, struct error *err)
{
    struct number ignored;
    if (db->driver->run != NULL)
        return db->driver->run(db, statement, values, err);
    return db_run_returning(db, statement, values, &ignored, err);
}

struct text db_column_text(struct db *db, int column, struct arena *arena)
{
    return arena_text(arena, db->driver->column_bytes(db, column));
}

int64_t db_column_integer(struct db *db, int column)
{
    return db->driver->column_integer(db, column);
}

struct number db_column_number(struct db *db, int column)
{
    if (!db->driver->column_known(db, column))
        return (struct number){ 0 };
    return number_of(db->driver->column_integer(db, column));
}

int64_t db_column_time(struct db *db, int column)
{
    return db->driver->column_time(db, column);
}
