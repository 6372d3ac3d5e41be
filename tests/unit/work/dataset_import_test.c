/* Import: what comes out of the index, what is refused, and that the old index outlives everything. */
#include "dataset_rig.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

static void everything_of_one_film(void)
{
    struct dataset_info info;
    struct dataset_title t = { 0 };
    put_all();
    if (!CHECK_INT(import_one(in(""), &info), OK))
        printf("# %s\n", err.text);
    CHECK_INT(info.files[TSV_TITLE_BASICS].rows, 5);
    CHECK_INT(info.files[TSV_TITLE_BASICS].kept, 5);
    CHECK_INT(info.files[TSV_TITLE_RATINGS].rows, 3);
    CHECK_INT(info.files[TSV_TITLE_RATINGS].kept, 1); /* neither the series nor the unknown title */
    CHECK_INT(info.files[TSV_TITLE_PRINCIPALS].rows, 7);
    CHECK_INT(info.files[TSV_TITLE_PRINCIPALS].kept, 3); /* the director stands in title.crew */
    CHECK_INT(info.files[TSV_NAME_BASICS].kept, 3);
    CHECK_INT(info.files[TSV_TITLE_AKAS].rows, 1);
    CHECK_INT(info.duplicates, 0);
    if (!CHECK_INT(find("tt9900001", &t), OK))
        return;
    CHECK_TEXT_Z(t.type, "movie");
    CHECK(t.whole);
    CHECK_TEXT_Z(t.title, "Last \"Light\" on the Quay");
    CHECK_TEXT_Z(t.original_title, "Última Luz no Cais");
    CHECK_TEXT_Z(t.start_year, "2025");
    CHECK(!text_known(t.end_year));
    CHECK_TEXT_Z(t.runtime, "104");
    CHECK_TEXT_Z(t.genres, "Drama,Mystery");
    CHECK_TEXT_Z(t.rating, "7.2");
    CHECK_TEXT_Z(t.votes, "318");
    if (CHECK_INT(t.directors.count, 1))
        CHECK_TEXT_Z(t.directors.at[0].name, "Inês Varela");
    if (CHECK_INT(t.writers.count, 2)) {
        CHECK_TEXT_Z(t.writers.at[1].imdb_id, "nm9900005");
        CHECK(!text_known(t.writers.at[1].name)); /* not in name.basics */
    }
    if (CHECK_INT(t.cast.count, 3)) { /* by ordering, though the file has it otherwise */
        CHECK_TEXT_Z(t.cast.at[0].name, "Rosa Pinhal");
        CHECK_TEXT_Z(t.cast.at[0].characters, "[\"Alda\",\"Young Alda\"]");
        CHECK_TEXT_Z(t.cast.at[1].name, "Tomé Saldanha");
        CHECK_TEXT_Z(t.cast.at[2].imdb_id, "nm9900006");
    }
}

static void other_titles_and_ids(void)
{
    struct dataset_title t = { 0 };
    CHECK_INT(find("tt9900002", &t), OK);
    CHECK_TEXT_Z(t.original_title, "The Salt Ledger");
    CHECK(t.directors.count == 0 && t.cast.count == 0 && !text_known(t.rating));
    CHECK_INT(find("tt9900010", &t), OK);
    CHECK_TEXT_Z(t.type, "tvSeries");
    CHECK(!t.whole && !text_known(t.title));
    CHECK_INT(find("tt12345678", &t), OK);
    CHECK_TEXT_Z(t.title, "Eight Digits");
    CHECK_INT(find("tt9999999999", &t), OK);
    CHECK_TEXT_Z(t.type, "video");
    static const char *const absent[] = { "tt9900003", "tt9911111", "tt0000000", "tt99000010",   "tt09900001",
                                          "tt",        "",          "nm9900001", "tt99999999999" };
    for (size_t i = 0; i < COUNT_OF(absent); i++) {
        CHECK_ROW(absent[i]);
        CHECK_INT(find(absent[i], &t), NOT_FOUND);
    }
}

static void all_keeps_series(void)
{
    struct dataset_info info;
    struct dataset_title t = { 0 };
    struct text path = in("");
    CHECK_INT(import_paths(&path, 1, true, &info), OK);
    CHECK(info.all);
    CHECK_INT(info.files[TSV_TITLE_RATINGS].kept, 2);
    CHECK_INT(find("tt9900010", &t), OK);
    CHECK(t.whole && t.cast.count == 1);
    CHECK_TEXT_Z(t.end_year, "2022");
    CHECK_TEXT_Z(t.rating, "5.0");
}

