/* An answer's bytes made ready for raw_answers. */
#include "store/packed.h"

#include "base/digest.h"
#include "base/zstandard.h"

enum status packed_make(struct store *store, struct text body, bool anew, struct packed_answer *out, struct error *err)
{
    char hex[DIGEST_HEX_BYTES];
    struct packed_answer made = { 0 };
    struct number known = { 0 };
    if (!text_known(body)) {
        *out = made;
        return OK;
    }
    made.sha256 = arena_text(&store->scratch, text_of(digest_sha256_hex(body, hex)));
    enum status status = OK;
    if (!anew)
        status = db_run_returning(store->db, SQL_ANSWER_KNOWN, DB_VALUES(db_text(made.sha256)), &known, err);
    if (status == OK && !known.known) {
        /* zstd's bound is 1/256 and a few bytes above the input */
        struct buf buf = BUF_WITH_LIMIT(body.len + body.len / 128 + 1024);
        status = zstandard_pack(body, &buf, err);
        if (status == OK)
            made.body = arena_text(&store->scratch, buf_text(&buf));
        buf_finish(&buf);
    }
    if (status == OK)
        *out = made;
    return status;
}
