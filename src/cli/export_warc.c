/* Kept answers as WARC 1.1, so that other tools read them. What the store keeps of an HTTP head is its status and
 * content type; the rest was never kept, and is not made up. */
#include "base/clock.h"
#include "cli/export.h"
#include "cli/output.h"

/* A record's name: the same whenever the same answer is exported. 32 hex digits of the body's digest, in which the
 * fetch takes the place of the last ones: one body may have come twice. */
static struct text record_id(const struct kept_answer *kept, struct arena *arena)
{
    const char *hex = kept->sha256.at;
    return arena_printf(arena, "<urn:uuid:%.8s-%.4s-8%.3s-8%.3s-%012llx>", hex, hex + 8, hex + 12, hex + 15,
                        (unsigned long long)kept->id & 0xFFFFFFFFFFFFull);
}

void warc_header(int64_t now_ms, struct buf *out)
{
    char iso[CLOCK_ISO_BYTES];
    static const char fields[] = "software: understudy " UNDERSTUDY_VERSION "\r\n"
                                 "format: WARC File Format 1.1\r\n"
                                 "description: answers as kept; of the HTTP heads status and content type alone\r\n";
    (void)buf_printf(out,
                     "WARC/1.1\r\nWARC-Type: warcinfo\r\nWARC-Date: %s\r\n"
                     "WARC-Record-ID: <urn:uuid:00000000-0000-8000-8000-000000000000>\r\n"
                     "Content-Type: application/warc-fields\r\nContent-Length: %zu\r\n\r\n%s\r\n\r\n",
                     clock_iso(now_ms, iso), sizeof fields - 1, fields);
}

static bool is_one_word(struct text t)
{
    for (size_t i = 0; i < t.len; i++) {
        if ((unsigned char)t.at[i] <= ' ' || t.at[i] == 0x7F)
            return false;
    }
    return t.len > 0;
}

static bool is_one_line(struct text t)
{
    for (size_t i = 0; i < t.len; i++) {
        if ((unsigned char)t.at[i] < ' ' || t.at[i] == 0x7F)
            return false;
    }
    return t.len > 0;
}

bool warc_answer(const struct kept_answer *kept, struct arena *arena, struct buf *out)
{
    char iso[CLOCK_ISO_BYTES];
    if (!is_one_word(kept->url) || kept->sha256.len != 64 || kept->http_status < 100 || kept->http_status > 999)
        return false;
    struct text type = is_one_line(kept->content_type)
                           ? arena_printf(arena, "Content-Type: %.*s\r\n", TEXT_ARG(kept->content_type))
                           : TEXT("");
    struct text head = arena_printf(arena, "HTTP/1.1 %d \r\n%.*sContent-Length: %zu\r\n\r\n", kept->http_status,
                                    TEXT_ARG(type), kept->body.len);
    (void)buf_printf(out,
                     "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: %.*s\r\nWARC-Date: %s\r\n"
                     "WARC-Record-ID: %.*s\r\nWARC-Payload-Digest: sha256:%.*s\r\n"
                     "Content-Type: application/http;msgtype=response\r\nContent-Length: %zu\r\n\r\n",
                     TEXT_ARG(kept->url), clock_iso(kept->fetched_at_ms, iso), TEXT_ARG(record_id(kept, arena)),
                     TEXT_ARG(kept->sha256), head.len + kept->body.len);
    (void)buf_add(out, head);
    (void)buf_add(out, kept->body);
    (void)buf_add(out, TEXT("\r\n\r\n"));
    return !out->overflow;
}
