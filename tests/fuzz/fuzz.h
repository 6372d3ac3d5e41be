/* One entry point a target. Built with clang's libFuzzer (meson -Dfuzzers=true), or with replay.c, which runs every
 * seed and every input that once broke something (tests/fuzz/found) as a test. */
#ifndef UNDERSTUDY_TESTS_FUZZ_H
#define UNDERSTUDY_TESTS_FUZZ_H

#include "base/text.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
/* libFuzzer's own mutation (replay.c has one that does nothing), and a target's: json_mutator.h. */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed);

/* A law that no input may break. */
#define LAW(condition) ((condition) ? (void)0 : fuzz_broken(#condition, __FILE__, __LINE__))
static inline void fuzz_broken(const char *law, const char *file, int line)
{
    fprintf(stderr, "%s:%d: law broken: %s\n", file, line, law);
    abort();
}

static inline struct text fuzz_text(const uint8_t *data, size_t size)
{
    return text_from(size > 0 ? (const char *)data : "", size);
}

#endif
