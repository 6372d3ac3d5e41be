"""/tmdb/3: TMDb's own answers, and placeholders in their shape; held against recorded answers of TMDb, where they are."""
from __future__ import annotations

import concurrent.futures
import json
import os
import urllib.request
from pathlib import Path
from typing import Any

from rig import TOKEN, Daemon, check, equal

PLACEHOLDER, FULL = "tt9900021", "tt9900002"
FIND = "/tmdb/3/find/{}?external_source=imdb_id"
MINE = "&api_key=0123456789-the-clients-own-key"


def directly(sandbox: Any, path: str) -> Any:
    """What the stand-in for TMDb says itself."""
    request = urllib.request.Request(sandbox.ready["tmdb_url"] + path, headers={"Authorization": f"Bearer {TOKEN}"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.loads(answer.read())


def passed_through(binary: Path, sandbox: Any) -> None:
    with Daemon(binary, sandbox).start("-v") as daemon:
        found = daemon.get(FIND.format(FULL) + MINE, Authorization="Bearer clients-own-token")
        equal((found.status, found.json), (200, directly(sandbox, f"/find/{FULL}?external_source=imdb_id")), "find")
        tmdb_id = found.json["movie_results"][0]["id"]
        for path in (f"/movie/{tmdb_id}", f"/movie/{tmdb_id}?append_to_response=credits,external_ids", "/configuration"):
            equal(daemon.get("/tmdb/3" + path).json, directly(sandbox, path), path)
        absent = daemon.get("/tmdb/3/movie/1")
        equal((absent.status, absent.json["status_code"]), (404, 34), "TMDb's own no")
        before = len(sandbox.call("GET", "/_sandbox/requests"))
        daemon.get(FIND.format(FULL))
        equal(len(sandbox.call("GET", "/_sandbox/requests")), before, "the second time out of the cache")
        asked = json.dumps(sandbox.call("GET", "/_sandbox/requests"))
        check("clients-own" not in asked and not any("clients-own" in line for line in daemon.log), "the client's key stays here")
        rows = daemon.get("/api/v1/stats").json["calls"]
        check({"find", "details", "configuration"} <= {one["operation"] for one in rows if one["source"] == "tmdb"}, "counted")


def a_placeholder(binary: Path, sandbox: Any) -> None:
    """What makes an application's TMDb job fail does so no longer."""
    with Daemon(binary, sandbox).start() as daemon:
        with concurrent.futures.ThreadPoolExecutor(10) as pool:
            answers = list(pool.map(lambda _: daemon.get(FIND.format(PLACEHOLDER)), range(10)))
        found = answers[0].json
        equal({one.body for one in answers}, {answers[0].body}, "the same for all")
        movie = found["movie_results"][0]
        check(movie["id"] < 0 and movie["title"] == "Murder at the Weir House", f"a negative id: {movie}")
        details = daemon.get(f"/tmdb/3/movie/{movie['id']}?append_to_response=credits,external_ids,videos,nonsense").json
        equal((details["id"], details["imdb_id"], details["runtime"], details["release_date"]),
              (movie["id"], PLACEHOLDER, 102, "1989-12-27"), "details")
        equal(details["credits"]["cast"][0]["character"], "Inspector Gow", "credits")
        equal(details["external_ids"]["imdb_id"], PLACEHOLDER, "external ids")
        equal(daemon.get(f"/tmdb/3/movie/{PLACEHOLDER}").json["id"], movie["id"], "by its IMDb id")
        equal(len([one for one in sandbox.call("GET", "/_sandbox/requests") if one["path"].startswith("/title/")]), 1, "one page")
        none = daemon.get(FIND.format("tt9900046"))
        equal((none.status, none.json["movie_results"]), (200, []), "what nobody knows stays unknown")
        equal(daemon.get("/tmdb/3/movie/-999999").json["status_code"], 34, "no such row")
        shapes(found, details)
        parts = ("alternative_titles,changes,credits,external_ids,images,keywords,lists,recommendations,release_dates,releases,reviews,"
                 "similar,trailers,translations,videos,watch/providers")
        appended = daemon.get(f"/tmdb/3/movie/{movie['id']}?append_to_response={parts}").json
        check(set(parts.split(",")) <= set(appended), f"parts: {set(appended)}")
        every_shape(appended)


def kinds_of(value: Any, place: str, into: dict[str, set[str]]) -> dict[str, set[str]]:
    """Each place of an answer, "credits.cast[].name", with the types that stand there."""
    into.setdefault(place, set()).add(type(value).__name__)
    for key, inner in value.items() if isinstance(value, dict) else ():
        kinds_of(inner, f"{place}.{key}".lstrip("."), into)
    for inner in value if isinstance(value, list) else ():
        kinds_of(inner, place + "[]", into)
    return into


# Of a user's session; a key that one recorded answer of 2026 has; countries, where ours knows none.
UNPROMISED = ("account_states", "softcore", "watch/providers.results.")


def every_shape(ours: Any) -> None:
    """Whatever any recorded answer has at any depth is there, and of a type that it has in one of them."""
    theirs: dict[str, set[str]] = {}
    for path in (Path(os.environ.get("CORPUS", "/nonexistent")) / "tmdb").glob("movie__*.json"):
        kinds_of(json.loads(path.read_text(encoding="utf-8")), "", theirs)
    here = kinds_of(ours, "", {})
    for place, types in theirs.items():
        above = place.removesuffix("[]") if place.endswith("[]") else place.rpartition(".")[0]
        if place.startswith(UNPROMISED) or above not in here or here[above] == {"NoneType"} or place.endswith("[]"):
            continue  # what is null or empty here has nothing in it
        check(place in here, f"{place} is missing")
        check(here[place] - {"NoneType"} <= types or types == {"NoneType"}, f"{place}: {here[place]} and not {types}")
    for place, types in here.items():
        check(not theirs or place in theirs, f"{place} is nowhere at TMDb")
        check("NoneType" not in types or not theirs or "NoneType" in theirs[place] or place in NULL_HERE, f"{place}: null is not TMDb's")


# TMDb's documentation has null there; the films that were recorded all have them.
NULL_HERE = ("backdrop_path", "poster_path", "external_ids.wikidata_id")


def shapes(found: Any, details: Any) -> None:
    """Every key that each recorded answer has and real clients read, with a type that it has there."""
    corpus = Path(os.environ.get("CORPUS", "/nonexistent")) / "tmdb"
    kinds: dict[str, dict[str, set[str]]] = {"find": {}, "movie": {}}
    for path in corpus.glob("movie__*.json"):
        note(kinds["movie"], json.loads(path.read_text(encoding="utf-8")))
    for path in corpus.glob("find__tt*.json"):
        for movie in json.loads(path.read_text(encoding="utf-8"))["movie_results"]:
            note(kinds["find"], movie)
    always = {"adult", "backdrop_path", "genres", "id", "imdb_id", "original_title", "overview", "popularity", "poster_path",
              "production_companies", "production_countries", "release_date", "revenue", "runtime", "spoken_languages",
              "status", "tagline", "title", "vote_average", "vote_count", "budget", "homepage", "belongs_to_collection",
              "original_language", "video"}
    check(always <= set(details), f"missing: {always - set(details)}")
    for name, ours in (("find", found["movie_results"][0]), ("movie", details)):
        for key, types in kinds[name].items():
            if key in ours and ours[key] is not None:
                check(type(ours[key]).__name__ in types, f"{name}.{key}: {ours[key]!r} is none of {types}")
        check(not kinds["find"] or set(kinds["find"]) <= set(found["movie_results"][0]),
              f"find lacks {set(kinds['find']) - set(found['movie_results'][0])}")


def note(kinds: dict[str, set[str]], answer: Any) -> None:
    for key, value in answer.items():
        kinds.setdefault(key, set()).add(type(value).__name__)


def an_outage_is_no_absence(binary: Path, sandbox: Any) -> None:
    with Daemon(binary, sandbox).start() as daemon:
        sandbox.call("POST", "/_sandbox/faults", [{"match": "/3/", "kind": "status-503"}])
        for path in (FIND.format(PLACEHOLDER), "/tmdb/3/movie/9100002", "/tmdb/3/configuration"):
            answer = daemon.get(path)
            equal((answer.status, answer.json["success"]), (503, False), path)
        daemon.get(f"/api/v1/movies/{PLACEHOLDER}").problem(404)


def bad_questions(binary: Path, sandbox: Any) -> None:
    with Daemon(binary, sandbox, UNDERSTUDY_SERVER_TOKEN="operate-1234").start() as daemon:
        daemon.get(FIND.format(FULL)).problem(401)
        daemon.get(FIND.format(FULL) + "&api_key=wrong").problem(401)
        key = "api_key=operate-1234"
        equal(daemon.get(FIND.format(FULL) + "&" + key).status, 200, "our token as TMDb's clients give theirs")
        for path in (f"/tmdb/3/find/{FULL}?{key}", f"/tmdb/3/find/{FULL}?external_source=tvdb_id&{key}",
                     FIND.format(FULL) + f"&language=e%26api_key=x&{key}",
                     f"/tmdb/3/movie/5?append_to_response=a%26b=c&{key}", f"/tmdb/3/movie/5?language=../x&{key}"):
            equal(daemon.get(path).status, 422, path)
        for path in ("/tmdb/3/movie/0", "/tmdb/3/movie/x", "/tmdb/3/movie/5x", "/tmdb/3/find/nm0000001"):
            equal(daemon.get(path + f"?external_source=imdb_id&{key}").json["status_code"], 34, path)
        daemon.get(f"/tmdb/3/movie/..%2f..%2fx?{key}").problem(400)
        check(not any("operate-1234" in line for line in daemon.log), "the token is in the log")


TESTS = [passed_through, a_placeholder, an_outage_is_no_absence, bad_questions]
