/* Who waits for which films: told by the runner, ended by the clock. */
#include "daemon/waits.h"

#include "daemon/daemon.h"
#include "daemon/json_answers.h"

#include <string.h>

void waits_listen(struct daemon *daemon, struct waiting *waiting)
{
    (void)pthread_mutex_lock(&daemon->lock);
    waiting->next = daemon->waiting;
    daemon->waiting = waiting;
    (void)pthread_mutex_unlock(&daemon->lock);
}

static void take_out(struct daemon *daemon, struct waiting *waiting)
{
    struct waiting **at = &daemon->waiting;
    while (*at != NULL && *at != waiting)
        at = &(*at)->next;
    if (*at != NULL)
        *at = waiting->next;
}

void waits_forget(struct daemon *daemon, struct waiting *waiting)
{
    (void)pthread_mutex_lock(&daemon->lock);
    take_out(daemon, waiting);
    (void)pthread_mutex_unlock(&daemon->lock);
}

void waits_give_up(struct daemon *daemon, struct waiting *waiting, size_t i)
{
    (void)pthread_mutex_lock(&daemon->lock);
    if (!text_known(waiting->answers[i])) {
        waiting->answers[i] = TEXT("");
        waiting->open--;
    }
    (void)pthread_mutex_unlock(&daemon->lock);
}

bool waits_leave(struct daemon *daemon, struct waiting *waiting)
{
    (void)pthread_mutex_lock(&daemon->lock);
    bool stays = waiting->open == 0 || daemon->stopping;
    if (stays) {
        take_out(daemon, waiting);
    } else {
        waiting->exchange->waits = waiting;
    }
    (void)pthread_mutex_unlock(&daemon->lock);
    return !stays;
}

/* Under the lock; those that are over, out of the list. */
static struct waiting *take_over(struct daemon *daemon, int64_t now_ms, bool all)
{
    struct waiting *over = NULL, **at = &daemon->waiting;
    while (*at != NULL) {
        struct waiting *one = *at;
        bool left = one->exchange->waits != NULL; /* else its desk is still at it */
        if (left && (all || one->open == 0 || one->deadline_ms <= now_ms)) {
            *at = one->next;
            one->next = over;
            over = one;
        } else {
            at = &one->next;
        }
    }
    return over;
}

void waits_tick(struct daemon *daemon, int64_t now_ms, bool all)
{
    (void)pthread_mutex_lock(&daemon->lock);
    struct waiting *over = take_over(daemon, now_ms, all);
    (void)pthread_mutex_unlock(&daemon->lock);
    while (over != NULL) {
        struct waiting *next = over->next; /* the desk may be done with it at once */
        desks_take_back(daemon, over->exchange);
        over = next;
    }
}

void waits_hear(struct daemon *daemon, const struct lookup_result *result)
{
    struct arena arena = { 0 };
    struct text answer = { 0 };
    (void)pthread_mutex_lock(&daemon->lock);
    for (struct waiting *one = daemon->waiting; one != NULL; one = one->next) {
        for (size_t i = 0; i < one->count; i++) {
            if (text_known(one->answers[i]) || !text_equal(one->ids[i], result->imdb_id))
                continue;
            if (!text_known(answer))
                answer = json_finished(json_of_lookup(result, true, &arena), &arena);
            one->answers[i] = arena_text(&one->arena, answer);
            one->open--;
        }
    }
    (void)pthread_mutex_unlock(&daemon->lock);
    if (text_known(answer))
        waits_tick(daemon, 0, false);
    arena_finish(&arena);
}
