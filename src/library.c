/* The public C library, include/understudy.h, over the layers up to extract. */
#include "base/inflate.h"
#include "base/zstandard.h"
#include "extract/answers.h"
#include "identity/identity.h"
#include "identity/normalise.h"
#include "model/json_build.h"
#include "understudy.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

_Static_assert((int)UNDERSTUDY_INPUT_BYTES_MAX == (int)TITLE_PAGE_BYTES_MAX, "the header promises the readers' limit");
_Static_assert((int)UNDERSTUDY_FOUND == (int)EXTRACT_FOUND && (int)UNDERSTUDY_NOT_FOUND == (int)EXTRACT_NOT_FOUND &&
                   (int)UNDERSTUDY_BLOCKED == (int)EXTRACT_BLOCKED && (int)UNDERSTUDY_DRIFT == (int)EXTRACT_DRIFT,
               "outcomes are handed out as they are");
_Static_assert((int)UNDERSTUDY_ACCEPT == (int)IDENTITY_ACCEPT && (int)UNDERSTUDY_OTHER_ID == (int)IDENTITY_OTHER_ID &&
                   (int)UNDERSTUDY_NO_PROOF == (int)IDENTITY_NO_PROOF &&
                   (int)UNDERSTUDY_QUARANTINE == (int)IDENTITY_QUARANTINE &&
                   (int)UNDERSTUDY_AMBIGUOUS == (int)IDENTITY_AMBIGUOUS &&
                   (int)UNDERSTUDY_NOT_A_MOVIE == (int)IDENTITY_NOT_A_MOVIE,
               "verdicts, too");

struct understudy_memory {
    struct arena arena;
    struct inflater *inflater; /* made for the first gzip input */
    struct buf page;           /* what was unpacked */
};

/* What a caller sees, and behind it the record as the printer takes it. */
struct held {
    struct understudy_extraction seen; /* first: understudy_json() finds the rest by it */
    struct understudy_record record;
    struct movie movie;
};

const char *understudy_version(void)
{
    return UNDERSTUDY_VERSION;
}

const char *understudy_status_text(enum understudy_status status)
{
    switch (status) {
    case UNDERSTUDY_OK: return "done";
    case UNDERSTUDY_INVALID: return "an argument is not valid";
    case UNDERSTUDY_DAMAGED: return "the packed input is damaged, cut off or unpacks to too much";
    case UNDERSTUDY_LARGE: return "the input is larger than 16 MiB";
    case UNDERSTUDY_NO_ROOM: return "the buffer is too small";
    case UNDERSTUDY_NO_MEMORY: return "out of memory";
    }
    return "an unknown status";
}

struct understudy_memory *understudy_memory_create(void)
{
    struct understudy_memory *memory = malloc(sizeof *memory);
    if (memory != NULL)
        *memory = (struct understudy_memory){ .page = BUF_WITH_LIMIT(TITLE_PAGE_BYTES_MAX) };
    return memory;
}

void understudy_memory_reset(struct understudy_memory *memory)
{
    if (memory != NULL)
        arena_reset(&memory->arena);
}

void understudy_memory_destroy(struct understudy_memory *memory)
{
    if (memory == NULL)
        return;
    arena_finish(&memory->arena);
    inflate_destroy(&memory->inflater);
    buf_finish(&memory->page);
    free(memory);
}

/* A copy with its NUL, so that nothing depends on the caller's bytes. */
static struct understudy_text keep(struct arena *arena, struct text t)
{
    struct text copy = arena_text(arena, t);
    return (struct understudy_text){ copy.at, copy.len };
}

static struct understudy_texts keep_texts(struct arena *arena, const struct texts *from)
{
    struct understudy_text *at = arena_array(arena, from->count, sizeof *at);
    for (size_t i = 0; i < from->count; i++)
        at[i] = keep(arena, from->at[i]);
    return (struct understudy_texts){ at, from->count };
}

static struct understudy_texts keep_coded(struct arena *arena, const struct codeds *from)
{
    struct understudy_text *at = arena_array(arena, from->count, sizeof *at);
    for (size_t i = 0; i < from->count; i++)
        at[i] = keep(arena, text_empty(from->at[i].code) ? from->at[i].name : from->at[i].code);
    return (struct understudy_texts){ at, from->count };
}

static struct understudy_people keep_people(struct arena *arena, const struct people *from)
{
    struct understudy_person *at = arena_array(arena, from->count, sizeof *at);
    for (size_t i = 0; i < from->count; i++) {
        const struct person *person = &from->at[i];
        at[i] = (struct understudy_person){ keep(arena, person->name), keep(arena, person->imdb_id),
                                            keep(arena, person->character) };
    }
    return (struct understudy_people){ at, from->count };
}

