"""TMDb's answers about the fictional films: /find, /movie/{id}, /search/movie, /movie/changes, /configuration,
/authentication, errors.

Shapes: facts/tmdb.md §1 and recorded answers of 2016 to 2026. Unproven: /find with five empty arrays (§1.1)."""
from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import feeds
from films import Film, Person, country_code, films, language_code

Json = dict[str, Any]

TOKEN = "sandbox-token"
GENRES = {"Action": 28, "Adventure": 12, "Animation": 16, "Comedy": 35, "Crime": 80, "Documentary": 99, "Drama": 18,
          "Family": 10751, "Fantasy": 14, "History": 36, "Horror": 27, "Music": 10402, "Musical": 10402,
          "Mystery": 9648, "Romance": 10749, "Sci-Fi": 878, "Thriller": 53, "War": 10752, "Western": 37}
GENRE_NAMES = {10402: "Music", 878: "Science Fiction"}
ERRORS = {
    401: (7, "Invalid API key: You must be granted a valid key."),
    404: (34, "The resource you requested could not be found."),
    405: (4, "This service doesn't exist in that format."),
    422: (20, "Invalid date range: Should be a range no longer than 14 days."),
    429: (25, "Your request count (41) is over the allowed limit of (40)."),
    500: (11, "Internal error: Something went wrong, contact TMDb."),
    502: (43, "Couldn't connect to the backend server."),
    503: (9, "Service offline: This service is temporarily offline, try again later."),
    504: (24, "Your request to the backend server timed out. Try again."),
}


@dataclass
class Knowledge:
    """What this TMDb knows beyond films.json."""
    empty: bool = False
    arrived: set[str] = field(default_factory=set)
    changes: Json = field(default_factory=dict)  # feeds.py
    records: Json = field(default_factory=dict)


@dataclass(frozen=True)
class Movie:
    """One TMDb record: a film and how the record differs from it."""
    film: Film
    differences: Json

    @property
    def id(self) -> int:
        return int(self.differences["id"])

    def value(self, name: str, standard: Any) -> Any:
        """A field of the record."""
        return self.differences.get(name, standard)


def error(status: int) -> tuple[int, Json]:
    """TMDb's error body for an HTTP status."""
    code, message = ERRORS.get(status, (11, "Internal error: Something went wrong, contact TMDb."))
    return status, {"success": False, "status_code": code, "status_message": message}


def movies(knowledge: Knowledge) -> list[Movie]:
    """Every record that TMDb has."""
    if knowledge.empty:
        return []
    return [Movie(film, one) for film in films().values() for one in film.tmdb
            if not one.get("later") or film.id in knowledge.arrived]


