/* People in __NEXT_DATA__: every generation writes them differently, and all of those shapes are one walk.
 *
 *   directors, writers (2022)       [{credits: [{name}]}]
 *   principalCast, cast (2022–24)   [{credits: […]}], {edges: [{node: {name, characters: [{name}]}}]}
 *   principalCredits (2022–25)      [{category: {id}, credits: […]}]
 *   creditCategories (2025)         [{category: {id}, credits: {edges: [{node}]}}]
 *   categories (2025)               [{id, section: {items: [{id, rowTitle, characters: [""]}]}}]
 *   creditGroupings (late 2025)     {edges: [{node: {grouping: {groupingId}, credits: {edges: [{node}]}}}]}
 *   principalCreditsV2, castV2, crewV2 (late 2025)  [{grouping: {groupingId}, credits: [{name, creditedRoles}]}]
 *                                   (the group of castV2 has no id)
 *   credits (GraphQL)               {edges: [{node: {category: {id}, name}}]}
 */
#ifndef UNDERSTUDY_EXTRACT_NEXT_CREDITS_H
#define UNDERSTUDY_EXTRACT_NEXT_CREDITS_H

#include "base/arena.h"
#include "base/text.h"
#include "extract/json_cursor.h"
#include "model/movie.h"

enum credit_role { CREDIT_NONE, CREDIT_DIRECTOR, CREDIT_WRITER, CREDIT_CAST, CREDIT_STARS, CREDIT_ROLES };

/* Lists found so far, the best place of each; {0} to start. */
struct next_credits {
    struct {
        struct people people;
        int rank; /* of the place it was read from; smaller is better; 0 = none yet */
    } best[CREDIT_ROLES];
    struct people principal_cast; /* the 2022 page's first billed, which its `cast` then leaves out */
};

/* Is `key` of aboveTheFoldData or mainColumnData one that holds people? Then reads it and keeps what is better than
 * what was there. False (and nothing read) for any other key. */
bool next_credits_read(struct next_credits *credits, struct json_cursor *c, struct text key, struct arena *arena);

/* The three lists of the record. */
void next_credits_take(struct next_credits *credits, struct arena *arena, struct movie *out);

#endif
