/* The file of the local index of IMDb's datasets: an SQLite file of its own, built once and then only read.
 * A block is the rows of up to 64 neighbouring ids as lines of text; `sqlite3 index.db 'SELECT rows FROM title LIMIT
 * 1'` shows them. Inside src/store only: dataset_build.c writes blocks, dataset_index.c reads them.
 *
 * Line of a table: one character for the place of the id in its block ('0' + id % ids of a block), then
 *   title   type ('a'... or the word); for titles of which all is kept then a tab and title, original title (empty: the
 *           same), isAdult, startYear, endYear, runtimeMinutes, genres
 *   rating  averageRating, numVotes             crew  directors, writers
 *   people  category ('a'...), ordering, nconst, characters; several lines a title
 *   name    primaryName
 * with tabs between and \N for null, as in IMDb's files. */
#ifndef UNDERSTUDY_STORE_DATASET_FILE_H
#define UNDERSTUDY_STORE_DATASET_FILE_H

#include "base/error.h"
#include "base/text.h"
#include "store/dataset_index.h"

#include <stdint.h>

enum dataset_table { DATASET_TITLE, DATASET_RATING, DATASET_CREW, DATASET_PEOPLE, DATASET_NAME };
enum { DATASET_TABLE_COUNT = 5 };

struct dataset_place {
    int64_t block;
    char letter; /* first character of the id's lines */
};
struct dataset_place dataset_place_of(enum dataset_table table, uint64_t id);

/* Types and categories as one letter; '\0' = there is none. The letters are part of the file's format. */
struct dataset_code {
    char letter;
    const char *word;
};
extern const struct dataset_code dataset_types[], dataset_categories[]; /* .word == NULL ends */
char dataset_letter(const struct dataset_code *codes, struct text word);
struct text dataset_word(const struct dataset_code *codes, char letter); /* unknown when there is none */

struct dataset_file; /* one thread */

/* NOT_FOUND when there is no such file; BROKEN when it is damaged or of another version. */
MUST_CHECK enum status dataset_file_open(const char *path, struct dataset_file **out, struct error *err);
/* Empty, whatever was there; mode 0600. Nothing is safe on disk before dataset_file_seal(). */
MUST_CHECK enum status dataset_file_create(const char *path, struct dataset_file **out, struct error *err);
/* Rows of a block, until the next call; NOT_FOUND when it has none. */
MUST_CHECK enum status dataset_file_get(struct dataset_file *file, enum dataset_table table, int64_t block,
                                        struct text *out_rows, struct error *err);
MUST_CHECK enum status dataset_file_put(struct dataset_file *file, enum dataset_table table, int64_t block,
                                        struct text rows, struct error *err);
MUST_CHECK enum status dataset_file_read_info(struct dataset_file *file, struct dataset_info *out, struct error *err);
/* Writes the info, and everything to the disk; the file is then only to be closed. */
MUST_CHECK enum status dataset_file_seal(struct dataset_file *file, const struct dataset_info *info, struct error *err);
void dataset_file_close(struct dataset_file **file); /* NULL inside is fine */

#endif
