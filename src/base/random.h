/* Chance as an argument: a seeded generator (SplitMix64), for jitter only, never for secrets. */
#ifndef UNDERSTUDY_BASE_RANDOM_H
#define UNDERSTUDY_BASE_RANDOM_H

#include <stdint.h>

struct random {
    uint64_t state;
};

uint64_t random_seed(void); /* from the kernel; the only source that is not an argument */
uint64_t random_next(struct random *random);
/* Even in [low, high]; low when high < low. */
int64_t random_between(struct random *random, int64_t low, int64_t high);

#endif
