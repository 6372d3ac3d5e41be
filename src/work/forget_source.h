/* One record without what one source said. Pure: store/forget.h walks the rows and calls it. */
#ifndef UNDERSTUDY_WORK_FORGET_SOURCE_H
#define UNDERSTUDY_WORK_FORGET_SOURCE_H

#include "base/random.h"
#include "lifecycle/schedule.h"
#include "store/forget.h"

struct forget_source { /* the context of forget_source_strip() */
    struct text source;
    const struct schedule *schedule; /* when a record that loses TMDb's facts is looked for again */
    int64_t now_ms;
    struct random *random;
};
/* A field that a person edited since it was written stays. A record without TMDb's facts becomes the placeholder that
 * imdb_data kept. Without a title it goes, so that the next lookup builds it anew from the sources that are left. */
enum forget_verdict forget_source_strip(void *context, struct stored_movie *movie, struct arena *arena,
                                        size_t *out_fields);

#endif
