/* A person's hand on a film, without the network: give it up, edit it, take an upgrade back. Each is one transaction.
 *
 * NOT_FOUND is a definite no (not in the store, nothing to take back, …); INVALID: somebody else changed the row
 * meanwhile. Both say why. Failures else as in store.h. Texts live in the arena. */
#ifndef UNDERSTUDY_WORK_STEER_H
#define UNDERSTUDY_WORK_STEER_H

#include "base/random.h"
#include "lifecycle/schedule.h"
#include "store/store.h"

struct steer {
    struct store *store;
    const struct schedule *schedule;
    struct random *random;
    struct arena *arena;
    int64_t now_ms;
};

/* The row of an id, also under the id that IMDb merged it into. */
MUST_CHECK enum status steer_find(const struct steer *steer, struct text asked, struct text *out_id,
                                  struct stored_movie *out, struct error *err);

/* A placeholder, or an id without a row that nobody could tell anything about, is not looked for any longer. */
MUST_CHECK enum status steer_give_up(const struct steer *steer, struct text asked, struct error *err);

/* ── edits ── */

struct steer_edits {
    struct movie values;
    uint32_t fields; /* bit i: movie_fields[i]; a field that `values` does not know is removed */
};
/* "title, original_title, …": what a person may set. */
struct text steer_field_names(struct arena *arena);
int steer_field_named(struct text name); /* in movie_fields; -1: none that a person may set */
char steer_separator(struct text name);  /* between the members of a list: ';' of people, else ',' */
/* Adds one "FIELD=VALUE". INVALID for what no film can have, an unknown field, or one that is there already; then
 * nothing is added. The texts point into the argument. Pure. */
MUST_CHECK enum status steer_read_edit(struct text argument, int64_t now_ms, struct arena *arena,
                                       struct steer_edits *edits, struct error *err);
/* All of them, on a row of any state; they survive whatever is written later. */
MUST_CHECK enum status steer_edit(const struct steer *steer, struct text asked, const struct steer_edits *edits,
                                  struct stored_movie *out, struct error *err);

/* These fields, all of which are edits, say again what TMDb or the other sources say: as far as it is known here at
 * once, else when they are asked next. */
MUST_CHECK enum status steer_revert(const struct steer *steer, struct text asked, uint32_t fields,
                                    struct stored_movie *out, struct error *err);

/* ── undo ── */

struct steer_undo {
    struct text id;
    struct stored_movie now, row;  /* as it is; the placeholder again that it was, with what a person edited since */
    bool is_given_up;              /* as it was before the upgrade: nobody looks for it */
    int64_t tmdb_id;               /* of the record that is refused for it */
    struct stored_movie *put_back; /* rows that were folded in at the upgrade or later, as they were */
    size_t put_back_count;
};
/* The newest upgrade taken back. plan: what would come of it, and nothing is written. INVALID too when a row cannot
 * stand again, because another has its id or its TMDb record by now. */
MUST_CHECK enum status steer_plan_undo(const struct steer *steer, struct text asked, struct steer_undo *out,
                                       struct error *err);
MUST_CHECK enum status steer_undo(const struct steer *steer, struct text asked, struct steer_undo *out,
                                  struct error *err);
/* What that means, in a sentence. */
struct text steer_undone(const struct steer_undo *undo, struct arena *arena);

#endif
