"""Fictional films that only IMDb has, what each source is assumed not to know of them, and IMDb's datasets about them.

No facts page counts what the sources lack of films that TMDb does not have: every share in GAPS is ASSUMED. What
facts/imdb-access.md says is quoted beside it, so that whoever knows better can change the number."""
from __future__ import annotations

import gzip
import json
import random
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "sandbox"))
from films import Film, Person, known_to, read  # type: ignore[import-not-found]  # noqa: E402

Json = dict[str, Any]

SEED = 20
FIRST_ID = 98_000_001  # IMDb has not come that far
NULL = "\\N"


@dataclass(frozen=True)
class Gap:
    """What a source does not know: shares of the films ("all") and of those it has (the facts)."""
    source: str              # word of sources.order; "imdb" = nobody told IMDb, so its page, datasets and OMDb lack it
    shares: dict[str, float]
    never: str               # facts that it does not carry for any film
    why: str


GAPS = (
    Gap("imdb", {"plot": 0.20, "poster": 0.25, "minutes": 0.10, "date": 0.05, "genres": 0.02, "directors": 0.03,
                 "cast": 0.12, "countries": 0.02, "languages": 0.05, "rating": 0.35}, "",
        "IMDb's editors are its users, and an obscure film has few; no rating below some 5 votes (§1c)"),
    Gap("dataset", {"all": 0.03}, "date plot countries languages poster",
        "a new title is there a day or two late, a merged one disappears (§1c); five facts have no column (§1c)"),
    Gap("wikidata", {"all": 0.85, "date": 0.15, "minutes": 0.35, "genres": 0.30, "directors": 0.10, "cast": 0.40,
                     "countries": 0.10, "languages": 0.15}, "plot rating poster",
        "obscure titles absent (§1f); of those that are there few statements; no plot, no IMDb rating (§1.0)"),
    Gap("omdb", {"all": 0.25, "plot": 0.30, "poster": 0.30, "rating": 0.15, "date": 0.20, "minutes": 0.20,
                 "countries": 0.05, "languages": 0.10, "directors": 0.05, "cast": 0.10, "genres": 0.02}, "",
        "\"many obscure titles will be missing\" (#74), \"Error getting data.\" before release (#275), N/A for new "
        "ones (#280; all §1f)"),
    Gap("imdb_page", {"all": 0.0}, "",
        "knows what IMDb knows; challenged for everybody in the scenarios that say so, as since March 2026 (§0, §1e)"),
)
OF_IMDB = ("imdb_page", "omdb", "dataset")  # what IMDb lacks, they lack

WORDS = ("amber quay ledger lantern winter harbour salt organ widow orchard signal meadow ferry thirteen granite paper "
         "violet river silent broken small golden copper hollow northern second borrowed glass tin marble distant "
         "patient wooden crooked seventh narrow").split()
THINGS = ("bell bridge chapel clock coat comet door echo field garden gate house hour island kite letter map mill "
          "mirror moth needle oar parade quarry road roof sail shore stair station summer table thread tide tower valley well "
          "window year").split()
FIRST = ("Ada Bruno Cass Dagny Edda Fausta Goran Hana Iker Jorun Kasimir Lúcia Marit Nives Odile Piers Quirin Rosa "
         "Sefa Tomé Una Viggo Wren Ximena Yorick Zsófia Åse Émile Łucja Ömer").split()
LAST = ("Aldenhove Brandt Callow Drăghici Estévez Farol Ghirelli Hallbera Ibsdal Jarov Kestrel Leota Moniz Norrby "
        "Olabarri Pinhal Quarles Rusk Saldanha Toldo Ullmark Varela Whitlow Xarau Yelland Zajec Ødegård Škoda").split()
TYPES = (("movie", 55), ("short", 28), ("tvMovie", 7), ("video", 7), ("tvSpecial", 2), ("tvShort", 1))  # of a hundred
GENRES = "Drama Comedy Documentary Romance Thriller Horror Animation Family Mystery Crime".split()
PLACES = (("US United States", "en English"), ("GB United Kingdom", "en English"), ("FR France", "fr French"),
          ("DE Germany", "de German"), ("ES Spain", "es Spanish"), ("PT Portugal", "pt Portuguese"),
          ("IT Italy", "it Italian"), ("JP Japan", "ja Japanese"), ("FI Finland", "fi Finnish"),
          ("PL Poland", "pl Polish"), ("KR South Korea", "ko Korean"), ("CZ Czechia", "cs Czech"))


