/* A film's record on a page: its fields with their sources, and what a change made of them. */
#ifndef UNDERSTUDY_DAEMON_PAGE_RECORD_H
#define UNDERSTUDY_DAEMON_PAGE_RECORD_H

#include "daemon/page.h"
#include "store/store.h"

void page_record(struct page *page, const struct stored_movie *film);
/* Each field that differs: before, after, and who says so now. Folded, and opens without JavaScript. */
void page_changes(struct page *page, const struct stored_movie *before, const struct stored_movie *after);

#endif
