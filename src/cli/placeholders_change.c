/* placeholders --dry-run: what would change, field by field. */
#include "cli/answer.h"
#include "cli/display.h"
#include "cli/placeholders.h"
#include "store/edits.h"

enum { FIELD_BYTES_MAX = 400 };

static void add_comma(struct buf *out, struct text t)
{
    if (out->len > 0)
        (void)buf_add_z(out, ", ");
    (void)buf_add(out, t);
}

static struct text text_of_field(const struct movie *movie, size_t field, struct arena *arena)
{
    const void *at = (const char *)movie + movie_fields[field].offset;
    const struct texts *texts = at;
    const struct people *people = at;
    const struct codeds *codeds = at;
    struct buf names = BUF_WITH_LIMIT(FIELD_BYTES_MAX); /* what is longer is cut: the card shows it */
    if (!movie_knows(movie, field))
        return TEXT("(unknown)");
    switch (movie_fields[field].kind) {
    case FIELD_TEXT: return *(const struct text *)at;
    case FIELD_NUMBER: return arena_printf(arena, "%lld", (long long)((const struct number *)at)->value);
    case FIELD_DECIMAL: return arena_printf(arena, "%g", ((const struct decimal *)at)->value);
    case FIELD_FLAG: return ((const struct flag *)at)->value ? TEXT("yes") : TEXT("no");
    case FIELD_TEXTS:
        for (size_t i = 0; i < texts->count; i++)
            add_comma(&names, texts->at[i]);
        break;
    case FIELD_PEOPLE:
        for (size_t i = 0; i < people->count; i++)
            add_comma(&names, people->at[i].name);
        break;
    case FIELD_CODED:
        for (size_t i = 0; i < codeds->count; i++)
            add_comma(&names, text_known(codeds->at[i].name) ? codeds->at[i].name : codeds->at[i].code);
        break;
    }
    struct text text = arena_text(arena, buf_text(&names));
    buf_finish(&names);
    return text;
}

static void add_change(const struct stored_movie *now, const struct stored_movie *then, size_t i, struct arena *arena,
                       struct buf *out)
{
    struct text was = text_of_field(&now->movie, i, arena);
    bool edited = edits_is_one(&now->origins[i]) && edits_is_one(&then->origins[i]);
    if (!edited && movie_field_equal(&now->movie, &then->movie, i))
        return;
    display_add(
        out, edited ? arena_printf(arena, "  %-18s %.*s stays: edited by a person", movie_fields[i].name, TEXT_ARG(was))
                    : arena_printf(
                          arena, "  %-18s %.*s → %.*s (%.*s)", movie_fields[i].name, TEXT_ARG(was),
                          TEXT_ARG(text_of_field(&then->movie, i, arena)),
                          TEXT_ARG(text_known(then->origins[i].source) ? then->origins[i].source : TEXT("nobody"))));
    (void)buf_add_char(out, '\n');
}

void placeholders_add_change(const struct invocation *invocation, const struct placeholder_change *change,
                             struct arena *arena, struct buf *out)
{
    const struct stored_movie *now = change->now;
    const struct lookup_result *result = change->result;
    if (invocation->json) {
        json_placeholder_change(change, out);
        return;
    }
    display_add(out, arena_printf(arena, "%.*s  %.*s → %.*s: %.*s", TEXT_ARG(result->imdb_id),
                                  TEXT_ARG(text_known(now->import_status) ? now->import_status : TEXT("nothing")),
                                  TEXT_ARG(result->outcome), TEXT_ARG(result->reason)));
    (void)buf_add_char(out, '\n');
    for (size_t i = 0; i < movie_field_count && result->has_movie; i++)
        add_change(now, &result->movie, i, arena, out);
    card_rows(change->folds, change->fold_count, "is folded in", out);
    card_rows(change->restores, change->restore_count, "stands again", out);
    if (text_known(invocation_option(invocation, "--explain")))
        card_explain(result, out);
}
