/* One id's answer, rendered: what is printed, what it means for the exit code and for the summary. */
#ifndef UNDERSTUDY_CLI_ANSWER_H
#define UNDERSTUDY_CLI_ANSWER_H

#include "base/buf.h"
#include "cli/card.h"
#include "cli/command.h"
#include "work/lookup.h"

#include <stdbool.h>

enum answer_form { ANSWER_JSON, ANSWER_CARD, ANSWER_ROW };
struct answer_style {
    enum answer_form form;
    bool explain;
    struct card_style card;
};

enum { OUTCOME_COUNT = 7 };
/* Index of a contract §2 outcome, in the order of the summary. */
size_t outcome_index(struct text outcome);
enum exit_code outcome_exit(struct text outcome);
/* "12 ids: 3 full, 8 placeholders, 1 unknown" */
void outcome_summary(const size_t counts[OUTCOME_COUNT], struct buf *out);

/* Appends what is printed for this answer. */
void answer_render(const struct lookup_result *result, const struct answer_style *style, struct arena *arena,
                   struct buf *out);

#endif
