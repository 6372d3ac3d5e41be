/* The lives of placeholders, from their history: how long each waited until TMDb had the film, and how far our upgrade
 * was behind. Pure.
 *
 * A film waits from the moment its placeholder was made. Its wait ends when TMDb had it (at the latest: what the feeds
 * tell, else when we found it). Everybody else is censored, that is counted as having waited at least so long: who
 * waits still, until now; who was given up, until then, because nobody looked any longer. An upgrade that a person took
 * back was none: the film has been waiting all the time. That TMDb dropped a record later changes nothing about its
 * arrival. */
#ifndef UNDERSTUDY_LIFECYCLE_LIVES_H
#define UNDERSTUDY_LIFECYCLE_LIVES_H

#include "base/arena.h"
#include "lifecycle/survival.h"
#include "store/stats.h"

struct lives {
    int64_t since_ms, now_ms;
    int64_t created;            /* placeholders made */
    int64_t upgraded, given_up; /* of these; the others wait still */
    int64_t upgrades;           /* all, also of placeholders made before the time that is looked at */
    int64_t upgrades_dated;     /* of these, with an arrival that is known: the lag counts them */
    int64_t found_later;        /* ids asked for since then that have TMDb's record now, and had a placeholder before */
    struct bins wait_hours;     /* of those that were made */
    struct bins lag_minutes;    /* our upgrade behind the arrival */
    struct {                    /* the film that is being read */
        char imdb_id[16];
        bool is_begun, is_created, is_upgraded, is_given_up, is_found; /* found: by its outcome */
        int64_t created_ms, upgraded_ms, arrived_ms /* 0 = not known */, given_up_ms;
    } film;
};

void lives_begin(struct lives *lives, int64_t since_ms, int64_t now_ms, struct arena *arena);
void lives_take(struct lives *lives, const struct film_event *event); /* in the order of store_stats_films() */
void lives_end(struct lives *lives);                                  /* before the figures are read */

#endif
