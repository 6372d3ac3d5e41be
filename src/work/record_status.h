/* Which of TMDb's three states a stored record of TMDb is in. Pure. */
#ifndef UNDERSTUDY_WORK_RECORD_STATUS_H
#define UNDERSTUDY_WORK_RECORD_STATUS_H

#include "store/store.h"

/* imdb_enriched, full or soft; of a row without TMDb's record, or without its answer, what it is now. */
struct text record_status(const struct stored_movie *row, int64_t now_ms, struct arena *arena);

#endif
