/* Retry-After: never negative, never more than a day. */
#include "fuzz.h"
#include "gate/retry_after.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int64_t wait_ms = -7;
    bool good = retry_after_parse(fuzz_text(data, size), INT64_C(784111777000), &wait_ms);
    LAW(good ? wait_ms >= 0 && wait_ms <= INT64_C(86400000) : wait_ms == -7);
    return 0;
}
