/* Builds the index file out of rows of IMDb's files, in whatever order the rows come (in the order of the files they
 * come fastest). The files themselves come in the order of enum tsv_file: titles first, names after all who need one.
 */
#ifndef UNDERSTUDY_STORE_DATASET_BUILD_H
#define UNDERSTUDY_STORE_DATASET_BUILD_H

#include "store/dataset_index.h"

struct dataset_build;

/* `info` belongs to the caller: files[].present says what will come and `all` what to keep; rows, kept and duplicates
 * are counted here. */
MUST_CHECK enum status dataset_build_open(const char *path, struct dataset_info *info, struct dataset_build **out,
                                          struct error *err);
/* Rows of this file follow. */
void dataset_build_begin_file(struct dataset_build *build, enum tsv_file file);
/* INVALID for a row whose id is none, with its line. */
MUST_CHECK enum status dataset_build_add(struct dataset_build *build, enum tsv_file file, const struct tsv_row *row,
                                         struct error *err);
/* All rows of a file were added. INVALID when it had none. */
MUST_CHECK enum status dataset_build_end_file(struct dataset_build *build, enum tsv_file file, struct error *err);
/* Everything is on the disk afterwards. */
MUST_CHECK enum status dataset_build_seal(struct dataset_build *build, struct error *err);
void dataset_build_close(struct dataset_build **build); /* NULL inside is fine; the file stays */

#endif
