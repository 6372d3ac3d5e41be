/* Builds the index file: rows are gathered into blocks, and a block is written when others are needed more. */
#include "store/dataset_build.h"

#include "base/buf.h"
#include "base/id_set.h"
#include "model/movie.h"
#include "store/dataset_file.h"

#include <assert.h>
#include <stdlib.h>

enum {
    /* IMDb sorts ids as text: tt1000000, tt10000000, tt10000001, … tt1000001. So a few blocks, one for each length of
     * ids, grow at the same time. */
    OPEN_BLOCKS = 8,
    BLOCK_BYTES_MAX = 8 << 20, /* 64 titles with 100 people each have 200 KB */
};

struct block { /* {0} is free */
    int64_t number;
    uint64_t used_at; /* 0 = free */
    struct buf rows;
};

struct dataset_build {
    struct dataset_file *file;
    struct dataset_info *info;
    enum dataset_table table; /* of the open blocks */
    struct block blocks[OPEN_BLOCKS];
    uint64_t now;          /* counts uses of blocks */
    struct id_set written; /* blocks of `table` that are in the file */
    struct id_set titles;  /* all that were seen */
    struct id_set whole;   /* those of which all is kept */
    struct id_set names;   /* people whose name is still wanted */
};

/* ── blocks ── */

static enum status scattered(struct error *err)
{
    return error_set(err, INVALID, "the ids are scattered as IMDb's never are: these are not its files");
}

static enum status write_block(struct dataset_build *build, struct block *block, struct error *err)
{
    if (block->used_at == 0)
        return OK;
    block->used_at = 0;
    if (!id_set_add(&build->written, (uint64_t)block->number))
        return scattered(err);
    return dataset_file_put(build->file, build->table, block->number, buf_text(&block->rows), err);
}

/* The open block of that number, from the file where it was written before. */
static enum status open_block(struct dataset_build *build, int64_t number, struct block **out, struct error *err)
{
    struct block *oldest = &build->blocks[0];
    for (int i = 0; i < OPEN_BLOCKS; i++) {
        struct block *block = &build->blocks[i];
        if (block->used_at != 0 && block->number == number) {
            *out = block;
            return OK;
        }
        if (block->used_at < oldest->used_at)
            oldest = block;
    }
    enum status status = write_block(build, oldest, err);
    if (status != OK)
        return status;
    buf_clear(&oldest->rows);
    oldest->rows.limit = BLOCK_BYTES_MAX;
    oldest->number = number;
    if (id_set_has(&build->written, (uint64_t)number)) {
        struct text rows;
        status = dataset_file_get(build->file, build->table, number, &rows, err);
        assert(status != NOT_FOUND);
        if (status != OK)
            return status;
        (void)buf_add(&oldest->rows, rows);
    }
    *out = oldest;
    return OK;
}

/* One line into the block of an id: `code` (a letter or a word) and fields between tabs. */
static enum status add_line(struct dataset_build *build, uint64_t id, struct text code, const struct text *fields,
                            size_t count, struct error *err)
{
    struct dataset_place place = dataset_place_of(build->table, id);
    struct block *block;
    enum status status = open_block(build, place.block, &block, err);
    if (status != OK)
        return status;
    block->used_at = ++build->now;
    (void)buf_add_char(&block->rows, place.letter);
    (void)buf_add(&block->rows, code);
    for (size_t i = 0; i < count; i++) {
        if (i > 0 || !text_empty(code))
            (void)buf_add_char(&block->rows, '\t');
        (void)buf_add(&block->rows, text_known(fields[i]) ? fields[i] : TEXT("\\N"));
    }
    (void)buf_add_char(&block->rows, '\n');
    return block->rows.overflow ? error_set(err, INVALID, "more than 8 MiB of rows about one title") : OK;
}

static enum status end_table(struct dataset_build *build, struct error *err)
{
    enum status status = OK;
    for (int i = 0; i < OPEN_BLOCKS && status == OK; i++)
        status = write_block(build, &build->blocks[i], err);
    id_set_finish(&build->written);
    return status;
}

/* ── rows ── */

static enum status add_title(struct dataset_build *build, uint64_t id, const struct tsv_row *row, bool *out_kept,
                             struct error *err)
{
    const struct text *f = row->fields;
    if (id_set_has(&build->titles, id)) {
        build->info->duplicates++;
        return OK;
    }
    if (text_empty(f[1]) || text_empty(f[2]))
        return error_set(err, INVALID, "line %llu has a title without type or name: the file is damaged",
                         (unsigned long long)row->line);
    char letter = dataset_letter(dataset_types, f[1]);
    struct text code = letter != '\0' ? text_from(&letter, 1) : f[1];
    bool whole = build->info->all || movie_type_is_film(f[1]);
    struct text fields[] = { f[2], text_equal(f[2], f[3]) ? TEXT("") : f[3], f[4], f[5], f[6], f[7], f[8] };
    if (!id_set_add(&build->titles, id) || (whole && !id_set_add(&build->whole, id)))
        return scattered(err);
    *out_kept = true;
    return add_line(build, id, code, fields, whole ? COUNT_OF(fields) : 0, err);
}

static bool want_name(struct dataset_build *build, struct text person)
{
    uint64_t number;
    return !tsv_parse_id(person, "nm", &number) || id_set_add(&build->names, number);
}

static bool want_names(struct dataset_build *build, struct text people)
{
    bool good = true;
    while (people.len > 0 && good)
        good = want_name(build, text_take_until(&people, ','));
    return good;
}

