#!/usr/bin/env python3
"""Films that TMDb does not have, looked up with what each source is assumed not to know, and with half and twice that.

usage: population.py [BINARY] [--films N] [--omdb-films N]

Prints the assumptions, the share with a placeholder and with each required field, requests per film and lookups per
second. Exits 1 when fewer than 95 of 100 films get a placeholder at the assumed gaps, from several sources, or when a
record lacks a fact that one of its sources had, or has another value.
"""
from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import textwrap
import time
import urllib.request
from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lookup_bench import Sandbox
from population_make import GAPS, Film, add_gaps, known_to, make_films, write_datasets, write_films

Json = dict[str, Any]

FACTORS = (0.5, 1.0, 2.0)
BAR = 95.0       # % with a placeholder at the assumed gaps
BAR_FILMS = 100  # fewer say nothing about a share
FILLER = "4000"  # bytes of scripts in a made page: what they cost is lookup_bench.py's business
# Required field of the issue: field of a record, fact of films.py.
FIELDS = {"title": ("title", "title"), "date": ("release_date", "date"), "runtime": ("runtime_minutes", "minutes"),
          "plot": ("overview", "plot"), "lang.": ("languages", "languages"), "poster": ("poster_url", "poster"),
          "direct.": ("directors", "directors"), "cast": ("cast", "cast"), "genres": ("genres", "genres"),
          "rating": ("rating", "rating"), "votes": ("vote_count", "rating"), "country": ("countries", "countries")}
HOSTS = ("tmdb", "wikidata", "imdb", "omdb")
SHIPPED = {"tmdb": 20, "wikidata": 1, "imdb": 0.5, "omdb": 1}  # requests a second as installed


@dataclass(frozen=True)
class Scenario:
    """Which sources there are."""
    name: str
    sources: str
    challenged: bool  # IMDb's page answers everybody with a challenge
    what: str
    at_once: bool = True  # its three runs wait for a host most of the time: they do not disturb each other


SCENARIOS = (
    Scenario("a", "dataset,wikidata,imdb_page", True, "page challenged; dataset, Wikidata"),
    Scenario("a+", "dataset,wikidata,imdb_page,omdb", True, "the same and OMDb"),
    Scenario("b", "imdb_page", False, "page answers; nothing else", at_once=False),
    Scenario("c", "dataset,wikidata,imdb_page", False, "page answers; dataset, Wikidata"),
    Scenario("c+", "dataset,wikidata,imdb_page,omdb", False, "the same and OMDb: all"),
)


@dataclass
class World:
    """The films at one size of the gaps."""
    factor: float
    file: Path
    films: dict[str, Film]
    dataset: Path


@dataclass
class Result:
    """What one command brought."""
    scenario: Scenario
    factor: float
    answers: list[Json]
    films: list[Film]
    requests: Counter[str]
    seconds: float


def make_world(binary: str, count: int, factor: float, folder: Path) -> World:
    """Films, gaps, and the index of the dataset by `understudy dataset import`."""
    films = make_films(count)
    add_gaps(films, factor)
    folder.mkdir()
    world = World(factor, folder / "films.json", write_films(films, folder / "films.json"), folder / "index")
    write_datasets(list(world.films.values()), folder / "tsv")
    done = subprocess.run([binary, "--quiet", "dataset", "import", "--accept-licence", str(folder / "tsv")], text=True,
                          env={"HOME": str(folder), "UNDERSTUDY_DATASET_PATH": str(world.dataset)}, check=False,
                          capture_output=True)
    if done.returncode != 0:
        raise SystemExit(f"dataset import ended with {done.returncode}: {done.stderr}")
    return world


def control(sandbox: Sandbox, path: str, body: Any = None) -> Any:
    """A call of /_sandbox/."""
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(f"{sandbox.urls['control_url']}/_sandbox/{path}", data, timeout=60) as answer:
        return json.loads(answer.read())


def settings(scenario: Scenario, world: World, sandbox: Sandbox, folder: str) -> dict[str, str]:
    """The environment of the command: only TMDb's and the page's rates can be raised."""
    return sandbox.environment(folder) | {
        "UNDERSTUDY_SOURCES_ORDER": scenario.sources, "UNDERSTUDY_DATASET_PATH": str(world.dataset),
        "UNDERSTUDY_WIKIDATA_QUERY_URL": sandbox.urls["wikidata_query_url"],
        "UNDERSTUDY_OMDB_URL": sandbox.urls["omdb_url"], "UNDERSTUDY_OMDB_API_KEY": "sandbox-omdb-key",
        "UNDERSTUDY_TMDB_REQUESTS_PER_SECOND": "1000", "UNDERSTUDY_IMDB_PAGE_REQUESTS_PER_SECOND": "1000"}


