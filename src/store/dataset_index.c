/* One title out of the index file, with names. */
#include "store/dataset_index.h"

#include "base/num.h"
#include "store/dataset_file.h"

#include <stdlib.h>

struct dataset_index {
    struct dataset_file *file;
    struct dataset_info info;
};

/* One title on its way out. */
struct search {
    struct dataset_file *file;
    uint64_t id;
    struct arena *arena;
    struct error *err;
};

enum status dataset_index_open(const char *path, struct dataset_index **out, struct error *err)
{
    struct dataset_index *index = calloc(1, sizeof *index);
    if (index == NULL)
        oom();
    enum status status = dataset_file_open(path, &index->file, err);
    if (status == OK)
        status = dataset_file_read_info(index->file, &index->info, err);
    if (status == OK)
        *out = index;
    else
        dataset_index_close(&index);
    return status;
}

void dataset_index_close(struct dataset_index **index)
{
    if (*index == NULL)
        return;
    dataset_file_close(&(*index)->file);
    free(*index);
    *index = NULL;
}

const struct dataset_info *dataset_index_info(const struct dataset_index *index)
{
    return &index->info;
}

/* ── lines ── */

/* The next line of `letter`, without it; false when there is none. */
static bool take_line(struct text *rows, char letter, struct text *out)
{
    while (rows->len > 0) {
        struct text line = text_take_until(rows, '\n');
        if (line.len > 0 && line.at[0] == letter) {
            *out = text_after(line, 1);
            return true;
        }
    }
    return false;
}

/* The next field, in the arena of the search; unknown when null or missing. */
static struct text take_field(const struct search *search, struct text *line)
{
    struct text field = text_take_until(line, '\t');
    return text_is(field, "\\N") || !text_known(field) ? (struct text){ 0 } : arena_text(search->arena, field);
}

/* The rows of the id's block, which is empty when there is none. */
static enum status read_block(const struct search *search, enum dataset_table table, uint64_t id, struct text *out_rows,
                              char *out_letter)
{
    struct dataset_place place = dataset_place_of(table, id);
    enum status status = dataset_file_get(search->file, table, place.block, out_rows, search->err);
    *out_letter = place.letter;
    if (status == NOT_FOUND)
        *out_rows = TEXT("");
    return status == NOT_FOUND ? OK : status;
}

/* ── people ── */

static enum status find_name(const struct search *search, struct dataset_credit *credit)
{
    uint64_t number;
    struct text rows, line;
    char letter;
    if (!tsv_parse_id(credit->imdb_id, "nm", &number))
        return OK; /* nobody has such an id: no name */
    enum status status = read_block(search, DATASET_NAME, number, &rows, &letter);
    if (status == OK && take_line(&rows, letter, &line))
        credit->name = take_field(search, &line);
    return status;
}

static enum status find_names(const struct search *search, const struct dataset_credits *credits)
{
    enum status status = OK;
    for (size_t i = 0; i < credits->count && status == OK; i++)
        status = find_name(search, &credits->at[i]);
    return status;
}

static size_t count_of(struct text text, char separator)
{
    size_t count = text.len > 0;
    for (size_t i = 0; i < text.len; i++)
        count += text.at[i] == separator;
    return count;
}

static void read_list(const struct search *search, struct text list, struct dataset_credits *out)
{
    out->at = arena_array(search->arena, count_of(list, ','), sizeof *out->at);
    while (list.len > 0)
        out->at[out->count++] = (struct dataset_credit){ .imdb_id = text_take_until(&list, ',') };
}

static enum status read_crew(const struct search *search, struct dataset_title *out)
{
    struct text rows, line;
    char letter;
    enum status status = read_block(search, DATASET_CREW, search->id, &rows, &letter);
    if (status != OK || !take_line(&rows, letter, &line))
        return status;
    read_list(search, take_field(search, &line), &out->directors);
    read_list(search, take_field(search, &line), &out->writers);
    return OK;
}

static int by_ordering(const void *a, const void *b)
{
    const struct dataset_credit *left = a, *right = b;
    return (left->ordering > right->ordering) - (left->ordering < right->ordering);
}

