/* The folder of recorded exchanges: written to, or answered from. */
#include "http/tape.h"

#include "http/transfer.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TAKES_MAX = 1000 }; /* answers of one URL: a pause is waited for a few times, a page is asked for once a day */

struct take { /* how often a URL was played or recorded */
    struct take *next;
    struct text url;
    int count;
};

struct tape {
    int folder; /* descriptor */
    bool plays;
    pthread_mutex_t lock; /* over all below */
    struct arena arena;   /* of takes */
    struct take *takes;
    int write_errno; /* the first failure; 0 = none */
    char failed[TAPE_NAME_BYTES];
};

enum status tape_open(const struct http_options *options, struct tape **out_tape, struct error *err)
{
    struct arena scratch = { 0 };
    bool plays = text_known(options->replay_folder), records = text_known(options->record_folder);
    *out_tape = NULL;
    if (plays && records)
        return error_set(err, INVALID, "an answer is either recorded or replayed: give one of the two");
    if (!plays && !records)
        return OK;
    const char *path = arena_z(&scratch, plays ? options->replay_folder : options->record_folder);
    int fd = -1;
    if (plays || mkdir(path, 0700) == 0 || errno == EEXIST)
        fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    enum status status = OK;
    if (fd < 0)
        status = error_set(err, INVALID, "%.200s: %s; name a folder that can be %s", path, strerror(errno),
                           plays ? "read" : "made or written to");
    arena_finish(&scratch);
    if (fd < 0)
        return status;
    struct tape *tape = calloc(1, sizeof *tape);
    if (tape == NULL || pthread_mutex_init(&tape->lock, NULL) != 0)
        oom();
    tape->folder = fd;
    tape->plays = plays;
    *out_tape = tape;
    return OK;
}

void tape_close(struct tape **tape)
{
    if (*tape == NULL)
        return;
    (void)close((*tape)->folder);
    (void)pthread_mutex_destroy(&(*tape)->lock);
    arena_finish(&(*tape)->arena);
    free(*tape);
    *tape = NULL;
}

bool tape_plays(const struct tape *tape)
{
    return tape != NULL && tape->plays;
}

/* How often this one has come, now included. */
static int count_take(struct tape *tape, struct text url)
{
    (void)pthread_mutex_lock(&tape->lock);
    struct take *take = tape->takes;
    while (take != NULL && !text_equal(take->url, url))
        take = take->next;
    if (take == NULL) {
        take = arena_alloc(&tape->arena, sizeof *take);
        take->url = arena_text(&tape->arena, url);
        take->next = tape->takes;
        tape->takes = take;
    }
    int n = ++take->count;
    (void)pthread_mutex_unlock(&tape->lock);
    return n;
}

/* ── recording ── */

static bool write_whole(int fd, struct text bytes)
{
    while (bytes.len > 0) {
        ssize_t wrote = write(fd, bytes.at, bytes.len);
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote <= 0)
            return false;
        bytes = text_after(bytes, (size_t)wrote);
    }
    return true;
}

/* The first number that is free: other processes may record into the same folder. */
static bool write_file(const struct tape *tape, struct text url, struct text bytes, char name[TAPE_NAME_BYTES])
{
    int fd = -1;
    for (int n = 1; n <= TAKES_MAX && fd < 0; n++) {
        tape_name(url, n, name);
        fd = openat(tape->folder, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (fd < 0 && errno != EEXIST)
            return false;
    }
    if (fd < 0)
        return false;
    bool good = write_whole(fd, bytes);
    int why = errno;
    if (close(fd) != 0 && good) {
        good = false;
        why = errno;
    }
    errno = why;
    return good;
}

void tape_record(struct tape *tape, const struct http_request *request, const struct http_answer *answer)
{
    char name[TAPE_NAME_BYTES] = "";
    bool asks_whether = text_known(request->if_none_match) || text_known(request->if_modified_since);
    /* A 304 says nothing without the answer that it confirms: who has that one records it (http_record()). */
    if (tape == NULL || tape->plays || (answer->failure == HTTP_ANSWERED && answer->status == 304 && asks_whether))
        return;
    (void)count_take(tape, request->url);
    struct buf file = BUF_WITH_LIMIT(TAPE_FILE_BYTES_MAX);
    tape_print(request, answer, &file);
    bool good = !file.overflow && write_file(tape, request->url, buf_text(&file), name);
    int why = file.overflow ? EFBIG : errno;
    buf_finish(&file);
    (void)pthread_mutex_lock(&tape->lock);
    if (!good && tape->write_errno == 0) {
        tape->write_errno = why;
        memcpy(tape->failed, name, sizeof name);
    }
    (void)pthread_mutex_unlock(&tape->lock);
}

void tape_record_once(struct tape *tape, const struct http_request *request, const struct http_answer *answer)
{
    if (tape == NULL || tape->plays)
        return;
    (void)pthread_mutex_lock(&tape->lock);
    const struct take *take = tape->takes;
    while (take != NULL && !text_equal(take->url, request->url))
        take = take->next;
    (void)pthread_mutex_unlock(&tape->lock);
    if (take == NULL)
        tape_record(tape, request, answer);
}

enum status tape_check(struct tape *tape, struct error *err)
{
    if (tape == NULL)
        return OK;
    (void)pthread_mutex_lock(&tape->lock);
    int why = tape->write_errno;
    (void)pthread_mutex_unlock(&tape->lock);
    return why == 0 ? OK : error_set(err, BROKEN, "the recording lacks %s: %s", tape->failed, strerror(why));
}

/* ── playing ── */

/* Of the n-th exchange of a URL, or the last one before it; -1 when there is none at all. */
static int open_take(const struct tape *tape, struct text url, int n)
{
    char name[TAPE_NAME_BYTES];
    int fd = -1;
    for (; n > 0 && fd < 0; n--) {
        tape_name(url, n, name);
        fd = openat(tape->folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    }
    return fd;
}

static bool read_whole(int fd, struct buf *out)
{
    for (;;) {
        enum { STEP = 64 * 1024 };
        char *room = buf_room(out, STEP);
        if (room == NULL)
            return false;
        ssize_t got = read(fd, room, STEP);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return got == 0;
        buf_grew(out, (size_t)got);
    }
}

void tape_play(struct tape *tape, const struct http_request *request, struct arena *arena, struct http_answer *out)
{
    *out = (struct http_answer){ .failure = HTTP_NO_CONNECTION };
    int n = count_take(tape, request->url);
    int fd = open_take(tape, request->url, n < TAKES_MAX ? n : TAKES_MAX);
    if (fd < 0 || request->sink != NULL) {
        http_say(out->detail, "it is not in the recording");
    } else {
        struct buf file = BUF_WITH_LIMIT(TAPE_FILE_BYTES_MAX);
        if (!read_whole(fd, &file) || !tape_parse(buf_text(&file), arena, out)) {
            *out = (struct http_answer){ .failure = HTTP_PROTOCOL };
            http_say(out->detail, "the recorded exchange is damaged");
        } else if (out->failure == HTTP_ANSWERED && out->body.len > request->body_bytes_max) {
            *out = (struct http_answer){ .failure = HTTP_TOO_LARGE };
            http_say(out->detail, "body of more than %zu bytes", request->body_bytes_max);
        }
        buf_finish(&file);
    }
    if (fd >= 0)
        (void)close(fd);
}
