"""The fictional films of films.json, or of a file like it, with everything that the file leaves out filled in."""
from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

Json = dict[str, Any]

# IMDb's id to the code a record carries (facts/tmdb.md §4.2 and §4.3), for the ids that films.json uses.
COUNTRY_CODES = {"SUHH": "SU", "XWG": "DE", "DDDE": "XG", "CSHH": "XC", "YUCS": "YU", "XYU": "YU", "ZRCD": "ZR",
                 "BUMM": "BU", "XKV": "XK"}
LANGUAGE_CODES = {"qbo": "sh", "cmn": "zh", "yue": "cn", "fil": "tl", "qbn": "nl", "zxx": "xx", "nan": None,
                  "ase": None, "tlh": None}
# What a film is without a fact; the keys are the words of "lacks", beside "all": the source does not have the film.
WITHOUT: Json = {"date": None, "minutes": None, "plot": None, "genres": [], "rating": None, "directors": [],
                 "writers": [], "cast": [], "countries": [], "languages": [], "poster": None}
FILM_TYPES = ("movie", "tvMovie", "short", "tvShort", "video", "tvSpecial")


@dataclass(frozen=True)
class Person:
    """One credit: who, as whom, with which attribute."""
    id: str
    name: str
    characters: tuple[str, ...] = ()
    attribute: str | None = None

    @staticmethod
    def parse(text: str) -> "Person":
        """'nm… Name = Character / Character ; attribute'"""
        text, _, attribute = text.partition(" ; ")
        text, _, characters = text.partition(" = ")
        person_id, _, name = text.partition(" ")
        if not re.fullmatch(r"nm\d{7,10}", person_id) or not name:
            raise ValueError(f"not a person: {text!r}")
        return Person(person_id, name, tuple(characters.split(" / ")) if characters else (), attribute or None)


@dataclass(frozen=True)
class Coded:
    """A country or language as IMDb prints it."""
    id: str
    name: str

    @staticmethod
    def parse(text: str) -> "Coded":
        code, _, name = text.partition(" ")
        return Coded(code, name)


@dataclass
class Film:
    """One title as IMDb knows it, and what TMDb's stand-in makes of it."""
    id: str
    what: str
    title: str | None = None
    original_title: str | None = None
    type: str = "movie"
    year: int | None = None
    end_year: int | None = None
    date: list[int | None] | None = None
    date_country: Coded | None = None
    minutes: int | None = None
    plot: str | None = None
    genres: list[str] = field(default_factory=list)
    rating: float | None = None
    votes: int = 0
    directors: list[Person] = field(default_factory=list)
    writers: list[Person] = field(default_factory=list)
    cast: list[Person] = field(default_factory=list)
    cast_category: str = "actor"
    countries: list[Coded] = field(default_factory=list)
    languages: list[Coded] = field(default_factory=list)
    poster: str | None = None
    adult: bool = False
    status: Coded = Coded("released", "Released")
    series: Coded | None = None
    canonical: str = ""
    redirect: str | None = None
    missing: bool = False
    tmdb: list[Json] = field(default_factory=list)
    find: list[Json] = field(default_factory=list)
    lacks: dict[str, list[str]] = field(default_factory=dict)  # word of sources.order: what that source does not know

    @property
    def number(self) -> int:
        """The digits of the id, small enough to make other numbers from."""
        return int(self.id[2:]) % 1_000_000


