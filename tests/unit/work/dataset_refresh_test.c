/* Refresh: what is asked, how often, on which condition, and that nothing half-done becomes an index. */
#include "dataset_rig.h"
#include "work/dataset_refresh.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>

#define DAY_S (24 * 3600)

static pid_t server;
static int server_stdin = -1, port;
static struct http *http;
static struct clock clock_now;
static struct dataset_refresh_result result;

static bool start_server(void)
{
    int to[2], from[2];
    char script[512], line[16] = "";
    const char *root = getenv("SOURCE_ROOT");
    (void)snprintf(script, sizeof script, "%s/tests/unit/work/dataset_server.py", root != NULL ? root : ".");
    if (pipe(to) != 0 || pipe(from) != 0 || (server = fork()) < 0)
        return false;
    if (server == 0) {
        (void)dup2(to[0], STDIN_FILENO);
        (void)dup2(from[1], STDOUT_FILENO);
        for (int fd = 3; fd <= from[1]; fd++)
            (void)close(fd);
        (void)execlp("python3", "python3", script, top, (char *)NULL);
        _exit(127);
    }
    (void)close(to[0]);
    (void)close(from[1]);
    server_stdin = to[1];
    size_t len = 0; /* up to the line's end: unbuffered, it comes in two pieces, and a pipe without a reader kills */
    while (len < sizeof line - 1 && (len == 0 || line[len - 1] != '\n') && read(from[0], line + len, 1) == 1)
        len++;
    bool good = len > 0;
    (void)close(from[0]);
    port = (int)strtol(line, NULL, 10);
    return good && port > 0;
}

static void mode(const char *words)
{
    shell("rm -f log && echo >mode", words);
}

/* "basics 200 plain; …" of the requests since mode(). */
static void check_requests(const char *want)
{
    static char log[4096];
    int fd = open(arena_printf(&arena, "%s/log", top).at, O_RDONLY);
    ssize_t got = fd >= 0 ? read(fd, log, sizeof log - 1) : 0;
    if (fd >= 0)
        (void)close(fd);
    log[got > 0 ? got : 0] = '\0';
    struct buf short_form = BUF_WITH_LIMIT(4096);
    struct text rest = text_of(log), line;
    while (text_take_line(&rest, &line)) {
        struct text path = text_take_until(&line, ' ');
        (void)buf_printf(&short_form, "%.*s %.*s; ", (int)(path.len - strlen("/.tsv.gz")), path.at + 1, TEXT_ARG(line));
    }
    CHECK_TEXT_Z(buf_text(&short_form), want);
    buf_finish(&short_form);
}

/* Rows of api_lookup_metrics since the last call: "title.basics.tsv.gz 1 - 200" and so on. */
static void check_metrics(const char *want)
{
    put("want", want);
    shell("sqlite3 -separator ' ' deep/store.db \"SELECT replace(target_identifier, '.tsv.gz', ''), success, "
          "coalesce(error_type, '-'), metadata ->> 'http_status' FROM api_lookup_metrics WHERE source = 'imdb_dataset' "
          "AND operation = 'refresh' AND response_time_ms >= 0 ORDER BY id; DELETE FROM api_lookup_metrics\" >got &&",
          "diff in/want got");
}

static enum status refresh(bool all)
{
    struct store *store = NULL;
    struct gate *gate = gate_create(http, &clock_now, TEXT("understudy"));
    struct text store_path = arena_printf(&arena, "%s/deep/store.db", top);
    err.text[0] = '\0';
    enum status status = store_open(&(struct store_options){ .url = store_path }, &store, &err);
    const struct dataset_refresh ask = { .folder = out_folder(),
                                         .url = arena_printf(&arena, "http://127.0.0.1:%d", port),
                                         .gate = gate,
                                         .store = store,
                                         .clock = &clock_now,
                                         .spacing_ms = 1,
                                         .all = all };
    if (status == OK)
        status = dataset_refresh(&ask, &arena, &result, &err);
    gate_destroy(&gate);
    store_close(&store);
    return status;
}

static void later(int64_t seconds)
{
    clock_now.wall_start_ms += seconds * 1000;
}

static void publish(void)
{
    put_all();
    shell("rm -rf www && mkdir www && cp in/*.tsv www && gzip -n www/*.tsv && touch -d 2026-01-02T03:04:05Z www/*", "");
}

