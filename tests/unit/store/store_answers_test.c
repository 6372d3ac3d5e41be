/* Kept answers: found by id and URL, within their time. */
#include "store_help.h"

static void kept_answers_are_found(void)
{
    static const struct {
        const char *why, *imdb_id, *url;
        int64_t after_ms, until_ms;
        const char *body; /* NULL = none */
    } rows[] = {
        { "the newest of two", "tt9000001", "none", NOW_MS - 9000, NOW_MS + 9000, "newer" },
        { "by its URL", "tt9000009", "https://a.example/2", NOW_MS - 9000, NOW_MS + 9000, "newer" },
        { "one that came before", "tt9000001", "none", NOW_MS - 9000, NOW_MS - 1000, "older" },
        { "all too old", "tt9000001", "none", NOW_MS + 2000, NOW_MS + 9000, NULL },
        { "another id and URL", "tt9000002", "https://a.example/3", NOW_MS - 9000, NOW_MS + 9000, NULL },
    };
    help_start();
    struct error err = { 0 };
    struct arena arena = { 0 };
    struct store *store = help_open();
    struct raw_answer answers[] = {
        { "imdb_page", "title_page", TEXT("tt9000001"), TEXT("https://a.example/1"), 200, TEXT("text/html"),
          TEXT("older"), NOW_MS - 2000 },
        { "imdb_page", "title_page", TEXT("tt9000001"), TEXT("https://a.example/2"), 404, TEXT("text/html"),
          TEXT("newer"), NOW_MS },
        { "tmdb", "find", TEXT("tt9000001"), TEXT("https://a.example/2"), 200, { 0 }, TEXT("{}"), NOW_MS },
    };
    const struct lookup_write write = { .imdb_id = TEXT("tt9000001"),
                                        .canonical_id = TEXT("tt9000001"),
                                        .outcome = TEXT("unknown"),
                                        .answers = answers,
                                        .answer_count = COUNT_OF(answers),
                                        .now_ms = NOW_MS };
    CHECK_OK(store_lookup_write(store, &write, &err));
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct answer_query query = { "imdb_page",          "title_page",     text_of(rows[i].imdb_id),
                                            text_of(rows[i].url), rows[i].after_ms, rows[i].until_ms };
        struct kept_answer kept;
        CHECK_ROW(rows[i].why);
        enum status status = store_answer_find(store, &query, &arena, &kept, &err);
        CHECK_INT(status, rows[i].body != NULL ? OK : NOT_FOUND);
        if (status == OK)
            CHECK_TEXT(kept.body, text_of(rows[i].body));
    }
    const struct answer_query query = {
        "imdb_page", "title_page", TEXT("tt9000001"), TEXT("u"), NOW_MS - 9000, NOW_MS
    };
    struct kept_answer kept;
    CHECK_OK(store_answer_find(store, &query, &arena, &kept, &err));
    (void)help_text("UPDATE raw_answers SET body = x'28b52ffd' RETURNING 1"); /* damaged: asked again, not an error */
    CHECK_INT(store_answer_find(store, &query, &arena, &kept, &err), NOT_FOUND);
    store_close(&store);
    arena_finish(&arena);
    help_stop();
}

int main(void)
{
    RUN(kept_answers_are_found);
    return check_done();
}
