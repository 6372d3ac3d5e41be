#!/usr/bin/env python3
"""Fallback lookups against the sandbox: wall time with latency, our own CPU time, answers from the store.

usage: lookup_bench.py BINARY      Prints the figures of the issue beside their bars; exits 1 when one is missed.
"""
from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
LATENCY_MS = 300
LOOKUPS = 40
STORED_IDS = 100


class Sandbox:
    """The stand-ins, for as long as a with block lasts."""

    def __init__(self, *options: str) -> None:
        self.process = subprocess.Popen([sys.executable, ROOT / "sandbox/serve.py", *options], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)
        assert self.process.stdout
        self.urls: dict[str, Any] = json.loads(self.process.stdout.readline())

    def __enter__(self) -> "Sandbox":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(10)

    def environment(self, folder: str) -> dict[str, str]:
        clean = {key: value for key, value in os.environ.items() if not key.startswith("UNDERSTUDY_")}
        return clean | {"HOME": folder, "XDG_DATA_HOME": folder, "XDG_CONFIG_HOME": folder,
                        "UNDERSTUDY_TMDB_URL": self.urls["tmdb_url"], "UNDERSTUDY_TMDB_TOKEN": "sandbox-token",
                        "UNDERSTUDY_IMDB_PAGE_URL": self.urls["imdb_url"],
                        "UNDERSTUDY_WIKIDATA_URL": self.urls["wikidata_url"],
                        "UNDERSTUDY_WIKIDATA_QUERY_URL": self.urls["wikidata_query_url"], "UNDERSTUDY_HTTP_CONTACT": "bench@example.org",
                        "UNDERSTUDY_IMDB_PAGE_REQUESTS_PER_SECOND": "100", "UNDERSTUDY_TMDB_REQUESTS_PER_SECOND": "100"}


def film_ids() -> list[str]:
    """Fictional films that IMDb has and TMDb, told to be empty, has not."""
    sys.path.insert(0, str(ROOT / "sandbox"))
    from films import films  # type: ignore[import-not-found]
    kinds = ("movie", "short", "tvMovie", "video")
    return [film.id for film in films().values()
            if film.type in kinds and not film.missing and not film.redirect and film.canonical in ("", film.id)]


def run(binary: str, environment: dict[str, str], *arguments: str) -> tuple[float, float, list[dict[str, Any]]]:
    """Wall seconds, CPU seconds and answers of one command."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    done = subprocess.run([binary, "--json", "lookup", *arguments], env=environment, capture_output=True, text=True, check=False)
    wall = time.monotonic() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, cpu, [json.loads(line) for line in done.stdout.splitlines()]


def report(name: str, value: float, unit: str, bar: float) -> bool:
    print(f"{name:<58} {value:8.2f} {unit:<3} bar {bar:g}{'' if value < bar else '   <-- missed'}")
    return value < bar


def with_latency(binary: str) -> bool:
    ids = film_ids()
    walls = []
    with Sandbox("--empty-tmdb", "--latency-ms", str(LATENCY_MS)) as sandbox:
        for number in range(LOOKUPS):
            with tempfile.TemporaryDirectory() as folder:  # nothing known: robots.txt is asked too
                wall, _, answers = run(binary, sandbox.environment(folder), ids[number % len(ids)])
                if [answer["outcome"] for answer in answers] != ["imdb_placeholder"]:
                    print(f"no placeholder for {ids[number % len(ids)]}: {answers}")
                    return False
                walls.append(wall)
    print(f"{LOOKUPS} fallback lookups, {LATENCY_MS} ms a request, no cache, no waiting for a slot needed:")
    good = report("  median", statistics.median(walls), "s", 2.0)
    return report("  p99 (slowest of 40)", max(walls), "s", 2.0) and good


def without_latency(binary: str) -> bool:
    ids = film_ids()
    with Sandbox("--empty-tmdb") as sandbox, tempfile.TemporaryDirectory() as folder:
        _, cpu, answers = run(binary, sandbox.environment(folder), *ids)
        good = report(f"own CPU per fallback lookup, {len(answers)} in one command", 1000 * cpu / len(answers), "ms", 5.0)
        stored = [ids[number % len(ids)] for number in range(STORED_IDS)]
        times = sorted(run(binary, sandbox.environment(folder), *stored)[:2] for _ in range(15))
        wall, cpu = times[len(times) // 2]
        print(f"{'':<4}(of which {1000 * cpu:.2f} ms CPU)")
        return report(f"{STORED_IDS} ids answered from the store, whole process", 1000 * wall, "ms", 20.0) and good


def main() -> int:
    binary = str(Path(sys.argv[1]).resolve())
    good = with_latency(binary)
    return 0 if without_latency(binary) and good else 1


if __name__ == "__main__":
    sys.exit(main())
