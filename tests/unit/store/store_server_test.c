/* A server that goes away, at every place of a transaction, and what else only a server can do to us. Runs on
 * PostgreSQL alone. */
#include "store/http_cache.h"
#include "store/store_inside.h"
#include "store_help.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>

static struct error err;
static struct arena arena;

static enum status ask(struct store *store, const char *imdb_id)
{
    struct wanted wanted = { .imdb_id = text_of(imdb_id), .asked_at_ms = NOW_MS };
    err = (struct error){ 0 };
    return store_wanted_add(store, &wanted, &err);
}

static enum status answer(struct store *store, const char *imdb_id)
{
    struct lookup_write write = {
        .imdb_id = text_of(imdb_id), .canonical_id = text_of(imdb_id), .outcome = TEXT("not_found"), .now_ms = NOW_MS
    };
    err = (struct error){ 0 };
    return store_lookup_write(store, &write, &err);
}

static long long answered(const char *imdb_id)
{
    return help_int(
        arena_printf(&arena, "SELECT count(*) FROM wanted WHERE imdb_id = '%s' AND outcome = 'not_found'", imdb_id).at);
}

/* From here on the store's sessions bear the test's name. */
static void name_sessions(void)
{
    size_t used = strlen(help_path);
    (void)snprintf(help_path + used, sizeof help_path - used, "&application_name=%s", help_schema);
}

/* Every session of the store's, as when an administrator restarts the server. */
static void end_sessions(void)
{
    (void)help_text(arena_printf(&arena,
                                 "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
                                 "WHERE application_name = '%s' AND pid <> pg_backend_pid()",
                                 help_schema)
                        .at);
    clock_sleep_ms(30);
}

static void ended_between_statements(void)
{
    help_start();
    name_sessions();
    struct store *store = help_open();
    struct wanted wanted;
    CHECK_OK(ask(store, "tt9000001"));
    for (int i = 0; i < 3; i++) {
        end_sessions();
        CHECK_OK(ask(store, "tt9000002"));
        end_sessions();
        CHECK_OK(answer(store, "tt9000001"));
        end_sessions();
        CHECK_OK(store_wanted_get(store, TEXT("tt9000001"), &arena, &wanted, &err));
    }
    CHECK_INT(help_int("SELECT count(*) FROM wanted"), 2);
    store_close(&store);
    help_stop();
}

static void ended_inside_a_transaction(void)
{
    help_start();
    name_sessions();
    struct store *store = help_open();
    struct wanted wanted;
    CHECK_OK(ask(store, "tt9000001"));
    CHECK_OK(db_begin(store->db, true, &err));
    CHECK_OK(ask(store, "tt9000002"));
    end_sessions();
    CHECK_OK(ask(store, "tt9000003")); /* it waits for what is read next */
    CHECK_INT(store_wanted_get(store, TEXT("tt9000001"), &arena, &wanted, &err), TRANSIENT);
    CHECK_INT(ask(store, "tt9000004"), TRANSIENT); /* still the same transaction: nothing of it may be done alone */
    CHECK(strstr(err.text, "lost in the middle of a transaction") != NULL);
    CHECK_INT(db_settle(store->db, OK, &err), TRANSIENT);
    CHECK_INT(help_int("SELECT count(*) FROM wanted"), 1);
    CHECK_OK(db_begin(store->db, true, &err));
    CHECK_OK(ask(store, "tt9000002"));
    end_sessions();
    CHECK_OK(ask(store, "tt9000003")); /* or for the commit */
    CHECK_INT(db_settle(store->db, OK, &err), TRANSIENT);
    CHECK_INT(help_int("SELECT count(*) FROM wanted"), 1);
    CHECK_OK(db_begin(store->db, true, &err));
    CHECK_OK(ask(store, "tt9000002"));
    end_sessions();
    CHECK_INT(db_settle(store->db, INVALID, &err), INVALID); /* a failure of the caller's own stays what it is */
    CHECK_OK(ask(store, "tt9000005"));
    CHECK_INT(help_int("SELECT count(*) FROM wanted"), 2);
    store_close(&store);
    help_stop();
}

/* ── a commit that is cut off ── */

enum cut { CUT_NOTHING, CUT_BEFORE, CUT_AFTER, CUT_FOR_GOOD };
static _Atomic int *cut; /* shared with the proxy */

static int unix_socket(const char *folder, struct sockaddr_un *address)
{
    *address = (struct sockaddr_un){ .sun_family = AF_UNIX };
    (void)snprintf(address->sun_path, sizeof address->sun_path, "%s/.s.PGSQL.5432", folder);
    return socket(AF_UNIX, SOCK_STREAM, 0);
}