static void some_files_only(void)
{
    struct dataset_info info;
    struct dataset_title t = { 0 };
    struct text paths[] = { in("title.basics.tsv"), in("title.principals.tsv"), in("name.basics.tsv") };
    CHECK_INT(import_paths(paths, 3, false, &info), OK);
    CHECK(!info.files[TSV_TITLE_RATINGS].present && info.files[TSV_TITLE_PRINCIPALS].present);
    CHECK_INT(find("tt9900001", &t), OK);
    CHECK(!text_known(t.rating) && t.writers.count == 0);
    CHECK_INT(t.directors.count, 1); /* from title.principals now */
    CHECK_INT(t.cast.count, 3);
    CHECK_INT(import_paths(paths, 2, false, &info), OK);
    CHECK_INT(find("tt9900001", &t), OK);
    CHECK(t.cast.count == 3 && !text_known(t.cast.at[0].name));
    CHECK_INT(import_paths(paths + 1, 2, false, &info), INVALID);
    CHECK(strstr(err.text, "title.basics is missing") != NULL);
    CHECK_INT(import_paths(paths, 0, false, &info), INVALID);
    CHECK_INT(find("tt9900001", &t), OK);
}

static void odd_orders_and_repetitions(void)
{
    enum { TITLES = 3000 };
    struct buf basics = BUF_WITH_LIMIT(1 << 20), people = BUF_WITH_LIMIT(1 << 20);
    struct dataset_info info;
    struct dataset_title t = { 0 };
    (void)buf_add_z(&basics, BASICS_HEAD);
    (void)buf_add_z(&people, "tconst\tordering\tnconst\tcategory\tjob\tcharacters\n");
    for (int i = 0; i < TITLES; i++) { /* 2017 and 3000 have no common divisor: each id once, far from its neighbours */
        int id = i * 2017 % TITLES;
        (void)buf_printf(&basics, "tt%07d\tmovie\tFilm %d\tFilm %d\t0\t\\N\t\\N\t\\N\t\\N\n", id, id, id);
    }
    (void)buf_add_z(&basics, "tt0000005\tmovie\tAnother\tAnother\t0\t\\N\t\\N\t\\N\t\\N\n");
    for (int round = 1; round <= 2; round++) { /* the rows of one title lie apart */
        for (int i = 0; i < TITLES; i++)
            (void)buf_printf(&people, "tt%07d\t%d\tnm%07d\tactor\t\\N\t\\N\n", i, 3 - round, i + round);
    }
    put_all();
    put_bytes("title.basics.tsv", buf_text(&basics));
    put_bytes("title.principals.tsv", buf_text(&people));
    CHECK_INT(import_one(in(""), &info), OK);
    CHECK_INT(info.files[TSV_TITLE_BASICS].rows, TITLES + 1);
    CHECK_INT(info.files[TSV_TITLE_BASICS].kept, TITLES);
    CHECK_INT(info.duplicates, 1);
    for (int id = 0; id < TITLES; id += 7) {
        if (!CHECK_INT(find(arena_printf(&arena, "tt%07d", id).at, &t), OK))
            break;
        CHECK_TEXT(t.title, arena_printf(&arena, "Film %d", id));
        if (CHECK_INT(t.cast.count, 2))
            CHECK_TEXT(t.cast.at[1].imdb_id, arena_printf(&arena, "nm%07d", id + 1));
    }
    CHECK_INT(find("tt0000005", &t), OK);
    CHECK_TEXT_Z(t.title, "Film 5");
    buf_finish(&basics);
    buf_finish(&people);
}

