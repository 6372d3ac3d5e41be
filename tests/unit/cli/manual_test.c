/* Help, manual page and completion name every command, option and key of the tables. */
#include "check.h"
#include "cli/manual.h"

#include <string.h>

static void says(const struct buf *out, const char *word)
{
    CHECK_ROW(word);
    CHECK(text_contains(buf_text(out), text_of(word)));
}

/* As troff wants it: '-' escaped. */
static const char *in_troff(const char *word, char *out)
{
    char *at = out;
    for (; *word != '\0'; word++) {
        if (*word == '-')
            *at++ = '\\';
        *at++ = *word;
    }
    *at = '\0';
    return out;
}

static void help(void)
{
    struct buf out = BUF_WITH_LIMIT(1 << 20);
    help_overall(&out);
    for (size_t i = 0; i < command_count; i++)
        says(&out, commands[i].name);
    for (size_t i = 0; i < global_option_count; i++)
        says(&out, global_options[i].name);
    for (size_t i = 0; i < command_count; i++) {
        buf_clear(&out);
        help_command(&commands[i], &out);
        if (commands[i].operands[0] != '\0')
            says(&out, commands[i].operands);
        for (size_t j = 0; j < commands[i].option_count; j++)
            says(&out, commands[i].options[j].name);
        for (struct text rest = buf_text(&out), line; text_take_line(&rest, &line);)
            CHECK(line.len <= 90);
    }
    buf_finish(&out);
}

static void manual(void)
{
    struct buf out = BUF_WITH_LIMIT(1 << 20);
    char word[128];
    man_page(&out);
    CHECK(text_starts(buf_text(&out), TEXT(".TH UNDERSTUDY 1 ")));
    for (size_t i = 0; i < command_count; i++) {
        (void)snprintf(word, sizeof word, ".SS %s ", commands[i].name);
        says(&out, word);
        for (size_t j = 0; j < commands[i].option_count; j++)
            says(&out, in_troff(commands[i].options[j].name, word));
    }
    for (size_t i = 0; i < global_option_count; i++)
        says(&out, in_troff(global_options[i].name, word));
    for (size_t i = 0; i < config_key_count; i++)
        says(&out, config_keys[i].name);
    says(&out, "UNDERSTUDY_IMDB_PAGE_REQUESTS_PER_SECOND");
    for (struct text rest = buf_text(&out), line; text_take_line(&rest, &line);) {
        /* a line that begins with a dot is a request that we mean */
        static const char *const requests[] = { ".TH", ".SH", ".SS", ".TP", ".PP", ".nf", ".fi", ".RS", ".RE" };
        bool good = line.len == 0 || line.at[0] != '.';
        for (size_t i = 0; i < COUNT_OF(requests) && !good; i++)
            good = text_starts(line, text_of(requests[i]));
        CHECK(good && (line.len == 0 || line.at[0] != '\''));
        for (size_t i = 0; i < line.len; i++)
            CHECK((unsigned char)line.at[i] < 0x80); /* troff reads no UTF-8 by itself */
    }
    buf_finish(&out);
}

static void completion(void)
{
    struct buf out = BUF_WITH_LIMIT(1 << 20);
    completion_bash(&out);
    for (size_t i = 0; i < command_count; i++) {
        says(&out, commands[i].name);
        for (size_t j = 0; j < commands[i].option_count; j++)
            says(&out, commands[i].options[j].name);
    }
    for (size_t i = 0; i < global_option_count; i++)
        says(&out, global_options[i].name);
    says(&out, "words='import refresh status'"); /* choices, without what follows each */
    says(&out, "words='list show retry give-up edit merge undo accept refuse contribute'");
    buf_finish(&out);
}

static void example(void)
{
    struct buf out = BUF_WITH_LIMIT(1 << 20);
    example_config(&out);
    for (size_t i = 0; i < config_key_count; i++) {
        struct text name = text_of(config_keys[i].name);
        struct text section = text_take_until(&name, '.');
        char line[160];
        (void)snprintf(line, sizeof line, "\n[%.*s]\n", TEXT_ARG(section));
        says(&out, line);
        (void)snprintf(line, sizeof line, "\n#%.*s =", TEXT_ARG(name));
        says(&out, line);
    }
    says(&out, "\n#requests_per_second = 0.5\n");
    says(&out, "; default: sqlite:$XDG_DATA_HOME/understudy/understudy.db\n#url =\n"); /* nothing to copy */
    buf_finish(&out);
}

static void table(void)
{
    for (size_t i = 0; i < command_count; i++) {
        const struct command *command = &commands[i];
        CHECK_ROW(command->name);
        CHECK(command_find(text_of(command->name)) == command);
        CHECK(i == 0 || strcmp(commands[i - 1].name, command->name) < 0); /* alphabetical, and unique */
        CHECK(command->run != NULL && command->summary != NULL && command->text != NULL && command->examples != NULL);
        CHECK(command->operands_min <= command->operands_max);
        CHECK(command->option_count <= COMMAND_OPTIONS_MAX);
        for (size_t j = 0; j < COMMAND_OPTIONS_MAX; j++)
            CHECK((command->options[j].name != NULL) == (j < command->option_count));
    }
    CHECK(command_find(TEXT("perform")) == NULL);
    CHECK(command_find(TEXT("")) == NULL);
}

int main(void)
{
    RUN(help);
    RUN(manual);
    RUN(completion);
    RUN(example);
    RUN(table);
    return check_done();
}
