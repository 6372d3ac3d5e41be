/* Exchanges as files, for bug reports and reruns without a network. Inside src/http only.
 *
 * One file an exchange, to be read by people:
 *
 *     understudy exchange 1
 *     GET https://api.themoviedb.org/3/find/tt9000001?external_source=imdb_id
 *     accept: application/json
 *
 *     HTTP 200
 *     content-type: application/json
 *     etag: W/"…"
 *     body-bytes: 512
 *
 *     …the body after inflating, as it came…
 *
 * or "FAILED timeout" and "detail: …" in place of "HTTP 200" when none came. Named host_path-DIGEST.N.txt: the N-th
 * answer of that URL. No secret is in it: no Authorization, no key of a query, and whatever log_hide() knows is
 * overwritten, also in bodies. */
#ifndef UNDERSTUDY_HTTP_TAPE_H
#define UNDERSTUDY_HTTP_TAPE_H

#include "base/buf.h"
#include "http/http.h"

/* ── the format; pure ── */

enum { TAPE_NAME_BYTES = 160, TAPE_FILE_BYTES_MAX = 64 << 20 };

/* Name of the n-th exchange, counted from 1. */
void tape_name(struct text url, int n, char out[TAPE_NAME_BYTES]);
void tape_print(const struct http_request *request, const struct http_answer *answer, struct buf *out);
/* False when it is no such file, or damaged. Texts are copied. */
bool tape_parse(struct text file, struct arena *arena, struct http_answer *out);

/* ── the folder ── */

struct tape;

/* Neither folder given: *out_tape is NULL, and the calls below do nothing. INVALID when both are, or the folder cannot
 * be made or read. */
MUST_CHECK enum status tape_open(const struct http_options *options, struct tape **out_tape, struct error *err);
void tape_close(struct tape **tape);
bool tape_plays(const struct tape *tape);
/* What is not on the tape cannot be reached; the last answer of a URL is given again and again. */
void tape_play(struct tape *tape, const struct http_request *request, struct arena *arena, struct http_answer *out);
void tape_record(struct tape *tape, const struct http_request *request, const struct http_answer *answer);
/* Only when nothing of that URL was recorded before. */
void tape_record_once(struct tape *tape, const struct http_request *request, const struct http_answer *answer);
/* BROKEN when something could not be recorded. */
MUST_CHECK enum status tape_check(struct tape *tape, struct error *err);

#endif
