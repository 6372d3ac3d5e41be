/* migrate --attach and --detach: beside an application's tables, and away again. */
#include "cli/migrate_attach.h"

#include "cli/output.h"
#include "cli/settings.h"
#include "store/attach.h"

static const char in_schema[] = "in a schema of its own, and a job for the application when TMDb has a film";
static const char in_movies[] = "in the application's movies, upgraded in place";

/* Remarks before the SQL, so that the whole is a script. */
static void explain(const struct attach_look *look, enum store_attach to, struct buf *out)
{
    (void)buf_printf(
        out,
        "-- %s.oban_jobs is of Oban's version %d; understudy is a guest there: it claims and inserts jobs\n"
        "-- of its own queues, and leaves staging, rescuing and pruning to the application.\n--\n",
        look->oban.schema, look->oban.version);
    (void)buf_printf(
        out,
        "-- Two ways to keep placeholders; this plan is the %s.\n"
        "-- 1. %s: understudy migrate --attach.\n--    Nothing of the application's is changed. Set "
        "oban.handover to QUEUE:WORKER of the application's import.\n"
        "-- 2. %s:\n--    understudy migrate --attach --into-movies. Rows keep their id, so what refers to a "
        "placeholder\n--    refers to the film. The application must bear rows without tmdb_id, of "
        "import_status imdb_placeholder.\n",
        to == STORE_SHARED ? "second" : "first", in_schema, in_movies);
    if (look->count > 0)
        (void)buf_add_z(out, "--\n-- For the second way, movies as it is:\n");
    for (size_t i = 0; i < look->count; i++)
        (void)buf_printf(out, "--    %s%.*s\n", look->findings[i].forbids ? "FORBIDS IT: " : "",
                         TEXT_ARG(look->findings[i].text));
}

static void print_plan(const struct attach_look *look, enum store_attach to, struct buf *out)
{
    if (look->plan.len == 0)
        return;
    if (to != STORE_ALONE)
        explain(look, to, out);
    (void)buf_printf(out, "BEGIN;\n%.*sCOMMIT;\n", TEXT_ARG(look->plan));
}

static void print_done(const struct attach_look *look, enum store_attach to, struct text database, struct buf *out)
{
    if (look->plan.len == 0)
        (void)buf_printf(out, "%.*s: attached already, nothing to do\n", TEXT_ARG(database));
    else if (to == STORE_ALONE)
        (void)buf_printf(out, "%.*s: detached\n", TEXT_ARG(database));
    else
        (void)buf_printf(out, "%.*s: attached as a guest of Oban %d; placeholders stand %s\n", TEXT_ARG(database),
                         look->oban.version, to == STORE_SHARED ? in_movies : in_schema);
}

enum exit_code migrate_attach(struct invocation *invocation)
{
    struct store_options options;
    struct attach_look look;
    struct error err;
    bool plan_only = text_known(invocation_option(invocation, "--plan"));
    bool into_movies = text_known(invocation_option(invocation, "--into-movies"));
    enum store_attach to = text_known(invocation_option(invocation, "--detach")) ? STORE_ALONE
                           : into_movies                                         ? STORE_SHARED
                                                                                 : STORE_ATTACHED;
    enum status status = settings_store(invocation, &options, &err);
    if (status == OK)
        status = plan_only ? store_attach_look(&options, to, invocation->arena, &look, &err)
                           : store_attach(&options, to, invocation->arena, &look, &err);
    if (status != OK) {
        complain("%s", err.text);
        return EXIT_LOCAL;
    }
    struct text database = config_shown(&invocation->config, config_index("database.url"), invocation->arena);
    struct buf out = BUF_WITH_LIMIT(OUTPUT_BYTES_MAX);
    if (plan_only)
        print_plan(&look, to, &out);
    else
        print_done(&look, to, database, &out);
    output_write(buf_text(&out));
    buf_finish(&out);
    return EXIT_FINE;
}
