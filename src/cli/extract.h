/* The parts of the command `extract`. */
#ifndef UNDERSTUDY_CLI_EXTRACT_H
#define UNDERSTUDY_CLI_EXTRACT_H

#include "base/inflate.h"
#include "cli/card.h"
#include "cli/command.h"

#include <pthread.h>

/* What all workers share: each input is one worker's, and what it prints stands in the order of the inputs. */
struct extract_task {
    const struct invocation *invocation;
    struct text id; /* --id; unknown when not given */
    struct card_style style;
    pthread_mutex_t lock; /* of all below */
    pthread_cond_t moved;
    size_t begun;   /* inputs that a worker has taken */
    size_t printed; /* inputs whose output is out: the next one may write */
    bool has_card;  /* one stands above: a blank line before the next */
    enum exit_code code;
};

/* One worker, kept warm from input to input. */
struct extractor {
    struct extract_task *task;
    size_t at;         /* the input it is at */
    struct text input; /* its name */
    struct arena arena;
    struct buf raw, page, out;
    struct inflater *inflater; /* made for the first gzip file */
    size_t pages;              /* title pages of WARC files that were printed */
};

/* Reads one input and prints its records. */
enum exit_code extract_input(struct extractor *x);

/* Writes what has gathered once all inputs before are out; `done` ends the input. */
void extract_flush(struct extractor *x, bool done);

#endif