#define ALL_NEW                                                                                                        \
    "title.basics 200 plain; title.ratings 200 plain; title.crew 200 plain; title.principals 200 plain; "              \
    "name.basics 200 plain; "
#define ALL_SAME                                                                                                       \
    "title.basics 304 conditional; title.ratings 304 conditional; title.crew 304 conditional; "                        \
    "title.principals 304 conditional; name.basics 304 conditional; "

static void the_first_time(void)
{
    struct dataset_title t = { 0 };
    publish();
    mode("good");
    if (!CHECK_INT(refresh(false), OK))
        printf("# %s\n", err.text);
    CHECK(result.imported && !result.failed);
    check_metrics("title.basics 1 - 200\ntitle.ratings 1 - 200\ntitle.crew 1 - 200\ntitle.principals 1 - 200\n"
                  "name.basics 1 - 200\n");
    check_requests(ALL_NEW); /* neither title.akas nor title.episode: nothing of them is used */
    CHECK_INT(result.files[TSV_TITLE_AKAS].download, DATASET_UNUSED);
    CHECK_INT(result.files[TSV_NAME_BASICS].download, DATASET_NEW);
    CHECK(result.info.files[TSV_TITLE_BASICS].modified_ms == 1767323045000); /* the server's date */
    CHECK_INT(find("tt9900001", &t), OK);
    CHECK_INT(t.cast.count, 3);
}

static void at_most_daily_and_only_what_changed(void)
{
    struct dataset_title t = { 0 };
    mode("good");
    later(DAY_S - 600);
    CHECK_INT(refresh(false), OK);
    check_requests("");
    check_metrics("");
    CHECK(!result.imported && !result.failed);
    CHECK_INT(result.files[TSV_TITLE_BASICS].download, DATASET_NOT_ASKED);
    later(1200);
    CHECK_INT(refresh(false), OK);
    check_requests(ALL_SAME);
    check_metrics("title.basics 1 - 304\ntitle.ratings 1 - 304\ntitle.crew 1 - 304\ntitle.principals 1 - 304\n"
                  "name.basics 1 - 304\n");
    CHECK(!result.imported);
    CHECK_INT(result.files[TSV_TITLE_BASICS].download, DATASET_UNCHANGED);
    CHECK_INT(find("tt0000007", &t), NOT_FOUND);
    later(DAY_S + 1);
    mode("good");
    shell("rm www/title.basics.tsv.gz", "");
    put("title.basics.tsv", BASICS "tt0000007\tmovie\tNew\tNew\t0\t\\N\t\\N\t\\N\t\\N\n");
    shell("gzip -c in/title.basics.tsv > www/title.basics.tsv.gz", "");
    CHECK_INT(refresh(false), OK);
    check_requests("title.basics 200 conditional; title.ratings 304 conditional; title.crew 304 conditional; "
                   "title.principals 304 conditional; name.basics 304 conditional; ");
    CHECK(result.imported);
    CHECK_INT(find("tt0000007", &t), OK);
    CHECK_INT(find("tt9900001", &t), OK);
    CHECK_INT(t.cast.count, 3);
}

static void all_is_remembered_and_needs_no_download(void)
{
    struct dataset_title t = { 0 };
    mode("good");
    CHECK_INT(refresh(true), OK);
    check_requests("");
    CHECK(result.imported && result.info.all);
    CHECK_INT(refresh(false), OK);
    CHECK(!result.imported);
    CHECK_INT(find("tt9900010", &t), OK);
    CHECK(t.whole);
}

static void an_import_that_was_missed_is_made_up_for(void)
{
    struct dataset_title t = { 0 };
    mode("good");
    shell("rm deep/out/index.db", ""); /* as if killed between download and import */
    CHECK_INT(refresh(false), OK);
    check_requests("");
    CHECK(result.imported);
    CHECK_INT(find("tt9900001", &t), OK);
    shell("rm deep/out/files/title.crew.tsv.gz", "");
    CHECK_INT(refresh(false), OK);
    check_requests("title.crew 200 plain; "); /* no condition on what is no longer here */
}

