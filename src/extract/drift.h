/* Has a layout lost a fact? Decided from counts alone; the store keeps them (store/layouts.h). Pure.
 *
 * An obscure film lacks facts of its own: a plot, a poster, people. A key that was renamed is missing on every page,
 * also where all the rest is there. So a page counts for a fact only when it is a film's and knows nearly everything
 * else: at most DRIFT_OTHERS_MISSING_MAX of the other facts are missing (those that move together, as all credits did
 * in 2025, are still seen), and what comes with the release is asked of films with a rating, or DRIFT_OUT_YEARS after
 * their year; the rating of the latter alone. Of the pages that count,
 * the newest are held against half of what is usual: the lower of drift_usual_percent() and what the layout told
 * before. When fewer know the fact than chance would leave (binomial, DRIFT_CHANCE), it is lost. Half, because the
 * films of one list are alike, and so are no independent draws.
 *
 * After how many pages in a row without it a fact is lost: 20 where the usual share is 100 %, 28 where it is 80 %, 33
 * where it is 70 %; one in fifteen that still knows it makes it a few more. Below a share of one half nobody can say
 * within DRIFT_WINDOW pages, and it is not judged. A layout of which fewer than DRIFT_HISTORY_MIN pages came before is
 * under suspicion at most: it may be the reader that never knew better, and a thin record is better than none. So is a
 * layout that lost the rating: a film without one is still that film, and some lists are of films that nobody votes on.
 */
#ifndef UNDERSTUDY_EXTRACT_DRIFT_H
#define UNDERSTUDY_EXTRACT_DRIFT_H

#include "extract/facts.h"

enum {
    DRIFT_WINDOW = 48,
    DRIFT_HISTORY_MIN = 20,
    DRIFT_OTHERS_MISSING_MAX = 3,
    DRIFT_OUT_YEARS = 2,
    DRIFT_HEALED_PAGES = 16 /* a lost fact is back when half of the usual share of so many know it */
};
#define DRIFT_CHANCE 1e-6

/* For which facts a page counts, and which it knows. {0} for what is no film's page. */
struct drift_page {
    enum page_layout layout;
    uint32_t counts, found;   /* bit: enum fact */
    uint32_t counts_once_out; /* in addition, when the film is known to be out */
    int year;                 /* of the film; 0: not known */
};
struct drift_page drift_page_of(const struct extraction *page);
/* All facts for which it counts, seen at `now_ms`. */
uint32_t drift_counts(const struct drift_page *page, int64_t now_ms);

/* Of one fact in one layout: the pages that counted for it. */
struct drift_count {
    int64_t seen, found; /* while it was not lost */
    uint64_t recent;     /* a bit a page, newest lowest: 1 = knew it; at most DRIFT_WINDOW */
    int recent_seen;     /* bits in use */
};
/* How many of the newest pages knew it. */
int drift_found(const struct drift_count *count, int pages);

enum drift_verdict {
    DRIFT_FINE,
    DRIFT_SUSPECT, /* would be lost, had it been there before */
    DRIFT_LOST
};
/* *out_pages: how many of the newest pages say so; 0 for FINE. */
enum drift_verdict drift_judge(enum fact fact, const struct drift_count *count, int *out_pages);
/* Of a lost fact: is it back? */
bool drift_is_back(enum fact fact, const struct drift_count *count);
/* The share of the pages that count which know it, in percent. */
int drift_usual_percent(enum fact fact);

#endif
