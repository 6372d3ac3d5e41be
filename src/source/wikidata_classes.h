/* Wikidata's items for kinds of titles and genres, as far as they mean one of IMDb's words. Static tables. */
#ifndef UNDERSTUDY_SOURCE_WIKIDATA_CLASSES_H
#define UNDERSTUDY_SOURCE_WIKIDATA_CLASSES_H

#include "base/text.h"

#include <stddef.h>

struct wikidata_class {
    const char *item;      /* "Q24862" */
    const char *type;      /* "short"; NULL when the item says nothing of IMDb's type */
    const char *genres[2]; /* IMDb's names */
};

/* NULL for an item that has no sure counterpart. */
const struct wikidata_class *wikidata_class_find(struct text item);

#endif
