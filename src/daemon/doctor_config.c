/* doctor: the configuration. */
#include "daemon/doctor.h"
#include "daemon/settings.h"
#include "daemon/source_state.h"

#include <stdlib.h>
#include <sys/stat.h>

#define CONTACT_REMEDY "set http.contact to an e-mail or web address: sites must be able to reach whoever asks them"
#define KEY_REMEDY     "set tmdb.token; https://www.themoviedb.org/settings/api gives you one"

const char *doctor_level_word(enum doctor_level level)
{
    switch (level) {
    case DOCTOR_OK: return "ok";
    case DOCTOR_WARN: return "warn";
    case DOCTOR_FAIL: return "fail";
    }
    return "?";
}

void doctor_tell(const struct doctor_look *look, const char *check, enum doctor_level level, struct text message,
                 const char *remedy)
{
    const struct doctor_finding finding = { check, level, message, text_of(remedy) };
    look->tell(look->context, &finding);
}

/* A file that others may read should hold no secret. Root gives a group the right to read on purpose. */
static void check_file_mode(const struct doctor_look *look)
{
    const struct config *config = look->config;
    struct stat st;
    bool secret = false;
    for (size_t i = 0; i < config_key_count; i++)
        secret = secret || (config_is_secret(&config_keys[i]) && config->origins[i] == CONFIG_FILE &&
                            !text_empty(config->values[i]));
    if (secret && stat(arena_z(look->arena, config->file), &st) == 0 &&
        (st.st_mode & (st.st_uid == 0 ? 037 : 077)) != 0)
        doctor_tell(look, "config.mode", DOCTOR_WARN,
                    arena_printf(look->arena, "%.*s holds secrets and others may read it", TEXT_ARG(config->file)),
                    "chmod 600 the file");
}

static bool is_loopback(const struct config *config, const char *key)
{
    return text_starts(config_text(config, key), TEXT("http://")); /* config_check() lets no other http:// pass */
}

static void check_rates(const struct doctor_look *look)
{
    static const struct {
        const char *url, *rate, *why;
        double most;
    } limits[] = {
        { "tmdb.url", "tmdb.requests_per_second", "TMDb answers about 40 a second, and 429 beyond", 40 },
        { "imdb_page.url", "imdb_page.requests_per_second", "more than one page a second is not polite", 1 },
    };
    const struct config *config = look->config;
    for (size_t i = 0; i < COUNT_OF(limits); i++) {
        if (config_rate(config, limits[i].rate) > limits[i].most && !is_loopback(config, limits[i].url))
            doctor_tell(look, limits[i].rate, DOCTOR_WARN,
                        arena_printf(look->arena, "%g: %s", config_rate(config, limits[i].rate), limits[i].why),
                        "leave it at its default");
    }
}

static void check_key(const struct doctor_look *look)
{
    const struct config *config = look->config;
    if (tmdb_lacks_key(config))
        doctor_tell(look, "tmdb.token", DOCTOR_FAIL, TEXT("neither token nor key"), KEY_REMEDY);
    else if (text_empty(config_text(config, "tmdb.token")) && text_empty(config_text(config, "tmdb.api_key")))
        doctor_tell(look, "tmdb.token", DOCTOR_WARN, TEXT("neither token nor key; this TMDb is asked without"), NULL);
    else
        doctor_tell(look, "tmdb.token", DOCTOR_OK, TEXT("a key is there"), NULL);
}

/* Guesses are slowed (guesses.h), so a long one cannot be found. */
static void check_server_tokens(const struct doctor_look *look)
{
    static const char *const keys[] = { "server.token", "server.read_token" };
    enum { BYTES_MIN = 16 };
    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        struct text token = config_text(look->config, keys[i]);
        if (!text_empty(token) && token.len < BYTES_MIN)
            doctor_tell(look, keys[i], DOCTOR_WARN, TEXT("short enough to be guessed"),
                        "set it to what `openssl rand -hex 32` prints");
    }
}

/* https and the form of the secret are config_check()'s. */
static void check_webhooks(const struct doctor_look *look)
{
    const struct config *config = look->config;
    struct webhooks *webhooks = arena_alloc(look->arena, sizeof *webhooks);
    bool has_secret = text_known(config_text(config, "webhooks.secret"));
    settings_webhooks(config, look->arena, webhooks);
    if (webhooks->count > 0 && has_secret)
        doctor_tell(look, "webhooks", DOCTOR_OK,
                    arena_printf(look->arena, "%zu told of %.*s", webhooks->count, TEXT_ARG(webhooks->told.events)),
                    NULL);
    else if (webhooks->count > 0)
        doctor_tell(look, "webhooks", DOCTOR_FAIL, TEXT("no secret, so nobody is told"),
                    "set webhooks.secret: whsec_ and what `openssl rand -base64 32` prints");
    else if (has_secret)
        doctor_tell(look, "webhooks", DOCTOR_WARN, TEXT("a secret, and nobody to be told"), "set webhooks.url");
}

void doctor_check_config(const struct doctor_look *look)
{
    const struct config *config = look->config;
    struct text variable;
    size_t at = 0;
    doctor_tell(look, "config", DOCTOR_OK,
                text_known(config->file) ? arena_printf(look->arena, "read %.*s", TEXT_ARG(config->file))
                                         : TEXT("no configuration file; environment and defaults"),
                NULL);
    check_file_mode(look);
    while (text_known(variable = config_unknown_variable(&at, look->arena)))
        doctor_tell(look, "config.environment", DOCTOR_WARN,
                    arena_printf(look->arena, "%.*s means nothing to this program", TEXT_ARG(variable)),
                    "compare it with the names in 'understudy help --man'");
    check_rates(look);
    if (config_has_database_password(config))
        doctor_tell(look, "database.url", DOCTOR_WARN, TEXT("carries a password"),
                    "use PGPASSFILE, a service file or PGPASSWORD");
    if (getenv("UNDERSTUDY_NOW") != NULL)
        doctor_tell(look, "clock", DOCTOR_WARN, TEXT("UNDERSTUDY_NOW moves the wall clock"),
                    "unset it outside of tests and demonstrations");
    if (text_empty(config_text(config, "http.contact")))
        doctor_tell(look, "http.contact", DOCTOR_FAIL, TEXT("no contact"), CONTACT_REMEDY);
    else
        doctor_tell(look, "http.contact", DOCTOR_OK, config_text(config, "http.user_agent"), NULL);
    check_key(look);
    check_server_tokens(look);
    check_webhooks(look);
}
