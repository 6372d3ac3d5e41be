/* Opening and closing. */
#include "base/log.h"
#include "store/file_create.h"
#include "store/life.h"
#include "store/schema.h"
#include "store/store_inside.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { LOCK_TIMEOUT_STANDARD_MS = 5000, STATEMENT_TIMEOUT_STANDARD_MS = 60000 };

enum store_dialect store_dialect_of(struct text url)
{
    return text_starts(url, TEXT("postgres://")) || text_starts(url, TEXT("postgresql://")) ? STORE_POSTGRESQL
                                                                                            : STORE_SQLITE;
}

/* "sqlite:PATH" or a bare path, as a C string in the arena. */
static enum status take_path(struct text url, struct arena *arena, const char **out_path, struct error *err)
{
    struct text path = url;
    if (!text_take(&path, TEXT("sqlite:")) && text_contains(path, TEXT("://")))
        return error_set(err, INVALID, "unknown kind of database: use sqlite:PATH or postgres://HOST/DATABASE");
    if (text_empty(path))
        return error_set(err, INVALID, "no path in database.url: use sqlite:PATH");
    /* "file:" is a URI to an SQLite that was built so; a path here is only ever a path */
    *out_path =
        text_starts(path, TEXT("file:")) ? arena_printf(arena, "./%.*s", TEXT_ARG(path)).at : arena_z(arena, path);
    return OK;
}

static enum status no_store(const char *where, const char *path, struct error *err)
{
    return error_set(err, NOT_FOUND, "no store %s %.120s yet: lookup or import makes one, --database names another",
                     where, path);
}

static enum status find_or_create(const char *path, bool read_only, struct error *err)
{
    struct stat found;
    bool in_memory = strcmp(path, ":memory:") == 0;
    if (!read_only)
        return in_memory ? OK : file_create(path, err);
    int missing = stat(path, &found) != 0 ? errno : 0;
    if (in_memory || missing == ENOENT || missing == ENOTDIR)
        return no_store("at", path, err);
    if (missing == 0 && !S_ISREG(found.st_mode)) /* SQLite waits for ever at a pipe */
        return error_set(err, BROKEN, "%.120s is no plain file: name one in database.url", path);
    return OK;
}

static enum status check_schema(struct store *store, const char *path, const struct store_options *options,
                                struct error *err)
{
    if (!options->read_only)
        return schema_upgrade(store->db, path, options->now_ms, &store->version, err);
    enum status status = schema_version(store->db, &store->version, err);
    if (status == OK && store->version == 0)
        return no_store("in", path, err);
    return status == OK ? schema_check(store->version, path, err) : status;
}

static enum status open_sqlite(struct store *store, const struct store_options *options,
                               const struct db_options *db_options, struct error *err)
{
    const char *path = "";
    enum status status = take_path(options->url, &store->scratch, &path, err);
    if (status == OK)
        status = find_or_create(path, options->read_only, err);
    if (status == OK)
        status = db_sqlite_open(path, db_options, &store->db, err);
    if (status == OK)
        status = check_schema(store, path, options, err);
    if (status == OK && !options->read_only)
        status = db_settle_in(store->db, err);
    if (status == OK && !options->read_only && strcmp(path, ":memory:") != 0)
        store->life = life_begin(path);
    return status;
}

/* A newer program may migrate while this process runs, for which a migration only adds: whoever has found its own
 * version once goes on, with every connection that it opens later. A process that begins now does not. */
static void accept_newer(struct store *store)
{
    static atomic_bool was_ours;
    if (store->version == store_schema_newest())
        atomic_store(&was_ours, true);
    else if (store->version > store_schema_newest() && atomic_load(&was_ours))
        store->version = store_schema_newest();
}

/* A server's schema comes and changes only by `migrate`: its database may be an application's. */
static enum status open_postgresql(struct store *store, const struct store_options *options,
                                   const struct db_options *db_options, struct error *err)
{
    enum status status = db_pgsql_open(options->url, db_options, &store->db, err);
    if (status != OK)
        return status;
    const char *place = db_about(store->db, &store->scratch).at;
    if (options->migrates) {
        status = schema_upgrade(store->db, place, options->now_ms, &store->version, err);
        return status == OK ? oban_load(store, err) : status;
    }
    status = schema_version(store->db, &store->version, err);
    if (status == OK) {
        accept_newer(store);
        status = schema_check(store->version, place, err);
    }
    if (status == OK && store->version == store_schema_newest())
        return oban_load(store, err);
    if (status != OK || (options->read_only && store->version > 0))
        return status;
    if (store->version > 0)
        return error_set(err, BROKEN,
                         "schema version %d of %.120s is older than this program (%d): run understudy migrate",
                         store->version, place, store_schema_newest());
    return error_set(err, options->read_only ? NOT_FOUND : BROKEN,
                     "no tables of understudy in %.120s yet: run understudy migrate", place);
}

enum status store_open(const struct store_options *options, struct store **out_store, struct error *err)
{
    struct store *store = calloc(1, sizeof *store);
    if (store == NULL)
        oom();
    store->webhooks = options->webhooks;
    struct db_options db_options = { .read_only = options->read_only,
                                     .relaxed = options->relaxed,
                                     .lock_timeout_ms = options->lock_timeout_ms,
                                     .statement_timeout_ms = options->statement_timeout_ms };
    if (db_options.lock_timeout_ms <= 0)
        db_options.lock_timeout_ms = LOCK_TIMEOUT_STANDARD_MS;
    if (db_options.statement_timeout_ms <= 0)
        db_options.statement_timeout_ms = STATEMENT_TIMEOUT_STANDARD_MS;
    enum status status = store_dialect_of(options->url) == STORE_POSTGRESQL
                             ? open_postgresql(store, options, &db_options, err)
                             : open_sqlite(store, options, &db_options, err);
    if (status != OK) {
        store_close(&store);
        return status;
    }
    *out_store = store;
    return OK;
}

void store_close(struct store **store)
{
    if (*store == NULL)
        return;
    riders_finish(*store);
    db_close(&(*store)->db);
    life_end(&(*store)->life);
    zstandard_packer_destroy(&(*store)->packer);
    arena_finish(&(*store)->scratch);
    free(*store);
    *store = NULL;
}

int store_schema_version(const struct store *store)
{
    return store->version;
}

enum status store_read_begin(struct store *store, struct error *err)
{
    enum status status = db_begin(store->db, false, err);
    store->reads = status == OK;
    return status;
}

enum status store_read_end(struct store *store, enum status status, struct error *err)
{
    store->reads = false;
    return db_settle(store->db, status, err);
}

struct text store_about(const struct store *store, struct arena *arena)
{
    return db_about(store->db, arena);
}

struct text store_safe_text(struct store *store, struct text t)
{
    if (!text_known(t))
        return t;
    char *copy = arena_alloc(&store->scratch, t.len + 1);
    for (size_t i = 0; i < t.len; i++)
        copy[i] = t.at[i] != '\0' ? t.at[i] : ' ';
    log_redact(copy);
    return text_from(copy, t.len);
}
