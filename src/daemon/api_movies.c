/* /api/v1/movies/{id}: a film's record, where each field came from, and what became of it. */
#include "daemon/api.h"
#include "daemon/json_line.h"
#include "store/history.h"

enum { HISTORY_MAX = 200, MOVIE_SEGMENT = 3 };

/* The film by its IMDb id, also one that was merged into another, or by its row's id. */
static enum status find(struct store *store, struct text id, struct arena *arena, struct stored_movie *out,
                        struct error *err)
{
    struct text canonical = id;
    int64_t row = 0;
    if (num_parse(id, 1, INT64_MAX, &row))
        return store_movie_get_by_row(store, row, arena, out, err);
    if (!movie_is_imdb_id(id))
        return error_set(err, NOT_FOUND, "a film is named by its IMDb id, tt and 7 to 10 digits, or by its row's id");
    enum status status = store_movie_get(store, id, arena, out, err);
    if (status != NOT_FOUND)
        return status;
    status = store_remap_get(store, id, arena, &canonical, err);
    if (status == OK && !text_equal(canonical, id))
        return store_movie_get(store, canonical, arena, out, err);
    return status != OK ? status : error_set(err, NOT_FOUND, "%.*s is not in the store", TEXT_ARG(id));
}

static json_t *json_of_film(const struct stored_movie *film, struct arena *arena)
{
    json_t *object = json_new_object();
    json_put_integer(object, "schema_version", 1);
    json_put_integer(object, "id", film->id);
    json_put_text(object, "imdb_id", film->movie.imdb_id);
    json_put_number(object, "tmdb_id", film->movie.tmdb_id);
    json_put_text(object, "import_status", film->import_status);
    json_put_integer(object, "tries", film->retry_count);
    json_put_instant(object, "next_tmdb_retry_at", film->next_tmdb_retry_at_ms);
    json_put_instant(object, "inserted_at", film->inserted_at_ms);
    json_put_instant(object, "updated_at", film->updated_at_ms);
    json_put(object, "movie", json_of_stored(film, arena));
    return object;
}

enum httpd_next api_movie(struct desk *desk, struct exchange *exchange)
{
    struct arena *arena = &exchange->arena;
    struct store *store = desk_store(desk, exchange);
    struct stored_movie *film = arena_alloc(arena, sizeof *film);
    struct history_entry *history = NULL;
    size_t count = 0;
    struct error err;
    if (store == NULL)
        return HTTPD_ANSWER;
    enum status status = find(store, exchange->request.segments[MOVIE_SEGMENT], arena, film, &err);
    if (status == OK)
        status = store_history_get(store, film->movie.imdb_id, HISTORY_MAX, arena, &history, &count, &err);
    if (status != OK) {
        problem_of(exchange, status, &err);
        return HTTPD_ANSWER;
    }
    json_t *object = json_of_film(film, arena);
    json_put(object, "history", json_of_history(history, count));
    answer_json(exchange, 200, object);
    return HTTPD_ANSWER;
}
