/* The films that a pass has matched, looked up at once. */
#include "work/arrivals.h"

static enum status upgrade_one(const struct arrivals_run *run, struct lookup_run *lookup, struct random *random,
                               const struct arrival_hit *hit, struct arena *arena, struct lookup_result *result,
                               struct error *err)
{
    bool refresh = hit->match == ARRIVAL_REFRESH;
    const struct lookup_ask ask = { .imdb_id = hit->imdb_id,
                                    .tmdb_id = number_of(hit->tmdb_id),
                                    .fresh = true,
                                    .recheck = refresh,
                                    .actor = refresh ? "refresh" : "arrivals",
                                    .arrived_at_ms = hit->arrived_at_ms };
    enum status status = lookup_one(lookup, run->store, random, &ask, arena, result, err);
    if (status != OK || text_is(result->outcome, "unknown"))
        return status;
    return store_arrival_done(run->store, hit->imdb_id, clock_wall_ms(run->clock), err);
}

static bool has_record(const struct lookup_result *result)
{
    return text_is(result->outcome, "full") || text_is(result->outcome, "soft") ||
           text_is(result->outcome, "imdb_enriched");
}

enum status arrivals_upgrade(const struct arrivals_run *run, struct lookup_run *lookup, struct random *random,
                             struct arena *arena, struct arrivals_result *out, struct error *err)
{
    size_t count = 0, at = 0;
    struct arena of_one = { 0 };
    enum status status = OK;
    for (const struct arrival_hit *hit = out->hits; hit != NULL; hit = hit->next)
        count++;
    struct text *ids = arena_array(arena, count, sizeof *ids);
    for (const struct arrival_hit *hit = out->hits; hit != NULL; hit = hit->next)
        ids[at++] = hit->imdb_id;
    lookup_run_begin(lookup, ids, count);
    for (const struct arrival_hit *hit = out->hits; hit != NULL && status == OK; hit = hit->next) {
        arena_reset(&of_one);
        struct lookup_result *result = arena_alloc(&of_one, sizeof *result);
        status = upgrade_one(run, lookup, random, hit, &of_one, result, err);
        if (status != OK)
            break;
        out->upgraded += has_record(result) && hit->match == ARRIVAL_UPGRADE;
        if (text_is(result->outcome, "unknown"))
            out->reason =
                arena_printf(arena, "%.*s stays queued: %.*s", TEXT_ARG(hit->imdb_id), TEXT_ARG(result->reason));
    }
    lookup_run_end(lookup);
    arena_finish(&of_one);
    return status;
}
