/* Threads that wait for hosts may be many. Those that never wait only get into each other's way when they are more than
 * the processors are, in the line before the store most of all. */
#ifndef UNDERSTUDY_WORK_HASTE_H
#define UNDERSTUDY_WORK_HASTE_H

#include <pthread.h>
#include <stddef.h>
#include <stdint.h>

struct haste { /* thread-safe */
    pthread_mutex_t lock;
    pthread_cond_t left;
    size_t inside, room;
};
void haste_init(struct haste *haste, size_t room);
void haste_finish(struct haste *haste);

/* Waits for room, at most so long: who is inside may have come to wait for a host after all. */
void haste_enter(struct haste *haste, int64_t most_ms);
void haste_leave(struct haste *haste);

#endif
