/* What the captured pages of each layout tell, and that no mix of them looks like a layout that lost a fact, while a
 * key that is renamed does within a stated number of pages. Prints the shares that drift.c judges by. */
#include "base/buf.h"
#include "base/random.h"
#include "check.h"
#include "extract/drift.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    PAGES_MAX = 256,
    SHARES_FROM_PAGES = 20,
    MIXES = 100,
    TITLES_OF_A_MIX = 8,
    PAGES_OF_A_MIX = 700,
    PAGES_TO_NOTICE = 110 /* of any film, once a fact is gone from all */
};

/* 2026-01-01: of every title the rating is asked */
#define NOW_MS INT64_C(1767225600000)

struct page {
    struct extraction read;
    struct drift_page told;
    int title; /* captures of one title have one number */
};
static struct page pages[PAGES_MAX];
static int page_count, title_count;
static struct arena arena;

static struct text read_whole(struct text path)
{
    static char chunk[1 << 16];
    struct buf bytes = BUF_WITH_LIMIT(TITLE_PAGE_BYTES_MAX);
    FILE *file = fopen(path.at, "rb");
    if (!CHECK(file != NULL))
        return (struct text){ 0 };
    for (size_t got; (got = fread(chunk, 1, sizeof chunk, file)) > 0;)
        (void)buf_add(&bytes, text_from(chunk, got));
    (void)fclose(file);
    struct text whole = arena_text(&arena, buf_text(&bytes));
    buf_finish(&bytes);
    return whole;
}

static void take_page(struct text path)
{
    struct page page = { .title = title_count };
    title_page_read(read_whole(path), &arena, &page.read);
    if (page.read.outcome != EXTRACT_FOUND || !CHECK(page_count < PAGES_MAX))
        return;
    page.told = drift_page_of(&page.read);
    page.told.counts = drift_counts(&page.told, NOW_MS);
    for (int i = 0; i < page_count; i++) {
        if (text_equal(pages[i].read.movie.imdb_id, page.read.movie.imdb_id))
            page.title = pages[i].title;
    }
    title_count += page.title == title_count;
    pages[page_count++] = page;
}

static void read_pages(const char *corpus)
{
    static const char *const kinds[] = { "page-next", "page-reference-next", "page-2011", "page-2005" };
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        struct text folder = arena_printf(&arena, "%s/imdb/%s", corpus, kinds[i]);
        DIR *listing = opendir(folder.at);
        if (!CHECK(listing != NULL))
            return;
        for (const struct dirent *entry = readdir(listing); entry != NULL; entry = readdir(listing)) {
            if (entry->d_name[0] != '.')
                take_page(arena_printf(&arena, "%s/%s", folder.at, entry->d_name));
        }
        (void)closedir(listing);
    }
}

/* ── the shares ── */

static void print_shares(void)
{
    for (enum page_layout layout = LAYOUT_NONE; layout <= LAYOUT_NOT_FOUND; layout++) {
        for (int fact = 0; fact < FACT_COUNT; fact++) {
            int seen = 0, found = 0;
            for (int i = 0; i < page_count; i++) {
                bool counts = pages[i].told.layout == layout && (pages[i].told.counts >> fact & 1U) != 0;
                seen += counts;
                found += counts && (pages[i].told.found >> fact & 1U) != 0;
            }
            if (seen > 0)
                printf("# %-20s %-16s %3d of %3d pages\n", page_layout_name(layout), fact_field((enum fact)fact), found,
                       seen);
            if (seen >= SHARES_FROM_PAGES) /* the rule judges by no more than was measured */
                CHECK(drift_usual_percent((enum fact)fact) <= 100 * found / seen);
        }
    }
}

/* ── mixes ── */

/* As the store counts (store/layouts.c). */
static void count_page(struct drift_count *count, bool found)
{
    count->seen++;
    count->found += found;
    count->recent = (count->recent << 1 | found) & ((UINT64_C(1) << DRIFT_WINDOW) - 1);
    count->recent_seen += count->recent_seen < DRIFT_WINDOW;
}

struct mix {
    struct random random;
    enum page_layout layout;
    bool in_mix[PAGES_MAX]; /* by title */
    int gap_percent;        /* of each page so many facts more are not known */
    uint32_t lost;          /* facts that no page knows from lost_from on */
    int lost_from;
};

