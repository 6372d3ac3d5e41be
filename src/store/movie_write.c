/* A movie's row, its people, credits and origins, inside the caller's transaction. */
#include "base/clock.h"
#include "model/codes.h"
#include "model/json_build.h"
#include "store/record.h"
#include "store/store_inside.h"

#include <string.h>

/* As in the record: an empty text is one that is not known. */
static struct db_value known_text(struct text t)
{
    return db_text(text_empty(t) ? (struct text){ 0 } : t);
}

/* ── the row ── */

/* The column is of type date: half a date would have to be invented. */
static struct text date_precision(struct text date)
{
    if (!num_is_date(date))
        return (struct text){ 0 };
    return date.len == 10 ? TEXT("day") : date.len == 7 ? TEXT("month") : TEXT("year");
}

/* A record that was built before origins were kept is as old as its row. */
static int64_t tmdb_fetched_at_ms(const struct stored_movie *movie)
{
    const struct field_origin *origin = &movie->origins[movie_field_index(TEXT("tmdb_id"))];
    return origin->fetched_at_ms != 0 ? origin->fetched_at_ms : movie->updated_at_ms;
}

struct text movie_fitting(const struct store *store, struct text t)
{
    enum { CHARACTERS_MAX = 255 };
    size_t characters = 0;
    for (size_t i = 0; i < t.len && store->oban.attach == STORE_SHARED; i++) {
        characters += ((unsigned char)t.at[i] & 0xC0) != 0x80;
        if (characters > CHARACTERS_MAX)
            t.len = i;
    }
    return t;
}

static enum status refuse_theirs(const struct movie_row *row, struct error *err)
{
    return error_set(err, INVALID, "movies has %.*s as the application's own row: it stays as it is",
                     TEXT_ARG(row->imdb_id));
}

static enum status write_row(struct store *store, const struct movie_row *row, struct text record, int64_t *out_id,
                             struct error *err)
{
    const struct stored_movie *stored = row->movie;
    const struct movie *movie = &stored->movie;
    struct text precision = date_precision(movie->release_date);
    int64_t year = movie_release_year(movie);
    struct number id = { 0 };
    enum status status = db_run_returning(
        store->db, SQL_MOVIE_WRITE,
        DB_VALUES(db_text(row->imdb_id), db_number(movie->tmdb_id), known_text(movie_fitting(store, movie->title)),
                  known_text(movie_fitting(store, movie->original_title)),
                  db_text(text_is(precision, "day") ? movie->release_date : (struct text){ 0 }), db_text(precision),
                  db_number((struct number){ year, year != 0 }), db_number(movie->runtime_minutes),
                  known_text(movie->overview), known_text(movie->original_language), db_text(stored->poster_path),
                  db_text(stored->imdb_data), db_text(stored->tmdb_data), db_text(stored->import_status),
                  db_time(stored->imdb_scraped_at_ms), db_integer(stored->retry_count),
                  db_time(stored->next_tmdb_retry_at_ms), db_text(record),
                  db_time(movie->tmdb_id.known ? tmdb_fetched_at_ms(stored) : 0), db_time(row->now_ms),
                  only_ours(store)),
        &id, err);
    if (status == OK && !id.known) /* it came after check_ours() */
        return refuse_theirs(row, err);
    if (status == OK)
        *out_id = id.value;
    return status;
}

/* ── origins ── */

static enum status write_origins(struct store *store, int64_t movie_id, const struct stored_movie *movie,
                                 struct error *err)
{
    json_t *list = json_new_array();
    for (size_t i = 0; i < movie_field_count; i++) {
        const struct field_origin *origin = &movie->origins[i];
        if (!text_known(origin->source))
            continue;
        json_t *one = json_new_object();
        json_put_text(one, "field", text_of(movie_fields[i].name));
        json_put_text(one, "source", origin->source);
        json_put_text(one, "licence", origin->licence);
        json_put_instant(one, "fetched_at", origin->fetched_at_ms);
        json_put_text(one, "answer_sha256", origin->answer_sha256);
        json_push(list, one);
    }
    return db_run(store->db, SQL_ORIGINS_ADD,
                  DB_VALUES(db_integer(movie_id), db_text(json_finished(list, &store->scratch))), err);
}

/* ── genres ── */

static enum status write_genres(struct store *store, int64_t movie_id, const struct texts *genres, struct error *err)
{
    json_t *list = json_new_array();
    for (size_t i = 0; i < genres->count; i++) {
        int64_t tmdb_id = codes_genre_tmdb_id(genres->at[i]);
        json_t *one = json_new_object();
        json_put_text(one, "name", genres->at[i]);
        json_put_number(one, "tmdb_id", (struct number){ tmdb_id, tmdb_id != 0 });
        json_push(list, one);
    }
    return db_run(store->db, SQL_GENRES_ADD,
                  DB_VALUES(db_integer(movie_id), db_text(json_finished(list, &store->scratch))), err);
}

/* ── what need not be written again ── */

static bool has_origins(const struct stored_movie *now, const struct stored_movie *movie)
{
    for (size_t i = 0; i < movie_field_count; i++) {
        if (!record_same_origin(&now->origins[i], &movie->origins[i]))
            return false;
    }
    return true;
}

