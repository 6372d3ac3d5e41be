/* What `doctor` adds to the checks of daemon/doctor.h: how findings are printed, requests, and pages that must read as
 * they did. */
#ifndef UNDERSTUDY_CLI_DOCTOR_H
#define UNDERSTUDY_CLI_DOCTOR_H

#include "base/buf.h"
#include "base/compiler.h"
#include "base/text.h"
#include "cli/command.h"
#include "daemon/doctor.h"
#include "store/store.h"

struct doctor {
    struct invocation *invocation;
    struct store *store; /* of the gate's memory; NULL when none could be opened */
    struct buf out;
    enum exit_code code;
};

/* Prints the finding; for FAIL `code` counts. */
void doctor_report(struct doctor *doctor, const struct doctor_finding *finding, enum exit_code code);
struct text doctor_text(struct doctor *doctor, const char *format, ...) PRINTF_LIKE(2, 3);

/* The requests: TMDb with the key, robots.txt of the title pages' host. */
void doctor_ask_network(struct doctor *doctor);

/* Pages of a folder, NAME.html, against the records that `extract --json` once printed of them, NAME.json. */
void doctor_check_canaries(struct doctor *doctor, struct text folder);

#endif