static struct dataset_credits *credits_of(struct dataset_title *title, struct text category)
{
    if (text_is(category, "director"))
        return &title->directors;
    return text_is(category, "writer") ? &title->writers : &title->cast;
}

static enum status read_people(const struct search *search, struct dataset_title *out)
{
    struct text rows, line;
    char letter;
    enum status status = read_block(search, DATASET_PEOPLE, search->id, &rows, &letter);
    if (status != OK)
        return status;
    struct dataset_credits *const lists[] = { &out->cast, &out->directors, &out->writers };
    bool crew_known = out->directors.count + out->writers.count > 0; /* from title.crew */
    size_t used = crew_known ? 1 : COUNT_OF(lists), most = count_of(rows, '\n');
    for (size_t i = 0; i < used; i++)
        lists[i]->at = arena_array(search->arena, most, sizeof *lists[i]->at);
    while (take_line(&rows, letter, &line)) {
        struct dataset_credit credit = { .ordering = INT64_MAX };
        struct dataset_credits *list = credits_of(out, dataset_word(dataset_categories, line.len > 0 ? *line.at : 0));
        if (crew_known && list != &out->cast)
            continue;
        (void)text_take_until(&line, '\t');
        (void)num_parse(text_take_until(&line, '\t'), 0, INT32_MAX, &credit.ordering);
        credit.imdb_id = take_field(search, &line);
        credit.characters = take_field(search, &line);
        list->at[list->count++] = credit;
    }
    for (size_t i = 0; i < used; i++)
        qsort(lists[i]->at, lists[i]->count, sizeof *lists[i]->at, by_ordering);
    return OK;
}

/* ── the title ── */

static enum status read_rating(const struct search *search, struct dataset_title *out)
{
    struct text rows, line;
    char letter;
    enum status status = read_block(search, DATASET_RATING, search->id, &rows, &letter);
    if (status == OK && take_line(&rows, letter, &line)) {
        out->rating = take_field(search, &line);
        out->votes = take_field(search, &line);
    }
    return status;
}

static enum status read_title(const struct search *search, struct dataset_title *out)
{
    struct text rows, line;
    char letter;
    enum status status = read_block(search, DATASET_TITLE, search->id, &rows, &letter);
    if (status != OK)
        return status;
    if (!take_line(&rows, letter, &line))
        return NOT_FOUND;
    struct text type = text_take_until(&line, '\t');
    out->type = type.len == 1 ? dataset_word(dataset_types, type.at[0]) : arena_text(search->arena, type);
    struct text *const fields[] = { &out->title,    &out->original_title, &out->adult, &out->start_year,
                                    &out->end_year, &out->runtime,        &out->genres };
    out->whole = line.len > 0;
    for (size_t i = 0; i < COUNT_OF(fields) && out->whole; i++)
        *fields[i] = take_field(search, &line);
    if (text_known(out->original_title) && out->original_title.len == 0)
        out->original_title = out->title;
    return OK;
}

enum status dataset_index_find(struct dataset_index *index, struct text imdb_id, struct arena *arena,
                               struct dataset_title *out, struct error *err)
{
    struct search search = { .file = index->file, .arena = arena, .err = err };
    struct dataset_title title = { .imdb_id = arena_text(arena, imdb_id) };
    if (!tsv_parse_id(imdb_id, "tt", &search.id))
        return error_set(err, NOT_FOUND, "%.*s is no id as IMDb writes it", TEXT_ARG(imdb_id));
    enum status status = read_title(&search, &title);
    if (status == OK && title.whole)
        status = read_rating(&search, &title);
    if (status == OK && title.whole)
        status = read_crew(&search, &title);
    if (status == OK && title.whole)
        status = read_people(&search, &title);
    const struct dataset_credits *const lists[] = { &title.directors, &title.writers, &title.cast };
    for (size_t i = 0; i < COUNT_OF(lists) && status == OK; i++)
        status = find_names(&search, lists[i]);
    if (status == OK)
        *out = title;
    return status == NOT_FOUND ? error_set(err, NOT_FOUND, "%.*s is not in the datasets", TEXT_ARG(imdb_id)) : status;
}
