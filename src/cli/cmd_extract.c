/* extract: bytes in, records out. No network, no database, no configuration. Many inputs are read side by side; what
 * they print stands in their order. */
#include "base/cores.h"
#include "cli/command.h"
#include "cli/display.h"
#include "cli/extract.h"
#include "cli/output.h"
#include "extract/answers.h"

enum { WORKERS_MAX = 64 };

static void write_out(struct extract_task *task, struct text text)
{
    if (!task->invocation->json && !task->has_card && text_take(&text, TEXT("\n")))
        task->has_card = true; /* the first card has no blank line above */
    output_write(text);
}

void extract_flush(struct extractor *x, bool done)
{
    struct extract_task *task = x->task;
    (void)pthread_mutex_lock(&task->lock);
    while (task->printed != x->at)
        (void)pthread_cond_wait(&task->moved, &task->lock);
    write_out(task, buf_text(&x->out));
    task->printed += done;
    if (done)
        (void)pthread_cond_broadcast(&task->moved);
    (void)pthread_mutex_unlock(&task->lock);
    buf_clear(&x->out);
}

static bool take_input(struct extractor *x)
{
    struct extract_task *task = x->task;
    (void)pthread_mutex_lock(&task->lock);
    bool taken = task->begun < task->invocation->arg_count && !output_failed();
    if (taken) {
        x->at = task->begun++;
        x->input = task->invocation->args[x->at];
    }
    (void)pthread_mutex_unlock(&task->lock);
    return taken;
}

static void *work(void *task)
{
    struct extractor x = { .task = task,
                           .raw = BUF_WITH_LIMIT(TITLE_PAGE_BYTES_MAX),
                           .page = BUF_WITH_LIMIT(TITLE_PAGE_BYTES_MAX),
                           .out = BUF_WITH_LIMIT(OUTPUT_BYTES_MAX) };
    while (take_input(&x)) {
        enum exit_code code = extract_input(&x);
        extract_flush(&x, true);
        (void)pthread_mutex_lock(&x.task->lock);
        x.task->code = exit_worst(x.task->code, code);
        (void)pthread_mutex_unlock(&x.task->lock);
    }
    inflate_destroy(&x.inflater);
    buf_finish(&x.raw);
    buf_finish(&x.page);
    buf_finish(&x.out);
    arena_finish(&x.arena);
    return NULL;
}

/* This thread and as many more as are wanted and can be had. */
static void work_side_by_side(struct extract_task *task, size_t workers)
{
    pthread_t threads[WORKERS_MAX];
    size_t started = 0;
    while (started + 1 < workers && pthread_create(&threads[started], NULL, work, task) == 0)
        started++;
    (void)work(task);
    for (size_t i = 0; i < started; i++)
        (void)pthread_join(threads[i], NULL);
}

enum exit_code cmd_extract(struct invocation *invocation)
{
    struct text id = invocation_option(invocation, "--id"), jobs = invocation_option(invocation, "--jobs");
    struct extract_task task = { .invocation = invocation,
                                 .style = { .colour = invocation->colour, .columns = terminal_columns() },
                                 .lock = PTHREAD_MUTEX_INITIALIZER,
                                 .moved = PTHREAD_COND_INITIALIZER };
    int64_t workers = (int64_t)cores_online();
    if (text_known(id) && !movie_parse_id(id, &task.id))
        return usage_error(invocation->command, "--id %.*s is not an IMDb id (tt and 7 to 10 digits)", TEXT_ARG(id));
    if (text_known(jobs) && !num_parse(jobs, 1, WORKERS_MAX, &workers))
        return usage_error(invocation->command, "--jobs %.*s is no number from 1 to %d", TEXT_ARG(jobs), WORKERS_MAX);
    size_t wanted = (size_t)workers < invocation->arg_count ? (size_t)workers : invocation->arg_count;
    work_side_by_side(&task, wanted < WORKERS_MAX ? wanted : WORKERS_MAX);
    (void)pthread_mutex_destroy(&task.lock);
    (void)pthread_cond_destroy(&task.moved);
    return task.code;
}
