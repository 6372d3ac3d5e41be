/* The rule. */
#include "extract/drift.h"

#include "base/clock.h"

/* What is usual, in percent: never more than of the pages that count in a layout of 20 captured pages or more
 * (`CORPUS=… build-dev/tests/unit/drift_corpus_test` prints the shares: 100, but runtime 96, overview 93, poster 81),
 * and less where a whole list may be made of films that have none: documentaries without writers, cartoons without a
 * cast, silent films, shorts that nobody rated. */
static const unsigned char usual_percent[FACT_COUNT] = {
    [FACT_TYPE] = 100,     [FACT_YEAR] = 100,     [FACT_RELEASE_DATE] = 90, [FACT_RUNTIME] = 90, [FACT_OVERVIEW] = 70,
    [FACT_GENRES] = 90,    [FACT_RATING] = 70,    [FACT_DIRECTORS] = 80,    [FACT_WRITERS] = 70, [FACT_CAST] = 80,
    [FACT_COUNTRIES] = 90, [FACT_LANGUAGES] = 80, [FACT_POSTER] = 70,
};

/* What a film has once it is out, and so has a rating: on the page of an announced one it is missing rightly. */
static const uint32_t known_after_release =
    1U << FACT_YEAR | 1U << FACT_RELEASE_DATE | 1U << FACT_RUNTIME | 1U << FACT_POSTER;

int drift_usual_percent(enum fact fact)
{
    return usual_percent[fact];
}

static int ones(uint64_t bits)
{
    int count = 0;
    for (; bits != 0; bits &= bits - 1)
        count++;
    return count;
}

struct drift_page drift_page_of(const struct extraction *page)
{
    struct drift_page told = { .layout = page->layout, .found = page->found };
    const struct number year = page->movie.year;
    uint32_t missing = page->looked_for & ~page->found;
    if (page->outcome != EXTRACT_FOUND || (text_known(page->movie.type) && !movie_type_is_film(page->movie.type)))
        return (struct drift_page){ 0 }; /* series, episodes and games lack other things */
    for (uint32_t fact = 0; fact < FACT_COUNT; fact++) {
        uint32_t bit = 1U << fact;
        bool has_rating = (page->found & 1U << FACT_RATING) != 0;
        bool is_due = fact != FACT_RATING && ((bit & known_after_release) == 0 || has_rating);
        if ((page->looked_for & bit) != 0 && ones(missing & ~bit) <= DRIFT_OTHERS_MISSING_MAX)
            *(is_due ? &told.counts : &told.counts_once_out) |= bit;
    }
    told.year = year.known && year.value > 0 && year.value < 9999 ? (int)year.value : 0;
    return told;
}

uint32_t drift_counts(const struct drift_page *page, int64_t now_ms)
{
    int year, month, day;
    clock_date_from_days(now_ms / CLOCK_DAY_MS, &year, &month, &day);
    bool is_out = page->year != 0 && page->year + DRIFT_OUT_YEARS <= year;
    return page->counts | (is_out ? page->counts_once_out : 0);
}

int drift_found(const struct drift_count *count, int pages)
{
    return ones(count->recent & ((UINT64_C(1) << pages) - 1));
}

/* The chance that of so many pages no more than `found` know what each of them knows with probability `share`. */
static double chance_of_so_few(int pages, int found, double share)
{
    double term = 1, sum = 0;
    for (int i = 0; i < pages; i++)
        term *= 1 - share;
    for (int i = 0; i <= found; i++) {
        sum += term;
        term *= share / (1 - share) * (pages - i) / (i + 1);
    }
    return sum;
}

enum drift_verdict drift_judge(enum fact fact, const struct drift_count *count, int *out_pages)
{
    enum drift_verdict verdict = DRIFT_FINE;
    double usual = usual_percent[fact] / 100.0;
    *out_pages = 0;
    for (int pages = 1; pages <= count->recent_seen; pages++) {
        int found = drift_found(count, pages);
        int64_t seen_before = count->seen - pages, found_before = count->found - found;
        if (chance_of_so_few(pages, found, usual / 2) > DRIFT_CHANCE)
            continue;
        if (fact != FACT_RATING) {
            *out_pages = pages;
            verdict = DRIFT_SUSPECT;
        }
        if (seen_before < DRIFT_HISTORY_MIN)
            continue;
        double own = (double)found_before / (double)seen_before;
        if (chance_of_so_few(pages, found, (own < usual ? own : usual) / 2) <= DRIFT_CHANCE) {
            *out_pages = pages;
            return fact == FACT_RATING ? DRIFT_SUSPECT : DRIFT_LOST;
        }
    }
    return verdict;
}

bool drift_is_back(enum fact fact, const struct drift_count *count)
{
    double usual = usual_percent[fact] / 100.0, own = count->seen > 0 ? (double)count->found / (double)count->seen : 0;
    int found = drift_found(count, DRIFT_HEALED_PAGES);
    return found >= (own < usual ? own : usual) / 2 * DRIFT_HEALED_PAGES;
}
