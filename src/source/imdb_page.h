/* The IMDb title page as a source. Pure. */
#ifndef UNDERSTUDY_SOURCE_IMDB_PAGE_H
#define UNDERSTUDY_SOURCE_IMDB_PAGE_H

#include "base/arena.h"
#include "base/text.h"
#include "http/http.h"
#include "source/source.h"

/* {url}/title/tt…/ */
struct text imdb_page_url(struct text base_url, struct text imdb_id, struct arena *arena);

/* Reads an answer. `final_url` tells whether IMDb redirected to another title (a merge); without a redirect or a
 * canonical id, a page about another id than asked is answer_other_id. */
void imdb_page_read(const struct http_answer *answer, struct text asked_id, struct text final_url, struct arena *arena,
                    struct finding *out);

#endif
