/* A row of movie_history, without the film before and after. */
#include "work/event_json.h"

json_t *json_of_history_entry(const struct history_entry *entry)
{
    json_t *object = json_new_object();
    json_put_instant(object, "at", entry->at_ms);
    json_put_text(object, "event", entry->event);
    json_put_text(object, "actor", entry->actor);
    json_put_text(object, "from", entry->from_status);
    json_put_text(object, "to", entry->to_status);
    json_put_number(object, "tmdb_id", entry->tmdb_id);
    json_put_instant(object, "arrived_at", entry->arrived_at_ms);
    json_put_text(object, "reason", entry->reason);
    if (text_known(entry->imdb_id))
        json_put_text(object, "imdb_id", entry->imdb_id);
    return object;
}
