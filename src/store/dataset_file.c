/* The file of the local index. Beside db_sqlite.c the only file that includes sqlite3.h: that one keeps the store, with
 * a log and other writers; this one writes a file once, aside, and reads it without locks. */
#include "store/dataset_file.h"

#include "base/buf.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define APPLICATION_ID "1430546532" /* "UDdd" */
#define FORMAT         "1"          /* of blocks and tables; raised whenever an older program would misread them */

enum { PATH_SHOWN = 100 };

struct dataset_file {
    sqlite3 *handle;
    sqlite3_stmt *get[DATASET_TABLE_COUNT], *put[DATASET_TABLE_COUNT];
    sqlite3_stmt *running; /* whose row a reader looks at */
    const char *path;      /* copy behind the struct */
    bool building;
};

/* People: a film has some ten lines, so fewer films make a block of the size of the others, 1 KB. */
static const struct {
    const char *name;
    int shift; /* 2^shift ids a block, at most 64 */
} tables[DATASET_TABLE_COUNT] = {
    [DATASET_TITLE] = { "title", 6 },   [DATASET_RATING] = { "rating", 6 }, [DATASET_CREW] = { "crew", 6 },
    [DATASET_PEOPLE] = { "people", 4 }, [DATASET_NAME] = { "name", 6 },
};

const struct dataset_code dataset_types[] = {
    { 'a', "movie" },          { 'b', "short" },     { 'c', "tvMovie" },    { 'd', "tvShort" },
    { 'e', "tvSpecial" },      { 'f', "video" },     { 'g', "musicVideo" }, { 'h', "tvSeries" },
    { 'i', "tvMiniSeries" },   { 'j', "tvEpisode" }, { 'k', "videoGame" },  { 'l', "podcastSeries" },
    { 'm', "podcastEpisode" }, { 'n', "tvPilot" },   { '\0', NULL },
};
const struct dataset_code dataset_categories[] = {
    { 'a', "actor" }, { 'b', "actress" }, { 'c', "self" }, { 'd', "director" }, { 'e', "writer" }, { '\0', NULL },
};

char dataset_letter(const struct dataset_code *codes, struct text word)
{
    while (codes->word != NULL && !text_is(word, codes->word))
        codes++;
    return codes->letter;
}

struct text dataset_word(const struct dataset_code *codes, char letter)
{
    while (codes->word != NULL && codes->letter != letter)
        codes++;
    return text_of(codes->word);
}

struct dataset_place dataset_place_of(enum dataset_table table, uint64_t id)
{
    int shift = tables[table].shift;
    return (struct dataset_place){ .block = (int64_t)(id >> shift), .letter = (char)('0' + (int)(id % (1u << shift))) };
}

/* ── failures ── */

static enum status fail(const struct dataset_file *file, struct error *err)
{
    int code = sqlite3_errcode(file->handle), reason = 0;
    (void)sqlite3_file_control(file->handle, "main", SQLITE_FCNTL_LAST_ERRNO, &reason);
    if (code == SQLITE_NOMEM)
        oom();
    if (code == SQLITE_FULL || (code == SQLITE_IOERR && (reason == ENOSPC || reason == EDQUOT || reason == EFBIG)))
        return error_set(err, BROKEN, "no room for the dataset index %s: free some disk space, then import again",
                         file->path);
    if (file->building)
        return error_set(err, BROKEN, "cannot write the dataset index %.*s: %s", PATH_SHOWN, file->path,
                         reason != 0 ? strerror(reason) : sqlite3_errmsg(file->handle));
    return error_set(err, BROKEN, "the dataset index %.*s is damaged or cannot be read (%s): import the datasets again",
                     PATH_SHOWN, file->path, sqlite3_errmsg(file->handle));
}

static enum status run(struct dataset_file *file, const char *sql, struct error *err)
{
    return sqlite3_exec(file->handle, sql, NULL, NULL, NULL) == SQLITE_OK ? OK : fail(file, err);
}

/* One value of one row. */
static enum status read_number(struct dataset_file *file, const char *sql, int64_t *out, struct error *err)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(file->handle, sql, -1, &statement, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_step(statement);
    if (code == SQLITE_ROW)
        *out = sqlite3_column_int64(statement, 0);
    enum status status = code == SQLITE_ROW ? OK : fail(file, err);
    (void)sqlite3_finalize(statement);
    return status;
}

/* ── opening ── */

static struct dataset_file *allocate(const char *path)
{
    size_t len = strlen(path);
    struct dataset_file *file = calloc(1, sizeof *file + len + 1);
    if (file == NULL)
        oom();
    char *copy = (char *)(file + 1);
    memcpy(copy, path, len);
    file->path = copy;
    return file;
}

/* immutable: the file is never changed in place, so nothing is locked and nothing looked for beside it. */
static void add_uri(struct buf *out, const char *path)
{
    (void)buf_add_z(out, "file:");
    for (; *path != '\0'; path++) {
        if (strchr("?#%", *path) != NULL)
            (void)buf_printf(out, "%%%02X", (unsigned)(unsigned char)*path);
        else
            (void)buf_add_char(out, *path);
    }
    (void)buf_add_z(out, "?immutable=1");
}

