/* The manual page, in troff with the man macros. */
#include "cli/manual.h"

/* Text of a line: '\' and '-' are escaped; a line may not start with '.' or '\''. */
static void add(struct buf *out, struct text t)
{
    bool line_start = out->len == 0 || out->at[out->len - 1] == '\n';
    for (size_t i = 0; i < t.len; i++) {
        if (line_start && (t.at[i] == '.' || t.at[i] == '\''))
            (void)buf_add_z(out, "\\&");
        if (t.at[i] == '\\')
            (void)buf_add_z(out, "\\e");
        else if (t.at[i] == '-')
            (void)buf_add_z(out, "\\-");
        else
            (void)buf_add_char(out, t.at[i]);
        line_start = t.at[i] == '\n';
    }
}

static void add_z(struct buf *out, const char *z)
{
    add(out, text_of(z));
}

static void add_paragraphs(struct buf *out, const char *z)
{
    struct text text = text_of(z), line;
    while (text_take_line(&text, &line)) {
        if (line.len == 0) {
            (void)buf_add_z(out, ".PP\n");
            continue;
        }
        add(out, line);
        (void)buf_add_char(out, '\n');
    }
}

static void add_options(struct buf *out, const struct option *options, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        (void)buf_add_z(out, ".TP\n\\fB");
        add_z(out, options[i].name);
        (void)buf_add_z(out, "\\fR");
        if (options[i].value != NULL)
            (void)buf_printf(out, " \\fI%s\\fR", options[i].value);
        if (options[i].letter != '\0')
            (void)buf_printf(out, ", \\fB\\-%c\\fR", options[i].letter);
        (void)buf_add_char(out, '\n');
        add_z(out, options[i].help);
        (void)buf_add_char(out, '\n');
    }
}

static void add_examples(struct buf *out, const char *z)
{
    struct text examples = text_of(z), shell, meaning;
    while (text_take_line(&examples, &shell) && text_take_line(&examples, &meaning)) {
        (void)buf_add_z(out, ".PP\n");
        add(out, meaning);
        (void)buf_add_z(out, ":\n.PP\n.nf\n.RS\n");
        add(out, shell);
        (void)buf_add_z(out, "\n.RE\n.fi\n");
    }
}

static void add_command(struct buf *out, const struct command *command)
{
    (void)buf_add_z(out, ".SS ");
    add_z(out, command->name);
    (void)buf_add_char(out, ' ');
    add_z(out, command->operands);
    (void)buf_add_char(out, '\n');
    add_z(out, command->summary);
    (void)buf_add_z(out, ".\n.PP\n");
    add_paragraphs(out, command->text);
    add_options(out, command->options, command->option_count);
    add_examples(out, command->examples);
}

static void add_keys(struct buf *out)
{
    struct arena arena = { 0 };
    (void)buf_add_z(out, ".SH CONFIGURATION\n");
    add_paragraphs(out,
                   "An INI file: [section] lines, key = value lines, comments after # or ; at the start of a line. An "
                   "unknown or repeated key is an error. Options go before the environment, the environment before the "
                   "file, the file before the default; an empty variable counts as not set.");
    for (size_t i = 0; i < config_key_count; i++) {
        (void)buf_add_z(out, ".TP\n\\fB");
        add_z(out, config_keys[i].name);
        (void)buf_add_z(out, "\\fR, \\fB");
        add(out, config_variable(&config_keys[i], &arena));
        (void)buf_add_z(out, "\\fR\n");
        add_z(out, config_keys[i].help);
        (void)buf_add_z(out, "; default: ");
        add_z(out, config_keys[i].standard != NULL ? config_keys[i].standard : "none");
        (void)buf_add_char(out, '\n');
    }
    arena_finish(&arena);
}

static void add_tail(struct buf *out)
{
    (void)buf_add_z(out, ".SH ENVIRONMENT\n.TP\n\\fBUNDERSTUDY_NOW\\fR\n");
    add_z(out,
          "Starts the wall clock at this instant (2026-12-24T00:00:00Z), with @FACTOR so many times as fast; for tests "
          "and demonstrations.\n");
    (void)buf_add_z(out, ".TP\n\\fBNO_COLOR\\fR, \\fBCOLUMNS\\fR\n");
    add_z(out, "No colour; width of the terminal.\n");
    (void)buf_add_z(out, ".SH FILES\n.TP\n");
    add_z(out, "$XDG_CONFIG_HOME/understudy/understudy.conf\n");
    add_z(out, "The configuration file; $HOME/.config stands in for $XDG_CONFIG_HOME.\n");
    (void)buf_add_z(out, ".TP\n");
    add_z(out, "/etc/understudy.conf\nRead when there is no other.\n");
    (void)buf_add_z(out, ".TP\n");
    add_z(out, "$XDG_DATA_HOME/understudy/understudy.db\n");
    add_z(out, "The films; $HOME/.local/share stands in for $XDG_DATA_HOME.\n");
}

void man_page(struct buf *out)
{
    (void)buf_add_z(out, ".TH UNDERSTUDY 1 \"\" \"understudy " UNDERSTUDY_VERSION "\"\n.SH NAME\n");
    (void)buf_add_z(out, "understudy \\- answer for films that TMDb does not have yet\n.SH SYNOPSIS\n");
    (void)buf_add_z(out, "\\fBunderstudy\\fR [\\fB\\-\\-config\\fR \\fIFILE\\fR] [\\fB\\-\\-database\\fR \\fIURL\\fR] "
                         "[\\fB\\-\\-json\\fR] [\\fB\\-q\\fR|\\fB\\-v\\fR] \\fICOMMAND\\fR [\\fIARG\\fR...]\n");
    (void)buf_add_z(out, ".SH DESCRIPTION\n");
    add_paragraphs(
        out, "An understudy knows the part and stands in until the star arrives. Movie databases are built on TMDb; "
             "films that only IMDb knows make every TMDb lookup fail. Understudy answers instead: it stores a "
             "placeholder from the best lawful source and hands over when TMDb has the film.\n\n"
             "Data goes to standard output, everything else to standard error.");
    (void)buf_add_z(out, ".SH OPTIONS\n");
    add_paragraphs(out, "Accepted before and after the command; -- ends the options.");
    add_options(out, global_options, global_option_count);
    (void)buf_add_z(out, ".SH COMMANDS\n");
    for (size_t i = 0; i < command_count; i++)
        add_command(out, &commands[i]);
    (void)buf_add_z(out, ".SH EXIT STATUS\n");
    add_paragraphs(out, "When several hold, the largest number wins.");
    for (size_t i = 0; i < COUNT_OF(exit_meanings); i++) {
        (void)buf_printf(out, ".TP\n\\fB%zu\\fR\n", i);
        add_z(out, exit_meanings[i]);
        (void)buf_add_char(out, '\n');
    }
    add_keys(out);
    add_tail(out);
}
