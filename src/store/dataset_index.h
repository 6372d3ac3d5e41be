/* The local index of IMDb's official datasets, as a reader sees it: one title by its id, with names.
 * One index, one thread; a new import replaces the file and leaves the one that is open as it is. */
#ifndef UNDERSTUDY_STORE_DATASET_INDEX_H
#define UNDERSTUDY_STORE_DATASET_INDEX_H

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "extract/tsv.h"

#include <stdbool.h>
#include <stdint.h>

struct dataset_index;

struct dataset_file_info {
    bool present;
    int64_t rows;        /* in IMDb's file, without the header */
    int64_t kept;        /* of them in the index */
    int64_t bytes;       /* of IMDb's file as it was given, packed or not */
    int64_t modified_ms; /* its date */
};
struct dataset_info {
    struct dataset_file_info files[TSV_FILE_COUNT]; /* by enum tsv_file */
    bool all;                                       /* full rows of every title, not of films alone */
    int64_t duplicates;                             /* titles that stood in title.basics again; the first row counts */
    int64_t imported_at_ms;
};

struct dataset_credit {
    struct text imdb_id;    /* nm… */
    struct text name;       /* unknown: not in name.basics */
    struct text characters; /* JSON array as IMDb writes it; cast only */
    int64_t ordering;
};
struct dataset_credits {
    struct dataset_credit *at;
    size_t count;
};
struct dataset_title { /* fields as in IMDb's files; unknown where those have \N */
    struct text imdb_id, type;
    bool whole; /* false: of this title only the type was imported */
    struct text title, original_title, adult, start_year, end_year, runtime, genres;
    struct text rating, votes;
    struct dataset_credits directors, writers, cast; /* cast by ordering */
};

/* `path` is the index file. NOT_FOUND when nothing was imported yet; BROKEN when it is damaged, or was made by another
 * version (the remedy is a new import). */
MUST_CHECK enum status dataset_index_open(const char *path, struct dataset_index **out, struct error *err);
void dataset_index_close(struct dataset_index **index); /* NULL inside is fine */
const struct dataset_info *dataset_index_info(const struct dataset_index *index);

/* Everything in *out lives in arena. NOT_FOUND: the files do not list the id, which says nothing about the title. */
MUST_CHECK enum status dataset_index_find(struct dataset_index *index, struct text imdb_id, struct arena *arena,
                                          struct dataset_title *out, struct error *err);

#endif
