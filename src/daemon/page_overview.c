/* /: how it stands, in figures. The same as `understudy stats` tells. */
#include "daemon/page.h"
#include "daemon/page_words.h"
#include "daemon/stats.h"

enum { DAYS_SHOWN = 30 };

struct day {
    int64_t created, upgraded;
};
struct days {
    int64_t first_ms; /* midnight */
    struct day at[DAYS_SHOWN];
};

static void count_event(void *context, const struct film_event *event)
{
    struct days *days = context;
    int64_t i = (event->at_ms - days->first_ms) / CLOCK_DAY_MS;
    if (event->at_ms < days->first_ms || i >= DAYS_SHOWN)
        return;
    days->at[i].created += text_is(event->event, "created");
    days->at[i].upgraded += text_is(event->event, "upgraded");
}

/* ── cards ── */

static void card(struct page *page, const char *name, struct text value, struct text below)
{
    HTML(&page->out, "<div><dt>$</dt><dd>$<small>$</small></dd></div>\n", text_of(name), value, below);
}

static struct text decimal(struct decimal value, const char *unit, struct arena *arena)
{
    int digits = value.value < 100 && unit[0] != 'm' ? 1 : 0; /* a tenth of a millisecond was never measured */
    return value.known ? arena_printf(arena, "%.*f\u00a0%s", digits, value.value, unit) : TEXT("\u2013");
}

static int64_t outcome_of(const struct stats *stats, const char *outcome)
{
    for (size_t i = 0; i < stats->outcome_count; i++) {
        if (text_is(stats->outcomes[i].outcome, outcome))
            return stats->outcomes[i].count;
    }
    return 0;
}

static void add_cards(struct page *page, const struct stats *stats)
{
    struct arena *a = page->arena;
    const struct lives *lives = &stats->lives;
    int64_t complete = outcome_of(stats, "full") + outcome_of(stats, "soft") + outcome_of(stats, "imdb_enriched");
    struct decimal share = stats_share(complete, stats->lookups.answered);
    html_raw(&page->out, "<dl class=\"cards\">\n");
    card(page, "Waiting for TMDb", html_number(stats->waiting.waiting, a),
         arena_printf(a, "%lld due now", (long long)stats->waiting.due));
    card(page, "On TMDb", html_number(complete, a),
         arena_printf(a, "%.*s of all answers", TEXT_ARG(html_share(share.value, share.known, a))));
    card(page, "Became full records", html_number(lives->upgrades, a), TEXT("they waited, and TMDb has them now"));
    struct decimal days = stats_median_days(lives), lag = stats_quantile(&lives->lag_minutes, 0.5, 60);
    card(page, "Until TMDb has it", decimal(days, "d", a),
         days.known ? TEXT("half of them waited no longer") : TEXT("too few have got that far"));
    card(page, "Our lag behind TMDb", decimal(lag, "h", a),
         lag.known ? arena_printf(a, "half of them; 95 %% within %.*s",
                                  TEXT_ARG(decimal(stats_quantile(&lives->lag_minutes, 0.95, 60), "h", a)))
                   : TEXT("nothing was upgraded yet"));
    card(page, "Unanswered", html_number(stats->lookups.open, a), TEXT("asked for, no answer yet"));
    html_raw(&page->out, "</dl>\n");
}

/* ── tables that become pictures ── */

static void add_days(struct page *page, const struct days *days)
{
    struct buf *out = &page->out;
    char iso[CLOCK_ISO_BYTES];
    html_raw(out, "<figure><figcaption>Day by day<small>the last thirty days</small></figcaption><div class=\"wide\" "
                  "tabindex=\"0\" role=\"region\" aria-label=\"Day by day\"><table data-chart=\"bar\"><caption>"
                  "Placeholders created and upgraded per day</caption><thead><tr>"
                  "<th scope=\"col\">Day</th><th scope=\"col\" class=\"n\">Created</th><th scope=\"col\" class=\"n\">"
                  "Upgraded</th></tr></thead><tbody>\n");
    for (int i = 0; i < DAYS_SHOWN; i++) {
        struct text day = arena_text(page->arena, text_from(clock_iso(days->first_ms + i * CLOCK_DAY_MS, iso), 10));
        HTML(out, "<tr><th scope=\"row\" data-label=\"$\">$</th><td class=\"n\">$</td><td class=\"n\">$</td></tr>\n",
             text_after(day, 5), day, html_number(days->at[i].created, page->arena),
             html_number(days->at[i].upgraded, page->arena));
    }
    html_raw(out, "</tbody></table></div></figure>\n");
}

