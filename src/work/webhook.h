/* Webhooks: what happens to films, told to the operator's own endpoints, signed as the Standard Webhooks specification
 * has it. A delivery is a job of WebhookWorker (store/webhooks.h).
 *
 * They go through the gate (breaker, Retry-After, a pace), but no robots.txt is asked: that is a site's word to whoever
 * reads its pages unasked, and here the one who asks is the one who is asked. */
#ifndef UNDERSTUDY_WORK_WEBHOOK_H
#define UNDERSTUDY_WORK_WEBHOOK_H

#include "gate/gate.h"
#include "store/history.h"
#include "store/webhooks.h"

enum { WEBHOOK_SECRETS_MAX = 2, WEBHOOK_KEY_BYTES_MIN = 24, WEBHOOK_KEY_BYTES_MAX = 64 };

struct webhook {
    struct text name;   /* of the address, in jobs: 12 digits of its SHA-256 */
    struct text url;    /* may hold a secret: in no log, error or table */
    struct text origin; /* what people are told of it */
};
struct webhooks {
    struct webhook endpoints[WEBHOOKS_MAX];
    size_t count;
    struct text keys[WEBHOOK_SECRETS_MAX]; /* bytes; the second is the one that goes, or comes */
    size_t key_count;
    struct gate_policy policy;
    struct store_webhooks told;
};

/* "whsec_…": base64 of 24 to 64 bytes; false when it is not. */
bool webhook_key(struct text secret, struct arena *arena, struct text *out_key);
/* The value of webhook-signature: "v1,…", one for each key. */
struct text webhook_signature(const struct webhooks *hooks, struct text id, int64_t time_s, struct text body,
                              struct arena *arena);
/* The value of webhook-id: the same for every attempt and endpoint, another in another store. */
struct text webhook_id(const struct history_entry *entry, struct arena *arena);

#endif
