/* Values that are more than a text, as a person writes them. Each returns NULL, or why it is none: the rest of a
 * sentence that begins with the value. Pure. */
#ifndef UNDERSTUDY_WORK_STEER_LISTS_H
#define UNDERSTUDY_WORK_STEER_LISTS_H

#include "work/steer.h"

/* One line, or several where it is prose. */
const char *steer_check_text(struct text value, size_t bytes_max, bool prose);
/* A country's or a language's code, in any case, to the one that records carry. */
const char *steer_read_code(bool country, struct text *value, struct arena *arena);

/* "Drama, Comedy" */
const char *steer_read_genres(struct text value, struct arena *arena, struct texts *out);
/* "AT, DE" */
const char *steer_read_codes(bool countries, struct text value, struct arena *arena, struct codeds *out);
/* "Name One; Name Two nm0000002"; of a cast "Name One as Her Part" too. A comma may be part of a name ("Jr."). */
const char *steer_read_people(bool cast, struct text value, struct arena *arena, struct people *out);

#endif
