/* TMDb's daily exports: downloaded, streamed, and compared with the ids that were known before. */
#include "source/tmdb_export.h"
#include "work/arrivals_inside.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DOWNLOAD_TIMEOUT_MS (2 * CLOCK_HOUR_MS) /* 30 MB at 64 kbit/s; a silent minute ends it sooner */
#define DOWNLOAD_BYTES_MAX  ((size_t)1 << 30)   /* tens of MB */
#define SNAPSHOT_MS         (7 * CLOCK_HOUR_MS) /* of its day: what is in it was on TMDb by then */
#define PUBLISHED_MS        (TMDB_EXPORT_PUBLISHED_HOUR * CLOCK_HOUR_MS)

enum {
    PIECE_BYTES = 64 << 10,
    BACK_DAYS_MAX = 3, /* when the newest is not there: as many older ones are tried */
};

struct exports {
    struct arrivals *a;
    struct feed_state state; /* as it is stored */
    struct id_set known;     /* with the ids of the day under way */
    struct id_set fresh;     /* of the day under way: not known before */
    int64_t fresh_count;
    int64_t newest; /* day that can be there */
    bool is_baseline, loaded;
};

enum day_fate {
    DAY_READ,
    DAY_MISSING, /* TMDb has no file of it, or not yet */
    DAY_FAILED   /* could not tell: no further day is asked for */
};

/* ── one file ── */

static bool take_id(void *context, int64_t id)
{
    struct exports *e = context;
    if (id_set_has(&e->known, (uint64_t)id))
        return true;
    e->fresh_count++;
    return id_set_add(&e->known, (uint64_t)id) && id_set_add(&e->fresh, (uint64_t)id);
}

/* The verdict of the reader; BROKEN when the file cannot be read. */
static enum status read_file(struct exports *e, int fd, struct tmdb_export_counts *out, struct error *err)
{
    static _Thread_local char piece[PIECE_BYTES];
    const struct tmdb_export_ask ask = { e->a->run->include_adult, take_id, e };
    struct tmdb_export *reading = tmdb_export_create(&ask);
    enum status status = OK;
    off_t at = 0;
    ssize_t got = 1;
    while (status == OK && got > 0) {
        got = pread(fd, piece, sizeof piece, at);
        if (got < 0)
            status = error_set(err, BROKEN, "cannot read the export that was downloaded: %s", strerror(errno));
        else if (got > 0)
            status = tmdb_export_feed(reading, text_from(piece, (size_t)got), err);
        at += got;
    }
    if (status == OK)
        status = tmdb_export_finish(reading, err);
    *out = *tmdb_export_counts(reading);
    tmdb_export_destroy(&reading);
    return status;
}

/* What a verdict of the reader means for the metric. */
static const struct answer_class *class_of(enum status verdict)
{
    const struct http_answer cut = { .failure = HTTP_CUT }, damaged = { .failure = HTTP_DAMAGED };
    switch (verdict) {
    case OK: return &answer_found;
    case TRANSIENT: return answer_classify(ANSWER_TMDB_JSON, &cut);
    case INVALID: return answer_classify(ANSWER_TMDB_JSON, &damaged);
    case THROTTLED: return &answer_challenge_body;
    case DRIFT:
    case NOT_FOUND:
    case UNCERTAIN:
    case BROKEN: break;
    }
    return &answer_drift;
}

static enum status keep(struct exports *e, int64_t day, const struct arrivals_call *call, int64_t ids,
                        struct arena *arena)
{
    struct metric metrics[CALL_METRICS_MAX];
    struct feed_report *report = &e->a->out->export;
    bool is_flood = e->fresh_count > ARRIVALS_NEW_MAX;
    int64_t news = 0;
    const struct feed_state to = { .position = arrivals_date(day, e->a->arena) };
    const struct feed_step step = { .feed = "export",
                                    .from = e->state,
                                    .to = to,
                                    .named = e->is_baseline || is_flood ? NULL : &e->fresh,
                                    .arrived_at_ms = day * CLOCK_DAY_MS + SNAPSHOT_MS,
                                    .due_ms = e->a->start_ms,
                                    .known = &e->known,
                                    .changed = &e->fresh,
                                    .metrics = metrics,
                                    .metric_count = arrivals_metrics(call, arena, metrics),
                                    .now_ms = arrivals_now_ms(e->a) };
    enum status status = store_feed_step(e->a->run->store, &step, &news, e->a->err);
    if (status != OK)
        return status;
    if (is_flood && !e->is_baseline)
        report->gap = arena_printf(e->a->arena, "%lld ids are new at once: a new beginning, and none is looked at",
                                   (long long)e->fresh_count);
    e->state = to;
    report->outcome = e->is_baseline ? FEED_BASELINE : FEED_READ;
    report->reads++;
    report->ids += ids;
    report->news += news;
    e->is_baseline = false;
    return OK;
}

