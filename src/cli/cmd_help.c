/* help [COMMAND], --man, --completion, --example-config; also what --help prints. */
#include "cli/command.h"
#include "cli/display.h"
#include "cli/manual.h"
#include "cli/output.h"

enum { HELP_COLUMNS = 78, NAME_COLUMNS = 22 };

static void add_row(struct buf *out, const char *name, const char *help)
{
    (void)buf_add_z(out, "  ");
    display_add_cell(out, text_of(name), NAME_COLUMNS - 1, true);
    (void)buf_add_char(out, ' ');
    display_add_wrapped(out, text_of(help), HELP_COLUMNS - NAME_COLUMNS - 2, NAME_COLUMNS + 2);
    (void)buf_add_char(out, '\n');
}

static void add_options(struct buf *out, const struct option *options, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct buf label = BUF_WITH_LIMIT(64);
        if (options[i].letter != '\0')
            (void)buf_printf(&label, "-%c, ", options[i].letter);
        (void)buf_printf(&label, "%s%s%s", options[i].name, options[i].value != NULL ? " " : "",
                         options[i].value != NULL ? options[i].value : "");
        add_row(out, label.at, options[i].help);
        buf_finish(&label);
    }
}

void help_overall(struct buf *out)
{
    (void)buf_add_z(out, "usage: understudy [--config FILE] [--database URL] [--json] [-q|-v] COMMAND [ARG...]\n\n"
                         "Understudy answers for films that TMDb does not have yet.\n\ncommands:\n");
    for (size_t i = 0; i < command_count; i++)
        add_row(out, commands[i].name, commands[i].summary);
    (void)buf_add_z(out, "\noptions, before or after the command:\n");
    add_options(out, global_options, global_option_count);
    (void)buf_add_z(out, "\nexit codes (of several the largest):\n");
    for (size_t i = 0; i < COUNT_OF(exit_meanings); i++) {
        char number[2] = { (char)('0' + i), '\0' };
        add_row(out, number, exit_meanings[i]);
    }
    (void)buf_add_z(out, "\n'understudy help COMMAND' explains a command, 'understudy help --man' is the manual.\n");
}

void help_command(const struct command *command, struct buf *out)
{
    (void)buf_printf(out, "usage: understudy %s%s%s%s\n\n", command->name,
                     command->option_count > 0 ? " [OPTION...]" : "", command->operands[0] != '\0' ? " " : "",
                     command->operands);
    struct text text = text_of(command->text), paragraph;
    while (text_take_line(&text, &paragraph)) {
        display_add_wrapped(out, paragraph, HELP_COLUMNS, 0);
        (void)buf_add_char(out, '\n');
    }
    (void)buf_add_z(out, "\noptions:\n");
    add_options(out, command->options, command->option_count);
    add_options(out, global_options, global_option_count);
    (void)buf_add_z(out, "\nexamples:\n");
    struct text examples = text_of(command->examples), line;
    for (bool shell = true; text_take_line(&examples, &line); shell = !shell)
        (void)buf_printf(out, "%s%.*s\n", shell ? "  " : "      ", TEXT_ARG(line));
}

enum exit_code cmd_help(struct invocation *invocation)
{
    struct buf out = BUF_WITH_LIMIT(OUTPUT_BYTES_MAX);
    bool man = text_known(invocation_option(invocation, "--man"));
    bool completion = text_known(invocation_option(invocation, "--completion"));
    bool example = text_known(invocation_option(invocation, "--example-config"));
    const struct command *command = invocation->arg_count > 0 ? command_find(invocation->args[0]) : NULL;
    if (invocation->arg_count > 0 && command == NULL)
        return usage_error(invocation->command, "there is no command '%.*s'", TEXT_ARG(invocation->args[0]));
    if (man + completion + example + (command != NULL) > 1)
        return usage_error(invocation->command, "one at a time: COMMAND, --man, --completion or --example-config");
    if (man)
        man_page(&out);
    else if (completion)
        completion_bash(&out);
    else if (example)
        example_config(&out);
    else if (command != NULL)
        help_command(command, &out);
    else
        help_overall(&out);
    output_write(buf_text(&out));
    buf_finish(&out);
    return EXIT_FINE;
}
