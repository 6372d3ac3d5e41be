/* The configuration from file, environment and option, and which of them counts. */
#include "check.h"
#include "daemon/config.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static struct arena arena;
static struct text folder; /* of this test, removed at the end */
static struct text file;

static void write_file(const char *bytes)
{
    FILE *f = fopen(file.at, "w");
    if (!CHECK(f != NULL))
        return;
    CHECK(fputs(bytes, f) >= 0);
    CHECK(fclose(f) == 0);
}

/* Nothing of the caller's environment counts. */
static void clean_environment(void)
{
    for (size_t i = 0; i < config_key_count; i++)
        (void)unsetenv(config_variable(&config_keys[i], &arena).at);
    (void)unsetenv("XDG_DATA_HOME");
    (void)unsetenv("XDG_CONFIG_HOME");
    (void)setenv("HOME", "/nonexistent", 1);
    write_file("");
}

static struct config load(struct text option)
{
    struct config config;
    struct error err = { 0 };
    if (!CHECK(config_load(&config, file, option, &arena, &err) == OK))
        printf("# %s\n", err.text);
    return config;
}

static enum config_origin origin(const struct config *config, const char *key)
{
    return config->origins[config_index(key)];
}

/* The standard user agent with this contact; the table says it with the word "contact". */
static struct text agent(const char *contact)
{
    struct text rest = text_of(config_keys[config_index("http.user_agent")].standard);
    struct text product = text_take_until(&rest, '(');
    return arena_printf(&arena, "%.*s(+%s)", TEXT_ARG(product), contact);
}

static void defaults(void)
{
    clean_environment();
    struct config config = load((struct text){ 0 });
    CHECK_TEXT_Z(config_text(&config, "database.url"), "sqlite:/nonexistent/.local/share/understudy/understudy.db");
    CHECK_TEXT_Z(config_text(&config, "dataset.path"), "/nonexistent/.local/share/understudy/dataset");
    CHECK_TEXT_Z(config_text(&config, "http.user_agent"), agent("no contact configured").at);
    CHECK(!text_known(config_text(&config, "tmdb.token")));
    CHECK_INT(config_number(&config, "cache.ttl_hours"), 24);
    CHECK(config_rate(&config, "imdb_page.requests_per_second") == 0.5);
    CHECK(!config_flag(&config, "tmdb.include_adult"));
    CHECK(config_is_standard(&config, "tmdb.url"));
    (void)setenv("XDG_DATA_HOME", "/data", 1);
    config = load((struct text){ 0 });
    CHECK_TEXT_Z(config_text(&config, "database.url"), "sqlite:/data/understudy/understudy.db");
    (void)setenv("XDG_DATA_HOME", "relative", 1); /* the XDG specification: ignore it */
    (void)unsetenv("HOME");
    config = load((struct text){ 0 });
    CHECK(!text_known(config_text(&config, "database.url")));
}

static void precedence(void)
{
    clean_environment();
    write_file(
        "[database]\nurl = file.db\n[tmdb]\ninclude_adult = on\nlanguage = fr-FR\n[http]\ncontact = a@b.example\n");
    struct config config = load((struct text){ 0 });
    CHECK_TEXT_Z(config_text(&config, "database.url"), "file.db");
    CHECK_INT(origin(&config, "database.url"), CONFIG_FILE);
    CHECK(config_flag(&config, "tmdb.include_adult"));
    CHECK_TEXT_Z(config_text(&config, "http.user_agent"), agent("a@b.example").at);
    CHECK_TEXT(config.file, file);
    (void)setenv("UNDERSTUDY_DATABASE_URL", "environment.db", 1);
    (void)setenv("UNDERSTUDY_TMDB_LANGUAGE", "", 1); /* empty: not set */
    config = load((struct text){ 0 });
    CHECK_TEXT_Z(config_text(&config, "database.url"), "environment.db");
    CHECK_INT(origin(&config, "database.url"), CONFIG_ENVIRONMENT);
    CHECK_TEXT_Z(config_text(&config, "tmdb.language"), "fr-FR");
    config = load(TEXT("option.db"));
    CHECK_TEXT_Z(config_text(&config, "database.url"), "option.db");
    CHECK_INT(origin(&config, "database.url"), CONFIG_OPTION);
    CHECK_INT(origin(&config, "cache.ttl_hours"), CONFIG_DEFAULT);
}

static void standard_places(void)
{
    clean_environment();
    struct config config;
    struct error err;
    struct text inside = arena_printf(&arena, "%.*s/understudy", TEXT_ARG(folder));
    struct text path = arena_printf(&arena, "%.*s/understudy.conf", TEXT_ARG(inside));
    CHECK(setenv("XDG_CONFIG_HOME", folder.at, 1) == 0);
    if (access("/etc/understudy.conf", F_OK) != 0) {
        CHECK(config_load(&config, (struct text){ 0 }, (struct text){ 0 }, &arena, &err) == OK);
        CHECK(!text_known(config.file));
    }
    write_file("[tmdb]\nlanguage = pt-PT\n");
    CHECK(rename(file.at, path.at) == 0);
    CHECK(config_load(&config, (struct text){ 0 }, (struct text){ 0 }, &arena, &err) == OK);
    CHECK_TEXT(config.file, path);
    CHECK_TEXT_Z(config_text(&config, "tmdb.language"), "pt-PT");
    CHECK(unlink(path.at) == 0);
    CHECK(config_load(&config, path, (struct text){ 0 }, &arena, &err) == INVALID); /* named, but not there */
    CHECK(text_contains(text_of(err.text), TEXT("--config")));
    CHECK(config_load(&config, folder, (struct text){ 0 }, &arena, &err) == INVALID); /* a folder */
}

