/* Signs of life: locks of open file descriptions, which POSIX does not have yet. Other than those of a process they are
 * not lost when somebody closes a file. */
#define _GNU_SOURCE
#include "base/error.h"
#include "store/life.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { DIRECTORY_BYTES_MAX = 4096 };

struct life {
    int says, asks; /* the directory, twice: nobody is told of locks of his own */
    off_t byte;     /* -1: no name yet */
    bool failed;
};

struct life *life_begin(const char *path)
{
    char directory[DIRECTORY_BYTES_MAX] = ".";
    const char *slash = strrchr(path, '/');
    size_t len = slash != NULL ? (size_t)(slash - path) + 1 : 0;
    if (len >= sizeof directory)
        return NULL;
    if (len > 0) {
        memcpy(directory, path, len);
        directory[len] = '\0';
    }
    struct life *life = malloc(sizeof *life);
    if (life == NULL)
        oom();
    *life = (struct life){ .says = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC),
                           .asks = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC),
                           .byte = -1 };
    if (life->says < 0 || life->asks < 0)
        life_end(&life);
    return life;
}

void life_end(struct life **life)
{
    if (*life == NULL)
        return;
    if ((*life)->says >= 0)
        (void)close((*life)->says);
    if ((*life)->asks >= 0)
        (void)close((*life)->asks);
    free(*life);
    *life = NULL;
}

/* FNV-1a. Two names on one byte: the dead one counts as alive, and its time-out frees what it had. */
static off_t byte_of(struct text name)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < name.len; i++)
        hash = (hash ^ (unsigned char)name.at[i]) * UINT64_C(1099511628211);
    return (off_t)(hash >> 2);
}

static struct flock lock_at(off_t byte, short type)
{
    return (struct flock){ .l_type = type, .l_whence = SEEK_SET, .l_start = byte, .l_len = 1 };
}

void life_say(struct life *life, struct text name)
{
    if (life == NULL || life->failed || life->byte == byte_of(name))
        return;
    struct flock lock = lock_at(byte_of(name), F_RDLCK); /* one for reading needs no file that is open for writing */
    life->failed = fcntl(life->says, F_OFD_SETLK, &lock) != 0;
    life->byte = lock.l_start;
}

bool life_is_over(const struct life *life, struct text name)
{
    struct flock lock = lock_at(byte_of(name), F_WRLCK);
    if (life == NULL || life->failed || life->byte < 0)
        return false;
    return fcntl(life->asks, F_OFD_GETLK, &lock) == 0 && lock.l_type == F_UNLCK;
}
