/* /doctor: what needs a hand, each with its remedy; from what the daemon knows, without asking anybody. */
#include "daemon/page.h"
#include "daemon/pulse.h"
#include "daemon/source_state.h"
#include "store/stats.h"

enum { LATE_MS = 3600 * 1000 };

static void finding(struct page *page, const char *level, const char *check, struct text message, const char *remedy)
{
    html_raw(&page->out, "<li class=\"finding\"><div>");
    page_state(page, text_of(level));
    HTML(&page->out, "</div><div><h2>$</h2><p>$</p>", text_of(check),
         html_short(message, PAGE_LINE_BYTES, page->arena));
    if (remedy != NULL)
        HTML(&page->out, "<p class=\"soft\">What to do: $</p>", text_of(remedy));
    html_raw(&page->out, "</div></li>\n");
}

static void check_health(struct page *page, struct daemon *daemon, struct store *store)
{
    struct health health;
    pulse_look(daemon, &health);
    if (health.store_trouble[0] != '\0')
        finding(page, "fail", "Database", text_of(health.store_trouble),
                "see that the database runs and can be reached");
    else
        finding(page, "ok", "Database", store_about(store, page->arena), NULL);
    if (health.jobs_trouble[0] != '\0' || !health.jobs_run)
        finding(page, "fail", "Jobs",
                health.jobs_trouble[0] != '\0' ? text_of(health.jobs_trouble) : TEXT("no job is run just now"),
                "the log of the daemon tells why; it tries again by itself");
    else
        finding(page, "ok", "Jobs", TEXT("are run"), NULL);
}

static void check_config(struct page *page, const struct config *config)
{
    if (text_empty(config_text(config, "http.contact")))
        finding(page, "fail", "Contact", TEXT("the sources are asked without saying who asks"),
                "set http.contact to an e-mail or web address");
    else
        finding(page, "ok", "Contact", config_text(config, "http.user_agent"), NULL);
    if (tmdb_lacks_key(config))
        finding(page, "fail", "TMDb key", TEXT("neither token nor key"),
                "set tmdb.token; https://www.themoviedb.org/settings/api gives you one");
    else
        finding(page, "ok", "TMDb key", TEXT("is there"), NULL);
    if (page->demonstrates)
        finding(page, "warn", "Clock", TEXT("UNDERSTUDY_NOW moves the wall clock"),
                "unset it outside of demonstrations");
}

static enum status check_sources(struct page *page, const struct config *config, struct store *store, struct error *err)
{
    struct gate_memory memory = { 0 };
    bool blocked = false;
    enum status status = gate_memory_read(store, page->arena, &memory, err);
    for (size_t i = 0; i < source_terms_count && status == OK; i++) {
        struct source_state state;
        source_state_read(config, &source_terms[i], &memory, page->now_ms, page->arena, &state);
        if (state.kind != SOURCE_BLOCKED)
            continue;
        blocked = true;
        finding(page, "warn", source_terms[i].name,
                text_known(state.reason) ? state.reason : TEXT("is left alone for a while"),
                state.breaker.challenged ? "wait; for many titles use the dataset, or a licensed gateway"
                                         : "wait: it is tried again by itself");
    }
    if (status == OK && !blocked)
        finding(page, "ok", "Sources", TEXT("none is blocked"), NULL);
    for (size_t i = 0; i < memory.fact_count; i++) {
        if (memory.facts[i].lost_since_ms != 0)
            finding(page, "warn", "Title page", layout_fact_text(&memory.facts[i], page->arena), LOST_FACT_REMEDY);
    }
    return status;
}

static enum status check_queue(struct page *page, struct store *store, struct error *err)
{
    struct job_count *jobs;
    size_t count;
    int64_t oldest_ms = 0, discarded = 0;
    enum status status = store_stats_jobs(store, page->arena, &jobs, &count, err);
    for (size_t i = 0; i < count && status == OK; i++) {
        if (text_is(jobs[i].state, "available"))
            oldest_ms = jobs[i].oldest_ms;
        if (text_is(jobs[i].state, "discarded"))
            discarded = jobs[i].count;
    }
    if (status != OK)
        return status;
    if (oldest_ms != 0 && page->now_ms - oldest_ms > LATE_MS)
        finding(page, "warn", "Queue", TEXT("a job is due for more than an hour"),
                "a long import takes its time; more throughput is another understudy work on the same database");
    else
        finding(page, "ok", "Queue", TEXT("no job is late"), NULL);
    if (discarded > 0)
        finding(page, "warn", "Discarded jobs",
                arena_printf(page->arena, "%lld used up their attempts", (long long)discarded),
                "Jobs, state discarded, tells why; Run now tries again");
    return OK;
}

enum httpd_next page_doctor(struct desk *desk, struct exchange *exchange)
{
    struct page page = page_of(desk, exchange);
    struct daemon *daemon = desk->daemon;
    struct error err;
    if (desk_store(desk, exchange) == NULL)
        return HTTPD_ANSWER;
    page_begin(&page, TEXT("Doctor"), "/doctor");
    html_raw(&page.out,
             "<p class=\"lead\">What is well and what needs a hand. <code>understudy doctor</code> also asks "
             "the network and shows every setting.</p>\n<ul class=\"findings\">\n");
    check_health(&page, daemon, desk->store);
    check_config(&page, daemon->config);
    enum status status = check_sources(&page, daemon->config, desk->store, &err);
    if (status == OK)
        status = check_queue(&page, desk->store, &err);
    html_raw(&page.out, "</ul>\n");
    return status == OK ? page_answer(&page, exchange, 200) : page_failed(&page, exchange, status, &err);
}
