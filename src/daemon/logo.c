/* The file of server.tmdb_logo, and what it is by its first bytes. */
#include "daemon/logo.h"

#include "daemon/file.h"

enum { LOGO_BYTES_MAX = 256 << 10 };

/* What a browser makes of it is decided by the type that we say: an SVG in an <img>, or under our policy, runs nothing.
 */
static const char *type_of(struct text body)
{
    static const char png[] = "\x89PNG\r\n\x1A\n";
    struct text rest = body;
    if (text_starts(body, TEXT(png)))
        return "image/png";
    (void)text_take(&rest, TEXT("\xEF\xBB\xBF"));
    rest = text_trim(rest);
    bool is_xml = text_starts(rest, TEXT("<?xml ")) || text_starts(rest, TEXT("<!--"));
    return text_starts(rest, TEXT("<svg")) || (is_xml && text_contains(rest, TEXT("<svg"))) ? "image/svg+xml" : NULL;
}

enum status logo_read(const struct config *config, struct arena *arena, struct logo *out, struct error *err)
{
    struct text path = config_text(config, "server.tmdb_logo");
    struct buf bytes = BUF_WITH_LIMIT(LOGO_BYTES_MAX);
    struct error why;
    enum status status = OK;
    if (!text_known(path)) {
        *out = (struct logo){ 0 };
        return OK;
    }
    if (file_read(path, &bytes, &why) != OK)
        status = error_set(err, INVALID, "server.tmdb_logo: %s", why.text);
    const char *type = type_of(buf_text(&bytes));
    if (status == OK && type == NULL)
        status = error_set(err, INVALID,
                           "server.tmdb_logo: %.*s is neither SVG nor PNG; the files are at "
                           "https://www.themoviedb.org/about/logos-attribution",
                           TEXT_ARG(path));
    if (status == OK)
        *out = (struct logo){ type, arena_text(arena, buf_text(&bytes)) };
    buf_finish(&bytes);
    return status;
}
