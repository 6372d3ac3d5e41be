/* N(s), step by step as facts/tmdb.md §3.4 lists them, and its like for names, with ICU's tables. */
#include "identity/normalise.h"

#include "base/compiler.h"
#include "base/error.h"

#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>
#include <unicode/utf8.h>

enum {
    TITLE_CODE_POINTS_MAX = 1000, /* the longest film title has some 200 */
    UNITS_MAX = 4096,             /* in any step; a title that swells beyond is no evidence */
    OUT_BYTES_PER_CODE_POINT = 5  /* four of UTF-8, or the three of "and", and a space each */
};

/* Whether ICU could. What it cannot for want of memory is no title without evidence. */
static bool worked(UErrorCode status)
{
    if (status == U_MEMORY_ALLOCATION_ERROR)
        oom();
    return U_SUCCESS(status);
}

/* Title to code points in NFKC, case folded, decomposed. Returns how many, or -1 when it cannot be. */
static int32_t decompose(struct text title, UChar32 out[UNITS_MAX])
{
    UChar a[UNITS_MAX], b[UNITS_MAX];
    int32_t len = 0;
    UErrorCode status = U_ZERO_ERROR;
    if (title.len > 4 * (size_t)TITLE_CODE_POINTS_MAX || !text_is_utf8(title))
        return -1;
    (void)u_strFromUTF8(a, UNITS_MAX, &len, title.at, (int32_t)title.len, &status);
    if (U_FAILURE(status) || u_countChar32(a, len) > TITLE_CODE_POINTS_MAX)
        return -1;
    /* The instances are made on first use and then shared by all threads; the program's start does not pay for them.
     * After an error each further call does nothing. */
    len = unorm2_normalize(unorm2_getNFKCInstance(&status), a, len, b, UNITS_MAX, &status);
    len = u_strFoldCase(a, UNITS_MAX, b, len, U_FOLD_CASE_DEFAULT, &status); /* ß becomes ss here */
    len = unorm2_normalize(unorm2_getNFDInstance(&status), a, len, b, UNITS_MAX, &status);
    (void)u_strToUTF32(out, UNITS_MAX, &len, b, len, &status);
    return worked(status) ? len : -1;
}

/* An accent that is no letter: é is e, but a Devanagari vowel sign or the mark that makes か into が stays. */
static bool is_accent(UChar32 c)
{
    UErrorCode status = U_ZERO_ERROR;
    if ((U_GET_GC_MASK(c) & U_GC_M_MASK) == 0 || c == 0x3099 || c == 0x309A)
        return false;
    int script = (int)uscript_getScript(c, &status);
    return script == USCRIPT_INHERITED || script == USCRIPT_COMMON || script == USCRIPT_LATIN ||
           script == USCRIPT_GREEK || script == USCRIPT_CYRILLIC || script == USCRIPT_ARABIC ||
           script == USCRIPT_HEBREW;
}

/* ' ’ ʻ . · are left out without parting the word: "Schindler's", "M.A.S.H."; in names the full stop parts. */
static bool is_silent(UChar32 c, bool is_name)
{
    return c == '\'' || c == 0x2019 || c == 0x02BB || (c == '.' && !is_name) || c == 0x00B7;
}

struct writer {
    char *at;
    size_t len;
    size_t word;  /* where the last word starts */
    bool in_word; /* the next letter continues it */
    bool is_name; /* of a person */
};

static void put_bytes(struct writer *w, const void *bytes, size_t count)
{
    if (!w->in_word) {
        if (w->len > 0)
            w->at[w->len++] = ' ';
        w->word = w->len;
        w->in_word = true;
    }
    memcpy(w->at + w->len, bytes, count);
    w->len += count;
}

static void put(struct writer *w, UChar32 c)
{
    uint8_t bytes[U8_MAX_LENGTH];
    size_t count = 0;
    uint32_t code_point = (uint32_t)c;
    switch (c) { /* letters that Unicode does not take apart */
    case 0x00E6: put_bytes(w, "ae", 2); return;
    case 0x00F8: put_bytes(w, "o", 1); return;
    case 0x0142: put_bytes(w, "l", 1); return;
    default: break;
    }
    U8_APPEND_UNSAFE(bytes, count, code_point);
    put_bytes(w, bytes, count);
}

/* "ii" to "x" as the last word becomes a number; "i" does not, it is a word. */
static void put_arabic(struct writer *w)
{
    static const char *const roman[] = { "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x" };
    static const char *const arabic[] = { "2", "3", "4", "5", "6", "7", "8", "9", "10" };
    struct text word = text_from(w->at + w->word, w->len - w->word);
    for (size_t i = 0; i < COUNT_OF(roman) && !w->is_name; i++) {
        if (text_is(word, roman[i])) {
            w->len = w->word + strlen(arabic[i]);
            memcpy(w->at + w->word, arabic[i], strlen(arabic[i])); /* "10" for "x": each letter has room for five */
            return;
        }
    }
}

