/* Containers passed over by their brackets and quotes, 64 bytes at a time. */
#include "base/scan_marks.h"
#include "extract/json_scan.h"

#include <string.h>

struct skim {
    int64_t depth;
    uint64_t in_string; /* all ones when the last block ended within a string */
    bool escape;        /* … when it ended on a backslash that escapes what follows */
    bool foreign;       /* a character beyond ASCII was seen */
};

/* The bytes that a backslash escapes; rare, so one by one. */
static uint64_t escaped(struct skim *s, uint64_t backslashes)
{
    uint64_t marked = s->escape ? 1 : 0;
    s->escape = false;
    for (backslashes &= ~marked; backslashes != 0;) {
        uint64_t first = backslashes & (0 - backslashes);
        s->escape = first >> 63 != 0;
        marked |= first << 1;
        backslashes &= ~(first | first << 1);
    }
    return marked;
}

/* Bit i of the answer: an odd number of bits up to i is set. From quotes, what lies within strings. */
static uint64_t parity(uint64_t bits)
{
    bits ^= bits << 1;
    bits ^= bits << 2;
    bits ^= bits << 4;
    bits ^= bits << 8;
    bits ^= bits << 16;
    return bits ^ bits << 32;
}

/* The bytes of the block up to where the outermost container closes, all when it does not. */
static int pass_brackets(struct skim *s, uint64_t opens, uint64_t closes)
{
    for (uint64_t left = opens | closes; left != 0; left &= left - 1) {
        s->depth += (closes & left & (0 - left)) != 0 ? -1 : 1;
        if (s->depth == 0)
            return scan_first_mark(left) + 1;
    }
    return SCAN_MARKS_BYTES;
}

/* The odd ones of the first `used` bytes: false for a control byte in a string. */
static bool pass_odd(struct skim *s, const char *block, uint64_t odd, uint64_t inside, int used)
{
    for (odd &= ~UINT64_C(0) >> (SCAN_MARKS_BYTES - used); odd != 0; odd &= odd - 1) {
        int at = scan_first_mark(odd);
        if ((unsigned char)block[at] >= 0x80)
            s->foreign = true;
        else if ((inside >> at & 1) != 0)
            return false;
    }
    return true;
}

static const char *failed(struct json_cursor *c, const char *why)
{
    (void)json_fail(c, why);
    return NULL;
}

const char *json_skim_container(struct json_cursor *c, const char *at)
{
    struct skim s = { 0 };
    const char *start = at;
    for (; at < c->end; at += SCAN_MARKS_BYTES) {
        char last[SCAN_MARKS_BYTES];
        const char *block = at;
        if (c->end - at < SCAN_MARKS_BYTES) {
            memset(last, ' ', sizeof last);
            block = memcpy(last, at, (size_t)(c->end - at));
        }
        struct scan_marks m = scan_marks(block);
        if (s.escape || m.backslashes != 0)
            m.quotes &= ~escaped(&s, m.backslashes);
        uint64_t inside = parity(m.quotes) ^ s.in_string;
        s.in_string = 0 - (inside >> 63);
        int used = pass_brackets(&s, m.opens & ~inside, m.closes & ~inside);
        if (m.odd != 0 && !pass_odd(&s, block, m.odd, inside, used))
            return failed(c, "a control byte in a string");
        if (s.depth > 0)
            continue;
        at += used;
        if (at[-1] != (*start == '{' ? '}' : ']'))
            return failed(c, "a missing comma or bracket");
        if (s.foreign && scan_utf8(start, (size_t)(at - start)) < (size_t)(at - start))
            return failed(c, "ill-formed UTF-8");
        return at;
    }
    return failed(c, "cut off");
}
