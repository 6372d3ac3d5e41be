/* import: lists of films into `wanted`, all or nothing of a list that has bad lines. */
#include "cli/import.h"
#include "cli/json_lines.h"
#include "cli/output.h"
#include "cli/settings.h"
#include "daemon/file.h"
#include "work/workers.h"

#include <unistd.h>

enum {
    BATCH_ROWS = 1000, /* of one transaction: some milliseconds, so that nobody waits long for the write lock */
    JOBS_AT_ONCE = 500
};

static bool has(const struct import_task *task, const char *option)
{
    return text_known(invocation_option(task->invocation, option));
}

/* ── the list ── */

static enum exit_code check_options(struct import_task *task, enum import_format *out_format)
{
    const struct invocation *invocation = task->invocation;
    const struct command *command = invocation->command;
    struct text format = invocation_option(invocation, "--format");
    bool oban = has(task, "--from-oban");
    *out_format = IMPORT_ANY;
    if (oban ? invocation->arg_count > 0 : invocation->arg_count == 0)
        return usage_error(command,
                           oban ? "--from-oban reads the database, not a file" : "which file? (- is standard input)");
    if (text_known(format) && !import_format_parse(format, out_format))
        return usage_error(command, "--format is ids, csv, jsonl or json, not '%.*s'", TEXT_ARG(format));
    if (text_known(format) && oban)
        return usage_error(command, "--format is about a file");
    if (has(task, "--estimate") && has(task, "--wait"))
        return usage_error(command, "--estimate asks nobody, --wait does: give one of them");
    return EXIT_FINE;
}

static enum status read_file(struct import_task *task, enum import_format format, struct error *err)
{
    struct text path = task->invocation->args[0];
    struct buf bytes = BUF_WITH_LIMIT(IMPORT_BYTES_MAX);
    bool is_stdin = text_is(path, "-");
    task->name = is_stdin ? TEXT("standard input") : path;
    enum status status =
        is_stdin ? file_read_from(STDIN_FILENO, task->name, &bytes, err) : file_read(path, &bytes, err);
    if (status == OK) /* the rows view the copy */
        import_read(bytes.len > 0 ? arena_text(task->invocation->arena, buf_text(&bytes)) : TEXT(""), format,
                    task->invocation->arena, &task->list);
    buf_finish(&bytes);
    return status;
}

static enum status read_jobs(struct import_task *task, struct error *err)
{
    struct arena *arena = task->invocation->arena;
    struct import_reader reader = { .arena = arena };
    struct oban_job *jobs;
    int64_t after_id = INT64_MIN;
    size_t count = JOBS_AT_ONCE;
    enum status status = OK;
    task->name = TEXT("oban_jobs");
    while (status == OK && count == JOBS_AT_ONCE) {
        status = store_oban_unmatched(task->store, after_id, JOBS_AT_ONCE, arena, &jobs, &count, err);
        for (size_t i = 0; status == OK && i < count; i++) {
            import_job(&reader, (size_t)jobs[i].id, jobs[i].args, jobs[i].meta);
            after_id = jobs[i].id;
        }
    }
    import_end(&reader, &task->list);
    return status;
}

/* Every bad line on stderr. EXIT_USAGE when nothing may be queued. */
static enum exit_code judge(const struct import_task *task)
{
    const struct import_list *list = &task->list;
    const char *what = has(task, "--from-oban") ? "job" : "line";
    bool skip = has(task, "--skip-bad") && !list->unreadable;
    if (list->problem_count == 0)
        return EXIT_FINE;
    for (size_t i = 0; i < list->problem_count && i < IMPORT_PROBLEMS_MAX && !(skip && task->invocation->quiet); i++) {
        const struct import_problem *problem = &list->problems[i];
        if (problem->line > 0)
            complain("%.*s:%zu: %.*s", TEXT_ARG(task->name), problem->line, TEXT_ARG(problem->reason));
        else
            complain("%.*s: %.*s", TEXT_ARG(task->name), TEXT_ARG(problem->reason));
    }
    if (list->problem_count > IMPORT_PROBLEMS_MAX && !(skip && task->invocation->quiet))
        complain("... and %zu more bad %ss", list->problem_count - IMPORT_PROBLEMS_MAX, what);
    if (skip)
        return EXIT_FINE;
    if (list->unreadable)
        complain("%.*s cannot be read to its end; nothing was queued", TEXT_ARG(task->name));
    else
        complain("%zu bad %s%s; nothing was queued (--skip-bad queues the rest)", list->problem_count, what,
                 list->problem_count == 1 ? "" : "s");
    return EXIT_USAGE;
}

/* ── the store ── */

void import_progress(struct import_task *task, const char *label, size_t done)
{
    const struct progress_state state = {
        .label = label, .done = (int64_t)done, .total = (int64_t)task->list.count, .count = (int64_t)done, .unit = "ids"
    };
    progress_show(&task->progress, &state);
}

/* An estimate creates no store and changes nothing; jobs stand in a database that is there in any case. */
static enum status open_store(struct import_task *task, struct error *err)
{
    enum status status = settings_store(task->invocation, &task->options, err);
    task->options.read_only = has(task, "--estimate") && !has(task, "--from-oban");
    if (status == OK)
        status = store_open(&task->options, &task->store, err);
    return status == NOT_FOUND && task->options.read_only ? OK : status;
}