def make_film(number: int, people: list[str], chance: random.Random) -> Json:
    """One film as it is: what anybody may know of it."""
    kind = chance.choices([name for name, _ in TYPES], [count for _, count in TYPES])[0]
    credits = chance.sample(people, 2 + chance.randrange(3, 8))
    place = chance.choice(PLACES)
    year = chance.randrange(1931, 2026)
    thing, other = chance.sample(THINGS, 2)
    word, more = chance.sample(WORDS, 2)
    title = chance.choice((f"The {word} {thing}", f"{word} {thing} and {more} {other}", f"{thing} and {other}",
                           f"A {thing} for the {word} {other}")).title()
    return {
        "id": f"tt{FIRST_ID + number}", "what": "generated", "type": kind, "title": title, "year": year,
        "date": [year, chance.randrange(1, 13), chance.randrange(1, 29)], "date_country": place[0],
        "minutes": chance.randrange(3, 40) if "hort" in kind else chance.randrange(45, 190),
        "plot": f"Film no. {number}: a {thing} is lost, an {other} is found, and nobody is to blame.",
        "genres": sorted(chance.sample(GENRES, chance.randrange(1, 4))), "rating": chance.randrange(20, 95) / 10,
        "votes": chance.randrange(5, 900), "directors": credits[:chance.randrange(1, 3)],
        "cast": [f"{one} = {chance.choice(THINGS).title()}" for one in credits[2:]],
        "countries": [place[0]], "languages": [place[1]],
    }


def make_films(count: int) -> list[Json]:
    """The same films for the same count. No two have one title: the second search would be answered from the cache."""
    chance = random.Random(SEED)
    people = [f"nm{FIRST_ID + n} {chance.choice(FIRST)} {chance.choice(LAST)}" for n in range(3 * count + 20)]
    films: dict[str, Json] = {}
    while len(films) < count:
        film = make_film(len(films), people, chance)
        films.setdefault(film["title"], film)
    return list(films.values())


def add_gaps(films: list[Json], factor: float) -> None:
    """Gives every film its "lacks". Of every share exactly so many films are taken, and those that lack something at
    half the gaps lack it at double: only what is asked about changes from row to row."""
    lacks: list[dict[str, set[str]]] = [{} for _ in films]
    for gap in GAPS:
        for fact, share in gap.shares.items():
            order = list(range(len(films)))
            random.Random(f"{SEED} {gap.source} {fact}").shuffle(order)
            for at in order[:round(min(share * factor, 1) * len(films))]:
                for source in OF_IMDB if gap.source == "imdb" else (gap.source,):
                    lacks[at].setdefault(source, set()).add(fact)
        for lacking in lacks:
            lacking.setdefault(gap.source, set()).update(gap.never.split())
    for film, lacking in zip(films, lacks):
        lacking.pop("imdb")
        film["lacks"] = {source: sorted(facts) for source, facts in sorted(lacking.items()) if facts}


def write_films(films: list[Json], path: Path) -> dict[str, Film]:
    """The file for sandbox/serve.py --films, and its films."""
    path.write_text(json.dumps({"films": films}, ensure_ascii=False), encoding="utf-8")
    return dict(read(path))


def _credits(film: Film) -> list[tuple[str, Person]]:
    return [("director", one) for one in film.directors] + [("actor", one) for one in film.cast]


def write_datasets(films: list[Film], folder: Path) -> None:
    """IMDb's files about the films, as far as its datasets know them."""
    rows: dict[str, list[str]] = {
        "title.basics": ["tconst titleType primaryTitle originalTitle isAdult startYear endYear runtimeMinutes genres"],
        "title.ratings": ["tconst averageRating numVotes"],
        "title.crew": ["tconst directors writers"],
        "title.principals": ["tconst ordering nconst category job characters"],
        "name.basics": ["nconst primaryName birthYear deathYear primaryProfession knownForTitles"],
    }
    rows = {name: [head[0].replace(" ", "\t")] for name, head in rows.items()}
    people: dict[str, str] = {}
    for film in filter(None, (known_to(one, "dataset") for one in films)):
        rows["title.basics"].append("\t".join((film.id, film.type, film.title, film.original_title, "0", str(film.year),
                                               NULL, str(film.minutes or NULL), ",".join(film.genres) or NULL)))
        if film.rating is not None:
            rows["title.ratings"].append(f"{film.id}\t{film.rating}\t{film.votes}")
        rows["title.crew"].append(f"{film.id}\t{','.join(one.id for one in film.directors) or NULL}\t{NULL}")
        for number, (job, person) in enumerate(_credits(film), 1):
            roles = json.dumps(person.characters, ensure_ascii=False) if person.characters else NULL
            rows["title.principals"].append(f"{film.id}\t{number}\t{person.id}\t{job}\t{NULL}\t{roles}")
            people[person.id] = person.name
    rows["name.basics"] += [f"{one}\t{name}\t{NULL}\t{NULL}\t{NULL}\t{NULL}" for one, name in sorted(people.items())]
    folder.mkdir()
    for name, lines in rows.items():
        (folder / f"{name}.tsv.gz").write_bytes(gzip.compress(("\n".join(lines) + "\n").encode(), 4))