def _film(raw: Json, by_id: dict[str, Json]) -> Film:
    if "same_as" in raw:
        raw = {**by_id[raw["same_as"]], **{key: value for key, value in raw.items() if key != "same_as"}}
    film = Film(id=raw["id"], what=raw["what"])
    for name in ("title", "type", "year", "end_year", "date", "minutes", "plot", "genres", "rating", "votes", "adult",
                 "cast_category", "redirect", "tmdb", "find", "lacks"):
        if name in raw:
            setattr(film, name, raw[name])
    film.original_title = raw.get("original_title", film.title)
    film.canonical = raw.get("canonical", film.id)
    film.missing = raw.get("page") == "404"
    for name in ("directors", "writers", "cast"):
        setattr(film, name, [Person.parse(text) for text in raw.get(name, [])])
    film.cast += [Person(f"nm99{film.number:05d}{n:02d}", f"Player No. {n}", (f"Man {n}",))
                  for n in range(1, raw.get("cast_count", 0) + 1)]
    for name in ("countries", "languages"):
        setattr(film, name, [Coded.parse(text) for text in raw.get(name, [])])
    for name in ("date_country", "status", "series"):
        if name in raw:
            setattr(film, name, Coded.parse(raw[name]))
    if raw.get("poster", film.title is not None):
        film.poster = f"https://m.media-amazon.com/images/M/MV5Bsandbox{film.number:06d}@@._V1_.jpg"
    return film


def read(path: Path) -> dict[str, Film]:
    """The films of a file by their IMDb ids."""
    raw = json.loads(path.read_text(encoding="utf-8"))["films"]
    by_id = {one["id"]: one for one in raw}
    if len(by_id) != len(raw):
        raise ValueError(f"{path}: an id occurs twice")
    found = {one["id"]: _film(one, by_id) for one in raw}
    for film in found.values():
        unknown = {one for lacking in film.lacks.values() for one in lacking} - {"all", *WITHOUT}
        if unknown:
            raise ValueError(f"{path}: {film.id} lacks {unknown}, which is none of {', '.join(WITHOUT)}")
    return found


_file = Path(__file__).with_name("films.json")


def use(path: Path) -> None:
    """Films of another file from here on."""
    global _file
    _file = path
    films.cache_clear()


@lru_cache(maxsize=1)
def films() -> dict[str, Film]:
    """Every film by its IMDb id."""
    return read(_file)


def known_to(film: Film, source: str) -> Film | None:
    """The film as far as a source knows it; None when it does not know it at all."""
    lacks = film.lacks.get(source, ())
    if "all" in lacks:
        return None
    known = replace(film, **{name: WITHOUT[name] for name in lacks}) if lacks else film
    if "rating" in lacks:
        known.votes = 0
    return known


def _date_text(date: list[int | None] | None) -> str | None:
    if not date or date[0] is None:
        return None
    year, month, day = date
    if month is None:
        return f"{year:04d}"
    return f"{year:04d}-{month:02d}" if day is None else f"{year:04d}-{month:02d}-{day:02d}"


def _people(people: list[Person], characters: bool) -> list[Json]:
    return [{"name": one.name, "imdb_id": one.id,
             **({"character": " / ".join(one.characters)} if characters and one.characters else {})} for one in people]


def country_code(country: Coded) -> str | None:
    """The code of a record for IMDb's country id."""
    return COUNTRY_CODES.get(country.id, country.id if len(country.id) == 2 else None)


def language_code(language: Coded) -> str | None:
    """The code of a record for IMDb's language id."""
    return LANGUAGE_CODES.get(language.id, language.id if len(language.id) == 2 else None)


def record(film: Film) -> Json:
    """What a reader must find on a page that tells everything (record.schema.json)."""
    return {
        "imdb_id": film.id, "title": film.title, "original_title": film.original_title, "type": film.type,
        "year": film.year, "end_year": film.end_year, "release_date": _date_text(film.date),
        "release_country": country_code(film.date_country) if film.date_country and film.date else None,
        "runtime_minutes": film.minutes, "overview": " ".join(film.plot.split()) if film.plot else None,
        "genres": film.genres, "rating": film.rating, "vote_count": film.votes,
        "directors": _people(film.directors, False), "writers": _people(film.writers, False),
        "cast": _people(film.cast, True),
        "countries": [{"code": country_code(one), "name": one.name} for one in film.countries],
        "languages": [{"code": language_code(one), "name": one.name} for one in film.languages],
        "poster_url": film.poster, "adult": film.adult, "production_status": film.status.id,
    }
