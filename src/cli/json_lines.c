/* Answers as JSON, one compact object a line. */
#include "cli/json_lines.h"

#include "base/error.h"
#include "cli/display.h"
#include "cli/export.h"
#include "daemon/json_answers.h"
#include "daemon/json_line.h"
#include "model/movie_json.h"

#include <jansson.h>

static void set_text(json_t *object, const char *key, struct text t)
{
    if (!text_known(t) || text_is_utf8(t)) {
        json_put(object, key, json_of_text(t));
        return;
    }
    struct buf clean = BUF_WITH_LIMIT(4 * t.len + 4); /* a file name may hold any bytes */
    display_add(&clean, t);
    json_put(object, key, json_of_text(buf_text(&clean)));
    buf_finish(&clean);
}

static void set_z(json_t *object, const char *key, const char *z)
{
    set_text(object, key, text_of(z));
}

void json_extract(struct text input, const struct warc_page *page, const struct extraction *extraction, struct buf *out)
{
    bool found = extraction->outcome == EXTRACT_FOUND;
    json_t *object = json_new_object();
    json_put(object, "schema_version", json_integer(1));
    set_text(object, "input", input);
    if (page != NULL) {
        set_text(object, "url", page->url);
        json_put(object, "offset", json_integer((json_int_t)page->offset));
    }
    set_z(object, "layout", page_layout_name(extraction->layout));
    set_z(object, "outcome", extract_outcome_name(extraction->outcome));
    if (!found)
        set_z(object, "why", extraction->why);
    if (text_known(extraction->context)) /* our own text, written a moment ago */
        json_put(object, "context", json_loadb(extraction->context.at, extraction->context.len, 0, NULL));
    json_put(object, "movie", found ? movie_to_json(&extraction->movie, NULL) : json_null());
    json_add_line(object, out);
}

void json_export(const struct stored_movie *film, struct arena *arena, struct buf *out)
{
    json_t *record = json_of_stored(film, arena);
    set_text(record, "import_status", film->import_status);
    json_add_line(record, out);
}

void json_put_rows(json_t *object, const char *key, const struct row_name *rows, size_t count)
{
    json_t *list = json_new_array();
    for (size_t i = 0; i < count; i++) {
        json_t *row = json_new_object();
        json_put_integer(row, "id", rows[i].id);
        json_put_text(row, "imdb_id", rows[i].imdb_id);
        json_push(list, row);
    }
    json_put(object, key, list);
}

void json_lookup(const struct lookup_result *result, bool explain, struct arena *arena, struct buf *out)
{
    json_t *object = json_of_lookup(result, explain, arena);
    if (result->folds.count > 0)
        json_put_rows(object, "folds", result->folds.rows, result->folds.count);
    json_add_line(object, out);
}

void json_source(const struct source_state *state, struct buf *out)
{
    json_add_line(json_of_source(state), out);
}

void json_setting(const struct config *config, size_t key, struct arena *arena, struct buf *out)
{
    bool known = !text_empty(config->values[key]);
    json_t *object = json_new_object();
    set_z(object, "setting", config_keys[key].name);
    set_text(object, "value", known ? config_shown(config, key, arena) : (struct text){ 0 });
    set_z(object, "origin", config_origin_name(config->origins[key]));
    json_add_line(object, out);
}

void json_doctor(const struct doctor_finding *finding, struct buf *out)
{
    json_t *object = json_new_object();
    set_z(object, "check", finding->check);
    set_z(object, "state", doctor_level_word(finding->level));
    set_text(object, "message", finding->message);
    set_text(object, "remedy", finding->remedy);
    json_add_line(object, out);
}

void json_migration(struct text database, int before, int now, struct text plan, struct buf *out)
{
    json_t *object = json_new_object();
    set_text(object, "database", database);
    json_put(object, "version_before", before >= 0 ? json_integer(before) : json_null());
    json_put(object, "version", now >= 0 ? json_integer(now) : json_null());
    if (text_known(plan))
        set_text(object, "plan", plan);
    json_add_line(object, out);
}

static json_t *dataset_file(const struct dataset_view *view, int file)
{
    const struct dataset_file_info *info = &view->info.files[file];
    json_t *object = json_new_object();
    set_z(object, "file", tsv_shapes[file].name);
    json_put_instant(object, "date", info->modified_ms);
    json_put(object, "rows", info->present ? json_integer(info->rows) : json_null());
    json_put(object, "kept", info->present ? json_integer(info->kept) : json_null());
    json_put(object, "bytes", info->present ? json_integer(info->bytes) : json_null());
    if (view->refresh != NULL) {
        const struct dataset_file_fate *fate = &view->refresh->files[file];
        set_z(object, "download", dataset_download_word(fate->download));
        set_text(object, "reason", fate->reason);
        json_put_instant(object, "next_ask_at", fate->next_ask_ms);
    }
    return object;
}