static bool pass_on(int from, int to, bool *out_commit)
{
    static char bytes[1 << 16];
    ssize_t got = read(from, bytes, sizeof bytes);
    if (got <= 0)
        return false;
    *out_commit = text_contains(text_from(bytes, (size_t)got), TEXT("COMMIT\0"));
    if (*out_commit && (atomic_load(cut) == CUT_BEFORE || atomic_load(cut) == CUT_FOR_GOOD))
        return false;
    return write(to, bytes, (size_t)got) == got;
}

static void serve_one(int client, const char *folder)
{
    struct sockaddr_un address;
    int server = unix_socket(folder, &address);
    bool waits_for_commit = false, commit = false, ignored;
    if (connect(server, (struct sockaddr *)&address, sizeof address) != 0)
        _exit(1);
    struct pollfd both[] = { { client, POLLIN, 0 }, { server, POLLIN, 0 } };
    while (poll(both, 2, -1) > 0) {
        if (both[0].revents != 0 && !pass_on(client, server, &commit))
            break;
        waits_for_commit = waits_for_commit || commit;
        commit = false;
        if (both[1].revents == 0)
            continue;
        if (waits_for_commit && atomic_load(cut) == CUT_AFTER) /* done, and nobody hears of it */
            break;
        if (!pass_on(server, client, &ignored))
            break;
        waits_for_commit = false;
    }
    (void)close(client);
    (void)close(server);
}