static enum status check_format(struct dataset_file *file, struct error *err)
{
    int64_t application = 0, format = 0;
    enum status status = read_number(file, "PRAGMA application_id", &application, err);
    if (status == OK)
        status = read_number(file, "PRAGMA user_version", &format, err);
    if (status != OK || (application == strtoll(APPLICATION_ID, NULL, 10) && format == strtoll(FORMAT, NULL, 10)))
        return status;
    return error_set(err, BROKEN, "%.*s is no dataset index of this version: import the datasets again", PATH_SHOWN,
                     file->path);
}

static enum status open_handle(struct dataset_file *file, const char *name, int flags, struct error *err)
{
    if (sqlite3_open_v2(name, &file->handle, flags | SQLITE_OPEN_NOMUTEX, NULL) == SQLITE_OK)
        return OK;
    if (file->handle == NULL)
        oom();
    return fail(file, err);
}

enum status dataset_file_open(const char *path, struct dataset_file **out, struct error *err)
{
    struct stat found;
    if (stat(path, &found) != 0 && (errno == ENOENT || errno == ENOTDIR))
        return error_set(err, NOT_FOUND, "no dataset was imported yet (%.*s)", PATH_SHOWN, path);
    struct dataset_file *file = allocate(path);
    struct buf uri = BUF_WITH_LIMIT(3 * strlen(path) + 64);
    add_uri(&uri, path);
    enum status status = open_handle(file, uri.at, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, err);
    buf_finish(&uri);
    if (status == OK)
        status = check_format(file, err);
    if (status == OK)
        status = run(file, "PRAGMA cache_size = -4096", err);
    if (status == OK)
        *out = file;
    else
        dataset_file_close(&file);
    return status;
}

/* No journal and no sync: who is interrupted leaves a file that nobody opens and the next import makes empty. */
static const char *const build_sql =
    "PRAGMA page_size = 16384; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;"
    "PRAGMA cache_size = -32768; PRAGMA encoding = 'UTF-8'; PRAGMA application_id = " APPLICATION_ID ";"
    "PRAGMA user_version = " FORMAT ";"
    "BEGIN;"
    "CREATE TABLE import (imported_ms integer, every_title integer, duplicates integer);"
    "CREATE TABLE file (number integer PRIMARY KEY, name text, rows integer, kept integer, bytes integer,"
    " modified_ms integer);"
    "CREATE TABLE title (block integer PRIMARY KEY, rows text NOT NULL);"
    "CREATE TABLE rating (block integer PRIMARY KEY, rows text NOT NULL);"
    "CREATE TABLE crew (block integer PRIMARY KEY, rows text NOT NULL);"
    "CREATE TABLE people (block integer PRIMARY KEY, rows text NOT NULL);"
    "CREATE TABLE name (block integer PRIMARY KEY, rows text NOT NULL);";

enum status dataset_file_create(const char *path, struct dataset_file **out, struct error *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd == -1)
        return error_set(err, BROKEN, "cannot create %.*s: %s: choose another place with dataset.path", PATH_SHOWN,
                         path, strerror(errno));
    (void)close(fd);
    struct dataset_file *file = allocate(path);
    file->building = true;
    enum status status = open_handle(file, path, SQLITE_OPEN_READWRITE, err);
    if (status == OK)
        status = run(file, build_sql, err);
    if (status == OK)
        *out = file;
    else
        dataset_file_close(&file);
    return status;
}

void dataset_file_close(struct dataset_file **file)
{
    if (*file == NULL)
        return;
    for (int i = 0; i < DATASET_TABLE_COUNT; i++) {
        (void)sqlite3_finalize((*file)->get[i]);
        (void)sqlite3_finalize((*file)->put[i]);
    }
    (void)sqlite3_close((*file)->handle);
    free(*file);
    *file = NULL;
}

/* ── blocks ── */

static enum status prepare(struct dataset_file *file, enum dataset_table table, bool write, struct error *err)
{
    char sql[80]; /* with the name of a table of ours, no value */
    sqlite3_stmt **statement = write ? &file->put[table] : &file->get[table];
    if (*statement != NULL)
        return OK;
    if (write)
        (void)snprintf(sql, sizeof sql, "INSERT OR REPLACE INTO %s VALUES (?1, ?2)", tables[table].name);
    else
        (void)snprintf(sql, sizeof sql, "SELECT rows FROM %s WHERE block = ?1", tables[table].name);
    return sqlite3_prepare_v3(file->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, statement, NULL) == SQLITE_OK
               ? OK
               : fail(file, err);
}

