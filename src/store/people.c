/* Who made the films of a transaction: rows of `people`, and credits.
 *
 * Films that are written at one time may share people who are new to both, or whose rows both change. So that none
 * waits for the other in a ring, all of a transaction's are written together, behind its films, in one order: first the
 * rows that are to change are locked, by their ids; then IMDb ids are taken in their order, then TMDb ids in theirs.
 * Who waits holds nothing that comes later. Credits wait for nobody (see PEOPLE_INDEXES_3 in schema.c). */
#include "identity/normalise.h"
#include "model/json_build.h"
#include "store/store_inside.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    const char *field, *role;
} roles[] = { { "directors", "director" }, { "writers", "writer" }, { "cast", "cast" } };
enum { ROLES = COUNT_OF(roles) };

struct unwritten { /* one film's, in the scratch arena */
    struct unwritten *next;
    int64_t movie_id;
    struct people lists[ROLES];
    struct text sources[ROLES];
};

void people_put_off(struct store *store, int64_t movie_id, const struct stored_movie *movie)
{
    struct unwritten *film = arena_alloc(&store->scratch, sizeof *film);
    *film = (struct unwritten){ .next = store->unwritten, .movie_id = movie_id };
    for (size_t i = 0; i < ROLES; i++) {
        size_t field = (size_t)movie_field_index(text_of(roles[i].field));
        film->lists[i] =
            *(const struct people *)(const void *)((const char *)&movie->movie + movie_fields[field].offset);
        film->sources[i] = movie->origins[field].source;
    }
    store->unwritten = film;
}

enum status people_forget(struct store *store, int64_t movie_id, struct error *err)
{
    for (struct unwritten **link = &store->unwritten; *link != NULL;) {
        if ((*link)->movie_id == movie_id)
            *link = (*link)->next;
        else
            link = &(*link)->next;
    }
    enum status status = db_run(store->db, SQL_PEOPLE_FORGET, DB_VALUES(db_integer(movie_id)), err);
    return status == OK ? db_run(store->db, SQL_CREDITS_FORGET, DB_VALUES(db_integer(movie_id)), err) : status;
}

/* ── people with ids ── */

struct known { /* one credit of somebody with an id */
    const struct person *person;
    int64_t id; /* 0 = has no row yet */
    bool lacks_imdb_id, lacks_tmdb_id, renamed, done;
};
struct knowns {
    struct known *at;
    struct known **in_order; /* the same, see compare_ids() */
    size_t count;
};

static bool has_id(const struct person *person)
{
    return !text_empty(person->imdb_id) || person->tmdb_id != 0;
}

/* Those with a TMDb id in its order, behind those without. */
static int compare_ids(const void *a, const void *b)
{
    const struct person *x = (*(struct known *const *)a)->person, *y = (*(struct known *const *)b)->person;
    if (x->tmdb_id != y->tmdb_id)
        return x->tmdb_id < y->tmdb_id ? -1 : 1;
    return text_compare(x->imdb_id, y->imdb_id);
}

static void put_ids(json_t *one, const struct person *person, bool with_tmdb_id)
{
    json_put_text(one, "imdb_id", text_empty(person->imdb_id) ? (struct text){ 0 } : person->imdb_id);
    json_put_number(one, "tmdb_id", (struct number){ person->tmdb_id, with_tmdb_id && person->tmdb_id != 0 });
}

static void take_row(struct store *store, struct knowns *all)
{
    struct db *db = store->db;
    size_t n = (size_t)db_column_integer(db, 0);
    struct known *known = n < all->count ? &all->at[n] : NULL;
    if (known == NULL || known->done)
        return;
    known->id = db_column_integer(db, 1);
    known->lacks_imdb_id = !text_known(db_column_text(db, 2, &store->scratch)) && !text_empty(known->person->imdb_id);
    known->lacks_tmdb_id = !db_column_number(db, 3).known && known->person->tmdb_id != 0;
    known->renamed = !text_equal(db_column_text(db, 4, &store->scratch), known->person->name);
    known->done = !known->lacks_imdb_id && !known->lacks_tmdb_id && !known->renamed;
}

