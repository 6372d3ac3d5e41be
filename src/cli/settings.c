/* The store that the configuration names. */
#include "cli/settings.h"

#include "cli/output.h"

enum status settings_store(const struct invocation *invocation, struct store_options *out, struct error *err)
{
    struct text url = config_text(&invocation->config, "database.url");
    if (!text_known(url))
        return error_set(err, INVALID, "no place for the database: give --database sqlite:PATH, or set HOME");
    struct webhooks *webhooks = arena_alloc(invocation->arena, sizeof *webhooks);
    settings_webhooks(&invocation->config, invocation->arena, webhooks);
    *out =
        (struct store_options){ .url = url, .now_ms = clock_wall_ms(&invocation->clock), .webhooks = &webhooks->told };
    return OK;
}

enum status settings_open_to_look(const struct invocation *invocation, struct store **out_store, struct error *err)
{
    struct store_options options;
    struct store *store = NULL;
    enum status status = settings_store(invocation, &options, err);
    options.read_only = true;
    if (status == OK)
        status = store_open(&options, &store, err);
    if (status == OK && store_schema_version(store) < store_schema_newest())
        status = error_set(err, BROKEN, "the store is of schema version %d, this program needs %d: understudy migrate",
                           store_schema_version(store), store_schema_newest());
    if (status != OK) {
        store_close(&store);
        return status;
    }
    *out_store = store;
    return OK;
}

enum status settings_open_to_change(const struct invocation *invocation, struct store **out_store, struct error *err)
{
    struct store_options options;
    struct store *store = NULL;
    enum status status = settings_open_to_look(invocation, &store, err);
    store_close(&store);
    if (status == OK)
        status = settings_store(invocation, &options, err);
    return status == OK ? store_open(&options, out_store, err) : status;
}

enum status settings_open_or_empty(const struct invocation *invocation, struct store **out_store, struct error *err)
{
    const struct store_options empty = { .url = TEXT("sqlite::memory:") };
    enum status status = settings_open_to_look(invocation, out_store, err);
    if (status != NOT_FOUND || store_dialect_of(config_text(&invocation->config, "database.url")) != STORE_SQLITE)
        return status;
    if (!invocation->quiet)
        complain("%s", err->text); /* who mistyped a path sees it */
    return store_open(&empty, out_store, err);
}
