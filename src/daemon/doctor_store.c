/* doctor: the store, what it remembers of the sources, and its jobs. */
#include "base/clock.h"
#include "daemon/doctor.h"
#include "daemon/source_state.h"
#include "store/oban.h"
#include "store/server_look.h"
#include "store/stats.h"

enum { LATE_MS = 3600 * 1000 };

static void tell_breaker(const struct doctor_look *look, const struct breaker *breaker)
{
    char iso[CLOCK_ISO_BYTES];
    if (breaker->state == BREAKER_HALF_OPEN)
        doctor_tell(look, "breaker", DOCTOR_WARN,
                    arena_printf(look->arena, "%.*s: half-open, one request tries it: %.*s", TEXT_ARG(breaker->source),
                                 TEXT_ARG(breaker->reason)),
                    "wait");
    else
        doctor_tell(look, "breaker", DOCTOR_WARN,
                    arena_printf(look->arena, "%.*s: open, left alone until %s: %.*s", TEXT_ARG(breaker->source),
                                 clock_iso(breaker->open_until_ms, iso), TEXT_ARG(breaker->reason)),
                    breaker->challenged ? "wait; for many titles use the dataset, or a licensed gateway" : "wait");
}

/* Do the title pages still tell what they told? */
static void check_layouts(const struct doctor_look *look, const struct gate_memory *memory)
{
    struct arena *arena = look->arena;
    bool good = true;
    int pages;
    for (size_t i = 0; i < memory->fact_count; i++) {
        const struct layout_fact *one = &memory->facts[i];
        struct text told = layout_fact_text(one, arena);
        bool lost = one->lost_since_ms != 0;
        if (!lost && drift_judge(one->fact, &one->count, &pages) == DRIFT_FINE)
            continue;
        good = false;
        doctor_tell(
            look, "layout", DOCTOR_WARN,
            arena_printf(arena, "%.*s: %s", TEXT_ARG(told),
                         lost ? "no record is written from a page without it" : "records are written without it"),
            lost ? LOST_FACT_REMEDY : "compare a page with its record; a newer understudy may read it");
    }
    if (good)
        doctor_tell(look, "layout", DOCTOR_OK,
                    memory->fact_count > 0 ? TEXT("title pages tell what they used to tell")
                                           : TEXT("no title page was read yet"),
                    NULL);
}

static void check_quotas(const struct doctor_look *look, const struct gate_memory *memory)
{
    struct error err;
    for (size_t i = 0; i < source_terms_count; i++) {
        struct source_state state;
        source_state_read(look->config, &source_terms[i], memory, look->now_ms, look->arena, &state);
        if (state.quota == 0 || state.kind == SOURCE_OFF ||
            source_state_read_quota(look->store, look->now_ms, &state, &err) != OK)
            continue;
        bool used_up = state.used.exhausted || state.used.used >= state.quota;
        doctor_tell(look, "quota", used_up ? DOCTOR_WARN : DOCTOR_OK,
                    arena_printf(look->arena, "%s: %lld of %lld requests used today%s", source_terms[i].name,
                                 (long long)state.used.used, (long long)state.quota,
                                 state.used.exhausted ? ", and the source takes no more" : ""),
                    used_up ? "wait for midnight UTC" : NULL);
    }
}

/* What the gate remembers against somebody. */
static void check_gate(const struct doctor_look *look)
{
    struct gate_memory memory = { 0 };
    struct error err;
    char iso[CLOCK_ISO_BYTES];
    bool closed = true;
    if (gate_memory_read(look->store, look->arena, &memory, &err) != OK) {
        doctor_tell(look, "hosts", DOCTOR_FAIL, arena_text(look->arena, text_of(err.text)), NULL);
        return;
    }
    for (size_t i = 0; i < memory.host_count; i++) {
        const struct host_state *host = &memory.hosts[i];
        if (host->held_until_ms > look->now_ms)
            doctor_tell(look, "hosts", DOCTOR_WARN,
                        arena_printf(look->arena, "%.*s is left alone until %s: %.*s", TEXT_ARG(host->origin),
                                     clock_iso(host->held_until_ms, iso), TEXT_ARG(host->reason)),
                        "wait");
    }
    for (size_t i = 0; i < memory.breaker_count; i++) {
        if (memory.breakers[i].state == BREAKER_CLOSED)
            continue;
        closed = false;
        tell_breaker(look, &memory.breakers[i]);
    }
    if (closed)
        doctor_tell(look, "breaker", DOCTOR_OK, TEXT("closed for every source"), NULL);
    check_layouts(look, &memory);
    check_quotas(look, &memory);
}

/* PostgreSQL, and who works on it. */
static void check_server(const struct doctor_look *look)
{
    struct arena *arena = look->arena;
    struct server_finding *findings;
    size_t count;
    struct error err;
    enum status status = store_oban_check(look->store, &err);
    if (status != OK)
        doctor_tell(look, "oban", DOCTOR_FAIL, arena_text(look->arena, text_of(err.text)), "see docs/postgresql.md");
    status = store_server_look(look->store, look->now_ms, arena, &findings, &count, &err);
    if (status != OK)
        doctor_tell(look, "server", DOCTOR_FAIL, arena_text(look->arena, text_of(err.text)), NULL);
    for (size_t i = 0; i < count && status == OK; i++) {
        const struct server_finding *one = &findings[i];
        doctor_tell(look, arena_z(arena, one->what), one->bad ? DOCTOR_WARN : DOCTOR_OK, one->text,
                    one->bad && text_known(one->remedy) ? arena_z(arena, one->remedy) : NULL);
    }
}

/* Jobs that should have begun, and jobs that nobody tries again. */
static void check_jobs(const struct doctor_look *look)
{
    struct job_count *jobs;
    size_t count;
    struct error err;
    int64_t oldest_ms = 0, discarded = 0;
    if (store_stats_jobs(look->store, look->arena, &jobs, &count, &err) != OK) {
        doctor_tell(look, "jobs", DOCTOR_FAIL, arena_text(look->arena, text_of(err.text)), NULL);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        if (text_is(jobs[i].state, "available"))
            oldest_ms = jobs[i].oldest_ms;
        if (text_is(jobs[i].state, "discarded"))
            discarded = jobs[i].count;
    }
    if (oldest_ms != 0 && look->now_ms - oldest_ms > LATE_MS)
        doctor_tell(look, "jobs", DOCTOR_WARN, TEXT("a job is due for more than an hour"),
                    "serve or work must run; a long import takes its time, and another work on the same database "
                    "shortens it");
    else
        doctor_tell(look, "jobs", DOCTOR_OK, TEXT("none is late"), NULL);
    if (discarded > 0)
        doctor_tell(look, "jobs.discarded", DOCTOR_WARN,
                    arena_printf(look->arena, "%lld used up their attempts", (long long)discarded),
                    "the dashboard's jobs, state discarded, say why; Run now tries again");
}

void doctor_check_store(const struct doctor_look *look)
{
    struct text about = store_about(look->store, look->arena);
    doctor_tell(look, "database", DOCTOR_OK,
                arena_printf(look->arena, "opens, schema version %d (%.*s)", store_schema_version(look->store),
                             TEXT_ARG(about)),
                NULL);
    check_server(look);
    check_gate(look);
    check_jobs(look);
}
