/* Values that nobody can believe are set aside before a source's word is merged. Pure. */
#ifndef UNDERSTUDY_LIFECYCLE_PLAUSIBLE_H
#define UNDERSTUDY_LIFECYCLE_PLAUSIBLE_H

#include "base/arena.h"
#include "model/movie.h"

#include <stddef.h>
#include <stdint.h>

/* One value that was set aside. */
struct implausible {
    size_t field;       /* in movie_fields */
    struct text value;  /* as text, in the arena */
    const char *reason; /* one clause */
};
enum { IMPLAUSIBLE_MAX = 8 };

/* Clears the fields of *movie that cannot be true as of `now_ms` (runtime, years, date, rating, votes) and tells them;
 * returns how many. */
size_t plausible_sift(struct movie *movie, int64_t now_ms, struct arena *arena,
                      struct implausible out[IMPLAUSIBLE_MAX]);

#endif
