/* The law of ids: one that a reader found stands in the bytes, or in what they hold inside. */
#ifndef UNDERSTUDY_TESTS_FUZZ_HOLDS_H
#define UNDERSTUDY_TESTS_FUZZ_HOLDS_H

#include "extract/envelope.h"

#include <string.h>

/* Or it was escaped, in JSON with a backslash, in markup with an ampersand. */
static bool fuzz_holds(struct text bytes, struct text id, struct arena *arena)
{
    enum { LEVELS = 4 };
    for (int level = 0; level < LEVELS; level++) {
        if (text_contains(bytes, id) || memchr(bytes.at, '\\', bytes.len) != NULL ||
            memchr(bytes.at, '&', bytes.len) != NULL)
            return true;
        if (!envelope_open(bytes, arena, &bytes))
            return false;
    }
    return false;
}

#endif