def look_up(binary: str, scenario: Scenario, world: World, count: int) -> Result:
    """All films, or `count` spread over them, in one command with a store of its own."""
    films = list(world.films.values())
    films = films[::max(1, len(films) // count)][:count]
    with Sandbox("--films", str(world.file), "--filler", FILLER) as sandbox, tempfile.TemporaryDirectory() as folder:
        if scenario.challenged:
            control(sandbox, "faults", [{"match": "/title/", "host": "imdb", "kind": "challenge"}])
        start = time.monotonic()
        done = subprocess.run([binary, "--json", "--quiet", "lookup", "-"], text=True, capture_output=True, check=False,
                              env=settings(scenario, world, sandbox, folder), timeout=600,
                              input="".join(f"{film.id}\n" for film in films))
        seconds = time.monotonic() - start
        answers = [json.loads(line) for line in done.stdout.splitlines()]
        if len(answers) != len(films):
            raise SystemExit(f"{scenario.name}: {len(answers)} answers about {len(films)} films: {done.stderr[-2000:]}")
        requests = Counter(one["host"] for one in control(sandbox, "requests"))
    return Result(scenario, world.factor, answers, films, requests, seconds)


def truth(film: Film) -> dict[str, Any]:
    """Facts of which a record has either this value or none."""
    year, month, day = film.date
    return {"title": film.title, "release_date": f"{year:04d}-{month:02d}-{day:02d}", "overview": film.plot,
            "runtime_minutes": film.minutes, "rating": film.rating, "vote_count": film.votes, "poster_url": film.poster}


def faults_of(answer: Json, film: Film, scenario: Scenario) -> list[str]:
    """Fields that a source could have told and the record lacks, and fields that nobody told so."""
    movie = answer.get("movie") or {}
    challenged = {"imdb_page"} if scenario.challenged else set()
    known = [known_to(film, one) for one in scenario.sources.split(",") if one not in challenged]
    told = {field for field, fact in FIELDS.values() if any(one is not None and getattr(one, fact) for one in known)}
    wrong = [field for field, value in truth(film).items() if movie.get(field) not in (None, value)]
    return sorted(field for field in told if not movie.get(field)) + [f"{one} {movie[one]!r}" for one in wrong]


def per_cent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}"


def placeholders(result: Result) -> int:
    return sum(one["outcome"] == "imdb_placeholder" for one in result.answers)


def print_assumptions() -> None:
    print("ASSUMED gaps, in % of the films; \"all\" = the source does not have the film; x2 stops at 100. Numbers"
          "\nof ours, after what facts/imdb-access.md tells; none is measured.")
    for gap in GAPS:
        shares = ", ".join(f"{name} {100 * share:g}" for name, share in gap.shares.items())
        never = f"; never {gap.never.replace(' ', ', ')}" if gap.never else ""
        print(textwrap.fill(f"{gap.source:<10} {shares}{never}; assumed because {gap.why}", 120, initial_indent="  ",
                            subsequent_indent=" " * 13))


def print_shares(results: list[Result]) -> None:
    print("\nShare of the films asked for, in %, with a placeholder and with each required field in it\n"
          f"{'scenario, gaps':<15}{'films':>6}{'placeh.':>8}" + "".join(f"{name:>8}" for name in FIELDS))
    for result in results:
        count = len(result.films)
        shares = [sum(bool((one.get("movie") or {}).get(field)) for one in result.answers)
                  for field, _ in FIELDS.values()]
        print(f"{result.scenario.name:<3} assumed x{result.factor:<3g}{count:>6}"
              + "".join(f"{per_cent(share, count):>8}" for share in (placeholders(result), *shares)))


def shipped(result: Result) -> str:
    """How fast the hosts' rates as installed let it be: arithmetic, not measured."""
    count = len(result.films)
    rates = {host: SHIPPED[host] * count / result.requests[host] for host in HOSTS if result.requests[host]}
    slowest = min(rates, key=lambda host: rates[host])
    return f"{rates[slowest]:8.2f}  {slowest}"


def print_cost(results: list[Result]) -> None:
    print("\nRequests per film and lookups per second. measured: against the sandbox, with TMDb and the page at 1,000 a"
          "\nsecond; as installed: what the rates that we ship let through, computed, and the host that limits it\n"
          f"{'scenario, gaps':<15}{'films':>6}" + "".join(f"{host:>9}" for host in HOSTS) + f"{'total':>9}"
          f"{'measured':>12}{'as installed':>15}")
    for result in results:
        count = len(result.films)
        each = [result.requests[host] / count for host in HOSTS]
        print(f"{result.scenario.name:<3} assumed x{result.factor:<3g}{count:>6}"
              + "".join(f"{one:>9.3f}" for one in (*each, sum(each)))
              + f"{count / result.seconds:>12.1f}{shipped(result):>15}")
    print("a, c: limited by Wikidata, asked once a second for 50 films at a time. b, c: the page is asked one at a time,"
          "\nand the sandbox writes it anew. a+, c+: limited by OMDb's own rate and quota (a request a second, 900 a day),"
          "\nso on a part of the films, whose shares differ by chance from those of all.")


def judge(results: list[Result]) -> bool:
    """The bar of the issue, and nothing lost on the way from the sources to the records."""
    good = True
    print()
    for result in results:
        several = "," in result.scenario.sources
        share = 100 * placeholders(result) / len(result.films)
        if several and result.factor == 1 and len(result.films) >= BAR_FILMS:
            missed = share < BAR
            print(f"{result.scenario.name:<3}with a placeholder at the assumed gaps: {share:.1f} %, bar {BAR:g} %"
                  f"{'   <-- missed' if missed else ''}")
            good &= not missed
    faulty = [(result, film.id, faults) for result in results for answer, film in zip(result.answers, result.films)
              if (faults := faults_of(answer, film, result.scenario))]
    print(f"records that lack what one of their sources had, or tell something else: {len(faulty)}, bar 0")
    for result, imdb_id, faults in faulty[:10]:
        print(f"  {result.scenario.name} x{result.factor:g} {imdb_id}: {', '.join(faults)}")
    odd = Counter(one["outcome"] for result in results for one in result.answers)
    print("outcomes of all rows: " + ", ".join(f"{name} {count}" for name, count in sorted(odd.items())))
    return good and not faulty


def run_all(binary: str, worlds: list[World], omdb_films: int) -> list[Result]:
    """OMDb's rows take their time in the background, one request a second; the others meanwhile."""
    results: dict[tuple[str, float], Result] = {}
    with ThreadPoolExecutor(max_workers=12) as pool:
        def begin(scenario: Scenario, world: World, count: int) -> Future[Result]:
            return pool.submit(look_up, binary, scenario, world, count)

        slow = [begin(one, world, omdb_films) for one in SCENARIOS if "omdb" in one.sources for world in worlds]
        for scenario in (one for one in SCENARIOS if "omdb" not in one.sources):
            waiting = []
            for world in worlds:
                waiting.append(begin(scenario, world, len(world.films)))
                if not scenario.at_once:
                    waiting[-1].result()
            slow += waiting
            for one in waiting:
                one.result()
        for one in slow:
            result = one.result()
            results[result.scenario.name, result.factor] = result
    return [results[scenario.name, factor] for scenario in SCENARIOS for factor in FACTORS]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary", nargs="?", default="build/understudy")
    parser.add_argument("--films", type=int, default=2000)
    parser.add_argument("--omdb-films", type=int, help="of them in the rows with OMDb (a tenth, at most 150)")
    options = parser.parse_args()
    binary = str(Path(options.binary).resolve())
    omdb_films = options.omdb_films or max(1, min(150, options.films // 10))
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="understudy-population-") as work:
        worlds = [make_world(binary, options.films, factor, Path(work) / f"x{factor:g}") for factor in FACTORS]
        results = run_all(binary, worlds, omdb_films)
    print(f"{options.films:,} fictional films, none of them on TMDb, at half, once and twice the assumed gaps:")
    for scenario in SCENARIOS:
        print(f"  {scenario.name:<3}{scenario.what}")
    print_assumptions()
    print_shares(results)
    print_cost(results)
    good = judge(results)
    print(f"({time.monotonic() - start:.0f} s)")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
