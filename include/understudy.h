/* libunderstudy: bytes of an IMDb page or answer in, a record out. And what goes with it: whether a TMDb record is that
 * title, and titles as they are compared. C99 and C++.
 *
 * The library opens no file and no connection, reads no clock and no environment and keeps nothing between calls.
 * Everything that it makes lives in a `struct understudy_memory` of the caller's or in the caller's buffer.
 *
 * Threads: every function may run in any number of threads at once, as long as no two use one understudy_memory.
 * Errors: a function that can fail returns an understudy_status. Its outputs, named out_…, are written on success
 *   only, and out_bytes with UNDERSTUDY_NO_ROOM.
 * Out of memory: UNDERSTUDY_NO_MEMORY, never half an answer; what was made before stays as it is. What one call takes
 *   is bounded by UNDERSTUDY_INPUT_BYTES_MAX. One limit: libxml2, which reads the markup of before 2021 (4 MiB of it at
 *   most), does not survive a malloc that fails. So 16 times the page, more than it takes, is asked for first, and
 *   given back. Where another thread takes that very memory in between, and malloc says no instead of the kernel
 *   ending somebody, the process may crash. Nothing else in here ends a process.
 *   ICU remembers for good that its own start failed.
 * Text: UTF-8. What comes out has a NUL after its last byte, which `bytes` does not count.
 * ABI: within one soname structs get new members at their ends only, and enums new values. Structs that come out are
 *   made by the library alone; a struct that goes in says its size. */
#ifndef UNDERSTUDY_H
#define UNDERSTUDY_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    UNDERSTUDY_INPUT_BYTES_MAX = 16 << 20, /* largest input, as given and unpacked */
    UNDERSTUDY_ID_ROOM = 13,               /* "tt", 10 digits, NUL */
    UNDERSTUDY_UNKNOWN = -1                /* a number that nobody told */
};

enum understudy_status {
    UNDERSTUDY_OK = 0,
    UNDERSTUDY_INVALID = 1, /* an argument is not what the function asks for */
    UNDERSTUDY_DAMAGED = 2, /* gzip or zstd that does not unpack to its end, or to more than the largest input */
    UNDERSTUDY_LARGE = 3,   /* more than UNDERSTUDY_INPUT_BYTES_MAX */
    UNDERSTUDY_NO_ROOM = 4, /* the buffer is too small; *out_bytes says what is needed, without the NUL */
    UNDERSTUDY_NO_MEMORY = 5
};
/* A clause for people, in English, static. */
const char *understudy_status_text(enum understudy_status status);

/* "0.1.0", static: of the library that is loaded. */
const char *understudy_version(void);

/* Where results live. create: NULL when out of memory. reset: all results made in it are gone, memory is kept for the
 * next ones. destroy: gives everything back. NULL is fine for both. */
struct understudy_memory;
struct understudy_memory *understudy_memory_create(void);
void understudy_memory_reset(struct understudy_memory *memory);
void understudy_memory_destroy(struct understudy_memory *memory);

/* at == NULL: not known. Frozen, as are the three below: they stand in arrays. */
struct understudy_text {
    const char *at;
    size_t bytes;
};
struct understudy_texts {
    const struct understudy_text *at;
    size_t count; /* 0 when not known */
};
struct understudy_person {
    struct understudy_text name;      /* always known */
    struct understudy_text imdb_id;   /* nm… */
    struct understudy_text character; /* of the cast only; several are joined by " / " */
};
struct understudy_people {
    const struct understudy_person *at;
    size_t count;
};

/* One title. Numbers are UNDERSTUDY_UNKNOWN when not known. */
struct understudy_record {
    struct understudy_text imdb_id; /* always known: tt and 7 to 10 digits */
    struct understudy_text title;   /* always known */
    struct understudy_text original_title;
    struct understudy_text original_language; /* ISO 639-1 */
    struct understudy_text type;              /* movie, tvMovie, short, tvSeries, tvEpisode, videoGame, … */
    struct understudy_text release_date;      /* YYYY, YYYY-MM or YYYY-MM-DD */
    struct understudy_text release_country;   /* ISO 3166-1, of the release date */
    struct understudy_text overview;
    struct understudy_text poster_url;
    struct understudy_text production_status;
    int32_t year;
    int32_t end_year; /* of a series */
    int32_t runtime_minutes;
    int32_t adult;      /* 0 or 1 */
    int64_t vote_count; /* votes of IMDb's users */
    double rating;      /* 1.0 to 10.0 */
    struct understudy_texts genres;
    struct understudy_texts countries; /* ISO 3166-1 alpha-2 where there is a code, else the name */
    struct understudy_texts languages; /* ISO 639-1 where there is a code, else the name */
    struct understudy_people directors;
    struct understudy_people writers;
    struct understudy_people cast; /* by billing */
};

enum understudy_outcome {
    UNDERSTUDY_FOUND = 0,
    UNDERSTUDY_NOT_FOUND = 1, /* IMDb's own "404", or an answer that is certainly about no such title */
    UNDERSTUDY_BLOCKED = 2,   /* a challenge, a login page, a service that could not tell: no absence */
    UNDERSTUDY_DRIFT = 3      /* bytes of a shape that is not known: no absence either */
};

