/* The example configuration: every key with what it means, commented out. */
#include "cli/manual.h"

/* A default that the program puts together ($XDG_DATA_HOME, the contact) is no value to copy. */
static bool can_be_copied(struct text standard)
{
    return text_known(standard) && !text_contains(standard, TEXT("$")) && !text_contains(standard, TEXT("("));
}

static void add_key(struct buf *out, const struct config_key *key, struct text name)
{
    struct text standard = text_of(key->standard);
    (void)buf_printf(out, "\n# %s", key->help);
    if (can_be_copied(standard)) {
        (void)buf_printf(out, "\n#%.*s = %s\n", TEXT_ARG(name), key->standard);
        return;
    }
    if (text_known(standard))
        (void)buf_printf(out, "; default: %s", key->standard);
    (void)buf_printf(out, "\n#%.*s =\n", TEXT_ARG(name));
}

void example_config(struct buf *out)
{
    (void)buf_add_z(
        out, "# Configuration of understudy: an example that changes nothing, for every key stands here with its\n"
             "# default and is commented out. The environment (UNDERSTUDY_SECTION_KEY) goes before this file;\n"
             "# `understudy doctor` prints each value and where it came from.\n");
    struct text section = { 0 };
    for (size_t i = 0; i < config_key_count; i++) {
        struct text name = text_of(config_keys[i].name);
        struct text here = text_take_until(&name, '.');
        if (!text_equal(here, section))
            (void)buf_printf(out, "\n[%.*s]\n", TEXT_ARG(here));
        section = here;
        add_key(out, &config_keys[i], name);
    }
}
