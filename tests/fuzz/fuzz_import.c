/* Lists of films: whatever the bytes are, rows are well-formed and each id stands there once; reading again says the
 * same. The first byte chooses the form. */
#include "fuzz.h"
#include "model/context.h"
#include "model/movie.h"
#include "work/import_read.h"

#include <string.h>

static void check(const struct import_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct import_row *row = &list->rows[i];
        LAW(movie_is_imdb_id(row->imdb_id));
        LAW(!text_known(row->title) || (row->title.len > 0 && text_is_utf8(row->title)));
        LAW(row->title.len <= IMPORT_TITLE_BYTES_MAX);
        LAW(!row->year.known || (row->year.value >= 1800 && row->year.value <= 2999));
        LAW(!text_known(row->context) || (text_is_utf8(row->context) && row->context.len <= CONTEXT_BYTES_MAX));
        for (size_t j = i + 1; j < list->count && j < i + 20; j++)
            LAW(!text_equal(row->imdb_id, list->rows[j].imdb_id));
    }
    LAW(list->problem_count > 0 || !list->unreadable);
    for (size_t i = 0; i < list->problem_count && i < IMPORT_PROBLEMS_MAX; i++)
        LAW(!text_empty(list->problems[i].reason));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = { 0 };
    struct import_list one, two;
    if (size == 0)
        return 0;
    enum import_format format = (enum import_format)(data[0] % (IMPORT_JSON + 1));
    struct text bytes = fuzz_text(data + 1, size - 1);
    import_read(bytes, format, &arena, &one);
    check(&one);
    import_read(bytes, format, &arena, &two);
    LAW(one.count == two.count && one.repeated == two.repeated && one.problem_count == two.problem_count);

    struct import_reader reader = { .arena = &arena };
    import_job(&reader, 1, bytes, bytes);
    import_end(&reader, &two);
    check(&two);
    if (one.count > 0 && two.count > 0) {
        struct text merged, again;
        (void)context_merge(one.rows[0].context, two.rows[0].context, &arena, &merged);
        LAW(context_merge(merged, merged, &arena, &again) == CONTEXT_SAME);
    }
    arena_finish(&arena);
    return 0;
}
