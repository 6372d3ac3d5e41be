/* How many edits lie between two words. */
#include "daemon/nearest.h"

#include <stdint.h>

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

size_t nearest_distance(struct text a, struct text b)
{
    /* Optimal string alignment: row i holds the cost of turning a's first i bytes into each prefix of b. */
    size_t rows[3][NEAREST_WORD_MAX + 1];
    if (a.len > NEAREST_WORD_MAX || b.len > NEAREST_WORD_MAX)
        return SIZE_MAX;
    for (size_t j = 0; j <= b.len; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= a.len; i++) {
        size_t *now = rows[i % 3];
        const size_t *before = rows[(i + 2) % 3];
        const size_t *two_before = rows[(i + 1) % 3];
        now[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            char x = lower(a.at[i - 1]), y = lower(b.at[j - 1]);
            now[j] = least(least(before[j], now[j - 1]) + 1, before[j - 1] + (x != y));
            if (i > 1 && j > 1 && x == lower(b.at[j - 2]) && y == lower(a.at[i - 2]))
                now[j] = least(now[j], two_before[j - 2] + 1);
        }
    }
    return rows[a.len % 3][b.len];
}

bool nearest_is_close(struct text given, size_t distance)
{
    return distance <= given.len / 3 || (distance == 1 && given.len > 1);
}
