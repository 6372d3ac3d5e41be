/* /doctor: the findings of daemon/doctor.h, and what only the daemon knows of itself; nobody is asked. */
#include "daemon/doctor.h"
#include "daemon/page.h"
#include "daemon/pulse.h"

static void show(void *context, const struct doctor_finding *finding)
{
    struct page *page = context;
    html_raw(&page->out, "<li class=\"finding\"><div>");
    page_state(page, text_of(doctor_level_word(finding->level)));
    HTML(&page->out, "</div><div><h2>$</h2><p>$</p>", text_of(finding->check),
         html_short(finding->message, PAGE_LINE_BYTES, page->arena));
    if (text_known(finding->remedy))
        HTML(&page->out, "<p class=\"soft\">What to do: $</p>", finding->remedy);
    html_raw(&page->out, "</div></li>\n");
}

/* What no other process can tell. */
static void check_self(const struct doctor_look *look, struct daemon *daemon)
{
    struct health *health = arena_alloc(look->arena, sizeof *health);
    pulse_look(daemon, health);
    if (health->store_trouble[0] != '\0')
        doctor_tell(look, "database", DOCTOR_FAIL, text_of(health->store_trouble),
                    "see that the database runs and can be reached");
    if (health->jobs_trouble[0] != '\0' || !health->jobs_run)
        doctor_tell(look, "serve", DOCTOR_FAIL,
                    health->jobs_trouble[0] != '\0' ? text_of(health->jobs_trouble) : TEXT("no job is run just now"),
                    "the log of the daemon tells why; it tries again by itself");
    else
        doctor_tell(look, "serve", DOCTOR_OK, TEXT("jobs are run"), NULL);
}

enum httpd_next page_doctor(struct desk *desk, struct exchange *exchange)
{
    struct page page = page_of(desk, exchange);
    struct daemon *daemon = desk->daemon;
    const struct doctor_look look = { .config = daemon->config,
                                      .store = desk_store(desk, exchange),
                                      .now_ms = page.now_ms,
                                      .arena = page.arena,
                                      .tell = show,
                                      .context = &page };
    exchange->response = (struct response){ 0 }; /* without a store the page is needed most */
    page_begin(&page, TEXT("Doctor"), "/doctor");
    html_raw(&page.out, "<p class=\"lead\">What is well and what needs a hand: the checks of <code>understudy "
                        "doctor</code>. Nobody is asked for this page; only the command asks TMDb whether it takes the "
                        "key and IMDb for its robots.txt, and shows every setting.</p>\n<ul class=\"findings\">\n");
    check_self(&look, daemon);
    doctor_check_config(&look);
    if (look.store != NULL)
        doctor_check_store(&look);
    html_raw(&page.out, "</ul>\n");
    return page_answer(&page, exchange, 200);
}
