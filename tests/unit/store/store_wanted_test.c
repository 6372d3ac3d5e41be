/* Wanted ids and merged ids. */
#include "store_help.h"

static void an_id_is_wanted_once(void)
{
    help_start();
    struct arena arena = { 0 };
    struct error err = { 0 };
    struct store *store = help_open();
    struct wanted got;
    CHECK_INT(store_wanted_get(store, TEXT("tt9000001"), &arena, &got, &err), NOT_FOUND);
    CHECK(strstr(err.text, "tt9000001") != NULL);

    struct wanted ask = { .imdb_id = TEXT("tt9000001"), .asked_at_ms = NOW_MS };
    CHECK_OK(store_wanted_add(store, &ask, &err));
    CHECK_OK(store_wanted_get(store, TEXT("tt9000001"), &arena, &got, &err));
    CHECK(!text_known(got.title) && !got.year.known && !text_known(got.context) && !text_known(got.outcome));
    CHECK_INT(got.asked_at_ms, NOW_MS);
    CHECK_INT(got.answered_at_ms, 0);

    /* Later knowledge fills what is missing, and never replaces. */
    struct wanted more = { .imdb_id = TEXT("tt9000001"),
                           .title = TEXT("L\xc3\xa0 'Qu\"ote; DROP TABLE wanted"),
                           .year = number_of(1987),
                           .context = TEXT("{\"festival\":\"Nowhere\"}"),
                           .outcome = TEXT("full"),
                           .asked_at_ms = NOW_MS + 5000 };
    CHECK_OK(store_wanted_add(store, &more, &err));
    struct wanted other = { .imdb_id = TEXT("tt9000001"), .title = TEXT("Other"), .year = number_of(2001) };
    other.asked_at_ms = NOW_MS + 9000;
    CHECK_OK(store_wanted_add(store, &other, &err));
    store_close(&store);
    store = help_open();
    CHECK_OK(store_wanted_get(store, TEXT("tt9000001"), &arena, &got, &err));
    CHECK_TEXT_Z(got.imdb_id, "tt9000001");
    CHECK_TEXT(got.title, more.title);
    CHECK_INT(got.year.value, 1987);
    CHECK_JSON(got.context, more.context.at);
    CHECK(!text_known(got.outcome)); /* asking is no answer */
    CHECK_INT(got.asked_at_ms, NOW_MS);
    CHECK_INT(help_int("SELECT count(*) FROM wanted"), 1);
    store_close(&store);
    arena_finish(&arena);
    help_stop();
}

static void two_connections_see_each_other(void)
{
    help_start();
    struct arena arena = { 0 };
    struct error err = { 0 };
    struct store *one = help_open(), *two = help_open();
    struct wanted got;
    for (int i = 0; i < 20; i++) {
        struct text id = arena_printf(&arena, "tt%07d", i);
        struct wanted ask = { .imdb_id = id, .asked_at_ms = NOW_MS };
        CHECK_OK(store_wanted_add(i % 2 != 0 ? one : two, &ask, &err));
        CHECK_OK(store_wanted_get(i % 2 != 0 ? two : one, id, &arena, &got, &err));
    }
    CHECK_INT(help_int("SELECT count(*) FROM wanted"), 20);
    store_close(&one);
    store_close(&two);
    arena_finish(&arena);
    help_stop();
}

static void merge(struct store *store, struct text from, struct text to)
{
    struct error err = { 0 };
    struct lookup_write write = { .imdb_id = from, .canonical_id = to, .outcome = TEXT("unknown"), .now_ms = NOW_MS };
    CHECK_OK(store_lookup_write(store, &write, &err));
}

static void follow(struct store *store, const char *from, const char *to)
{
    struct error err = { 0 };
    struct arena arena = { 0 };
    struct text got = { 0 };
    CHECK_ROW(from);
    CHECK_OK(store_remap_get(store, text_of(from), &arena, &got, &err));
    CHECK_TEXT_Z(got, to);
    arena_finish(&arena);
}

static void merged_ids_are_followed(void)
{
    struct store *store = help_open_memory();
    follow(store, "tt0000001", "tt0000001");
    merge(store, TEXT("tt0000001"), TEXT("tt0000002"));
    merge(store, TEXT("tt0000002"), TEXT("tt0000003"));
    follow(store, "tt0000001", "tt0000003");
    /* IMDb changes its mind: what it says now is the end of the chain, and there is no ring */
    merge(store, TEXT("tt0000003"), TEXT("tt0000001"));
    follow(store, "tt0000003", "tt0000001");
    follow(store, "tt0000001", "tt0000001");
    follow(store, "tt0000002", "tt0000001");
    /* seven in a row: five are followed */
    static const char *const chain[] = { "tt0000011", "tt0000012", "tt0000013", "tt0000014",
                                         "tt0000015", "tt0000016", "tt0000017" };
    for (size_t i = 1; i < COUNT_OF(chain); i++)
        merge(store, text_of(chain[i - 1]), text_of(chain[i]));
    follow(store, "tt0000011", "tt0000016");
    follow(store, "tt0000012", "tt0000017");
    store_close(&store);
}

int main(void)
{
    RUN(an_id_is_wanted_once);
    RUN(two_connections_see_each_other);
    RUN(merged_ids_are_followed);
    return check_done();
}
