/* Webhooks: the signature against the specification's vector, keys, ids. */
#include "base/base64.h"
#include "base/compiler.h"
#include "check.h"
#include "work/webhook.h"

static struct arena arena;

/* The example that the specification's own libraries are tested with. */
static void the_known_vector(void)
{
    struct webhooks hooks = { .key_count = 1 };
    CHECK(webhook_key(TEXT("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), &arena, &hooks.keys[0]));
    struct text id = TEXT("msg_p5jXN8AQM9LWM0D4loKWxJek"), body = TEXT("{\"test\": 2432232314}");
    CHECK_TEXT_Z(webhook_signature(&hooks, id, 1614265330, body, &arena),
                 "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    hooks.keys[1] = hooks.keys[0];
    hooks.key_count = 2;
    CHECK_TEXT_Z(webhook_signature(&hooks, id, 1614265330, body, &arena),
                 "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE= v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

static struct text secret_of(size_t bytes)
{
    struct text raw = arena_printf(&arena, "%0*d", (int)(bytes > 0 ? bytes : 1), 0);
    raw.len = bytes;
    return arena_printf(&arena, "whsec_%.*s", TEXT_ARG(base64_encode(raw, &arena)));
}

static void keys(void)
{
    struct text key;
    for (size_t bytes = 0; bytes < 80; bytes++) {
        bool good = webhook_key(secret_of(bytes), &arena, &key);
        CHECK_INT(good, bytes >= WEBHOOK_KEY_BYTES_MIN && bytes <= WEBHOOK_KEY_BYTES_MAX);
        CHECK(!good || key.len == bytes);
    }
    static const char *const bad[] = { "",
                                       "whsec_",
                                       "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                                       "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS!",
                                       "WHSEC_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                                       "whsec_MfKQ9r8GKYqrTwjU PD8ILPZIo2LaLaSw" };
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        CHECK_ROW(bad[i]);
        CHECK(!webhook_key(text_of(bad[i]), &arena, &key));
    }
}

/* The same for every attempt; another for another event, film, time or number. */
static void ids(void)
{
    const struct history_entry one = { .id = 7, .at_ms = 1000, .event = TEXT("created"), .imdb_id = TEXT("tt9900001") };
    struct history_entry others[] = { one, one, one, one };
    others[0].id = 8;
    others[1].at_ms = 2000;
    others[2].event = TEXT("upgraded");
    others[3].imdb_id = TEXT("tt9900002");
    struct text id = webhook_id(&one, &arena);
    CHECK(text_starts(id, TEXT("evt_7_")) && id.len == 6 + 16 && !text_contains(id, TEXT(".")));
    CHECK(text_equal(id, webhook_id(&one, &arena)));
    for (size_t i = 0; i < COUNT_OF(others); i++)
        CHECK(!text_equal(id, webhook_id(&others[i], &arena)));
}

static void base64(void)
{
    static const struct {
        const char *raw, *coded;
    } rows[] = { { "", "" },
                 { "f", "Zg==" },
                 { "fo", "Zm8=" },
                 { "foo", "Zm9v" },
                 { "foob", "Zm9vYg==" },
                 { "fooba", "Zm9vYmE=" },
                 { "foobar", "Zm9vYmFy" } };
    char out[8];
    size_t len;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        CHECK_ROW(rows[i].coded);
        CHECK_TEXT_Z(base64_encode(text_of(rows[i].raw), &arena), rows[i].coded);
        CHECK(base64_decode(text_of(rows[i].coded), out, sizeof out, &len));
        CHECK_TEXT_Z(text_from(out, len), rows[i].raw);
    }
    CHECK(!base64_decode(TEXT("Zm9vYmFy"), out, 5, &len));
    CHECK(!base64_decode(TEXT("Zm9v-mFy"), out, sizeof out, &len));
}

int main(void)
{
    RUN(the_known_vector);
    RUN(keys);
    RUN(ids);
    RUN(base64);
    arena_finish(&arena);
    return check_done();
}