static int32_t small(struct number number)
{
    bool fits = number.known && number.value >= 0 && number.value <= INT32_MAX;
    return fits ? (int32_t)number.value : (int32_t)UNDERSTUDY_UNKNOWN;
}

static struct understudy_record record_of(struct arena *arena, const struct movie *movie)
{
    return (struct understudy_record){
        .imdb_id = keep(arena, movie->imdb_id),
        .title = keep(arena, movie->title),
        .original_title = keep(arena, movie->original_title),
        .original_language = keep(arena, movie->original_language),
        .type = keep(arena, movie->type),
        .release_date = keep(arena, movie->release_date),
        .release_country = keep(arena, movie->release_country),
        .overview = keep(arena, movie->overview),
        .poster_url = keep(arena, movie->poster_url),
        .production_status = keep(arena, movie->production_status),
        .year = small(movie->year),
        .end_year = small(movie->end_year),
        .runtime_minutes = small(movie->runtime_minutes),
        .adult = movie->adult.known ? (int32_t)movie->adult.value : (int32_t)UNDERSTUDY_UNKNOWN,
        .vote_count = movie->vote_count.known ? movie->vote_count.value : (int64_t)UNDERSTUDY_UNKNOWN,
        .rating = movie->rating.known ? movie->rating.value : (double)UNDERSTUDY_UNKNOWN,
        .genres = keep_texts(arena, &movie->genres),
        .countries = keep_coded(arena, &movie->countries),
        .languages = keep_coded(arena, &movie->languages),
        .directors = keep_people(arena, &movie->directors),
        .writers = keep_people(arena, &movie->writers),
        .cast = keep_people(arena, &movie->cast),
    };
}

/* The printer's record over the texts that were kept, which outlive the input. */
static struct text seen(struct understudy_text t)
{
    return text_from(t.at, t.bytes);
}

static struct people people_of(struct arena *arena, const struct understudy_people *from)
{
    struct people people = { arena_array(arena, from->count, sizeof *people.at), from->count };
    for (size_t i = 0; i < from->count; i++)
        people.at[i] = (struct person){ .name = seen(from->at[i].name),
                                        .imdb_id = seen(from->at[i].imdb_id),
                                        .character = seen(from->at[i].character) };
    return people;
}

static struct codeds codeds_of(struct arena *arena, const struct codeds *from)
{
    struct codeds codeds = { arena_array(arena, from->count, sizeof *codeds.at), from->count };
    for (size_t i = 0; i < from->count; i++)
        codeds.at[i] = (struct coded){ arena_text(arena, from->at[i].code), arena_text(arena, from->at[i].name) };
    return codeds;
}

static struct movie movie_of(struct arena *arena, const struct movie *read, const struct understudy_record *record)
{
    struct movie movie = *read; /* numbers; every text is replaced */
    movie.imdb_id = seen(record->imdb_id);
    movie.title = seen(record->title);
    movie.original_title = seen(record->original_title);
    movie.original_language = seen(record->original_language);
    movie.type = seen(record->type);
    movie.release_date = seen(record->release_date);
    movie.release_country = seen(record->release_country);
    movie.overview = seen(record->overview);
    movie.poster_url = seen(record->poster_url);
    movie.production_status = seen(record->production_status);
    movie.genres.at = arena_array(arena, record->genres.count, sizeof *movie.genres.at);
    for (size_t i = 0; i < record->genres.count; i++)
        movie.genres.at[i] = seen(record->genres.at[i]);
    movie.directors = people_of(arena, &record->directors);
    movie.writers = people_of(arena, &record->writers);
    movie.cast = people_of(arena, &record->cast);
    movie.countries = codeds_of(arena, &read->countries);
    movie.languages = codeds_of(arena, &read->languages);
    return movie;
}

static const struct understudy_extraction *hold(struct arena *arena, const struct extraction *from)
{
    struct held *held = arena_alloc(arena, sizeof *held);
    held->seen = (struct understudy_extraction){ .outcome = (enum understudy_outcome)from->outcome,
                                                 .layout = page_layout_name(from->layout),
                                                 .why = from->why,
                                                 .canonical_id = keep(arena, from->canonical_id),
                                                 .series_id = keep(arena, from->series_id) };
    if (from->outcome == EXTRACT_FOUND) {
        held->record = record_of(arena, &from->movie);
        held->movie = movie_of(arena, &from->movie, &held->record);
        held->seen.record = &held->record;
        held->seen.why = NULL;
    }
    return &held->seen;
}

