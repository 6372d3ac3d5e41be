/* The folder of the local index: lock, licence, notes, room. */
#include "work/dataset_folder.h"

#include "base/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum { NOTE_BYTES_MAX = 16 * 1024 };

const char dataset_licence_text[] =
    "IMDb's datasets (https://developer.imdb.com/non-commercial-datasets/) are for personal and non-commercial use.\n"
    "You may hold local copies. You may not alter, republish, resell or repurpose them to create an online or offline\n"
    "database of films, except for individual personal use. Where they are shown, this must stand beside them:\n"
    "  Information courtesy of IMDb (https://www.imdb.com). Used with permission.\n"
    "The terms are IMDb's, who may have changed them: read them there.\n";

static enum status fail(const char *doing, const char *path, struct error *err)
{
    return error_set(err, BROKEN, "cannot %s %.100s: %s: mend it, or choose another place with dataset.path", doing,
                     path, strerror(errno));
}

const char *dataset_path(struct text folder, const char *name, struct arena *arena)
{
    return arena_printf(arena, "%.*s/%s", TEXT_ARG(folder), name).at;
}

const char *dataset_index_path(struct text folder, struct arena *arena)
{
    return dataset_path(folder, "index.db", arena);
}

enum status dataset_folder_make(struct text folder, struct error *err)
{
    struct arena arena = { 0 };
    enum status status = OK;
    char *path = arena_alloc(&arena, folder.len + 2);
    memcpy(path, folder.at, folder.len);
    path[folder.len] = '/';
    for (char *slash = strchr(path + 1, '/'); slash != NULL && status == OK; slash = strchr(slash + 1, '/')) {
        struct stat found;
        *slash = '\0';
        if (mkdir(path, 0700) != 0 && stat(path, &found) != 0) /* read-only file systems do not say EEXIST */
            status = fail("create directory", path, err);
        *slash = '/';
    }
    arena_finish(&arena);
    return status;
}

/* ── notes ── */

static enum status write_all(int fd, struct text content)
{
    while (content.len > 0) {
        ssize_t wrote = write(fd, content.at, content.len);
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote <= 0)
            return BROKEN;
        content = text_after(content, (size_t)wrote);
    }
    return OK;
}

static enum status sync_path(const char *path, struct error *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool good = fd != -1 && fsync(fd) == 0;
    enum status status = good ? OK : fail("write to disk", path, err);
    if (fd != -1)
        (void)close(fd);
    return status;
}

enum status dataset_replace(struct text folder, const char *from, const char *to, struct error *err)
{
    struct arena arena = { 0 };
    const char *old = dataset_path(folder, from, &arena), *new = dataset_path(folder, to, &arena);
    enum status status = sync_path(old, err);
    if (status == OK && rename(old, new) != 0)
        status = fail("replace", new, err);
    if (status == OK)
        status = sync_path(arena_z(&arena, folder), err);
    arena_finish(&arena);
    return status;
}

enum status dataset_write_note(struct text folder, const char *name, struct text content, struct error *err)
{
    struct arena arena = { 0 };
    const char *aside = arena_printf(&arena, "%s.new", name).at;
    const char *path = dataset_path(folder, aside, &arena);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool good = fd != -1 && write_all(fd, content) == OK;
    enum status status = good ? OK : fail("write", path, err);
    if (fd != -1)
        (void)close(fd);
    if (status == OK)
        status = dataset_replace(folder, aside, name, err);
    arena_finish(&arena);
    return status;
}

enum status dataset_read_note(struct text folder, const char *name, struct arena *arena, struct text *out_content,
                              struct error *err)
{
    const char *path = dataset_path(folder, name, arena);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd == -1)
        return errno == ENOENT ? error_set(err, NOT_FOUND, "no %.100s", path) : fail("read", path, err);
    char *content = arena_alloc(arena, NOTE_BYTES_MAX);
    ssize_t got = read(fd, content, NOTE_BYTES_MAX); /* ours, and smaller: one read gives all of it */
    enum status status = got >= 0 ? OK : fail("read", path, err);
    (void)close(fd);
    if (status == OK)
        *out_content = text_from(content, (size_t)got);
    return status;
}

/* ── licence ── */

enum status dataset_licence_get(struct text folder, int64_t *out_accepted_ms, struct error *err)
{
    struct arena arena = { 0 };
    struct text note, line;
    enum status status = dataset_read_note(folder, "licence", &arena, &note, err);
    if (status == OK && (!text_take_line(&note, &line) || !clock_parse_iso(line, out_accepted_ms)))
        status = error_set(err, NOT_FOUND, "the note of the licence is empty");
    arena_finish(&arena);
    return status;
}

enum status dataset_licence_accept(struct text folder, int64_t now_ms, struct error *err)
{
    struct arena arena = { 0 };
    char iso[CLOCK_ISO_BYTES];
    enum status status = dataset_folder_make(folder, err);
    if (status == OK)
        status = dataset_write_note(folder, "licence",
                                    arena_printf(&arena, "%s\n%s", clock_iso(now_ms, iso), dataset_licence_text), err);
    arena_finish(&arena);
    return status;
}

/* ── lock and room ── */

enum status dataset_lock(struct text folder, int *out_lock, struct error *err)
{
    struct arena arena = { 0 };
    struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
    enum status status = OK;
    const char *path = dataset_path(folder, "lock", &arena);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd == -1) {
        status = fail("open", path, err);
    } else if (fcntl(fd, F_SETLK, &whole) == 0) {
        *out_lock = fd;
    } else if (errno == EACCES || errno == EAGAIN) {
        (void)fcntl(fd, F_GETLK, &whole);
        status = error_set(err, TRANSIENT, "another import works on %.100s (process %lld): wait for its end",
                           dataset_path(folder, "", &arena), (long long)whole.l_pid);
    } else {
        status = fail("lock", path, err);
    }
    if (status != OK && fd != -1)
        (void)close(fd);
    arena_finish(&arena);
    return status;
}

void dataset_unlock(int *lock)
{
    if (*lock != -1)
        (void)close(*lock);
    *lock = -1;
}

enum status dataset_check_room(struct text folder, int64_t bytes, struct error *err)
{
    struct arena arena = { 0 };
    struct statvfs disk;
    const char *path = arena_z(&arena, folder);
    enum status status = OK;
    if (statvfs(path, &disk) != 0)
        status = fail("look at", path, err);
    else if ((double)disk.f_bavail * (double)disk.f_frsize < (double)bytes)
        status = error_set(err, BROKEN,
                           "about %lld MB are needed in %.100s, %lld MB are free: free some, or choose another place "
                           "with dataset.path",
                           (long long)(bytes / 1000000), path,
                           (long long)((double)disk.f_bavail * (double)disk.f_frsize / 1e6));
    arena_finish(&arena);
    return status;
}
