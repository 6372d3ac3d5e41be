/* Rows folded into others, and back. */
#include "store/fold.h"

#include "base/clock.h"
#include "store/edits.h"
#include "store/history.h"
#include "store/store_inside.h"

/* ── in ── */

static enum status find_holder(struct store *store, struct number tmdb_id, int64_t *out_id, struct text *out_imdb_id,
                               struct error *err)
{
    enum status status = db_one(store->db, SQL_MOVIE_HOLDER, DB_VALUES(db_number(tmdb_id)), err);
    if (status != OK)
        return status;
    *out_id = db_column_integer(store->db, 0);
    *out_imdb_id = db_column_text(store->db, 1, &store->scratch);
    db_end(store->db);
    return OK;
}

static const char *actor_of(const struct lookup_write *write)
{
    return write->history != NULL ? write->history->actor : "lookup";
}

static enum status fold(struct store *store, const struct lookup_write *write, const struct stored_movie *holder,
                        struct error *err)
{
    const struct history_note note = { .event = "merged",
                                       .actor = actor_of(write),
                                       .reason = TEXT("another row of the same film stays"),
                                       .keep_before = true };
    const struct history_write told = { &note, write->canonical_id, holder->id, holder, NULL, write->now_ms };
    enum status status = history_add(store, &told, err);
    if (write->folded != NULL)
        *write->folded = true;
    if (status == OK) /* what points to the row must not exist */
        status = people_forget(store, holder->id, err);
    return status == OK ? db_run(store->db, SQL_MOVIE_DELETE, DB_VALUES(db_integer(holder->id), only_ours(store)), err)
                        : status;
}

enum status fold_holder(struct store *store, const struct lookup_write *write, struct stored_movie *movie,
                        struct error *err)
{
    struct stored_movie holder;
    struct text imdb_id, canonical = { 0 };
    int64_t id;
    if (!movie->movie.tmdb_id.known || store->oban.attach == STORE_SHARED) /* it may be the application's */
        return OK;
    enum status status = find_holder(store, movie->movie.tmdb_id, &id, &imdb_id, err);
    if (status != OK)
        return status == NOT_FOUND ? OK : status;
    if (text_equal(imdb_id, write->canonical_id))
        return OK;
    if (text_known(imdb_id)) {
        status = store_remap_get(store, imdb_id, &store->scratch, &canonical, err);
        if (status != OK || !text_equal(canonical, write->canonical_id))
            return status;
    }
    status = movie_read_by_id(store, id, &store->scratch, &holder, err);
    if (status != OK)
        return status;
    (void)edits_keep(movie, &holder);
    return fold(store, write, &holder, err);
}

static bool has_people_edited(const struct stored_movie *row)
{
    for (size_t i = 0; i < movie_field_count; i++) {
        if (movie_fields[i].kind == FIELD_PEOPLE && edits_is_one(&row->origins[i]))
            return true;
    }
    return false;
}

/* What was edited on the film's own row counts. */
static enum status take_edits(struct store *store, const struct lookup_write *write, const struct stored_movie *old,
                              const struct stored_movie *now, struct error *err)
{
    struct stored_movie movie = *now, gone = *old;
    const struct movie_row row = { .imdb_id = write->canonical_id,
                                   .movie = &movie,
                                   .now_ms = write->now_ms,
                                   .now = now,
                                   .keeps_people = !has_people_edited(old) };
    int64_t id;
    edits_date(&gone, write->now_ms);
    if (edits_keep(&movie, &gone) == 0)
        return OK;
    (void)edits_keep(&movie, now);
    return movie_write(store, &row, &id, err);
}

static bool goes(const struct store *store, const struct stored_movie *old)
{
    const bool stays = store->oban.attach == STORE_SHARED;
    return text_is(old->import_status, "imdb_placeholder") &&
           (!stays || (!old->is_theirs && old->next_tmdb_retry_at_ms != 0));
}