static enum status fail(struct exports *e, struct arrivals_call *call, struct text reason, struct arena *arena)
{
    struct metric metrics[CALL_METRICS_MAX];
    struct arrivals *a = e->a;
    a->out->export.outcome = FEED_FAILED;
    a->out->export.reason = arena_text(a->arena, reason);
    return store_metrics_add(a->run->store, metrics, arrivals_metrics(call, arena, metrics), a->err);
}

/* The file came. */
static enum status take_file(struct exports *e, int64_t day, struct arrivals_call *call, int fd, struct arena *arena,
                             enum day_fate *out_fate)
{
    struct arrivals *a = e->a;
    struct error why;
    struct tmdb_export_counts counts;
    enum status status = OK;
    if (!e->loaded)
        status = store_tmdb_ids_get(a->run->store, &e->known, a->err);
    if (status != OK)
        return status;
    e->loaded = true;
    e->fresh_count = 0;
    id_set_finish(&e->fresh);
    enum status verdict = read_file(e, fd, &counts, &why);
    if (verdict == BROKEN)
        return error_set(a->err, BROKEN, "%s", why.text);
    call->class = class_of(verdict);
    if (verdict == OK) {
        *out_fate = DAY_READ;
        return keep(e, day, call, counts.ids, arena);
    }
    if (verdict == THROTTLED)
        status = gate_challenged(a->run->gate, a->run->store, call->gate.final_url, text_of(why.text), a->err);
    return status == OK ? fail(e, call, text_of(why.text), arena) : status;
}

/* S3 has no 404: of a file that is not there it says 403, in XML. A page says no in another way, and the gate has seen
 * that. */
static bool is_missing(const struct http_answer *answer)
{
    bool is_page = text_starts(answer->content_type, TEXT("text/html"));
    return answer->failure == HTTP_ANSWERED && !text_known(answer->waf_action) &&
           (answer->status == 404 || answer->status == 410 || (answer->status == 403 && !is_page));
}

static enum status judge(struct exports *e, int64_t day, struct arrivals_call *call, const struct http_sink *sink,
                         struct arena *arena, enum day_fate *out_fate)
{
    struct metric metrics[CALL_METRICS_MAX];
    const struct http_answer *answer = &call->gate.answer;
    struct arrivals *a = e->a;
    *out_fate = DAY_FAILED;
    if (sink->write_errno != 0)
        return error_set(a->err, BROKEN,
                         "cannot write the export into %.120s: %s: free some space there, or set TMPDIR",
                         a->run->temporary_folder, strerror(sink->write_errno));
    if (call->gate.refusal != GATE_WENT)
        a->out->again_at_ms = call->gate.until_wall_ms;
    else if (answer->failure == HTTP_ANSWERED && answer->status == 200)
        return take_file(e, day, call, sink->fd, arena, out_fate);
    else if (is_missing(answer)) {
        *out_fate = DAY_MISSING;
        call->class = &answer_absent;
        return store_metrics_add(a->run->store, metrics, arrivals_metrics(call, arena, metrics), a->err);
    }
    return fail(e, call, arrivals_reason(call, arena), arena);
}

static void on_bytes(void *context, uint64_t got, uint64_t promised)
{
    const struct arrivals_run *run = context;
    if (run->progress != NULL)
        run->progress(run->context, "export", (int64_t)got, (int64_t)promised);
}

/* A file without a name: nothing of it stays, however this ends. */
static enum status open_temporary(const struct arrivals_run *run, struct arena *arena, int *out_fd, struct error *err)
{
    struct text name = arena_printf(arena, "%s/understudy-export-XXXXXX", run->temporary_folder);
    char *path = arena_alloc(arena, name.len + 1);
    memcpy(path, name.at, name.len);
    int fd = mkstemp(path);
    if (fd == -1)
        return error_set(err, BROKEN, "cannot create a temporary file in %.120s: %s: set TMPDIR", run->temporary_folder,
                         strerror(errno));
    (void)unlink(path);
    *out_fd = fd;
    return OK;
}

