/* Lines of an INI file, strictly: [section], key = value, blank lines, and comments that start a line with # or ;.
 * A value is the rest of its line, trimmed; one pair of double quotes around it is taken off. Pure. */
#ifndef UNDERSTUDY_DAEMON_INI_H
#define UNDERSTUDY_DAEMON_INI_H

#include "base/error.h"
#include "base/text.h"

#include <stddef.h>

enum { INI_LINE_BYTES_MAX = 4096, INI_FILE_BYTES_MAX = 1 << 20 }; /* far above any key of ours */

struct ini {
    struct text file; /* for messages */
    struct text rest;
    struct text section;
    size_t line;
};
struct ini_entry { /* views of the bytes */
    struct text section, key, value;
    size_t line;
};

void ini_open(struct ini *ini, struct text file, struct text bytes);
/* OK with the next entry, NOT_FOUND at the end, INVALID with "FILE:LINE: …". */
MUST_CHECK enum status ini_next(struct ini *ini, struct ini_entry *out, struct error *err);

#endif