/* Plain bytes stay where they are. */
static enum understudy_status unpack(struct understudy_memory *memory, struct text raw, struct text *out_page)
{
    enum status status = OK;
    if (!inflate_is_gzip(raw) && !zstandard_is(raw)) {
        *out_page = raw;
        return UNDERSTUDY_OK;
    }
    buf_clear(&memory->page);
    if (zstandard_is(raw)) {
        status = zstandard_unpack(raw, &memory->page, NULL);
    } else {
        if (memory->inflater == NULL)
            memory->inflater = inflate_create();
        status = inflate_gzip(memory->inflater, raw, &memory->page, NULL);
    }
    *out_page = buf_text(&memory->page);
    return status == OK ? UNDERSTUDY_OK : UNDERSTUDY_DAMAGED;
}

/* What each function does below oom_guarded(): its arguments, and what it made. */
struct extract_call {
    struct understudy_memory *memory;
    struct text bytes, id;
    const struct understudy_extraction **list;
    size_t count;
    enum understudy_status status;
};

static void extract(void *argument)
{
    struct extract_call *call = argument;
    struct arena *arena = &call->memory->arena;
    struct text page;
    struct extractions all;
    call->status = unpack(call->memory, call->bytes, &page);
    if (call->status != UNDERSTUDY_OK)
        return;
    extract_read(page, call->id, arena, &all);
    call->list = arena_array(arena, all.count, sizeof(void *));
    for (; call->count < all.count; call->count++)
        call->list[call->count] = hold(arena, &all.at[call->count]);
}

enum understudy_status understudy_extract(struct understudy_memory *memory, const void *bytes, size_t count,
                                          const char *wanted_id, const struct understudy_extraction *const **out,
                                          size_t *out_count)
{
    struct extract_call call = { memory,       text_from(count > 0 ? bytes : "", count), text_of(wanted_id), NULL, 0,
                                 UNDERSTUDY_OK };
    if (memory == NULL || out == NULL || out_count == NULL || (bytes == NULL && count > 0))
        return UNDERSTUDY_INVALID;
    if (wanted_id != NULL && !movie_is_imdb_id(call.id))
        return UNDERSTUDY_INVALID;
    if (count > UNDERSTUDY_INPUT_BYTES_MAX)
        return UNDERSTUDY_LARGE;
    if (!oom_guarded(extract, &call))
        return UNDERSTUDY_NO_MEMORY;
    if (call.status == UNDERSTUDY_OK) {
        *out = call.list;
        *out_count = call.count;
    }
    return call.status;
}

/* All of it with its NUL, or nothing. */
static enum understudy_status hand_out(struct text t, char *buffer, size_t room, size_t *out_bytes)
{
    *out_bytes = t.len;
    if (buffer == NULL || room <= t.len)
        return UNDERSTUDY_NO_ROOM;
    if (t.len > 0)
        memcpy(buffer, t.at, t.len);
    buffer[t.len] = '\0';
    return UNDERSTUDY_OK;
}

struct json_call {
    const struct movie *movie;
    json_t *record;
    struct arena arena;
    struct text printed;
};

static void print(void *argument)
{
    struct json_call *call = argument;
    call->record = json_new_object();
    movie_put_json(call->record, call->movie, NULL);
    call->printed = json_printed(call->record, JSON_PRINT, &call->arena);
}

enum understudy_status understudy_json(const struct understudy_extraction *extraction, char *buffer, size_t room,
                                       size_t *out_bytes)
{
    enum understudy_status status = UNDERSTUDY_NO_MEMORY;
    if (extraction == NULL || out_bytes == NULL || (buffer == NULL && room > 0))
        return UNDERSTUDY_INVALID;
    if (extraction->record == NULL)
        return hand_out(TEXT("null"), buffer, room, out_bytes);
    struct json_call call = { .movie = &((const struct held *)(const void *)extraction)->movie };
    if (oom_guarded(print, &call))
        status = hand_out(call.printed, buffer, room, out_bytes);
    json_decref(call.record);
    arena_finish(&call.arena);
    return status;
}

enum understudy_status understudy_parse_id(const char *text, size_t bytes, char out_id[UNDERSTUDY_ID_ROOM])
{
    struct text id;
    if (text == NULL || out_id == NULL || !movie_parse_id(text_from(text, bytes), &id))
        return UNDERSTUDY_INVALID;
    assert(id.len < UNDERSTUDY_ID_ROOM);
    memcpy(out_id, id.at, id.len);
    out_id[id.len] = '\0';
    return UNDERSTUDY_OK;
}

struct normalise_call {
    struct text title, normal;
    struct arena arena;
};

static void normalise(void *argument)
{
    struct normalise_call *call = argument;
    call->normal = normalise_title(call->title, &call->arena);
}

enum understudy_status understudy_normalise_title(const char *title, size_t bytes, char *buffer, size_t room,
                                                  size_t *out_bytes)
{
    struct normalise_call call = { .title = text_from(title, bytes) };
    enum understudy_status status = UNDERSTUDY_NO_MEMORY;
    if (title == NULL || out_bytes == NULL || (buffer == NULL && room > 0))
        return UNDERSTUDY_INVALID;
    if (oom_guarded(normalise, &call))
        status = hand_out(call.normal, buffer, room, out_bytes);
    arena_finish(&call.arena);
    return status;
}

