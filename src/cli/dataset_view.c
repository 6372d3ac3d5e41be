/* The state of the local index, for people. */
#include "cli/dataset_view.h"

#include "cli/display.h"
#include "cli/table.h"
#include "source/source.h"
#include "work/dataset_folder.h"

#include <sys/stat.h>

enum { COLUMNS = 5 };

enum status dataset_view_read(struct text folder, struct arena *arena, struct dataset_view *out, struct error *err)
{
    struct dataset_index *index = NULL;
    struct stat found;
    const char *path = dataset_index_path(folder, arena);
    *out = (struct dataset_view){ .folder = folder };
    enum status status = dataset_licence_get(folder, &out->licence_ms, err);
    if (status == OK || status == NOT_FOUND)
        status = dataset_index_open(path, &index, err);
    if (status == OK) {
        out->is_imported = true;
        out->info = *dataset_index_info(index);
        out->index_bytes = stat(path, &found) == 0 ? (int64_t)found.st_size : 0;
    }
    dataset_index_close(&index);
    return status == NOT_FOUND ? OK : status;
}

/* 12345678 → "12,345,678" */
static struct text grouped(int64_t number, struct arena *arena)
{
    struct text digits = arena_printf(arena, "%lld", (long long)number);
    struct buf out = BUF_WITH_LIMIT(64);
    for (size_t i = 0; i < digits.len; i++) {
        if (i > 0 && (digits.len - i) % 3 == 0)
            (void)buf_add_char(&out, ',');
        (void)buf_add_char(&out, digits.at[i]);
    }
    struct text text = arena_text(arena, buf_text(&out));
    buf_finish(&out);
    return text;
}

static struct text age(int64_t then_ms, int64_t now_ms, struct arena *arena)
{
    int64_t days = (now_ms - then_ms) / CLOCK_DAY_MS;
    if (days <= 0)
        return TEXT("today");
    return arena_printf(arena, days == 1 ? "%lld day ago" : "%lld days ago", (long long)days);
}

static struct text remark(const struct dataset_view *view, int file, struct arena *arena)
{
    char iso[CLOCK_ISO_BYTES];
    const struct dataset_file_fate *fate = view->refresh != NULL ? &view->refresh->files[file] : NULL;
    bool is_checked_only = file == TSV_TITLE_AKAS || file == TSV_TITLE_EPISODE;
    if (fate != NULL && fate->download == DATASET_FAILED)
        return arena_printf(arena, "not had: %.*s", TEXT_ARG(fate->reason));
    if (fate != NULL && fate->download != DATASET_UNUSED)
        return arena_printf(arena, "%s; asked again after %s", dataset_download_word(fate->download),
                            clock_iso(fate->next_ask_ms, iso));
    if (is_checked_only)
        return TEXT("checked only: no field of a record comes from it");
    return TEXT("");
}

static void print_files(const struct dataset_view *view, const struct invocation *invocation, struct buf *out)
{
    struct table_column columns[COLUMNS] = { { "FILE", 1 }, { "DATE", 1 }, { "ROWS", 1 }, { "KEPT", 1 }, { "", 0 } };
    struct arena *arena = invocation->arena;
    struct text cells[TSV_FILE_COUNT * COLUMNS];
    char iso[CLOCK_ISO_BYTES];
    for (int i = 0; i < TSV_FILE_COUNT; i++) {
        const struct dataset_file_info *file = &view->info.files[i];
        struct text *row = &cells[i * COLUMNS];
        row[0] = text_of(tsv_shapes[i].name);
        row[1] = file->present ? arena_printf(arena, "%.10s", clock_iso(file->modified_ms, iso)) : TEXT("-");
        row[2] = file->present ? grouped(file->rows, arena) : TEXT("-");
        row[3] = file->present ? grouped(file->kept, arena) : TEXT("-");
        row[4] = remark(view, i, arena);
    }
    table_fit(columns, COLUMNS, cells, TSV_FILE_COUNT);
    table_head(columns, COLUMNS, terminal_columns(), invocation->colour, out);
    for (size_t i = 0; i < TSV_FILE_COUNT; i++)
        table_row(columns, COLUMNS, &cells[i * COLUMNS], NULL, terminal_columns(), out);
}

void dataset_view_print(const struct dataset_view *view, const struct invocation *invocation, struct buf *out)
{
    char iso[CLOCK_ISO_BYTES];
    struct arena *arena = invocation->arena;
    int64_t now_ms = clock_wall_ms(&invocation->clock);
    (void)buf_add_z(out, "index     ");
    display_add(out, view->folder);
    if (view->is_imported)
        (void)buf_printf(out, ", %.*s MB\nimported  %s, %.*s; files of %.*s\nkept      %s\n",
                         TEXT_ARG(grouped((view->index_bytes + 999999) / 1000000, arena)),
                         clock_iso(view->info.imported_at_ms, iso),
                         TEXT_ARG(age(view->info.imported_at_ms, now_ms, arena)),
                         TEXT_ARG(age(view->info.files[TSV_TITLE_BASICS].modified_ms, now_ms, arena)),
                         view->info.all ? "full rows of every title"
                                        : "full rows of films; id and type of other titles (--all keeps theirs too)");
    else
        (void)buf_add_z(out, "\nimported  nothing yet: understudy dataset import PATH..., or dataset refresh\n");
    if (view->licence_ms != 0)
        (void)buf_printf(out, "licence   acknowledged %s; personal and non-commercial use\n",
                         clock_iso(view->licence_ms, iso));
    else
        (void)buf_add_z(out, "licence   not acknowledged; the first import shows it\n");
    if (view->info.duplicates > 0)
        (void)buf_printf(out, "twice     %.*s titles stood in title.basics again; the first row counts\n",
                         TEXT_ARG(grouped(view->info.duplicates, arena)));
    (void)buf_add_char(out, '\n');
    print_files(view, invocation, out);
    (void)buf_printf(out, "\n%s\n", source_terms_find(TEXT("dataset"))->attribution);
}
