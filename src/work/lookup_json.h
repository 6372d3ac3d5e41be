/* The answer of a lookup as contract §2 writes it. Edge file for jansson. */
#ifndef UNDERSTUDY_WORK_LOOKUP_JSON_H
#define UNDERSTUDY_WORK_LOOKUP_JSON_H

#include "work/lookup.h"

#include <jansson.h>

/* New reference. Texts are copied, `arena` is scratch. */
json_t *lookup_to_json(const struct lookup_result *result, struct arena *arena);

#endif
