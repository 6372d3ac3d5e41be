/* Downloads of the dataset files that a record needs, where IMDb has newer ones, and the import of what came.
 * A good guest: each file at most once a day, only when it changed, one after the other, through the gate. */
#ifndef UNDERSTUDY_WORK_DATASET_REFRESH_H
#define UNDERSTUDY_WORK_DATASET_REFRESH_H

#include "base/clock.h"
#include "gate/gate.h"
#include "work/dataset_import.h"

struct dataset_refresh {
    struct text folder; /* dataset.path */
    struct text url;    /* dataset.url; files are asked at {url}/title.basics.tsv.gz */
    struct gate *gate;
    struct store *store;
    const struct clock *clock;
    int64_t spacing_ms;   /* between two requests */
    int breaker_failures; /* breaker.failures */
    bool all;             /* also true when the index that is there has every title */
    struct dataset_listener listener;
};

enum dataset_download {
    DATASET_UNUSED,    /* no field of a record comes from this file, or another failed before it */
    DATASET_NOT_ASKED, /* asked within a day */
    DATASET_UNCHANGED,
    DATASET_NEW,
    DATASET_FAILED /* refused by gate or host, or what came is not the file */
};
const char *dataset_download_word(enum dataset_download download); /* "unused", "not asked", "unchanged", … */

struct dataset_file_fate {
    enum dataset_download download;
    struct text reason;  /* of FAILED, in the arena */
    int64_t next_ask_ms; /* of the others: when it will be asked again */
};
struct dataset_refresh_result {
    struct dataset_file_fate files[TSV_FILE_COUNT];
    bool failed;   /* one of the files could not be had: nothing was imported */
    bool imported; /* `info` is the new index */
    struct dataset_info info;
};

/* OK also when a host refused (out->failed). Otherwise as dataset_import(), and BROKEN when the store fails. */
MUST_CHECK enum status dataset_refresh(const struct dataset_refresh *refresh, struct arena *arena,
                                       struct dataset_refresh_result *out, struct error *err);

#endif
