/* stats: how often, how fast, how long, from what the store remembers. */
#include "cli/command.h"
#include "cli/display.h"
#include "cli/output.h"
#include "cli/settings.h"
#include "cli/stats_view.h"
#include "daemon/json_line.h"

enum exit_code cmd_stats(struct invocation *invocation)
{
    struct arena *arena = invocation->arena;
    struct stats stats = { .now_ms = clock_wall_ms(&invocation->clock) };
    struct text since = invocation_option(invocation, "--since");
    struct store *store = NULL;
    struct error err;
    if (text_known(since) && !stats_parse_since(since, arena, &stats.since_ms))
        return usage_error(invocation->command, "--since %.*s is not a date: give it as 2026-11-01", TEXT_ARG(since));
    if (stats.since_ms > stats.now_ms)
        return usage_error(invocation->command, "--since %.*s is still to come", TEXT_ARG(since));
    enum status status = settings_open_or_empty(invocation, &store, &err);
    if (status == OK)
        status = stats_gather(store, &stats, arena, &err);
    store_close(&store);
    if (status != OK) {
        complain("%s", err.text);
        return EXIT_LOCAL;
    }
    struct buf out = BUF_WITH_LIMIT(OUTPUT_BYTES_MAX);
    if (invocation->json)
        json_add_line(json_of_stats(&stats), &out);
    else
        stats_view(&stats, terminal_columns(), invocation->colour, arena, &out);
    output_write(buf_text(&out));
    buf_finish(&out);
    return EXIT_FINE;
}
