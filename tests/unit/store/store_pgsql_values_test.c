/* PostgreSQL without a server: every class of SQLSTATE, values there and back, and what no statement may say. */
#include "base/clock.h"
#include "base/error.h"
#include "check.h"
#include "store/pgsql_inside.h"

#include <string.h>

static struct arena arena;

/* Every class of appendix A, and the codes that stand apart from theirs. */
static void states(void)
{
    static const struct {
        const char *state;
        enum status status;
        const char *says;
    } rows[] = {
        { "00000", OK, "no error" },
        { "01004", OK, "no error" },
        { "02000", OK, "no error" },
        { "03000", BROKEN, "report this" },
        { "08000", TRANSIENT, "cannot be reached" },
        { "08006", TRANSIENT, "cannot be reached" },
        { "08P01", BROKEN, "report this" },
        { "09000", INVALID, "trigger" },
        { "0A000", BROKEN, "report this" },
        { "0B000", BROKEN, "report this" },
        { "0F001", BROKEN, "report this" },
        { "0LP01", BROKEN, "grant" },
        { "0P000", BROKEN, "role" },
        { "0Z002", BROKEN, "report this" },
        { "20000", BROKEN, "report this" },
        { "21000", BROKEN, "report this" },
        { "22001", INVALID, "refused a value" },
        { "22P05", INVALID, "refused a value" },
        { "23000", INVALID, "refused a value" },
        { "23502", INVALID, "without a value" },
        { "23503", INVALID, "points to none" },
        { "23505", INVALID, "another row" },
        { "23514", INVALID, "allowed" },
        { "23P01", INVALID, "refused a value" },
        { "24000", BROKEN, "report this" },
        { "25P02", BROKEN, "report this" },
        { "25006", TRANSIENT, "standby" },
        { "25P03", TRANSIENT, "try again" },
        { "25P04", TRANSIENT, "try again" },
        { "26000", TRANSIENT, "poolers" },
        { "27000", INVALID, "trigger" },
        { "28P01", BROKEN, "PGPASSFILE" },
        { "2BP01", BROKEN, "report this" },
        { "2D000", BROKEN, "report this" },
        { "2F005", BROKEN, "report this" },
        { "34000", BROKEN, "report this" },
        { "38000", BROKEN, "report this" },
        { "39000", BROKEN, "report this" },
        { "3B000", BROKEN, "report this" },
        { "3D000", BROKEN, "createdb" },
        { "3F000", BROKEN, "search_path" },
        { "40001", TRANSIENT, "try again" },
        { "40002", INVALID, "refused a value" },
        { "40003", UNCERTAIN, "does not say" },
        { "40P01", TRANSIENT, "deadlock" },
        { "42P01", BROKEN, "understudy migrate" },
        { "42703", BROKEN, "understudy migrate" },
        { "42501", BROKEN, "grant" },
        { "42P05", TRANSIENT, "poolers" },
        { "44000", INVALID, "view" },
        { "53000", BROKEN, "resources" },
        { "53100", BROKEN, "disk space" },
        { "53200", BROKEN, "memory" },
        { "53300", TRANSIENT, "max_connections" },
        { "54000", INVALID, "too large" },
        { "55000", BROKEN, "report this" },
        { "55006", TRANSIENT, "in use" },
        { "55P03", TRANSIENT, "locked by another" },
        { "57000", TRANSIENT, "try again" },
        { "57014", TRANSIENT, "time-out" },
        { "57P01", TRANSIENT, "try again" },
        { "57P02", TRANSIENT, "try again" },
        { "57P03", TRANSIENT, "try again" },
        { "57P04", BROKEN, "dropped" },
        { "58030", BROKEN, "disk" },
        { "72000", TRANSIENT, "try again" },
        { "F0000", BROKEN, "configuration" },
        { "HV000", BROKEN, "report this" },
        { "P0001", INVALID, "trigger" },
        { "XX001", BROKEN, "damaged" },
        { "YY000", BROKEN, "faulty" }, /* of a later server */
        { "", BROKEN, "faulty" },
        { "0", BROKEN, "faulty" },
        { "a much longer text", BROKEN, "faulty" },
        { NULL, TRANSIENT, "cannot be reached" }, /* libpq's own */
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *what = "";
        CHECK_ROW(rows[i].state != NULL ? rows[i].state : "none");
        CHECK_INT(db_pgsql_status(rows[i].state, &what), rows[i].status);
        CHECK(strstr(what, rows[i].says) != NULL);
    }
    CHECK_ROW(NULL);
    CHECK(pgsql_state_number("40001") > 0 && pgsql_state_number("40001") != pgsql_state_number("40P01"));
    CHECK_INT(pgsql_state_number("ZZZZZ"), 36 * 36 * 36 * 36 * 36 - 1);
    CHECK(pgsql_state_number("a much longer text") >= 0);
}

static struct text written(struct db_value value, unsigned type)
{
    size_t bytes;
    bool is_binary;
    const char *at = pgsql_write(&value, type, &arena, &bytes, &is_binary);
    return is_binary ? text_from(at, bytes) : text_of(at);
}

