/* What went wrong with a request, as RFC 9457 has it. */
#ifndef UNDERSTUDY_DAEMON_PROBLEM_H
#define UNDERSTUDY_DAEMON_PROBLEM_H

#include "daemon/httpd.h"

/* The exchange's answer is a problem object: status, its title, and this detail for people. */
void problem_set(struct exchange *exchange, int status, const char *detail, ...) PRINTF_LIKE(3, 4);
/* What a store or a lookup says: 404, 409, 503 or 500; the sentence for people goes with all but the last, which goes
 * to the log. */
void problem_of(struct exchange *exchange, enum status status, const struct error *err);
const char *problem_title(int status); /* "Not Found" */

#endif
