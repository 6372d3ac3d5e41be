/* The sources as functions of this process, and a lookup against them. URLs are taken apart here; who knows what is
 * the program's. Faults are for the program to time: it knows the clock. */
#ifndef UNDERSTUDY_SIM_WORLD_H
#define UNDERSTUDY_SIM_WORLD_H

#include "bodies.h"
#include "fake_http.h"
#include "work/lookup.h"

#include <stdatomic.h>

enum world_host { WORLD_TMDB, WORLD_PAGE, WORLD_WIKIDATA, WORLD_EXPORTS, WORLD_HOSTS };
enum world_fault {
    WORLD_WELL,
    WORLD_TIMEOUT,     /* no answer */
    WORLD_UNAVAILABLE, /* 503 */
    WORLD_LIMIT,       /* 429, an hour */
    WORLD_CHALLENGE    /* 202, x-amzn-waf-action */
};
enum { WORLD_FOUND_MAX = 8 };

struct world_found {
    const struct record *at[WORLD_FOUND_MAX];
    size_t count;
    size_t series; /* /find: results that are no movies */
};

/* Each is asked by any worker thread. What they give lives in the arena or as long as the world; NULL = nobody has
 * any. */
struct world {
    void *context;
    void (*find)(void *context, struct text imdb_id, struct arena *arena, struct world_found *out);
    const struct record *(*record)(void *context, int64_t tmdb_id, struct arena *arena);
    void (*search)(void *context, struct text title, struct arena *arena, struct world_found *out);
    const struct movie *(*page)(void *context, struct text imdb_id, struct arena *arena); /* NULL: 404 */
    size_t (*items)(void *context, struct text imdb_id, struct arena *arena, const struct item *out[2]);
    enum world_fault (*fault)(void *context, enum world_host host, struct text path);
    /* Any other path of TMDb or its exports; false: 404. */
    bool (*other)(void *context, struct text path, struct buf *body);
    atomic_uint_least64_t requests[WORLD_HOSTS];
    atomic_uint_least64_t cpu_ns; /* what making the answers took */
};
fake_http_answer world_answer; /* context: struct world */

/* A lookup's surroundings. The wall clock stands still until somebody sets it. */
struct rig {
    struct lookup_settings settings;
    struct clock clock;
    struct http *http;
    struct gate *gate;
    struct lookup_run run;
    char *folder; /* of the store */
    bool relaxed; /* synchronous=NORMAL; before rig_store() */
};
/* `folder` is made anew below TMPDIR; sources as in sources.order. */
void rig_open(struct rig *rig, struct world *world, const char *sources);
void rig_close(struct rig *rig); /* the folder too */
struct store *rig_store(const struct rig *rig);
struct store_options rig_store_options(const struct rig *rig); /* one rig a program */
uint64_t rig_store_bytes(const struct rig *rig);
/* 2026-01-01 and so many days. */
void rig_set_day(struct rig *rig, double day);

/* Ends the program with a line on stderr unless OK. */
void must(enum status status, const struct error *err, const char *what);

#endif