/* A placeholder's people, credits, genres and origins follow from its record and origins (TMDb's people have ids that
 * no record tells). One that was looked for in vain has both as before: most of what is ever written here. */
static enum status compare(struct store *store, const struct movie_row *row, struct text record, bool *out_same,
                           struct error *err)
{
    *out_same = false;
    if (row->now == NULL || !text_is(row->movie->import_status, "imdb_placeholder"))
        return OK;
    enum status status = db_one(store->db, SQL_MOVIE_RECORD_IS, DB_VALUES(db_text(row->imdb_id), db_text(record)), err);
    if (status != OK)
        return status == NOT_FOUND ? OK : status;
    bool same = db_column_integer(store->db, 0) != 0;
    db_end(store->db);
    *out_same = same && has_origins(row->now, row->movie);
    return OK;
}

/* ── all ── */

/* This placeholder was made while another process made the upgrade: the upgrade stands. */
static enum status check_placeholder(struct store *store, const struct movie_row *row, struct error *err)
{
    struct number upgraded = { 0 };
    if (row->takes_back || !text_is(row->movie->import_status, "imdb_placeholder"))
        return OK;
    enum status status =
        db_run_returning(store->db, SQL_MOVIE_IS_TMDB, DB_VALUES(db_text(row->imdb_id)), &upgraded, err);
    if (status != OK || !upgraded.known)
        return status;
    return error_set(err, INVALID, "%.*s has a TMDb record meanwhile: it is no placeholder", TEXT_ARG(row->imdb_id));
}

/* Of a table that an application shares with us the rows without a record are its own. */
static enum status check_ours(struct store *store, const struct movie_row *row, struct error *err)
{
    struct number theirs = { 0 };
    if (store->oban.attach != STORE_SHARED)
        return OK;
    enum status status =
        db_run_returning(store->db, SQL_MOVIE_THEIRS,
                         DB_VALUES(db_text(row->imdb_id), db_number(row->movie->movie.tmdb_id)), &theirs, err);
    if (status != OK || !theirs.known)
        return status;
    return refuse_theirs(row, err);
}

static enum status check_tmdb_id(struct store *store, const struct movie_row *row, struct error *err)
{
    struct number tmdb_id = row->movie->movie.tmdb_id;
    if (!tmdb_id.known)
        return OK;
    enum status status = db_one(store->db, SQL_MOVIE_OF_TMDB_ID, DB_VALUES(db_number(tmdb_id)), err);
    if (status == NOT_FOUND)
        return OK;
    if (status != OK)
        return status;
    struct text holder = db_column_text(store->db, 0, &store->scratch);
    db_end(store->db);
    if (text_equal(holder, row->imdb_id))
        return OK;
    return error_set(err, INVALID,
                     "TMDb id %lld of %.*s belongs to %.*s already: one of the two is wrong, or IMDb "
                     "merged them",
                     (long long)tmdb_id.value, TEXT_ARG(row->imdb_id), TEXT_ARG(holder));
}

enum status movie_write(struct store *store, const struct movie_row *row, int64_t *out_id, struct error *err)
{
    static const enum statement forgotten[] = { SQL_ORIGINS_FORGET, SQL_GENRES_FORGET };
    const struct text record = record_write(&row->movie->movie, &store->scratch);
    int64_t id = 0;
    bool same = false;
    enum status status = check_placeholder(store, row, err);
    if (status == OK)
        status = check_ours(store, row, err);
    if (status == OK)
        status = check_tmdb_id(store, row, err);
    if (status == OK)
        status = compare(store, row, record, &same, err);
    if (status == OK)
        status = write_row(store, row, record, &id, err);
    if (status == OK && same) {
        *out_id = id;
        return OK;
    }
    for (size_t i = 0; i < COUNT_OF(forgotten) && status == OK; i++)
        status = db_run(store->db, forgotten[i], DB_VALUES(db_integer(id)), err);
    if (status == OK && !row->keeps_people)
        status = people_forget(store, id, err);
    if (status == OK && !row->keeps_people)
        people_put_off(store, id, row->movie);
    if (status == OK)
        status = write_genres(store, id, &row->movie->movie.genres, err);
    if (status == OK)
        status = write_origins(store, id, row->movie, err);
    if (status == OK)
        *out_id = id;
    return status;
}

enum status movie_put_back(struct store *store, const struct stored_movie *movie, int64_t now_ms, struct error *err)
{
    const struct movie_row row = { .imdb_id = movie->movie.imdb_id, .movie = movie, .now_ms = now_ms };
    const struct text record = record_write(&movie->movie, &store->scratch);
    int64_t new_id = 0;
    enum status status = write_row(store, &row, movie->is_theirs ? (struct text){ 0 } : record, &new_id, err);
    if (status == OK)
        status = db_run(
            store->db, SQL_MOVIE_PUT_BACK,
            DB_VALUES(db_integer(new_id), db_integer(movie->id), db_time(movie->inserted_at_ms), only_ours(store)),
            err);
    if (status == OK)
        people_put_off(store, movie->id, movie);
    if (status == OK)
        status = write_genres(store, movie->id, &movie->movie.genres, err);
    return status == OK ? write_origins(store, movie->id, movie, err) : status;
}
