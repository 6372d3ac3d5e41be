/* TMDb's list of changes, page by page. */
#include "source/tmdb_changes.h"
#include "work/arrivals_inside.h"

/* A day is read once more this long after its end: TMDb's caches may give a list, and the records in it, that is as old
 * (facts/tmdb.md §1.3). Until then its list is read with every pass, and ids that were looked at rest. */
#define CLOSED_AFTER_MS ARRIVAL_RESTS_MS

/* More pages than TMDb gives out of other lists: a refusal behind them is the end. */
enum { PAGES_SURE = 500 };

struct window {
    struct feed_state state; /* as it is stored */
    int64_t position;        /* day from which on changes are to be read again with the next pass */
    int64_t start, end;      /* days, the end not in it */
    int64_t next;            /* the position once it is read */
    int64_t page, pages;     /* under way; pages of the window, 0 = not known */
    int64_t arrived_at_ms;
    bool failed;
};

static void note_gap(struct arrivals *a, struct text gap)
{
    struct feed_report *report = &a->out->changes;
    report->gap =
        text_known(report->gap) ? arena_printf(a->arena, "%.*s; %.*s", TEXT_ARG(report->gap), TEXT_ARG(gap)) : gap;
}

static enum status fail(struct arrivals *a, struct window *w, const struct arrivals_call *call, struct arena *arena)
{
    struct metric metrics[CALL_METRICS_MAX];
    size_t count = arrivals_metrics(call, arena, metrics);
    a->out->changes.outcome = FEED_FAILED;
    a->out->changes.reason = arrivals_reason(call, a->arena);
    a->out->again_at_ms = call->gate.until_wall_ms;
    w->failed = true;
    return store_metrics_add(a->run->store, metrics, count, a->err);
}

/* The ids of a page, and how far the window is, in one transaction. */
static enum status keep(struct arrivals *a, struct window *w, const struct arrivals_call *call,
                        const struct tmdb_changes *changes, struct arena *arena)
{
    struct id_set named = { 0 };
    struct metric metrics[CALL_METRICS_MAX];
    struct feed_report *report = &a->out->changes;
    bool is_last = w->page >= w->pages;
    int64_t news = 0;
    bool fits = true;
    for (size_t i = 0; i < changes->count && fits; i++)
        fits = id_set_add(&named, (uint64_t)changes->ids[i]); /* a page has fewer ids than a set has pieces */
    const struct feed_state to = { .position = is_last ? arrivals_date(w->next, a->arena) : w->state.position,
                                   .progress = is_last || w->start != w->position ? 0 : w->page,
                                   .updated_at_ms = arrivals_now_ms(a) };
    const struct feed_step step = { .feed = "changes",
                                    .from = w->state,
                                    .to = to,
                                    .named = &named,
                                    .arrived_at_ms = w->arrived_at_ms,
                                    .due_ms = a->start_ms,
                                    .metrics = metrics,
                                    .metric_count = arrivals_metrics(call, arena, metrics),
                                    .may_be_lost = !is_last,
                                    .now_ms = arrivals_now_ms(a) };
    enum status status = store_feed_step(a->run->store, &step, &news, a->err);
    id_set_finish(&named);
    if (status != OK)
        return status;
    w->state = to;
    report->reads++;
    report->ids += (int64_t)changes->count;
    report->news += news;
    return OK;
}

static enum status read_page(struct arrivals *a, struct window *w, struct arena *arena)
{
    struct tmdb_changes changes = { 0 };
    struct arrivals_call *call = arena_alloc(arena, sizeof *call);
    call->operation = "changes";
    call->target = arrivals_date(w->start, arena);
    struct text url = tmdb_changes_url(a->run->settings->tmdb_url, w->start, w->end, w->page, arena);
    enum status status = arrivals_ask(a, url, TMDB_CHANGES_BYTES_MAX, arena, call);
    if (status != OK)
        return status;
    int refused = call->gate.refusal == GATE_WENT ? call->gate.answer.status : 0;
    if (call->class->outcome == ANSWER_FOUND) {
        tmdb_read_changes(call->gate.answer.body, w->page, a->run->include_adult, arena, &changes);
        call->class = changes.class;
    } else if (w->page > PAGES_SURE && (refused == 400 || refused == 422)) {
        note_gap(a, arena_printf(a->arena, "TMDb gives out no more than %lld of %lld pages of changes since %.*s",
                                 (long long)w->page - 1, (long long)w->pages, TEXT_ARG(call->target)));
        w->pages = w->page;
        return keep(a, w, call, &changes, arena);
    }
    if (call->class->outcome != ANSWER_FOUND)
        return fail(a, w, call, arena);
    w->pages = changes.total_pages;
    if (w->pages > TMDB_CHANGES_PAGES_MAX) {
        if (w->page == 1)
            note_gap(a, arena_printf(a->arena, "TMDb gives out only %d of %lld pages of changes since %.*s",
                                     TMDB_CHANGES_PAGES_MAX, (long long)w->pages, TEXT_ARG(call->target)));
        w->pages = TMDB_CHANGES_PAGES_MAX;
    }
    return keep(a, w, call, &changes, arena);
}

