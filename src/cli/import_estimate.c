/* import --estimate: how long the rate limits would make a list last, between the best and the worst case. */
#include "cli/duration.h"
#include "cli/import.h"
#include "cli/json_lines.h"
#include "source/source.h"

#include <math.h>

/* Requests that one id costs, from the job in src/work/lookup.c. */
enum {
    TMDB_BEST = 2, /* /find and the details */
    TMDB_WORST = 6 /* /find, two searches by title, the details of three candidates */
};

/* Sources that take their time when TMDb has no answer: one request an id. */
static double slow_rate(const struct config *config, const char *source)
{
    const struct {
        const char *name;
        double per_second;
    } rates[] = { { "imdb_page", config_rate(config, "imdb_page.requests_per_second") },
                  { "wikidata", 1 } }; /* one at a time; a query takes up to a second */
    for (size_t i = 0; i < COUNT_OF(rates); i++) {
        if (text_is(text_of(source), rates[i].name))
            return rates[i].per_second;
    }
    return 0; /* local, or its quota ends the asking instead of slowing it down */
}

static double at_least(double seconds, double other)
{
    return seconds > other ? seconds : other;
}

static void reckon(const struct import_task *task, struct import_reckoning *out)
{
    const struct config *config = &task->invocation->config;
    double ids = (double)(task->counts.fresh + task->counts.waiting);
    double tmdb = config_rate(config, "tmdb.requests_per_second"), worst = ids * TMDB_WORST / tmdb;
    struct text order = config_text(config, "sources.order");
    *out = (struct import_reckoning){ .tmdb_rate = tmdb, .best_s = (int64_t)ceil(ids * TMDB_BEST / tmdb) };
    while (order.len > 0) {
        const struct source_terms *terms = source_terms_find(text_take_until(&order, ','));
        if (terms == NULL || !terms->built)
            continue;
        double rate = slow_rate(config, terms->name);
        if (rate <= 0)
            continue;
        worst = at_least(worst, ids / rate); /* hosts are asked side by side: the slowest one counts */
        if (out->slowest == NULL || rate < out->slowest_rate) {
            out->slowest = terms->name;
            out->slowest_rate = rate;
        }
    }
    out->worst_s = (int64_t)ceil(worst);
}

static void add_text(const struct import_task *task, const struct import_reckoning *reckoning, struct buf *out)
{
    const struct import_counts *counts = &task->counts;
    (void)buf_printf(out, "%zu ids: %zu new, %zu wanted without an outcome, %zu with one; %zu would be asked\n",
                     task->list.count, counts->fresh, counts->waiting, counts->answered,
                     counts->fresh + counts->waiting);
    (void)buf_add_z(out, "at best  ");
    duration_add(out, reckoning->best_s);
    (void)buf_printf(out, ": TMDb has every film (%d requests each, %g a second)\nat worst ", TMDB_BEST,
                     reckoning->tmdb_rate);
    duration_add(out, reckoning->worst_s);
    (void)buf_printf(out, ": TMDb has none (%d requests each)", TMDB_WORST);
    if (reckoning->slowest != NULL)
        (void)buf_printf(out, " and each needs %s (1 request each, %g a second)", reckoning->slowest,
                         reckoning->slowest_rate);
    (void)buf_add_z(out,
                    "\nassumed: nobody else uses up the limits, no host asks for a pause, nothing is kept already\n");
}

void import_estimate(const struct import_task *task, struct buf *out)
{
    struct import_reckoning reckoning;
    reckon(task, &reckoning);
    if (task->invocation->json)
        json_import_estimate(task, &reckoning, out);
    else
        add_text(task, &reckoning, out);
}
