/* The figures for people. */
#ifndef UNDERSTUDY_CLI_STATS_VIEW_H
#define UNDERSTUDY_CLI_STATS_VIEW_H

#include "base/buf.h"
#include "daemon/stats.h"

void stats_view(const struct stats *stats, size_t columns, bool colour, struct arena *arena, struct buf *out);

#endif