static struct texts texts_of(struct arena *arena, const char *const *from, size_t count)
{
    struct texts texts = { arena_array(arena, count, sizeof *texts.at), 0 };
    for (size_t i = 0; i < count; i++) {
        if (from[i] != NULL)
            texts.at[texts.count++] = text_of(from[i]);
    }
    return texts;
}

static struct people named(struct arena *arena, const char *const *from, size_t count)
{
    struct texts names = texts_of(arena, from, count);
    struct people people = { arena_array(arena, names.count, sizeof *people.at), names.count };
    for (size_t i = 0; i < names.count; i++)
        people.at[i].name = names.at[i];
    return people;
}

static bool is_film(const struct understudy_film *film)
{
    return film != NULL && film->size >= sizeof *film && (film->titles != NULL || film->title_count == 0) &&
           (film->years != NULL || film->year_count == 0) && (film->directors != NULL || film->director_count == 0) &&
           (film->cast != NULL || film->cast_count == 0);
}

static struct number runtime_of(const struct understudy_film *film)
{
    return film->runtime_minutes > 0 ? number_of(film->runtime_minutes) : (struct number){ 0 };
}

static struct identity_wanted wanted_of(struct arena *arena, const struct understudy_film *film)
{
    struct texts titles = texts_of(arena, film->titles, film->title_count);
    struct identity_wanted wanted = { .imdb_id = text_of(film->imdb_id),
                                      .type = text_of(film->type),
                                      .directors = named(arena, film->directors, film->director_count),
                                      .cast = named(arena, film->cast, film->cast_count),
                                      .runtime_minutes = runtime_of(film) };
    while (wanted.title_count < titles.count && wanted.title_count < COUNT_OF(wanted.titles)) {
        wanted.titles[wanted.title_count] = titles.at[wanted.title_count];
        wanted.title_count++;
    }
    if (film->other_imdb_id != NULL)
        wanted.remaps[wanted.remap_count++] = text_of(film->other_imdb_id);
    if (film->year_count > 0)
        wanted.year = number_of(film->years[0]);
    return wanted;
}

static struct identity_candidate candidate_of(struct arena *arena, const struct understudy_film *film)
{
    struct identity_candidate candidate = { .tmdb_id = film->tmdb_id,
                                            .imdb_id = text_of(film->imdb_id),
                                            .external_imdb_id = text_of(film->other_imdb_id),
                                            .titles = texts_of(arena, film->titles, film->title_count),
                                            .directors = named(arena, film->directors, film->director_count),
                                            .cast = named(arena, film->cast, film->cast_count),
                                            .runtime_minutes = runtime_of(film) };
    while (candidate.year_count < film->year_count && candidate.year_count < COUNT_OF(candidate.years)) {
        candidate.years[candidate.year_count] = film->years[candidate.year_count];
        candidate.year_count++;
    }
    return candidate;
}

struct identify_call {
    struct arena *arena;
    const struct understudy_film *wanted, *const *candidates;
    size_t count;
    struct understudy_decision *decision;
};

static void identify(void *argument)
{
    struct identify_call *call = argument;
    struct identity_wanted ours = wanted_of(call->arena, call->wanted);
    struct identity_candidate *theirs = arena_array(call->arena, call->count, sizeof *theirs);
    for (size_t i = 0; i < call->count; i++)
        theirs[i] = candidate_of(call->arena, call->candidates[i]);
    struct identity_decision decided = identity_decide(&ours, theirs, call->count, call->arena);
    call->decision = arena_alloc(call->arena, sizeof *call->decision);
    *call->decision = (struct understudy_decision){ .verdict = (enum understudy_verdict)decided.verdict,
                                                    .rule = decided.rule,
                                                    .index = decided.index,
                                                    .detail = keep(call->arena, decided.detail) };
}

enum understudy_status understudy_identify(struct understudy_memory *memory, const struct understudy_film *wanted,
                                           const struct understudy_film *const *candidates, size_t count,
                                           const struct understudy_decision **out_decision)
{
    bool valid = memory != NULL && out_decision != NULL && is_film(wanted) && (candidates != NULL || count == 0);
    for (size_t i = 0; valid && i < count; i++)
        valid = is_film(candidates[i]);
    if (!valid || !movie_is_imdb_id(text_of(wanted->imdb_id)))
        return UNDERSTUDY_INVALID;
    struct identify_call call = { &memory->arena, wanted, candidates, count, NULL };
    if (!oom_guarded(identify, &call))
        return UNDERSTUDY_NO_MEMORY;
    *out_decision = call.decision;
    return UNDERSTUDY_OK;
}
