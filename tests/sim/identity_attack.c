/* Identity under attack: thousands of look-alikes, judged by the rule alone and by whole lookups on a real store.
 *
 * usage: identity_attack [COUNT [SEED]]
 *
 * Exits 1 when a placeholder was upgraded to a record that is not its film, or when no right record was accepted. The
 * truth is the generator's (attacks.h). */
#include "attacks.h"
#include "base/compiler.h"
#include "identity/evidence.h"
#include "source/tmdb.h"
#include "world.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { KINDS_MAX = 64, COUNT_STANDARD = 10000, SEED_STANDARD = 4 };

enum verdict { REFUSED, RIGHT, HELD, WRONG, VERDICTS };
struct tally {
    size_t rule[VERDICTS], upgrade[VERDICTS], first[VERDICTS];
};

/* `accepted`: which record, or none. */
static enum verdict judge(const struct attack *a, int accepted)
{
    if (accepted >= 0)
        return a->is_film[accepted] ? RIGHT : WRONG;
    return a->provable ? HELD : REFUSED;
}

/* ── the rule alone ── */

static struct identity_candidate candidate_of(const struct record *record, struct arena *arena)
{
    struct buf body = BUF_WITH_LIMIT(BODY_BYTES_MAX);
    struct tmdb_details details;
    body_details(record, &body);
    tmdb_read_details(arena_text(arena, buf_text(&body)), record->tmdb_id, arena, &details);
    buf_finish(&body);
    if (details.class != &answer_found) {
        (void)fprintf(stderr, "the stand-in's details are no answer: %s\n", details.class->why);
        exit(1);
    }
    return details.candidate;
}

/* As lookups do: what /find gave; Wikidata's hint; what a search gave. */
static int decide(const struct attack *a, struct arena *arena)
{
    struct identity_wanted wanted = { .imdb_id = a->film.imdb_id };
    struct identity_candidate found[ATTACK_RECORDS_MAX], all[ATTACK_RECORDS_MAX];
    struct evidence evidence[ATTACK_RECORDS_MAX];
    size_t at[ATTACK_RECORDS_MAX], found_count = 0;
    int64_t hint = a->item_count == 1 ? a->items[0].tmdb_ids[0] : 0;
    struct movie known = a->film;
    if (text_known(a->merged_id))
        wanted.remaps[wanted.remap_count++] = a->merged_id;
    if (!a->page)
        known = (struct movie){ .title = a->film.title, .year = a->film.year };
    wanted.titles_are_given = !a->page;
    identity_wanted_learn(&wanted, &known);
    for (size_t i = 0; i < a->count; i++) {
        all[i] = candidate_of(&a->records[i], arena);
        if (a->found[i]) {
            at[found_count] = i;
            found[found_count++] = all[i];
        }
    }
    struct identity_decision decision = identity_decide(&wanted, found, found_count, arena);
    if (decision.verdict == IDENTITY_ACCEPT)
        return (int)at[decision.index];
    if (decision.verdict == IDENTITY_NOT_A_MOVIE)
        return -1;
    for (size_t i = 0; i < a->count; i++) {
        if (all[i].tmdb_id == hint && identity_second_proof(&wanted, &all[i], hint, arena).verdict == IDENTITY_ACCEPT)
            return (int)i;
    }
    const struct evidence_pool pool = { all, a->count, true };
    decision = evidence_decide(&wanted, &pool, arena, evidence);
    return decision.verdict == IDENTITY_ACCEPT ? (int)decision.index : -1;
}

/* ── whole lookups ── */

static const struct attack *now;
static bool tmdb_knows;
static bool explain;

static void find(void *context, struct text imdb_id, struct arena *arena, struct world_found *out)
{
    (void)context, (void)arena;
    if (!text_equal(imdb_id, now->film.imdb_id) || !tmdb_knows)
        return;
    out->series = now->series;
    for (size_t i = 0; i < now->count; i++) {
        if (now->found[i])
            out->at[out->count++] = &now->records[i];
    }
}

static const struct record *record(void *context, int64_t tmdb_id, struct arena *arena)
{
    (void)context, (void)arena;
    for (size_t i = 0; i < now->count && tmdb_knows; i++) {
        if (now->records[i].tmdb_id == tmdb_id)
            return &now->records[i];
    }
    return NULL;
}

static void search(void *context, struct text title, struct arena *arena, struct world_found *out)
{
    (void)context, (void)title, (void)arena;
    for (size_t i = 0; i < now->count && tmdb_knows; i++)
        out->at[out->count++] = &now->records[i];
}

static const struct movie *page(void *context, struct text imdb_id, struct arena *arena)
{
    (void)context, (void)imdb_id, (void)arena;
    return &now->film;
}

static size_t items(void *context, struct text imdb_id, struct arena *arena, const struct item *out[2])
{
    (void)context, (void)arena;
    for (size_t i = 0; i < now->item_count && text_equal(imdb_id, now->film.imdb_id); i++)
        out[i] = &now->items[i];
    return text_equal(imdb_id, now->film.imdb_id) ? now->item_count : 0;
}

static struct world world = { .find = find, .record = record, .search = search, .page = page, .items = items };

/* Which record a lookup took. */
static int look_up(struct rig *rig, struct store *store, struct random *random, struct arena *arena)
{
    struct lookup_result *result = arena_alloc(arena, sizeof *result);
    struct error err;
    const struct lookup_ask ask = { .imdb_id = now->film.imdb_id, .title = now->film.title, .year = now->film.year };
    int accepted = -1;
    lookup_run_begin(&rig->run, NULL, 0);
    must(lookup_one(&rig->run, store, random, &ask, arena, result, &err), &err, "lookup");
    lookup_run_end(&rig->run);
    bool placeholder = !result->has_movie || !result->movie.movie.tmdb_id.known;
    for (size_t i = 0; i < now->count && !placeholder; i++) {
        if (now->records[i].tmdb_id == result->movie.movie.tmdb_id.value)
            accepted = (int)i;
    }
    if (explain)
        printf("  %.*s: %.*s; rule %.*s\n", TEXT_ARG(result->outcome), TEXT_ARG(result->reason),
               TEXT_ARG(result->rule));
    return accepted;
}

