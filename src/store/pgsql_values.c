/* Values to parameters, and columns back. Parameters go as text: the server reads it by the parameter's type. Columns
 * come in binary: no time zone, date style or escape of the session has a say in them. */
#include "base/clock.h"
#include "store/pgsql_inside.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* ── to the server ── */

/* A copy with NUL after it. PostgreSQL's text has no NUL and only UTF-8. */
static char *copy_text(struct text t, struct arena *arena)
{
    char *copy = arena_alloc(arena, t.len + 1);
    bool good = text_is_utf8(t);
    for (size_t i = 0; i < t.len; i++)
        copy[i] = t.at[i] == '\0' ? ' ' : !good && (unsigned char)t.at[i] >= 0x80 ? '?' : t.at[i];
    return copy;
}

static bool is_hex_escape(const char *at)
{
    return at[0] == '\\' && at[1] == 'u' && strspn(at + 2, "0123456789abcdefABCDEF") >= 4;
}

/* Which half of a pair of surrogates "\uXXXX" is: 'h' the first, 'l' the second, 0 none. */
static char surrogate(const char *at)
{
    if (!is_hex_escape(at) || (at[2] != 'd' && at[2] != 'D'))
        return 0;
    return strchr("89abAB", at[3]) != NULL ? 'h' : strchr("cdefCDEF", at[3]) != NULL ? 'l' : 0;
}

/* jsonb takes neither U+0000 nor half a pair, which JSON may well spell (a source's answer is kept as it came). */
static void mend_json(char *json)
{
    for (char *at = json; *at != '\0'; at++) {
        if (*at != '\\')
            continue;
        if (is_hex_escape(at) && strncmp(at + 2, "0000", 4) == 0)
            memcpy(at + 2, "fffd", 4);
        else if (surrogate(at) == 'h' && surrogate(at + 6) == 'l')
            at += 6; /* a whole pair */
        else if (surrogate(at) != 0)
            memcpy(at + 2, "fffd", 4);
        at += is_hex_escape(at) ? 5 : at[1] != '\0'; /* over what the backslash escapes */
    }
}

const char *pgsql_write(const struct db_value *value, unsigned type, struct arena *arena, size_t *out_bytes,
                        bool *out_is_binary)
{
    char *copy, iso[CLOCK_ISO_BYTES];
    *out_bytes = 0;
    *out_is_binary = false;
    switch (value->kind) {
    case DB_NULL: return NULL;
    case DB_TEXT:
        copy = copy_text(value->text, arena);
        if (type == PGSQL_JSONB || type == PGSQL_JSON)
            mend_json(copy);
        return copy;
    case DB_BYTES:
        *out_bytes = value->text.len;
        *out_is_binary = true;
        return value->text.len > 0 ? value->text.at : "";
    case DB_INTEGER: return arena_printf(arena, "%" PRId64, value->integer).at;
    case DB_REAL: return arena_printf(arena, "%.17g", value->real).at;
    case DB_FLAG: return value->integer != 0 ? (type == PGSQL_BOOL ? "t" : "1") : (type == PGSQL_BOOL ? "f" : "0");
    /* whole seconds, as in SQLite; with its Z of any session's zone, and what `timestamp` makes of it is UTC */
    case DB_TIME: return arena_printf(arena, "%s", clock_iso(value->integer, iso)).at;
    }
    return NULL;
}

/* ── from the server ── */

static uint64_t big_endian(struct text t)
{
    uint64_t value = 0;
    for (size_t i = 0; i < t.len && i < sizeof value; i++)
        value = value << 8 | (unsigned char)t.at[i];
    return value;
}

/* Two's complement of that many bytes. */
static int64_t signed_of(struct text t)
{
    if (t.len == 0)
        return 0;
    uint64_t value = big_endian(t), sign = UINT64_C(1) << (8 * t.len - 1);
    if (t.len < sizeof value && (value & sign) != 0)
        value |= ~(2 * sign - 1);
    int64_t number;
    memcpy(&number, &value, sizeof number);
    return number;
}

static double real_of(struct text t)
{
    uint64_t bits = big_endian(t);
    if (t.len == sizeof(float)) {
        uint32_t half = (uint32_t)bits;
        float small;
        memcpy(&small, &half, sizeof small);
        return (double)small;
    }
    double real;
    memcpy(&real, &bits, sizeof real);
    return real;
}

