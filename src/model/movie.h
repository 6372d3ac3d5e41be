/* The record of one title as ../shared/contract/record.schema.json prints it, and the table of its fields.
 * Texts point into the arena of whoever built the record; {0} is a record that knows nothing. */
#ifndef UNDERSTUDY_MODEL_MOVIE_H
#define UNDERSTUDY_MODEL_MOVIE_H

#include "base/arena.h"
#include "base/num.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

struct person {
    struct text name;         /* always known */
    struct text imdb_id;      /* nm… or unknown */
    struct text character;    /* cast only; several are joined by " / " */
    int64_t tmdb_id;          /* 0 = unknown; not printed */
    struct text imdb_id_from; /* who told imdb_id, when it is not who told the list; not printed */
};
struct people {
    struct person *at;
    size_t count;
};
/* Years of films: before them nothing moved on film (the oldest title that IMDb has, a photographic series, is of
 * 1874). */
enum { MOVIE_YEAR_MIN = 1870, MOVIE_YEAR_MAX = 2999 };
enum { MOVIE_PEOPLE_MAX = 1000 }; /* of one list that a page's reader takes; largest seen 151 */

struct coded {
    struct text code; /* ISO 3166-1 or 639-1 with the special cases of model/codes.h; may be unknown */
    struct text name; /* as the source prints it; may be unknown */
};
struct codeds {
    struct coded *at;
    size_t count;
};

struct texts {
    struct text *at;
    size_t count;
};

struct movie {
    struct text imdb_id;
    struct number tmdb_id;
    struct text title;
    struct text original_title;
    struct text original_language;
    struct text type; /* one of the schema's enum */
    struct number year;
    struct number end_year;
    struct text release_date; /* YYYY, YYYY-MM or YYYY-MM-DD */
    struct text release_country;
    struct number runtime_minutes;
    struct text overview;
    struct texts genres;
    struct decimal rating;
    struct number vote_count;
    struct people directors;
    struct people writers;
    struct people cast;
    struct codeds countries;
    struct codeds languages;
    struct text poster_url;
    struct flag adult;
    struct text production_status;
};

enum field_kind { FIELD_TEXT, FIELD_NUMBER, FIELD_DECIMAL, FIELD_FLAG, FIELD_TEXTS, FIELD_PEOPLE, FIELD_CODED };

/* One row a field: printing, merging, origins and statistics all walk this table, in the schema's order. */
struct movie_field {
    const char *name;
    enum field_kind kind;
    size_t offset; /* in struct movie */
};
extern const struct movie_field movie_fields[];
extern const size_t movie_field_count; /* at most MOVIE_FIELDS_MAX */
enum { MOVIE_FIELDS_MAX = 32 };

/* Index in movie_fields, or -1. */
int movie_field_index(struct text name);
/* Does the record know this field? (A list when it has a member, a text when it is not empty.) */
bool movie_knows(const struct movie *movie, size_t field);
/* Facts that are true only together: what `field` says something about, so many votes about that rating, a country
 * about that date. -1 when it stands alone. */
int movie_field_about(size_t field);
/* Copy one field; the texts still point where they did. */
void movie_take(struct movie *to, const struct movie *from, size_t field);
/* Equal as values (deep, order counts); two that do not know the field are equal. */
bool movie_field_equal(const struct movie *a, const struct movie *b, size_t field);

/* tt and 7 to 10 digits (contract); also takes an IMDb title URL, http(s)://(www.|m.)imdb.com[/de]/title/tt…[/?#…], and
 * its path alone ("/title/tt…/", as JSON-LD has it). On success *out_id views the id inside t. */
bool movie_parse_id(struct text t, struct text *out_id);
bool movie_is_imdb_id(struct text t);   /* exactly tt + 7–10 digits */
bool movie_is_person_id(struct text t); /* exactly nm + 7–10 digits */

/* Film-like types (identity rule G0): movie, tvMovie, short, tvShort, video, tvSpecial. */
bool movie_type_is_film(struct text type);
/* One of the schema's types; unknown text gives false. */
bool movie_type_known(struct text type);

struct number movie_date_year(struct text date); /* of "YYYY", "YYYY-MM" or "YYYY-MM-DD" */
/* Year of release: `year`, else that of release_date; 0 when neither is known. */
int64_t movie_release_year(const struct movie *movie);

#endif
