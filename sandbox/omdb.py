"""OMDb's answers about the fictional films: strings throughout, "N/A" for the unknown, errors with status 200.

Shapes: facts/imdb-access.md §1f."""
from __future__ import annotations

import re
from typing import Any

from films import Film, Person, films, known_to

Json = dict[str, Any]

KEY = "sandbox-omdb-key"
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
TYPES = {"tvSeries": "series", "tvMiniSeries": "series", "podcastSeries": "series", "tvEpisode": "episode",
         "podcastEpisode": "episode", "videoGame": "game"}

# What OMDb knows of a film; every other one it knows whole.
UNKNOWN = {"tt9900005", "tt9900025", "tt9900027", "tt9900030", "tt9900000047"}   # "Error getting data."
PARTLY = {
    "tt9900004": ("Plot", "Poster"),
    "tt9900028": ("Released", "Runtime", "Plot", "Poster", "imdbRating", "imdbVotes"),
    "tt9900031": ("Released", "Actors", "Country"),
    "tt9900033": ("Writer", "Language", "imdbRating", "imdbVotes"),
}


def error(text: str) -> Json:
    """OMDb's error body."""
    return {"Response": "False", "Error": text}


def status_error(status: int) -> tuple[int, Json]:
    """OMDb's body for an HTTP status."""
    return status, error("Request limit reached!" if status == 401 else "Something went wrong.")


def _names(people: list[Person]) -> str:
    return ", ".join(f"{one.name} ({one.attribute})" if one.attribute else one.name for one in people)


def _released(film: Film) -> str:
    if not film.date or None in film.date:
        return ""
    year, month, day = film.date
    return f"{day:02d} {MONTHS[(month or 1) - 1]} {year}"


def _year(film: Film) -> str:
    if film.year is None or film.type not in ("tvSeries", "tvMiniSeries", "podcastSeries"):
        return str(film.year or "")
    return f"{film.year}–{film.end_year or ''}"


def _values(film: Film) -> Json:
    return {
        "Title": film.title, "Year": _year(film), "Rated": "", "Released": _released(film),
        "Runtime": f"{film.minutes} min" if film.minutes else "", "Genre": ", ".join(film.genres),
        "Director": _names(film.directors), "Writer": _names(film.writers), "Actors": _names(film.cast[:4]),
        "Plot": film.plot or "", "Language": ", ".join(one.name for one in film.languages),
        "Country": ", ".join(one.name for one in film.countries), "Awards": "", "Poster": film.poster or "",
    }


def record(film: Film) -> Json:
    """The answer about a film."""
    rating = "" if film.rating is None else f"{film.rating:.1f}"
    votes = "" if film.rating is None else f"{film.votes:,}"
    value = {**_values(film), "Ratings": [{"Source": "Internet Movie Database", "Value": rating + "/10"}] if rating
             else [], "Metascore": "", "imdbRating": rating, "imdbVotes": votes, "imdbID": film.id,
             "Type": TYPES.get(film.type, "movie"), "DVD": "", "BoxOffice": "", "Production": "", "Website": ""}
    for name in PARTLY.get(film.id, ()):
        value[name] = ""
    return {**{name: "N/A" if one == "" else one for name, one in value.items()}, "Response": "True"}


def answer(path: str, query: dict[str, str], key: str) -> tuple[int, Json]:
    """Status and body for a request; `key` tells how the caller identified himself."""
    if path != "/":
        return 404, error("Not found.")
    if key != "apikey":
        return 401, error("No API key provided." if key == "none" else "Invalid API key!")
    imdb_id = query.get("i", "")
    if not re.fullmatch(r"tt\d{7,10}", imdb_id):
        return 200, error("Incorrect IMDb ID.")
    film = films().get(imdb_id)
    if film is None or film.missing:
        return 200, error("Incorrect IMDb ID.")
    if film.redirect or film.title is None or imdb_id in UNKNOWN:
        return 200, error("Error getting data.")
    known = known_to(film, "omdb")
    return 200, error("Error getting data.") if known is None else record(known)
