/* The configuration: one table of keys (contract §3), each from option, environment, file or default. */
#ifndef UNDERSTUDY_DAEMON_CONFIG_H
#define UNDERSTUDY_DAEMON_CONFIG_H

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum config_origin { CONFIG_DEFAULT, CONFIG_FILE, CONFIG_ENVIRONMENT, CONFIG_OPTION };
enum config_kind {
    CONFIG_TEXT,     /* one line, no control characters */
    CONFIG_AGENT,    /* text that may stand in a header and names no browser */
    CONFIG_URL,      /* https://, or http:// to loopback; no query, no fragment; a final '/' is dropped */
    CONFIG_TEMPLATE, /* the same with {url} in it */
    CONFIG_PROXIES,  /* comma list, as http_is_proxy() */
    CONFIG_DATABASE, /* sqlite:…, a bare path, or postgres://… */
    CONFIG_SECRET,   /* printable ASCII without blanks; never printed */
    CONFIG_FLAG,     /* true/false, yes/no, on/off, 1/0 */
    CONFIG_NUMBER,   /* whole, within [min, max] */
    CONFIG_RATE,     /* decimal > 0, within [min, max] */
    CONFIG_SOURCES,  /* comma list of known source names, each once */
    CONFIG_SCHEDULE, /* comma list of days */
    CONFIG_LISTEN,   /* HOST:PORT or unix:/PATH */
    CONFIG_CLIENTS,  /* as client_is_list() */
    CONFIG_HOOKS,    /* URLs as in URL, with a query where one is needed; commas or blanks between; never shown whole */
    CONFIG_SIGNING,  /* one or two whsec_…, with a comma; never printed */
    CONFIG_EVENTS,   /* comma list of events of movie_history, or * */
    CONFIG_JOBS,     /* comma list of QUEUE:WORKER, as Oban names them; at most `max` */
    CONFIG_PATH
};

struct config_key {
    const char *name; /* "tmdb.requests_per_second" */
    enum config_kind kind;
    const char *standard; /* default as text, may start with $XDG_DATA_HOME; NULL = none */
    double min, max;      /* NUMBER and RATE */
    const char *help;     /* one line */
};
extern const struct config_key config_keys[];
extern const size_t config_key_count;
enum { CONFIG_KEYS_MAX = 40 };

struct config {
    struct text values[CONFIG_KEYS_MAX]; /* unknown = not set */
    enum config_origin origins[CONFIG_KEYS_MAX];
    struct text file; /* the file that was read; unknown when none */
};

/* Reads the file (`file` unknown = the standard places, where a missing one is fine), the environment and
 * `database_option` (unknown = not given); checks every value. INVALID names file, line, key and remedy. Secrets go to
 * log_hide(). An empty environment variable counts as not set (so do curl and the XDG specification). */
MUST_CHECK enum status config_load(struct config *config, struct text file, struct text database_option,
                                   struct arena *arena, struct error *err);

/* Each asserts that the key exists. */
size_t config_index(const char *name); /* in config_keys */
struct text config_text(const struct config *config, const char *name);
int64_t config_number(const struct config *config, const char *name);
double config_rate(const struct config *config, const char *name);
bool config_flag(const struct config *config, const char *name);
const char *config_origin_name(enum config_origin origin);
/* Value for people: secrets as "***" (also the password of a database URL), unknown as "(none)". */
struct text config_shown(const struct config *config, size_t key, struct arena *arena);
/* Does database.url carry a password? */
bool config_has_database_password(const struct config *config);
/* Is what the key holds never printed? */
bool config_is_secret(const struct config_key *key);
/* Is the value still that of the table? */
bool config_is_standard(const struct config *config, const char *name);

/* "tmdb.token" → "UNDERSTUDY_TMDB_TOKEN". */
struct text config_variable(const struct config_key *key, struct arena *arena);
/* Next variable UNDERSTUDY_… of the environment from *at on that means nothing to us (a typing error, most likely),
 * unknown when there is none. */
struct text config_unknown_variable(size_t *at, struct arena *arena);

/* Where a password stands in a database URL; false when there is none. */
bool config_password(struct text url, struct text *out_password);
/* One value against its key: *out is what the program works with. INVALID says what is wrong, without the place and
 * without repeating a secret. */
MUST_CHECK enum status config_check(const struct config_key *key, struct text value, struct arena *arena,
                                    struct text *out, struct error *err);

#endif