/* What the rows of those that are not done say now. */
static enum status find(struct store *store, struct knowns *all, struct error *err)
{
    json_t *list = json_new_array();
    bool row = true;
    for (size_t i = 0; i < all->count; i++) {
        json_t *one = all->at[i].done ? NULL : json_new_object();
        if (one == NULL)
            continue;
        all->at[i].id = 0; /* a row that lacked an IMDb id may have got another one's */
        json_put_integer(one, "n", (int64_t)i);
        put_ids(one, all->at[i].person, true);
        json_push(list, one);
    }
    const struct text asked = json_finished(list, &store->scratch);
    enum status status = db_query(store->db, SQL_PEOPLE_FIND, DB_VALUES(db_text(asked)), err);
    while (status == OK && row) {
        status = db_next(store->db, &row, err);
        if (status == OK && row)
            take_row(store, all);
    }
    return status;
}

static enum status lock_rows(struct store *store, const struct knowns *all, struct error *err)
{
    json_t *list = json_new_array();
    size_t count = 0;
    for (size_t i = 0; i < all->count; i++) {
        if (all->at[i].id == 0 || all->at[i].done)
            continue;
        json_push(list, json_integer(all->at[i].id));
        count++;
    }
    const struct text ids = json_finished(list, &store->scratch);
    if (count == 0 || db_dialect(store->db) == STORE_SQLITE)
        return OK;
    return db_run(store->db, SQL_PEOPLE_LOCK, DB_VALUES(db_text(ids)), err);
}

/* Adds those who stand in *list, which then is a new one. */
static enum status add(struct store *store, json_t **list, struct error *err)
{
    const struct text people = json_finished(*list, &store->scratch);
    *list = json_new_array();
    return db_run(store->db, SQL_PEOPLE_ADD, DB_VALUES(db_text(people)), err);
}

static void put_person(json_t *list, const struct person *person, bool with_tmdb_id)
{
    json_t *one = json_new_object();
    put_ids(one, person, with_tmdb_id);
    json_put_text(one, "name", person->name);
    json_push(list, one);
}

/* IMDb ids that are nobody's yet, without the TMDb ids, whose turn comes; and those of whom the TMDb id alone was
 * known. */
static enum status take_imdb_ids(struct store *store, struct knowns *all, bool *out_took, struct error *err)
{
    json_t *list = json_new_array();
    enum status status = OK;
    *out_took = false;
    for (size_t i = 0; i < all->count && status == OK; i++) {
        const struct known *known = &all->at[i];
        const struct person *person = known->person;
        if (known->done || text_empty(person->imdb_id))
            continue;
        if (known->id == 0)
            put_person(list, person, false);
        else if (known->lacks_imdb_id)
            status = db_run(store->db, SQL_PERSON_FILL_IMDB_ID,
                            DB_VALUES(db_integer(known->id), db_text(person->imdb_id), db_text(person->name)), err);
        *out_took = *out_took || known->id == 0 || known->lacks_imdb_id;
    }
    if (status == OK && *out_took)
        status = add(store, &list, err);
    json_decref(list);
    return status;
}

/* TMDb ids, and names. A run of new people is one statement. */
static enum status take_tmdb_ids(struct store *store, struct knowns *all, bool *out_added, struct error *err)
{
    json_t *list = json_new_array();
    enum status status = OK;
    int64_t filled = 0;
    bool adds = false;
    *out_added = false;
    for (size_t i = 0; i < all->count && status == OK; i++) {
        struct known *known = all->in_order[i];
        known->done = known->done || (known->id != 0 && known->id == filled); /* the same in another role */
        if (known->done)
            continue;
        if (known->id == 0) {
            put_person(list, known->person, true);
            *out_added = adds = true;
            continue;
        }
        if (adds)
            status = add(store, &list, err);
        adds = false;
        struct number tmdb_id = { known->person->tmdb_id, known->person->tmdb_id != 0 };
        if (status == OK)
            status = db_run(store->db, SQL_PERSON_FILL,
                            DB_VALUES(db_integer(known->id), db_number(tmdb_id), db_text(known->person->name)), err);
        known->done = true;
        filled = known->id;
    }
    if (status == OK && adds)
        status = add(store, &list, err);
    json_decref(list);
    return status;
}

/* Each has a row in the end. Another look follows whatever another session may have been quicker at. */
static enum status find_all(struct store *store, struct knowns *all, struct error *err)
{
    enum { LOOKS = 6 };
    bool again = all->count > 0;
    for (int i = 0; i < LOOKS && again; i++) {
        enum status status = find(store, all, err);
        if (status == OK && i == 0)
            status = lock_rows(store, all, err);
        if (status == OK)
            status = take_imdb_ids(store, all, &again, err);
        if (status == OK && !again)
            status = take_tmdb_ids(store, all, &again, err);
        if (status != OK)
            return status;
    }
    return again ? error_set(err, TRANSIENT, "people of these films change too often just now: try again") : OK;
}

