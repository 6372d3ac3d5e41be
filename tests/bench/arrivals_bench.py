#!/usr/bin/env python3
"""A pass over TMDb's feeds, measured against the stand-ins: the export of 1.1 million ids as a beginning and a day later,
then the records of what is new, with a thousand and with a million placeholders waiting.

usage: arrivals_bench.py BINARY [--ids N] [--new N] [--waiting N]

Prints figures beside their bars; exits 1 when one is missed, or when more waiting placeholders cost more requests.
"""
from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SANDBOX = Path(__file__).resolve().parent.parent.parent / "sandbox"
WORDS = "the of night river last Última luz cais sea 七人の侍 house stone winter return Прощание love".split()
MEMORY_MB = 64  # what `work` may have


@dataclass
class Run:
    """One pass: its answer, wall and CPU seconds, most memory in MB."""
    answer: dict[str, Any]
    wall: float
    cpu: float
    memory: float


def write_export(path: Path, count: int, chance: random.Random) -> int:
    """Lines as TMDb writes them, ids with the gaps that deletions leave; inflated bytes."""
    size, number = 0, 0
    with gzip.open(path, "wb", 5) as out:
        for _ in range(count):
            number += 1 + (chance.random() < 0.35)
            title = " ".join(chance.choice(WORDS) for _ in range(chance.randint(1, 5)))
            text = (f'{{"adult":false,"id":{number},"original_title":{json.dumps(title)},'
                    f'"popularity":{chance.random() * 3:.4f},"video":false}}\n').encode()
            size += len(text)
            out.write(text)
    return size


class Sandbox:
    """One sandbox/serve.py."""

    def __init__(self) -> None:
        self.child = subprocess.Popen([sys.executable, str(SANDBOX / "serve.py")], stdin=subprocess.PIPE,
                                      stdout=subprocess.PIPE)
        assert self.child.stdout is not None
        self.urls = json.loads(self.child.stdout.readline())

    def call(self, method: str, path: str, value: Any = None) -> Any:
        """A control call."""
        data = None if value is None else json.dumps(value).encode()
        request = urllib.request.Request(self.urls["control_url"] + path, data=data, method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.loads(answer.read() or b"null")

    def close(self) -> None:
        """The end of its standard input is its end."""
        assert self.child.stdin is not None
        self.child.stdin.close()
        self.child.wait(timeout=10)


def run(binary: str, sandbox: Sandbox, database: Path, now: str) -> Run:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("UNDERSTUDY_")}
    environment |= {"UNDERSTUDY_TMDB_URL": sandbox.urls["tmdb_url"], "UNDERSTUDY_TMDB_TOKEN": sandbox.urls["token"],
                    "UNDERSTUDY_TMDB_EXPORTS_URL": sandbox.urls["exports_url"],
                    "UNDERSTUDY_IMDB_PAGE_URL": sandbox.urls["imdb_url"], "UNDERSTUDY_SOURCES_ORDER": "given",
                    "UNDERSTUDY_TMDB_REQUESTS_PER_SECOND": "10000", "UNDERSTUDY_NOW": now,
                    "UNDERSTUDY_DATABASE_URL": f"sqlite:{database}", "UNDERSTUDY_HTTP_CONTACT": "bench@example.org",
                    "XDG_CONFIG_HOME": str(database.parent)}
    start = time.monotonic()
    child = subprocess.Popen([binary, "--json", "arrivals"], env=environment, stdout=subprocess.PIPE)
    assert child.stdout is not None
    said = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        raise SystemExit(f"arrivals ended with {child.returncode}: {said.decode()}")
    return Run(json.loads(said), time.monotonic() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def report(name: str, value: float, unit: str, bar: float, at_least: bool) -> bool:
    good = value >= bar if at_least else value < bar
    print(f"{name:<58} {value:9,.1f} {unit:<10} bar {bar:g}{'' if good else '   <-- missed'}", flush=True)
    return good


def fill(database: Path, waiting: int) -> None:
    """That many placeholders; the first hundred are the ones that arrive."""
    with sqlite3.connect(database) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) "
            "INSERT INTO movies (imdb_id, import_status, next_tmdb_retry_at, inserted_at, updated_at) "
            "SELECT printf('tt%07d', i), 'imdb_placeholder', '2026-12-01T00:00:00Z', '2026-11-01T00:00:00Z', "
            "'2026-11-01T00:00:00Z' FROM n", (waiting,))
    connection.close()


