/* What src/work asks of the gate beside gate_fetch_cached(), which each test answers itself: nothing happens. A test
 * that includes this links none of the gate's objects. */
#ifndef UNDERSTUDY_TESTS_FAKE_GATE_H
#define UNDERSTUDY_TESTS_FAKE_GATE_H

#include "gate/cached.h"

enum status gate_settle(struct gate *gate, struct store *store, const struct cached_request *cached,
                        const struct gate_result *gate_result, enum cache_verdict verdict, struct error *err)
{
    (void)gate, (void)store, (void)cached, (void)gate_result, (void)verdict, (void)err;
    return OK;
}

enum status gate_give_stale(struct gate *gate, struct store *store, const struct cached_request *cached,
                            struct text why, struct arena *in, struct gate_result *out, struct error *err)
{
    (void)gate, (void)store, (void)cached, (void)why, (void)in, (void)out, (void)err;
    return NOT_FOUND;
}

enum status gate_challenged(struct gate *gate, struct store *store, struct text url, struct text reason,
                            struct error *err)
{
    (void)gate, (void)store, (void)url, (void)reason, (void)err;
    return OK;
}

enum status gate_exhausted(struct gate *gate, struct store *store, struct text source, struct error *err)
{
    (void)gate, (void)store, (void)source, (void)err;
    return OK;
}

#endif
