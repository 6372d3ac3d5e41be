/* What matters to the shape of JSON in 64 bytes, a bit for each: the first stage of a pass that looks at blocks, not at
 * characters. Pure; SSE2 where the compiler has it, portable C elsewhere with the same answers. */
#ifndef UNDERSTUDY_BASE_SCAN_MARKS_H
#define UNDERSTUDY_BASE_SCAN_MARKS_H

#include "base/scan.h"

#include <stdint.h>

enum { SCAN_MARKS_BYTES = 64 };

/* Bit i is of byte i. */
struct scan_marks {
    uint64_t quotes, backslashes;
    uint64_t opens, closes; /* { or [, } or ] */
    uint64_t odd;           /* control bytes below 0x20, and parts of characters beyond ASCII */
};

/* The place of the lowest bit; bits != 0. */
static inline int scan_first_mark(uint64_t bits)
{
    return __builtin_ctzll(bits);
}

#if defined(__SSE2__)
/* Four times 16 bytes: a, b, c, d in order. */
#define SCAN_MARKS_OF(test)                                                                                            \
    ((uint64_t)((unsigned)_mm_movemask_epi8(test(a)) | (unsigned)_mm_movemask_epi8(test(b)) << 16) |                   \
     (uint64_t)((unsigned)_mm_movemask_epi8(test(c)) | (unsigned)_mm_movemask_epi8(test(d)) << 16) << 32)
#define SCAN_IS_QUOTE(v)     _mm_cmpeq_epi8(v, _mm_set1_epi8('"'))
#define SCAN_IS_BACKSLASH(v) _mm_cmpeq_epi8(v, _mm_set1_epi8('\\'))
#define SCAN_IS_ODD(v)       _mm_cmplt_epi8(v, _mm_set1_epi8(' ')) /* signed: bytes from 0x80 on are below too */
/* '{' and '[', like '}' and ']', differ in bit 0x20 alone, and no other byte is either once that bit is set. */
#define SCAN_IS_OPEN(v)  _mm_cmpeq_epi8(_mm_or_si128(v, _mm_set1_epi8(0x20)), _mm_set1_epi8('{'))
#define SCAN_IS_CLOSE(v) _mm_cmpeq_epi8(_mm_or_si128(v, _mm_set1_epi8(0x20)), _mm_set1_epi8('}'))
#endif

/* Both read SCAN_MARKS_BYTES at `at` and say the same. */
static inline struct scan_marks scan_marks_bytewise(const char *at)
{
    struct scan_marks m = { 0 };
    for (int i = 0; i < SCAN_MARKS_BYTES; i++) {
        unsigned char c = (unsigned char)at[i];
        m.quotes |= (uint64_t)(c == '"') << i;
        m.backslashes |= (uint64_t)(c == '\\') << i;
        m.opens |= (uint64_t)(c == '{' || c == '[') << i;
        m.closes |= (uint64_t)(c == '}' || c == ']') << i;
        m.odd |= (uint64_t)(c < 0x20 || c >= 0x80) << i;
    }
    return m;
}

static inline struct scan_marks scan_marks(const char *at)
{
#if defined(__SSE2__)
    const __m128i *const from = (const __m128i *)(const void *)at;
    const __m128i a = _mm_loadu_si128(from), b = _mm_loadu_si128(from + 1);
    const __m128i c = _mm_loadu_si128(from + 2), d = _mm_loadu_si128(from + 3);
    return (struct scan_marks){ SCAN_MARKS_OF(SCAN_IS_QUOTE), SCAN_MARKS_OF(SCAN_IS_BACKSLASH),
                                SCAN_MARKS_OF(SCAN_IS_OPEN), SCAN_MARKS_OF(SCAN_IS_CLOSE), SCAN_MARKS_OF(SCAN_IS_ODD) };
#else
    return scan_marks_bytewise(at);
#endif
}

#endif
