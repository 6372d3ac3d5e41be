/* What TMDb's form for a new film asks for, filled in from a placeholder as far as facts go. Pure.
 *
 * Facts may be entered by a person who has checked them; texts and pictures are somebody's work and are never offered
 * for copying: an overview is only given when the person wrote it (its origin is an edit). What the form needs, and
 * how dates and titles are meant, is the Contribution Bible's (https://www.themoviedb.org/bible): an original title and
 * an overview are required, the festival screening is a premiere, the original title is that of the first release. */
#ifndef UNDERSTUDY_LIFECYCLE_CONTRIBUTION_H
#define UNDERSTUDY_LIFECYCLE_CONTRIBUTION_H

#include "base/arena.h"
#include "store/store.h"

#include <stdbool.h>

enum contribution_state {
    CONTRIBUTION_KNOWN,
    CONTRIBUTION_MISSING, /* somebody has to find out */
    CONTRIBUTION_YOURS,   /* always the person's own: a text to write, a picture to have */
    CONTRIBUTION_NONE     /* nothing to enter: a translated title that is the same */
};
const char *contribution_state_name(enum contribution_state state); /* "known", "missing", "yours", "none" */

struct contribution_item {
    const char *field; /* "original_language" */
    const char *label; /* of the form */
    bool required;     /* TMDb makes no entry without it */
    enum contribution_state state;
    struct text value; /* unknown unless KNOWN */
    const char *note;  /* NULL = none */
};

enum { CONTRIBUTION_ITEMS = 16, CONTRIBUTION_PEOPLE_MAX = 40 };

struct contribution_person {
    const char *job; /* "Director", "Writer", "Actor" */
    const struct person *person;
    struct text imdb_url, tmdb_url; /* unknown without an id; tmdb_url else searches by name */
};

struct contribution {
    struct contribution_item items[CONTRIBUTION_ITEMS];
    size_t item_count;
    size_t known, countable; /* items that are filled in, of those that are not NONE */
    struct contribution_person people[CONTRIBUTION_PEOPLE_MAX];
    size_t person_count;
    struct text add_url, search_url, imdb_url;
};
void contribution_fill(const struct stored_movie *film, struct arena *arena, struct contribution *out);

/* The sentence that goes with every sheet. */
extern const char contribution_warning[];

#endif
