/* An answer's bytes made ready for raw_answers. */
#include "store/packed.h"

#include "base/digest.h"

static enum status pack(struct store *store, struct text body, struct text *out, struct error *err)
{
    /* zstd's bound is 1/256 and a few bytes above the input */
    struct buf buf = BUF_WITH_LIMIT(body.len + body.len / 128 + 1024);
    if (store->packer == NULL)
        store->packer = zstandard_packer_create();
    enum status status = zstandard_pack(store->packer, body, &buf, err);
    if (status == OK)
        *out = arena_text(&store->scratch, buf_text(&buf));
    buf_finish(&buf);
    return status;
}

enum status packed_make(struct store *store, const struct unpacked_answer *answer, struct packed_answer *out,
                        struct error *err)
{
    char hex[DIGEST_HEX_BYTES];
    struct packed_answer made = { .sha256 = answer->sha256 };
    struct number known = { 0 };
    if (!text_known(answer->body)) {
        *out = (struct packed_answer){ 0 };
        return OK;
    }
    if (!text_known(made.sha256))
        made.sha256 = arena_text(&store->scratch, text_of(digest_sha256_hex(answer->body, hex)));
    enum status status = OK;
    if (!answer->anew && riders_bring(store, made.sha256))
        known = number_of(1);
    else if (!answer->anew)
        status = db_run_returning(store->db, SQL_ANSWER_KNOWN, DB_VALUES(db_text(made.sha256)), &known, err);
    if (status == OK && !known.known)
        status = pack(store, answer->body, &made.body, err);
    if (status == OK)
        *out = made;
    return status;
}

bool packed_open(struct text packed, int64_t bytes, struct text sha256, struct arena *arena, struct text *out)
{
    struct buf body = BUF_WITH_LIMIT(bytes > 0 ? (size_t)bytes : 0);
    struct error ignored;
    char hex[DIGEST_HEX_BYTES];
    bool good = text_known(packed) && zstandard_unpack(packed, &body, &ignored) == OK &&
                text_is(sha256, digest_sha256_hex(buf_text(&body), hex));
    if (good)
        *out = body.len > 0 ? arena_text(arena, buf_text(&body)) : TEXT("");
    buf_finish(&body);
    return good;
}

/* In SQLite nobody else writes meanwhile. */
enum status answer_hold(struct store *store, struct text sha256, struct error *err)
{
    if (!text_known(sha256) || db_dialect(store->db) == STORE_SQLITE)
        return OK;
    return db_run(store->db, SQL_ANSWER_HOLD, DB_VALUES(db_text(sha256)), err);
}

enum status answer_let_go(struct store *store, struct text sha256, struct error *err)
{
    enum status status = OK;
    if (db_dialect(store->db) == STORE_POSTGRESQL) /* a statement of its own: the next one sees who came before it */
        status = db_run(store->db, SQL_ANSWER_TURN, DB_VALUES(db_text(sha256)), err);
    return status == OK ? db_run(store->db, SQL_ANSWER_RELEASE, DB_VALUES(db_text(sha256)), err) : status;
}
