/* The bytes of a file or descriptor. */
#include "daemon/file.h"

#include "base/arena.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { STEP_BYTES = 64 * 1024 };

enum status file_read_from(int fd, struct text name, struct buf *out, struct error *err)
{
    struct stat st;
    size_t step = STEP_BYTES;
    /* A plain file is read in one go; one byte more shows its end. */
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0 && (size_t)st.st_size < out->limit - out->len)
        step = (size_t)st.st_size + 1;
    for (;;) {
        char beyond;
        size_t left = out->limit - out->len;
        size_t room = left < step ? left : step;
        ssize_t got = room > 0 ? read(fd, buf_room(out, room), room) : read(fd, &beyond, 1);
        if (got == 0)
            return OK;
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return error_set(err, BROKEN, "cannot read %.*s: %s", TEXT_ARG(name), strerror(errno));
        if (room == 0)
            return error_set(err, INVALID, "%.*s holds more than %zu bytes, the most that is read", TEXT_ARG(name),
                             out->limit);
        buf_grew(out, (size_t)got);
    }
}

enum status file_open(struct text path, int *out_fd, struct error *err)
{
    struct arena arena = { 0 };
    *out_fd = open(arena_z(&arena, path), O_RDONLY | O_CLOEXEC);
    int why = errno;
    arena_finish(&arena);
    if (*out_fd < 0)
        return error_set(err, why == ENOENT || why == ENOTDIR ? NOT_FOUND : BROKEN, "cannot read %.*s: %s",
                         TEXT_ARG(path), strerror(why));
    return OK;
}

enum status file_read(struct text path, struct buf *out, struct error *err)
{
    int fd;
    enum status status = file_open(path, &fd, err);
    if (status != OK)
        return status;
    status = file_read_from(fd, path, out, err);
    (void)close(fd);
    return status;
}
