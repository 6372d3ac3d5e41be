/* Six bits a character. */
#include "base/base64.h"

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

struct text base64_encode(struct text raw, struct arena *arena)
{
    size_t len = 0;
    char *out = arena_alloc(arena, (raw.len + 2) / 3 * 4 + 1);
    for (size_t i = 0; i < raw.len; i += 3) {
        size_t left = raw.len - i;
        unsigned bits = (unsigned)(unsigned char)raw.at[i] << 16;
        bits |= left > 1 ? (unsigned)(unsigned char)raw.at[i + 1] << 8 : 0;
        bits |= left > 2 ? (unsigned)(unsigned char)raw.at[i + 2] : 0;
        out[len++] = digits[bits >> 18 & 63];
        out[len++] = digits[bits >> 12 & 63];
        out[len++] = left > 1 ? digits[bits >> 6 & 63] : '=';
        out[len++] = left > 2 ? digits[bits & 63] : '=';
    }
    return text_from(out, len);
}

static int value_of(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

bool base64_decode(struct text coded, char *out, size_t size, size_t *out_len)
{
    unsigned bits = 0, have = 0;
    size_t len = 0;
    while (coded.len > 0 && coded.at[coded.len - 1] == '=')
        coded.len--;
    for (size_t i = 0; i < coded.len; i++) {
        int value = value_of(coded.at[i]);
        if (value < 0)
            return false;
        bits = (bits << 6 | (unsigned)value) & 0xFFFF;
        have += 6;
        if (have < 8)
            continue;
        if (len == size)
            return false;
        have -= 8;
        out[len++] = (char)(bits >> have & 0xFF);
    }
    *out_len = len;
    return true;
}
