/* Looking at many bytes at once: the inner loops of search, JSON strings and UTF-8.
 * Pure; SSE2 where the compiler has it (every x86-64), portable C elsewhere with the same answers. */
#ifndef UNDERSTUDY_BASE_SCAN_H
#define UNDERSTUDY_BASE_SCAN_H

#include <stddef.h>

#if defined(__SSE2__)
#include <emmintrin.h>
enum { SCAN_LANES = 16 };
#endif

/* First occurrence of needle (needle_len >= 1) in [at, at+len), or NULL. */
const char *scan_find(const char *at, size_t len, const char *needle, size_t needle_len);

/* First byte in [at, end) that a JSON string cannot simply pass over: a quote, a backslash,
 * a control byte below 0x20, or the start of a non-ASCII character. `end` when there is none.
 * Inline: most strings of a title page end within the first 16 bytes. */
static inline const char *scan_json_plain(const char *at, const char *end);

/* First byte in [at, end) that is no JSON white space, for runs of it (indented JSON). */
const char *scan_space(const char *at, const char *end);

/* Length of the longest prefix of [at, at+len) that is well-formed UTF-8. */
size_t scan_utf8(const char *at, size_t len);

/* Length in bytes (1 to 4) of the well-formed UTF-8 character at `at`, 0 when it is ill-formed. */
size_t scan_utf8_char(const char *at, const char *end);

static inline const char *scan_json_plain(const char *at, const char *end)
{
#if defined(__SSE2__)
    const __m128i quote = _mm_set1_epi8('"');
    const __m128i backslash = _mm_set1_epi8('\\');
    const __m128i space = _mm_set1_epi8(' ');
    while (end - at >= SCAN_LANES) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)at);
        /* signed compare: control bytes and every byte >= 0x80 are below ' ' */
        __m128i stop = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(v, quote), _mm_cmpeq_epi8(v, backslash)),
                                    _mm_cmplt_epi8(v, space));
        unsigned hits = (unsigned)_mm_movemask_epi8(stop);
        if (hits != 0)
            return at + __builtin_ctz(hits);
        at += SCAN_LANES;
    }
#endif
    for (; at < end; at++) {
        unsigned char c = (unsigned char)*at;
        if (c == '"' || c == '\\' || c < 0x20 || c >= 0x80)
            return at;
    }
    return end;
}

#endif