static void values(void)
{
    enum { TEXT_TYPE = 25 };
    CHECK(!text_known(written(db_text_z(NULL), TEXT_TYPE)) && !text_known(written(db_time(0), PGSQL_TIMESTAMPTZ)));
    CHECK_TEXT_Z(written(db_text(TEXT("")), TEXT_TYPE), "");
    CHECK_TEXT_Z(written(db_text(TEXT("Última \xE2\x98\x83")), TEXT_TYPE), "Última \xE2\x98\x83");
    CHECK_TEXT_Z(written(db_text(TEXT("a\0b")), TEXT_TYPE), "a b");
    CHECK_TEXT_Z(written(db_text(TEXT("a\xFF\xC3")), TEXT_TYPE), "a??");
    CHECK_TEXT_Z(written(db_text(TEXT("\\u0000")), TEXT_TYPE), "\\u0000"); /* not JSON: no escape */
    CHECK_TEXT(written(db_bytes(TEXT("\0\xFF")), PGSQL_BYTEA), TEXT("\0\xFF"));
    CHECK_TEXT(written(db_bytes(TEXT("")), PGSQL_BYTEA), TEXT(""));
    CHECK_TEXT_Z(written(db_integer(INT64_MIN), PGSQL_INT8), "-9223372036854775808");
    CHECK_TEXT_Z(written(db_decimal((struct decimal){ 0.1, true }), PGSQL_FLOAT8), "0.10000000000000001");
    CHECK_TEXT_Z(written(db_flag(true), PGSQL_BOOL), "t");
    CHECK_TEXT_Z(written(db_flag(false), PGSQL_BOOL), "f");
    CHECK_TEXT_Z(written(db_flag(true), PGSQL_INT8), "1");
    CHECK_TEXT_Z(written(db_time(1798070400999), PGSQL_TIMESTAMP), "2026-12-24T00:00:00Z");
}