/* numeric: digits of base 10000, the first worth 10000^weight. Its whole part, as far as it fits. */
static int64_t whole_of(struct text t)
{
    enum { HEAD = 8, NEGATIVE = 0x4000, SPECIAL = 0xC000 };
    if (t.len < HEAD)
        return 0;
    int64_t digits = signed_of(text_from(t.at, 2)), weight = signed_of(text_from(t.at + 2, 2)), value = 0;
    uint64_t sign = big_endian(text_from(t.at + 4, 2));
    if (sign == SPECIAL || weight > 4) /* not a number, or beyond 64 bits in any case */
        return 0;
    for (int64_t i = 0; i <= weight; i++) {
        bool given = i < digits && (size_t)(HEAD + 2 * i + 2) <= t.len;
        int64_t digit = given ? signed_of(text_from(t.at + HEAD + 2 * i, 2)) : 0;
        if (value > (INT64_MAX - digit) / 10000)
            return 0;
        value = value * 10000 + digit;
    }
    return sign == NEGATIVE ? -value : value;
}

static bool has_size(struct pgsql_field field)
{
    switch (field.type) {
    case PGSQL_BOOL: return field.bytes.len == 1;
    case PGSQL_INT2: return field.bytes.len == 2;
    case PGSQL_INT4:
    case PGSQL_FLOAT4:
    case PGSQL_DATE: return field.bytes.len == 4;
    case PGSQL_INT8:
    case PGSQL_FLOAT8:
    case PGSQL_TIMESTAMP:
    case PGSQL_TIMESTAMPTZ: return field.bytes.len == 8;
    default: return true;
    }
}

int64_t pgsql_read_integer(struct pgsql_field field)
{
    struct number number;
    double real;
    if (!text_known(field.bytes) || !has_size(field))
        return 0;
    switch (field.type) {
    case PGSQL_BOOL:
    case PGSQL_INT2:
    case PGSQL_INT4:
    case PGSQL_INT8: return signed_of(field.bytes);
    case PGSQL_NUMERIC: return whole_of(field.bytes);
    case PGSQL_FLOAT4:
    case PGSQL_FLOAT8: real = real_of(field.bytes); return real > -9e18 && real < 9e18 ? (int64_t)real : 0;
    default: /* a text, as SQLite would read it */
        number.value = 0;
        (void)num_parse(field.bytes, INT64_MIN, INT64_MAX, &number.value);
        return number.value;
    }
}

int64_t pgsql_read_time(struct pgsql_field field)
{
    enum { YEAR_2000_DAYS = 10957 }; /* since 1970: PostgreSQL counts from there */
    const int64_t epoch_ms = YEAR_2000_DAYS * CLOCK_DAY_MS;
    int64_t value, ms = 0;
    if (!text_known(field.bytes) || !has_size(field))
        return 0;
    switch (field.type) {
    case PGSQL_TIMESTAMP:
    case PGSQL_TIMESTAMPTZ:
        value = signed_of(field.bytes);
        if (value == INT64_MAX || value == INT64_MIN)
            return 0;
        return value / 1000 - (value % 1000 < 0) + epoch_ms;
    case PGSQL_DATE:
        value = signed_of(field.bytes);
        return value == INT32_MAX || value == INT32_MIN ? 0 : value * CLOCK_DAY_MS + epoch_ms;
    default: (void)clock_parse_iso(field.bytes, &ms); return ms;
    }
}

/* With its microseconds, as an application that writes now() leaves some: what is compared with it must be the same. */
static struct text instant_text(struct pgsql_field field, struct arena *arena)
{
    enum { SECOND_US = 1000000 };
    const int64_t value = signed_of(field.bytes);
    const int64_t us = value == INT64_MAX || value == INT64_MIN ? 0 : (value % SECOND_US + SECOND_US) % SECOND_US;
    char iso[CLOCK_ISO_BYTES];
    (void)clock_iso(pgsql_read_time(field), iso);
    return us == 0 ? arena_printf(arena, "%s", iso)
                   : arena_printf(arena, "%.*s.%06lldZ", (int)sizeof iso - 2, iso, (long long)us);
}

struct text pgsql_read_text(struct pgsql_field field, struct arena *arena)
{
    int year, month, day;
    if (!text_known(field.bytes) || !has_size(field))
        return (struct text){ 0 };
    switch (field.type) {
    case PGSQL_JSONB: return text_after(field.bytes, 1); /* behind its version */
    case PGSQL_BOOL:
    case PGSQL_INT2:
    case PGSQL_INT4:
    case PGSQL_INT8:
    case PGSQL_NUMERIC: return arena_printf(arena, "%" PRId64, pgsql_read_integer(field));
    case PGSQL_FLOAT4:
    case PGSQL_FLOAT8: return arena_printf(arena, "%.15g", real_of(field.bytes));
    case PGSQL_TIMESTAMP:
    case PGSQL_TIMESTAMPTZ: return instant_text(field, arena);
    case PGSQL_DATE:
        clock_date_from_days(pgsql_read_time(field) / CLOCK_DAY_MS, &year, &month, &day);
        return arena_printf(arena, "%04d-%02d-%02d", year, month, day);
    default: return field.bytes; /* texts, bytes, the words of an enum */
    }
}
