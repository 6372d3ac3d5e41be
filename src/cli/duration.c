/* Lengths of time for people. */
#include "cli/duration.h"

#include "base/compiler.h"

void duration_add(struct buf *out, int64_t seconds)
{
    static const struct {
        int64_t seconds;
        const char *name;
    } units[] = { { 86400, "d" }, { 3600, "h" }, { 60, "min" }, { 1, "s" } };
    size_t i = 0;
    while (i + 1 < COUNT_OF(units) && seconds < units[i].seconds)
        i++;
    (void)buf_printf(out, "%lld %s", (long long)(seconds / units[i].seconds), units[i].name);
    int64_t rest = i + 1 < COUNT_OF(units) ? seconds % units[i].seconds / units[i + 1].seconds : 0;
    if (rest > 0)
        (void)buf_printf(out, " %lld %s", (long long)rest, units[i + 1].name);
}
