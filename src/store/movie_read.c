/* A stored movie: the record, with what its promised columns say now. */
#include "store/edits.h"
#include "store/record.h"
#include "store/store_inside.h"

/* A column that others may write, and the record's field that it stands for. */
static const struct {
    int column; /* of MOVIE_GET */
    const char *field;
    bool is_cut; /* was written as movie_fitting() has it */
} shared_columns[] = {
    { 12, "tmdb_id", false },         { 13, "title", true },     { 14, "original_title", true },
    { 17, "runtime_minutes", false }, { 18, "overview", false }, { 19, "original_language", false },
};

/* The date column holds whole days only; the record may know a month or a year. */
static void take_date(struct db *db, struct arena *arena, struct movie *movie)
{
    struct text day = db_column_text(db, 15, arena);
    struct number year = db_column_number(db, 16);
    if (text_known(day) || movie->release_date.len == sizeof "YYYY-MM-DD" - 1)
        movie->release_date = day;
    if (year.known && year.value != movie_release_year(movie))
        movie->year = year;
}

/* Columns are what people edit and other programs fill: they outrank the record where they stand for a field. */
static void take_columns(struct store *store, struct arena *arena, struct movie *movie)
{
    struct db *db = store->db;
    struct movie columns = { 0 };
    for (size_t i = 0; i < COUNT_OF(shared_columns); i++) {
        int field = movie_field_index(text_of(shared_columns[i].field));
        size_t offset = movie_fields[field].offset;
        void *at = (char *)&columns + offset;
        if (movie_fields[field].kind == FIELD_TEXT)
            *(struct text *)at = db_column_text(db, shared_columns[i].column, arena);
        else
            *(struct number *)at = db_column_number(db, shared_columns[i].column);
        const struct text *whole = (const void *)((const char *)movie + offset);
        bool as_written = shared_columns[i].is_cut && text_equal(*(struct text *)at, movie_fitting(store, *whole));
        if (!as_written)
            movie_take(movie, &columns, (size_t)field);
    }
    take_date(db, arena, movie);
}

static enum status read_row(struct store *store, struct arena *arena, struct stored_movie *movie, struct movie *written,
                            struct error *err)
{
    struct db *db = store->db;
    struct text record = db_column_text(db, 2, arena);
    *movie = (struct stored_movie){
        .id = db_column_integer(db, 0),
        .import_status = db_column_text(db, 1, arena),
        .poster_path = db_column_text(db, 3, arena),
        .imdb_data = db_column_text(db, 4, arena),
        .tmdb_data = db_column_text(db, 5, arena),
        .imdb_scraped_at_ms = db_column_time(db, 6),
        .retry_count = db_column_integer(db, 7),
        .next_tmdb_retry_at_ms = db_column_time(db, 8),
        .inserted_at_ms = db_column_time(db, 9),
        .updated_at_ms = db_column_time(db, 10),
        .is_theirs = !text_known(record),
    };
    enum status status = text_known(record) ? record_read(record, arena, &movie->movie, err) : OK;
    *written = movie->movie;
    movie->movie.imdb_id = db_column_text(db, 11, arena); /* the row's key: IMDb may have merged the record's */
    if (status == OK)
        take_columns(store, arena, &movie->movie);
    db_end(db);
    return status;
}

static enum status read_origins(struct db *db, struct arena *arena, struct stored_movie *movie, struct error *err)
{
    bool row = true;
    enum status status = db_query(db, SQL_ORIGINS_GET, DB_VALUES(db_integer(movie->id)), err);
    while (status == OK && row) {
        status = db_next(db, &row, err);
        int field = status == OK && row ? movie_field_index(db_column_text(db, 0, arena)) : -1;
        if (field >= 0) /* else the last row, or a field of another version */
            movie->origins[field] = (struct field_origin){
                .source = db_column_text(db, 1, arena),
                .licence = db_column_text(db, 2, arena),
                .fetched_at_ms = db_column_time(db, 3),
                .answer_sha256 = db_column_text(db, 4, arena),
            };
    }
    return status;
}

enum reading { AS_IT_IS, AS_WE_WROTE_IT };

static enum status read_movie(struct store *store, enum statement statement, struct db_values key, enum reading reading,
                              struct arena *arena, struct stored_movie *out, struct error *err)
{
    struct stored_movie movie = { 0 };
    struct movie written = { 0 };
    enum status status = db_one(store->db, statement, key, err);
    if (status == OK)
        status = read_row(store, arena, &movie, &written, err);
    if (status == DRIFT) {
        error_prefix(err, "movies.record of %.*s is damaged", TEXT_ARG(movie.movie.imdb_id));
        status = BROKEN;
    }
    if (status == OK)
        status = read_origins(store->db, arena, &movie, err);
    if (status != OK)
        return status;
    if (reading == AS_IT_IS)
        edits_mark(&movie, &written);
    else
        movie.movie = written;
    *out = movie;
    return OK;
}

enum status movie_read(struct store *store, struct text imdb_id, struct arena *arena, struct stored_movie *out,
                       struct error *err)
{
    enum status status = read_movie(store, SQL_MOVIE_GET, DB_VALUES(db_text(imdb_id)), AS_IT_IS, arena, out, err);
    return status == NOT_FOUND ? error_set(err, NOT_FOUND, "%.*s is not in the store", TEXT_ARG(imdb_id)) : status;
}

enum status movie_read_written(struct store *store, struct text imdb_id, struct arena *arena, struct stored_movie *out,
                               struct error *err)
{
    return read_movie(store, SQL_MOVIE_GET, DB_VALUES(db_text(imdb_id)), AS_WE_WROTE_IT, arena, out, err);
}

enum status movie_read_by_id(struct store *store, int64_t id, struct arena *arena, struct stored_movie *out,
                             struct error *err)
{
    return read_movie(store, SQL_MOVIE_GET_BY_ID, DB_VALUES(db_integer(id)), AS_IT_IS, arena, out, err);
}

enum status store_movie_get(struct store *store, struct text imdb_id, struct arena *arena, struct stored_movie *out,
                            struct error *err)
{
    struct stored_movie movie;
    bool own = !store->reads; /* row and origins of one moment */
    enum status status = own ? db_begin(store->db, false, err) : OK;
    if (status != OK)
        return status;
    status = movie_read(store, imdb_id, arena, &movie, err);
    if (own)
        status = db_settle(store->db, status, err);
    if (status == OK)
        *out = movie;
    return status;
}

enum status store_movie_written(struct store *store, struct text imdb_id, struct arena *arena, struct stored_movie *out,
                                struct error *err)
{
    struct stored_movie movie;
    enum status status = db_begin(store->db, false, err); /* row and origins of one moment */
    if (status != OK)
        return status;
    status = db_settle(store->db, movie_read_written(store, imdb_id, arena, &movie, err), err);
    if (status == OK)
        *out = movie;
    return status;
}

enum status store_movie_get_by_row(struct store *store, int64_t id, struct arena *arena, struct stored_movie *out,
                                   struct error *err)
{
    struct stored_movie movie;
    enum status status = db_begin(store->db, false, err);
    if (status != OK)
        return status;
    status = movie_read_by_id(store, id, arena, &movie, err);
    if (status == NOT_FOUND)
        (void)error_set(err, NOT_FOUND, "there is no row %lld in the store", (long long)id);
    status = db_settle(store->db, status, err);
    if (status == OK)
        *out = movie;
    return status;
}
