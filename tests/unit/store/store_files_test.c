/* The file system's part: modes, places that cannot be written, full disks, foreign files, locks. */
#include "base/random.h"
#include "store/store_inside.h"
#include "store_help.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

enum { NOBODY = 65534 };

static enum status try_open(const char *path, struct error *err)
{
    struct store_options options = { .url = text_of(path), .lock_timeout_ms = 50 };
    struct store *store = NULL;
    *err = (struct error){ 0 };
    enum status status = store_open(&options, &store, err);
    store_close(&store);
    return status;
}

static void write_file(const char *path, const char *bytes, mode_t mode)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, mode);
    CHECK(fd >= 0 && write(fd, bytes, strlen(bytes)) == (ssize_t)strlen(bytes));
    (void)close(fd);
}

static int mode_of(const char *path)
{
    struct stat found;
    return stat(path, &found) == 0 ? (int)(found.st_mode & 0777) : -1;
}

static void what_we_create_is_private(void)
{
    help_start();
    char path[256];
    struct error err = { 0 };
    mode_t before = umask(0);
    (void)snprintf(path, sizeof path, "%s/a/b/store.db", help_dir);
    CHECK_OK(try_open(path, &err));
    CHECK_INT(mode_of(path), 0600);
    (void)snprintf(path, sizeof path, "%s/a/b", help_dir);
    CHECK_INT(mode_of(path), 0700);
    /* Nothing else is left lying there; while it is open, the log is as private. */
    CHECK_OK(try_open(help_path, &err));
    struct store *store = help_open();
    CHECK_OK(store_wanted_add(store, &(struct wanted){ .imdb_id = TEXT("tt9000001"), .asked_at_ms = NOW_MS }, &err));
    (void)snprintf(path, sizeof path, "%s-wal", help_path);
    CHECK_INT(mode_of(path), 0600);
    store_close(&store);
    int entries = 0;
    DIR *dir = opendir(help_dir);
    while (dir != NULL && readdir(dir) != NULL)
        entries++;
    (void)closedir(dir);
    CHECK_INT(entries, 4); /* . .. a store.db */
    /* What was there keeps its mode. */
    (void)chmod(help_path, 0644);
    CHECK_OK(try_open(help_path, &err));
    CHECK_INT(mode_of(help_path), 0644);
    (void)umask(before);
    help_stop();
}

/* Runs `test` as a user who may not write everywhere. */
static void run_as_nobody(int (*test)(void))
{
    if (geteuid() == 0)
        CHECK(chown(help_dir, NOBODY, NOBODY) == 0);
    pid_t pid = fork();
    if (pid == 0) {
        if (geteuid() == 0 && (setgid(NOBODY) != 0 || setuid(NOBODY) != 0))
            _exit(99);
        _exit(test());
    }
    int how = -1;
    (void)waitpid(pid, &how, 0);
    CHECK_INT(how, 0);
}

static int expect(const char *path, const char *says)
{
    struct error err;
    enum status status = try_open(path, &err);
    if (status == BROKEN && strstr(err.text, says) != NULL)
        return 0;
    fprintf(stderr, "%s: %s, want BROKEN with \"%s\"\n", status_name(status), err.text, says);
    return 1;
}

static int read_only_places(void)
{
    struct error err;
    if (try_open(help_path, &err) != OK)
        return 2;
    (void)chmod(help_path, 0400);
    int failed = expect(help_path, "is read-only: make it writable");
    /* read-only is enough to look */
    struct store_options options = { .url = text_of(help_path), .read_only = true };
    struct store *store = NULL;
    failed |= store_open(&options, &store, &err) != OK;
    store_close(&store);
    (void)chmod(help_path, 0000);
    failed |= expect(help_path, "cannot be opened: check the path and its permissions");
    (void)chmod(help_path, 0600);
    char path[256];
    (void)snprintf(path, sizeof path, "%s-wal", help_path);
    (void)remove(path); /* a reader leaves the log; with it, the directory need not be writable */
    (void)snprintf(path, sizeof path, "%s-shm", help_path);
    (void)remove(path);
    (void)chmod(help_dir, 0500);
    failed |= expect(help_path, "database");
    (void)snprintf(path, sizeof path, "%s/other.db", help_dir);
    failed |= expect(path, "other.db: Permission denied: choose another place");
    (void)snprintf(path, sizeof path, "%s/sub/other.db", help_dir);
    failed |= expect(path, "cannot create directory");
    (void)chmod(help_dir, 0700);
    return failed | (try_open(help_path, &err) != OK);
}

static void unwritable_places(void)
{
    help_start();
    run_as_nobody(read_only_places);
    help_stop();
}

static void things_that_are_no_store(void)
{
    help_start();
    char path[256];
    struct error err;
    write_file(help_path,
               "This is a film list, not a database. It is long enough to have a header of 100 bytes, "
               "and then some more of the same.",
               0600);
    CHECK_INT(try_open(help_path, &err), BROKEN);
    CHECK(strstr(err.text, "is not a database: choose another path") != NULL);
    CHECK(strstr(err.text, help_path) != NULL);
    CHECK_INT(try_open(help_dir, &err), BROKEN);
    (void)snprintf(path, sizeof path, "%s/below.db", help_path);
    CHECK_INT(try_open(path, &err), BROKEN);
    CHECK(strstr(err.text, "Not a directory") != NULL);
    /* An empty file is a store that nobody has begun. */
    write_file(help_path, "", 0600);
    CHECK_INT(try_open(help_path, &err), OK);
    /* A long path keeps its remedy. */
    char deep[1200] = "/proc/";
    memset(deep + 6, 'd', 1000);
    memcpy(deep + 1006, "/x", 3);
    CHECK_INT(try_open(deep, &err), BROKEN);
    CHECK(strstr(err.text, "database.url") != NULL);
    help_stop();
}

