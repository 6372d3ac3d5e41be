/* Which facts a reader looked for and which it found, as bits: what most films have, so that a layout which no longer
 * tells it has drifted. The numbers are stored (layout_facts): append only. */
#ifndef UNDERSTUDY_EXTRACT_FACTS_H
#define UNDERSTUDY_EXTRACT_FACTS_H

#include "extract/title_page.h"

enum fact {
    FACT_TYPE,
    FACT_YEAR,
    FACT_RELEASE_DATE,
    FACT_RUNTIME,
    FACT_OVERVIEW,
    FACT_GENRES,
    FACT_RATING,
    FACT_DIRECTORS,
    FACT_WRITERS,
    FACT_CAST,
    FACT_COUNTRIES,
    FACT_LANGUAGES,
    FACT_POSTER
};
enum { FACT_COUNT = FACT_POSTER + 1 };

const char *fact_field(enum fact fact); /* as the record names it */

/* Sets looked_for and found of what a reader has read; both stay 0 without a record. */
void facts_note(struct extraction *one);

#endif
