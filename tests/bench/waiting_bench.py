#!/usr/bin/env python3
"""`work --once` with a thousand placeholders due and a million waiting: how long the daily pass takes for a batch of a
hundred, and the most memory of the whole run.

usage: waiting_bench.py BINARY [--waiting N] [--due N]

Prints figures beside their bars; exits 1 when one is missed.
"""
from __future__ import annotations

import argparse
import json
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent / "tools"))
import stage  # noqa: E402  pylint: disable=import-error,wrong-import-position

BATCH_MS, MEMORY_MB = 5, 64
NOW = "2026-11-26T12:00:00Z"


def fill(database: Path, waiting: int, due: int) -> None:
    """Films that TMDb lacks; the first of them are due, one a second."""
    with sqlite3.connect(database) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) INSERT INTO movies (imdb_id, "
            "title, release_year, import_status, next_tmdb_retry_at, inserted_at, updated_at) "
            "SELECT printf('tt%08d', 98000000 + i), 'Film ' || i, 2020, 'imdb_placeholder', "
            "strftime('%Y-%m-%dT%H:%M:%SZ', ?, '-2 hours', CASE WHEN i <= ? THEN i % 3000 ELSE 86400 + i % 5000000 END "
            "|| ' seconds'), '2026-11-01T00:00:00Z', '2026-11-01T00:00:00Z' FROM n", (waiting, NOW, due))
    connection.close()


def work(binary: str, database: Path, settings: dict[str, str]) -> tuple[list[dict[str, Any]], float, float]:
    """The jobs' lines, seconds, most memory in MB."""
    start = time.monotonic()
    with subprocess.Popen([binary, "--json", "--quiet", "--database", f"sqlite:{database}", "work", "--once"],
                          env=settings, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        lines = [json.loads(line) for line in child.stdout]
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        raise SystemExit(f"work ended with {child.returncode}")
    return lines, time.monotonic() - start, usage.ru_maxrss / 1024


def report(name: str, value: float, unit: str, bar: float) -> bool:
    good = value < bar
    print(f"{name:<58} {value:9,.1f} {unit:<10} bar {bar:g}{'' if good else '   <-- missed'}", flush=True)
    return good


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary")
    parser.add_argument("--waiting", type=int, default=1_000_000)
    parser.add_argument("--due", type=int, default=1000)
    options = parser.parse_args()
    binary = str(Path(options.binary).resolve())
    with tempfile.TemporaryDirectory(prefix="understudy-bench-") as folder, stage.Stage() as sources:
        database = Path(folder) / "many.db"
        settings = sources.environment | {"UNDERSTUDY_SOURCES_ORDER": "given", "UNDERSTUDY_NOW": NOW}
        subprocess.run([binary, "--database", f"sqlite:{database}", "migrate"], env=settings, check=True,
                       stdout=subprocess.DEVNULL)
        fill(database, options.waiting, options.due)
        lines, seconds, memory = work(binary, database, settings)
    batches = [line["ms"] for line in lines if line["worker"] == "PlaceholderEnrichmentWorker"]
    looked = sum(line["worker"] == "TMDbDetailsWorker" for line in lines)
    print(f"{options.waiting:,} placeholders wait, {options.due:,} are due; work --once, {seconds:.1f} s:")
    good = report("  a batch of 100 due films found and queued, median", statistics.median(batches), "ms", BATCH_MS)
    print(f"{'  the slowest of them':<58} {max(batches):9,.1f} ms")
    good &= report("  most memory of work", memory, "MB", MEMORY_MB)
    if looked < options.due:
        print(f"  only {looked} films were looked up")
        good = False
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
