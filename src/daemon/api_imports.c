/* /api/v1/imports: a list of films is queued, and how far it is. */
#include "daemon/api.h"
#include "store/imports.h"
#include "store/wanted_import.h"
#include "work/import_read.h"

enum { IMPORT_SEGMENT = 3, BATCH_ROWS = 500, NAME_BYTES_MAX = 200, PAGE_MAX = 500, PAGE_STANDARD = 50 };

static json_t *json_of_entry(const struct import_entry *entry)
{
    json_t *object = json_new_object();
    json_put_integer(object, "schema_version", 1);
    json_put_integer(object, "id", entry->id);
    json_put_text(object, "name", entry->name);
    json_put_integer(object, "ids", entry->ids);
    json_put_instant(object, "inserted_at", entry->at_ms);
    return object;
}

/* The column is open to other programs: what they wrote may be no text. */
static const char *key_of(struct text outcome, struct arena *arena)
{
    return text_is_utf8(outcome) ? arena_z(arena, outcome) : "unreadable";
}

/* How far it is: ids by their outcome; `open` have none yet. */
static enum status describe(struct desk *desk, int64_t id, struct arena *arena, json_t **out, struct error *err)
{
    struct import_entry entry;
    struct import_outcome *outcomes;
    size_t count;
    int64_t open = 0, done = 0;
    enum status status = store_import_get(desk->store, id, arena, &entry, &outcomes, &count, err);
    if (status != OK)
        return status;
    json_t *object = json_of_entry(&entry), *told = json_new_object();
    for (size_t i = 0; i < count; i++) {
        if (text_known(outcomes[i].outcome))
            json_put_integer(told, key_of(outcomes[i].outcome, arena), outcomes[i].ids);
        *(text_known(outcomes[i].outcome) ? &done : &open) += outcomes[i].ids;
    }
    json_put_integer(object, "done", done);
    json_put_integer(object, "open", open);
    json_put(object, "outcomes", told);
    *out = object;
    return OK;
}

/* ── taking a list ── */

static bool read_list(struct exchange *exchange, struct import_list *out)
{
    struct text given = request_query(&exchange->request, "format");
    struct text name = request_query(&exchange->request, "name");
    enum import_format format = IMPORT_ANY;
    if (text_known(given) && !import_format_parse(given, &format)) {
        problem_set(exchange, 400, "format is ids, csv, jsonl or json");
        return false;
    }
    if (name.len > NAME_BYTES_MAX) {
        problem_set(exchange, 400, "name is longer than %d bytes", NAME_BYTES_MAX);
        return false;
    }
    import_read(exchange->request.body, format, &exchange->arena, out);
    bool skip = api_flag(exchange, "skip_bad") && !out->unreadable;
    if (out->problem_count > 0 && !skip) {
        const struct import_problem *first = &out->problems[0];
        problem_set(exchange, 422, "%zu bad lines, nothing was queued; the first is line %zu: %.*s", out->problem_count,
                    first->line, TEXT_ARG(first->reason));
    } else if (out->count == 0) {
        problem_set(exchange, 422, "there is no film in the list");
    } else {
        return true;
    }
    return false;
}

static enum status queue(struct desk *desk, int64_t id, const struct import_list *list, struct arena *arena,
                         struct error *err)
{
    const struct worker *worker = worker_find(TEXT("TMDbDetailsWorker"));
    int64_t now_ms = clock_wall_ms(desk->daemon->clock);
    struct wanted *rows = arena_array(arena, BATCH_ROWS, sizeof *rows);
    enum wanted_state *states = arena_array(arena, BATCH_ROWS, sizeof *states);
    const struct job_new job = { .queue = worker->queue,
                                 .worker = worker->name,
                                 .max_attempts = worker->max_attempts,
                                 .priority = PRIORITY_NEW,
                                 .now_ms = now_ms };
    enum status status = OK;
    for (size_t done = 0; done < list->count && status == OK; done += BATCH_ROWS) {
        size_t count = list->count - done < BATCH_ROWS ? list->count - done : (size_t)BATCH_ROWS;
        struct wanted_batch batch = { .rows = rows, .count = count, .job = &job, .states = states };
        for (size_t i = 0; i < count; i++) {
            const struct import_row *row = &list->rows[done + i];
            rows[i] = (struct wanted){ .imdb_id = row->imdb_id,
                                       .title = row->title,
                                       .year = row->year,
                                       .context = row->context,
                                       .asked_at_ms = now_ms };
        }
        status = store_import_ids(desk->store, id, rows, count, err);
        if (status == OK)
            status = store_wanted_import(desk->store, &batch, err);
    }
    return status;
}

enum httpd_next api_import(struct desk *desk, struct exchange *exchange)
{
    struct import_list list;
    struct arena *arena = &exchange->arena;
    struct error err;
    json_t *object;
    int64_t id;
    if (!read_list(exchange, &list) || desk_store(desk, exchange) == NULL)
        return HTTPD_ANSWER;
    enum status status = store_import_begin(desk->store, request_query(&exchange->request, "name"), (int64_t)list.count,
                                            clock_wall_ms(desk->daemon->clock), &id, &err);
    if (status == OK)
        status = queue(desk, id, &list, arena, &err);
    if (status == OK)
        status = describe(desk, id, arena, &object, &err);
    if (status != OK)
        return api_failed(exchange, status, &err);
    jobs_wake(desk->daemon);
    exchange->response.location = arena_printf(arena, "/api/v1/imports/%lld", (long long)id);
    answer_json(exchange, 202, object);
    return HTTPD_ANSWER;
}

/* ── looking ── */

enum httpd_next api_imports(struct desk *desk, struct exchange *exchange)
{
    struct import_entry *entries;
    struct error err;
    size_t count;
    int64_t max, before_id;
    if (!api_number(exchange, "limit", 1, PAGE_MAX, PAGE_STANDARD, &max) ||
        !api_number(exchange, "cursor", 1, INT64_MAX, INT64_MAX, &before_id) || desk_store(desk, exchange) == NULL)
        return HTTPD_ANSWER;
    enum status status = store_imports(desk->store, before_id, (size_t)max, &exchange->arena, &entries, &count, &err);
    if (status != OK)
        return api_failed(exchange, status, &err);
    json_t *object = json_new_object(), *list = json_new_array();
    for (size_t i = 0; i < count; i++)
        json_push(list, json_of_entry(&entries[i]));
    json_put_integer(object, "schema_version", 1);
    json_put(object, "imports", list);
    json_put(object, "cursor", count == (size_t)max ? json_integer(entries[count - 1].id) : json_null());
    answer_json(exchange, 200, object);
    return HTTPD_ANSWER;
}

enum httpd_next api_import_progress(struct desk *desk, struct exchange *exchange)
{
    struct error err;
    json_t *object;
    int64_t id;
    if (!api_row_id(exchange, IMPORT_SEGMENT, &id) || desk_store(desk, exchange) == NULL)
        return HTTPD_ANSWER;
    enum status status = describe(desk, id, &exchange->arena, &object, &err);
    if (status != OK)
        return api_failed(exchange, status, &err);
    answer_json(exchange, 200, object);
    return HTTPD_ANSWER;
}
