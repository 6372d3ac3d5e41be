/* migrate: create or upgrade the schema, or print the SQL that would. */
#include "cli/command.h"
#include "cli/json_lines.h"
#include "cli/migrate_attach.h"
#include "cli/output.h"
#include "cli/settings.h"

enum { NO_STORE = -1 };

static enum status version_before(const struct store_options *options, int *out_version, struct error *err)
{
    struct store_options look = *options;
    struct store *store = NULL;
    look.read_only = true;
    enum status status = store_open(&look, &store, err);
    if (status == OK)
        *out_version = store_schema_version(store);
    else if (status == NOT_FOUND)
        *out_version = NO_STORE;
    store_close(&store);
    return status == NOT_FOUND ? OK : status;
}

static enum status version_after(const struct store_options *options, int *out_version, struct error *err)
{
    struct store_options migration = *options;
    struct store *store = NULL;
    migration.migrates = true;
    enum status status = store_open(&migration, &store, err);
    if (status == OK)
        *out_version = store_schema_version(store);
    store_close(&store);
    return status;
}

static void print(const struct invocation *invocation, int before, int after, struct text plan, struct buf *out)
{
    struct text database = config_shown(&invocation->config, config_index("database.url"), invocation->arena);
    if (invocation->json)
        json_migration(database, before, after, plan, out);
    else if (text_known(plan))
        (void)buf_printf(out, "%.*s%s", TEXT_ARG(plan), plan.len > 0 && !text_ends(plan, TEXT("\n")) ? "\n" : "");
    else if (before == NO_STORE)
        (void)buf_printf(out, "%.*s: created, schema version %d\n", TEXT_ARG(database), after);
    else if (before == after)
        (void)buf_printf(out, "%.*s: schema version %d, nothing to do\n", TEXT_ARG(database), after);
    else
        (void)buf_printf(out, "%.*s: schema version %d, upgraded from %d\n", TEXT_ARG(database), after, before);
}

enum exit_code cmd_migrate(struct invocation *invocation)
{
    struct store_options options;
    struct error err;
    int before = NO_STORE, after = NO_STORE;
    bool plan_only = text_known(invocation_option(invocation, "--plan"));
    bool attach = text_known(invocation_option(invocation, "--attach"));
    bool detach = text_known(invocation_option(invocation, "--detach"));
    struct text plan = { 0 };
    if (attach && detach)
        return usage_error(invocation->command, "--attach and --detach: give one of them");
    if (text_known(invocation_option(invocation, "--into-movies")) && !attach)
        return usage_error(invocation->command, "--into-movies goes with --attach");
    if (attach || detach)
        return migrate_attach(invocation);
    enum status status = settings_store(invocation, &options, &err);
    if (status == OK)
        status = version_before(&options, &before, &err);
    if (status == OK && plan_only) {
        after = before;
        plan = store_migration_plan(store_dialect_of(options.url), before == NO_STORE ? 0 : before, invocation->arena);
    } else if (status == OK) {
        status = version_after(&options, &after, &err);
    }
    if (status != OK) {
        complain("%s", err.text);
        return EXIT_LOCAL;
    }
    struct buf out = BUF_WITH_LIMIT(OUTPUT_BYTES_MAX);
    print(invocation, before, after, plan, &out);
    if (plan_only && plan.len == 0 && !invocation->quiet)
        complain("nothing to do: schema version %d is the newest", before);
    output_write(buf_text(&out));
    buf_finish(&out);
    return EXIT_FINE;
}
