/* placeholders as JSON, one compact object a line. */
#include "cli/json_lines.h"
#include "cli/placeholders.h"
#include "daemon/json_answers.h"
#include "daemon/json_line.h"
#include "identity/evidence.h"
#include "store/edits.h"

void json_placeholder(const struct placeholder *row, struct buf *out)
{
    json_add_line(json_of_placeholder(row), out);
}

/* Written by us; another program's rubbish is NULL. */
static json_t *read_evidence(const struct candidate *one)
{
    return text_known(one->evidence) ? json_loadb(one->evidence.at, one->evidence.len, 0, NULL) : NULL;
}

struct text placeholder_evidence(const struct candidate *candidate, struct arena *arena)
{
    struct buf line = BUF_WITH_LIMIT(1024); /* of seven steps; more is not ours */
    json_t *evidence = read_evidence(candidate);
    for (int step = 0; step < EVIDENCE_STEPS; step++) { /* in their order, which PostgreSQL's jsonb forgets */
        const char *name = evidence_step_name((enum evidence_step)step);
        const json_t *word = json_object_get(json_object_get(evidence, "steps"), name);
        if (json_is_string(word))
            (void)buf_printf(&line, "%s%s %s", line.len > 0 ? ", " : "", name, json_string_value(word));
    }
    json_decref(evidence);
    struct text text = line.len > 0 ? arena_text(arena, buf_text(&line)) : (struct text){ 0 };
    buf_finish(&line);
    return text;
}

void json_placeholder_view(const struct placeholder_view *view, struct arena *arena, struct buf *out)
{
    json_add_line(json_of_placeholder_view(view, arena), out);
}

void json_placeholder_deed(const struct placeholder_deed *deed, struct buf *out)
{
    json_add_line(json_of_deed(deed), out);
}

/* A member of the record as it is printed; null when there is none. */
static json_t *member_of(const json_t *record, size_t field)
{
    json_t *value = json_object_get(record, movie_fields[field].name);
    return value != NULL ? json_incref(value) : json_null();
}

void json_placeholder_change(const struct placeholder_change *change, struct buf *out)
{
    const struct stored_movie *now = change->now;
    const struct lookup_result *result = change->result;
    const struct stored_movie *then = &result->movie;
    json_t *object = json_new_object(), *changes = json_new_array(), *stays = json_new_array();
    json_t *was = movie_to_json(&now->movie, NULL), *becomes = movie_to_json(&then->movie, NULL);
    for (size_t i = 0; i < movie_field_count && result->has_movie; i++) {
        json_t *row = json_new_object();
        bool edited = edits_is_one(&now->origins[i]) && edits_is_one(&then->origins[i]);
        json_put_text(row, "field", text_of(movie_fields[i].name));
        json_put(row, "was", member_of(was, i));
        if (!edited) {
            json_put(row, "becomes", member_of(becomes, i));
            json_put_text(row, "source", then->origins[i].source);
        }
        if (edited || !movie_field_equal(&now->movie, &then->movie, i))
            json_push(edited ? stays : changes, row);
        else
            json_decref(row);
    }
    json_decref(was);
    json_decref(becomes);
    json_put_integer(object, "schema_version", 1);
    json_put_text(object, "imdb_id", now->movie.imdb_id);
    json_put_text(object, "import_status", now->import_status);
    json_put_text(object, "outcome", result->outcome);
    json_put_text(object, "reason", result->reason);
    json_put(object, "changes", changes);
    json_put(object, "stays", stays);
    json_put_rows(object, "folds", change->folds, change->fold_count);
    json_put_rows(object, "restores", change->restores, change->restore_count);
    json_add_line(object, out);
}
