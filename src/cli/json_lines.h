/* Answers as JSON, one compact object a line; the layer's only edge to jansson. Each appends to out. */
#ifndef UNDERSTUDY_CLI_JSON_LINES_H
#define UNDERSTUDY_CLI_JSON_LINES_H

#include "base/buf.h"
#include "cli/doctor.h"
#include "cli/source_state.h"
#include "daemon/config.h"
#include "extract/title_page.h"
#include "work/lookup.h"

void json_extract(struct text input, const struct extraction *extraction, struct buf *out);
/* Contract §2; with `explain` also "reason" and "rule". */
void json_lookup(const struct lookup_result *result, bool explain, struct arena *arena, struct buf *out);
void json_source(const struct source_state *state, struct buf *out);
void json_setting(const struct config *config, size_t key, struct arena *arena, struct buf *out);
void json_doctor(const struct doctor_finding *finding, struct buf *out);
/* version -1 = there is no store yet; plan unknown = none was asked for */
void json_migration(struct text database, int before, int now, struct text plan, struct buf *out);

#endif