static void write_words(struct writer *w, const UChar32 *title, int32_t len)
{
    for (int32_t i = 0; i < len; i++) {
        UChar32 c = title[i];
        if (is_silent(c, w->is_name) || is_accent(c))
            continue;
        if ((U_GET_GC_MASK(c) & (U_GC_L_MASK | U_GC_N_MASK | U_GC_M_MASK)) != 0) {
            put(w, c);
            continue;
        }
        w->in_word = false;
        if (c == '&') {
            put_bytes(w, "and", 3);
            w->in_word = false;
        } else if (c == ':') {
            put_arabic(w);
            w->in_word = false;
        }
    }
    put_arabic(w);
}

static struct text without_article(struct text t)
{
    struct text rest = t;
    if (text_take(&rest, TEXT("the ")) || text_take(&rest, TEXT("an ")) || text_take(&rest, TEXT("a ")))
        return rest;
    return t;
}

static struct text normalise(struct text title, bool is_name, struct arena *arena)
{
    UChar32 code_points[UNITS_MAX];
    int32_t len = text_empty(title) ? -1 : decompose(title, code_points);
    if (len <= 0)
        return TEXT("");
    size_t size = (size_t)len * OUT_BYTES_PER_CODE_POINT;
    struct writer w = { .at = arena_alloc(arena, size), .is_name = is_name };
    write_words(&w, code_points, len);
    arena_shrink(arena, w.at, size, w.len);
    return text_from(w.at, w.len);
}

struct text normalise_title(struct text title, struct arena *arena)
{
    return without_article(normalise(title, false, arena));
}

struct text normalise_name(struct text name, struct arena *arena)
{
    return normalise(name, true, arena);
}

/* ── to be shown ── */

/* Most names: nothing to do, and no table to ask. */
static bool is_plain(struct text t)
{
    bool plain = !text_empty(t) && t.at[0] != ' ' && t.at[t.len - 1] != ' ';
    for (size_t i = 0; plain && i < t.len; i++)
        plain = t.at[i] >= ' ' && t.at[i] < 0x7F && !(t.at[i] == ' ' && t.at[i + 1] == ' ');
    return plain;
}

/* What nobody sees: controls, byte order marks, soft hyphens, marks of direction. The joiners of Persian and of Indian
 * scripts change what is seen and stay. */
static bool is_invisible(UChar32 c)
{
    return u_charType(c) == U_CONTROL_CHAR ||
           (u_charType(c) == U_FORMAT_CHAR && c != 0x200C && c != 0x200D && !(c >= 0x0600 && c <= 0x0605));
}

struct text normalise_shown(struct text name, struct arena *arena)
{
    struct text composed = is_plain(name) ? (struct text){ 0 } : normalise_compose(name, arena);
    if (text_empty(composed))
        return text_empty(name) ? (struct text){ 0 } : name;
    const uint8_t *bytes = (const uint8_t *)composed.at;
    char *out = arena_alloc(arena, composed.len);
    size_t len = 0;
    bool gap = false;
    for (int32_t i = 0, start = 0; i < (int32_t)composed.len; start = i) {
        UChar32 c;
        U8_NEXT_UNSAFE(bytes, i, c); /* composed is what ICU wrote */
        bool space = u_isUWhiteSpace(c);
        gap = gap || space;
        if (space || is_invisible(c))
            continue;
        if (gap && len > 0)
            out[len++] = ' '; /* in the place of the white space that it stands for */
        gap = false;
        memcpy(out + len, composed.at + start, (size_t)(i - start));
        len += (size_t)(i - start);
    }
    arena_shrink(arena, out, composed.len, len);
    return len > 0 ? text_from(out, len) : (struct text){ 0 };
}

struct text normalise_compose(struct text title, struct arena *arena)
{
    UChar a[UNITS_MAX], b[UNITS_MAX];
    int32_t len = 0;
    UErrorCode status = U_ZERO_ERROR;
    if (text_empty(title) || title.len > 4 * (size_t)TITLE_CODE_POINTS_MAX || !text_is_utf8(title))
        return TEXT("");
    (void)u_strFromUTF8(a, UNITS_MAX, &len, title.at, (int32_t)title.len, &status);
    len = unorm2_normalize(unorm2_getNFCInstance(&status), a, len, b, UNITS_MAX, &status);
    if (!worked(status) || u_countChar32(b, len) > TITLE_CODE_POINTS_MAX)
        return TEXT("");
    size_t size = 3 * (size_t)len; /* UTF-8 bytes of a UTF-16 unit, at most */
    char *out = arena_alloc(arena, size);
    int32_t bytes = 0;
    (void)u_strToUTF8(out, (int32_t)size, &bytes, b, len, &status); /* without a NUL: a warning, no failure */
    arena_shrink(arena, out, size, U_SUCCESS(status) ? (size_t)bytes : 0);
    return U_SUCCESS(status) ? text_from(out, (size_t)bytes) : TEXT("");
}
