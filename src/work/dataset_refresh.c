/* Downloads of the dataset files that are newer, then the import. */
#include "work/dataset_refresh.h"

#include "source/source.h"
#include "store/arrivals.h"
#include "work/call_metric.h"
#include "work/dataset_folder.h"
#include "work/dataset_input.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DOWNLOAD_TIMEOUT_MS (6 * CLOCK_HOUR_MS) /* 0.7 GB at 256 kbit/s; a silent minute ends it sooner */
#define DOWNLOAD_BYTES_MAX  ((size_t)4 << 30)   /* the largest has 0.7 GB */

/* What the last answers said of one file; a line of the note `downloads`. */
struct memory {
    int64_t asked_ms; /* 0 = never */
    struct text etag, last_modified;
};

struct refresh {
    const struct dataset_refresh *ask;
    struct arena *arena;
    struct memory memories[TSV_FILE_COUNT];
    bool is_conditional;              /* the request under way: only then 304 is an answer */
    const struct answer_class *class; /* what its answer was */
    struct dataset_refresh_result *out;
    struct error *err;
};

static const bool is_used[TSV_FILE_COUNT] = { [TSV_TITLE_BASICS] = true,
                                              [TSV_TITLE_RATINGS] = true,
                                              [TSV_TITLE_CREW] = true,
                                              [TSV_TITLE_PRINCIPALS] = true,
                                              [TSV_NAME_BASICS] = true };

const char *dataset_download_word(enum dataset_download download)
{
    switch (download) {
    case DATASET_UNUSED: return "unused";
    case DATASET_NOT_ASKED: return "not asked";
    case DATASET_UNCHANGED: return "unchanged";
    case DATASET_NEW: return "new";
    case DATASET_FAILED: return "failed";
    }
    return "?";
}

/* ── the note ── */

static enum status read_memories(struct refresh *refresh)
{
    struct text note, line;
    enum status status = dataset_read_note(refresh->ask->folder, "downloads", refresh->arena, &note, refresh->err);
    while (status == OK && text_take_line(&note, &line)) {
        struct text name = text_take_until(&line, '\t'), asked = text_take_until(&line, '\t');
        for (int i = 0; i < TSV_FILE_COUNT; i++) {
            struct memory *memory = &refresh->memories[i];
            if (!text_is(name, tsv_shapes[i].name) || !num_parse(asked, 0, INT64_MAX, &memory->asked_ms))
                continue;
            memory->etag = text_take_until(&line, '\t');
            memory->last_modified = line;
        }
    }
    return status == NOT_FOUND ? OK : status;
}

static enum status write_memories(struct refresh *refresh)
{
    struct buf note = BUF_WITH_LIMIT(16 * 1024);
    for (int i = 0; i < TSV_FILE_COUNT; i++) {
        const struct memory *memory = &refresh->memories[i];
        if (memory->asked_ms != 0)
            (void)buf_printf(&note, "%s\t%lld\t%.*s\t%.*s\n", tsv_shapes[i].name, (long long)memory->asked_ms,
                             TEXT_ARG(memory->etag), TEXT_ARG(memory->last_modified));
    }
    enum status status = dataset_write_note(refresh->ask->folder, "downloads", buf_text(&note), refresh->err);
    buf_finish(&note);
    return status;
}

/* ── one file ── */

static const char *file_name(struct refresh *refresh, enum tsv_file file, const char *ending)
{
    return arena_printf(refresh->arena, "files/%s.tsv.gz%s", tsv_shapes[file].name, ending).at;
}

static const char *file_path(struct refresh *refresh, enum tsv_file file, const char *ending)
{
    return dataset_path(refresh->ask->folder, file_name(refresh, file, ending), refresh->arena);
}

static void fail(struct refresh *refresh, enum tsv_file file, struct text reason)
{
    refresh->out->files[file] = (struct dataset_file_fate){ .download = DATASET_FAILED, .reason = reason };
    refresh->out->failed = true;
}

/* A time ahead is another clock's: clamped, not waited for. */
static bool was_asked_today(const struct memory *memory, int64_t now_ms)
{
    int64_t age_ms = now_ms - memory->asked_ms;
    return memory->asked_ms != 0 && age_ms < CLOCK_DAY_MS && age_ms > -CLOCK_DAY_MS;
}

struct watch {
    const struct dataset_listener *listener;
    const char *what;
};

static void on_bytes(void *context, uint64_t got, uint64_t promised)
{
    const struct watch *watch = context;
    const struct dataset_progress progress = {
        .what = watch->what, .is_download = true, .done_bytes = (int64_t)got, .total_bytes = (int64_t)promised
    };
    if (watch->listener->call != NULL)
        watch->listener->call(watch->listener->context, &progress);
}

static const struct answer_class unchanged = { "unchanged", ANSWER_FOUND, NULL, "not modified since it was asked" };
static const struct answer_class page_instead = { "page_instead", ANSWER_BLOCKED, "invalid_response",
                                                  "a page instead of a dataset" };