static void refusals(void)
{
    static const struct {
        const char *mode, *reason, *requests, *metrics;
    } rows[] = {
        { "status 503", "HTTP 503", "title.basics 503 conditional; ", "title.basics 0 api_error 503\n" },
        { "status 404", "HTTP 404", "title.basics 404 conditional; ", "title.basics 0 api_error 404\n" },
        { "status 206", "HTTP 206", "title.basics 206 conditional; ", "title.basics 0 invalid_response 206\n" },
        { "cut", "cut", "title.basics 200 conditional; ", "title.basics 0 network_error 0\n" },
        { "page", "no title.basics", "title.basics 200 conditional; ", "title.basics 0 invalid_response 200\n" },
        { "good", "a page instead of a dataset", "", "" }, /* the gate remembers that page */
    };
    struct dataset_title t = { 0 };
    publish();
    put("title.basics.tsv", BASICS "tt0000009\tmovie\tNewest\tNewest\t0\t\\N\t\\N\t\\N\t\\N\n");
    shell("gzip -c in/title.basics.tsv > www/title.basics.tsv.gz", "");
    later(DAY_S + 1);
    shell("sqlite3 deep/store.db 'DELETE FROM api_lookup_metrics'", "");
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        CHECK_ROW(rows[i].mode);
        mode(rows[i].mode);
        later(60); /* the pause after a 503 */
        CHECK_INT(refresh(false), OK);
        CHECK(result.failed && !result.imported);
        check_requests(rows[i].requests); /* who says no once is not asked four times more */
        check_metrics(rows[i].metrics);
        CHECK_INT(result.files[TSV_TITLE_BASICS].download, DATASET_FAILED);
        if (!CHECK(text_contains(result.files[TSV_TITLE_BASICS].reason, text_of(rows[i].reason))))
            printf("# %.*s\n", TEXT_ARG(result.files[TSV_TITLE_BASICS].reason));
        CHECK_INT(find("tt9900001", &t), OK);
        CHECK_INT(find("tt0000009", &t), NOT_FOUND);
        CHECK(access(dataset_path(out_folder(), "files/title.basics.tsv.gz.part", &arena), F_OK) != 0);
    }
    CHECK_ROW("after the pause");
    later(7 * 3600);
    mode("good");
    CHECK_INT(refresh(false), OK);
    CHECK(result.imported);
    CHECK_INT(find("tt0000009", &t), OK);
}

static void damaged_downloads_come_anew(void)
{
    struct dataset_title t = { 0 };
    later(DAY_S + 1);
    mode("good");
    put("title.ratings.tsv", RATINGS "tt9900001\t1\n");
    shell("gzip -c in/title.ratings.tsv > www/title.ratings.tsv.gz", "");
    CHECK_INT(refresh(false), INVALID);
    CHECK(strstr(err.text, "line 5 does not have 3 fields") != NULL);
    CHECK_INT(find("tt9900001", &t), OK);
    later(DAY_S + 1);
    mode("good");
    put("title.ratings.tsv", RATINGS);
    shell("gzip -c in/title.ratings.tsv > www/title.ratings.tsv.gz", "");
    CHECK_INT(refresh(false), OK);
    check_requests(ALL_NEW);
    CHECK(result.imported);
}

static void a_304_that_nobody_asked_for(void)
{
    shell("rm -rf deep/out/files", "");
    later(DAY_S + 1);
    mode("always 304");
    CHECK_INT(refresh(false), OK);
    CHECK(result.failed);
    check_requests("title.basics 304 plain; ");
}

static void another_clock_is_not_waited_for(void)
{
    mode("good");
    CHECK_INT(refresh(false), OK);
    later(-10 * DAY_S);
    mode("good");
    CHECK_INT(refresh(false), OK);
    check_requests(ALL_SAME);
    CHECK(!result.imported);
}

static void all_tests(void)
{
    const struct http_options options = { .user_agent = TEXT("understudy/test (+nobody@understudy.example)") };
    bool started = start_server() && clock_init(&clock_now, (struct text){ 0 }, &err) == OK &&
                   http_open(&options, &http, &err) == OK;
    if (CHECK(started)) {
        RUN(the_first_time);
        RUN(at_most_daily_and_only_what_changed);
        RUN(all_is_remembered_and_needs_no_download);
        RUN(an_import_that_was_missed_is_made_up_for);
        RUN(refusals);
        RUN(damaged_downloads_come_anew);
        RUN(a_304_that_nobody_asked_for);
        RUN(another_clock_is_not_waited_for);
    }
    http_close(&http);
    if (server > 0) {
        (void)close(server_stdin);
        (void)waitpid(server, NULL, 0);
    }
    shell("rm -rf www mode log whole got", "");
}

int main(void)
{
    return with_folder(all_tests);
}
