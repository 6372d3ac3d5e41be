/* The command line: global options before and after the command, the command's own after it. */
#include "base/log.h"
#include "cli/command.h"
#include "cli/output.h"
#include "daemon/nearest.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct option global_options[] = {
    { "--config", "FILE", "read this configuration file", 0 },
    { "--database", "URL", "sqlite:PATH or postgres://...; goes before every other setting", 0 },
    { "--json", NULL, "one JSON object per line, in input order", 0 },
    { "--quiet", NULL, "only errors on stderr", 'q' },
    { "--verbose", NULL, "say on stderr what is done", 'v' },
    { "--help", NULL, "this text", 'h' },
    { "--version", NULL, "name and version", 0 },
};
const size_t global_option_count = COUNT_OF(global_options);

struct parser {
    struct invocation *invocation;
    char **argv;
    int argc, at; /* argv[at] is read next */
    bool help, version;
};

static void print_usage(const struct command *command)
{
    if (command == NULL) {
        (void)fprintf(stderr, "usage: understudy [OPTION...] COMMAND [ARG...]; 'understudy --help' lists them\n");
        return;
    }
    (void)fprintf(stderr, "usage: understudy %s", command->name);
    for (size_t i = 0; i < command->option_count; i++) {
        const struct option *option = &command->options[i];
        (void)fprintf(stderr, " [%s%s%s]", option->name, option->value != NULL ? " " : "",
                      option->value != NULL ? option->value : "");
    }
    (void)fprintf(stderr, "%s%s\n", command->operands[0] != '\0' ? " " : "", command->operands);
}

enum exit_code usage_error(const struct command *command, const char *format, ...)
{
    char line[512];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(line, sizeof line, format, args);
    va_end(args);
    complain("%s%s%s", command != NULL ? command->name : "", command != NULL ? ": " : "", line);
    print_usage(command);
    return EXIT_USAGE;
}

static const struct option *find(const struct option *options, size_t count, struct text name)
{
    for (size_t i = 0; i < count; i++) {
        bool letter = name.len == 2 && options[i].letter != '\0' && name.at[1] == options[i].letter;
        if (letter || text_is(name, options[i].name))
            return &options[i];
    }
    return NULL;
}

static void offer_nearest(const struct option *options, size_t count, struct text name, size_t *best, const char **out)
{
    for (size_t i = 0; i < count; i++) {
        size_t distance = nearest_distance(name, text_of(options[i].name));
        if (nearest_is_close(name, distance) && distance < *best) {
            *best = distance;
            *out = options[i].name;
        }
    }
}

static enum exit_code unknown_option(const struct command *command, struct text name)
{
    const char *offer = NULL;
    size_t best = SIZE_MAX;
    if (command != NULL)
        offer_nearest(command->options, command->option_count, name, &best, &offer);
    offer_nearest(global_options, global_option_count, name, &best, &offer);
    return usage_error(command, "unknown option %.*s%s%s%s", TEXT_ARG(name), offer != NULL ? "; did you mean " : "",
                       offer != NULL ? offer : "", offer != NULL ? "?" : "");
}

static enum exit_code unknown_command(struct text name)
{
    const char *offer = NULL;
    size_t best = SIZE_MAX;
    for (size_t i = 0; i < command_count; i++) {
        size_t distance = nearest_distance(name, text_of(commands[i].name));
        if (nearest_is_close(name, distance) && distance < best) {
            best = distance;
            offer = commands[i].name;
        }
    }
    return usage_error(NULL, "unknown command '%.*s'%s%s%s", TEXT_ARG(name), offer != NULL ? "; did you mean " : "",
                       offer != NULL ? offer : "", offer != NULL ? "?" : "");
}

/* ps shows argv to everybody on the machine. */
static void hide_password(char *database)
{
    struct text password;
    if (config_password(text_of(database), &password)) {
        log_hide(password);
        memset(database + (password.at - database), 'x', password.len);
    }
}

static void take_global(struct parser *p, const struct option *option, char *value)
{
    struct invocation *invocation = p->invocation;
    struct text copy = arena_text(invocation->arena, text_of(value));
    if (strcmp(option->name, "--config") == 0) {
        invocation->config_file = copy;
    } else if (strcmp(option->name, "--database") == 0) {
        invocation->database_option = copy;
        hide_password(value);
    } else if (strcmp(option->name, "--json") == 0) {
        invocation->json = true;
    } else if (strcmp(option->name, "--quiet") == 0) { /* of -q and -v the last counts */
        invocation->quiet = true;
        invocation->verbose = false;
    } else if (strcmp(option->name, "--verbose") == 0) {
        invocation->verbose = true;
        invocation->quiet = false;
    } else if (strcmp(option->name, "--help") == 0) {
        p->help = true;
    } else {
        assert(strcmp(option->name, "--version") == 0);
        p->version = true;
    }
}

/* `name` is "--title" or "-q"; `inline_value` what stood behind '=', or NULL. */
static enum exit_code take_option(struct parser *p, struct text name, char *inline_value)
{
    const struct command *command = p->invocation->command;
    const struct option *own = command != NULL ? find(command->options, command->option_count, name) : NULL;
    const struct option *option = own != NULL ? own : find(global_options, global_option_count, name);
    char *value = inline_value;
    if (option == NULL)
        return unknown_option(command, name);
    if (option->value == NULL && inline_value != NULL)
        return usage_error(command, "%s takes no value", option->name);
    if (option->value != NULL && value == NULL) {
        if (p->at == p->argc)
            return usage_error(command, "%s needs a value: %s %s", option->name, option->name, option->value);
        value = p->argv[p->at++];
    }
    if (option->value != NULL && value[0] == '\0')
        return usage_error(command, "%s needs a value that is not empty", option->name);
    if (own != NULL)
        p->invocation->option_values[own - command->options] = value != NULL ? text_of(value) : TEXT("");
    else
        take_global(p, option, value);
    return EXIT_FINE;
}

