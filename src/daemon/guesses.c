/* Wrong tokens by address, in a table of fixed size. */
#include "daemon/guesses.h"

#include "base/error.h"
#include "base/random.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { SETS = 128, WAYS = 8, NETWORK_BYTES = 8 };

/* Each wrong token moves `paid_ms` on by its spacing; what it is ahead of now is what the address owes. */
struct guesser {
    struct client client;
    int64_t paid_ms, told_ms;
};

struct guesses {
    pthread_mutex_t lock;
    uint64_t seed; /* nobody outside knows who shares a set with whom */
    struct guesser sets[SETS][WAYS];
};

struct guesses *guesses_create(uint64_t seed)
{
    struct guesses *guesses = calloc(1, sizeof *guesses);
    if (guesses == NULL)
        oom();
    guesses->seed = seed;
    (void)pthread_mutex_init(&guesses->lock, NULL);
    return guesses;
}

void guesses_destroy(struct guesses **guesses)
{
    if (*guesses != NULL)
        (void)pthread_mutex_destroy(&(*guesses)->lock);
    free(*guesses);
    *guesses = NULL;
}

static struct client key_of(const struct client *client)
{
    struct client key = *client;
    if (!client_is_ipv4(client))
        memset(key.address + NETWORK_BYTES, 0, sizeof key.address - NETWORK_BYTES);
    return key;
}

static struct guesser *set_of(struct guesses *guesses, const struct client *key)
{
    uint64_t halves[2];
    memcpy(halves, key->address, sizeof halves);
    struct random first = { guesses->seed ^ halves[0] };
    struct random second = { random_next(&first) ^ halves[1] };
    return guesses->sets[random_next(&second) % SETS];
}

/* NULL: it owes nothing. */
static struct guesser *find(struct guesses *guesses, const struct client *key, int64_t now_ms)
{
    struct guesser *set = set_of(guesses, key);
    for (size_t i = 0; i < WAYS; i++) {
        if (set[i].paid_ms > now_ms && memcmp(&set[i].client, key, sizeof *key) == 0)
            return &set[i];
    }
    return NULL;
}

/* In place of whoever owes least. */
static struct guesser *make(struct guesses *guesses, const struct client *key, int64_t now_ms)
{
    struct guesser *set = set_of(guesses, key), *least = &set[0];
    for (size_t i = 1; i < WAYS; i++) {
        if (set[i].paid_ms < least->paid_ms)
            least = &set[i];
    }
    *least = (struct guesser){ .client = *key, .paid_ms = now_ms, .told_ms = INT64_MIN / 2 };
    return least;
}

struct guess_turn guesses_turn(struct guesses *guesses, const struct client *client, int64_t now_ms)
{
    struct guess_turn turn = { 0 };
    struct client key = key_of(client);
    (void)pthread_mutex_lock(&guesses->lock);
    struct guesser *guesser = find(guesses, &key, now_ms);
    int64_t wait_ms = guesser != NULL ? guesser->paid_ms - now_ms - (int64_t)(GUESSES_FREE - 1) * GUESS_SPACING_MS : 0;
    if (wait_ms > 0) {
        turn.wait_ms = wait_ms;
        turn.refused = wait_ms > GUESS_WAIT_MS;
        turn.is_news = now_ms - guesser->told_ms >= GUESS_NEWS_MS;
        guesser->told_ms = turn.is_news ? now_ms : guesser->told_ms;
        guesser->paid_ms += turn.refused ? 0 : GUESS_SPACING_MS;
    }
    (void)pthread_mutex_unlock(&guesses->lock);
    return turn;
}

void guesses_settle(struct guesses *guesses, const struct client *client, bool right, bool waited, int64_t now_ms)
{
    struct client key = key_of(client);
    if (right != waited) /* at once and right: nothing is owed; waited and wrong: it is paid */
        return;
    (void)pthread_mutex_lock(&guesses->lock);
    struct guesser *guesser = find(guesses, &key, now_ms);
    if (right && guesser != NULL)
        guesser->paid_ms -= GUESS_SPACING_MS;
    if (!right)
        (guesser != NULL ? guesser : make(guesses, &key, now_ms))->paid_ms += GUESS_SPACING_MS;
    (void)pthread_mutex_unlock(&guesses->lock);
}