struct stage {
    struct rig with_page, without_page;
    struct store *stores[2];
};

static void attack_whole(struct stage *stage, const struct attack *a, size_t n, struct random *random,
                         struct arena *arena, struct tally *tally)
{
    struct rig *rig = a->page ? &stage->with_page : &stage->without_page;
    struct store *store = stage->stores[a->page ? 0 : 1];
    now = a;
    rig_set_day(rig, (double)n / 1000);
    if (n / attack_kind_count % 4 == 3) { /* of every fourth nothing was known before */
        tmdb_knows = true;
        tally->first[judge(a, look_up(rig, store, random, arena))]++;
        return;
    }
    tmdb_knows = false;
    (void)look_up(rig, store, random, arena);
    tmdb_knows = true;
    rig_set_day(rig, (double)n / 1000 + 8);
    tally->upgrade[judge(a, look_up(rig, store, random, arena))]++;
}

/* ── report ── */

static void print_row(const char *name, const struct tally *t)
{
    const size_t *columns[] = { t->rule, t->upgrade, t->first };
    printf("%-44s", name);
    for (size_t i = 0; i < COUNT_OF(columns); i++)
        printf("%7zu%6zu%6zu%6zu%s", columns[i][RIGHT], columns[i][HELD], columns[i][REFUSED], columns[i][WRONG],
               i + 1 < COUNT_OF(columns) ? " |" : "\n");
}

static void add(struct tally *sum, const struct tally *t)
{
    for (size_t i = 0; i < VERDICTS; i++) {
        sum->rule[i] += t->rule[i];
        sum->upgrade[i] += t->upgrade[i];
        sum->first[i] += t->first[i];
    }
}

static int report(const struct tally *tallies)
{
    struct tally sum = { 0 }, beyond = { 0 };
    printf("%-44s%-25s | %-24s | %s\n%-44s", "", "  the rule alone", "  placeholders, looked up",
           "  ids never seen before", "");
    for (int i = 0; i < 3; i++)
        printf("%7s%6s%6s%6s%s", "right", "held", "no", "WRONG", i < 2 ? " |" : "\n");
    for (size_t i = 0; i < attack_kind_count; i++) {
        print_row(attack_kinds[i].name, &tallies[i]);
        add(attack_kinds[i].beyond ? &beyond : &sum, &tallies[i]);
    }
    print_row("all but the last three", &sum);
    size_t right = sum.upgrade[RIGHT], due = right + sum.upgrade[HELD];
    printf(
        "right: accepted; held: the right record was there and was not taken; no: there was none, and none was taken\n"
        "wrong upgrades of placeholders: %zu by the rule alone, %zu by lookups (bar: 0)\n"
        "right upgrades: %zu of %zu (%.1f %%), held back: %zu\n"
        "of ids that were never placeholders, whose title nobody had told before TMDb: %zu wrong; the id is all there "
        "is then\n"
        "beyond the rule (the last three kinds: nothing but one title, or a length, against the id): %zu of %zu taken "
        "wrongly\n",
        sum.rule[WRONG], sum.upgrade[WRONG], right, due, due > 0 ? 100.0 * (double)right / (double)due : 0.0,
        sum.upgrade[HELD], sum.first[WRONG], beyond.upgrade[WRONG],
        beyond.upgrade[WRONG] + beyond.upgrade[REFUSED] + beyond.upgrade[RIGHT]);
    return sum.rule[WRONG] + sum.upgrade[WRONG] > 0 || right == 0;
}

int main(int argc, char **argv)
{
    static struct tally tallies[KINDS_MAX];
    static struct stage stage;
    int64_t count = COUNT_STANDARD, seed = SEED_STANDARD;
    struct arena arena = { 0 };
    if ((argc > 1 && !num_parse(text_of(argv[1]), 1, 1000000, &count)) ||
        (argc > 2 && !num_parse(text_of(argv[2]), 0, INT64_MAX, &seed)) || argc > 3) {
        (void)fprintf(stderr, "usage: identity_attack [COUNT [SEED]]\n");
        return 2;
    }
    struct random random = { (uint64_t)seed };
    explain = getenv("EXPLAIN") != NULL;
    rig_open(&stage.with_page, &world, "wikidata,imdb_page,given");
    rig_open(&stage.without_page, &world, "wikidata,given");
    stage.stores[0] = rig_store(&stage.with_page);
    stage.stores[1] = rig_store(&stage.without_page);
    for (size_t n = 0; n < (size_t)count; n++) {
        struct attack attack;
        struct tally *tally = &tallies[n % attack_kind_count];
        attack_make(&attack, n, &random, &arena);
        if (explain)
            printf("%s\n", attack_kinds[n % attack_kind_count].name);
        tally->rule[judge(&attack, decide(&attack, &arena))]++;
        if (!text_known(attack.merged_id)) /* a merge is what the page tells, which is another test's business */
            attack_whole(&stage, &attack, n, &random, &arena, tally);
        arena_reset(&arena);
    }
    printf("%" PRId64 " look-alikes of %zu kinds, seed %" PRId64 "\n", count, attack_kind_count, seed);
    int bad = report(tallies);
    for (size_t i = 0; i < 2; i++)
        store_close(&stage.stores[i]);
    rig_close(&stage.with_page);
    rig_close(&stage.without_page);
    arena_finish(&arena);
    return bad;
}