static pid_t start_proxy(void)
{
    struct sockaddr_un address;
    int door = unix_socket(help_dir, &address);
    int file = open(arena_printf(&arena, "%s/cut", help_dir).at, O_RDWR | O_CREAT, 0600);
    CHECK(ftruncate(file, sizeof *cut) == 0);
    cut = mmap(NULL, sizeof *cut, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    (void)close(file);
    CHECK(cut != MAP_FAILED && bind(door, (struct sockaddr *)&address, sizeof address) == 0 && listen(door, 5) == 0);
    pid_t pid = fork();
    while (pid == 0) {
        int client = accept(door, NULL, NULL);
        if (atomic_load(cut) == CUT_FOR_GOOD) {
            (void)close(client);
            continue;
        }
        serve_one(client, getenv("TEST_PGSQL"));
        if (atomic_load(cut) != CUT_FOR_GOOD)
            atomic_store(cut, CUT_NOTHING);
        else
            (void)close(door);
    }
    (void)close(door);
    return pid;
}

static void a_commit_that_is_cut_off(void)
{
    help_start();
    struct store *store = help_open();
    store_close(&store);
    pid_t proxy = start_proxy();
    char url[256];
    (void)snprintf(url, sizeof url, "postgresql://tester@/postgres?host=%s&options=-csearch_path%%3D%s", help_dir,
                   help_schema);
    struct store_options options = { .url = text_of(url), .lock_timeout_ms = 500 };
    if (!CHECK_OK(store_open(&options, &store, &err)))
        return;
    CHECK_OK(answer(store, "tt9000001"));
    atomic_store(cut, CUT_BEFORE);
    CHECK_INT(answer(store, "tt9000002"), TRANSIENT);
    CHECK(strstr(err.text, "nothing is stored, try again") != NULL);
    CHECK_INT(answered("tt9000002"), 0);
    CHECK_OK(answer(store, "tt9000002")); /* which is safe */
    atomic_store(cut, CUT_AFTER);
    CHECK_OK(answer(store, "tt9000003")); /* it was done, and that was found out */
    CHECK_INT(answered("tt9000003"), 1);
    for (int i = 0; i < 10; i++) {
        atomic_store(cut, i % 2 == 0 ? CUT_AFTER : CUT_BEFORE);
        char id[16];
        (void)snprintf(id, sizeof id, "tt900010%d", i);
        CHECK_INT(answer(store, id), i % 2 == 0 ? OK : TRANSIENT);
        CHECK_INT(answered(id), i % 2 == 0);
    }
    atomic_store(cut, CUT_FOR_GOOD);
    CHECK_INT(answer(store, "tt9000004"), UNCERTAIN);
    CHECK(strstr(err.text, "look again") != NULL);
    store_close(&store);
    (void)kill(proxy, SIGKILL);
    (void)waitpid(proxy, NULL, 0);
    help_stop();
}

/* ── the rest ── */

static void prepared_statements_that_are_lost(void)
{
    help_start();
    struct store *store = help_open();
    CHECK_OK(ask(store, "tt9000001"));
    for (int i = 0; i < 2; i++) { /* inside of a transaction it is over, outside it is done again */
        CHECK_OK(db_begin(store->db, true, &err));
        CHECK_OK(db_script(store->db, "DEALLOCATE ALL", &err));
        if (i == 0)
            CHECK_OK(db_settle(store->db, OK, &err));
        CHECK_INT(ask(store, "tt9000002"), OK);
        if (i == 1)
            CHECK_OK(db_settle(store->db, OK, &err));
    }
    store_close(&store);
    store = help_open();
    CHECK_OK(ask(store, "tt9000003"));
    CHECK_OK(db_begin(store->db, true, &err));
    CHECK_OK(db_script(store->db, "DEALLOCATE ALL", &err));
    CHECK_OK(ask(store, "tt9000004"));
    CHECK_INT(db_settle(store->db, OK, &err), TRANSIENT);
    CHECK_OK(db_begin(store->db, true, &err));
    CHECK_OK(ask(store, "tt9000004"));
    CHECK_OK(db_settle(store->db, OK, &err));
    store_close(&store);
    help_stop();
}

static void locks_are_not_waited_for_without_end(void)
{
    help_start();
    struct store *holder = help_open(), *store = help_open_with(50);
    CHECK_OK(db_begin(holder->db, true, &err));
    int64_t before_ms = clock_mono_ms();
    CHECK_INT(answer(store, "tt9000001"), TRANSIENT);
    CHECK(clock_mono_ms() - before_ms < 5000);
    CHECK(strstr(err.text, "lock time-out") != NULL);
    CHECK_OK(ask(store, "tt9000001")); /* a single row waits for nobody */
    CHECK_OK(db_settle(holder->db, OK, &err));
    CHECK_OK(answer(store, "tt9000001"));
    store_close(&holder);
    store_close(&store);
    help_stop();
}

/* A statement that fails takes its transaction along, also when its caller goes on. */
static void a_failed_transaction_commits_nothing(void)
{
    help_start();
    struct store *store = help_open();
    struct wanted wanted, nothing = { .imdb_id = TEXT("tt9000002") }; /* asked_at is NOT NULL */
    CHECK_OK(db_begin(store->db, true, &err));
    CHECK_OK(ask(store, "tt9000001"));
    CHECK_OK(store_wanted_add(store, &nothing, &err)); /* nobody has looked yet */
    CHECK_INT(db_settle(store->db, OK, &err), INVALID);
    CHECK(strstr(err.text, "without a value that it needs") != NULL && err.detail != 0);
    CHECK_INT(help_int("SELECT count(*) FROM wanted"), 0);
    CHECK_OK(db_begin(store->db, true, &err));
    CHECK_OK(store_wanted_add(store, &nothing, &err));
    CHECK_INT(store_wanted_get(store, TEXT("tt9000001"), &arena, &wanted, &err), INVALID);
    CHECK(db_settle(store->db, OK, &err) != OK); /* in spite of it */
    CHECK_INT(help_int("SELECT count(*) FROM wanted"), 0);
    CHECK_OK(ask(store, "tt9000001"));
    store_close(&store);
    help_stop();
}

static void many_make_the_same_tables(void)
{
    enum { MANY = 6 };
    pid_t pids[MANY];
    help_start();
    for (int i = 0; i < MANY; i++) {
        pids[i] = fork();
        if (pids[i] == 0) {
            struct store *store = help_open_with(30000);
            _exit(store == NULL);
        }
    }
    for (int i = 0; i < MANY; i++) {
        int how = -1;
        (void)waitpid(pids[i], &how, 0);
        CHECK_INT(how, 0);
    }
    CHECK_INT(help_int("SELECT count(*) FROM understudy_schema"), store_schema_newest());
    help_stop();
}

/* What durable writes wait for, and the others do not. */
static void durability_ends_with_its_statement(void)
{
    help_start();
    struct store *store = help_open();
    const struct cache_entry entry = { .url = TEXT("https://a.example/"), .source = "tmdb", .http_status = 200 };
    bool taken;
    const struct flight flight = { .url = TEXT("u"), .owner = TEXT("o"), .until_real_ms = 9, .now_real_ms = 1 };
    CHECK_OK(store_flight_take(store, &flight, &taken, &err));
    CHECK(taken);
    CHECK_OK(store_cache_put(store, &entry, 1, NULL, &err));
    CHECK_OK(db_begin(store->db, true, &err));
    CHECK_OK(db_script(store->db,
                       "CREATE TABLE seen AS SELECT current_setting('synchronous_commit') AS durable, "
                       "current_setting('TimeZone') AS zone, current_setting('lock_timeout') AS lock",
                       &err));
    CHECK_OK(db_settle(store->db, OK, &err));
    CHECK_TEXT_Z(text_of(help_text("SELECT durable || zone || lock FROM seen")), "onUTC5s");
    store_close(&store);
    help_stop();
}

/* Who is killed in the middle of a statement holds nothing for as long as that would take. */
static void a_dead_program_ends_its_statement(void)
{
    enum { LOOKS = 300, PAUSE_MS = 100 };
    help_start();
    struct store *store = help_open();
    store_close(&store);
    name_sessions();
    const char *running = arena_printf(&arena,
                                       "SELECT count(*) FROM pg_stat_activity WHERE application_name = '%s' AND "
                                       "query LIKE '%%pg_sleep%%' AND pid <> pg_backend_pid()",
                                       help_schema)
                              .at;
    pid_t child = fork();
    if (child == 0) {
        struct store *own = help_open();
        bool good = own != NULL && db_begin(own->db, true, &err) == OK &&
                    db_script(own->db, "SELECT pg_sleep(600)", &err) == OK;
        _exit(good);
    }
    int looks = 0;
    while (help_int(running) == 0 && looks++ < LOOKS)
        clock_sleep_ms(PAUSE_MS);
    CHECK_INT(help_int(running), 1);
    (void)kill(child, SIGKILL);
    (void)waitpid(child, NULL, 0);
    looks = 0;
    while (help_int(running) > 0 && looks++ < LOOKS)
        clock_sleep_ms(PAUSE_MS);
    CHECK_INT(help_int(running), 0);
    help_stop();
}

static enum status read_setting(struct store *store, char out[32])
{
    enum status status = db_begin(store->db, true, &err);
    if (status == OK)
        status = db_script(
            store->db, "CREATE TABLE seen AS SELECT current_setting('client_connection_check_interval') AS it", &err);
    status = status == OK ? db_settle(store->db, OK, &err) : status;
    (void)snprintf(out, 32, "%s", help_text("SELECT it FROM seen"));
    (void)help_exec("DROP TABLE seen");
    return status;
}

static void the_operators_settings_stand(void)
{
    char is[32], *end = help_path;
    help_start();
    if (help_int("SELECT current_setting('server_version_num')::int >= 140000") == 1) {
        struct store *store = help_open();
        CHECK_OK(read_setting(store, is));
        CHECK_TEXT_Z(text_of(is), "5s");
        store_close(&store);
        end += strlen(help_path); /* after options=-csearch_path… */
        (void)snprintf(end, sizeof help_path - (size_t)(end - help_path),
                       "%%20-cclient_connection_check_interval%%3D7000");
        store = help_open();
        CHECK_OK(read_setting(store, is));
        CHECK_TEXT_Z(text_of(is), "7s");
        store_close(&store);
        *end = '\0';
    }
    help_stop();
}

/* Migrated by a newer program under this process: it goes on, also with connections that it opens then. */
static void a_newer_schema_under_a_running_process(void)
{
    struct store *later = NULL;
    help_start();
    struct store *store = help_open();
    (void)help_exec("INSERT INTO understudy_schema (version, applied_at) VALUES (77, now())");
    const struct store_options options = { .url = text_of(help_path), .now_ms = NOW_MS };
    struct store *first = NULL;
    CHECK_INT(store_open(&options, &first, &err), BROKEN); /* who has never seen its own version */
    (void)help_exec("DELETE FROM understudy_schema WHERE version = 77");
    CHECK_OK(store_open(&options, &first, &err));
    (void)help_exec("INSERT INTO understudy_schema (version, applied_at) VALUES (77, now())");
    CHECK_OK(store_open(&options, &later, &err));
    CHECK_OK(answer(later, "tt9000001"));
    CHECK_INT(answered("tt9000001"), 1);
    store_close(&later);
    store_close(&first);
    store_close(&store);
    help_stop();
}

int main(void)
{
    RUN(a_newer_schema_under_a_running_process); /* first: the process remembers */
    RUN(ended_between_statements);
    RUN(ended_inside_a_transaction);
    RUN(a_commit_that_is_cut_off);
    RUN(prepared_statements_that_are_lost);
    RUN(locks_are_not_waited_for_without_end);
    RUN(a_failed_transaction_commits_nothing);
    RUN(many_make_the_same_tables);
    RUN(durability_ends_with_its_statement);
    RUN(a_dead_program_ends_its_statement);
    RUN(the_operators_settings_stand);
    arena_finish(&arena);
    return check_done();
}
