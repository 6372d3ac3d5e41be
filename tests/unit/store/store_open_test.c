/* Opening: addresses, schema versions, creation by many at once, sqlite's codes, every statement prepared. */
#include "store/db.h"
#include "store_help.h"

#include <sys/wait.h>

static enum status try_open(const char *url, bool read_only, struct error *err)
{
    struct store_options options = { .url = text_of(url), .read_only = read_only, .now_ms = NOW_MS };
    struct store *store = NULL;
    *err = (struct error){ 0 };
    enum status status = store_open(&options, &store, err);
    CHECK((status == OK) == (store != NULL));
    store_close(&store);
    return status;
}

static void addresses(void)
{
    static const struct {
        const char *url;
        enum status status;
        const char *says;
    } rows[] = {
        { "sqlite::memory:", OK, "" },
        { ":memory:", OK, "" },
        { "", INVALID, "sqlite:PATH" },
        { "sqlite:", INVALID, "sqlite:PATH" },
        { "postgres://u:hush@127.0.0.1:1/films", TRANSIENT, "database films at 127.0.0.1" },
        { "postgresql://u:hush@/films?host=/nowhere", TRANSIENT, "database films at /nowhere cannot be reached" },
        { "postgresql://u:hush@h/films?colour=red", INVALID, "postgres://USER@HOST:PORT/DATABASE" },
        { "postgres://u:hush@h:hush/films", INVALID, "check database.url" },
        { "mysql://localhost/films", INVALID, "unknown kind" },
        { NULL, INVALID, "sqlite:PATH" },
    };
    struct error err;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        CHECK_ROW(rows[i].url != NULL ? rows[i].url : "unknown");
        CHECK_INT(try_open(rows[i].url, false, &err), rows[i].status);
        CHECK(strstr(err.text, rows[i].says) != NULL);
        CHECK(strstr(err.text, "hush") == NULL);
    }
}

static void creates_and_opens_again(void)
{
    help_start();
    struct error err;
    char url[128];
    (void)snprintf(url, sizeof url, "sqlite:%s", help_path);
    CHECK_INT(try_open(url, true, &err), NOT_FOUND);
    CHECK(access(help_path, F_OK) != 0); /* looking creates nothing */
    CHECK_INT(try_open(url, false, &err), OK);
    CHECK_INT(try_open(help_path, false, &err), OK);
    CHECK_INT(try_open(url, true, &err), OK);
    CHECK_INT(help_int("SELECT count(*) FROM understudy_schema"), store_schema_newest());
    CHECK_TEXT_Z(text_of(help_text("SELECT applied_at FROM understudy_schema")), "2026-12-24T00:00:00Z");
    CHECK_TEXT_Z(text_of(help_text("PRAGMA journal_mode")), "wal");
    struct store *store = help_open();
    if (store != NULL)
        CHECK_INT(store_schema_version(store), store_schema_newest());
    store_close(&store);
    CHECK(store == NULL);
    store_close(&store);
    help_stop();
}

/* contract/interface.md §4, to the letter. */
static void promised_columns(void)
{
    static const struct {
        const char *table, *columns;
    } rows[] = {
        { "movies", "id imdb_id tmdb_id title original_title release_date release_date_precision release_year runtime "
                    "overview original_language poster_path imdb_data tmdb_data import_status imdb_scraped_at "
                    "placeholder_retry_count next_tmdb_retry_at inserted_at updated_at" },
        { "wanted", "imdb_id title year context outcome reason asked_at answered_at" },
        { "api_lookup_metrics", "source operation target_identifier success confidence_score fallback_level "
                                "response_time_ms error_type error_message metadata inserted_at updated_at" },
    };
    help_start();
    struct store *store = help_open();
    store_close(&store);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct text rest = text_of(rows[i].columns);
        while (rest.len > 0) {
            char sql[256];
            struct text column = text_take_until(&rest, ' ');
            (void)snprintf(sql, sizeof sql, "SELECT count(*) FROM pragma_table_info('%s') WHERE name = '%.*s'",
                           rows[i].table, TEXT_ARG(column));
            CHECK_ROW(sql);
            CHECK_INT(help_int(sql), 1);
        }
    }
    CHECK_ROW(NULL);
    CHECK(strstr(help_text("SELECT sql FROM sqlite_master WHERE name = 'idx_movies_placeholder_status'"),
                 "movies (import_status, next_tmdb_retry_at)\n    WHERE import_status = 'imdb_placeholder'") != NULL);
    CHECK_TEXT_Z(text_of(help_text("SELECT dflt_value FROM pragma_table_info('movies') "
                                   "WHERE name = 'placeholder_retry_count'")),
                 "0");
    help_stop();
}

