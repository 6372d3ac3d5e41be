/* RFC 4648 base64. */
#ifndef UNDERSTUDY_BASE_BASE64_H
#define UNDERSTUDY_BASE_BASE64_H

#include "base/arena.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

struct text base64_encode(struct text raw, struct arena *arena);
/* At most `size` bytes into out; padding may be left out, bits beyond the last byte may be anything. False when it is
 * no base64 or does not fit. */
bool base64_decode(struct text coded, char *out, size_t size, size_t *out_len);

#endif
