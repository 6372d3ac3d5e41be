/* A forward-only JSON reader over bytes in memory: no tree, no allocation unless a string has escapes.
 * RFC 8259 to the letter, also in what is skipped: grammar, UTF-8, depth and size are checked.
 *
 * A cursor stands before a value. Walk an object like this; members that are not read are skipped:
 *
 *     if (json_enter_object(&c))
 *         while (json_next_key(&c, &key))
 *             if (text_is(key, "id"))
 *                 json_read_text(&c, arena, &id);
 *
 * A value of another type than asked for is skipped and the read returns false: foreign data may put
 * null or a number anywhere. Ill-formed bytes make the cursor fail for good: every call returns false,
 * so loops end, and json_finish() tells why. */
#ifndef UNDERSTUDY_EXTRACT_JSON_CURSOR_H
#define UNDERSTUDY_EXTRACT_JSON_CURSOR_H

#include "base/arena.h"
#include "base/error.h"
#include "base/num.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    JSON_DEPTH_MAX = 64,       /* deepest seen 31 (a 2025 /reference page), x2 */
    JSON_BYTES_MAX = 64 << 20, /* largest seen 2.9 MB */
    JSON_KEY_BYTES = 128,      /* longer keys are read over: none that we ask for is */
};

enum json_type { /* named apart from jansson's */ JSON_VALUE_NONE,
                 JSON_VALUE_OBJECT,
                 JSON_VALUE_ARRAY,
                 JSON_VALUE_STRING,
                 JSON_VALUE_NUMBER,
                 JSON_VALUE_BOOLEAN,
                 JSON_VALUE_NULL };

struct json_cursor {
    const char *begin, *at, *end;
    const char *why;  /* static text once failed, else NULL */
    uint64_t objects; /* bit d: the container at depth d is an object */
    int depth;
    bool pending;             /* a value stands at `at` that nobody has read yet */
    bool first;               /* nothing has been read in the container just entered */
    bool skims;               /* opened by json_open_skimming() */
    char key[JSON_KEY_BYTES]; /* a key that had escapes, decoded */
};

void json_open(struct json_cursor *c, struct text bytes);
/* For megabytes of which little is read: of a container that nobody enters only that it closes, that its strings do and
 * hold no control byte, and that it is UTF-8 is checked. What is read is checked as ever. */
void json_open_skimming(struct json_cursor *c, struct text bytes);

/* Type of the value that stands next; JSON_VALUE_NONE when failed or when there is none. */
enum json_type json_peek(const struct json_cursor *c);

/* Enter the container that stands next; any other value is skipped and false returned. */
bool json_enter_object(struct json_cursor *c);
bool json_enter_array(struct json_cursor *c);
/* Next member or element; false at the end of the container (which is then left) or on failure.
 * The key is valid until the next call. */
bool json_next_key(struct json_cursor *c, struct text *out_key);
bool json_next_element(struct json_cursor *c);
/* Leave the container entered last, whatever of it is still unread: for readers that stop early. */
void json_leave(struct json_cursor *c);

/* Read the value that stands next. False (and *out untouched) when it has another type. */
/* Text without escapes is a view of the input; with escapes a copy in the arena. A \u escape that is half
 * of a surrogate pair becomes U+FFFD; \u0000 is kept out: it becomes U+FFFD too. */
bool json_read_text(struct json_cursor *c, struct arena *arena, struct text *out);
bool json_read_integer(struct json_cursor *c, struct number *out); /* 5 and 5.0; within int64 */
bool json_read_decimal(struct json_cursor *c, struct decimal *out);
bool json_read_flag(struct json_cursor *c, struct flag *out);
void json_skip(struct json_cursor *c);
/* Like json_skip, and *out views the bytes of the value ("{…}"). False on failure. */
bool json_skip_raw(struct json_cursor *c, struct text *out);

/* OK when the whole input was one well-formed value (the rest is skipped and checked);
 * otherwise err is DRIFT with the reason and the byte offset. */
MUST_CHECK enum status json_finish(struct json_cursor *c, struct error *err);
/* The same for a value that other bytes follow, as in a <script>: those are *out_rest. */
MUST_CHECK enum status json_finish_value(struct json_cursor *c, struct text *out_rest, struct error *err);

#endif
