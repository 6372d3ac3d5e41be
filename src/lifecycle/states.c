/* The table of transitions. */
#include "lifecycle/states.h"

#include <stddef.h>

static const char *const names[FILM_STATES] = {
    [FILM_NONE] = "",     [FILM_PLACEHOLDER] = "imdb_placeholder",
    [FILM_SOFT] = "soft", [FILM_ENRICHED] = "imdb_enriched",
    [FILM_FULL] = "full",
};

/* [from][to]; a way that is not here does not exist. */
static const char *const events[FILM_STATES][FILM_STATES] = {
    [FILM_NONE] = { [FILM_PLACEHOLDER] = "created",
                    [FILM_SOFT] = "found",
                    [FILM_ENRICHED] = "found",
                    [FILM_FULL] = "found" },
    [FILM_PLACEHOLDER] = { [FILM_PLACEHOLDER] = "checked",
                           [FILM_SOFT] = "upgraded",
                           [FILM_ENRICHED] = "upgraded",
                           [FILM_FULL] = "upgraded" },
    [FILM_SOFT] = { [FILM_SOFT] = "refreshed", [FILM_ENRICHED] = "enriched", [FILM_FULL] = "promoted" },
    [FILM_ENRICHED] = { [FILM_SOFT] = "demoted", [FILM_ENRICHED] = "refreshed", [FILM_FULL] = "promoted" },
    [FILM_FULL] = { [FILM_SOFT] = "demoted", [FILM_ENRICHED] = "enriched", [FILM_FULL] = "refreshed" },
};

/* From a TMDb record back to a placeholder. */
static const char *const returns[] = {
    [FILM_BY_LOOKUP] = NULL,
    [FILM_BY_VANISHING] = "vanished",
    [FILM_BY_UNDO] = "undone",
    [FILM_BY_FORGETTING] = "forgotten",
};

const char *film_state_name(enum film_state state)
{
    return names[state];
}

enum film_state film_state_of(struct text import_status, bool has_row, bool has_tmdb_id)
{
    if (!has_row)
        return FILM_NONE;
    for (int state = FILM_PLACEHOLDER; state < FILM_STATES; state++) {
        if (text_is(import_status, names[state]))
            return (enum film_state)state;
    }
    return has_tmdb_id ? FILM_SOFT : FILM_NONE;
}

const char *film_event(enum film_state from, enum film_state to, enum film_cause cause)
{
    if (to == FILM_PLACEHOLDER && from > FILM_PLACEHOLDER)
        return returns[cause];
    return events[from][to];
}
