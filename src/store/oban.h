/* Whose queue it is (facts/oban-contract.md §10), recorded by `migrate` and never guessed.
 *
 * host: the tables are ours, nobody else does Oban's duties; every process campaigns for the lease, so that an Elixir
 * node that is started there does not do them at the same time.
 * guest: the application's Oban lives there; staging, rescuing and pruning are its leader's. Our own jobs stand in
 * queues that no Elixir node works ("understudy", "understudy_tmdb", "understudy_webhooks"). */
#ifndef UNDERSTUDY_STORE_OBAN_H
#define UNDERSTUDY_STORE_OBAN_H

#include "store/store.h"

struct oban_state {
    bool is_guest;
    enum store_attach attach;
    int version;     /* of Oban's schema: 11 … 14; 0 = SQLite's, or there is none */
    char schema[64]; /* where oban_jobs stands, and the prefix of its channels; "" = nowhere */
};
const struct oban_state *store_oban(const struct store *store);

/* BROKEN, with the remedy, unless oban_jobs is of a version that we know. SQLite's always is. */
MUST_CHECK enum status store_oban_check(const struct store *store, struct error *err);

/* *out_leads: the duties are ours to do. As host this takes or keeps the lease of 30 s; false while an application's
 * node holds it. As guest never. */
MUST_CHECK enum status store_oban_campaign(struct store *store, const char *node, bool *out_leads, struct error *err);
/* The lease goes back, and whoever waits for it is told. */
MUST_CHECK enum status store_oban_resign(struct store *store, const char *node, struct error *err);
/* Does anybody hold the lease, or did within the last minute? Without one nothing that is scheduled comes due. */
MUST_CHECK enum status store_oban_is_led(struct store *store, bool *out_led, struct error *err);

/* From here on this store hears of inserted jobs and of signals; *out_listens false where that cannot be. For nothing
 * else than listening: a hint that comes during another call is lost. */
MUST_CHECK enum status store_oban_listen(struct store *store, bool *out_listens, struct error *err);
/* What runs here (work/gossip.h), to whom Oban's gossip interests: a JSON array, each of whose objects goes as a
 * message. Of a queue that is paused in the table it says so. */
MUST_CHECK enum status store_oban_gossip(struct store *store, struct text checks, struct error *err);
struct oban_ear {
    void (*hear)(void *context, struct text channel, struct text payload); /* SCHEMA.oban_insert, SCHEMA.oban_signal */
    void *context;
};
MUST_CHECK enum status store_oban_heard(struct store *store, int64_t wait_ms, const struct oban_ear *ear,
                                        struct error *err);

/* The name in the table of a queue of ours: an application's Elixir nodes must not take its jobs. */
struct text oban_queue(const struct store *store, struct text queue);

/* For the files of src/store. */
MUST_CHECK enum status oban_load(struct store *store, struct error *err);
MUST_CHECK enum status oban_find(struct store *store, struct error *err); /* of it what oban_jobs says itself */
/* The priority that the table takes. */
int64_t oban_priority(const struct store *store, int64_t priority);
/* Inside a transaction that has inserted an available job: a hint for those who listen, delivered with the commit. */
MUST_CHECK enum status oban_notify(struct store *store, struct text queue, struct error *err);

#endif
