/* The configuration: one table of keys (contract §3), each from option, environment, file or default. */
#ifndef UNDERSTUDY_DAEMON_CONFIG_H
#define UNDERSTUDY_DAEMON_CONFIG_H

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

enum config_origin { CONFIG_DEFAULT, CONFIG_FILE, CONFIG_ENVIRONMENT, CONFIG_OPTION };
enum config_kind {
    CONFIG_TEXT,
    CONFIG_URL,      /* https://, or http:// to loopback */
    CONFIG_DATABASE, /* sqlite:… or postgres://… */
    CONFIG_SECRET,   /* never printed */
    CONFIG_FLAG,     /* true/false, yes/no, on/off, 1/0 */
    CONFIG_NUMBER,   /* whole, within [min, max] */
    CONFIG_RATE,     /* decimal > 0, within [min, max] */
    CONFIG_SOURCES,  /* comma list of known source names */
    CONFIG_SCHEDULE,
    CONFIG_PATH
};

struct config_key {
    const char *name; /* "tmdb.requests_per_second" */
    enum config_kind kind;
    const char *standard; /* default as text; NULL = none */
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
 * log_hide(). */
MUST_CHECK enum status config_load(struct config *config, struct text file, struct text database_option,
                                   struct arena *arena, struct error *err);

struct text config_text(const struct config *config, const char *name); /* asserts that the key exists */
int64_t config_number(const struct config *config, const char *name);
double config_rate(const struct config *config, const char *name);
bool config_flag(const struct config *config, const char *name);
const char *config_origin_name(enum config_origin origin);
/* Value for people: secrets as "***" (also the password of a database URL), unknown as "(none)". */
struct text config_shown(const struct config *config, size_t key, struct arena *arena);

#endif