static enum status read_day(struct exports *e, int64_t day, struct arena *arena, enum day_fate *out_fate)
{
    struct arrivals *a = e->a;
    struct http_sink sink = { .fd = -1, .progress = on_bytes, .context = (void *)(uintptr_t)a->run };
    const struct http_request request = { .url = tmdb_export_url(a->run->exports_url, day, arena),
                                          .sink = &sink,
                                          .timeout_ms = DOWNLOAD_TIMEOUT_MS,
                                          .wire_bytes_max = DOWNLOAD_BYTES_MAX,
                                          .body_bytes_max = HTTP_REFUSAL_BYTES_MAX };
    struct arrivals_call *call = arena_alloc(arena, sizeof *call);
    call->operation = "export";
    call->target = arrivals_date(day, arena);
    enum status status = open_temporary(a->run, arena, &sink.fd, a->err);
    if (status != OK)
        return status;
    status = gate_fetch(a->run->gate, a->run->store, &a->run->exports_policy, &request, call->operation, arena,
                        &call->gate, a->err);
    if (status == OK) {
        call->fetched_at_ms = arrivals_now_ms(a);
        call->class = call->gate.refusal == GATE_WENT ? answer_classify(ANSWER_TMDB_JSON, &call->gate.answer)
                                                      : answer_of_refusal(call->gate.refusal);
        status = judge(e, day, call, &sink, arena, out_fate);
    }
    (void)close(sink.fd);
    return status;
}

/* ── which files ── */

/* Nothing of the last days is there, though it should be. */
static void missing_for_long(struct exports *e, int64_t position)
{
    struct feed_report *report = &e->a->out->export;
    report->outcome = FEED_NOT_YET;
    if (e->newest - position <= BACK_DAYS_MAX)
        return;
    report->outcome = FEED_FAILED;
    report->reason = arena_printf(e->a->arena,
                                  "TMDb has none of the exports of the last %lld days: check "
                                  "tmdb.exports_url",
                                  (long long)report->missing);
}

/* Missed days in their order, when they are few: an id arrived on the first one that has it. Else the newest, or the
 * newest before it that is there. */
static enum status read_days(struct exports *e, int64_t position)
{
    bool forward = !e->is_baseline && e->newest - position <= ARRIVALS_CATCH_UP_DAYS;
    int64_t day = forward ? position + 1 : e->newest, tried = 0;
    struct arena arena = { 0 };
    enum day_fate fate = DAY_MISSING;
    enum status status = OK;
    bool more = true, any = false;
    while (status == OK && more) {
        arena_reset(&arena);
        status = read_day(e, day, &arena, &fate);
        if (status != OK)
            break;
        tried++;
        any = any || fate == DAY_READ;
        e->a->out->export.missing += fate == DAY_MISSING && !(forward && day == e->newest);
        more = fate != DAY_FAILED && (forward ? day < e->newest : fate == DAY_MISSING && tried <= BACK_DAYS_MAX);
        day += forward ? 1 : -1;
    }
    if (status == OK && fate != DAY_FAILED && !any)
        missing_for_long(e, forward ? position : e->newest - tried);
    arena_finish(&arena);
    return status;
}

enum status arrivals_read_export(struct arrivals *a)
{
    struct exports e = { .a = a };
    struct feed_report *report = &a->out->export;
    int64_t position = 0;
    enum status status = store_feed_get(a->run->store, "export", a->arena, &e.state, a->err);
    if (status != OK)
        return status;
    report->position = e.state.position;
    if (!text_known(a->run->exports_url)) {
        report->outcome = FEED_OFF;
        return OK;
    }
    e.newest = arrivals_day_of_ms(arrivals_now_ms(a) - PUBLISHED_MS);
    e.is_baseline = !arrivals_day(e.state.position, &position);
    if (!e.is_baseline && position > e.newest + 1) /* another clock's */
        position = e.newest - 1;
    report->outcome = FEED_CURRENT;
    if (e.is_baseline || position < e.newest)
        status = read_days(&e, position);
    report->position = e.state.position;
    id_set_finish(&e.known);
    id_set_finish(&e.fresh);
    if (status == NOT_FOUND) { /* another process reads it */
        report->outcome = FEED_CURRENT;
        status = OK;
    }
    return status;
}
