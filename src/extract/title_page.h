/* Bytes of an IMDb title page to a record. Pure: no network, no database, no globals.
 * Everything in the result points into the page or into the arena. */
#ifndef UNDERSTUDY_EXTRACT_TITLE_PAGE_H
#define UNDERSTUDY_EXTRACT_TITLE_PAGE_H

#include "base/arena.h"
#include "base/text.h"
#include "model/movie.h"

enum extract_outcome {
    EXTRACT_FOUND,
    EXTRACT_NOT_FOUND, /* IMDb's own "404" page, or a page of IMDb that is about no title */
    EXTRACT_BLOCKED,   /* a challenge, a login page, "403 Forbidden" */
    EXTRACT_DRIFT      /* a layout that we do not know, or a known one that lost its shape */
};

enum page_layout {
    LAYOUT_NONE,
    LAYOUT_NEXT,           /* "page-next": title page, __NEXT_DATA__ (2021 to today), or that JSON alone */
    LAYOUT_REFERENCE_NEXT, /* "page-reference-next": /reference, __NEXT_DATA__ */
    LAYOUT_JSON_LD,        /* "json-ld": only application/ld+json left, as in a page saved by a browser */
    LAYOUT_GRAPHQL,        /* "graphql": an answer of IMDb's GraphQL services */
    LAYOUT_SUGGESTION,     /* "suggestion": an answer of the search field's service */
    LAYOUT_PAGE_2011,      /* "page-2011": markup of 2010 to 2020 */
    LAYOUT_PAGE_2005,      /* "page-2005": markup of 2005 to 2016, "tn15" and combined pages */
    LAYOUT_PAGE_2017,      /* "page-2017": markup of /reference and /combined from 2017 to 2024 */
    LAYOUT_PAGE_2021,      /* "page-2021": markup of title pages since 2021, without any JSON */
    LAYOUT_LIST,           /* "list": a chart, a list, a search or an award event */
    LAYOUT_CHALLENGE,
    LAYOUT_LOGIN,
    LAYOUT_NOT_FOUND
};

struct extraction {
    enum extract_outcome outcome;
    enum page_layout layout;
    struct movie movie;       /* when FOUND */
    struct text canonical_id; /* meta.canonicalId: another id than movie.imdb_id when IMDb merged the title */
    struct text series_id;    /* of an episode */
    struct text context;      /* of a list's entry: a JSON object; else unknown */
    const char *why;          /* static: one clause for people, for every outcome but FOUND */
    uint32_t looked_for; /* when FOUND: the facts that this layout's reader looks for, bits of enum fact (facts.h) */
    uint32_t found;      /* those of them that it found */
};

const char *extract_outcome_name(enum extract_outcome outcome); /* found, not_found, blocked, drift */
const char *page_layout_name(enum page_layout layout);          /* as above; NULL for LAYOUT_NONE */

/* Largest page that is read; the largest seen is 2.9 MB. */
enum { TITLE_PAGE_BYTES_MAX = 16 << 20 };

/* `page` is inflated HTML or JSON text. The record is FOUND only with an IMDb id and a title. */
void title_page_read(struct text page, struct arena *arena, struct extraction *out);

#endif
