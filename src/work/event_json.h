/* An event of a film as everybody outside gets it. */
#ifndef UNDERSTUDY_WORK_EVENT_JSON_H
#define UNDERSTUDY_WORK_EVENT_JSON_H

#include "model/json_build.h"
#include "store/history.h"

/* With imdb_id where the entry has one. */
json_t *json_of_history_entry(const struct history_entry *entry);

#endif