/* What one title in the input came to. */
struct understudy_extraction {
    enum understudy_outcome outcome;
    const char *layout;                     /* "page-next", "graphql", …; static; NULL when not known */
    const char *why;                        /* a clause for people, static; NULL when FOUND */
    const struct understudy_record *record; /* NULL unless FOUND */
    struct understudy_text canonical_id;    /* the id into which IMDb merged this one */
    struct understudy_text series_id;       /* of an episode */
};

/* Reads `bytes` (count of them; plain, gzip or zstd): a title page of any generation, also as a browser (MHTML, UTF-16)
 * or a rendering service (JSON) wraps it, its JSON alone, a list, an answer of the GraphQL or the suggestion service.
 * `wanted_id`: NULL, or the one title that counts, as tt and digits: then there is one extraction, NOT_FOUND when the
 * input holds other titles only.
 * *out is an array of *out_count (1 or more) in `memory`, which points to nothing of `bytes`.
 * INVALID (memory, out, bytes or the id), DAMAGED, LARGE, NO_MEMORY. What the bytes say is never an error: see
 * `outcome`. */
enum understudy_status understudy_extract(struct understudy_memory *memory, const void *bytes, size_t count,
                                          const char *wanted_id, const struct understudy_extraction *const **out,
                                          size_t *out_count);

/* The record of `extraction` as one line of JSON, with the keys that `understudy extract --json` prints under "movie"
 * ("null" without a record). buffer may be NULL when room is 0. `extraction` is one of understudy_extract()'s, its
 * memory neither reset nor destroyed. INVALID, NO_ROOM, NO_MEMORY. */
enum understudy_status understudy_json(const struct understudy_extraction *extraction, char *buffer, size_t room,
                                       size_t *out_bytes);

/* The id in `text` (bytes of it): tt and 7 to 10 digits alone, or an IMDb title URL. INVALID when there is none. */
enum understudy_status understudy_parse_id(const char *text, size_t bytes, char out_id[UNDERSTUDY_ID_ROOM]);

/* `title` so that titles which may be written differently become equal: case, accents, punctuation, articles, numerals.
 * To be compared, not shown. Length 0 is no evidence: only punctuation, not UTF-8, or over 1000 code points.
 * INVALID, NO_ROOM, NO_MEMORY. */
enum understudy_status understudy_normalise_title(const char *title, size_t bytes, char *buffer, size_t room,
                                                  size_t *out_bytes);

/* One side of the identity rule. Begin with UNDERSTUDY_FILM_NOTHING; strings end with NUL and stay the caller's. */
struct understudy_film {
    size_t size;               /* sizeof(struct understudy_film) */
    const char *imdb_id;       /* wanted: the id asked for. Candidate: its imdb_id */
    const char *other_imdb_id; /* wanted: an id that IMDb merged with it. Candidate: external_ids.imdb_id */
    int64_t tmdb_id;           /* of a candidate */
    const char *type;          /* of what is wanted: IMDb's type */
    const char *const *titles; /* title, original title, translations; 8 of what is wanted are looked at */
    size_t title_count;
    const int32_t *years; /* release years; 1 of what is wanted and 32 of a candidate are looked at */
    size_t year_count;
    const char *const *directors;
    size_t director_count;
    const char *const *cast; /* by billing; 10 are looked at */
    size_t cast_count;
    int32_t runtime_minutes; /* 0 or less: not known */
};
#define UNDERSTUDY_FILM_NOTHING                                                                                        \
    {                                                                                                                  \
        sizeof(struct understudy_film), NULL, NULL, 0, NULL, NULL, 0, NULL, 0, NULL, 0, NULL, 0, UNDERSTUDY_UNKNOWN    \
    }

enum understudy_verdict {
    UNDERSTUDY_ACCEPT = 0,     /* proven by id, and nothing beside it is another film's */
    UNDERSTUDY_OTHER_ID = 1,   /* proven to be another title */
    UNDERSTUDY_NO_PROOF = 2,   /* no IMDb id, or two that disagree: a title proves nothing */
    UNDERSTUDY_QUARANTINE = 3, /* the id is right, what stands beside it is another film's: for a person */
    UNDERSTUDY_AMBIGUOUS = 4,  /* several candidates are proven */
    UNDERSTUDY_NOT_A_MOVIE = 5 /* what is wanted is a series, an episode, a game, … */
};
struct understudy_decision {
    enum understudy_verdict verdict;
    const char *rule;              /* "A1", "V1", "K1", …; static */
    size_t index;                  /* of the candidate that decided */
    struct understudy_text detail; /* a line for people; in `memory` */
};

/* Which of the candidates (count of them, may be 0) is the wanted title, if any? Exact, without scores.
 * *out_decision is in `memory`. INVALID: an argument, a size, or an imdb_id that is wanted and none. NO_MEMORY. */
enum understudy_status understudy_identify(struct understudy_memory *memory, const struct understudy_film *wanted,
                                           const struct understudy_film *const *candidates, size_t count,
                                           const struct understudy_decision **out_decision);

#ifdef __cplusplus
}
#endif

#endif
