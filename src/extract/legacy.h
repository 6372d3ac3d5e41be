/* What the readers of old markup share: the places of a page that facts stand at, found in one pass. */
#ifndef UNDERSTUDY_EXTRACT_LEGACY_H
#define UNDERSTUDY_EXTRACT_LEGACY_H

#include "base/arena.h"
#include "base/text.h"
#include "extract/html_tree.h"
#include "extract/title_page.h"
#include "model/movie.h"

#include <stdbool.h>

/* What a labelled block ("Country: USA | Australia") tells. */
enum legacy_fact {
    LEGACY_OTHER,
    LEGACY_DIRECTORS,
    LEGACY_WRITERS,
    LEGACY_CREATORS, /* of a series; no writers (expected/ of the corpus) */
    LEGACY_STARS,
    LEGACY_PLOT,
    LEGACY_RUNTIME,
    LEGACY_COUNTRIES,
    LEGACY_LANGUAGES,
    LEGACY_GENRES,
    LEGACY_RELEASE,
    LEGACY_RATING, /* until 2006; else it has a place of its own */
    LEGACY_SERIES, /* the series of an episode */
    LEGACY_FACTS
};

struct legacy_block {
    const struct html_node *from, *to; /* siblings behind the label, up to `to` (NULL: all of them) */
};

struct legacy {
    struct arena *arena;
    const struct html_node *root;
    enum page_layout layout;
    const struct html_node *bar;      /* <title> */
    const struct html_node *h1;       /* the one that names the title */
    const struct html_node *top;      /* overview: poster, head, rating, plot, names; NULL in tn15 */
    const struct html_node *story;    /* #titleStoryLine */
    const struct html_node *cast;     /* table of the cast */
    const struct html_node *parent;   /* the link to the series, above an episode's head */
    const struct html_node *summary;  /* div.summary_text */
    const struct html_node *original; /* div.originalTitle, span.title-extra */
    const struct html_node *poster;   /* around or at the poster's image */
    const struct html_node *rating;   /* around the rating */
    struct text og_type, og_image;
    struct legacy_block blocks[LEGACY_FACTS]; /* the first of each; .from is NULL when there is none */
    size_t labels;                            /* that were looked at */
    struct legacy_block genres_short;         /* the overview's genres: at most three */
};

/* legacy_words.c: words of the site in the languages that it had. All take text as it stands there. */
enum legacy_fact legacy_label(struct text label);
/* IMDb's type for "TV Series", "TV Mini-Series", "Fernsehfilm", "V"; NULL for anything else. Trailing dates are
 * allowed: "TV Series 2010-". */
const char *legacy_type(struct text words);
int legacy_month(struct text word);             /* 1 to 12 for "March", "Mar.", "März"; else 0 */
struct text legacy_genre(struct text any_case); /* "sci-fi", "Sci-Fi" to "Sci-Fi"; unknown when IMDb has none such */

/* legacy_block.c: one labelled block. */
enum legacy_fact legacy_block_fact(struct text label, const struct legacy_block *block);
/* Plain text of it, without "See more", "full summary", "Add a plot". */
struct text legacy_block_text(const struct legacy *page, const struct legacy_block *block);
/* The next link of the block that has text, from `after` on (NULL: the first). */
const struct html_node *legacy_block_link(const struct legacy_block *block, const struct html_node *after);
/* The line below the title: length, genres, date. */
bool legacy_is_line(const struct html_node *node);
bool legacy_is_more(const struct html_node *node); /* html_skip: links to more, or to where one adds it */

/* legacy_reference.c: the places of LAYOUT_PAGE_2017, after those that all layouts share. */
void legacy_survey_reference(struct legacy *page);

/* legacy_rendered.c: the places of LAYOUT_PAGE_2021. */
void legacy_survey_rendered(struct legacy *page);
bool legacy_is_cast_item(const struct html_node *node); /* one of the cast, as a row of a table before */

/* legacy_head.c: title, original title, type, years, series. */
void legacy_read_head(const struct legacy *page, struct extraction *out);
/* legacy_facts.c: all that is no name and no person. */
void legacy_read_facts(const struct legacy *page, struct movie *movie);
/* legacy_people.c */
void legacy_read_people(const struct legacy *page, struct movie *movie);

#endif
