/* A finding of `doctor`: what was looked at, how it is, and what to do about it. */
#ifndef UNDERSTUDY_CLI_DOCTOR_H
#define UNDERSTUDY_CLI_DOCTOR_H

#include "base/buf.h"
#include "base/compiler.h"
#include "base/text.h"
#include "cli/command.h"
#include "store/store.h"

enum doctor_level { DOCTOR_OK, DOCTOR_WARN, DOCTOR_FAIL };
const char *doctor_level_word(enum doctor_level level); /* ok, warn, fail */

struct doctor_finding {
    const char *check; /* "tmdb.key" */
    enum doctor_level level;
    struct text message;
    struct text remedy; /* unknown when there is nothing to do */
};

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
