/* IMDb's dataset files into the local index: look at all of them, then build aside, then replace. */
#include "work/dataset_import.h"

#include "store/dataset_build.h"
#include "work/dataset_folder.h"
#include "work/dataset_input.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Bytes of the index for 100 bytes of a packed file, rounded up from tests/bench/dataset_bench.py. What is not packed
 * is PACKED times as large as it would be (facts/performance.md §3: 4.8 to 1). */
enum { PACKED = 5, ROOM_SLACK_BYTES = 16 << 20 };
static const struct {
    int films, all;
} index_percent[TSV_FILE_COUNT] = {
    [TSV_TITLE_BASICS] = { 120, 500 },    [TSV_TITLE_RATINGS] = { 150, 250 }, [TSV_TITLE_CREW] = { 150, 550 },
    [TSV_TITLE_PRINCIPALS] = { 80, 350 }, [TSV_NAME_BASICS] = { 120, 150 },
};

struct import {
    const struct dataset_import *ask;
    struct arena arena;
    struct dataset_input inputs[TSV_FILE_COUNT]; /* by enum tsv_file; path == NULL = not given */
    struct dataset_info info;
    struct dataset_build *build;
    int64_t done_bytes, total_bytes, rows; /* of the files that are finished; of all */
    struct error *err;
};

/* ── what is there ── */

static enum status take_file(struct import *import, const char *path)
{
    struct dataset_input input;
    enum status status = dataset_input_recognise(path, &input, import->err);
    if (status != OK)
        return status;
    struct dataset_input *place = &import->inputs[input.file];
    if (place->path != NULL)
        return error_set(import->err, INVALID, "%.80s and %.80s are both %s: give one of them", place->path, path,
                         tsv_shapes[input.file].name);
    *place = input;
    import->info.files[input.file] =
        (struct dataset_file_info){ .present = true, .bytes = input.bytes, .modified_ms = input.modified_ms };
    import->total_bytes += input.bytes;
    return OK;
}

static enum status take_directory(struct import *import, const char *path)
{
    enum status status = OK;
    size_t found = 0;
    enum tsv_file file;
    DIR *directory = opendir(path);
    if (directory == NULL)
        return error_set(import->err, BROKEN, "cannot read %.150s: %s", path, strerror(errno));
    for (struct dirent *entry; status == OK && (entry = readdir(directory)) != NULL;) {
        if (!tsv_file_of_name(text_of(entry->d_name), &file))
            continue;
        found++;
        status = take_file(import, arena_printf(&import->arena, "%s/%s", path, entry->d_name).at);
    }
    (void)closedir(directory);
    if (status == OK && found == 0)
        status = error_set(import->err, INVALID, "in %.150s is none of IMDb's files (title.basics.tsv.gz, …)", path);
    return status;
}

static enum status take_paths(struct import *import)
{
    enum status status = OK;
    for (size_t i = 0; i < import->ask->path_count && status == OK; i++) {
        struct stat found;
        const char *path = arena_z(&import->arena, import->ask->paths[i]);
        bool is_directory = stat(path, &found) == 0 && S_ISDIR(found.st_mode);
        status = is_directory ? take_directory(import, path) : take_file(import, path);
    }
    if (status == OK && import->inputs[TSV_TITLE_BASICS].path == NULL)
        status =
            error_set(import->err, INVALID,
                      "title.basics is missing: without it nothing tells which titles are films; give all files of "
                      "the import together");
    return status;
}

static int64_t room_needed(const struct import *import)
{
    int64_t bytes = ROOM_SLACK_BYTES;
    for (int i = 0; i < TSV_FILE_COUNT; i++) {
        const struct dataset_input *input = &import->inputs[i];
        int64_t packed = input->path == NULL || input->is_gzip ? input->bytes : input->bytes / PACKED;
        bytes += packed / 100 * (import->ask->all ? index_percent[i].all : index_percent[i].films);
    }
    return bytes;
}

/* ── building ── */

static void tell(const struct import *import, const struct dataset_input *input)
{
    const struct dataset_listener *listener = &import->ask->listener;
    const struct dataset_progress progress = { .what = tsv_shapes[input->file].name,
                                               .done_bytes = import->done_bytes + input->read_bytes,
                                               .total_bytes = import->total_bytes,
                                               .rows = import->rows + import->info.files[input->file].rows };
    if (listener->call != NULL)
        listener->call(listener->context, &progress);
}

/* Every row that is in the window. */
static enum status add_rows(struct import *import, struct tsv *tsv, enum tsv_file file)
{
    struct tsv_row row;
    enum status status = OK;
    while (status == OK && (status = tsv_next(tsv, &row, import->err)) == OK)
        status = dataset_build_add(import->build, file, &row, import->err);
    return status == NOT_FOUND ? OK : status;
}

static enum status read_file(struct import *import, struct dataset_input *input, struct tsv *tsv)
{
    size_t room, got = 1;
    enum status status = dataset_input_open(input, import->err);
    dataset_build_begin_file(import->build, input->file);
    while (status == OK && got > 0) {
        char *at = tsv_room(tsv, &room);
        status = dataset_input_read(input, at, room, &got, import->err);
        if (status != OK)
            return status;
        tsv_grew(tsv, got);
        status = add_rows(import, tsv, input->file);
        tell(import, input);
    }
    if (status == OK)
        status = tsv_finish(tsv, import->err);
    if (status == OK)
        status = dataset_build_end_file(import->build, input->file, import->err);
    if (status == INVALID)
        error_prefix(import->err, "%.100s", input->path);
    return status;
}

static enum status add_file(struct import *import, struct dataset_input *input)
{
    struct tsv tsv;
    tsv_open(&tsv, input->file);
    enum status status = read_file(import, input, &tsv);
    tsv_close(&tsv);
    import->done_bytes += input->read_bytes;
    import->rows += import->info.files[input->file].rows;
    dataset_input_close(input);
    return status;
}

static enum status build(struct import *import)
{
    const char *path = dataset_path(import->ask->folder, "index.new", &import->arena);
    enum status status = dataset_build_open(path, &import->info, &import->build, import->err);
    for (int i = 0; i < TSV_FILE_COUNT && status == OK; i++) {
        if (import->inputs[i].path != NULL)
            status = add_file(import, &import->inputs[i]);
    }
    if (status == OK)
        status = dataset_build_seal(import->build, import->err);
    dataset_build_close(&import->build);
    if (status == OK)
        status = dataset_replace(import->ask->folder, "index.new", "index.db", import->err);
    if (status != OK)
        (void)unlink(path);
    return status;
}

enum status dataset_import_locked(const struct dataset_import *ask, struct dataset_info *out_info, struct error *err)
{
    struct import import = { .ask = ask, .err = err, .info = { .all = ask->all, .imported_at_ms = ask->now_ms } };
    for (int i = 0; i < TSV_FILE_COUNT; i++)
        import.inputs[i].fd = -1;
    enum status status = take_paths(&import);
    if (status == OK)
        status = dataset_check_room(ask->folder, room_needed(&import), err);
    if (status == OK)
        status = build(&import);
    if (status == OK)
        *out_info = import.info;
    arena_finish(&import.arena);
    return status;
}

enum status dataset_import(const struct dataset_import *import, struct dataset_info *out_info, struct error *err)
{
    int lock = -1;
    enum status status = dataset_folder_make(import->folder, err);
    if (status == OK)
        status = dataset_lock(import->folder, &lock, err);
    if (status == OK)
        status = dataset_import_locked(import, out_info, err);
    dataset_unlock(&lock);
    return status;
}