/* Each leaves the index of BASICS as it is. */
static void damage(void)
{
    static const struct {
        const char *file, *content, *why;
    } rows[] = {
        { "title.basics.tsv", "", "title.basics.tsv is empty" },
        { "title.basics.tsv", BASICS_HEAD, "has no row" },
        { "title.basics.tsv", "tconst\ttitle\n", "header of none" },
        { "title.basics.tsv", BASICS_HEAD "tt123\tmovie\tA\tA\t0\t\\N\t\\N\t\\N\t\\N\n", "line 2 begins with 'tt123'" },
        { "title.basics.tsv", BASICS_HEAD "\\N\tmovie\tA\tA\t0\t\\N\t\\N\t\\N\t\\N\n", "line 2 begins with ''" },
        { "title.basics.tsv", BASICS_HEAD "tt12345678901\tmovie\tA\tA\t0\t\\N\t\\N\t\\N\t\\N\n", "line 2 begins" },
        { "title.basics.tsv", BASICS_HEAD "tt0000001\t\\N\tA\tA\t0\t\\N\t\\N\t\\N\t\\N\n", "without type or name" },
        { "title.basics.tsv", BASICS "tt0000001\tmovie\tA", "line 7 has no end" },
        { "title.basics.tsv", BASICS "tt0000001\tmovie\tA\tA\t0\t\\N\t\\N\t\\N\t\\N\tX\n", "line 7 does not have 9" },
        { "title.basics.tsv", BASICS "tt0000001\tmovie\t\xff\tA\t0\t\\N\t\\N\t\\N\t\\N\n", "line 7 has a NUL byte" },
        { "title.ratings.tsv", "tconst\taverageRating\tnumVotes\r\nx\ty\tz\r\n", "CR LF" },
        { "title.akas.tsv", AKAS "tt1\n", "line 3 does not have 8" },
        { "name.basics.tsv", CREW, "are both title.crew" },
        { "name.basics.tsv", NAMES "nm99\tX\t\\N\t\\N\t\\N\t\\N\n", "line 6 begins with 'nm99', which is not nm" },
    };
    struct dataset_info info;
    struct dataset_title t = { 0 };
    put_all();
    CHECK_INT(import_one(in(""), &info), OK);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        CHECK_ROW(rows[i].why);
        put_all();
        put(rows[i].file, rows[i].content);
        CHECK_INT(import_one(in(""), &info), INVALID);
        if (!CHECK(strstr(err.text, rows[i].why) != NULL && strstr(err.text, "/in/") != NULL))
            printf("# %s\n", err.text);
        CHECK_INT(find("tt9900001", &t), OK);
        CHECK(access(dataset_path(out_folder(), "index.new", &arena), F_OK) != 0);
    }
}

static void packed_cut_and_bent(void)
{
    struct dataset_info info;
    struct dataset_title t = { 0 };
    put_all();
    shell("gzip -n in/*.tsv", "");
    CHECK_INT(import_one(in(""), &info), OK);
    CHECK_INT(find("tt9900001", &t), OK);
    CHECK_INT(t.cast.count, 3);
    shell("cp in/title.basics.tsv.gz whole", "");
    shell("cat whole whole > in/title.basics.tsv.gz", ""); /* two members, so a second header: */
    CHECK_INT(import_one(in(""), &info), INVALID);
    CHECK(strstr(err.text, "line 7 begins with 'tconst'") != NULL);
    shell("head -c 100 whole > in/title.basics.tsv.gz", "");
    CHECK_INT(import_one(in(""), &info), INVALID);
    CHECK(strstr(err.text, "title.basics.tsv.gz: compressed bytes are cut off") != NULL);
    shell("head -c -4 whole > in/title.basics.tsv.gz", ""); /* all rows are there, the length is not */
    CHECK_INT(import_one(in(""), &info), INVALID);
    CHECK(strstr(err.text, "cut off") != NULL);
    shell("{ cat whole; echo x; } > in/title.basics.tsv.gz", "");
    CHECK_INT(import_one(in(""), &info), INVALID);
    shell("{ head -c 120 whole; printf '\\252\\125'; tail -c +123 whole; } > in/title.basics.tsv.gz", "");
    CHECK_INT(import_one(in(""), &info), INVALID);
    CHECK(strstr(err.text, "damaged") != NULL);
    CHECK_INT(find("tt9900001", &t), OK);
    shell("cp whole in/any-name && rm whole in/title.basics.tsv.gz", "");
    struct text paths[] = { in("any-name"), in("") };
    CHECK_INT(import_paths(paths, 2, false, &info), OK); /* told by its header */
}

