/* Stands in for the sockets of src/http: an answer is made by a function of this process, at once. A program that links
 * it before the http layer gets none of fetch.c; URLs, encoding and names of failures stay the real ones. */
#ifndef UNDERSTUDY_SIM_FAKE_HTTP_H
#define UNDERSTUDY_SIM_FAKE_HTTP_H

#include "http/http.h"

/* Fills status, body (in the arena) and headers; failure and elapsed time are the caller's, unless set. Called by any
 * thread. */
typedef void fake_http_answer(void *context, const struct http_request *request, struct arena *arena,
                              struct http_answer *out);

struct http *fake_http_open(fake_http_answer *answer, void *context);

#endif
