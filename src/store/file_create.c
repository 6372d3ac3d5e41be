/* A private file for a new store. */
#include "store/file_create.h"

#include "base/arena.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum status fail(const char *doing, const char *path, struct error *err)
{
    char why[64];
    if (strerror_r(errno, why, sizeof why) != 0)
        (void)snprintf(why, sizeof why, "error");
    return error_set(err, BROKEN, "cannot %s %.100s: %s: choose another place with --database or database.url", doing,
                     path, why);
}

static enum status make_directories(char *path, struct error *err)
{
    for (char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(path, 0700) != 0 && errno != EEXIST) {
            /* A read-only file system says so even about a directory that is there. */
            int failed = errno;
            struct stat found;
            if (stat(path, &found) != 0) {
                errno = failed;
                return fail("create directory", path, err);
            }
        }
        *slash = '/';
    }
    return OK;
}

/* An empty file, made elsewhere and linked into place: POSIX drops every lock that this process holds on a file when
 * any descriptor of it is closed, so the file of a store that another thread may have opened is never opened here. */
static enum status make_file(const char *path, struct arena *arena, struct error *err)
{
    struct text temporary = arena_printf(arena, "%s.XXXXXX", path);
    char *name = arena_alloc(arena, temporary.len + 1);
    memcpy(name, temporary.at, temporary.len);
    int fd = mkstemp(name); /* mode 0600 */
    if (fd == -1)
        return fail("create", path, err);
    (void)close(fd);
    /* EEXIST: another process was faster. Others: a file system without links has no modes to keep either, and SQLite
     * creates the file itself. */
    int linked = link(name, path);
    (void)linked;
    (void)unlink(name);
    return OK;
}

enum status file_create(const char *path, struct error *err)
{
    struct stat found;
    if (stat(path, &found) == 0)
        return OK;
    struct arena arena = { 0 };
    char *copy = arena_alloc(&arena, strlen(path) + 1);
    memcpy(copy, path, strlen(path));
    enum status status = make_directories(copy, err);
    if (status == OK)
        status = make_file(path, &arena, err);
    arena_finish(&arena);
    return status;
}