def _short(movie: Movie) -> Json:
    """The fields that search, /find and details share."""
    film = movie.film
    date = "" if not film.date or None in film.date else "%04d-%02d-%02d" % tuple(film.date)  # type: ignore[arg-type]
    return {
        "adult": film.adult, "backdrop_path": None, "id": movie.id, "title": movie.value("title", film.title),
        "original_title": movie.value("original_title", film.original_title),
        "original_language": movie.value("original_language",
                                         (film.languages and language_code(film.languages[0])) or "xx"),
        "overview": movie.value("overview", film.plot or ""),
        "poster_path": movie.value("poster_path", f"/sandbox{movie.id}.jpg"),
        "popularity": movie.value("popularity", 7.5 + film.number % 100 / 10),
        "release_date": movie.value("release_date", date), "softcore": False, "video": film.type == "video",
        "vote_average": movie.value("vote_average", film.rating or 0.0),
        "vote_count": movie.value("vote_count", max(film.votes // 20, 11)),
    }


def _genre_ids(film: Film) -> list[int]:
    return [GENRES[one] for one in film.genres if one in GENRES]


def _result(movie: Movie) -> Json:
    return {**_short(movie), "genre_ids": _genre_ids(movie.film), "media_type": "movie"}


def _other_result(film: Film, kind: str, number: int) -> Json:
    if kind == "tv":
        return {"id": number, "name": film.title, "original_name": film.original_title, "overview": film.plot or "",
                "first_air_date": "2012-01-09", "genre_ids": [18], "origin_country": ["GB"], "popularity": 3.2,
                "poster_path": None, "backdrop_path": None, "adult": False, "original_language": "en",
                "media_type": "tv", "vote_average": 7.0, "vote_count": 40}
    if kind == "tv_episode":
        return {"id": number, "name": film.title, "overview": film.plot or "", "air_date": "2012-01-16",
                "episode_number": 2, "episode_type": "standard", "production_code": "", "runtime": film.minutes,
                "season_number": 1, "show_id": 9200010, "still_path": None, "vote_average": 0.0, "vote_count": 0,
                "media_type": "tv_episode"}
    return {"id": number, "name": film.title, "original_name": film.title, "adult": False, "gender": 0,
            "known_for_department": "Acting", "known_for": [], "popularity": 0.6, "profile_path": None,
            "media_type": "person"}


def find(imdb_id: str, knowledge: Knowledge) -> Json:
    """/find/{id}: five arrays, all empty when nobody has the id. A record's own imdb_id plays no part, as on TMDb,
    where /find and details disagree at times."""
    answer: Json = {"movie_results": [], "person_results": [], "tv_results": [], "tv_episode_results": [],
                    "tv_season_results": []}
    film = films().get(imdb_id)
    answer["movie_results"] = [_result(one) for one in movies(knowledge)
                               if one.film is film and not one.value("find_misses", False)]
    if film is not None and not knowledge.empty:
        for one in film.find:
            answer[one["kind"] + "_results"].append(_other_result(film, one["kind"], one["id"]))
    return answer


def _person(person: Person, order: int, department: str) -> Json:
    digits = int(person.id[2:]) % 100_000_000
    return {"adult": False, "gender": 0, "id": digits, "known_for_department": department, "name": person.name,
            "original_name": person.name, "popularity": 0.9, "profile_path": None,
            "credit_id": f"{digits:016x}{order:08x}"}


def _credits(movie: Movie) -> Json:
    film = movie.film
    directors = [Person.parse(one) for one in movie.value("directors", [])] or film.directors
    cast = [{**_person(one, n, "Acting"), "cast_id": n + 1, "character": " / ".join(one.characters), "order": n}
            for n, one in enumerate(film.cast)]
    crew = [{**_person(one, n, "Directing"), "department": "Directing",
             "job": "Co-Director" if one.attribute == "co-director" else "Director"} for n, one in enumerate(directors)]
    crew += [{**_person(one, n + 100, "Writing"), "department": "Writing",
              "job": (one.attribute or "writer").title()} for n, one in enumerate(film.writers)]
    return {"cast": cast, "crew": crew}


def _sections(movie: Movie) -> Json:
    film, short = movie.film, _short(movie)
    country = (film.date_country and country_code(film.date_country)) or "US"
    dates = [{"certification": "", "descriptors": [], "iso_639_1": "", "note": "", "type": 3,
              "release_date": one + "T00:00:00.000Z"}
             for one in [short["release_date"], *movie.value("reissues", [])] if one]
    return {
        "credits": _credits(movie),
        "external_ids": {"imdb_id": movie.value("external_imdb_id", movie.value("imdb_id", film.id)),
                         "wikidata_id": None, "facebook_id": None, "instagram_id": None, "twitter_id": None},
        "alternative_titles": {"titles": [{"iso_3166_1": "US", "title": one, "type": ""}
                                          for one in movie.value("alternative_titles", [])]},
        "translations": {"translations": [{"iso_3166_1": "US", "iso_639_1": "en", "name": "English",
                                           "english_name": "English",
                                           "data": {"homepage": "", "overview": "", "runtime": 0, "tagline": "",
                                                    "title": ""}}]},
        "release_dates": {"results": [{"iso_3166_1": country, "release_dates": dates}] if dates else []},
    }


def details(movie: Movie, append: str) -> Json:
    """/movie/{id} with append_to_response."""
    film = movie.film
    languages = [(language_code(one) or "xx", one.name) for one in film.languages]
    answer = {
        **_short(movie), "belongs_to_collection": None, "budget": 0, "homepage": "", "revenue": 0, "tagline": "",
        "genres": [{"id": one, "name": GENRE_NAMES.get(one, next(k for k, v in GENRES.items() if v == one))}
                   for one in _genre_ids(film)],
        "imdb_id": movie.value("imdb_id", film.id), "production_companies": [], "status": "Released",
        "origin_country": [country_code(one) for one in film.countries[:1]],
        "production_countries": [{"iso_3166_1": country_code(one), "name": one.name} for one in film.countries
                                 if country_code(one)],
        "runtime": movie.value("runtime", film.minutes or 0),
        "spoken_languages": [{"english_name": name, "iso_639_1": code, "name": name} for code, name in languages],
    }
    sections = _sections(movie)
    answer.update({name: sections[name] for name in append.split(",") if name in sections})
    return answer


PAGE = 20


def _words(text: str) -> list[str]:
    """What TMDb compares: composed characters, case aside; a mark that stands alone parts a word."""
    return re.findall(r"\w+", text.casefold())


def _has_words(movie: Movie, wanted: list[str]) -> bool:
    short = _short(movie)
    titles = [short["title"], short["original_title"], *movie.value("alternative_titles", [])]
    return any(set(wanted) <= set(_words(str(one))) for one in titles)


def _released_in(movie: Movie, year: str, primary: bool) -> bool:
    dates = [_short(movie)["release_date"]] + ([] if primary else movie.value("reissues", []))
    return any(one.startswith(year + "-") for one in dates)


def search(query: dict[str, str], knowledge: Knowledge) -> tuple[int, Json]:
    """/search/movie: every word in one title; the most popular first, right or not. No IMDb ids."""
    if not query.get("query", "").strip():
        return 422, {"errors": ["query must be provided"]}
    number = query.get("page") or "1"
    if not number.isdecimal() or not 1 <= int(number) <= 500:
        return 400, {"success": False, "status_code": 22, "status_message":
                     "Invalid page: Pages start at 1 and max at 500. They are expected to be an integer."}
    wanted = _words(query["query"])
    hits = [one for one in movies(knowledge) if wanted and _has_words(one, wanted)]
    if query.get("include_adult") != "true":
        hits = [one for one in hits if not one.film.adult]
    for name, primary in (("year", False), ("primary_release_year", True)):
        if query.get(name):
            hits = [one for one in hits if _released_in(one, query[name], primary)]
    hits.sort(key=lambda one: (-_short(one)["popularity"], one.id))
    page = int(number)
    shown = [{key: value for key, value in _result(one).items() if key != "media_type"}
             for one in hits[(page - 1) * PAGE:page * PAGE]]
    return 200, {"page": page, "results": shown, "total_pages": -(-len(hits) // PAGE), "total_results": len(hits)}


CONFIGURATION = {"images": {"base_url": "http://image.tmdb.org/t/p/", "secure_base_url": "https://image.tmdb.org/t/p/",
                            "backdrop_sizes": ["w300", "w780", "w1280", "original"],
                            "poster_sizes": ["w92", "w154", "w185", "w342", "w500", "w780", "original"]},
                 "change_keys": ["adult", "imdb_id", "title"]}


def answer(path: str, query: dict[str, str], knowledge: Knowledge) -> tuple[int, Json]:
    """Status and body for a request whose key was good."""
    if path == "/3/authentication":
        return 200, {"success": True, "status_code": 1, "status_message": "Success."}
    if path == "/3/configuration":
        return 200, CONFIGURATION
    if path == "/3/search/movie":
        return search(query, knowledge)
    if path == "/3/movie/changes":
        return feeds.changes(query, knowledge.changes)
    if match := re.fullmatch(r"/3/find/([^/]+)", path):
        return (200, find(match[1], knowledge)) if query.get("external_source") == "imdb_id" else error(422)
    if match := re.fullmatch(r"/3/movie/(tt\d+|\d+)", path):
        if len(query.get("append_to_response", "").split(",")) > 20:
            return 400, {"success": False, "status_code": 27, "status_message": "Too many append to response objects."}
        for one in movies(knowledge):
            if match[1] in (str(one.id), one.value("imdb_id", one.film.id)):
                return 200, details(one, query.get("append_to_response", ""))
        if small := feeds.record(match[1], knowledge.records):
            return 200, small
    return error(404)