static void add_curve(struct page *page, const struct stats *stats)
{
    struct buf *out = &page->out;
    html_raw(out, "<figure><figcaption>How long until TMDb has it<small>per cent of the placeholders that still wait, "
                  "day by day</small></figcaption><div class=\"wide\" tabindex=\"0\" "
                  "role=\"region\" aria-label=\"How long until TMDb has it\"><table data-chart=\"line\"><caption>Still "
                  "waiting, in per cent</caption><thead><tr><th scope=\"col\">After</th><th scope=\"col\" class=\"n\">"
                  "Still waiting</th><th scope=\"col\" class=\"n\">Observed</th></tr></thead><tbody>\n");
    if (stats->lives.created > 0)
        HTML(out, "<tr><th scope=\"row\">0\u00a0d</th><td class=\"n\">100</td><td class=\"n\">$</td></tr>\n",
             html_number(stats->lives.created, page->arena));
    for (size_t i = 0; i < STATS_CURVE; i++) {
        int64_t at_risk;
        struct decimal share = stats_still_waiting(&stats->lives, stats_curve_days[i], &at_risk);
        struct text days = arena_printf(page->arena, "%lld\u00a0d", (long long)stats_curve_days[i]);
        struct text value = share.known ? arena_printf(page->arena, "%.1f", 100 * share.value) : TEXT("");
        HTML(out, "<tr><th scope=\"row\">$</th><td class=\"n\" data-value=\"$\">$</td><td class=\"n\">$</td></tr>\n",
             days, value, html_share(share.value, share.known, page->arena), html_number(at_risk, page->arena));
    }
    html_raw(out, "</tbody></table></div></figure>\n");
}

static void add_calls(struct page *page, const struct stats *stats)
{
    struct buf *out = &page->out;
    html_raw(out,
             "<h2>Calls to the sources</h2>\n<div class=\"wide\"><table class=\"stack\"><caption>A definite no is "
             "an answer, not a failure</caption><thead><tr><th scope=\"col\">Source</th><th scope=\"col\">Asked for"
             "</th><th scope=\"col\" class=\"n\">Calls</th><th scope=\"col\" class=\"n\">Answered</th><th "
             "scope=\"col\" class=\"n\">Found</th><th scope=\"col\" class=\"n\">Definite no</th><th scope=\"col\" "
             "class=\"n\">Failed</th><th scope=\"col\" class=\"n\">Half within</th><th scope=\"col\" class=\"n\">95 % "
             "within</th>"
             "</tr></thead><tbody>\n");
    for (size_t i = 0; i < stats->call_count; i++) {
        const struct stats_calls *c = &stats->calls[i];
        struct decimal answered = stats_share(c->attempts - c->failures, c->attempts);
        HTML(
            out,
            "<tr><th scope=\"row\">$</th><td>$</td><td class=\"n\" data-name=\"Calls\">$</td><td class=\"n\" "
            "data-name=\"Answered\">$</td><td class=\"n\" data-name=\"Found\">$</td><td class=\"n\" "
            "data-name=\"Definite "
            "no\">$</td><td class=\"n\" data-name=\"Failed\">$</td><td class=\"n\" data-name=\"Half within\">$</td><td "
            "class=\"n\" data-name=\"95 % within\">$</td></tr>\n",
            words_source(c->source, page->arena), words_operation(c->operation, page->arena),
            html_number(c->attempts, page->arena), html_share(answered.value, answered.known, page->arena),
            html_number(c->successes, page->arena), html_number(c->absences, page->arena),
            html_number(c->failures, page->arena), decimal(stats_quantile(&c->response_ms, 0.5, 1), "ms", page->arena),
            decimal(stats_quantile(&c->response_ms, 0.95, 1), "ms", page->arena));
    }
    html_raw(out, "</tbody></table></div>\n");
}

enum httpd_next page_overview(struct desk *desk, struct exchange *exchange)
{
    struct page page = page_of(desk, exchange);
    struct stats *stats = arena_alloc(page.arena, sizeof *stats);
    struct days days = { .first_ms = page.now_ms - page.now_ms % CLOCK_DAY_MS - (DAYS_SHOWN - 1) * CLOCK_DAY_MS };
    struct error err;
    stats->now_ms = page.now_ms;
    if (desk_store(desk, exchange) == NULL)
        return HTTPD_ANSWER;
    enum status status = stats_gather(desk->store, stats, page.arena, &err);
    if (status == OK)
        status = store_stats_films(desk->store, days.first_ms, count_event, &days, &err);
    if (status != OK)
        return page_failed(&page, exchange, status, &err);
    page.is_live = true;
    page_begin(&page, TEXT("Overview"), "/");
    add_cards(&page, stats);
    html_raw(&page.out, "<div class=\"two\">\n");
    add_days(&page, &days);
    add_curve(&page, stats);
    html_raw(&page.out, "</div>\n");
    if (stats->call_count > 0)
        add_calls(&page, stats);
    else
        html_raw(&page.out,
                 "<p class=\"empty\">Nothing was asked of a source yet. <code>understudy lookup ID</code> or "
                 "<code>understudy import FILE</code> begins.</p>\n");
    return page_answer(&page, exchange, 200);
}