static void damaged_pages_are_told(void)
{
    help_start();
    struct error err = { 0 };
    struct arena arena = { 0 };
    struct store *store = help_open();
    CHECK_OK(store_wanted_add(store, &(struct wanted){ .imdb_id = TEXT("tt9000001"), .asked_at_ms = NOW_MS }, &err));
    store_close(&store);
    long long page = help_int("SELECT rootpage FROM sqlite_master WHERE name = 'sqlite_autoindex_wanted_1'");
    long long size = help_int("PRAGMA page_size");
    int fd = open(help_path, O_WRONLY);
    char junk[64];
    memset(junk, 0x5a, sizeof junk);
    CHECK(pwrite(fd, junk, sizeof junk, (off_t)((page - 1) * size)) == (ssize_t)sizeof junk);
    (void)close(fd);
    store = help_open();
    struct wanted wanted;
    CHECK_INT(store_wanted_get(store, TEXT("tt9000001"), &arena, &wanted, &err), BROKEN);
    CHECK(strstr(err.text, "is damaged: restore a backup") != NULL);
    store_close(&store);
    arena_finish(&arena);
    help_stop();
}

static void a_full_disk_stores_nothing(void)
{
    help_start();
    struct error err = { 0 };
    struct store *store = help_open();
    static char body[400000];
    struct random random = { 3 };
    for (size_t i = 0; i < sizeof body; i++)
        body[i] = (char)random_next(&random); /* does not pack */
    struct raw_answer answer = { "tmdb", "find",       TEXT("tt9000001"),     TEXT("https://tmdb.example/"),
                                 200,    TEXT("text"), { body, sizeof body }, NOW_MS,
                                 { 0 } };
    struct lookup_write write = { .imdb_id = TEXT("tt9000001"),
                                  .canonical_id = TEXT("tt9000001"),
                                  .outcome = TEXT("not_found"),
                                  .reason = TEXT("absent"),
                                  .answers = &answer,
                                  .answer_count = 1,
                                  .now_ms = NOW_MS };
    CHECK_OK(db_script(store->db, "PRAGMA max_page_count = 60", &err));
    CHECK_INT(store_lookup_write(store, &write, &err), BROKEN);
    CHECK(strstr(err.text, "disk is full") != NULL && strstr(err.text, help_path) != NULL);
    CHECK_INT(help_int("SELECT (SELECT count(*) FROM raw_answers) + (SELECT count(*) FROM fetches) + "
                       "(SELECT count(*) FROM wanted)"),
              0);
    /* The same through a real write that fails: the log may not grow. */
    CHECK_OK(db_script(store->db, "PRAGMA max_page_count = 1000000", &err));
    struct rlimit limit, small;
    CHECK(getrlimit(RLIMIT_FSIZE, &limit) == 0);
    small = limit;
    small.rlim_cur = 200000;
    (void)signal(SIGXFSZ, SIG_IGN);
    CHECK(setrlimit(RLIMIT_FSIZE, &small) == 0);
    CHECK_INT(store_lookup_write(store, &write, &err), BROKEN);
    CHECK(setrlimit(RLIMIT_FSIZE, &limit) == 0);
    if (!CHECK(strstr(err.text, "disk is full") != NULL))
        printf("# %s (%d)\n", err.text, err.detail);
    /* And the same connection goes on when there is room again. */
    CHECK_OK(store_lookup_write(store, &write, &err));
    CHECK_INT(help_int("SELECT count(*) FROM raw_answers"), 1);
    CHECK_TEXT_Z(text_of(help_text("PRAGMA integrity_check")), "ok");
    store_close(&store);
    help_stop();
}

static void a_lock_is_waited_for_and_named(void)
{
    help_start();
    struct error err = { 0 };
    struct store *holder = help_open(), *waiter = help_open_with(100);
    struct wanted wanted = { .imdb_id = TEXT("tt9000001"), .asked_at_ms = NOW_MS };
    struct lookup_write write = {
        .imdb_id = TEXT("tt9000001"), .canonical_id = TEXT("tt9000001"), .outcome = TEXT("not_found"), .now_ms = NOW_MS
    };
    struct arena arena = { 0 };
    CHECK_OK(db_begin(holder->db, true, &err));
    int64_t start_ms = clock_mono_ms();
    CHECK_INT(store_wanted_add(waiter, &wanted, &err), TRANSIENT);
    int64_t waited_ms = clock_mono_ms() - start_ms;
    CHECK(waited_ms >= 90 && waited_ms < 3000);
    CHECK(strstr(err.text, "is locked by another process for more than 100 ms") != NULL);
    CHECK_INT(err.detail & 0xff, SQLITE_BUSY);
    CHECK_INT(store_lookup_write(waiter, &write, &err), TRANSIENT);
    /* Reading goes on while another writes. */
    CHECK_INT(store_wanted_get(waiter, TEXT("tt9000001"), &arena, &wanted, &err), NOT_FOUND);
    CHECK_OK(db_settle(holder->db, OK, &err));
    CHECK_OK(store_lookup_write(waiter, &write, &err));
    store_close(&holder);
    store_close(&waiter);
    arena_finish(&arena);
    help_stop();
}

int main(void)
{
    RUN(what_we_create_is_private);
    RUN(unwritable_places);
    RUN(things_that_are_no_store);
    RUN(damaged_pages_are_told);
    RUN(a_full_disk_stores_nothing);
    RUN(a_lock_is_waited_for_and_named);
    return check_done();
}
