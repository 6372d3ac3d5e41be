/* IMDb's dataset files into the local index. A job of a process of its own: one at a time, minutes long. */
#ifndef UNDERSTUDY_WORK_DATASET_IMPORT_H
#define UNDERSTUDY_WORK_DATASET_IMPORT_H

#include "base/error.h"
#include "base/text.h"
#include "store/dataset_index.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Called several times a second while something goes on. */
struct dataset_progress {
    const char *what; /* "title.basics" */
    bool is_download;
    int64_t done_bytes, total_bytes; /* of all files together; total 0 = not known */
    int64_t rows;                    /* so far, of all files; 0 for a download */
};
struct dataset_listener { /* call == NULL: nobody listens */
    void (*call)(void *context, const struct dataset_progress *progress);
    void *context;
};

struct dataset_import {
    struct text folder;       /* dataset.path */
    const struct text *paths; /* files, told by their header, and directories: the files in them with IMDb's names */
    size_t path_count;
    bool all; /* full rows of every title */
    int64_t now_ms;
    struct dataset_listener listener;
};

/* Checks everything, builds a new index aside and puts it in the old one's place; after any failure the old one stays.
 * BROKEN: unreadable, no room, cannot write. INVALID: a file is damaged, is not IMDb's, is there twice, or title.basics
 * is missing; err names path and line. TRANSIENT: another import runs. The licence is the caller's to ask for. */
MUST_CHECK enum status dataset_import(const struct dataset_import *import, struct dataset_info *out_info,
                                      struct error *err);
/* The same for whoever holds dataset_lock(). */
MUST_CHECK enum status dataset_import_locked(const struct dataset_import *import, struct dataset_info *out_info,
                                             struct error *err);

#endif
