/* The line before an SQLite file: see turn.h. */
#include "store/turn.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/wait.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct turn {
    struct turn *next;
    char *path;
    int stores;
    bool taken;
    pthread_cond_t given;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* over everything here; held for moments */
static struct turn *turns;

struct turn *turn_join(const char *path)
{
    (void)pthread_mutex_lock(&lock);
    struct turn *turn = turns;
    while (turn != NULL && strcmp(turn->path, path) != 0)
        turn = turn->next;
    if (turn == NULL) {
        turn = calloc(1, sizeof *turn);
        if (turn == NULL || (turn->path = strdup(path)) == NULL)
            oom();
        wait_init(&turn->given);
        turn->next = turns;
        turns = turn;
    }
    turn->stores++;
    (void)pthread_mutex_unlock(&lock);
    return turn;
}

void turn_leave(struct turn **turn)
{
    struct turn *left = *turn;
    if (left == NULL)
        return;
    *turn = NULL;
    (void)pthread_mutex_lock(&lock);
    bool last = --left->stores == 0;
    struct turn **link = &turns;
    while (last && *link != left)
        link = &(*link)->next;
    if (last)
        *link = left->next;
    (void)pthread_mutex_unlock(&lock);
    if (!last)
        return;
    (void)pthread_cond_destroy(&left->given);
    free(left->path);
    free(left);
}

bool turn_take(struct turn *turn, int64_t most_ms)
{
    int64_t until_ms = clock_mono_ms() + most_ms;
    bool early = true;
    (void)pthread_mutex_lock(&lock);
    while (turn->taken && early)
        early = wait_until(&turn->given, &lock, until_ms);
    bool had = !turn->taken;
    turn->taken = true;
    (void)pthread_mutex_unlock(&lock);
    return had;
}

void turn_give(struct turn *turn)
{
    (void)pthread_mutex_lock(&lock);
    turn->taken = false;
    (void)pthread_cond_signal(&turn->given);
    (void)pthread_mutex_unlock(&lock);
}
