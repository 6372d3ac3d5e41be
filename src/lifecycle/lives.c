/* The lives of placeholders. */
#include "lifecycle/lives.h"

#include "base/clock.h"

#include <string.h>

enum {
    WAIT_BINS = 20 * 366 * 24, /* hours in twenty years; 4 MB */
    LAG_BINS = 120 * 24 * 60,  /* minutes in 120 days, twice the longest step of the schedule; 4 MB */
    MINUTE_MS = 60000
};

void lives_begin(struct lives *lives, int64_t since_ms, int64_t now_ms, struct arena *arena)
{
    *lives = (struct lives){ .since_ms = since_ms,
                             .now_ms = now_ms,
                             .wait_hours = bins_make(arena, WAIT_BINS, 1),
                             .lag_minutes = bins_make(arena, LAG_BINS, 1) };
}

static void count_wait(struct lives *lives)
{
    int64_t end_ms = lives->now_ms;
    if (lives->film.is_upgraded)
        end_ms = lives->film.arrived_ms != 0 ? lives->film.arrived_ms : lives->film.upgraded_ms;
    else if (lives->film.is_given_up)
        end_ms = lives->film.given_up_ms;
    bins_add(&lives->wait_hours, (end_ms - lives->film.created_ms) / CLOCK_HOUR_MS, !lives->film.is_upgraded, 1);
    lives->created++;
    lives->upgraded += lives->film.is_upgraded;
    lives->found_later += lives->film.is_found;
    lives->given_up += !lives->film.is_upgraded && lives->film.is_given_up;
}

void lives_end(struct lives *lives)
{
    if (!lives->film.is_begun)
        return;
    if (lives->film.is_created)
        count_wait(lives);
    lives->upgrades += lives->film.is_upgraded;
    if (lives->film.is_upgraded && lives->film.arrived_ms != 0) {
        lives->upgrades_dated++;
        bins_add(&lives->lag_minutes, (lives->film.upgraded_ms - lives->film.arrived_ms) / MINUTE_MS, false, 1);
    }
    lives->film.is_begun = false;
}

static void begin_film(struct lives *lives, const struct film_event *event)
{
    struct text imdb_id = event->imdb_id, outcome = event->outcome;
    size_t len = imdb_id.len < sizeof lives->film.imdb_id ? imdb_id.len : sizeof lives->film.imdb_id - 1;
    memset(&lives->film, 0, sizeof lives->film);
    if (len > 0)
        memcpy(lives->film.imdb_id, imdb_id.at, len);
    lives->film.is_begun = true;
    lives->film.is_found = event->asked_at_ms != 0 && event->asked_at_ms >= lives->since_ms &&
                           (text_is(outcome, "full") || text_is(outcome, "soft") || text_is(outcome, "imdb_enriched"));
}

/* The first arrival counts: what vanished and came again had been there. */
static void take_upgrade(struct lives *lives, const struct film_event *event)
{
    if (lives->film.is_upgraded)
        return;
    lives->film.is_upgraded = true;
    lives->film.upgraded_ms = event->at_ms;
    lives->film.arrived_ms = event->arrived_at_ms;
}

void lives_take(struct lives *lives, const struct film_event *event)
{
    if (!lives->film.is_begun || !text_is(event->imdb_id, lives->film.imdb_id)) {
        lives_end(lives);
        begin_film(lives, event);
    }
    if (text_is(event->event, "created") && !lives->film.is_created) {
        lives->film.is_created = true;
        lives->film.created_ms = event->at_ms;
    } else if (text_is(event->event, "upgraded")) {
        take_upgrade(lives, event);
    } else if (text_is(event->event, "undone")) {
        lives->film.is_upgraded = false;
    } else if (text_is(event->event, "given_up")) {
        lives->film.is_given_up = true;
        lives->film.given_up_ms = event->at_ms;
    } else if (text_is(event->event, "revived")) {
        lives->film.is_given_up = false;
    }
}
