/* One line on the terminal that says how far something is. */
#include "cli/progress.h"

#include "base/clock.h"
#include "cli/display.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { REDRAW_MS = 100, SETTLED_MS = 1000 /* earlier rates are guesses */, COLUMNS_USUAL = 80, BAR_MAX = 40 };

void progress_begin(struct progress *progress, bool quiet)
{
    const char *term = getenv("TERM");
    *progress = (struct progress){ .is_shown = !quiet && isatty(STDERR_FILENO) == 1 && term != NULL &&
                                               strcmp(term, "dumb") != 0 };
    progress_restart(progress);
}

void progress_restart(struct progress *progress)
{
    progress->start_ms = clock_mono_ms();
}

/* "1.2 M rows", "999 rows", "50 MB", "750 B" */
static void add_quantity(struct buf *out, double count, const char *unit)
{
    static const char *const prefixes[] = { "", "k", "M", "G", "T" };
    size_t prefix = 0;
    for (; count >= 999.5 && prefix + 1 < COUNT_OF(prefixes); prefix++)
        count /= 1000;
    (void)buf_printf(out, prefix > 0 && count < 9.95 ? "%.1f " : "%.0f ", count);
    (void)buf_printf(out, "%s%s%s", prefixes[prefix], prefix > 0 && unit != NULL ? " " : "", unit != NULL ? unit : "B");
}

static void add_duration(struct buf *out, int64_t seconds)
{
    if (seconds >= 3600)
        (void)buf_printf(out, "%lld:%02lld:%02lld", (long long)(seconds / 3600), (long long)(seconds / 60 % 60),
                         (long long)(seconds % 60));
    else
        (void)buf_printf(out, "%lld:%02lld", (long long)(seconds / 60), (long long)(seconds % 60));
}

static void add_figures(const struct progress_state *state, int64_t elapsed_ms, struct buf *out)
{
    double seconds = (double)elapsed_ms / 1000;
    double count = (double)(state->unit != NULL ? state->count : state->done);
    if (state->total > 0)
        (void)buf_printf(out, " %3.0f %%", 100.0 * (double)state->done / (double)state->total);
    (void)buf_add_z(out, "  ");
    add_quantity(out, count, state->unit);
    if (elapsed_ms < SETTLED_MS)
        return;
    (void)buf_add_z(out, "  ");
    add_quantity(out, count / seconds, state->unit);
    (void)buf_add_z(out, "/s");
    if (state->total > 0 && state->done > 0) {
        (void)buf_add_z(out, "  ");
        add_duration(out, (int64_t)(seconds * (double)(state->total - state->done) / (double)state->done + 0.5));
        (void)buf_add_z(out, " left");
    }
}

void progress_line(const struct progress_state *state, int64_t elapsed_ms, size_t columns, struct buf *out)
{
    struct buf figures = BUF_WITH_LIMIT(256);
    add_figures(state, elapsed_ms, &figures);
    display_add_cell(out, text_of(state->label), columns < 16 ? columns : 16, true);
    size_t used = 16 + 4 + figures.len;
    if (state->total > 0 && columns > used) {
        size_t width = columns - used < BAR_MAX ? columns - used : BAR_MAX;
        double part = (double)state->done / (double)state->total;
        size_t full = part >= 1 ? width : (size_t)((double)width * part);
        (void)buf_add_z(out, " [");
        for (size_t i = 0; i < width; i++)
            (void)buf_add_char(out, i < full ? '#' : '.');
        (void)buf_add_char(out, ']');
    }
    if (columns > 16)
        display_add_cell(out, buf_text(&figures), columns - 16, false);
    buf_finish(&figures);
}

void progress_show(struct progress *progress, const struct progress_state *state)
{
    int64_t now_ms = clock_mono_ms();
    if (!progress->is_shown || (progress->is_drawn && now_ms - progress->drawn_ms < REDRAW_MS))
        return;
    size_t columns = terminal_columns();
    struct buf line = BUF_WITH_LIMIT(4096);
    progress_line(state, now_ms - progress->start_ms, (columns > 0 ? columns : COLUMNS_USUAL) - 1, &line);
    (void)fprintf(stderr, "\r%s\033[K", line.at);
    (void)fflush(stderr);
    buf_finish(&line);
    progress->is_drawn = true;
    progress->drawn_ms = now_ms;
}

void progress_end(struct progress *progress)
{
    if (progress->is_drawn) {
        (void)fprintf(stderr, "\r\033[K");
        (void)fflush(stderr);
    }
    progress->is_drawn = false;
}
