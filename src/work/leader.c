/* Campaigning, and the warnings. */
#include "work/leader.h"

#include "base/clock.h"
#include "base/log.h"

enum { CAMPAIGN_MS = 10000 }; /* the lease lasts 30 s */

enum status leader_look(struct leader *leader, struct store *store, const char *node, struct error *err)
{
    bool leads = false, led = true, is_guest = store_oban(store)->is_guest;
    if (clock_mono_ms() < leader->next_mono_ms)
        return OK;
    leader->next_mono_ms = clock_mono_ms() + CAMPAIGN_MS;
    enum status status = store_oban_campaign(store, node, &leads, err);
    if (status == OK && is_guest)
        status = store_oban_is_led(store, &led, err);
    if (status == OK && !led && !leader->told)
        log_event(LOG_WARN, "oban", "reason=\"no node of the application leads: nothing that is scheduled comes due\"");
    if (status == OK && !is_guest && !leads && !leader->told)
        log_event(LOG_WARN, "oban",
                  "reason=\"an application's Oban leads in this database, which was set up without "
                  "it: its duties are left to it\"");
    leader->told = status == OK && (is_guest ? !led : !leads);
    leader->leads = status == OK && leads;
    return status;
}

void leader_resign(struct leader *leader, struct store *store, const char *node)
{
    struct error ignored; /* the lease ends by itself */
    if (leader->leads)
        (void)!store_oban_resign(store, node, &ignored);
    leader->leads = false;
}
