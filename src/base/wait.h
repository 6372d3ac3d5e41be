/* Conditions that are waited for by the clock that nobody sets: a wall clock that is put back an hour would make a wait
 * of a second last an hour. */
#ifndef UNDERSTUDY_BASE_WAIT_H
#define UNDERSTUDY_BASE_WAIT_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

void wait_init(pthread_cond_t *condition);
/* As pthread_cond_timedwait(), for one that wait_init() made; false when clock_mono_ms() has reached `until_ms`. */
bool wait_until(pthread_cond_t *condition, pthread_mutex_t *lock, int64_t until_ms);

#endif