/* What jsonb refuses becomes U+FFFD; everything else stays as it is. */
static void json(void)
{
    static const struct {
        const char *in, *out;
    } rows[] = {
        { "{\"a\":\"b\"}", "{\"a\":\"b\"}" },
        { "\"\\u0000\"", "\"\\ufffd\"" },
        { "\"\\\\u0000\"", "\"\\\\u0000\"" }, /* a backslash, then text */
        { "\"\\\\\\u0000\"", "\"\\\\\\ufffd\"" },
        { "\"\\ud83d\\ude00\"", "\"\\ud83d\\ude00\"" },
        { "\"\\uD83D\\uDE00\"", "\"\\uD83D\\uDE00\"" },
        { "\"\\ud83d\"", "\"\\ufffd\"" },
        { "\"\\ude00\"", "\"\\ufffd\"" },
        { "\"\\ud83d\\ud83d\\ude00\"", "\"\\ufffd\\ud83d\\ude00\"" },
        { "\"\\ud83dx\\ude00\"", "\"\\ufffdx\\ufffd\"" },
        { "\"\\u00e9\\n\\\"\\u0000\\u0000\"", "\"\\u00e9\\n\\\"\\ufffd\\ufffd\"" },
        { "\"\\ud83", "\"\\ud83" }, /* cut off: the server says so */
        { "\"\\u000", "\"\\u000" },
        { "\"\\", "\"\\" },
        { "\"\\ud83d\\", "\"\\ufffd\\" },
        { "\"\\ud83d\\u", "\"\\ufffd\\u" },
        { "", "" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        CHECK_ROW(rows[i].in);
        CHECK_TEXT_Z(written(db_text_z(rows[i].in), PGSQL_JSONB), rows[i].out);
        CHECK_TEXT_Z(written(db_text_z(rows[i].in), PGSQL_JSON), rows[i].out);
    }
}

static void columns(void)
{
    enum { TEXT_TYPE = 25, ENUM_TYPE = 16400 };
    static const struct {
        const char *why;
        unsigned type;
        struct text bytes;
        int64_t integer;
        const char *text; /* NULL = unknown */
        int64_t time_ms;
    } rows[] = {
        { "NULL", PGSQL_INT8, { 0 }, 0, NULL, 0 },
        { "true", PGSQL_BOOL, { "\1", 1 }, 1, "1", 0 },
        { "false", PGSQL_BOOL, { "\0", 1 }, 0, "0", 0 },
        { "int2", PGSQL_INT2, { "\xFF\xFE", 2 }, -2, "-2", 0 },
        { "int4", PGSQL_INT4, { "\x80\0\0\0", 4 }, INT32_MIN, "-2147483648", 0 },
        { "int8", PGSQL_INT8, { "\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 8 }, INT64_MAX, "9223372036854775807", 0 },
        { "int8, least", PGSQL_INT8, { "\x80\0\0\0\0\0\0\0", 8 }, INT64_MIN, "-9223372036854775808", 0 },
        { "int8 that is cut off", PGSQL_INT8, { "\1\1\1\1", 4 }, 0, NULL, 0 },
        { "float8 1.5", PGSQL_FLOAT8, { "\x3F\xF8\0\0\0\0\0\0", 8 }, 1, "1.5", 0 },
        { "float8 infinite", PGSQL_FLOAT8, { "\x7F\xF0\0\0\0\0\0\0", 8 }, 0, "inf", 0 },
        { "float4 -2", PGSQL_FLOAT4, { "\xC0\0\0\0", 4 }, -2, "-2", 0 },
        { "numeric 0", PGSQL_NUMERIC, { "\0\0\0\0\0\0\0\0", 8 }, 0, "0", 0 },
        { "numeric 12345678.9",
          PGSQL_NUMERIC,
          { "\0\3\0\1\0\0\0\1\x04\xD2\x16\x2E\x23\x28", 14 },
          12345678,
          "12345678",
          0 },
        { "numeric -10000", PGSQL_NUMERIC, { "\0\1\0\1\x40\0\0\0\0\1", 10 }, -10000, "-10000", 0 },
        { "numeric NaN", PGSQL_NUMERIC, { "\0\0\0\0\xC0\0\0\0", 8 }, 0, "0", 0 },
        { "numeric beyond", PGSQL_NUMERIC, { "\0\1\0\5\0\0\0\0\0\1", 10 }, 0, "0", 0 },
        { "numeric just beyond", PGSQL_NUMERIC, { "\0\1\0\4\0\0\0\0\x27\x0F", 10 }, 0, "0", 0 },
        { "numeric that is cut off", PGSQL_NUMERIC, { "\0\2\0\0\0\0", 6 }, 0, "0", 0 },
        { "text", TEXT_TYPE, { "2026-12-24T00:00:00Z", 20 }, 0, "2026-12-24T00:00:00Z", 1798070400000 },
        { "text of a number", TEXT_TYPE, { "-17", 3 }, -17, "-17", 0 },
        { "empty text", TEXT_TYPE, { "", 0 }, 0, "", 0 },
        { "an enum", ENUM_TYPE, { "available", 9 }, 0, "available", 0 },
        { "jsonb", PGSQL_JSONB, { "\1{}", 3 }, 0, "{}", 0 },
        { "timestamptz 2000", PGSQL_TIMESTAMPTZ, { "\0\0\0\0\0\0\0\0", 8 }, 0, "2000-01-01T00:00:00Z", 946684800000 },
        { "a microsecond before",
          PGSQL_TIMESTAMP,
          { "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 8 },
          -1,
          "1999-12-31T23:59:59.999999Z",
          946684799999 },
        { "infinity", PGSQL_TIMESTAMPTZ, { "\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 8 }, 0, "1970-01-01T00:00:00Z", 0 },
        { "-infinity", PGSQL_TIMESTAMPTZ, { "\x80\0\0\0\0\0\0\0", 8 }, 0, "1970-01-01T00:00:00Z", 0 },
        { "date", PGSQL_DATE, { "\0\0\0\x3B", 4 }, 0, "2000-02-29", 951782400000 },
        { "date before", PGSQL_DATE, { "\xFF\xFF\xFF\xFF", 4 }, 0, "1999-12-31", 946598400000 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct pgsql_field field = { rows[i].type, rows[i].bytes };
        bool counts =
            rows[i].type != PGSQL_TIMESTAMP && rows[i].type != PGSQL_TIMESTAMPTZ && rows[i].type != PGSQL_DATE;
        CHECK_ROW(rows[i].why);
        if (counts)
            CHECK_INT(pgsql_read_integer(field), rows[i].integer);
        CHECK_TEXT_Z(pgsql_read_text(field, &arena), rows[i].text);
        CHECK_INT(pgsql_read_time(field), rows[i].time_ms);
    }
}

/* The wall clock is ours, and moves (UNDERSTUDY_NOW): no statement asks the server for the time. But the lease
 * is one of Oban's real time (PEER_…), and a column that is given to an application has a default (ATTACH_…), and how
 * long a session waits is the server's to say. */
static void no_statement_knows_the_time(void)
{
    static const char *const words[] = { "now()",           "current_timestamp", "current_date",
                                         "clock_timestamp", "localtime",         "statement_timestamp" };
    for (const struct store_statement_text *s = store_statement_texts(STORE_POSTGRESQL, &arena); s->name; s++) {
        CHECK_ROW(s->name);
        bool may = text_starts(text_of(s->name), TEXT("PEER_")) || text_starts(text_of(s->name), TEXT("ATTACH_")) ||
                   text_is(text_of(s->name), "SERVER_LOOK");
        for (size_t i = 0; i < COUNT_OF(words) && !may; i++)
            CHECK(!text_contains(text_of(s->sql), text_of(words[i])));
    }
}

int main(void)
{
    RUN(states);
    RUN(values);
    RUN(json);
    RUN(columns);
    RUN(no_statement_knows_the_time);
    arena_finish(&arena);
    return check_done();
}
