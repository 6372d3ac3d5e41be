/* Films as lines of CSV, as NFO documents of Kodi and Jellyfin, and where the latter are written; answers as WARC. */
#ifndef UNDERSTUDY_CLI_EXPORT_H
#define UNDERSTUDY_CLI_EXPORT_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "store/kept.h"
#include "store/store.h"

#include <stddef.h>

/* Names and licences of the sources that the record's fields came from, each once: "tmdb [TMDB-API-terms]; …". */
struct text export_sources(const struct stored_movie *film, struct arena *arena);

/* RFC 4180: a header, then a line a film, each ended by CR LF. A text that a spreadsheet would take for a formula (one
 * that begins with = + - @, their full-width forms, or a control character) gets an apostrophe before it: anybody may
 * edit titles at the sources, and a list of films must not run anything. */
void csv_header(struct buf *out);
void csv_film(const struct stored_movie *film, struct arena *arena, struct buf *out);

/* One XML document, UTF-8. What XML 1.0 has no place for becomes U+FFFD. */
struct text nfo_film(const struct stored_movie *film, struct arena *arena);

/* WARC 1.1 (ISO 28500): the record that begins a file, and one `response` for a kept answer. False, and nothing is to
 * be written, when the answer has no address. */
void warc_header(int64_t now_ms, struct buf *out);
bool warc_answer(const struct kept_answer *kept, struct arena *arena, struct buf *out);

/* A folder into which files are written, each whole or not at all: aside, then renamed. */
struct folder {
    int fd;
    struct text path; /* for people */
};
/* Made when it is not there (its parent must be). BROKEN with the reason. */
MUST_CHECK enum status folder_open(struct text path, struct folder *out, struct error *err);
/* `name` is a plain name, never a path. What stands there goes, a link itself and not what it points to. */
MUST_CHECK enum status folder_write(const struct folder *folder, struct text name, struct text bytes,
                                    struct arena *arena, struct error *err);
void folder_close(struct folder *folder);

/* The record as lookup prints it, with `import_status`. */
void json_export(const struct stored_movie *film, struct arena *arena, struct buf *out);

#endif
