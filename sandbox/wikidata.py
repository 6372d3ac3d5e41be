"""Wikidata's query service about the fictional films: the rows that the program's one SPARQL query asks for.

The stand-in is no SPARQL engine: it answers only the branches (BIND("kind" AS ?k)) that the query has, for the ids in
its VALUES. Shapes: SPARQL 1.1 Query Results JSON and the errors of query.wikidata.org (facts/imdb-access.md §1f)."""
from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

from films import Coded, Film, Person, country_code, films, known_to, language_code

Json = dict[str, Any]
Reply = tuple[int, str, str]  # status, content type, body

ENTITY = "http://www.wikidata.org/entity/"
XSD = "http://www.w3.org/2001/XMLSchema#"
URL_BYTES_MAX = 8000
TYPES = {"movie": "Q11424", "short": "Q24862", "tvMovie": "Q506240", "tvShort": "Q24862", "tvSpecial": "Q1261214",
         "tvSeries": "Q5398426", "tvMiniSeries": "Q1259759", "tvEpisode": "Q21191270", "videoGame": "Q7889",
         "musicVideo": "Q193977", "podcastSeries": "Q24634210", "video": "Q11424"}
GENRES = {"Action": "Q188473", "Adventure": "Q319221", "Animation": "Q202866", "Biography": "Q645928",
          "Comedy": "Q157443", "Crime": "Q959790", "Documentary": "Q93204", "Drama": "Q130232", "Family": "Q1361932",
          "Fantasy": "Q157394", "History": "Q17013749", "Horror": "Q200092", "Mystery": "Q1200678",
          "Romance": "Q1054574", "Sci-Fi": "Q471839", "Thriller": "Q2484376", "War": "Q369747"}
MINUTE, HOUR, SECOND = "Q7727", "Q25235", "Q11574"
ISO_639_3 = {"pt": "por", "gl": "glg", "en": "eng", "mi": "mri", "it": "ita", "es": "spa", "ay": "aym", "nl": "nld",
             "pl": "pol", "fr": "fra", "hu": "hun", "et": "est", "sv": "swe", "fi": "fin", "is": "isl", "de": "deu",
             "cs": "ces", "el": "ell", "no": "nor", "bm": "bam", "sl": "slv", "ja": "jpn", "ar": "ara", "ru": "rus",
             "cy": "cym", "da": "dan", "ko": "kor", "ga": "gle", "cmn": "cmn", "yue": "yue", "fil": "fil",
             "nan": "nan", "ase": "ase", "tlh": "tlh", "qbo": "hbs", "zxx": "zxx"}


@dataclass(frozen=True)
class Gap:
    """How Wikidata's knowledge of a film differs from films.json."""
    missing: bool = False                # no item has the id
    kinds: frozenset[str] = frozenset()  # kinds of facts that the item lacks
    tmdb: tuple[int, ...] = ()           # P4947
    items: int = 1                       # as many items have the id
    other_id: str | None = None          # the item has this IMDb id too
    dates: tuple[Json, ...] = ()         # further dates
    unit: str = MINUTE                   # of the length
    ordinals: bool = False               # the cast has a billing order (P1545)


def _lacks(*kinds: str, **rest: Any) -> Gap:
    return Gap(kinds=frozenset(kinds), **rest)


