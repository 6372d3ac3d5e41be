/* How fast tokens may be guessed. From one address some wrong ones are told at once; from then on each token, right or
 * wrong, is looked at only when its turn comes, and those that would wait for too long are not looked at at all, so
 * that an answer of any kind costs its time. Other addresses notice nothing. Of fixed size; time is an argument. */
#ifndef UNDERSTUDY_DAEMON_GUESSES_H
#define UNDERSTUDY_DAEMON_GUESSES_H

#include "daemon/client.h"

#include <stdint.h>

enum {
    GUESSES_FREE = 20,      /* somebody who mistypes, a program with yesterday's token */
    GUESS_SPACING_MS = 500, /* from then on: 172,800 a day, which finds a word and no token */
    GUESS_WAIT_MS = 2000,   /* how long a token waits for its turn */
    GUESS_NEWS_MS = 60000,  /* how often an address is news */
};

struct guesses; /* thread-safe */
struct guesses *guesses_create(uint64_t seed);
void guesses_destroy(struct guesses **guesses);

struct guess_turn {
    int64_t wait_ms; /* until it may be looked at; its turn is taken. 0 = now */
    bool refused;    /* too many wait: it may come again after that */
    bool is_news;
};
/* A token has come. Of an IPv6 address its network of 64 bits counts: a customer has that many. */
struct guess_turn guesses_turn(struct guesses *guesses, const struct client *client, int64_t now_ms);
/* It has been looked at, after its turn or at once. */
void guesses_settle(struct guesses *guesses, const struct client *client, bool right, bool waited, int64_t now_ms);

#endif
