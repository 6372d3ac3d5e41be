/* One list under way. Inside src/extract only. */
#ifndef UNDERSTUDY_EXTRACT_LIST_INSIDE_H
#define UNDERSTUDY_EXTRACT_LIST_INSIDE_H

#include "extract/list_page.h"

struct list_context { /* what the place of an entry says of it */
    struct number rank, event_year;
    struct text award, category, event;
    struct flag winner;
};

struct list_entry {
    struct extraction found;
    struct list_context context;
};

struct list {
    struct arena *arena;
    struct list_entry *at; /* EXTRACTIONS_MAX */
    size_t count;
};

/* An id and a title, once each; NULL when it is on the list already, or the list is full. */
struct list_entry *list_add(struct list *list, struct text id, struct text title);

/* Entries in the JSON that `json` starts with; the page may go on behind it. */
void list_json_read(struct text json, struct list *list);

#endif
