/* What the parts of the import command share. */
#ifndef UNDERSTUDY_CLI_IMPORT_H
#define UNDERSTUDY_CLI_IMPORT_H

#include "cli/command.h"
#include "cli/progress.h"
#include "store/wanted_import.h"
#include "work/import_read.h"

struct import_counts {
    size_t fresh, waiting, answered; /* as they were before: not wanted, without an outcome, with one */
    size_t filled, overfull;
};

struct import_task {
    struct invocation *invocation;
    struct text name; /* of the list, for people */
    struct import_list list;
    enum wanted_state *states; /* one for each row */
    struct import_counts counts;
    struct store_options options;
    struct store *store; /* NULL when there is none yet (--estimate) */
    struct progress progress;
};

/* The bar, where there is a terminal. */
void import_progress(struct import_task *task, const char *label, size_t done);

struct import_reckoning {
    int64_t best_s, worst_s;
    double tmdb_rate;    /* requests a second */
    const char *slowest; /* source besides TMDb that would take longest; NULL when none is on */
    double slowest_rate;
};
/* How long the ids without an outcome would take. */
void import_estimate(const struct import_task *task, struct buf *out);

/* Works off the ids of the list that have no outcome; the others are answered from the store. Prints each as JSON, or a
 * summary. */
enum exit_code import_wait(struct import_task *task);

#endif
