/* Values against their kinds. */
#include "check.h"
#include "daemon/config.h"

static const struct {
    const char *key, *value;
    const char *want; /* NULL = refused */
} rows[] = {
    { "tmdb.url", "https://api.example.org/3", "https://api.example.org/3" },
    { "tmdb.url", "https://api.example.org/3//", "https://api.example.org/3" },
    { "tmdb.url", "http://127.0.0.1:8080", "http://127.0.0.1:8080" },
    { "tmdb.url", "http://localhost/x", "http://localhost/x" },
    { "tmdb.url", "http://[::1]:1", "http://[::1]:1" },
    { "tmdb.url", "http://api.example.org", NULL },
    { "tmdb.url", "http://127.0.0.1.example.org", NULL },
    { "tmdb.url", "http://localhost@example.org", NULL },
    { "tmdb.url", "ftp://127.0.0.1", NULL },
    { "tmdb.url", "api.example.org", NULL },
    { "tmdb.url", "https://", NULL },
    { "tmdb.url", "https://u:p@example.org", NULL },
    { "tmdb.url", "https://example.org/?a=b", NULL },
    { "tmdb.url", "https://example.org/#a", NULL },
    { "tmdb.url", "https://example.org/a b", NULL },
    { "tmdb.url", "", NULL },
    { "imdb_page.gateway", "https://render.example.org/?u={url}", "https://render.example.org/?u={url}" },
    { "imdb_page.gateway", "https://render.example.org/", NULL },
    { "imdb_page.gateway", "", "" },
    { "database.url", "sqlite:/a/b.db", "sqlite:/a/b.db" },
    { "database.url", "films.db", "films.db" },
    { "database.url", "postgres://h/d", "postgres://h/d" },
    { "database.url", "postgresql:///d", "postgresql:///d" },
    { "database.url", "sqlite:", NULL },
    { "database.url", "mysql://h/d", NULL },
    { "tmdb.token", "abc.DEF-_123", "abc.DEF-_123" },
    { "tmdb.token", "abc def", NULL },
    { "tmdb.token", "abc\r\nX: y", NULL },
    { "tmdb.token", "schl\xC3\xBCssel", NULL },
    { "tmdb.token", "", "" },
    { "http.contact", "me@example.org", "me@example.org" },
    { "http.contact", "a\nb", NULL },
    { "http.user_agent", "my-app/1.0 (+https://example.org)", "my-app/1.0 (+https://example.org)" },
    { "http.user_agent", "Mozilla/5.0", NULL },
    { "http.user_agent", "x moZilla", NULL },
    { "http.user_agent", "caf\xC3\xA9", NULL },
    { "tmdb.include_adult", "Yes", "Yes" },
    { "tmdb.include_adult", "0", "0" },
    { "tmdb.include_adult", "maybe", NULL },
    { "cache.ttl_hours", "0", "0" },
    { "cache.ttl_hours", "4320", "4320" },
    { "cache.ttl_hours", "4321", NULL },
    { "cache.ttl_hours", "-1", NULL },
    { "cache.ttl_hours", "1.5", NULL },
    { "cache.ttl_hours", "24h", NULL },
    { "cache.ttl_hours", "99999999999999999999", NULL },
    { "imdb_page.requests_per_second", "0.5", "0.5" },
    { "imdb_page.requests_per_second", "0", NULL },
    { "imdb_page.requests_per_second", "-1", NULL },
    { "imdb_page.requests_per_second", "nan", NULL },
    { "imdb_page.requests_per_second", "inf", NULL },
    { "imdb_page.requests_per_second", "1e9", NULL },
    { "sources.order", "given", "given" },
    { "sources.order", " imdb_page , given ", "imdb_page,given" },
    { "sources.order", "imdb_page,imdb_page", NULL },
    { "sources.order", "tmdb", NULL },
    { "sources.order", "imdb_page,,given", NULL },
    { "sources.order", "imdb", NULL },
    { "enrichment.schedule_days", "1,2", "1,2" },
    { "enrichment.schedule_days", "0", NULL },
    { "enrichment.schedule_days", "7;14", NULL },
    { "server.listen", "127.0.0.1:8642", "127.0.0.1:8642" },
    { "server.listen", "[::1]:0", "[::1]:0" },
    { "server.listen", "localhost:65535", "localhost:65535" },
    { "server.listen", "localhost:65536", NULL },
    { "server.listen", "localhost:-0", NULL },
    { "server.listen", ":8642", NULL },
    { "server.listen", "8642", NULL },
    { "server.listen", "::1:8642", NULL },
    { "server.listen", "localhost:", NULL },
    { "server.listen", "unix:/run/understudy/http", "unix:/run/understudy/http" },
    { "server.listen", "unix:http", NULL },
    { "server.listen", "unix:", NULL },
    { "http.ca_file", "/a b/c.pem", "/a b/c.pem" },
    { "http.ca_file", "a\x7F", NULL },
    { "tmdb.language", "\xFF", NULL },
    { "tmdb.language", "de-AT", "de-AT" },
};

