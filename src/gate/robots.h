/* robots.txt rules (RFC 9309). Pure. */
#ifndef UNDERSTUDY_GATE_ROBOTS_H
#define UNDERSTUDY_GATE_ROBOTS_H

#include "base/arena.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

enum { ROBOTS_BYTES_MAX = 500 * 1024 }; /* RFC 9309 §2.5: at least 500 KiB are parsed; more is ignored */

/* What the HTTP status of robots.txt means (RFC 9309 §2.3.1): its rules hold; there are none; or nobody knows them, and
 * everything is forbidden for now. A success without the file (204), with a part of it (206) or with a promise of it
 * (202) tells no rules. 429 asks for a pause, which no rules do not. */
enum robots_state { ROBOTS_READ, ROBOTS_NONE, ROBOTS_DOWN };
enum robots_state robots_state(int64_t status);

struct robots_verdict {
    bool allowed;
    int64_t crawl_delay_ms; /* 0 when none is asked for; at most one hour */
    struct text rule;       /* view of the rule's path that decided; unknown when none did */
};

/* May `product` ("understudy") ask for `path` ("/title/tt0000001/?x")? The groups that name the product token
 * (ASCII case-insensitive) are merged; without any, those of "*". Longest match wins, Allow on a tie;
 * '*' and '$' as in §2.2.3; percent-encoding compared as in §2.2.2; "/robots.txt" is always allowed. */
void robots_check(struct text robots_txt, struct text product, struct text path, struct robots_verdict *out);

/* What of the file is worth storing: the part that robots_check() looks at, and valid UTF-8 without NULs, as a text
 * column must be. Bytes that are neither are percent-encoded, which the rules take as equal. */
struct text robots_to_keep(struct text robots_txt, struct arena *arena);

#endif
