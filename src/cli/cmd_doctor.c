/* doctor: every setting with its origin, then what a lookup needs, each finding with its remedy. */
#include "cli/display.h"
#include "cli/doctor.h"
#include "cli/json_lines.h"
#include "cli/output.h"
#include "cli/settings.h"
#include "cli/table.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *level_colour(enum doctor_level level)
{
    switch (level) {
    case DOCTOR_OK: return "\033[32m";
    case DOCTOR_WARN: return "\033[33m";
    case DOCTOR_FAIL: return "\033[31m";
    }
    return "";
}

void doctor_report(struct doctor *doctor, const struct doctor_finding *finding, enum exit_code code)
{
    const struct invocation *invocation = doctor->invocation;
    struct buf *out = &doctor->out;
    buf_clear(out);
    if (finding->level == DOCTOR_FAIL)
        doctor->code = exit_worst(doctor->code, code);
    if (invocation->json) {
        json_doctor(finding, out);
    } else {
        (void)buf_printf(out, "%s%-4s%s  %s: ", invocation->colour ? level_colour(finding->level) : "",
                         doctor_level_word(finding->level), invocation->colour ? "\033[0m" : "", finding->check);
        display_add(out, finding->message);
        if (text_known(finding->remedy)) {
            (void)buf_add_z(out, "\n      -> ");
            display_add(out, finding->remedy);
        }
        (void)buf_add_char(out, '\n');
    }
    output_write(buf_text(out));
    output_flush(); /* requests may take seconds */
}

struct text doctor_text(struct doctor *doctor, const char *format, ...)
{
    char line[512];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(line, sizeof line, format, args);
    va_end(args);
    return arena_text(doctor->invocation->arena, text_of(line));
}

/* Failures of what makes no request are local ones. */
static void report_local(void *context, const struct doctor_finding *finding)
{
    doctor_report(context, finding, EXIT_LOCAL);
}

/* `remedy` NULL = nothing to do. */
static void report(struct doctor *doctor, const char *check, enum doctor_level level, struct text message,
                   const char *remedy)
{
    const struct doctor_finding finding = { check, level, message, text_of(remedy) };
    report_local(doctor, &finding);
}

static void print_settings(struct doctor *doctor)
{
    struct invocation *invocation = doctor->invocation;
    struct table_column columns[] = { { "SETTING", 1 }, { "ORIGIN", 1 }, { "VALUE", 0 } };
    struct text *cells = arena_array(invocation->arena, config_key_count * 3, sizeof *cells);
    buf_clear(&doctor->out);
    for (size_t i = 0; i < config_key_count; i++) {
        cells[3 * i] = text_of(config_keys[i].name);
        cells[3 * i + 1] = text_of(config_origin_name(invocation->config.origins[i]));
        cells[3 * i + 2] = config_shown(&invocation->config, i, invocation->arena);
        if (invocation->json)
            json_setting(&invocation->config, i, invocation->arena, &doctor->out);
    }
    if (!invocation->json) {
        table_fit(columns, COUNT_OF(columns), cells, config_key_count);
        table_head(columns, COUNT_OF(columns), 0, invocation->colour, &doctor->out);
        for (size_t i = 0; i < config_key_count; i++)
            table_row(columns, COUNT_OF(columns), &cells[3 * i], NULL, 0, &doctor->out);
        (void)buf_add_char(&doctor->out, '\n');
    }
    output_write(buf_text(&doctor->out));
}

/* The first lookup will create the store: can it? An empty file, or else the nearest folder that is there, must let us
 * write. */
static void report_no_store(struct doctor *doctor, struct text url)
{
    struct text path = url;
    (void)text_take(&path, TEXT("sqlite:"));
    char *folder = arena_alloc(doctor->invocation->arena, path.len + 2);
    memcpy(folder, path.at, path.len);
    int wanted = access(folder, F_OK) == 0 ? W_OK : W_OK | X_OK;
    for (size_t len = path.len; access(folder, F_OK) != 0;) {
        while (len > 0 && folder[len - 1] != '/')
            len--;
        if (len <= 1) { /* "films.db" lies in ".", "/films.db" in "/" */
            folder[0] = len == 1 ? '/' : '.';
            folder[1] = '\0';
            break;
        }
        folder[--len] = '\0';
    }
    if (access(folder, wanted) == 0)
        report(doctor, "database", DOCTOR_OK, TEXT("no store yet; the first lookup creates it"), NULL);
    else
        report(doctor, "database", DOCTOR_FAIL, doctor_text(doctor, "no store yet, and %s is not writable", folder),
               "give database.url a path where you may write");
}

/* Looks without creating or upgrading; the store stays open for writing, for the gate's notes. */
static void check_database(struct doctor *doctor, struct doctor_look look)
{
    struct store_options options;
    struct error err;
    enum status status = settings_store(doctor->invocation, &options, &err);
    if (status == OK) {
        options.read_only = true;
        status = store_open(&options, &doctor->store, &err);
    }
    if (status == OK) {
        store_close(&doctor->store);
        options.read_only = false;
        status = store_open(&options, &doctor->store, &err);
    }
    if (status == OK) {
        look.store = doctor->store;
        doctor_check_store(&look);
        return;
    }
    if (status == NOT_FOUND && store_dialect_of(options.url) == STORE_SQLITE)
        report_no_store(doctor, options.url);
    else
        report(doctor, "database", DOCTOR_FAIL, doctor_text(doctor, "%s", err.text), "see database.url above");
    options = (struct store_options){ .url = TEXT("sqlite::memory:") };
    if (store_open(&options, &doctor->store, &err) != OK)
        report(doctor, "database", DOCTOR_FAIL, doctor_text(doctor, "%s", err.text), NULL);
}

enum exit_code cmd_doctor(struct invocation *invocation)
{
    struct doctor doctor = { .invocation = invocation, .out = BUF_WITH_LIMIT(OUTPUT_BYTES_MAX), .code = EXIT_FINE };
    struct error err;
    if (invocation_configure(invocation, &err) != OK) {
        report(&doctor, "config", DOCTOR_FAIL, text_of(err.text), NULL);
    } else {
        const struct doctor_look look = { .config = &invocation->config,
                                          .now_ms = clock_wall_ms(&invocation->clock),
                                          .arena = invocation->arena,
                                          .tell = report_local,
                                          .context = &doctor };
        print_settings(&doctor);
        doctor_check_config(&look);
        check_database(&doctor, look);
        if (text_known(invocation_option(invocation, "--canaries")))
            doctor_check_canaries(&doctor, invocation_option(invocation, "--canaries"));
        if (!text_known(invocation_option(invocation, "--offline")) && doctor.store != NULL && !output_failed())
            doctor_ask_network(&doctor);
    }
    store_close(&doctor.store);
    buf_finish(&doctor.out);
    return doctor.code;
}
