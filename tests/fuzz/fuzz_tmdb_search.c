/* TMDb's answers to a title search: hits are bounded, have an id and a title, and each id once; only a whole answer can
 * be an absence. The same bytes as a title: the URL holds no byte that would end the query. */
#include "fuzz.h"
#include "json_mutator.h"
#include "source/tmdb_search.h"

static struct arena arena;

static void check_url(struct text title)
{
    const struct tmdb_search_ask ask = { .title = title };
    struct text url = tmdb_search_url(TEXT("https://api.example/3"), &ask, (struct text){ 0 }, &arena);
    struct text query = url;
    if (!text_known(url))
        return;
    LAW(text_take(&query, TEXT("https://api.example/3/search/movie?query=")));
    LAW(text_ends(query, TEXT("&include_adult=false&page=1")));
    struct text encoded = text_take_until(&query, '&');
    LAW(encoded.len > 0 && encoded.len <= 3 * TMDB_QUERY_BYTES_MAX);
    LAW(text_equal(query, TEXT("include_adult=false&page=1")));
    for (size_t i = 0; i < encoded.len; i++)
        LAW(encoded.at[i] > ' ' && encoded.at[i] != '#' && encoded.at[i] != '+' && (unsigned char)encoded.at[i] < 0x7F);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct tmdb_search search;
    struct text body = fuzz_text(data, size);
    tmdb_read_search(body, &arena, &search);
    LAW(search.class == &answer_found || search.class == &answer_absent || search.class == &answer_malformed);
    LAW(search.hit_count <= TMDB_HITS_MAX && (search.hit_count > 0) == (search.class == &answer_found));
    LAW(search.class != &answer_absent || search.total_pages <= 1);
    for (size_t i = 0; i < search.hit_count; i++) {
        const struct tmdb_hit *hit = &search.hits[i];
        LAW(hit->tmdb_id > 0 && !(text_empty(hit->title) && text_empty(hit->original_title)));
        LAW(text_is_utf8(hit->title) && text_is_utf8(hit->original_title));
        LAW(hit->year.known == text_known(hit->release_date));
        for (size_t k = 0; k < i; k++)
            LAW(search.hits[k].tmdb_id != hit->tmdb_id);
        check_url(hit->title);
    }
    check_url(body);
    arena_reset(&arena);
    return 0;
}
