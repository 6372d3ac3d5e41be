/* Lines of an INI file. */
#include "daemon/ini.h"

void ini_open(struct ini *ini, struct text file, struct text bytes)
{
    (void)text_take(&bytes, TEXT("\xEF\xBB\xBF")); /* an editor's byte order mark */
    *ini = (struct ini){ .file = file, .rest = bytes };
}

static enum status refuse(const struct ini *ini, struct error *err, const char *why)
{
    return error_set(err, INVALID, "%.*s:%zu: %s", TEXT_ARG(ini->file), ini->line, why);
}

static bool is_name(struct text t)
{
    for (size_t i = 0; i < t.len; i++) {
        char c = t.at[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'))
            return false;
    }
    return t.len > 0;
}

static bool has_control(struct text t)
{
    for (size_t i = 0; i < t.len; i++) {
        unsigned char c = (unsigned char)t.at[i];
        if ((c < 0x20 && c != '\t') || c == 0x7F)
            return true;
    }
    return false;
}

static enum status read_section(struct ini *ini, struct text line, struct error *err)
{
    struct text name = text_trim(text_from(line.at + 1, line.len > 1 ? line.len - 2 : 0));
    if (line.at[line.len - 1] != ']' || !is_name(name))
        return refuse(ini, err, "not a section; write [name] alone on its line");
    ini->section = name;
    return OK;
}

static enum status read_entry(struct ini *ini, struct text line, struct ini_entry *out, struct error *err)
{
    struct text value = line;
    struct text key = text_take_until(&value, '=');
    if (key.len == line.len)
        return refuse(ini, err, "no '=' in the line; write key = value, and # before a comment");
    key = text_trim(key);
    value = text_trim(value);
    if (!is_name(key))
        return refuse(ini, err, "no key before '='; keys are letters, digits and '_'");
    if (!text_known(ini->section))
        return refuse(ini, err, "key before any section; put a [section] line above it");
    if (value.len > 0 && value.at[0] == '"') {
        if (value.len < 2 || value.at[value.len - 1] != '"')
            return refuse(ini, err, "the quote is not closed");
        value = text_from(value.at + 1, value.len - 2);
    }
    *out = (struct ini_entry){ .section = ini->section, .key = key, .value = value, .line = ini->line };
    return OK;
}

enum status ini_next(struct ini *ini, struct ini_entry *out, struct error *err)
{
    struct text line;
    while (text_take_line(&ini->rest, &line)) {
        ini->line++;
        if (line.len > INI_LINE_BYTES_MAX)
            return refuse(ini, err, "line longer than 4096 bytes");
        if (!text_is_utf8(line) || has_control(line))
            return refuse(ini, err, "not text: control characters or bytes that are not UTF-8");
        line = text_trim(line);
        if (line.len == 0 || line.at[0] == '#' || line.at[0] == ';')
            continue;
        if (line.at[0] != '[')
            return read_entry(ini, line, out, err);
        enum status status = read_section(ini, line, err);
        if (status != OK)
            return status;
    }
    return NOT_FOUND;
}