static enum status add_crew(struct dataset_build *build, uint64_t id, const struct tsv_row *row, bool *out_kept,
                            struct error *err)
{
    const struct text *f = row->fields;
    if (!text_known(f[1]) && !text_known(f[2]))
        return OK; /* nobody: nothing to keep */
    if (!want_names(build, f[1]) || !want_names(build, f[2]))
        return scattered(err);
    *out_kept = true;
    return add_line(build, id, TEXT(""), &f[1], 2, err);
}

/* Directors and writers stand in title.crew too, all of them; from here they are taken when that file is missing. */
static enum status add_principal(struct dataset_build *build, uint64_t id, const struct tsv_row *row, bool *out_kept,
                                 struct error *err)
{
    const struct text *f = row->fields;
    char letter = dataset_letter(dataset_categories, f[3]);
    bool is_crew = text_is(f[3], "director") || text_is(f[3], "writer");
    if (letter == '\0' || (is_crew && build->info->files[TSV_TITLE_CREW].present))
        return OK;
    if (!want_name(build, f[2]))
        return scattered(err);
    const struct text fields[] = { f[1], f[2], f[5] };
    *out_kept = true;
    return add_line(build, id, text_from(&letter, 1), fields, COUNT_OF(fields), err);
}

static enum status add_name(struct dataset_build *build, uint64_t id, const struct tsv_row *row, bool *out_kept,
                            struct error *err)
{
    if (text_empty(row->fields[1]) || !id_set_has(&build->names, id))
        return OK;
    id_set_remove(&build->names, id); /* a second row of the same person is not kept */
    *out_kept = true;
    return add_line(build, id, TEXT(""), &row->fields[1], 1, err);
}

static enum status add(struct dataset_build *build, enum tsv_file file, uint64_t id, const struct tsv_row *row,
                       bool *out_kept, struct error *err)
{
    bool whole = file != TSV_TITLE_BASICS && file != TSV_NAME_BASICS && id_set_has(&build->whole, id);
    switch (file) {
    case TSV_TITLE_BASICS: return add_title(build, id, row, out_kept, err);
    case TSV_NAME_BASICS: return add_name(build, id, row, out_kept, err);
    case TSV_TITLE_RATINGS:
        *out_kept = whole;
        return whole ? add_line(build, id, TEXT(""), &row->fields[1], 2, err) : OK;
    case TSV_TITLE_CREW: return whole ? add_crew(build, id, row, out_kept, err) : OK;
    case TSV_TITLE_PRINCIPALS: return whole ? add_principal(build, id, row, out_kept, err) : OK;
    case TSV_TITLE_AKAS:
    case TSV_TITLE_EPISODE: return OK; /* checked only: no field of a record comes from them */
    }
    return OK;
}

enum status dataset_build_add(struct dataset_build *build, enum tsv_file file, const struct tsv_row *row,
                              struct error *err)
{
    uint64_t id;
    bool kept = false;
    struct dataset_file_info *info = &build->info->files[file];
    const char *prefix = file == TSV_NAME_BASICS ? "nm" : "tt";
    enum status status;
    if (tsv_parse_id(row->fields[0], prefix, &id))
        status = add(build, file, id, row, &kept, err);
    else
        status = error_set(err, INVALID, "line %llu begins with '%.*s', which is not %s and 7 to 10 digits",
                           (unsigned long long)row->line, (int)(row->fields[0].len < 40 ? row->fields[0].len : 40),
                           row->fields[0].at != NULL ? row->fields[0].at : "", prefix);
    if (status == INVALID)
        error_prefix(err, "%s", tsv_shapes[file].name);
    info->rows++;
    info->kept += kept;
    return status;
}

static enum dataset_table table_of(enum tsv_file file)
{
    switch (file) {
    case TSV_TITLE_BASICS: return DATASET_TITLE;
    case TSV_TITLE_RATINGS: return DATASET_RATING;
    case TSV_TITLE_CREW: return DATASET_CREW;
    case TSV_TITLE_PRINCIPALS: return DATASET_PEOPLE;
    case TSV_NAME_BASICS: return DATASET_NAME;
    case TSV_TITLE_AKAS:
    case TSV_TITLE_EPISODE: break; /* no rows are kept */
    }
    return DATASET_TITLE;
}

void dataset_build_begin_file(struct dataset_build *build, enum tsv_file file)
{
    build->table = table_of(file);
}

enum status dataset_build_end_file(struct dataset_build *build, enum tsv_file file, struct error *err)
{
    if (build->info->files[file].rows == 0)
        return error_set(err, INVALID, "%s has no row: the file is cut off or was emptied", tsv_shapes[file].name);
    return end_table(build, err);
}

/* ── beginning and end ── */

enum status dataset_build_open(const char *path, struct dataset_info *info, struct dataset_build **out,
                               struct error *err)
{
    struct dataset_build *build = calloc(1, sizeof *build);
    if (build == NULL)
        oom();
    build->info = info;
    enum status status = dataset_file_create(path, &build->file, err);
    if (status == OK)
        *out = build;
    else
        dataset_build_close(&build);
    return status;
}

enum status dataset_build_seal(struct dataset_build *build, struct error *err)
{
    return dataset_file_seal(build->file, build->info, err);
}

void dataset_build_close(struct dataset_build **build)
{
    struct dataset_build *b = *build;
    if (b == NULL)
        return;
    dataset_file_close(&b->file);
    for (int i = 0; i < OPEN_BLOCKS; i++)
        buf_finish(&b->blocks[i].rows);
    id_set_finish(&b->written);
    id_set_finish(&b->titles);
    id_set_finish(&b->whole);
    id_set_finish(&b->names);
    free(b);
    *build = NULL;
}
