/* Files into a folder, each whole or not at all. */
#include "cli/export.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum status fail(const struct folder *folder, const char *doing, struct text name, int reason, struct error *err)
{
    char why[64];
    if (strerror_r(reason, why, sizeof why) != 0)
        (void)snprintf(why, sizeof why, "error %d", reason);
    return error_set(err, BROKEN, "cannot %s %.100s/%.40s: %s", doing, folder->path.at, text_known(name) ? name.at : "",
                     why);
}

enum status folder_open(struct text path, struct folder *out, struct error *err)
{
    struct folder folder = { -1, path };
    if (mkdir(path.at, 0777) != 0 && errno != EEXIST)
        return fail(&folder, "make the folder", TEXT(""), errno, err);
    folder.fd = open(path.at, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder.fd < 0)
        return fail(&folder, "write into", TEXT(""), errno, err);
    *out = folder;
    return OK;
}

static bool write_all(int fd, struct text bytes)
{
    while (bytes.len > 0) {
        ssize_t written = write(fd, bytes.at, bytes.len);
        if (written < 0 && errno != EINTR)
            return false;
        bytes = text_after(bytes, written > 0 ? (size_t)written : 0);
    }
    return true;
}

enum status folder_write(const struct folder *folder, struct text name, struct text bytes, struct arena *arena,
                         struct error *err)
{
    const char *to = arena_z(arena, name);
    const char *aside = arena_printf(arena, ".%.*s.%ld", TEXT_ARG(name), (long)getpid()).at;
    assert(strchr(to, '/') == NULL);
    (void)unlinkat(folder->fd, aside, 0); /* of a run that was killed and had our number */
    int fd = openat(folder->fd, aside, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (fd < 0)
        return fail(folder, "create", name, errno, err);
    int reason = write_all(fd, bytes) ? 0 : errno;
    if (close(fd) != 0 && reason == 0)
        reason = errno;
    if (reason == 0 && renameat(folder->fd, aside, folder->fd, to) != 0)
        reason = errno;
    if (reason == 0)
        return OK;
    (void)unlinkat(folder->fd, aside, 0);
    return fail(folder, "write", name, reason, err);
}

void folder_close(struct folder *folder)
{
    if (folder->fd >= 0)
        (void)close(folder->fd);
    folder->fd = -1;
}