static const struct answer_class other_file = { "other_file", ANSWER_ERROR, "parse_error",
                                                "what came is not the file" };
static const struct answer_class no_room = { "no_room", ANSWER_ERROR, "error", "what came could not be written here" };

/* What came must begin like the file; a page that says no does not. */
static enum status take_in(struct refresh *refresh, enum tsv_file file, const struct gate_result *result, int fd)
{
    struct dataset_input input;
    struct error why;
    const struct http_answer *answer = &result->answer;
    int64_t modified_ms;
    struct memory *memory = &refresh->memories[file];
    enum status status = dataset_input_recognise(file_path(refresh, file, ".part"), &input, &why);
    if (status != OK || input.file != file) {
        bool page = text_starts(answer->content_type, TEXT("text/html"));
        refresh->class = page ? &page_instead : &other_file;
        fail(refresh, file, arena_printf(refresh->arena, "what came is no %s", tsv_shapes[file].name));
        return page ? gate_challenged(refresh->ask->gate, refresh->ask->store, result->final_url,
                                      text_of(page_instead.why), refresh->err)
                    : OK;
    }
    if (clock_parse_http_date(answer->last_modified, &modified_ms)) {
        const struct timespec times[2] = { { .tv_nsec = UTIME_OMIT }, { .tv_sec = (time_t)(modified_ms / 1000) } };
        (void)futimens(fd, times); /* the file's date is for people: without it, it is that of the download */
    }
    status = dataset_replace(refresh->ask->folder, file_name(refresh, file, ".part"), file_name(refresh, file, ""),
                             refresh->err);
    if (status != OK)
        return status;
    memory->etag = answer->etag;
    memory->last_modified = answer->last_modified;
    refresh->out->files[file].download = DATASET_NEW;
    return OK;
}

static enum status judge(struct refresh *refresh, enum tsv_file file, const struct gate_result *result,
                         const struct http_sink *sink)
{
    const struct http_answer *answer = &result->answer;
    struct memory *memory = &refresh->memories[file];
    enum status status = OK;
    refresh->class = answer_classify(ANSWER_DATASET_FILE, answer);
    if (sink->write_errno != 0) {
        refresh->class = &no_room;
        return error_set(refresh->err, BROKEN, "cannot write %.120s: %s: free some disk space, then refresh again",
                         file_path(refresh, file, ".part"), strerror(sink->write_errno));
    }
    if (result->refusal != GATE_WENT)
        fail(refresh, file, result->reason);
    else if (answer->failure != HTTP_ANSWERED)
        fail(refresh, file, arena_printf(refresh->arena, "%s, %s", http_failure_name(answer->failure), answer->detail));
    else if (answer->status == 304 && refresh->is_conditional) {
        refresh->class = &unchanged;
        refresh->out->files[file].download = DATASET_UNCHANGED;
    } else if (answer->status == 200)
        status = take_in(refresh, file, result, sink->fd);
    else
        fail(refresh, file, arena_printf(refresh->arena, "the host answered HTTP %d", answer->status));
    if (status != OK || refresh->out->files[file].download == DATASET_FAILED)
        return status;
    memory->asked_ms = clock_wall_ms(refresh->ask->clock);
    return write_memories(refresh);
}

/* Every exchange that took place, also one that ended in a failure here: `status`, which is returned. */
static enum status count_calls(struct refresh *refresh, enum tsv_file file, const struct gate_result *result,
                               enum status status)
{
    struct metric metrics[GATE_CALLS_MAX];
    struct error ignored;
    struct text name = arena_printf(refresh->arena, "%s.tsv.gz", tsv_shapes[file].name);
    int64_t now_ms = clock_wall_ms(refresh->ask->clock);
    for (size_t i = 0; i < result->call_count; i++) { /* no robots.txt is asked for: all but the last were redirects */
        const struct answer_class *class = i + 1 < result->call_count ? &call_followed : refresh->class;
        metrics[i] = call_metric("dataset", name, &result->calls[i], class, now_ms, refresh->arena);
    }
    enum status counted =
        store_metrics_add(refresh->ask->store, metrics, result->call_count, status == OK ? refresh->err : &ignored);
    return status == OK ? counted : status;
}

