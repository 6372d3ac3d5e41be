/* A folder with dataset files of films that do not exist, for the tests of import and refresh. */
#ifndef UNDERSTUDY_TESTS_DATASET_RIG_H
#define UNDERSTUDY_TESTS_DATASET_RIG_H

#include "base/buf.h"
#include "base/compiler.h"
#include "check.h"
#include "work/dataset_folder.h"
#include "work/dataset_import.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BASICS_HEAD                                                                                                    \
    "tconst\ttitleType\tprimaryTitle\toriginalTitle\tisAdult\tstartYear\tendYear\truntimeMinutes\tgenres\n"
#define BASICS                                                                                                          \
    BASICS_HEAD "tt9900001\tmovie\tLast \"Light\" on the Quay\tÚltima Luz no Cais\t0\t2025\t\\N\t104\tDrama,Mystery\n" \
                "tt9900002\tmovie\tThe Salt Ledger\tThe Salt Ledger\t0\t2019\t\\N\t\\N\t\\N\n"                          \
                "tt9900010\ttvSeries\tHarbour Lights\tHarbour Lights\t0\t2020\t2022\t\\N\tDrama\n"                      \
                "tt12345678\tshort\tEight Digits\tEight Digits\t1\t2001\t\\N\t7\tShort\n"                               \
                "tt9999999999\tvideo\tTen Digits\tTen Digits\t0\t\\N\t\\N\t\\N\t\\N\n"
#define RATINGS "tconst\taverageRating\tnumVotes\ntt9900001\t7.2\t318\ntt9900010\t5.0\t9\ntt9911111\t1.0\t5\n"
#define CREW                                                                                                           \
    "tconst\tdirectors\twriters\ntt9900001\tnm9900001\tnm9900001,nm9900005\ntt9900002\t\\N\t\\N\n"                     \
    "tt9900010\tnm9900009\t\\N\n"
#define PRINCIPALS                                                                                                     \
    "tconst\tordering\tnconst\tcategory\tjob\tcharacters\n"                                                            \
    "tt9900001\t2\tnm9900003\tactor\t\\N\t[\"Watchman\"]\n"                                                            \
    "tt9900001\t1\tnm9900002\tactress\t\\N\t[\"Alda\",\"Young Alda\"]\n"                                               \
    "tt9900001\t3\tnm9900001\tdirector\t\\N\t\\N\n"                                                                    \
    "tt9900001\t4\tnm9900006\tself\t\\N\t[\"Self\"]\n"                                                                 \
    "tt9900001\t5\tnm9900007\tcomposer\t\\N\t\\N\n"                                                                    \
    "tt9900010\t1\tnm9900002\tactress\t\\N\t\\N\n"                                                                     \
    "tt9911111\t1\tnm9900008\tactor\t\\N\t\\N\n"
#define NAMES                                                                                                          \
    "nconst\tprimaryName\tbirthYear\tdeathYear\tprimaryProfession\tknownForTitles\n"                                   \
    "nm9900001\tInês Varela\t1970\t\\N\tdirector\ttt9900001\n"                                                        \
    "nm9900002\tRosa Pinhal\t\\N\t\\N\tactress\ttt9900001\n"                                                           \
    "nm9900003\tTomé Saldanha\t\\N\t\\N\tactor\ttt9900001\n"                                                          \
    "nm9900007\tNobody Asked\t\\N\t\\N\tcomposer\t\\N\n"
#define AKAS                                                                                                           \
    "titleId\tordering\ttitle\tregion\tlanguage\ttypes\tattributes\tisOriginalTitle\ntt9900001\t1\tX\tPT\t\\N\ta\x02b" \
    "\t\\N\t0\n"
#define EPISODE "tconst\tparentTconst\tseasonNumber\tepisodeNumber\ntt9900011\ttt9900010\t1\t1\n"

static char top[] = "/tmp/understudy-dataset-XXXXXX"; /* in/: files; out/: dataset.path */
static struct arena arena;
static struct error err;

static inline struct text in(const char *name)
{
    return arena_printf(&arena, "%s/in/%s", top, name);
}

static inline struct text out_folder(void)
{
    return arena_printf(&arena, "%s/deep/out", top);
}

static inline void put_bytes(const char *name, struct text bytes)
{
    FILE *file = fopen(in(name).at, "w");
    if (!CHECK(file != NULL))
        return;
    CHECK(fwrite(bytes.at, 1, bytes.len, file) == bytes.len);
    CHECK(fclose(file) == 0);
}

static inline void put(const char *name, const char *content)
{
    put_bytes(name, text_of(content));
}

static inline void shell(const char *format, const char *argument)
{
    char command[512];
    (void)snprintf(command, sizeof command, "cd '%s' && ", top);
    (void)snprintf(command + strlen(command), sizeof command - strlen(command), "%s %s", format, argument);
    CHECK_INT(system(command), 0);
}

/* in/ is made anew with all seven files. */
static inline void put_all(void)
{
    shell("rm -rf in && mkdir in", "");
    put("title.basics.tsv", BASICS);
    put("title.ratings.tsv", RATINGS);
    put("title.crew.tsv", CREW);
    put("title.principals.tsv", PRINCIPALS);
    put("name.basics.tsv", NAMES);
    put("title.akas.tsv", AKAS);
    put("title.episode.tsv", EPISODE);
}

static inline enum status import_paths(const struct text *paths, size_t count, bool all, struct dataset_info *out)
{
    const struct dataset_import ask = {
        .folder = out_folder(), .paths = paths, .path_count = count, .all = all, .now_ms = 1795305600000
    };
    err.text[0] = '\0';
    return dataset_import(&ask, out, &err);
}

static inline enum status import_one(struct text path, struct dataset_info *out)
{
    return import_paths(&path, 1, false, out);
}

/* `out` untouched unless OK; the index is closed again. */
static inline enum status find(const char *imdb_id, struct dataset_title *out)
{
    struct dataset_index *index = NULL;
    enum status status = dataset_index_open(dataset_index_path(out_folder(), &arena), &index, &err);
    if (status == OK)
        status = dataset_index_find(index, text_of(imdb_id), &arena, out, &err);
    dataset_index_close(&index);
    return status;
}

static inline int with_folder(void (*tests)(void))
{
    if (mkdtemp(top) == NULL)
        return 1;
    tests();
    shell("chmod -R u+rwx . && rm -rf in deep", "");
    (void)rmdir(top);
    arena_finish(&arena);
    return check_done();
}

#endif