NOTHING = Gap(missing=True)
GAPS: dict[str, Gap] = {
    "tt9900001": Gap(ordinals=True),
    "tt9900002": Gap(tmdb=(9100002,), dates=({"date": [2019, 9, 20], "country": "GB"},)),
    "tt9900004": _lacks("class", "cast", "length"),
    "tt9900005": NOTHING,
    "tt9900006": Gap(tmdb=(9100006, 9100106)),  # two TMDb ids: no hint
    "tt9900007": Gap(tmdb=(9100007,)),          # whose record names another IMDb id (V1)
    "tt9900008": Gap(tmdb=(9100008,)),          # whose record has no IMDb id: the second proof
    "tt9900009": Gap(tmdb=(9100009,)),          # whose record contradicts everything
    "tt9900014": Gap(unit=HOUR),
    "tt9900017": Gap(unit=SECOND),
    "tt9900021": _lacks("label"),
    "tt9900025": NOTHING, "tt9900026": NOTHING, "tt9900027": NOTHING, "tt9900030": NOTHING, "tt9900031": NOTHING,
    "tt9900032": Gap(items=2),
    "tt9900040": _lacks("director", "country", "language", "date"),
    "tt9900043": NOTHING,
    "tt9900044": Gap(other_id="tt9900043"),
    "tt9900050": NOTHING, "tt9900000047": NOTHING,
    "tt9900063": Gap(tmdb=(9100064,)),          # a short without an IMDb id: kind does not agree
    "tt9900071": Gap(tmdb=(9100071,)),          # whose record has the id, though nothing leads to it
}


@dataclass
class Rows:
    """Rows of one item under way."""
    imdb_id: str
    item: str
    asked: set[str]
    rows: list[Json] = field(default_factory=list)

    def add(self, kind: str, value: Json, **columns: Json) -> None:
        """One row, unless its kind was not asked for."""
        if kind in self.asked:
            self.rows.append({"i": literal(self.imdb_id), "m": entity(self.item), "k": literal(kind), "v": value,
                              **columns})


def literal(value: str, language: str | None = None, datatype: str | None = None) -> Json:
    """A literal of the results."""
    return {**({"xml:lang": language} if language else {}), **({"datatype": XSD + datatype} if datatype else {}),
            "type": "literal", "value": value}


def entity(item: str) -> Json:
    """An item of the results."""
    return {"type": "uri", "value": ENTITY + item}


def _item_of(kind: int, text: str) -> str:
    """A made-up item, of ten digits: Wikidata is not that far."""
    digits = re.sub(r"\D", "", text) or str(sum(ord(one) * 31 ** n for n, one in enumerate(text)))
    return f"Q99{kind}{int(digits) % 10_000_000:07d}"


def _person(rows: Rows, kind: str, person: Person, **columns: Json) -> None:
    rows.add(kind, entity(_item_of(1, person.id)), vLabel=literal(person.name, "en"), a=literal(person.id), **columns)


def _date(rows: Rows, date: list[int | None], country: str | None) -> None:
    year, month, day = date
    precision = 9 if month is None else 10 if day is None else 11
    columns = {"b": literal(country)} if country else {}
    rows.add("date", literal(f"{year:04d}-{month or 1:02d}-{day or 1:02d}T00:00:00Z", datatype="dateTime"),
             vLabel=literal("a date"), a=literal(str(precision), datatype="integer"), **columns)


def _length(rows: Rows, minutes: int, unit: str) -> None:
    amount = {MINUTE: str(minutes), HOUR: f"{minutes / 60:g}", SECOND: str(minutes * 60)}[unit]
    rows.add("length", literal(amount, datatype="decimal"), vLabel=literal(amount), a=entity(unit))


def _country(rows: Rows, country: Coded) -> None:
    code = country_code(country) if len(country.id) == 2 else None  # countries that are gone have no P297
    rows.add("country", entity(_item_of(2, country.id)), vLabel=literal(country.name, "en"),
             **({"a": literal(code)} if code else {}))


def _language(rows: Rows, language: Coded) -> None:
    code = language_code(language) if len(language.id) == 2 else None
    columns = {"a": literal(code)} if code else {}
    if language.id in ISO_639_3:
        columns["b"] = literal(ISO_639_3[language.id])
    rows.add("language", entity(_item_of(3, language.id)), vLabel=literal(language.name, "en"), **columns)


def _labels(rows: Rows, film: Film) -> None:
    rows.add("label", literal(film.title or "", "en"), vLabel=literal(film.title or ""))
    codes = [language_code(one) for one in film.languages if len(one.id) == 2]
    if len(codes) == 1 and codes[0] != "en" and film.original_title:
        rows.add("label", literal(film.original_title, codes[0]), vLabel=literal(film.original_title))