/* ── people without ── */

/* Of one film. */
struct nameless {
    struct text key; /* normalised name */
    int64_t id;
    const char *role; /* of the list that brought it */
};
struct namelesses {
    struct nameless *at;
    size_t count;
};

/* Ids prove who somebody is; without one a name does so within its film, between one list and another: two films' "John
 * Smith" are two rows, and so are two of one list. These rows live and die with their film. */
static enum status find_by_name(struct store *store, const struct person *person, const char *role,
                                struct namelesses *film, int64_t *out_id, struct error *err)
{
    struct text key = normalise_name(person->name, &store->scratch);
    struct number id = { 0 };
    for (size_t i = 0; i < film->count && !text_empty(key); i++) {
        struct nameless *other = &film->at[i];
        if (strcmp(other->role, role) != 0 && text_equal(other->key, key)) {
            other->role = role; /* the next of that name in this list is another one */
            *out_id = other->id;
            return OK;
        }
    }
    enum status status = db_run_returning(store->db, SQL_PERSON_ADD, DB_VALUES(db_text(person->name)), &id, err);
    if (status != OK)
        return status;
    film->at[film->count++] = (struct nameless){ key, id.value, role };
    *out_id = id.value;
    return OK;
}

/* ── credits ── */

/* `next` is the first credit of the film among those with ids. */
static enum status write_credits(struct store *store, const struct unwritten *film, const struct known **next,
                                 struct error *err)
{
    struct namelesses nameless = { 0 };
    json_t *list = json_new_array();
    enum status status = OK;
    size_t most = 0;
    for (size_t role = 0; role < ROLES; role++)
        most += film->lists[role].count;
    nameless.at = arena_array(&store->scratch, most, sizeof *nameless.at);
    for (size_t role = 0; role < ROLES; role++) {
        for (size_t i = 0; i < film->lists[role].count && status == OK; i++) {
            const struct person *person = &film->lists[role].at[i];
            int64_t person_id = 0;
            if (has_id(person))
                person_id = (*next)++->id;
            else
                status = find_by_name(store, person, roles[role].role, &nameless, &person_id, err);
            json_t *one = json_new_object();
            json_put_integer(one, "person_id", person_id);
            json_put_text(one, "role", text_of(roles[role].role));
            json_put_text(one, "character", text_empty(person->character) ? (struct text){ 0 } : person->character);
            json_put_integer(one, "ordinal", (int64_t)i);
            json_put_text(one, "source", film->sources[role]);
            json_push(list, one);
        }
    }
    const struct text credits = json_finished(list, &store->scratch);
    return status == OK
               ? db_run(store->db, SQL_CREDITS_ADD, DB_VALUES(db_integer(film->movie_id), db_text(credits)), err)
               : status;
}

static struct knowns list_known(struct store *store, const struct unwritten *films)
{
    struct knowns all = { 0 };
    for (const struct unwritten *film = films; film != NULL; film = film->next) {
        for (size_t role = 0; role < ROLES; role++)
            all.count += film->lists[role].count;
    }
    all.at = arena_array(&store->scratch, all.count, sizeof *all.at);
    all.in_order = arena_array(&store->scratch, all.count, sizeof(struct known *));
    all.count = 0;
    for (const struct unwritten *film = films; film != NULL; film = film->next) {
        for (size_t role = 0; role < ROLES; role++) {
            for (size_t i = 0; i < film->lists[role].count; i++) {
                if (!has_id(&film->lists[role].at[i]))
                    continue;
                all.in_order[all.count] = &all.at[all.count];
                all.at[all.count++].person = &film->lists[role].at[i];
            }
        }
    }
    if (all.count > 0)
        qsort(all.in_order, all.count, sizeof(struct known *), compare_ids);
    return all;
}

enum status people_write(struct store *store, struct error *err)
{
    const struct unwritten *films = store->unwritten;
    store->unwritten = NULL;
    struct knowns all = list_known(store, films);
    const struct known *next = all.at;
    enum status status = find_all(store, &all, err);
    for (const struct unwritten *film = films; film != NULL && status == OK; film = film->next)
        status = write_credits(store, film, &next, err);
    return status;
}
