/* One dataset file on its way in. */
#include "work/dataset_input.h"

#include "base/clock.h"
#include "base/inflate.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum status fail(const struct dataset_input *input, struct error *err)
{
    return error_set(err, BROKEN, "cannot read %.150s: %s", input->path, strerror(errno));
}

enum status dataset_input_open(struct dataset_input *input, struct error *err)
{
    struct stat found;
    /* NONBLOCK: a pipe without a writer must not hold us up; it is refused below. */
    input->fd = open(input->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (input->fd == -1 || fstat(input->fd, &found) != 0)
        return fail(input, err);
    if (!S_ISREG(found.st_mode))
        return error_set(err, BROKEN, "cannot read %.150s: it is no regular file", input->path);
    input->bytes = found.st_size;
    input->modified_ms = (int64_t)found.st_mtime * CLOCK_SECOND_MS;
    input->piece = malloc(DATASET_PIECE_BYTES);
    if (input->piece == NULL)
        oom();
    input->stream = inflate_stream_create();
    input->unread = text_from(input->piece, 0);
    input->read_bytes = 0;
    input->ended = false;
    return OK;
}

void dataset_input_close(struct dataset_input *input)
{
    if (input->fd != -1)
        (void)close(input->fd);
    input->fd = -1;
    inflate_stream_destroy(&input->stream);
    free(input->piece);
    input->piece = NULL;
}

/* The next piece of the file as it is. */
static enum status refill(struct dataset_input *input, struct error *err)
{
    ssize_t got;
    do
        got = read(input->fd, input->piece, DATASET_PIECE_BYTES);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return fail(input, err);
    if (input->read_bytes == 0)
        input->is_gzip = inflate_is_gzip(text_from(input->piece, (size_t)got));
    input->read_bytes += got;
    input->ended = got == 0;
    input->unread = text_from(input->piece, (size_t)got);
    return OK;
}

static enum status inflate(struct dataset_input *input, char *at, size_t room, size_t *out_bytes, struct error *err)
{
    enum status status = inflate_stream_run(input->stream, &input->unread, at, room, out_bytes, err);
    if (status == OK && input->ended && *out_bytes == 0 && !inflate_stream_is_whole(input->stream))
        status = error_set(err, INVALID, "compressed bytes are cut off");
    if (status != OK)
        error_prefix(err, "%.150s", input->path);
    return status;
}

enum status dataset_input_read(struct dataset_input *input, char *at, size_t room, size_t *out_bytes, struct error *err)
{
    size_t got = 0;
    enum status status = OK;
    while (status == OK && got == 0) {
        if (input->unread.len == 0 && !input->ended)
            status = refill(input, err);
        if (status == OK && input->is_gzip) {
            status = inflate(input, at, room, &got, err);
        } else if (status == OK) {
            got = input->unread.len < room ? input->unread.len : room;
            if (got > 0)
                memcpy(at, input->unread.at, got);
            input->unread = text_after(input->unread, got);
        }
        if (input->ended)
            break;
    }
    if (status == OK)
        *out_bytes = got;
    return status;
}

enum status dataset_input_recognise(const char *path, struct dataset_input *out, struct error *err)
{
    enum { HEADER_BYTES = 256 }; /* the longest of the seven has 99 */
    char first[HEADER_BYTES];
    size_t len = 0, got = 1;
    struct dataset_input input = { .path = path, .fd = -1 };
    enum status status = dataset_input_open(&input, err);
    while (status == OK && got > 0 && len < sizeof first) {
        status = dataset_input_read(&input, first + len, sizeof first - len, &got, err);
        len += status == OK ? got : 0;
    }
    dataset_input_close(&input);
    if (status != OK)
        return status;
    if (len == 0)
        return error_set(err, INVALID, "%.150s is empty", path);
    if (!tsv_recognise(text_from(first, len), &input.file))
        return error_set(err, INVALID, "%.150s: its first line is the header of none of IMDb's seven files", path);
    *out = input;
    return OK;
}
