/* One dataset file on its way in: plain or gzip, told by its header, read in pieces. */
#ifndef UNDERSTUDY_WORK_DATASET_INPUT_H
#define UNDERSTUDY_WORK_DATASET_INPUT_H

#include "base/arena.h"
#include "base/error.h"
#include "base/inflate_stream.h"
#include "base/text.h"
#include "extract/tsv.h"

#include <stdbool.h>
#include <stdint.h>

enum { DATASET_PIECE_BYTES = 256 * 1024 };

struct dataset_input {
    const char *path;
    enum tsv_file file;
    bool is_gzip;
    int64_t bytes; /* size */
    int64_t modified_ms;

    int fd; /* -1 while closed */
    struct inflate_stream *stream;
    char *piece;        /* DATASET_PIECE_BYTES */
    struct text unread; /* of the piece */
    int64_t read_bytes; /* of the file, so far */
    bool ended;
};

/* What file is it? INVALID when its first line is no header of IMDb's, BROKEN when it cannot be read. `path` is kept.
 */
MUST_CHECK enum status dataset_input_recognise(const char *path, struct dataset_input *out, struct error *err);
MUST_CHECK enum status dataset_input_open(struct dataset_input *input, struct error *err);
/* Up to `room` bytes, inflated; *out_bytes == 0 at the end. INVALID when the packing is damaged or cut. */
MUST_CHECK enum status dataset_input_read(struct dataset_input *input, char *at, size_t room, size_t *out_bytes,
                                          struct error *err);
void dataset_input_close(struct dataset_input *input);

#endif
