/* Room for as many as there are processors: see haste.h. */
#include "work/haste.h"

#include "base/clock.h"
#include "base/wait.h"

void haste_init(struct haste *haste, size_t room)
{
    *haste = (struct haste){ .room = room };
    (void)pthread_mutex_init(&haste->lock, NULL);
    wait_init(&haste->left);
}

void haste_finish(struct haste *haste)
{
    (void)pthread_cond_destroy(&haste->left);
    (void)pthread_mutex_destroy(&haste->lock);
}

void haste_enter(struct haste *haste, int64_t most_ms)
{
    int64_t until_ms = clock_mono_ms() + most_ms;
    bool early = true;
    (void)pthread_mutex_lock(&haste->lock);
    while (haste->inside >= haste->room && early)
        early = wait_until(&haste->left, &haste->lock, until_ms);
    haste->inside++;
    (void)pthread_mutex_unlock(&haste->lock);
}

void haste_leave(struct haste *haste)
{
    (void)pthread_mutex_lock(&haste->lock);
    haste->inside--;
    (void)pthread_cond_signal(&haste->left);
    (void)pthread_mutex_unlock(&haste->lock);
}