static void a_newer_schema_is_left_alone(void)
{
    help_start();
    struct error err;
    struct store *store = help_open();
    store_close(&store);
    (void)help_text("INSERT INTO understudy_schema (version) VALUES (77)");
    for (int read_only = 0; read_only < 2; read_only++) {
        CHECK_INT(try_open(help_path, read_only, &err), BROKEN);
        CHECK(strstr(err.text, "schema version 77 of ") != NULL);
        CHECK(strstr(err.text, "use a newer understudy") != NULL);
    }
    CHECK_INT(help_int("SELECT max(version) FROM understudy_schema"), 77);
    (void)help_text("UPDATE understudy_schema SET version = 99999999999 WHERE version = 77");
    CHECK_INT(try_open(help_path, false, &err), BROKEN);
    help_stop();
}

static void another_programs_tables_are_left_alone(void)
{
    help_start();
    struct error err;
    (void)help_text("CREATE TABLE movies (name text)");
    CHECK_INT(try_open(help_path, false, &err), BROKEN);
    CHECK(strstr(err.text, "table movies already exists") != NULL);
    CHECK_INT(help_int("SELECT count(*) FROM sqlite_master"), 1); /* nothing half-made */
    CHECK_INT(try_open(help_path, true, &err), NOT_FOUND);
    help_stop();
}

static void many_create_the_same_store(void)
{
    enum { MANY = 8, ROUNDS = 4 };
    for (int round = 0; round < ROUNDS; round++) {
        help_start();
        pid_t pids[MANY];
        int gate[2]; /* closing it lets all of them go at once */
        char byte;
        if (!CHECK(pipe(gate) == 0))
            break;
        for (int i = 0; i < MANY; i++) {
            pids[i] = fork();
            if (pids[i] == 0) {
                (void)close(gate[1]);
                (void)!read(gate[0], &byte, 1);
                struct store_options options = { .url = text_of(help_path) };
                struct store *store = NULL;
                struct error err = { 0 };
                enum status status = store_open(&options, &store, &err);
                if (status != OK)
                    fprintf(stderr, "%s\n", err.text);
                store_close(&store);
                _exit(status != OK);
            }
        }
        (void)close(gate[0]);
        (void)close(gate[1]);
        for (int i = 0; i < MANY; i++) {
            int how = -1;
            (void)waitpid(pids[i], &how, 0);
            CHECK_INT(how, 0);
        }
        CHECK_INT(help_int("SELECT count(*) FROM understudy_schema"), store_schema_newest());
        help_stop();
    }
}