def bench_export(binary: str, sandbox: Sandbox, database: Path, days: list[Path], size: int, ids: int, new: int) -> bool:
    sandbox.call("POST", "/_sandbox/options", {"exports": {f"2026-11-2{5 + n}": {"file": str(day)}
                                                           for n, day in enumerate(days)}})
    first = run(binary, sandbox, database, "2026-11-25T09:00:00Z")
    assert first.answer["export"]["outcome"] == "baseline" and first.answer["export"]["ids"] == ids, first.answer
    again = run(binary, sandbox, database, "2026-11-26T09:00:00Z")
    assert again.answer["export"]["new"] == new, again.answer
    print(f"an export of {ids:,} ids, {size / 1e6:,.0f} MB, packed {days[0].stat().st_size / 1e6:,.0f} MB:")
    good = report("  the beginning: downloaded, inflated, read, stored", size / first.cpu / 1e6, "MB/s CPU", 100, True)
    good &= report("  the same, wall", first.wall, "s", 10, False)
    print(f"{f'  a day later, with {new:,} new ids looked at':<58} {again.wall:9,.1f} s, CPU {again.cpu:.1f} s")
    return good & report("  most memory", max(first.memory, again.memory), "MB", MEMORY_MB, False)


def bench_waiting(binary: str, sandbox: Sandbox, database: Path, waiting: int) -> tuple[bool, int]:
    """A day of 1,500 changes, of which a hundred are waited for."""
    fill(database, waiting)
    numbers = list(range(1, 1501))
    sandbox.call("POST", "/_sandbox/options", {"exports": {}, "changes": {"2026-11-26": {"ids": numbers}}, "records": {
        str(one): f"tt{one:07d}" if one <= 100 else f"tt{90000000 + one}" for one in numbers}})
    sandbox.call("DELETE", "/_sandbox/requests")
    got = run(binary, sandbox, database, "2026-11-26T09:30:00Z")
    requests = len(sandbox.call("GET", "/_sandbox/requests"))
    assert got.answer["matched"] == 100 and got.answer["looked_at"] == 1500, got.answer
    print(f"{waiting:,} waiting, 1,500 changed, 100 matched: {requests:,} requests, {got.wall:.1f} s, CPU {got.cpu:.2f} s")
    return report("  most memory", got.memory, "MB", MEMORY_MB, False), requests


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary")
    parser.add_argument("--ids", type=int, default=1_100_000)
    parser.add_argument("--new", type=int, default=1_500)
    parser.add_argument("--waiting", type=int, default=1_000_000)
    options = parser.parse_args()
    binary, sandbox = str(Path(options.binary).resolve()), Sandbox()
    try:
        with tempfile.TemporaryDirectory(prefix="understudy-bench-") as work:
            folder = Path(work)
            days = [folder / "day1.gz", folder / "day2.gz"]
            size = write_export(days[0], options.ids, random.Random(11))
            write_export(days[1], options.ids + options.new, random.Random(11))
            few, many = folder / "few.db", folder / "many.db"
            good = bench_export(binary, sandbox, few, days, size, options.ids, options.new)
            with sqlite3.connect(few) as connection:
                connection.execute("VACUUM INTO ?", (str(many),))
            connection.close()
            one, few_requests = bench_waiting(binary, sandbox, few, 1000)
            two, many_requests = bench_waiting(binary, sandbox, many, options.waiting)
            if few_requests != many_requests:
                print(f"requests grow with the number of waiting placeholders: {few_requests}, {many_requests}")
            return 0 if good and one and two and few_requests == many_requests else 1
    finally:
        sandbox.close()


if __name__ == "__main__":
    sys.exit(main())
