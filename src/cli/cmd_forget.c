/* forget: what came from one source, or what has been kept long enough, goes. */
#include "cli/command.h"
#include "cli/json_lines.h"
#include "cli/output.h"
#include "cli/settings.h"
#include "source/source.h"
#include "work/expire.h"
#include "work/forget_source.h"

static bool has(const struct invocation *invocation, const char *option)
{
    return text_known(invocation_option(invocation, option));
}

/* ── one source ── */

struct removed {
    size_t count;
    const char *one, *many;
};

static void add_lines(const struct removed *lines, size_t count, struct buf *out)
{
    bool nothing = true;
    for (size_t i = 0; i < count; i++) {
        if (lines[i].count > 0)
            (void)buf_printf(out, "%8zu %s\n", lines[i].count, lines[i].count == 1 ? lines[i].one : lines[i].many);
        nothing = nothing && lines[i].count == 0;
    }
    if (nothing)
        (void)buf_add_z(out, "         nothing\n");
}

static void add_forgotten(const struct forget_counts *counts, const char *source, bool dry_run, struct buf *out)
{
    const struct removed lines[] = {
        { counts->fields, "field", "fields" },
        { counts->movies, "film changed", "films changed" },
        { counts->rows, "film without a title left: wanted again", "films without a title left: wanted again" },
        { counts->people, "person whom no film names any more", "people whom no film names any more" },
        { counts->fetches, "kept fetch", "kept fetches" },
        { counts->answers, "raw answer", "raw answers" },
        { counts->others, "candidate or doubtful fact", "candidates and doubtful facts" },
        { counts->given, "title or year that was given", "titles and years that were given" },
        { counts->metrics, "metric", "metrics" },
    };
    (void)buf_printf(out, "%s of %s:\n", dry_run ? "would be removed" : "removed", source);
    add_lines(lines, COUNT_OF(lines), out);
}

static enum status forget_one(const struct invocation *invocation, struct store *store,
                              const struct source_terms *terms, struct buf *out, struct error *err)
{
    struct lookup_settings settings;
    struct random random = { random_seed() };
    struct forget_counts counts = { 0 };
    settings_lookup(&invocation->config, invocation->arena, &settings);
    struct forget_source strip = { .source = text_of(terms->name),
                                   .schedule = &settings.schedule,
                                   .now_ms = clock_wall_ms(&invocation->clock),
                                   .random = &random };
    const struct forget forget = { .source = terms->name,
                                   .metric_source = has(invocation, "--metrics") ? terms->metric_name : NULL,
                                   .is_tmdb = text_is(strip.source, "tmdb"),
                                   .is_given = text_is(strip.source, "given"),
                                   .dry_run = has(invocation, "--dry-run"),
                                   .now_ms = strip.now_ms,
                                   .strip = forget_source_strip,
                                   .context = &strip };
    enum status status = store != NULL ? store_forget(store, &forget, &counts, err) : OK;
    if (status != OK)
        return status;
    if (invocation->json)
        json_forget(strip.source, forget.dry_run, &counts, out);
    else
        add_forgotten(&counts, terms->name, forget.dry_run, out);
    return OK;
}

/* ── by age ── */

static enum status forget_expired(const struct invocation *invocation, struct store *store, struct buf *out,
                                  struct error *err)
{
    struct retention_counts gone = { 0 };
    enum status status = store != NULL ? expire_all(store, clock_wall_ms(&invocation->clock), &gone, err) : OK;
    if (status != OK)
        return status;
    const struct removed lines[] = { { gone.fetches, "kept fetch", "kept fetches" },
                                     { gone.answers, "raw answer", "raw answers" },
                                     { gone.metrics, "metric", "metrics" } };
    if (invocation->json) {
        json_expired(&gone, out);
    } else {
        (void)buf_add_z(out, "removed by age:\n");
        add_lines(lines, COUNT_OF(lines), out);
    }
    return OK;
}

/* ── the command ── */

/* A store that is not there has nothing to forget, and is not created for that. */
static enum status open_store(const struct invocation *invocation, struct store **out, struct error *err)
{
    struct store_options options;
    enum status status = settings_store(invocation, &options, err);
    options.read_only = true;
    if (status == OK)
        status = store_open(&options, out, err);
    store_close(out);
    options.read_only = false;
    if (status == OK)
        status = store_open(&options, out, err);
    return status == NOT_FOUND ? OK : status;
}

static enum exit_code check_options(const struct invocation *invocation, const struct source_terms **out_terms)
{
    struct text name = invocation_option(invocation, "--source");
    bool expired = has(invocation, "--expired");
    *out_terms = text_known(name) ? source_terms_find(name) : NULL;
    if (text_known(name) == expired)
        return usage_error(invocation->command, "give --source NAME or --expired");
    if (expired && (has(invocation, "--metrics") || has(invocation, "--dry-run")))
        return usage_error(invocation->command, "--metrics and --dry-run are about --source");
    if (!expired && *out_terms == NULL)
        return usage_error(invocation->command, "there is no source '%.*s'; 'understudy sources' lists them",
                           TEXT_ARG(name));
    return EXIT_FINE;
}

enum exit_code cmd_forget(struct invocation *invocation)
{
    const struct source_terms *terms;
    struct store *store = NULL;
    struct error err;
    struct buf out = BUF_WITH_LIMIT(4096);
    enum exit_code code = check_options(invocation, &terms);
    if (code != EXIT_FINE)
        return code;
    enum status status = open_store(invocation, &store, &err);
    if (status == OK)
        status = terms != NULL ? forget_one(invocation, store, terms, &out, &err)
                               : forget_expired(invocation, store, &out, &err);
    if (status != OK) {
        complain("%s", err.text);
        code = EXIT_LOCAL;
    }
    output_write(buf_text(&out));
    buf_finish(&out);
    store_close(&store);
    return code;
}