/* Turning on WAL meets a lock that SQLite itself does not wait for: another process that is just creating the store. */
static void creation_waits_for_a_lock(void)
{
    help_start();
    int locked[2];
    char byte = 0;
    CHECK(pipe(locked) == 0);
    pid_t pid = fork();
    if (pid == 0) {
        sqlite3 *handle = NULL;
        bool good = sqlite3_open(help_path, &handle) == SQLITE_OK &&
                    sqlite3_exec(handle, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK &&
                    write(locked[1], "l", 1) == 1;
        clock_sleep_ms(80);
        good = good && sqlite3_exec(handle, "COMMIT", NULL, NULL, NULL) == SQLITE_OK;
        (void)sqlite3_close(handle);
        _exit(!good);
    }
    CHECK(read(locked[0], &byte, 1) == 1);
    (void)close(locked[0]);
    (void)close(locked[1]);
    struct store *store = help_open();
    store_close(&store);
    int how = -1;
    (void)waitpid(pid, &how, 0);
    CHECK_INT(how, 0);
    help_stop();
}

static void plans(void)
{
    struct arena arena = { 0 };
    for (int dialect = STORE_SQLITE; dialect <= STORE_POSTGRESQL; dialect++) {
        struct text plan = store_migration_plan((enum store_dialect)dialect, 0, &arena);
        CHECK(text_starts(plan, TEXT("BEGIN;\n")) && text_ends(plan, TEXT("COMMIT;\n")));
        CHECK(text_contains(plan, TEXT("CREATE TABLE api_lookup_metrics")));
        CHECK_INT(text_contains(plan, TEXT("timestamptz")), dialect == STORE_POSTGRESQL);
        CHECK_TEXT_Z(store_migration_plan((enum store_dialect)dialect, store_schema_newest(), &arena), "");
        CHECK_TEXT_Z(store_migration_plan((enum store_dialect)dialect, 1000, &arena), "");
    }
    /* The plan makes the store that we make. */
    help_start();
    sqlite3 *handle = NULL;
    struct error err;
    CHECK(sqlite3_open(help_path, &handle) == SQLITE_OK);
    CHECK(sqlite3_exec(handle, arena_z(&arena, store_migration_plan(STORE_SQLITE, 0, &arena)), NULL, NULL, NULL) ==
          SQLITE_OK);
    (void)sqlite3_close(handle);
    CHECK_INT(try_open(help_path, true, &err), OK);
    help_stop();
    arena_finish(&arena);
}

static void every_statement_prepares(void)
{
    help_start();
    struct store *store = help_open();
    store_close(&store);
    struct arena arena = { 0 };
    const struct store_statement_text *texts = store_statement_texts(STORE_SQLITE, &arena);
    sqlite3 *handle = NULL;
    CHECK(sqlite3_open(help_path, &handle) == SQLITE_OK);
    /* another program's table, which some statements read */
    CHECK(
        sqlite3_exec(handle,
                     "CREATE TABLE IF NOT EXISTS oban_jobs (id integer PRIMARY KEY, state text, args text, meta text, "
                     "errors text)",
                     NULL, NULL, NULL) == SQLITE_OK);
    size_t count = 0;
    for (; texts[count].name != NULL; count++) {
        sqlite3_stmt *statement = NULL;
        const char *tail = "";
        CHECK_ROW(texts[count].name);
        CHECK(sqlite3_prepare_v2(handle, texts[count].sql, -1, &statement, &tail) == SQLITE_OK);
        CHECK(*tail == '\0');
        /* $1 to $n, none left out: what the driver binds by name */
        for (int i = 1; i <= sqlite3_bind_parameter_count(statement); i++) {
            char name[16];
            (void)snprintf(name, sizeof name, "$%d", i);
            CHECK(sqlite3_bind_parameter_index(statement, name) > 0);
        }
        (void)sqlite3_finalize(statement);
    }
    CHECK_INT(count, STATEMENT_COUNT);
    (void)sqlite3_close(handle);
    arena_finish(&arena);
    help_stop();
}

static void sqlite_codes(void)
{
    static const struct {
        int code;
        enum status status;
        const char *says;
    } rows[] = {
        { SQLITE_OK, OK, "no error" },
        { SQLITE_ROW, OK, "no error" },
        { SQLITE_DONE, OK, "no error" },
        { SQLITE_NOTICE_RECOVER_WAL, OK, "no error" },
        { SQLITE_WARNING_AUTOINDEX, OK, "no error" },
        { SQLITE_BUSY, TRANSIENT, "locked by another process" },
        { SQLITE_BUSY_SNAPSHOT, TRANSIENT, "locked by another process" },
        { SQLITE_BUSY_RECOVERY, TRANSIENT, "locked by another process" },
        { SQLITE_LOCKED_SHAREDCACHE, TRANSIENT, "locked by another connection" },
        { SQLITE_PROTOCOL, TRANSIENT, "try again" },
        { SQLITE_SCHEMA, TRANSIENT, "try again" },
        { SQLITE_INTERRUPT, TRANSIENT, "try again" },
        { SQLITE_ABORT_ROLLBACK, TRANSIENT, "try again" },
        { SQLITE_FULL, BROKEN, "disk is full" },
        { SQLITE_READONLY, BROKEN, "read-only" },
        { SQLITE_READONLY_RECOVERY, BROKEN, "read-only" },
        { SQLITE_READONLY_DIRECTORY, BROKEN, "directory that is not writable" },
        { SQLITE_READONLY_DBMOVED, BROKEN, "moved or deleted" },
        { SQLITE_CANTOPEN, BROKEN, "cannot be opened" },
        { SQLITE_CANTOPEN_FULLPATH, BROKEN, "cannot be opened" },
        { SQLITE_CANTOPEN_ISDIR, BROKEN, "is a directory" },
        { SQLITE_PERM, BROKEN, "permissions" },
        { SQLITE_AUTH, BROKEN, "permissions" },
        { SQLITE_NOTADB, BROKEN, "not a database" },
        { SQLITE_CORRUPT, BROKEN, "damaged" },
        { SQLITE_CORRUPT_INDEX, BROKEN, "damaged" },
        { SQLITE_FORMAT, BROKEN, "damaged" },
        { SQLITE_IOERR_FSYNC, BROKEN, "check the disk" },
        { SQLITE_NOLFS, BROKEN, "too large for this system" },
        { SQLITE_TOOBIG, INVALID, "too large" },
        { SQLITE_CONSTRAINT_TRIGGER, INVALID, "refused a value" },
        { SQLITE_CONSTRAINT_UNIQUE, INVALID, "another row" },
        { SQLITE_CONSTRAINT_PRIMARYKEY, INVALID, "another row" },
        { SQLITE_CONSTRAINT_CHECK, INVALID, "allowed" },
        { SQLITE_CONSTRAINT_NOTNULL, INVALID, "without a value" },
        { SQLITE_CONSTRAINT_FOREIGNKEY, INVALID, "points to none" },
        { SQLITE_MISMATCH, INVALID, "wrong type" },
        { SQLITE_ERROR, BROKEN, "tables" },
        { SQLITE_EMPTY, BROKEN, "report this" },
        { SQLITE_INTERNAL, BROKEN, "report this" },
        { SQLITE_NOTFOUND, BROKEN, "report this" },
        { SQLITE_MISUSE, BROKEN, "report this" },
        { SQLITE_RANGE, BROKEN, "report this" },
        { SQLITE_NOMEM, BROKEN, "memory" },
        { 250, BROKEN, "report this" }, /* of a later SQLite */
        { 250 | 3 << 8, BROKEN, "report this" },
        { -1, BROKEN, "report this" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *what = "";
        CHECK_ROW(rows[i].says);
        CHECK_INT(db_sqlite_status(rows[i].code, &what), rows[i].status);
        CHECK(strstr(what, rows[i].says) != NULL);
    }
}

int main(void)
{
    RUN(addresses);
    RUN(creates_and_opens_again);
    RUN(promised_columns);
    RUN(a_newer_schema_is_left_alone);
    RUN(another_programs_tables_are_left_alone);
    RUN(many_create_the_same_store);
    RUN(creation_waits_for_a_lock);
    RUN(plans);
    RUN(every_statement_prepares);
    RUN(sqlite_codes);
    return check_done();
}
