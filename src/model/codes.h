/* Countries, languages and genres: IMDb's ids and names to the codes that records carry
 * (facts/tmdb.md §4, Debian's iso-codes). Static tables, no allocation, thread-safe. */
#ifndef UNDERSTUDY_MODEL_CODES_H
#define UNDERSTUDY_MODEL_CODES_H

#include "base/text.h"

#include <stdint.h>

/* IMDb country id ("US", "SUHH", "XWG") to the code of facts/tmdb.md §4.2; unknown when none fits (XWW, junk).
 * A two-letter id that ISO 3166-1 or TMDb's list has passes through, upper-cased. Static text. */
struct text codes_country_from_imdb(struct text imdb_id);
/* English country name ("United States", "USA", "South Korea", "Soviet Union") to the code, or unknown. */
struct text codes_country_from_name(struct text name);
/* The same, and the names that IMDb's sites in German, French, Italian, Spanish and Portuguese printed: "Alemania". */
struct text codes_country_from_any_name(struct text name);
/* The name that TMDb shows for a code ("US" → "United States of America"), or unknown. */
struct text codes_country_name(struct text code);

/* IMDb language id ("en", "cmn", "QBO", "zxx") to the code of facts/tmdb.md §4.3 (ISO 639-1 where one exists, and cn,
 * xx, sh), or unknown. Static text. */
struct text codes_language_from_imdb(struct text imdb_id);
struct text codes_language_from_name(struct text name); /* "English", "Cantonese", "None" */
struct text codes_language_name(struct text code);      /* English name, or unknown */

/* TMDb's movie genre id for IMDb's genre name (facts/tmdb.md §4.1), 0 when TMDb has none. */
int64_t codes_genre_tmdb_id(struct text imdb_genre);
/* IMDb's genre name for TMDb's movie genre id (878 → "Sci-Fi"), unknown for TMDb-only genres. */
struct text codes_genre_from_tmdb(int64_t tmdb_id);

#endif
