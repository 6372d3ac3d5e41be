/* The daily export. Bytes as they are, and the same bytes as lines inside of good gzip: ids are positive, counts add
 * up, and pieces do not matter. */
#include "../unit/source/gzip_stored.h"
#include "fuzz.h"
#include "source/tmdb_export.h"

static bool take(void *context, int64_t id)
{
    uint64_t *digest = context;
    LAW(id > 0 && id <= INT32_MAX);
    *digest = *digest * 31 + (uint64_t)id;
    return true;
}

static enum status read_file(struct text file, size_t step, uint64_t *out_digest)
{
    const struct tmdb_export_ask ask = { .take = take, .context = out_digest };
    struct tmdb_export *reading = tmdb_export_create(&ask);
    enum status status = OK;
    struct error err;
    while (status == OK && file.len > 0) {
        struct text piece = text_from(file.at, file.len < step ? file.len : step);
        status = tmdb_export_feed(reading, piece, &err);
        file = text_after(file, piece.len);
    }
    if (status == OK)
        status = tmdb_export_finish(reading, &err);
    const struct tmdb_export_counts *counts = tmdb_export_counts(reading);
    LAW(counts->lines == counts->ids + counts->adult + counts->broken);
    LAW(status != OK || counts->ids + counts->adult > 0);
    tmdb_export_destroy(&reading);
    return status;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buf packed = BUF_WITH_LIMIT(64u << 20);
    uint64_t whole = 0, pieces = 0, raw = 0;
    (void)read_file(fuzz_text(data, size), 4096, &raw);
    gzip_stored(fuzz_text(data, size), &packed);
    enum status status = read_file(buf_text(&packed), 1 << 20, &whole);
    LAW(status == OK || status == DRIFT);
    LAW(read_file(buf_text(&packed), 1 + size % 97, &pieces) == status && pieces == whole);
    buf_finish(&packed);
    return 0;
}
