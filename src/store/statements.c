/* The table of statements. */
#include "store/statements.h"

#define HOST_COLUMNS                                                                                                   \
    "origin, next_request_real_ms, lease_until_real_ms, lease_owner, held_until_ms, pauses, reason, "                  \
    "robots_fetched_at_ms, robots_status, robots_body"
#define MOVIE_COLUMNS                                                                                                  \
    "id, import_status, record, poster_path, imdb_data, tmdb_data, imdb_scraped_at, placeholder_retry_count, "         \
    "next_tmdb_retry_at, inserted_at, updated_at, imdb_id, tmdb_id, title, original_title, "                           \
    "CAST(release_date AS text), release_year, runtime, overview, original_language"
#define BREAKER_COLUMNS                                                                                                \
    "source, state, failures, recent, opens, challenges, challenged, open_until_ms, probe_owner, "                     \
    "probe_until_real_ms, reason, changes"

#define LAYOUT_COLUMNS "layout, fact, seen, found, recent, recent_seen, lost_since"

#define STATEMENT(name, text, postgresql) { #name, text, postgresql },
static const struct {
    const char *name;
    const char *text;       /* SQLite's, and PostgreSQL's where it has none of its own */
    const char *postgresql; /* NULL = the same */
} statements[STATEMENT_COUNT] = {
#include "store/statements.def"
};
#undef STATEMENT

const char *statement_name(enum statement statement)
{
    return statements[statement].name;
}

const char *statement_text(enum statement statement, enum store_dialect dialect)
{
    const char *own = statements[statement].postgresql;
    return dialect == STORE_POSTGRESQL && own != NULL ? own : statements[statement].text;
}

const struct store_statement_text *store_statement_texts(enum store_dialect dialect, struct arena *arena)
{
    struct store_statement_text *texts = arena_array(arena, STATEMENT_COUNT + 1, sizeof *texts);
    for (int i = 0; i < STATEMENT_COUNT; i++) {
        texts[i].name = statement_name((enum statement)i);
        texts[i].sql = statement_text((enum statement)i, dialect);
    }
    return texts;
}
