/* The record as record_write() prints it. For edge files of jansson in src/store. */
#ifndef UNDERSTUDY_STORE_RECORD_JSON_H
#define UNDERSTUDY_STORE_RECORD_JSON_H

#include "model/movie_json.h"

json_t *record_object(const struct movie *movie); /* the caller's */

#endif
