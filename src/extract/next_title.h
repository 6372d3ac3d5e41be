/* One Title object as IMDb's GraphQL types have it: the columns of __NEXT_DATA__ of every generation, and the answers
 * of the GraphQL services. Inside src/extract only. */
#ifndef UNDERSTUDY_EXTRACT_NEXT_TITLE_H
#define UNDERSTUDY_EXTRACT_NEXT_TITLE_H

#include "base/arena.h"
#include "base/text.h"
#include "extract/json_cursor.h"
#include "extract/next_credits.h"
#include "model/movie.h"

/* A list of genres; by_id: as IMDb's ids, which are the English names on a page in any language. */
struct next_genres {
    struct texts names;
    bool by_id;
};

/* What one object told; {0} before it is read. */
struct next_column {
    struct movie movie;
    struct text canonical_id;
    struct text series_id;
    struct text outline;           /* plot texts for want of a plot */
    struct next_genres new_genres; /* `titleGenres`, since 2024 */
    struct next_genres old_genres; /* `genres` */
    struct codeds country_details; /* /reference: complete, while countriesOfOrigin is cut to the first */
    bool seen;
};

/* The walk: a cursor before a value, and the people of every object that was read. */
struct next_walk {
    struct json_cursor c;
    struct arena *arena;
    struct next_credits credits;
};

/* Reads the object that stands next; any other value is skipped, and `seen` stays false. */
void next_column_read(struct next_walk *walk, struct next_column *column);

/* The value of one key of it, in an object that the caller walks. */
void next_column_key(struct next_walk *walk, struct next_column *column, struct text key);

/* The text at `path` ("plotText.plainText") below the value that stands next; *out only when it was not known yet. */
void next_text_at(struct next_walk *walk, struct text path, struct text *out);
/* An IMDb title id that stands next; *out stays for anything else. */
void next_id(struct next_walk *walk, struct text *out);

#endif
