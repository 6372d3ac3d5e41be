/* The state of TMDb's record after somebody took a fact in or out. */
#include "work/record_status.h"

#include "lifecycle/merge.h"
#include "lifecycle/plausible.h"
#include "lifecycle/states.h"
#include "source/tmdb.h"

struct text record_status(const struct stored_movie *row, int64_t now_ms, struct arena *arena)
{
    struct tmdb_details details = { 0 };
    struct implausible found[IMPLAUSIBLE_MAX];
    enum film_state state = film_state_of(row->import_status, true, row->movie.tmdb_id.known);
    if (state <= FILM_PLACEHOLDER || !text_is(row->import_status, film_state_name(state)) ||
        !text_known(row->tmdb_data)) /* another program's word stays */
        return row->import_status;
    if (merge_enriched(&row->movie, row->origins))
        return text_of(film_state_name(FILM_ENRICHED));
    tmdb_read_details(row->tmdb_data, row->movie.tmdb_id.value, arena, &details);
    if (details.class->outcome != ANSWER_FOUND)
        return text_of(film_state_name(FILM_SOFT));
    (void)plausible_sift(&details.movie, now_ms, arena, found); /* as when it was accepted */
    return text_of(film_state_name(tmdb_passes_quality_bar(&details) ? FILM_FULL : FILM_SOFT));
}
