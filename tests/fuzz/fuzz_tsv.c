/* TSV files: the first byte chooses the file, the second the size of the pieces. No crash, no hang; the same rows in
 * whatever pieces; every row is exactly the line that stood there; fields make a finding. */
#include "base/buf.h"
#include "extract/tsv.h"
#include "fuzz.h"
#include "source/dataset.h"

#include <string.h>

/* Reads all; rows as they stood go to out. */
static enum status read_all(enum tsv_file file, struct text bytes, size_t step, struct buf *out)
{
    struct tsv tsv;
    struct tsv_row row;
    enum status status = NOT_FOUND;
    uint64_t line = 1;
    tsv_open(&tsv, file);
    while (status == NOT_FOUND && bytes.len > 0) {
        size_t room, len = bytes.len < step ? bytes.len : step;
        char *at = tsv_room(&tsv, &room);
        LAW(room > 0);
        len = len < room ? len : room;
        memcpy(at, bytes.at, len);
        tsv_grew(&tsv, len);
        bytes = text_after(bytes, len);
        while ((status = tsv_next(&tsv, &row, NULL)) == OK) {
            LAW(row.line == ++line);
            for (size_t i = 0; i < tsv_shapes[file].columns; i++) {
                LAW(!text_known(row.fields[i]) || text_is_utf8(row.fields[i]));
                (void)buf_add(out, text_known(row.fields[i]) ? row.fields[i] : TEXT("\\N"));
                (void)buf_add_char(out, i + 1 < tsv_shapes[file].columns ? '\t' : '\n');
            }
        }
    }
    if (status == NOT_FOUND)
        status = tsv_finish(&tsv, NULL);
    LAW(status == OK || status == INVALID);
    tsv_close(&tsv);
    return status;
}

static void make_finding(struct text bytes)
{
    static const struct dataset_info info;
    struct arena arena = { 0 };
    struct finding finding;
    struct dataset_credit credit = { .imdb_id = TEXT("nm9900001"), .name = bytes, .characters = bytes };
    struct dataset_title title = { .imdb_id = TEXT("tt9900001"), .type = TEXT("movie"), .whole = true };
    struct text *const fields[] = { &title.title,      &title.original_title, &title.adult,
                                    &title.start_year, &title.end_year,       &title.runtime,
                                    &title.genres,     &title.rating,         &title.votes };
    struct text rest = bytes;
    for (size_t i = 0; i < COUNT_OF(fields); i++)
        *fields[i] = text_take_until(&rest, '\t');
    title.cast = (struct dataset_credits){ &credit, 1 };
    dataset_read(&title, &info, &arena, &finding);
    LAW(finding.class == &answer_found);
    LAW(finding.movie.rating.known == finding.movie.vote_count.known);
    LAW(!finding.movie.rating.known || (finding.movie.rating.value >= 0 && finding.movie.rating.value <= 10));
    LAW(finding.movie.cast.count <= 1);
    arena_finish(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text bytes = fuzz_text(data, size);
    if (size < 2)
        return 0;
    enum tsv_file file = (enum tsv_file)(data[0] % TSV_FILE_COUNT), recognised;
    struct buf once = BUF_WITH_LIMIT(2 * size), pieces = BUF_WITH_LIMIT(2 * size);
    bytes = text_after(bytes, 2);
    enum status first = read_all(file, bytes, SIZE_MAX, &once);
    enum status second = read_all(file, bytes, 1 + (size_t)data[1], &pieces);
    LAW(first == second && text_equal(buf_text(&once), buf_text(&pieces)));
    struct text rows = bytes;
    (void)text_take_until(&rows, '\n');
    LAW(text_starts(rows, buf_text(&once)) || once.len == 0);
    LAW(first != OK || (rows.len == once.len && tsv_recognise(bytes, &recognised) && recognised == file));
    make_finding(bytes);
    buf_finish(&once);
    buf_finish(&pieces);
    return 0;
}
