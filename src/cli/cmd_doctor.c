/* doctor: every setting with its origin, then what a lookup needs, each finding with its remedy. */
#include "cli/display.h"
#include "cli/doctor.h"
#include "cli/json_lines.h"
#include "cli/output.h"
#include "cli/settings.h"
#include "cli/table.h"
#include "daemon/source_state.h"
#include "store/oban.h"
#include "store/server_look.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CONTACT_REMEDY "set http.contact to an e-mail or web address: sites must be able to reach whoever asks them"
#define KEY_REMEDY     "set tmdb.token; https://www.themoviedb.org/settings/api gives you one"

const char *doctor_level_word(enum doctor_level level)
{
    switch (level) {
    case DOCTOR_OK: return "ok";
    case DOCTOR_WARN: return "warn";
    case DOCTOR_FAIL: return "fail";
    }
    return "?";
}

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

/* A finding whose message is made; `remedy` NULL = nothing to do. Failures here are local ones. */
static void report(struct doctor *doctor, const char *check, enum doctor_level level, struct text message,
                   const char *remedy)
{
    const struct doctor_finding finding = { check, level, message, text_of(remedy) };
    doctor_report(doctor, &finding, EXIT_LOCAL);
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

/* A file that others may read should hold no secret. Root gives a group the right to read on purpose. */
static void check_file_mode(struct doctor *doctor)
{
    const struct config *config = &doctor->invocation->config;
    struct stat st;
    bool secret = false;
    for (size_t i = 0; i < config_key_count; i++)
        secret = secret || (config_keys[i].kind == CONFIG_SECRET && config->origins[i] == CONFIG_FILE &&
                            !text_empty(config->values[i]));
    if (secret && stat(arena_z(doctor->invocation->arena, config->file), &st) == 0 &&
        (st.st_mode & (st.st_uid == 0 ? 037 : 077)) != 0)
        report(doctor, "config.mode", DOCTOR_WARN,
               doctor_text(doctor, "%.*s holds secrets and others may read it", TEXT_ARG(config->file)),
               "chmod 600 the file");
}

static bool is_loopback(const struct config *config, const char *key)
{
    return text_starts(config_text(config, key), TEXT("http://")); /* config_check() lets no other http:// pass */
}

static void check_rates(struct doctor *doctor)
{
    static const struct {
        const char *url, *rate, *why;
        double most;
    } limits[] = {
        { "tmdb.url", "tmdb.requests_per_second", "TMDb answers about 40 a second, and 429 beyond", 40 },
        { "imdb_page.url", "imdb_page.requests_per_second", "more than one page a second is not polite", 1 },
    };
    const struct config *config = &doctor->invocation->config;
    for (size_t i = 0; i < COUNT_OF(limits); i++) {
        if (config_rate(config, limits[i].rate) > limits[i].most && !is_loopback(config, limits[i].url))
            report(doctor, limits[i].rate, DOCTOR_WARN,
                   doctor_text(doctor, "%g: %s", config_rate(config, limits[i].rate), limits[i].why),
                   "leave it at its default");
    }
}

static void check_config(struct doctor *doctor)
{
    struct invocation *invocation = doctor->invocation;
    const struct config *config = &invocation->config;
    struct text variable;
    size_t at = 0;
    report(doctor, "config", DOCTOR_OK,
           text_known(config->file) ? doctor_text(doctor, "read %.*s", TEXT_ARG(config->file))
                                    : TEXT("no configuration file; environment and defaults"),
           NULL);
    check_file_mode(doctor);
    while (text_known(variable = config_unknown_variable(&at, invocation->arena)))
        report(doctor, "config.environment", DOCTOR_WARN,
               doctor_text(doctor, "%.*s means nothing to this program", TEXT_ARG(variable)),
               "compare it with the names in 'understudy help --man'");
    check_rates(doctor);
    if (config_has_database_password(config))
        report(doctor, "database.url", DOCTOR_WARN, TEXT("carries a password"),
               "use PGPASSFILE, a service file or PGPASSWORD");
    if (getenv("UNDERSTUDY_NOW") != NULL)
        report(doctor, "clock", DOCTOR_WARN, TEXT("UNDERSTUDY_NOW moves the wall clock"), "unset it outside of tests");
    if (text_empty(config_text(config, "http.contact")))
        report(doctor, "http.contact", DOCTOR_FAIL, TEXT("no contact"), CONTACT_REMEDY);
    else
        report(doctor, "http.contact", DOCTOR_OK, config_text(config, "http.user_agent"), NULL);
    if (tmdb_lacks_key(config))
        report(doctor, "tmdb.token", DOCTOR_FAIL, TEXT("neither token nor key"), KEY_REMEDY);
    else if (text_empty(config_text(config, "tmdb.token")) && text_empty(config_text(config, "tmdb.api_key")))
        report(doctor, "tmdb.token", DOCTOR_WARN, TEXT("neither token nor key; this TMDb is asked without"), NULL);
    else
        report(doctor, "tmdb.token", DOCTOR_OK, TEXT("a key is there"), NULL);
}

static void report_breaker(struct doctor *doctor, const struct breaker *breaker)
{
    char iso[CLOCK_ISO_BYTES];
    if (breaker->state == BREAKER_HALF_OPEN)
        report(doctor, "breaker", DOCTOR_WARN,
               doctor_text(doctor, "%.*s: half-open, one request tries it: %.*s", TEXT_ARG(breaker->source),
                           TEXT_ARG(breaker->reason)),
               "wait");
    else
        report(doctor, "breaker", DOCTOR_WARN,
               doctor_text(doctor, "%.*s: open, left alone until %s: %.*s", TEXT_ARG(breaker->source),
                           clock_iso(breaker->open_until_ms, iso), TEXT_ARG(breaker->reason)),
               breaker->challenged ? "wait; for many titles use the dataset, or a licensed gateway" : "wait");
}

/* Do the title pages still tell what they told? */
static void check_layouts(struct doctor *doctor, const struct gate_memory *memory)
{
    struct arena *arena = doctor->invocation->arena;
    bool good = true;
    int pages;
    for (size_t i = 0; i < memory->fact_count; i++) {
        const struct layout_fact *one = &memory->facts[i];
        struct text told = layout_fact_text(one, arena);
        bool lost = one->lost_since_ms != 0;
        if (!lost && drift_judge(one->fact, &one->count, &pages) == DRIFT_FINE)
            continue;
        good = false;
        report(doctor, "layout", DOCTOR_WARN,
               arena_printf(arena, "%.*s: %s", TEXT_ARG(told),
                            lost ? "no record is written from a page without it" : "records are written without it"),
               lost ? LOST_FACT_REMEDY : "compare a page with its record; a newer understudy may read it");
    }
    if (good)
        report(doctor, "layout", DOCTOR_OK,
               memory->fact_count > 0 ? TEXT("title pages tell what they used to tell")
                                      : TEXT("no title page was read yet"),
               NULL);
}

/* What the gate remembers against somebody. */
static void check_gate(struct doctor *doctor)
{
    struct invocation *invocation = doctor->invocation;
    struct gate_memory memory = { 0 };
    struct error err;
    char iso[CLOCK_ISO_BYTES];
    int64_t now_ms = clock_wall_ms(&invocation->clock);
    bool closed = true;
    if (gate_memory_read(doctor->store, invocation->arena, &memory, &err) != OK) {
        report(doctor, "hosts", DOCTOR_FAIL, doctor_text(doctor, "%s", err.text), NULL);
        return;
    }
    for (size_t i = 0; i < memory.host_count; i++) {
        const struct host_state *host = &memory.hosts[i];
        if (host->held_until_ms > now_ms)
            report(doctor, "hosts", DOCTOR_WARN,
                   doctor_text(doctor, "%.*s is left alone until %s: %.*s", TEXT_ARG(host->origin),
                               clock_iso(host->held_until_ms, iso), TEXT_ARG(host->reason)),
                   "wait");
    }
    for (size_t i = 0; i < memory.breaker_count; i++) {
        if (memory.breakers[i].state == BREAKER_CLOSED)
            continue;
        closed = false;
        report_breaker(doctor, &memory.breakers[i]);
    }
    if (closed)
        report(doctor, "breaker", DOCTOR_OK, TEXT("closed for every source"), NULL);
    check_layouts(doctor, &memory);
    for (size_t i = 0; i < source_terms_count; i++) {
        struct source_state state;
        source_state_read(&invocation->config, &source_terms[i], &memory, now_ms, invocation->arena, &state);
        if (state.quota == 0 || state.kind == SOURCE_OFF ||
            source_state_read_quota(doctor->store, now_ms, &state, &err) != OK)
            continue;
        bool used_up = state.used.exhausted || state.used.used >= state.quota;
        report(doctor, "quota", used_up ? DOCTOR_WARN : DOCTOR_OK,
               doctor_text(doctor, "%s: %lld of %lld requests used today%s", source_terms[i].name,
                           (long long)state.used.used, (long long)state.quota,
                           state.used.exhausted ? ", and the source takes no more" : ""),
               used_up ? "wait for midnight UTC" : NULL);
    }
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

/* PostgreSQL, and who works on it. */
static void check_server(struct doctor *doctor)
{
    struct arena *arena = doctor->invocation->arena;
    struct server_finding *findings;
    size_t count;
    struct error err;
    enum status status = store_oban_check(doctor->store, &err);
    if (status != OK)
        report(doctor, "oban", DOCTOR_FAIL, doctor_text(doctor, "%s", err.text), "see docs/postgresql.md");
    status =
        store_server_look(doctor->store, clock_wall_ms(&doctor->invocation->clock), arena, &findings, &count, &err);
    if (status != OK)
        report(doctor, "server", DOCTOR_FAIL, doctor_text(doctor, "%s", err.text), NULL);
    for (size_t i = 0; i < count && status == OK; i++) {
        const struct server_finding *one = &findings[i];
        report(doctor, arena_z(arena, one->what), one->bad ? DOCTOR_WARN : DOCTOR_OK, one->text,
               one->bad && text_known(one->remedy) ? arena_z(arena, one->remedy) : NULL);
    }
}

/* Looks without creating or upgrading; the store stays open for writing, for the gate's notes. */
static void check_database(struct doctor *doctor)
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
        struct text about = store_about(doctor->store, doctor->invocation->arena);
        report(doctor, "database", DOCTOR_OK,
               doctor_text(doctor, "opens, schema version %d (%.*s)", store_schema_version(doctor->store),
                           TEXT_ARG(about)),
               NULL);
        check_server(doctor);
        check_gate(doctor);
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
        print_settings(&doctor);
        check_config(&doctor);
        check_database(&doctor);
        if (text_known(invocation_option(invocation, "--canaries")))
            doctor_check_canaries(&doctor, invocation_option(invocation, "--canaries"));
        if (!text_known(invocation_option(invocation, "--offline")) && doctor.store != NULL && !output_failed())
            doctor_ask_network(&doctor);
    }
    store_close(&doctor.store);
    buf_finish(&doctor.out);
    return doctor.code;
}
