/* Wikidata: the query. Its columns are told in wikidata.c. */
#include "base/buf.h"
#include "http/http.h"
#include "source/wikidata.h"

#include <assert.h>

/* Statements of deprecated rank are out everywhere: wdt: has only those of the best rank, and where all others count
 * (a title has many dates) the rank is asked for. UNION keeps the rows as many as there are facts. */
#define NOT_DEPRECATED "wikibase:rank ?r.FILTER(?r!=wikibase:DeprecatedRank)"
static const char query_head[] = "SELECT DISTINCT ?i ?m ?k ?v ?vLabel ?a ?b WHERE{VALUES ?i{";
static const char query_tail[] =
    "}?m wdt:P345 ?i."
    "{?m wdt:P345 ?v.BIND(\"imdb\" AS ?k)}"
    "UNION{?m p:P4947 ?s.?s ps:P4947 ?v;" NOT_DEPRECATED "BIND(\"tmdb\" AS ?k)}"
    "UNION{?m wdt:P31 ?v.BIND(\"class\" AS ?k)}"
    "UNION{?m wdt:P136 ?v.BIND(\"class\" AS ?k)}"
    "UNION{?m rdfs:label ?v.FILTER(LANG(?v) IN(\"en\",\"mul\"))BIND(\"label\" AS ?k)}"
    "UNION{?m wdt:P364/wdt:P218 ?l;rdfs:label ?v.FILTER(LANG(?v)=?l)BIND(\"label\" AS ?k)}"
    "UNION{?m p:P577 ?s.?s psv:P577 ?t;" NOT_DEPRECATED
    "?t wikibase:timeValue ?v;wikibase:timePrecision ?a.OPTIONAL{?s pq:P291/wdt:P297 ?b}BIND(\"date\" AS ?k)}"
    "UNION{?m p:P2047 ?s.?s a wikibase:BestRank;psv:P2047 ?t."
    "?t wikibase:quantityAmount ?v;wikibase:quantityUnit ?a.BIND(\"length\" AS ?k)}"
    "UNION{?m wdt:P57 ?v.OPTIONAL{?v wdt:P345 ?a}BIND(\"director\" AS ?k)}"
    "UNION{?m wdt:P58 ?v.OPTIONAL{?v wdt:P345 ?a}BIND(\"writer\" AS ?k)}"
    "UNION{?m p:P161 ?s.?s ps:P161 ?v;" NOT_DEPRECATED
    "OPTIONAL{?v wdt:P345 ?a}OPTIONAL{?s pq:P1545 ?b}BIND(\"cast\" AS ?k)}"
    "UNION{?m wdt:P495 ?v.OPTIONAL{?v wdt:P297 ?a}BIND(\"country\" AS ?k)}"
    "UNION{?m wdt:P364 ?v.OPTIONAL{?v wdt:P218 ?a}OPTIONAL{?v wdt:P220 ?b}BIND(\"language\" AS ?k)}"
    "SERVICE wikibase:label{bd:serviceParam wikibase:language \"en,mul\".}"
    "}ORDER BY ?i ?m ?k ?v ?a ?b";

struct text wikidata_url(struct text query_url, const struct text *imdb_ids, size_t count, struct arena *arena)
{
    struct buf query = BUF_WITH_LIMIT(WIKIDATA_URL_BYTES_MAX);
    assert(count > 0 && count <= WIKIDATA_IDS_MAX);
    (void)buf_add_z(&query, query_head);
    for (size_t i = 0; i < count; i++) {
        assert(movie_is_imdb_id(imdb_ids[i])); /* and so nothing that ends the string */
        (void)buf_printf(&query, "\"%.*s\" ", TEXT_ARG(imdb_ids[i]));
    }
    (void)buf_add_z(&query, query_tail);
    assert(!query.overflow);
    struct text encoded = http_encode(buf_text(&query), arena);
    buf_finish(&query);
    return arena_printf(arena, "%.*s?query=%.*s&format=json", TEXT_ARG(query_url), TEXT_ARG(encoded));
}
