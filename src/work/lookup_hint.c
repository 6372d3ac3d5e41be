/* A TMDb record that is named before /find is asked, and a person's word on records. */
#include "store/candidates.h"
#include "work/lookup_row.h"

static struct number hint_of(const struct lookup *l)
{
    bool is_own = l->ask->recheck && lookup_has_tmdb_record(l);
    return !l->ask->tmdb_id.known && (is_own || lookup_was_told_record(l)) ? l->stored.movie.tmdb_id : l->ask->tmdb_id;
}

/* What the identity rule says, and who may overrule its "no proof" and its doubts about a record that has the id: the
 * record that this row already has was proven when it was taken, and a person may know what no id tells. Nobody
 * overrules another film's id. */
static struct identity_decision judge(struct lookup *l, const struct tmdb_result *result)
{
    struct identity_wanted wanted = lookup_wanted(l, NULL, false);
    struct identity_decision decision = identity_check(&wanted, &result->details.candidate, l->arena);
    struct number own = l->stored.movie.tmdb_id;
    if (decision.verdict != IDENTITY_NO_PROOF && decision.verdict != IDENTITY_QUARANTINE)
        return decision;
    bool is_own = own.known && own.value == result->details.candidate.tmdb_id;
    bool by_person = l->ask->by_person || lookup_was_told_record(l);
    if (is_own || l->ask->by_person)
        decision = (struct identity_decision){ .verdict = IDENTITY_ACCEPT,
                                               .rule = by_person ? "person" : "kept",
                                               .detail = decision.detail };
    return decision;
}

enum status lookup_ask_hint(struct lookup *l, struct tmdb_result *out, bool *out_done)
{
    struct number hint = hint_of(l);
    *out_done = false;
    if (!hint.known || atomic_load(&l->run->tmdb_refused)) /* lookup_ask_tmdb() tells of a refused key */
        return OK;
    bool revalidates = l->revalidates;
    l->revalidates = true; /* whoever names a record has heard that it changed */
    enum status status = lookup_ask_details(l, hint.value, out);
    l->revalidates = revalidates;
    if (status != OK)
        return status;
    if (out->answer == TMDB_ACCEPTED) {
        struct identity_decision decision = judge(l, out);
        lookup_set_rule(l, &decision);
        if (decision.verdict != IDENTITY_ACCEPT) {
            out->answer = TMDB_ABSENT;
            out->reason = arena_printf(l->arena, "TMDb's movie %lld is not proven to be %.*s (%.*s)",
                                       (long long)hint.value, TEXT_ARG(l->id), TEXT_ARG(l->out->rule));
        }
    } else if (out->answer == TMDB_ABSENT) {
        out->reason = arena_printf(l->arena, "TMDb has no movie %lld", (long long)hint.value);
    }
    *out_done = out->answer != TMDB_ABSENT || l->ask->by_person;
    return OK;
}

enum status lookup_is_refused(struct lookup *l, int64_t tmdb_id, bool *out_refused)
{
    const struct text ids[] = { l->id, l->merged_id, l->asked_id }; /* of one film */
    enum status status = OK;
    *out_refused = false;
    for (size_t n = 0; n < COUNT_OF(ids) && status == OK && !l->ask->by_person; n++) {
        struct candidates judged = { 0 };
        if (text_known(ids[n]) && (n == 0 || !text_equal(ids[n], l->id)))
            status = store_candidates_get(l->store, ids[n], l->arena, &judged, l->err);
        for (size_t i = 0; status == OK && i < judged.count; i++)
            *out_refused =
                *out_refused || (judged.at[i].tmdb_id == tmdb_id && text_is(judged.at[i].verdict, "refused"));
    }
    return status;
}
