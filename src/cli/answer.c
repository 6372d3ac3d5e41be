/* One id's answer, rendered. */
#include "cli/answer.h"

#include "cli/json_lines.h"

#include <assert.h>

static const struct {
    const char *outcome;
    const char *one, *many; /* words of the summary */
    enum exit_code code;
} outcomes[OUTCOME_COUNT] = {
    { "full", "full", "full", EXIT_FINE },
    { "soft", "soft", "soft", EXIT_FINE },
    { "imdb_enriched", "enriched", "enriched", EXIT_FINE },
    { "imdb_placeholder", "placeholder", "placeholders", EXIT_FINE },
    { "not_a_movie", "not a movie", "not movies", EXIT_NO },
    { "not_found", "not found", "not found", EXIT_NO },
    { "unknown", "unknown", "unknown", EXIT_UNKNOWN },
};

size_t outcome_index(struct text outcome)
{
    size_t i = 0;
    while (i < OUTCOME_COUNT && !text_is(outcome, outcomes[i].outcome))
        i++;
    assert(i < OUTCOME_COUNT); /* src/work has no other words */
    return i;
}

enum exit_code outcome_exit(struct text outcome)
{
    return outcomes[outcome_index(outcome)].code;
}

void outcome_summary(const size_t counts[OUTCOME_COUNT], struct buf *out)
{
    size_t total = 0;
    const char *separator = ": ";
    for (size_t i = 0; i < OUTCOME_COUNT; i++)
        total += counts[i];
    (void)buf_printf(out, "%zu %s", total, total == 1 ? "id" : "ids");
    for (size_t i = 0; i < OUTCOME_COUNT; i++) {
        if (counts[i] == 0)
            continue;
        (void)buf_printf(out, "%s%zu %s", separator, counts[i], counts[i] == 1 ? outcomes[i].one : outcomes[i].many);
        separator = ", ";
    }
}

void answer_render(const struct lookup_result *result, const struct answer_style *style, struct arena *arena,
                   struct buf *out)
{
    switch (style->form) {
    case ANSWER_JSON: json_lookup(result, style->explain, arena, out); return;
    case ANSWER_CARD: card_lookup(result, &style->card, out); break;
    case ANSWER_ROW: card_row(result, &style->card, out); break;
    }
    card_rows(result->folds.rows, result->folds.count, "is folded in", out);
    if (style->explain)
        card_explain(result, out);
}