enum status dataset_file_get(struct dataset_file *file, enum dataset_table table, int64_t block, struct text *out_rows,
                             struct error *err)
{
    if (file->running != NULL)
        (void)sqlite3_reset(file->running);
    file->running = NULL;
    enum status status = prepare(file, table, false, err);
    if (status != OK)
        return status;
    sqlite3_stmt *statement = file->get[table];
    if (sqlite3_bind_int64(statement, 1, block) != SQLITE_OK)
        return fail(file, err);
    int code = sqlite3_step(statement);
    const void *at = code == SQLITE_ROW ? sqlite3_column_blob(statement, 0) : NULL;
    if (at == NULL) {
        status = code == SQLITE_ROW || code == SQLITE_DONE ? NOT_FOUND : fail(file, err);
        (void)sqlite3_reset(statement);
        return status;
    }
    file->running = statement;
    *out_rows = text_from(at, (size_t)sqlite3_column_bytes(statement, 0));
    return OK;
}

enum status dataset_file_put(struct dataset_file *file, enum dataset_table table, int64_t block, struct text rows,
                             struct error *err)
{
    enum status status = prepare(file, table, true, err);
    if (status != OK)
        return status;
    sqlite3_stmt *statement = file->put[table];
    if (sqlite3_bind_int64(statement, 1, block) != SQLITE_OK ||
        sqlite3_bind_text64(statement, 2, rows.at, rows.len, SQLITE_STATIC, SQLITE_UTF8) != SQLITE_OK ||
        sqlite3_step(statement) != SQLITE_DONE)
        status = fail(file, err);
    (void)sqlite3_reset(statement);
    return status;
}

/* ── what was imported ── */

static bool step_numbers(sqlite3_stmt *statement, const int64_t *values, int count)
{
    bool good = true;
    for (int i = 0; i < count && good; i++)
        good = sqlite3_bind_int64(statement, i + 1, values[i]) == SQLITE_OK;
    return good && sqlite3_step(statement) == SQLITE_DONE && sqlite3_reset(statement) == SQLITE_OK;
}

static enum status write_info(struct dataset_file *file, const struct dataset_info *info, struct error *err)
{
    sqlite3_stmt *import = NULL, *of_file = NULL;
    bool good =
        sqlite3_prepare_v2(file->handle, "INSERT INTO import VALUES (?1, ?2, ?3)", -1, &import, NULL) == SQLITE_OK &&
        step_numbers(import, (int64_t[]){ info->imported_at_ms, info->all, info->duplicates }, 3) &&
        sqlite3_prepare_v2(file->handle, "INSERT INTO file VALUES (?1, ?6, ?2, ?3, ?4, ?5)", -1, &of_file, NULL) ==
            SQLITE_OK;
    for (int i = 0; i < TSV_FILE_COUNT && good; i++) {
        const struct dataset_file_info *one = &info->files[i];
        if (one->present)
            good = sqlite3_bind_text(of_file, 6, tsv_shapes[i].name, -1, SQLITE_STATIC) == SQLITE_OK &&
                   step_numbers(of_file, (int64_t[]){ i, one->rows, one->kept, one->bytes, one->modified_ms }, 5);
    }
    enum status status = good ? OK : fail(file, err);
    (void)sqlite3_finalize(import);
    (void)sqlite3_finalize(of_file);
    return status;
}

enum status dataset_file_read_info(struct dataset_file *file, struct dataset_info *out, struct error *err)
{
    int64_t all = 0;
    sqlite3_stmt *statement = NULL;
    struct dataset_info info = { 0 };
    enum status status = read_number(file, "SELECT imported_ms FROM import", &info.imported_at_ms, err);
    if (status == OK)
        status = read_number(file, "SELECT every_title FROM import", &all, err);
    if (status == OK)
        status = read_number(file, "SELECT duplicates FROM import", &info.duplicates, err);
    if (status != OK)
        return status;
    info.all = all != 0;
    int code = sqlite3_prepare_v2(file->handle, "SELECT number, rows, kept, bytes, modified_ms FROM file", -1,
                                  &statement, NULL);
    while (code == SQLITE_OK && sqlite3_step(statement) == SQLITE_ROW) {
        int64_t number = sqlite3_column_int64(statement, 0);
        if (number >= 0 && number < TSV_FILE_COUNT)
            info.files[number] =
                (struct dataset_file_info){ true, sqlite3_column_int64(statement, 1),
                                            sqlite3_column_int64(statement, 2), sqlite3_column_int64(statement, 3),
                                            sqlite3_column_int64(statement, 4) };
    }
    if (sqlite3_finalize(statement) != SQLITE_OK || code != SQLITE_OK)
        return fail(file, err);
    *out = info;
    return OK;
}

enum status dataset_file_seal(struct dataset_file *file, const struct dataset_info *info, struct error *err)
{
    enum status status = write_info(file, info, err);
    if (status == OK)
        status = run(file, "COMMIT", err);
    if (status != OK)
        return status;
    int fd = open(file->path, O_RDONLY | O_CLOEXEC);
    if (fd == -1 || fsync(fd) != 0)
        status = error_set(err, BROKEN, "cannot write %.*s to disk: %s", PATH_SHOWN, file->path, strerror(errno));
    if (fd != -1)
        (void)close(fd);
    return status;
}