/* Where an application's rows may refer to the old one it stays, but nobody looks for it any more. */
static enum status fold_old(struct store *store, const struct lookup_write *write, struct text old, struct error *err)
{
    const bool stays = store->oban.attach == STORE_SHARED;
    struct stored_movie row, now;
    enum status status = movie_read(store, old, &store->scratch, &row, err);
    if (status != OK)
        return status;
    if (!goes(store, &row))
        return OK;
    status = movie_read(store, write->canonical_id, &store->scratch, &now, err);
    if (status != OK || now.is_theirs)
        return status;
    status = take_edits(store, write, &row, &now, err);
    if (stays && write->folded != NULL)
        *write->folded = true;
    if (status == OK && stays)
        return db_run(store->db, SQL_MOVIE_UNSCHEDULE, DB_VALUES(db_text(old), only_ours(store)), err);
    return status == OK ? fold(store, write, &row, err) : status;
}

enum status fold_merged(struct store *store, const struct lookup_write *write, struct error *err)
{
    const struct text old[] = { write->imdb_id, write->merged_id };
    enum status status = OK;
    for (size_t i = 0; i < COUNT_OF(old) && status == OK; i++) {
        if (!text_known(old[i]) || text_equal(old[i], write->canonical_id))
            continue;
        status = fold_old(store, write, old[i], err);
        status = status == NOT_FOUND ? OK : status;
    }
    return status;
}

/* ── what would go in ── */

struct foresight {
    struct store *store;
    const struct lookup_write *write;
    struct arena *arena;
    struct stored_movie now; /* the film's row, or the one that would become it */
    bool has_now;
    struct stored_movie *movie;
    struct folds *out;
};

static void foresee(struct foresight *f, const struct stored_movie *row)
{
    struct stored_movie gone = *row;
    edits_date(&gone, f->write->now_ms);
    if (f->movie != NULL && edits_keep(f->movie, &gone) > 0 && f->has_now)
        (void)edits_keep(f->movie, &f->now);
    if (f->store->oban.attach != STORE_SHARED)
        f->out->rows[f->out->count++] = (struct row_name){ row->id, row->movie.imdb_id };
}

/* What the film would be called by then: the write's own merges are not known to the store yet. */
static enum status is_the_film(const struct foresight *f, struct text imdb_id, bool *out, struct error *err)
{
    struct text id = { 0 };
    enum status status = store_remap_get(f->store, imdb_id, f->arena, &id, err);
    *out = text_equal(id, f->write->canonical_id) || text_equal(id, f->write->imdb_id) ||
           (text_known(f->write->merged_id) && text_equal(id, f->write->merged_id));
    return status;
}

static enum status foresee_holder(struct foresight *f, struct error *err)
{
    const struct number tmdb_id =
        f->write->movie != NULL ? f->write->movie->movie.tmdb_id : (struct number){ .known = false };
    struct stored_movie row;
    struct text imdb_id = { 0 };
    int64_t id = 0;
    bool same = true;
    enum status status = tmdb_id.known ? find_holder(f->store, tmdb_id, &id, &imdb_id, err) : NOT_FOUND;
    if (status != OK || text_equal(imdb_id, f->write->canonical_id) || (f->has_now && id == f->now.id))
        return status == NOT_FOUND ? OK : status;
    imdb_id = arena_text(f->arena, imdb_id);
    if (text_known(imdb_id))
        status = is_the_film(f, imdb_id, &same, err);
    if (status == OK && (!same || f->store->oban.attach == STORE_SHARED))
        return error_set(err, INVALID, "TMDb's movie %lld belongs to %.*s already", (long long)tmdb_id.value,
                         TEXT_ARG(text_known(imdb_id) ? imdb_id : TEXT("another row")));
    if (status == OK)
        status = movie_read_by_id(f->store, id, f->arena, &row, err);
    if (status == OK)
        foresee(f, &row);
    return status;
}

