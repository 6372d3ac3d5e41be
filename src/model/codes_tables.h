/* Tables of codes: sorted by key in byte order with ASCII letters folded, for a binary search.
 * The ISO ones are written by tools/make_codes.py when the program is built. Private to codes.c. */
#ifndef UNDERSTUDY_MODEL_CODES_TABLES_H
#define UNDERSTUDY_MODEL_CODES_TABLES_H

#include <stddef.h>

struct code_row {
    const char *key;
    const char *value;
};
struct code_table {
    const struct code_row *rows;
    size_t count;
};

extern const struct code_table iso_country_names;       /* "DE" → "Germany" */
extern const struct code_table iso_country_by_name;     /* names, common and official ones → "DE" */
extern const struct code_table iso_country_by_alpha_4;  /* withdrawn with one successor: "HVBF" → "BF" */
extern const struct code_table iso_language_names;      /* "de" → "German" */
extern const struct code_table iso_language_by_name;    /* every ISO name of a language with two letters → "de" */
extern const struct code_table iso_language_by_alpha_3; /* "deu" and "ger" → "de" */

#endif