void json_dataset(const struct dataset_view *view, struct buf *out)
{
    json_t *object = json_new_object(), *files = json_new_array();
    set_z(object, "state", view->is_imported ? "imported" : "not imported");
    set_text(object, "path", view->folder);
    json_put_instant(object, "imported_at", view->info.imported_at_ms);
    json_put(object, "every_title", view->is_imported ? json_boolean(view->info.all) : json_null());
    json_put(object, "index_bytes", view->is_imported ? json_integer(view->index_bytes) : json_null());
    json_put(object, "duplicates", view->is_imported ? json_integer(view->info.duplicates) : json_null());
    json_put_instant(object, "licence_acknowledged_at", view->licence_ms);
    for (int i = 0; i < TSV_FILE_COUNT; i++) {
        if (json_array_append_new(files, dataset_file(view, i)) != 0)
            oom();
    }
    json_put(object, "files", files);
    set_z(object, "attribution", source_terms_find(TEXT("dataset"))->attribution);
    json_add_line(object, out);
}

static void set_count(json_t *object, const char *key, size_t count)
{
    json_put(object, key, json_integer((json_int_t)count));
}

static json_t *import_object(const struct import_task *task)
{
    json_t *object = json_new_object();
    json_put(object, "schema_version", json_integer(1));
    set_text(object, "input", task->name);
    set_count(object, "ids", task->list.count);
    set_count(object, "new", task->counts.fresh);
    set_count(object, "already_wanted", task->counts.waiting + task->counts.answered);
    set_count(object, "with_outcome", task->counts.answered);
    set_count(object, "repeated", task->list.repeated);
    set_count(object, "bad_lines", task->list.problem_count);
    return object;
}

void json_import(const struct import_task *task, struct buf *out)
{
    json_t *object = import_object(task);
    set_count(object, "filled", task->counts.filled);
    json_add_line(object, out);
}

void json_import_estimate(const struct import_task *task, const struct import_reckoning *reckoning, struct buf *out)
{
    json_t *object = import_object(task);
    set_count(object, "to_ask", task->counts.fresh + task->counts.waiting);
    json_put(object, "seconds_best", json_integer(reckoning->best_s));
    json_put(object, "seconds_worst", json_integer(reckoning->worst_s));
    set_z(object, "slowest_source", reckoning->slowest);
    json_add_line(object, out);
}

void json_forget(struct text source, bool dry_run, const struct forget_counts *counts, struct buf *out)
{
    json_t *object = json_new_object();
    json_put(object, "schema_version", json_integer(1));
    set_text(object, "source", source);
    json_put(object, "dry_run", json_boolean(dry_run));
    set_count(object, "fetches", counts->fetches);
    set_count(object, "answers", counts->answers);
    set_count(object, "fields", counts->fields);
    set_count(object, "movies_changed", counts->movies);
    set_count(object, "movies_removed", counts->rows);
    set_count(object, "people", counts->people);
    set_count(object, "given", counts->given);
    set_count(object, "others", counts->others);
    set_count(object, "metrics", counts->metrics);
    json_add_line(object, out);
}

void json_expired(const struct retention_counts *counts, struct buf *out)
{
    json_t *object = json_new_object();
    json_put(object, "schema_version", json_integer(1));
    set_count(object, "fetches", counts->fetches);
    set_count(object, "answers", counts->answers);
    set_count(object, "metrics", counts->metrics);
    json_add_line(object, out);
}

static json_t *feed_object(const struct feed_report *report, bool is_export)
{
    json_t *object = json_new_object();
    set_z(object, "outcome", feed_outcome_word(report->outcome));
    set_text(object, "position", text_empty(report->position) ? (struct text){ 0 } : report->position);
    json_put(object, is_export ? "exports" : "pages", json_integer(report->reads));
    if (is_export)
        json_put(object, "missing", json_integer(report->missing));
    json_put(object, "ids", json_integer(report->ids));
    json_put(object, is_export ? "new" : "changed", json_integer(report->news));
    set_text(object, "gap", report->gap);
    set_text(object, "reason", report->reason);
    return object;
}

void json_arrivals(const struct arrivals_result *result, struct buf *out)
{
    json_t *object = json_new_object();
    json_put(object, "schema_version", json_integer(1));
    json_put(object, "export", feed_object(&result->export, true));
    json_put(object, "changes", feed_object(&result->changes, false));
    json_put(object, "looked_at", json_integer(result->looked));
    json_put(object, "matched", json_integer(result->matched));
    json_put(object, "upgraded", json_integer(result->upgraded));
    json_put(object, "refreshed", json_integer(result->refreshed));
    json_put(object, "gone", json_integer(result->gone));
    json_put(object, "unknown", json_integer(result->unknown));
    json_put(object, "pending", json_integer(result->pending.count));
    json_put_instant(object, "next_try_at", result->pending.next_try_at_ms);
    set_text(object, "reason", result->reason);
    json_add_line(object, out);
}

void json_backup(struct text file, int64_t bytes, struct buf *out)
{
    json_t *object = json_new_object();
    json_put(object, "schema_version", json_integer(1));
    set_text(object, "file", file);
    json_put(object, "bytes", json_integer(bytes));
    json_add_line(object, out);
}
