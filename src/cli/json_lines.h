/* Answers as JSON, one compact object a line; the layer's only edge to jansson. Each appends to out. */
#ifndef UNDERSTUDY_CLI_JSON_LINES_H
#define UNDERSTUDY_CLI_JSON_LINES_H

#include "base/buf.h"
#include "cli/dataset_view.h"
#include "cli/doctor.h"
#include "cli/import.h"
#include "daemon/config.h"
#include "daemon/source_state.h"
#include "extract/title_page.h"
#include "extract/warc.h"
#include "model/json_build.h"
#include "store/forget.h"
#include "store/retention.h"
#include "work/arrivals.h"
#include "work/lookup.h"

/* `page`: where in a WARC file it was found; NULL = the input is the page. */
void json_extract(struct text input, const struct warc_page *page, const struct extraction *extraction,
                  struct buf *out);
/* Contract §2; with `explain` also "reason" and "rule". */
/* A list of rows of `movies`. */
void json_put_rows(json_t *object, const char *key, const struct row_name *rows, size_t count);
void json_lookup(const struct lookup_result *result, bool explain, struct arena *arena, struct buf *out);
void json_source(const struct source_state *state, struct buf *out);
void json_setting(const struct config *config, size_t key, struct arena *arena, struct buf *out);
void json_doctor(const struct doctor_finding *finding, struct buf *out);
void json_dataset(const struct dataset_view *view, struct buf *out);
void json_arrivals(const struct arrivals_result *result, struct buf *out);
/* version -1 = there is no store yet; plan unknown = none was asked for */
void json_migration(struct text database, int before, int now, struct text plan, struct buf *out);
/* What an import did; what it would cost. */
void json_import(const struct import_task *task, struct buf *out);
void json_import_estimate(const struct import_task *task, const struct import_reckoning *reckoning, struct buf *out);
/* What forgetting a source removed; what was older than its limit. */
void json_forget(struct text source, bool dry_run, const struct forget_counts *counts, struct buf *out);
void json_expired(const struct retention_counts *counts, struct buf *out);
/* A copy of the store that was made. */
void json_backup(struct text file, int64_t bytes, struct buf *out);

#endif