static bool draw(struct mix *mix, int number, struct drift_page *out)
{
    const struct page *page = &pages[random_between(&mix->random, 0, page_count - 1)];
    struct extraction read = page->read;
    if (read.layout != mix->layout || !mix->in_mix[page->title])
        return false;
    for (int fact = 0; fact < FACT_COUNT; fact++) {
        if (random_between(&mix->random, 0, 99) < mix->gap_percent)
            read.found &= ~(1U << fact);
    }
    if (number >= mix->lost_from)
        read.found &= ~mix->lost;
    *out = drift_page_of(&read);
    out->counts = drift_counts(out, NOW_MS);
    return true;
}

/* The number of pages until the rule calls a fact lost, and which; -1: it never does. */
static int run_mix(struct mix *mix, int *out_fact)
{
    struct drift_count counts[FACT_COUNT] = { { 0 } };
    struct drift_page told;
    int said_by;
    for (int number = 0; number < PAGES_OF_A_MIX;) {
        if (!draw(mix, number, &told))
            continue;
        number++;
        for (int fact = 0; fact < FACT_COUNT; fact++) {
            if ((told.counts >> fact & 1U) == 0)
                continue;
            count_page(&counts[fact], (told.found >> fact & 1U) != 0);
            *out_fact = fact;
            if (drift_judge((enum fact)fact, &counts[fact], &said_by) == DRIFT_LOST)
                return number;
        }
    }
    return -1;
}

/* A few titles, some of which have pages of the layout. */
static bool choose_titles(struct mix *mix)
{
    int with_pages = 0;
    memset(mix->in_mix, 0, sizeof mix->in_mix);
    for (int tries = 0; with_pages < TITLES_OF_A_MIX && tries < 10000; tries++) {
        int at = (int)random_between(&mix->random, 0, page_count - 1);
        if (pages[at].read.layout == mix->layout && !mix->in_mix[pages[at].title]) {
            mix->in_mix[pages[at].title] = true;
            with_pages++;
        }
    }
    return with_pages == TITLES_OF_A_MIX;
}

static const enum page_layout big_layouts[] = { LAYOUT_NEXT, LAYOUT_PAGE_2011 };

static void no_mix_of_films_is_drift(void)
{
    for (size_t l = 0; l < COUNT_OF(big_layouts); l++) {
        for (int i = 0; i < MIXES; i++) {
            int fact;
            struct mix mix = { .random = { (uint64_t)i }, .layout = big_layouts[l], .gap_percent = i % 3 * 15 };
            if (CHECK(choose_titles(&mix)) && !CHECK_INT(run_mix(&mix, &fact), -1))
                printf("# %s, mix %d: %s\n", page_layout_name(mix.layout), i, fact_field((enum fact)fact));
        }
    }
}

static void a_renamed_key_is_noticed(void)
{
    static const uint32_t losses[] = { 1U << FACT_CAST, 1U << FACT_COUNTRIES, 1U << FACT_GENRES,
                                       1U << FACT_CAST | 1U << FACT_DIRECTORS | 1U << FACT_WRITERS };
    int longest = 0;
    for (size_t l = 0; l < COUNT_OF(big_layouts); l++) {
        for (int i = 0; i < MIXES; i++) {
            int fact;
            struct mix mix = { .random = { (uint64_t)i },
                               .layout = big_layouts[l],
                               .gap_percent = i % 3 * 8,
                               .lost = losses[i % (int)COUNT_OF(losses)],
                               .lost_from = 40 + 7 * (i % 60) };
            if (!CHECK(choose_titles(&mix)))
                return;
            int pages_until = run_mix(&mix, &fact) - mix.lost_from;
            if (!CHECK(pages_until > 0 && pages_until <= PAGES_TO_NOTICE) || !CHECK((mix.lost >> fact & 1U) != 0))
                printf("# %s, mix %d: %d pages, %s\n", page_layout_name(mix.layout), i, pages_until,
                       fact_field((enum fact)fact));
            if (pages_until > longest)
                longest = pages_until;
        }
    }
    printf("# noticed after %d pages at most\n", longest);
}

int main(void)
{
    const char *corpus = getenv("CORPUS");
    if (corpus == NULL) {
        printf("# CORPUS is not set: captured pages are not read\n");
        return check_done();
    }
    read_pages(corpus);
    RUN(print_shares);
    RUN(no_mix_of_films_is_drift);
    RUN(a_renamed_key_is_noticed);
    arena_finish(&arena);
    return check_done();
}