static void unreadable_paths(void)
{
    struct dataset_info info;
    put_all();
    CHECK_INT(import_one(in("nothing"), &info), BROKEN);
    CHECK(strstr(err.text, "/in/nothing: No such file") != NULL);
    CHECK_INT(import_one(TEXT("/dev/null"), &info), BROKEN);
    shell("mkdir in/empty && mkfifo in/pipe", "");
    CHECK_INT(import_one(in("empty"), &info), INVALID);
    CHECK_INT(import_one(in("pipe"), &info), BROKEN);
    struct text twice[] = { in("title.basics.tsv"), in("title.basics.tsv") };
    CHECK_INT(import_paths(twice, 2, false, &info), INVALID);
    CHECK(strstr(err.text, "both title.basics") != NULL);
    if (geteuid() != 0) {
        shell("chmod 000 in/title.crew.tsv", "");
        CHECK_INT(import_one(in(""), &info), BROKEN);
    }
}

static void no_room(void)
{
    struct dataset_info info;
    struct dataset_title t = { 0 };
    put_all();
    CHECK_INT(import_one(in(""), &info), OK);
    shell("truncate -s 8T in/title.basics.tsv", ""); /* a hole: 8 TB of NUL that take no room */
    CHECK_INT(import_one(in(""), &info), BROKEN);
    CHECK(strstr(err.text, "MB are needed") != NULL);
    put_all();
    struct rlimit before, small = { .rlim_cur = 40000, .rlim_max = RLIM_INFINITY };
    CHECK(getrlimit(RLIMIT_FSIZE, &before) == 0);
    small.rlim_max = before.rlim_max;
    (void)signal(SIGXFSZ, SIG_IGN);
    CHECK(setrlimit(RLIMIT_FSIZE, &small) == 0);
    CHECK_INT(import_one(in(""), &info), BROKEN);
    CHECK(strstr(err.text, "no room for the dataset index") != NULL);
    CHECK(setrlimit(RLIMIT_FSIZE, &before) == 0);
    CHECK(access(dataset_path(out_folder(), "index.new", &arena), F_OK) != 0);
    CHECK_INT(find("tt9900001", &t), OK);
}

static void die(void *context, const struct dataset_progress *progress)
{
    (void)context;
    if (strcmp(progress->what, "name.basics") == 0)
        (void)kill(getpid(), SIGKILL);
}

static void killed_in_the_middle(void)
{
    struct dataset_info info;
    struct dataset_title t = { 0 };
    int how = 0;
    put_all();
    CHECK_INT(import_one(in(""), &info), OK);
    put("title.basics.tsv", BASICS "tt0000001\tmovie\tNew\tNew\t0\t\\N\t\\N\t\\N\t\\N\n");
    struct text path = in("");
    const struct dataset_import ask = {
        .folder = out_folder(), .paths = &path, .path_count = 1, .now_ms = 1, .listener = { die, NULL }
    };
    (void)fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        _exit(dataset_import(&ask, &info, &err) == OK ? 0 : 1);
    }
    CHECK(child > 0 && waitpid(child, &how, 0) == child && WIFSIGNALED(how) && WTERMSIG(how) == SIGKILL);
    CHECK(access(dataset_path(out_folder(), "index.new", &arena), F_OK) == 0);
    CHECK_INT(find("tt9900001", &t), OK);
    CHECK_INT(find("tt0000001", &t), NOT_FOUND);
    CHECK_INT(import_one(in(""), &info), OK); /* neither lock nor leftover is in the way */
    CHECK_INT(find("tt0000001", &t), OK);
    CHECK(access(dataset_path(out_folder(), "index.new", &arena), F_OK) != 0);
}

/* Another process, which tries when it is told to. It is started before the import that it meets: with its memory it
 * would inherit an open database, whose pages valgrind would miss at its end. */
struct rival {
    pid_t process;
    int go; /* what is written here tells it to */
    int verdict;
};

static struct rival start_rival(void)
{
    struct dataset_info info;
    int ends[2];
    char go;
    struct rival rival = { .verdict = -1 };
    CHECK(pipe(ends) == 0);
    (void)fflush(stdout);
    rival.process = fork();
    if (rival.process == 0) {
        (void)close(ends[1]);
        enum status status = read(ends[0], &go, 1) == 1 ? import_one(in(""), &info) : BROKEN;
        _exit(status == TRANSIENT && strstr(err.text, "another import works on") != NULL ? 0 : 1);
    }
    (void)close(ends[0]);
    rival.go = ends[1];
    return rival;
}

