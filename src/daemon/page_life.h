/* One film's life as a line in time, and what came for it. */
#ifndef UNDERSTUDY_DAEMON_PAGE_LIFE_H
#define UNDERSTUDY_DAEMON_PAGE_LIFE_H

#include "daemon/json_answers.h"
#include "daemon/page.h"
#include "store/jobs_look.h"
#include "store/traces.h"

struct page_life {
    const struct placeholder_view *view;
    struct trace_call *calls;
    struct trace_answer *answers;
    size_t call_count, answer_count;
    struct job_row jobs[2]; /* its newest of each worker */
    size_t job_count;
};

MUST_CHECK enum status page_life_read(struct store *store, struct text imdb_id, struct arena *arena,
                                      struct page_life *life, struct error *err);
void page_life(struct page *page, const struct page_life *life);
void page_life_answers(struct page *page, const struct page_life *life);

#endif