/* The film's row; one of an older id becomes it where there is none. */
static enum status foresee_old(struct foresight *f, struct error *err)
{
    const struct text ids[] = { f->write->canonical_id, f->write->merged_id, f->write->imdb_id };
    struct stored_movie row;
    for (size_t i = 0; i < COUNT_OF(ids); i++) {
        if (!text_known(ids[i]) || (i > 0 && (text_equal(ids[i], ids[0]) || text_equal(ids[i], ids[i - 1]))))
            continue;
        enum status status = movie_read(f->store, ids[i], f->arena, &row, err);
        if (status == OK && f->has_now && !f->now.is_theirs && goes(f->store, &row)) {
            foresee(f, &row);
        } else if (status == OK && !f->has_now && (i == 0 || f->store->oban.attach != STORE_SHARED || !row.is_theirs)) {
            f->now = row;
            f->has_now = true;
        } else if (status != OK && status != NOT_FOUND) {
            return status;
        }
    }
    return OK;
}

enum status store_foresee_folds(struct store *store, const struct lookup_write *write, struct arena *arena,
                                struct stored_movie *movie, struct folds *out, struct error *err)
{
    struct foresight f = { .store = store, .write = write, .arena = arena, .movie = movie, .out = out };
    out->count = 0;
    enum status status = foresee_old(&f, err);
    return status == OK ? foresee_holder(&f, err) : status;
}

/* ── back ── */

/* Ids that sources gave to the people of an edited list since make it no other edit. */
static bool is_same_edit(const struct stored_movie *a, const struct stored_movie *b, size_t field)
{
    const struct field_origin *x = &a->origins[field], *y = &b->origins[field];
    return edits_is_one(x) && edits_is_one(y) &&
           x->fetched_at_ms / CLOCK_SECOND_MS == y->fetched_at_ms / CLOCK_SECOND_MS &&
           (movie_fields[field].kind == FIELD_PEOPLE || movie_field_equal(&a->movie, &b->movie, field));
}

void fold_return_edits(struct stored_movie *now, const struct stored_movie *before, const struct stored_movie *folded)
{
    for (size_t i = 0; i < movie_field_count; i++) {
        if (is_same_edit(now, folded, i) && !is_same_edit(now, before, i))
            now->origins[i] = (struct field_origin){ 0 };
    }
}

static enum status check_place(struct store *store, const struct stored_movie *row, struct error *err)
{
    struct text holder = { 0 };
    int64_t id;
    enum status status = find_holder(store, row->movie.tmdb_id, &id, &holder, err);
    if (status == OK)
        return error_set(err, INVALID, "row %lld, which was folded in, cannot stand again: TMDb's movie %lld is %.*s",
                         (long long)row->id, (long long)row->movie.tmdb_id.value,
                         TEXT_ARG(text_known(holder) ? holder : TEXT("another row's")));
    if (status == NOT_FOUND && text_known(row->movie.imdb_id)) {
        status = db_one(store->db, SQL_MOVIE_GET, DB_VALUES(db_text(row->movie.imdb_id)), err);
        if (status == OK) {
            db_end(store->db);
            return error_set(err, INVALID,
                             "row %lld, which was folded in, cannot stand again: %.*s has a row meanwhile",
                             (long long)row->id, TEXT_ARG(row->movie.imdb_id));
        }
    }
    return status == NOT_FOUND ? OK : status;
}

static enum status put_back(struct store *store, const struct lookup_write *write, const struct stored_movie *row,
                            struct error *err)
{
    const struct history_note note = { .event = "restored",
                                       .actor = actor_of(write),
                                       .reason = TEXT("the row that was folded in stands again") };
    const struct history_write told = { &note, write->canonical_id, row->id, NULL, row, write->now_ms };
    enum status status = check_place(store, row, err);
    if (status == OK)
        status = movie_put_back(store, row, write->now_ms, err);
    return status == OK ? history_add(store, &told, err) : status;
}

enum status fold_put_back(struct store *store, const struct lookup_write *write, struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; i < write->put_back_count && status == OK; i++)
        status = put_back(store, write, &write->put_back[i], err);
    return status;
}
