/* dataset.path: the folder of the local index, and what is remembered in it.
 *
 *   index.db   the index; replaced as a whole     index.new      one that is being built
 *   licence    when IMDb's terms were acknowledged     lock       held by whoever imports
 *   files/     what refresh downloaded                 downloads  when, with ETag and Last-Modified
 *
 * Each path comes into the arena given. */
#ifndef UNDERSTUDY_WORK_DATASET_FOLDER_H
#define UNDERSTUDY_WORK_DATASET_FOLDER_H

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"

#include <stdint.h>

/* What IMDb asks of whoever uses the files, to be shown before the first import. */
extern const char dataset_licence_text[];

const char *dataset_path(struct text folder, const char *name, struct arena *arena);
const char *dataset_index_path(struct text folder, struct arena *arena); /* for dataset_index_open() */

/* Makes the folder with all above it (mode 0700), unless it is there. */
MUST_CHECK enum status dataset_folder_make(struct text folder, struct error *err);

/* NOT_FOUND when nobody has acknowledged the terms yet. */
MUST_CHECK enum status dataset_licence_get(struct text folder, int64_t *out_accepted_ms, struct error *err);
MUST_CHECK enum status dataset_licence_accept(struct text folder, int64_t now_ms, struct error *err);

/* One import at a time: TRANSIENT names the process that has it. Given back with dataset_unlock(), and by the end of
 * the process, however it comes. */
MUST_CHECK enum status dataset_lock(struct text folder, int *out_lock, struct error *err);
void dataset_unlock(int *lock); /* -1 is fine */

/* BROKEN when less than `bytes` are free there. */
MUST_CHECK enum status dataset_check_room(struct text folder, int64_t bytes, struct error *err);

/* `from` takes the place of `to`, both in the folder, for good: both the file and the folder are on the disk. */
MUST_CHECK enum status dataset_replace(struct text folder, const char *from, const char *to, struct error *err);
/* A small file as a whole, replaced at once. */
MUST_CHECK enum status dataset_write_note(struct text folder, const char *name, struct text content, struct error *err);
/* NOT_FOUND when it does not exist. */
MUST_CHECK enum status dataset_read_note(struct text folder, const char *name, struct arena *arena,
                                         struct text *out_content, struct error *err);

#endif