static void values(void)
{
    struct arena arena = { 0 };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct error err = { 0 };
        struct text out = TEXT("untouched");
        char why[128];
        (void)snprintf(why, sizeof why, "%s = %s", rows[i].key, rows[i].value);
        CHECK_ROW(why);
        enum status status =
            config_check(&config_keys[config_index(rows[i].key)], text_of(rows[i].value), &arena, &out, &err);
        CHECK_INT(status, rows[i].want != NULL ? OK : INVALID);
        if (rows[i].want == NULL)
            CHECK(text_is(out, "untouched") && text_starts(text_of(err.text), text_of(rows[i].key)));
        else if (rows[i].want[0] == '\0') /* none */
            CHECK(!text_known(out));
        else
            CHECK_TEXT_Z(out, rows[i].want);
    }
    arena_finish(&arena);
}

/* A refusal of a secret does not repeat it. */
static void secrets_are_not_repeated(void)
{
    struct arena arena = { 0 };
    struct error err;
    struct text out;
    CHECK(config_check(&config_keys[config_index("tmdb.token")], TEXT("very secret"), &arena, &out, &err) == INVALID);
    CHECK(!text_contains(text_of(err.text), TEXT("very")));
    CHECK(config_check(&config_keys[config_index("database.url")], TEXT("mysql://u:very@h"), &arena, &out, &err) ==
          INVALID);
    CHECK(!text_contains(text_of(err.text), TEXT("very")));
    arena_finish(&arena);
}

static void table(void)
{
    struct arena arena = { 0 };
    CHECK(config_key_count <= CONFIG_KEYS_MAX);
    for (size_t i = 0; i < config_key_count; i++) {
        struct error err;
        struct text out;
        CHECK_ROW(config_keys[i].name);
        CHECK_INT(config_index(config_keys[i].name), i); /* names are unique */
        CHECK(config_keys[i].help[0] != '\0');
        if (config_keys[i].standard != NULL) /* each default is a good value */
            CHECK(config_check(&config_keys[i], text_of(config_keys[i].standard), &arena, &out, &err) == OK);
    }
    CHECK_TEXT_Z(config_variable(&config_keys[config_index("imdb_page.requests_per_second")], &arena),
                 "UNDERSTUDY_IMDB_PAGE_REQUESTS_PER_SECOND");
    arena_finish(&arena);
}

static void passwords(void)
{
    static const struct {
        const char *url, *want; /* NULL = none */
    } urls[] = {
        { "postgres://u:pw@h/d", "pw" },
        { "postgresql://u:p@ss/w:rd@h:5432/d", "p@ss/w:rd" },
        { "postgres://u@h/d", NULL },
        { "postgres://h:5432/d", NULL },
        { "postgres://u:@h/d", NULL },
        { "postgres:///d?user=u&password=pw&x=y", "pw" },
        { "postgres://u@h/d?sslpassword=x", NULL },
        { "postgres://", NULL },
        { "sqlite:/u:pw@h", NULL },
        { "", NULL },
    };
    for (size_t i = 0; i < COUNT_OF(urls); i++) {
        struct text password = { 0 };
        CHECK_ROW(urls[i].url);
        CHECK(config_password(text_of(urls[i].url), &password) == (urls[i].want != NULL));
        CHECK_TEXT_Z(password, urls[i].want);
    }
}

int main(void)
{
    RUN(values);
    RUN(secrets_are_not_repeated);
    RUN(table);
    RUN(passwords);
    return check_done();
}