static void mistakes(void)
{
    static const struct {
        const char *bytes, *says;
    } rows[] = {
        { "[tmdb]\ntokne = x\n", ":2: there is no key 'tokne' in [tmdb]; the nearest is 'token' in [tmdb]" },
        { "[tmbd]\ntoken = x\n", ":2: there is no key 'token' in [tmbd]; the nearest is 'token' in [tmdb]" },
        { "[tmdb]\ntoken = x\ntoken = x\n", ":3: tmdb.token stands already in line 2" },
        { "[tmdb]\ntoken = x\n[http]\n[tmdb]\ntoken = y\n", ":5: tmdb.token stands already in line 2" },
        { "[tmdb]\nurl = http://example.org\n", ":2: tmdb.url: write an https:// URL" },
        { "[tmdb]\nurl =\n", ":2: tmdb.url: has no value" },
        { "[cache]\nttl_hours = many\n", ":2: cache.ttl_hours: 'many' is not a whole number from 0 to 4320" },
        { "[cache]\nttl_hours\n", ":2: no '='" },
    };
    clean_environment();
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct config config;
        struct error err = { 0 };
        CHECK_ROW(rows[i].bytes);
        write_file(rows[i].bytes);
        CHECK(config_load(&config, file, (struct text){ 0 }, &arena, &err) == INVALID);
        CHECK(text_starts(text_of(err.text), file));
        if (!CHECK(text_contains(text_of(err.text), text_of(rows[i].says))))
            printf("# %s\n", err.text);
    }
    write_file("");
    CHECK(setenv("UNDERSTUDY_TMDB_URL", "http://example.org", 1) == 0);
    struct config config;
    struct error err = { 0 };
    CHECK(config_load(&config, file, (struct text){ 0 }, &arena, &err) == INVALID);
    CHECK(text_starts(text_of(err.text), TEXT("UNDERSTUDY_TMDB_URL in the environment: tmdb.url: ")));
    CHECK(unsetenv("UNDERSTUDY_TMDB_URL") == 0);
    CHECK(config_load(&config, file, TEXT("mysql://x"), &arena, &err) == INVALID);
    CHECK(text_starts(text_of(err.text), TEXT("--database: database.url: ")));
}

static void masks(void)
{
    clean_environment();
    write_file("[tmdb]\ntoken = hush-hush\napi_key =\n");
    struct config config = load(TEXT("postgres://u:hush@h/d"));
    CHECK_TEXT_Z(config_text(&config, "tmdb.token"), "hush-hush");
    CHECK_TEXT_Z(config_shown(&config, config_index("tmdb.token"), &arena), "***");
    CHECK_TEXT_Z(config_shown(&config, config_index("tmdb.api_key"), &arena), "(none)");
    CHECK_TEXT_Z(config_shown(&config, config_index("database.url"), &arena), "postgres://u:***@h/d");
    CHECK_TEXT_Z(config_shown(&config, config_index("tmdb.language"), &arena), "en-US");
    CHECK(config_has_database_password(&config));
}

static void unknown_variables(void)
{
    size_t at = 0;
    clean_environment();
    CHECK(setenv("UNDERSTUDY_TMDB_TOKNE", "x", 1) == 0);
    CHECK(setenv("UNDERSTUDY_TMDB_TOKEN", "xxxx", 1) == 0);
    CHECK(setenv("UNDERSTUDY_NOW", "2026-12-24T00:00:00Z", 1) == 0);
    CHECK_TEXT_Z(config_unknown_variable(&at, &arena), "UNDERSTUDY_TMDB_TOKNE");
    CHECK(!text_known(config_unknown_variable(&at, &arena)));
    (void)unsetenv("UNDERSTUDY_NOW");
}

int main(void)
{
    char pattern[] = "/tmp/understudy-config-XXXXXX";
    if (mkdtemp(pattern) == NULL)
        return 1;
    folder = arena_text(&arena, text_of(pattern));
    file = arena_printf(&arena, "%s/f.conf", pattern);
    struct text inside = arena_printf(&arena, "%s/understudy", pattern);
    if (mkdir(inside.at, 0700) != 0)
        return 1;
    RUN(defaults);
    RUN(precedence);
    RUN(standard_places);
    RUN(mistakes);
    RUN(masks);
    RUN(unknown_variables);
    (void)unlink(file.at);
    (void)rmdir(inside.at);
    (void)rmdir(folder.at);
    arena_finish(&arena);
    return check_done();
}