static void count_states(struct import_task *task)
{
    for (size_t i = 0; i < task->list.count; i++) {
        switch (task->states[i]) {
        case WANTED_NEW: task->counts.fresh++; break;
        case WANTED_WAITING: task->counts.waiting++; break;
        case WANTED_ANSWERED: task->counts.answered++; break;
        }
    }
}

static enum status queue_batch(struct import_task *task, size_t from, size_t count, struct error *err)
{
    static struct wanted rows[BATCH_ROWS]; /* 100 kB: not for the stack */
    const struct worker *worker = worker_find(TEXT("TMDbDetailsWorker"));
    const struct job_new job = { .queue = worker->queue,
                                 .worker = worker->name,
                                 .max_attempts = worker->max_attempts,
                                 .priority = PRIORITY_NEW,
                                 .now_ms = clock_wall_ms(&task->invocation->clock) };
    struct wanted_batch batch = { .rows = rows,
                                  .count = count,
                                  .look_only = has(task, "--estimate"),
                                  .job = has(task, "--from-oban") ? NULL : &job, /* an application's queue */
                                  .states = &task->states[from] };
    for (size_t i = 0; i < count; i++) {
        const struct import_row *row = &task->list.rows[from + i];
        rows[i] = (struct wanted){ .imdb_id = row->imdb_id,
                                   .title = row->title,
                                   .year = row->year,
                                   .context = row->context,
                                   .asked_at_ms = clock_wall_ms(&task->invocation->clock) };
    }
    enum status status = store_wanted_import(task->store, &batch, err);
    task->counts.filled += batch.filled;
    task->counts.overfull += batch.overfull;
    return status;
}

static enum status queue_all(struct import_task *task, struct error *err)
{
    size_t total = task->list.count;
    enum status status = OK;
    task->states = arena_array(task->invocation->arena, total, sizeof *task->states);
    progress_begin(&task->progress, task->invocation->quiet);
    for (size_t done = 0; done < total && status == OK && task->store != NULL;) {
        size_t count = total - done < BATCH_ROWS ? total - done : (size_t)BATCH_ROWS;
        status = queue_batch(task, done, count, err);
        done += count;
        import_progress(task, "queueing", done);
    }
    progress_end(&task->progress);
    if (status == OK)
        count_states(task); /* without a store all are new */
    return status;
}

/* ── what is said of it ── */

static void add_summary(const struct import_task *task, struct buf *out)
{
    const struct import_list *list = &task->list;
    const struct import_counts *counts = &task->counts;
    if (has(task, "--from-oban"))
        (void)buf_printf(out, "%zu cancelled jobs: ", list->count + list->repeated + list->problem_count);
    (void)buf_printf(out, "%zu new, %zu already wanted", counts->fresh, counts->waiting + counts->answered);
    if (counts->answered > 0)
        (void)buf_printf(out, " (%zu with an outcome)", counts->answered);
    if (list->repeated > 0)
        (void)buf_printf(out, ", %zu repeated", list->repeated);
    if (list->problem_count > 0)
        (void)buf_printf(out, ", %zu bad and left out", list->problem_count);
    if (counts->filled > 0)
        (void)buf_printf(out, "; %zu of them learnt a title, year or context", counts->filled);
}

static void summarise(const struct import_task *task)
{
    struct buf line = BUF_WITH_LIMIT(4096);
    size_t overfull = task->counts.overfull + task->list.overfull;
    bool estimate = has(task, "--estimate"), objects = task->invocation->json && has(task, "--wait");
    if (overfull > 0 && !task->invocation->quiet)
        complain("the context of %zu %s was left out: with it an id's would be longer than 64 kB", overfull,
                 overfull == 1 ? "line" : "lines");
    if (estimate) {
        import_estimate(task, &line);
    } else if (task->invocation->json && !objects) {
        json_import(task, &line);
    } else {
        add_summary(task, &line);
        if (!objects)
            (void)buf_add_char(&line, '\n');
    }
    if (objects && !task->invocation->quiet) /* stdout is for one object an id */
        complain("%s", line.at);
    else if (!objects)
        output_write(buf_text(&line));
    buf_finish(&line);
}

/* Everything up to the rows being in `wanted`. */
static enum exit_code take_list(struct import_task *task)
{
    enum import_format format;
    struct error err;
    bool oban = has(task, "--from-oban");
    enum exit_code code = check_options(task, &format);
    if (code != EXIT_FINE)
        return code;
    enum status status = oban ? open_store(task, &err) : read_file(task, format, &err);
    if (status == OK && oban)
        status = read_jobs(task, &err);
    if (status == OK) {
        code = judge(task);
        if (code != EXIT_FINE)
            return code;
        status = oban ? OK : open_store(task, &err);
    }
    if (status == OK)
        status = queue_all(task, &err);
    if (status == OK)
        return EXIT_FINE;
    complain("%s", err.text);
    return EXIT_LOCAL;
}

enum exit_code cmd_import(struct invocation *invocation)
{
    struct import_task task = { .invocation = invocation };
    enum exit_code code = take_list(&task);
    if (code == EXIT_FINE) {
        summarise(&task);
        output_flush();
        if (has(&task, "--wait"))
            code = import_wait(&task);
    }
    store_close(&task.store);
    return code;
}
