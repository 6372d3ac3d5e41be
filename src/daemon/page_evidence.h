/* A TMDb record beside the film that it may be. */
#ifndef UNDERSTUDY_DAEMON_PAGE_EVIDENCE_H
#define UNDERSTUDY_DAEMON_PAGE_EVIDENCE_H

#include "daemon/page.h"
#include "store/candidates.h"

void page_candidate(struct page *page, struct text imdb_id, const struct candidate *candidate);

#endif
