/* Preloaded: below SQLite, one call on a file of the store fails, or all from one on. What a disk does that dies.
 *
 *   FAULTY_PATH   files whose name holds this
 *   FAULTY_AT     the call that fails, counted from 1 over all below; 0 = none
 *   FAULTY_KIND   eio (the call fails), short (half of a write, then eio), full (ENOSPC), dead (eio from there on)
 *   FAULTY_COUNT  a file into which the number of calls is written at the end; the last line of a process that was not
 *                 killed */
#define _GNU_SOURCE      /* RTLD_NEXT, pwrite64 */
#undef _FILE_OFFSET_BITS /* both names of each call are wanted */
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static atomic_long calls;
static const char *path, *kind;
static long fail_at;

static void tell(void)
{
    const char *name = getenv("FAULTY_COUNT");
    FILE *file = name != NULL ? fopen(name, "w") : NULL;
    if (file == NULL)
        return;
    (void)fprintf(file, "%ld\n", atomic_load(&calls));
    (void)fclose(file);
}

static void begin(void)
{
    const char *at = getenv("FAULTY_AT");
    kind = getenv("FAULTY_KIND");
    kind = kind != NULL ? kind : "eio";
    fail_at = at != NULL ? strtol(at, NULL, 10) : 0;
    path = getenv("FAULTY_PATH");
    (void)atexit(tell);
}

static bool is_ours(int fd)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    char link[64], name[4096];
    (void)pthread_once(&once, begin);
    if (path == NULL)
        return false;
    (void)snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t len = readlink(link, name, sizeof name - 1);
    if (len <= 0)
        return false;
    name[len] = '\0';
    return strstr(name, path) != NULL;
}

/* Counts the call; true when it is to fail, errno then says how. */
static bool fails(int fd)
{
    if (!is_ours(fd))
        return false;
    long now = atomic_fetch_add(&calls, 1) + 1;
    bool hit = fail_at > 0 && (now == fail_at || (now > fail_at && strcmp(kind, "dead") == 0));
    if (hit)
        errno = strcmp(kind, "full") == 0 ? ENOSPC : EIO;
    return hit;
}

/* What went before the failure. */
static bool is_short(size_t count)
{
    return strcmp(kind, "short") == 0 && count > 1;
}

#define REAL(name) (*(void **)(&real) = dlsym(RTLD_NEXT, name))

static ssize_t write_at(const char *name, int fd, const void *bytes, size_t count, off_t at)
{
    ssize_t (*real)(int, const void *, size_t, off_t);
    (void)REAL(name);
    if (!fails(fd))
        return real(fd, bytes, count, at);
    int why = errno;
    if (is_short(count))
        (void)real(fd, bytes, count / 2, at);
    errno = why;
    return -1;
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at)
{
    return write_at("pwrite", fd, bytes, count, at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off_t at)
{
    return write_at("pwrite64", fd, bytes, count, at);
}

ssize_t write(int fd, const void *bytes, size_t count)
{
    ssize_t (*real)(int, const void *, size_t);
    (void)REAL("write");
    return fails(fd) ? -1 : real(fd, bytes, count);
}

int fsync(int fd)
{
    int (*real)(int);
    (void)REAL("fsync");
    return fails(fd) ? -1 : real(fd);
}

int fdatasync(int fd)
{
    int (*real)(int);
    (void)REAL("fdatasync");
    return fails(fd) ? -1 : real(fd);
}

int ftruncate(int fd, off_t length)
{
    int (*real)(int, off_t);
    (void)REAL("ftruncate");
    return fails(fd) ? -1 : real(fd, length);
}

int ftruncate64(int fd, off_t length)
{
    int (*real)(int, off_t);
    (void)REAL("ftruncate64");
    return fails(fd) ? -1 : real(fd, length);
}