static bool takes_value(const struct parser *p, struct text name)
{
    const struct command *command = p->invocation->command;
    const struct option *own = command != NULL ? find(command->options, command->option_count, name) : NULL;
    return own != NULL && own->value != NULL; /* no global option with a letter takes one */
}

static enum exit_code take_argument(struct parser *p, char *arg)
{
    enum exit_code code = EXIT_FINE;
    if (arg[1] == '-') {
        char *equals = strchr(arg, '=');
        size_t len = equals != NULL ? (size_t)(equals - arg) : strlen(arg);
        return take_option(p, text_from(arg, len), equals != NULL ? equals + 1 : NULL);
    }
    for (size_t i = 1; arg[i] != '\0' && code == EXIT_FINE;
         i++) { /* "-qv"; "-qj4": what takes a value takes the rest */
        char letter[2] = { '-', arg[i] };
        bool rest = takes_value(p, text_from(letter, 2)) && arg[i + 1] != '\0';
        code = take_option(p, text_from(letter, 2), rest ? arg + i + 1 : NULL);
        if (rest)
            break;
    }
    return code;
}

static enum exit_code take_operand(struct parser *p, char *arg)
{
    struct invocation *invocation = p->invocation;
    if (invocation->command == NULL) {
        invocation->command = command_find(text_of(arg));
        return invocation->command != NULL ? EXIT_FINE : unknown_command(text_of(arg));
    }
    invocation->args[invocation->arg_count++] = text_of(arg);
    return EXIT_FINE;
}

static enum exit_code parse(struct parser *p)
{
    bool ended = false; /* "--" was there */
    enum exit_code code = EXIT_FINE;
    while (p->at < p->argc && code == EXIT_FINE) {
        char *arg = p->argv[p->at++];
        if (!ended && strcmp(arg, "--") == 0)
            ended = true;
        else if (!ended && arg[0] == '-' && arg[1] != '\0')
            code = take_argument(p, arg);
        else
            code = take_operand(p, arg);
    }
    return code;
}

static enum exit_code run_version(struct invocation *invocation)
{
    (void)invocation;
    output_write(TEXT("understudy " UNDERSTUDY_VERSION "\n"));
    return EXIT_FINE;
}

/* `understudy lookup --help` is `understudy help lookup`. */
static void ask_help(struct invocation *invocation)
{
    invocation->arg_count = 0;
    if (invocation->command != NULL)
        invocation->args[invocation->arg_count++] = text_of(invocation->command->name);
    memset(invocation->option_values, 0, sizeof invocation->option_values);
    invocation->command = command_find(TEXT("help"));
    invocation->run = cmd_help;
}

enum status invocation_configure(struct invocation *invocation, struct error *err)
{
    enum status status = clock_init(&invocation->clock, text_of(getenv("UNDERSTUDY_NOW")), err);
    if (status == OK)
        status = config_load(&invocation->config, invocation->config_file, invocation->database_option,
                             invocation->arena, err);
    return status;
}

static enum exit_code configure(struct invocation *invocation)
{
    struct error err;
    if (invocation_configure(invocation, &err) != OK) {
        complain("%s", err.text);
        return EXIT_LOCAL;
    }
    log_event(LOG_DEBUG, "config", "file=%.*s database=%.*s", TEXT_ARG(invocation->config.file),
              TEXT_ARG(config_shown(&invocation->config, config_index("database.url"), invocation->arena)));
    if (config_has_database_password(&invocation->config) && !invocation->quiet)
        complain("warning: %.*s carries a password; PGPASSFILE, a service file or PGPASSWORD are better",
                 TEXT_ARG(config_shown(&invocation->config, config_index("database.url"), invocation->arena)));
    return EXIT_FINE;
}

enum exit_code invocation_read(struct invocation *invocation, int argc, char **argv, struct arena *arena)
{
    *invocation = (struct invocation){ .arena = arena };
    invocation->args = arena_array(arena, (size_t)argc + 1, sizeof *invocation->args);
    struct parser parser = { .invocation = invocation, .argv = argv, .argc = argc, .at = argc > 0 ? 1 : 0 };
    enum exit_code code = parse(&parser);
    if (code != EXIT_FINE)
        return code;
    log_set_level(invocation->quiet ? LOG_ERROR : invocation->verbose ? LOG_DEBUG : LOG_WARN);
    invocation->colour = output_wants_colour();
    const struct command *command = invocation->command;
    if (parser.help || parser.version) {
        ask_help(invocation);
        if (!parser.help)
            invocation->run = run_version;
        return EXIT_FINE;
    }
    if (command == NULL)
        return usage_error(NULL, "no command given");
    if (invocation->arg_count < command->operands_min)
        return usage_error(command, "%s is missing", command->operands);
    if (invocation->arg_count > command->operands_max)
        return usage_error(command, "unexpected argument '%.*s'", TEXT_ARG(invocation->args[command->operands_max]));
    invocation->run = command->run;
    return command->needs_config ? configure(invocation) : EXIT_FINE;
}

struct text invocation_option(const struct invocation *invocation, const char *name)
{
    const struct command *command = invocation->command;
    size_t i = 0;
    while (i < command->option_count && strcmp(command->options[i].name, name) != 0)
        i++;
    assert(i < command->option_count);
    return invocation->option_values[i];
}
