/* placeholders show ID: all that is known of one film, where it came from, and what became of it. */
#include "base/clock.h"
#include "cli/display.h"
#include "cli/output.h"
#include "cli/placeholders.h"
#include "cli/settings.h"

static void add_indented(struct text t, struct buf *out)
{
    (void)buf_add_z(out, "    ");
    display_add(out, t);
    (void)buf_add_char(out, '\n');
}

static void add_origins(const struct stored_movie *film, struct arena *arena, struct buf *out)
{
    (void)buf_add_z(out, "  where it came from\n");
    for (size_t i = 0; i < movie_field_count; i++) {
        const struct field_origin *origin = &film->origins[i];
        char iso[CLOCK_ISO_BYTES] = "";
        if (!text_known(origin->source))
            continue;
        if (origin->fetched_at_ms != 0)
            (void)clock_iso(origin->fetched_at_ms, iso);
        add_indented(arena_printf(arena, "%-20s %.*s%s%s%s", movie_fields[i].name, TEXT_ARG(origin->source),
                                  movie_knows(&film->movie, i) ? "" : ", removed", iso[0] != '\0' ? ", " : "", iso),
                     out);
    }
}

static void add_history(const struct placeholder_view *view, struct arena *arena, struct buf *out)
{
    (void)buf_add_z(out, "  what became of it\n");
    for (size_t i = view->history_count; i-- > 0;) {
        const struct history_entry *entry = &view->history[i];
        char iso[CLOCK_ISO_BYTES];
        bool moved = text_known(entry->from_status) && text_known(entry->to_status) &&
                     !text_equal(entry->from_status, entry->to_status);
        add_indented(arena_printf(arena, "%s  %.*s by %.*s%s%.*s%s%.*s: %.*s", clock_iso(entry->at_ms, iso),
                                  TEXT_ARG(entry->event), TEXT_ARG(entry->actor), moved ? ", " : "",
                                  TEXT_ARG(moved ? entry->from_status : TEXT("")), moved ? " to " : "",
                                  TEXT_ARG(moved ? entry->to_status : TEXT("")),
                                  TEXT_ARG(text_known(entry->reason) ? entry->reason : TEXT(""))),
                     out);
    }
}

static void add_candidates(const struct candidates *candidates, struct arena *arena, struct buf *out)
{
    if (candidates->count > 0)
        (void)buf_add_z(out, "  TMDb records that may be it\n");
    for (size_t i = 0; i < candidates->count; i++) {
        const struct candidate *one = &candidates->at[i];
        struct text year = one->year.known ? arena_printf(arena, " (%lld)", (long long)one->year.value) : TEXT("");
        add_indented(arena_printf(arena, "%-9lld %.*s%.*s, %.*s: https://www.themoviedb.org/movie/%lld",
                                  (long long)one->tmdb_id,
                                  TEXT_ARG(text_known(one->title) ? one->title : TEXT("(no title)")), TEXT_ARG(year),
                                  TEXT_ARG(one->verdict), (long long)one->tmdb_id),
                     out);
        struct text evidence = placeholder_evidence(one, arena);
        if (text_known(evidence)) /* under the title */
            add_indented(arena_printf(arena, "          %.*s", TEXT_ARG(evidence)), out);
    }
}

static struct text instant(int64_t wall_ms, struct arena *arena)
{
    char iso[CLOCK_ISO_BYTES] = "never";
    return arena_text(arena, text_of(wall_ms != 0 ? clock_iso(wall_ms, iso) : iso));
}

static void add_answers(const struct placeholder_view *view, struct arena *arena, struct buf *out)
{
    if (view->answer_count > 0)
        (void)buf_add_z(out, "  what was answered\n");
    for (size_t i = 0; i < view->answer_count; i++) {
        const struct trace_answer *answer = &view->answers[i];
        struct text bytes = answer->bytes.known ? arena_printf(arena, "%lld bytes", (long long)answer->bytes.value)
                                                : TEXT("not kept any more");
        add_indented(arena_printf(arena, "%.*s  %.*s %.*s, HTTP %lld, %.*s", TEXT_ARG(instant(answer->at_ms, arena)),
                                  TEXT_ARG(answer->source), TEXT_ARG(answer->operation),
                                  (long long)answer->http_status.value, TEXT_ARG(bytes)),
                     out);
    }
}

static void add_jobs(const struct placeholder_view *view, struct arena *arena, struct buf *out)
{
    if (view->job_count > 0)
        (void)buf_add_z(out, "  its jobs\n");
    for (size_t i = 0; i < view->job_count; i++) {
        const struct job_row *job = &view->jobs[i];
        add_indented(arena_printf(arena, "%-9lld %.*s, %.*s, attempt %lld of %lld, due %.*s", (long long)job->id,
                                  TEXT_ARG(job->worker), TEXT_ARG(job->state), (long long)job->attempt,
                                  (long long)job->max_attempts, TEXT_ARG(instant(job->scheduled_at_ms, arena))),
                     out);
    }
}

static void print(const struct invocation *invocation, const struct placeholder_view *view)
{
    struct buf out = BUF_WITH_LIMIT(OUTPUT_BYTES_MAX);
    struct arena *arena = invocation->arena;
    if (invocation->json) {
        json_placeholder_view(view, arena, &out);
    } else {
        placeholders_print(invocation, view->film,
                           text_known(view->wanted->reason) ? view->wanted->reason : TEXT("nobody asked for it here"));
        if (text_is(view->wanted->outcome, "given_up"))
            (void)buf_add_z(&out, "  given up: nobody looks for it\n");
        if (text_known(view->wanted->context)) {
            (void)buf_add_z(&out, "  what the lists said\n");
            add_indented(view->wanted->context, &out);
        }
        add_origins(view->film, arena, &out);
        add_history(view, arena, &out);
        add_candidates(view->candidates, arena, &out);
        add_answers(view, arena, &out);
        add_jobs(view, arena, &out);
    }
    output_write(buf_text(&out));
    buf_finish(&out);
}

enum exit_code placeholders_show(struct invocation *invocation)
{
    struct placeholder_view view = { 0 };
    struct store *store = NULL;
    struct error err;
    struct text id;
    enum exit_code code = placeholders_take_id(invocation, 1, &id);
    if (code != EXIT_FINE)
        return code;
    if (settings_open_to_look(invocation, &store, &err) != OK)
        return placeholders_failed(BROKEN, &err);
    enum status status = placeholder_view_read(store, id, invocation->arena, &view, &err);
    if (status == OK)
        print(invocation, &view);
    else
        code = placeholders_failed(status, &err);
    store_close(&store);
    return code;
}
