/* Two sessions that write films with the same people at one time: the rows are locked in one order, so that none waits
 * for the other in a ring. Runs on PostgreSQL alone. */
#include "store_help.h"

#include <pthread.h>

enum { PEOPLE = 12, ROUNDS = 40, SESSIONS = 2, FILMS = 3 };

struct session {
    struct store *store;
    pthread_barrier_t *start;
    int number, failures;
};

/* What one session knows of person n of a round: an id of one kind, or both; names as it spells them. */
static struct person person_of(struct arena *arena, int round, int n, int number)
{
    int id = round / 2 * PEOPLE + n + 1;
    bool imdb = (n + number) % 3 != 0, tmdb = (n + number + round) % 3 != 1;
    struct person person = { .name = arena_printf(arena, "Person %d%s", id, number == 0 ? "" : ".") };
    if (imdb || !tmdb) /* the larger the one id, the smaller the other */
        person.imdb_id = arena_printf(arena, "nm%07d", id);
    if (tmdb)
        person.tmdb_id = 1000000 - id;
    return person;
}

/* A film, its cast in an order of the session's own. */
static struct lookup_write *film_of(struct arena *arena, int round, int film, int number)
{
    struct stored_movie *movie = arena_alloc(arena, sizeof *movie);
    struct lookup_write *write = arena_alloc(arena, sizeof *write);
    struct person *cast = arena_array(arena, PEOPLE, sizeof *cast);
    struct text id = arena_printf(arena, "tt%07d", (round * SESSIONS + number) * FILMS + film + 1);
    for (int i = 0; i < PEOPLE; i++)
        cast[i] = person_of(arena, round, number == 0 ? i : PEOPLE - 1 - i, number);
    *movie = (struct stored_movie){ .import_status = TEXT("soft"),
                                    .movie = { .imdb_id = id, .title = TEXT("T"), .cast = { cast, PEOPLE } } };
    *write = (struct lookup_write){
        .imdb_id = id, .canonical_id = id, .outcome = TEXT("soft"), .movie = movie, .now_ms = NOW_MS
    };
    return write;
}

static void *write_all(void *context)
{
    struct session *session = context;
    struct arena arena = { 0 };
    for (int round = 0; round < ROUNDS; round++) {
        const struct lookup_write *writes[FILMS];
        struct error err = { 0 };
        arena_reset(&arena);
        for (int film = 0; film < FILMS; film++)
            writes[film] = film_of(&arena, round, film, session->number);
        (void)pthread_barrier_wait(session->start);
        if (store_lookup_writes(session->store, writes, FILMS, &err) != OK) {
            session->failures++;
            help_complain(err.text);
        }
    }
    arena_finish(&arena);
    return NULL;
}

/* A database of its own, whose counters are nobody else's; *out_path is that of the one beside it. */
static void start_alone(char out_path[sizeof help_path])
{
    char sql[64];
    help_start();
    memcpy(out_path, help_path, sizeof help_path);
    (void)snprintf(sql, sizeof sql, "CREATE DATABASE %s", help_schema);
    (void)help_exec(sql);
    (void)snprintf(help_path, sizeof help_path, "postgresql://tester@/%s?host=%s", help_schema, getenv("TEST_PGSQL"));
}

static void stop_alone(const char path[sizeof help_path])
{
    char sql[64];
    memcpy(help_path, path, sizeof help_path);
    (void)snprintf(sql, sizeof sql, "DROP DATABASE %s WITH (FORCE)", help_schema);
    (void)help_exec(sql);
    help_stop();
}

/* Each second round brings the people of the one before once more, with the ids that were not known then. */
static void nobody_waits_in_a_ring(void)
{
    struct session sessions[SESSIONS] = { 0 };
    pthread_t threads[SESSIONS];
    pthread_barrier_t start;
    char path[sizeof help_path];
    start_alone(path);
    (void)pthread_barrier_init(&start, NULL, SESSIONS);
    for (int i = 0; i < SESSIONS; i++)
        sessions[i] = (struct session){ .store = help_open(), .start = &start, .number = i };
    for (int i = 0; i < SESSIONS; i++)
        CHECK(pthread_create(&threads[i], NULL, write_all, &sessions[i]) == 0);
    for (int i = 0; i < SESSIONS; i++) {
        (void)pthread_join(threads[i], NULL);
        CHECK_INT(sessions[i].failures, 0);
        store_close(&sessions[i].store);
    }
    (void)pthread_barrier_destroy(&start);
    CHECK_INT(help_int("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"), 0);
    CHECK_INT(help_int("SELECT count(*) FROM movie_credits"), ROUNDS * SESSIONS * FILMS * PEOPLE);
    CHECK_INT(help_int("SELECT count(*) FROM movie_credits AS a JOIN movie_credits AS b USING (movie_id, person_id) "
                       "WHERE a.ordinal < b.ordinal"),
              0);
    stop_alone(path);
}

int main(void)
{
    RUN(nobody_waits_in_a_ring);
    return check_done();
}