def _film_rows(whole: Film, asked: set[str]) -> list[Json]:
    gap, film = GAPS.get(whole.id, Gap()), known_to(whole, "wikidata")
    if film is None or gap.missing or film.missing or film.redirect or film.title is None:
        return []
    rows = Rows(film.id, _item_of(0, film.id), asked - gap.kinds)
    for one in (film.id, *([gap.other_id] if gap.other_id else [])):
        rows.add("imdb", literal(one), vLabel=literal(one))
    for number in gap.tmdb:
        rows.add("tmdb", literal(str(number)), vLabel=literal(str(number)))
    classes = [TYPES[film.type]] if film.type in TYPES else []
    for item in classes + [GENRES[one] for one in film.genres if one in GENRES]:
        rows.add("class", entity(item), vLabel=literal("a class", "en"))
    _labels(rows, film)
    if film.date:
        _date(rows, film.date, film.date_country and country_code(film.date_country))
    for further in gap.dates:
        _date(rows, further["date"], further["country"])
    if film.minutes:
        _length(rows, film.minutes, gap.unit)
    for kind, people in (("director", film.directors), ("writer", film.writers)):
        for person in people:
            _person(rows, kind, person)
    for number, person in enumerate(film.cast, 1):
        _person(rows, "cast", person, **({"b": literal(str(number))} if gap.ordinals else {}))
    for country in film.countries:
        _country(rows, country)
    for language in film.languages:
        _language(rows, language)
    for extra in range(1, gap.items):
        rows.item = _item_of(4, film.id + str(extra))
        rows.add("imdb", literal(film.id), vLabel=literal(film.id))
    return rows.rows


def stack_trace(what: str) -> str:
    """What the service writes when a query does not end or is none."""
    return (f"SPARQL-QUERY: queryStr=SELECT ?i\njava.util.concurrent.{what}\n"
            "\tat java.base/java.util.concurrent.FutureTask.get(FutureTask.java:205)\n")


def error(status: int) -> Reply:
    """The service's error body for an HTTP status."""
    if status == 429:
        text = "Too Many Requests - Please retry in 9 seconds."
        return status, "text/html;charset=utf-8", f"<html><head><title>Error 429 {text}</title></head></html>\n"
    if status == 403:
        return status, "text/plain", "You have been banned until 2099-01-01T00:00:00Z, please respect throttling.\n"
    if status in (400, 500):
        return status, "text/plain", stack_trace("TimeoutException" if status == 500 else "ExecutionException")
    return status, "text/html;charset=utf-8", f"<html><head><title>{status}</title></head><body></body></html>\n"


def answer(path: str, target: str, query: dict[str, str], user_agent: str) -> Reply:
    """Status, content type and body for a request; `target` is the path with its query as it came."""
    if path != "/sparql":
        return (200, "text/html;charset=utf-8", "<html><title>Wikidata</title></html>") if path == "/" else error(404)
    if not user_agent:
        return error(403)
    if len(target) > URL_BYTES_MAX:
        return error(414)
    text = query.get("query", "")
    values = re.search(r"VALUES \?i\{([^}]*)\}", text)
    if values is None or text.count("{") != text.count("}") or not text.startswith("SELECT "):
        return error(400)
    asked = set(re.findall(r'BIND\("(\w+)" AS \?k\)', text))
    ids = re.findall(r'"(tt\d+)"', values[1])
    bindings = [row for one in ids if one in films() for row in _film_rows(films()[one], asked)]
    bindings.sort(key=lambda row: [row[one]["value"] if one in row else "" for one in "imkvab"])  # its ORDER BY
    value = {"head": {"vars": ["i", "m", "k", "v", "vLabel", "a", "b"]}, "results": {"bindings": bindings}}
    if query.get("format") != "json":
        return 200, "application/sparql-results+xml;charset=utf-8", "<?xml version='1.0'?><sparql/>"
    return (200, "application/sparql-results+json;charset=utf-8",
            json.dumps(value, ensure_ascii=False, separators=(",", ":")))