/* Runs inside an import. */
static void let_try(void *context, const struct dataset_progress *progress)
{
    struct rival *rival = context;
    int how = 0;
    (void)progress;
    if (rival->verdict != -1)
        return;
    bool told = rival->process > 0 && write(rival->go, "", 1) == 1;
    rival->verdict =
        told && waitpid(rival->process, &how, 0) == rival->process && WIFEXITED(how) ? WEXITSTATUS(how) : 2;
}

static void two_at_a_time(void)
{
    struct dataset_info info;
    struct text path = in("");
    put_all();
    struct rival rival = start_rival();
    const struct dataset_import ask = {
        .folder = out_folder(), .paths = &path, .path_count = 1, .now_ms = 1, .listener = { let_try, &rival }
    };
    CHECK_INT(dataset_import(&ask, &info, &err), OK);
    CHECK_INT(rival.verdict, 0);
    (void)close(rival.go);
}

static void a_reader_keeps_what_it_opened(void)
{
    struct dataset_info info;
    struct dataset_index *index = NULL;
    struct dataset_title t = { 0 };
    put_all();
    CHECK_INT(import_one(in(""), &info), OK);
    CHECK_INT(dataset_index_open(dataset_index_path(out_folder(), &arena), &index, &err), OK);
    put("title.basics.tsv", BASICS_HEAD "tt0000001\tmovie\tNew\tNew\t0\t\\N\t\\N\t\\N\t\\N\n");
    CHECK_INT(import_one(in(""), &info), OK);
    CHECK_INT(dataset_index_find(index, TEXT("tt9900001"), &arena, &t, &err), OK);
    CHECK_INT(dataset_index_find(index, TEXT("tt0000001"), &arena, &t, &err), NOT_FOUND);
    dataset_index_close(&index);
    CHECK_INT(find("tt0000001", &t), OK);
}

static void damaged_and_foreign_indexes(void)
{
    struct dataset_info info;
    struct dataset_title t = { 0 };
    CHECK_INT(find("tt9900001", &t), NOT_FOUND); /* of the import before */
    shell("rm -f deep/out/index.db", "");
    CHECK_INT(find("tt9900001", &t), NOT_FOUND);
    CHECK(strstr(err.text, "no dataset was imported yet") != NULL);
    shell("echo garbage > deep/out/index.db", "");
    CHECK_INT(find("tt9900001", &t), BROKEN);
    CHECK(strstr(err.text, "import the datasets again") != NULL);
    shell(": > deep/out/index.db", "");
    CHECK_INT(find("tt9900001", &t), BROKEN);
    put_all();
    CHECK_INT(import_one(in(""), &info), OK);
    CHECK_INT(find("tt9900001", &t), OK);
    shell("head -c 50000 deep/out/index.db > cut && mv cut deep/out/index.db", "");
    CHECK_INT(find("tt9900001", &t), BROKEN);
}

static void licence_is_remembered(void)
{
    int64_t accepted_ms = 7;
    struct text folder = arena_printf(&arena, "%s/deep/licence?#%%", top);
    CHECK_INT(dataset_licence_get(folder, &accepted_ms, &err), NOT_FOUND);
    CHECK_INT(accepted_ms, 7);
    CHECK_INT(dataset_licence_accept(folder, 1795305600000, &err), OK);
    CHECK_INT(dataset_licence_get(folder, &accepted_ms, &err), OK);
    CHECK(accepted_ms == 1795305600000);
    struct dataset_info info;
    struct dataset_index *index = NULL;
    struct text path = in("");
    const struct dataset_import ask = { .folder = folder, .paths = &path, .path_count = 1 };
    put_all();
    CHECK_INT(dataset_import(&ask, &info, &err), OK); /* a name that would mean something in a URI */
    CHECK_INT(dataset_index_open(dataset_index_path(folder, &arena), &index, &err), OK);
    dataset_index_close(&index);
}

static void all_tests(void)
{
    RUN(everything_of_one_film);
    RUN(other_titles_and_ids);
    RUN(all_keeps_series);
    RUN(some_files_only);
    RUN(odd_orders_and_repetitions);
    RUN(damage);
    RUN(packed_cut_and_bent);
    RUN(unreadable_paths);
    RUN(no_room);
    RUN(killed_in_the_middle);
    RUN(two_at_a_time);
    RUN(a_reader_keeps_what_it_opened);
    RUN(damaged_and_foreign_indexes);
    RUN(licence_is_remembered);
}

int main(void)
{
    return with_folder(all_tests);
}
