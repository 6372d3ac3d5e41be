/* Words for people. */
#include "daemon/page_words.h"

#include "base/compiler.h"

struct word {
    const char *code, *word;
};

static struct text plain(struct text code, struct arena *arena)
{
    char *copy = arena_alloc(arena, code.len + 1);
    for (size_t i = 0; i < code.len; i++)
        copy[i] = code.at[i] == '_' ? ' ' : code.at[i];
    return text_from(copy, code.len);
}

static struct text word_of(const struct word *words, size_t count, struct text code, struct arena *arena)
{
    for (size_t i = 0; i < count; i++) {
        if (text_is(code, words[i].code))
            return text_of(words[i].word);
    }
    return text_known(code) ? plain(code, arena) : code;
}

struct text words_source(struct text source, struct arena *arena)
{
    static const struct word words[] = { { "tmdb", "TMDb" },
                                         { "imdb_page", "IMDb title page" },
                                         { "imdb_scraper", "IMDb title page" },
                                         { "dataset", "IMDb datasets" },
                                         { "imdb_dataset", "IMDb datasets" },
                                         { "wikidata", "Wikidata" },
                                         { "omdb", "OMDb" },
                                         { "given", "Whoever asked" },
                                         { "person", "By hand" } };
    return word_of(words, COUNT_OF(words), source, arena);
}

struct text words_operation(struct text operation, struct arena *arena)
{
    static const struct word words[] = { { "find", "by IMDb id" },     { "search", "by title" },
                                         { "export", "list of ids" },  { "changes", "list of changes" },
                                         { "robots", "robots.txt" },   { "title_page", "title page" },
                                         { "details", "whole record" } };
    return word_of(words, COUNT_OF(words), operation, arena);
}

struct text words_field(struct text field, struct arena *arena)
{
    static const struct word words[] = {
        { "imdb_id", "IMDb id" },        { "tmdb_id", "TMDb id" },
        { "runtime_minutes", "Length" }, { "vote_count", "Votes" },
        { "poster_url", "Poster" },      { "overview", "Plot" },
        { "release_date", "Released" },  { "release_country", "Released in" },
    };
    struct text word = word_of(words, COUNT_OF(words), field, arena);
    if (word.len == 0 || word.at[0] < 'a' || word.at[0] > 'z')
        return word;
    return arena_printf(arena, "%c%.*s", word.at[0] - 'a' + 'A', TEXT_ARG(text_after(word, 1)));
}

/* ── states ── */

static const struct {
    struct word word;
    const char *colour;
} states[] = {
    { { "full", "full" }, "good" },
    { { "soft", "thin on TMDb" }, "good" },
    { { "imdb_enriched", "enriched" }, "good" },
    { { "imdb_placeholder", "waiting" }, "wait" },
    { { "given_up", "given up" }, "bad" },
    { { "not_found", "not found" }, "bad" },
    { { "not_a_movie", "not a film" }, "bad" },
    { { "unknown", "not known yet" }, "wait" },
    { { "ready", "ready" }, "good" },
    { { "blocked", "blocked" }, "bad" },
    { { "paused", "paused" }, "bad" },
    { { "runs", "runs" }, "good" },
    { { "completed", "completed" }, "good" },
    { { "retryable", "will retry" }, "wait" },
    { { "discarded", "discarded" }, "bad" },
    { { "ok", "ok" }, "good" },
    { { "warn", "look at it" }, "wait" },
    { { "fail", "needs a hand" }, "bad" },
    { { "found", "found" }, "good" },
    { { "accepted", "accepted" }, "good" },
    { { "refused", "refused" }, "bad" },
};

struct text words_state(struct text state, struct arena *arena)
{
    for (size_t i = 0; i < COUNT_OF(states); i++) {
        if (text_is(state, states[i].word.code))
            return text_of(states[i].word.word);
    }
    return text_known(state) ? plain(state, arena) : state;
}

const char *words_state_colour(struct text state)
{
    for (size_t i = 0; i < COUNT_OF(states); i++) {
        if (text_is(state, states[i].word.code))
            return states[i].colour;
    }
    return "";
}

/* ── reasons ── */

/* "A1: no_proof, ": the rule and its verdict, which --explain is about. */
static bool take_rule(struct text *in)
{
    struct text rest = *in;
    size_t len = 0;
    while (len < rest.len && ((rest.at[len] >= 'A' && rest.at[len] <= 'Z') ||
                              (rest.at[len] >= '0' && rest.at[len] <= '9') || (len > 1 && rest.at[len] == 'b')))
        len++;
    rest = text_after(rest, len);
    if (len < 2 || len > 3 || !text_take(&rest, TEXT(": ")))
        return false;
    for (len = 0; len < rest.len && ((rest.at[len] >= 'a' && rest.at[len] <= 'z') || rest.at[len] == '_');)
        len++;
    rest = text_after(rest, len);
    if (len == 0 || !text_take(&rest, TEXT(", ")))
        return false;
    *in = rest;
    return true;
}

struct text words_reason(struct text reason, struct arena *arena)
{
    static const char uncompared[] = "; titles not known, years not known, directors not known, cast not known, "
                                     "runtimes not known";
    size_t at;
    if (text_ends(reason, TEXT(uncompared)))
        reason.len -= sizeof uncompared - 1;
    if (take_rule(&reason) || !text_find(reason, TEXT("("), &at))
        return reason;
    struct text inside = text_after(reason, at + 1);
    return take_rule(&inside)
               ? arena_printf(arena, "%.*s%.*s", TEXT_ARG(text_from(reason.at, at + 1)), TEXT_ARG(inside))
               : reason;
}