static enum status download(struct refresh *refresh, enum tsv_file file, bool is_there)
{
    const struct memory *memory = &refresh->memories[file];
    const struct gate_policy policy = { .source = "dataset",
                                        .spacing_ms = refresh->ask->spacing_ms,
                                        .redirects_max = 2,
                                        .breaker = { .failures = refresh->ask->breaker_failures } };
    struct watch watch = { &refresh->ask->listener, tsv_shapes[file].name };
    struct http_sink sink = { .progress = on_bytes, .context = &watch };
    struct gate_result *result = arena_alloc(refresh->arena, sizeof *result);
    struct http_request request = {
        .url = arena_printf(refresh->arena, "%.*s/%s.tsv.gz", TEXT_ARG(refresh->ask->url), tsv_shapes[file].name),
        .sink = &sink,
        .timeout_ms = DOWNLOAD_TIMEOUT_MS,
        .wire_bytes_max = DOWNLOAD_BYTES_MAX,
        .body_bytes_max = HTTP_REFUSAL_BYTES_MAX,
    };
    if (is_there && !text_empty(memory->etag))
        request.if_none_match = memory->etag;
    if (is_there && !text_empty(memory->last_modified))
        request.if_modified_since = memory->last_modified;
    refresh->is_conditional = text_known(request.if_none_match) || text_known(request.if_modified_since);
    const char *path = file_path(refresh, file, ".part");
    sink.fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (sink.fd == -1)
        return error_set(refresh->err, BROKEN, "cannot create %.150s: %s", path, strerror(errno));
    enum status status = gate_fetch(refresh->ask->gate, refresh->ask->store, &policy, &request, "refresh",
                                    refresh->arena, result, refresh->err);
    if (status == OK)
        status = count_calls(refresh, file, result, judge(refresh, file, result, &sink));
    (void)close(sink.fd);
    (void)unlink(path); /* of what was taken it is no longer the name */
    return status;
}

static enum status download_if_due(struct refresh *refresh, enum tsv_file file)
{
    struct dataset_file_fate *fate = &refresh->out->files[file];
    struct stat found;
    bool is_there = stat(file_path(refresh, file, ""), &found) == 0;
    enum status status = OK;
    if (!is_used[file])
        return OK;
    if (is_there && was_asked_today(&refresh->memories[file], clock_wall_ms(refresh->ask->clock)))
        fate->download = DATASET_NOT_ASKED;
    else
        status = download(refresh, file, is_there);
    if (fate->download != DATASET_FAILED)
        fate->next_ask_ms = refresh->memories[file].asked_ms + CLOCK_DAY_MS;
    return status;
}

/* ── the import ── */

/* Is the index what an import of the files would give? Also after a run that ended between download and import. */
static bool is_current(struct refresh *refresh, const struct dataset_info *info, bool all)
{
    struct stat found;
    bool same = info->all == all;
    for (int i = 0; i < TSV_FILE_COUNT && same; i++) {
        const struct dataset_file_info *one = &info->files[i];
        if (is_used[i])
            same = stat(file_path(refresh, (enum tsv_file)i, ""), &found) == 0 && one->present &&
                   one->bytes == (int64_t)found.st_size &&
                   one->modified_ms == (int64_t)found.st_mtime * CLOCK_SECOND_MS;
    }
    return same;
}

static enum status import_if_needed(struct refresh *refresh)
{
    const struct dataset_refresh *ask = refresh->ask;
    struct dataset_index *index = NULL;
    struct error ignored; /* a damaged index is a reason to make a new one */
    bool all = ask->all, current = false;
    if (dataset_index_open(dataset_index_path(ask->folder, refresh->arena), &index, &ignored) == OK) {
        all = all || dataset_index_info(index)->all;
        current = is_current(refresh, dataset_index_info(index), all);
        refresh->out->info = *dataset_index_info(index);
    }
    dataset_index_close(&index);
    if (current)
        return OK;
    struct text files = text_of(dataset_path(ask->folder, "files", refresh->arena));
    const struct dataset_import import = { .folder = ask->folder,
                                           .paths = &files,
                                           .path_count = 1,
                                           .all = all,
                                           .now_ms = clock_wall_ms(ask->clock),
                                           .listener = ask->listener };
    enum status status = dataset_import_locked(&import, &refresh->out->info, refresh->err);
    refresh->out->imported = status == OK;
    if (status != INVALID)
        return status;
    struct error first = *refresh->err;
    for (int i = 0; i < TSV_FILE_COUNT; i++) /* damaged: the next day they come anew, changed or not */
        refresh->memories[i].etag = refresh->memories[i].last_modified = (struct text){ 0 };
    (void)write_memories(refresh);
    *refresh->err = first;
    return status;
}

enum status dataset_refresh(const struct dataset_refresh *ask, struct arena *arena, struct dataset_refresh_result *out,
                            struct error *err)
{
    struct refresh refresh = { .ask = ask, .arena = arena, .out = out, .err = err };
    int lock = -1;
    *out = (struct dataset_refresh_result){ 0 };
    enum status status = dataset_folder_make(text_of(dataset_path(ask->folder, "files", arena)), err);
    if (status == OK)
        status = dataset_lock(ask->folder, &lock, err);
    if (status == OK)
        status = read_memories(&refresh);
    /* Who is refused once is not asked four times more. */
    for (int i = 0; i < TSV_FILE_COUNT && status == OK && !out->failed; i++)
        status = download_if_due(&refresh, (enum tsv_file)i);
    if (status == OK && !out->failed)
        status = import_if_needed(&refresh);
    dataset_unlock(&lock);
    return status;
}
