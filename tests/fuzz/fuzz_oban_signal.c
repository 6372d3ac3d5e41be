/* What comes over Oban's channel: whole or not at all. */
#include "fuzz.h"
#include "work/signals.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = { 0 };
    struct oban_signal signal;
    if (signal_read(fuzz_text(data, size), TEXT("Oban.fuzz"), &arena, &signal)) {
        LAW(signal.action == SIGNAL_KILL ? signal.job_id.known : signal.queue.len > 0);
        LAW(signal.action != SIGNAL_SCALE || signal.limit.value > 0);
    }
    arena_finish(&arena);
    return 0;
}
