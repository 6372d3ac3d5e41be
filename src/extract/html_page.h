/* The HTML around the data: a tag found by a word in it, the title that a page is about, what stands in the title bar.
 * No HTML parser: pages come as IMDb sent them, as a browser saved them, minified or indented. Pure. */
#ifndef UNDERSTUDY_EXTRACT_HTML_PAGE_H
#define UNDERSTUDY_EXTRACT_HTML_PAGE_H

#include "base/text.h"

/* The next tag `name` ("script", in either case) with `word` among its attributes, unless it is commented out:
 * *out_tag is what stands between < and >, *rest goes on behind it. False, and *rest at its end, when there is none. */
bool html_next_tag(struct text *rest, const char *name, struct text word, struct text *out_tag);

/* The JSON that `content`, which starts behind a <script> tag, starts with: white space, a comment mark or a CDATA mark
 * before it are skipped. False when it starts with neither { nor [. */
bool html_script_json(struct text content, struct text *out_json);

/* The id in an address: "/title/tt0944947/", "https://www.imdb.com/de/name/nm3592338?ref_=x". Unknown when the folder
 * is not in it, or what follows is no id. */
struct text html_id_in_url(struct text url, struct text folder, bool (*is_id)(struct text));

/* The address that the Wayback Machine made "/web/20121012000000im_/http://…" of; any other as it is. */
struct text html_archived_url(struct text url);

/* The title whose page this is, by its canonical link or its og:url; else unknown. */
struct text html_title_id(struct text page);

/* The text of the first <title> that has one, not decoded. */
struct text html_title_bar(struct text page);

#endif