static enum status read_window(struct arrivals *a, struct window *w)
{
    struct arena arena = { 0 };
    enum status status = OK;
    w->pages = 0;
    for (; status == OK && !w->failed && (w->pages == 0 || w->page <= w->pages); w->page++) {
        arena_reset(&arena);
        status = read_page(a, w, &arena);
        if (a->run->progress != NULL && status == OK)
            a->run->progress(a->run->context, "changes", w->page, w->pages);
        if (w->pages == 0)
            break; /* nothing changed, or it failed */
    }
    arena_finish(&arena);
    return status;
}

/* The first time: what changed before is older than every answer that is stored, or the schedule's business. */
static enum status begin_here(struct arrivals *a, const struct feed_state *state, int64_t today)
{
    int64_t ignored = 0;
    const struct feed_state to = { .position = arrivals_date(today, a->arena) };
    const struct feed_step step = { .feed = "changes", .from = *state, .to = to, .now_ms = arrivals_now_ms(a) };
    a->out->changes.outcome = FEED_BASELINE;
    a->out->changes.position = to.position;
    return store_feed_step(a->run->store, &step, &ignored, a->err);
}

/* Pages that were read earlier today need not be read again: the list of an open day is read once more anyway. */
static int64_t first_page(const struct window *w, bool is_stored, int64_t today)
{
    return is_stored && w->state.progress > 0 && arrivals_day_of_ms(w->state.updated_at_ms) == today
               ? w->state.progress + 1
               : 1;
}

static enum status read_windows(struct arrivals *a, struct window *w, int64_t today, bool is_stored)
{
    int64_t closed = arrivals_day_of_ms(arrivals_now_ms(a) - CLOSED_AFTER_MS); /* first day that is not */
    enum status status = OK;
    do {
        bool is_past = w->start + ARRIVALS_WINDOW_DAYS <= today;
        w->end = is_past ? w->start + ARRIVALS_WINDOW_DAYS : today + 1;
        w->next = w->end < closed ? w->end : closed;
        w->next = w->next > w->position ? w->next : w->position;
        w->arrived_at_ms = is_past ? w->end * CLOCK_DAY_MS : arrivals_now_ms(a);
        w->page = first_page(w, is_stored, today);
        status = read_window(a, w);
        w->position = w->next;
        w->start = w->end;
        is_stored = false;
    } while (status == OK && !w->failed && w->end <= today);
    return status;
}

enum status arrivals_read_changes(struct arrivals *a)
{
    struct window w = { 0 };
    struct feed_report *report = &a->out->changes;
    int64_t position = 0, today = arrivals_day_of_ms(arrivals_now_ms(a));
    int64_t oldest = today + 1 - TMDB_CHANGES_DAYS_MAX;
    enum status status = store_feed_get(a->run->store, "changes", a->arena, &w.state, a->err);
    if (status != OK)
        return status;
    report->position = w.state.position;
    if (!arrivals_day(w.state.position, &position)) {
        status = begin_here(a, &w.state, today);
    } else {
        bool is_stored = position >= oldest && position <= today + 1; /* later ones are another clock's */
        w.start = w.position = position < oldest ? oldest : position > today ? today : position;
        if (position < oldest)
            note_gap(a, arena_printf(a->arena, "changes from %.*s to %.*s are no longer given out",
                                     TEXT_ARG(w.state.position), TEXT_ARG(arrivals_date(oldest - 1, a->arena))));
        report->outcome = FEED_READ;
        status = read_windows(a, &w, today, is_stored);
        report->position = w.state.position;
    }
    if (status == NOT_FOUND) { /* another process reads it */
        report->outcome = FEED_CURRENT;
        status = OK;
    }
    return status;
}
