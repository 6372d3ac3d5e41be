/* The files of web/ and Chart.js, embedded by tools/embed.py when the program is built. */
#ifndef UNDERSTUDY_DAEMON_ASSETS_H
#define UNDERSTUDY_DAEMON_ASSETS_H

#include <stddef.h>

struct asset {
    const char *name, *type;
    const unsigned char *at;
    size_t len;
};
extern const struct asset assets[];
extern const size_t asset_count;

#endif
