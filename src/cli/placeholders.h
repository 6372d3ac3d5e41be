/* placeholders: what its sub-commands share. */
#ifndef UNDERSTUDY_CLI_PLACEHOLDERS_H
#define UNDERSTUDY_CLI_PLACEHOLDERS_H

#include "base/buf.h"
#include "cli/card.h"
#include "cli/command.h"
#include "daemon/json_answers.h"
#include "store/candidates.h"
#include "store/history.h"
#include "store/placeholders.h"
#include "work/lookup.h"

/* A sub-command: args[0] is its word, or there is none ("list"). Usage has been checked as far as numbers of operands
 * and options go. */
enum exit_code placeholders_list(struct invocation *invocation);
enum exit_code placeholders_show(struct invocation *invocation);
enum exit_code placeholders_retry(struct invocation *invocation);
enum exit_code placeholders_merge(struct invocation *invocation); /* and accept */

/* args[i] as an IMDb id, as a TMDb id; EXIT_USAGE after a complaint. */
enum exit_code placeholders_take_id(const struct invocation *invocation, size_t i, struct text *out);
enum exit_code placeholders_take_tmdb_id(const struct invocation *invocation, size_t i, int64_t *out);

/* A store that is there; never creates one. */
MUST_CHECK enum status placeholders_open(const struct invocation *invocation, struct store **out, struct error *err);
/* Complains; EXIT_NO for NOT_FOUND, EXIT_UNKNOWN for INVALID (somebody else was there first), else EXIT_LOCAL. */
enum exit_code placeholders_failed(enum status status, const struct error *err);
/* The film as lookup prints it, from the store. */
void placeholders_print(const struct invocation *invocation, const struct stored_movie *film, struct text reason);

/* Which steps of the identity rule hold, in one line; unknown when nobody wrote any down. */
struct text placeholder_evidence(const struct candidate *candidate, struct arena *arena);
void json_placeholder(const struct placeholder *row, struct buf *out);
void json_placeholder_view(const struct placeholder_view *view, struct arena *arena, struct buf *out);
void json_placeholder_deed(const struct placeholder_deed *deed, struct buf *out);
void placeholders_print_json(const struct placeholder_deed *deed);

struct placeholder_change {
    const struct stored_movie *now;
    const struct lookup_result *result;
    const struct row_name *folds, *restores; /* rows that go into this one, or stand beside it again */
    size_t fold_count, restore_count;
};
/* What would change, for --dry-run. */
void placeholders_add_change(const struct invocation *invocation, const struct placeholder_change *change,
                             struct arena *arena, struct buf *out);
void json_placeholder_change(const struct placeholder_change *change, struct buf *out);

#endif
