#!/usr/bin/env python3
"""IMDb's datasets into the local index, against `sqlite3 .import` and psql's COPY in one run; then one title out of it.

usage: dataset_bench.py BINARY FIND_BENCH [--rows N] [--scale S]

--rows    of title.basics (12,000,000, IMDb's number); --scale of the whole set (0.1; 1 is IMDb's size and takes
          half an hour to make). Prints figures beside their bars; exits 1 when one is missed.
"""
from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from dataset_make import FILMS, HEADERS, Maker

sys.path[:0] = [str(Path(__file__).resolve().parents[1])]
import pgsql  # noqa: E402

FULL_ROWS = 12_000_000


@dataclass
class Run:
    """One command: wall and CPU seconds, most memory in MB."""
    wall: float
    cpu: float
    memory: float


def run(command: list[str], environment: dict[str, str], stdin: str = "") -> Run:
    start = time.monotonic()
    with tempfile.TemporaryFile() as said:
        child = subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=said)
        assert child.stdin is not None
        child.stdin.write(stdin.encode())
        child.stdin.close()
        _, status, usage = os.wait4(child.pid, 0)
        said.seek(0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != 0:
            raise SystemExit(f"{' '.join(command)} ended with {child.returncode}: {said.read().decode()}")
    return Run(time.monotonic() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def report(name: str, value: float, unit: str, bar: float, at_least: bool) -> bool:
    good = value >= bar if at_least else value < bar
    print(f"{name:<58} {value:9,.1f} {unit:<10} bar {bar:g}{'' if good else '   <-- missed'}", flush=True)
    return good


def importer(binary: str, folder: Path) -> tuple[list[str], dict[str, str]]:
    """The command before its PATHs, and where it works."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith("UNDERSTUDY_")}
    clean |= {"HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "UNDERSTUDY_DATASET_PATH": str(folder / "dataset")}
    return [binary, "dataset", "import", "--accept-licence"], clean


def peer(folder: Path, plain: Path, environment: dict[str, str]) -> Run:
    """sqlite3's own .import, with all the speed that its switches give."""
    columns = ", ".join(f"{name} TEXT{' PRIMARY KEY' if name == 'tconst' else ''}"
                        for name in HEADERS["title.basics"].split())
    script = ("PRAGMA page_size = 16384; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;\n"
              f"CREATE TABLE basics ({columns}) WITHOUT ROWID;\n.mode ascii\n.separator \"\\t\" \"\\n\"\n"
              f".import --skip 1 {plain} basics\n")
    return run(["sqlite3", str(folder / "peer.db")], environment, script)


def copy_peer(plain: Path, environment: dict[str, str]) -> Run:
    """PostgreSQL's COPY into the same table, not logged; the work is the server's, so only the wall tells."""
    columns = ", ".join(f"{name} text{' PRIMARY KEY' if name == 'tconst' else ''}"
                        for name in HEADERS["title.basics"].split())
    with pgsql.Server() as server:
        script = f"CREATE UNLOGGED TABLE basics ({columns});\n\\copy basics FROM {plain} WITH (FORMAT text, HEADER)\n"
        return run(["psql", "-qX", "-v", "ON_ERROR_STOP=1", pgsql.url(server.folder, "postgres")], environment, script)


def bench_basics(binary: str, rows: int, folder: Path) -> bool:
    maker = Maker(rows / FULL_ROWS)
    plain, count = maker.write("title.basics", folder, plain=True)
    subprocess.run(["gzip", "-4", "-k", str(plain)], check=True)
    packed = plain.with_suffix(".tsv.gz")
    print(f"title.basics, {count:,} rows, {plain.stat().st_size / 1e6:,.0f} MB, gzip {packed.stat().st_size / 1e6:,.0f} MB:")
    command, environment = importer(binary, folder)
    ours = run([*command, str(packed)], environment)
    full = run([*command, "--all", str(packed)], environment)
    size = (folder / "dataset/index.db").stat().st_size
    theirs = peer(folder, plain, environment)
    (folder / "peer.db").unlink()
    copied = copy_peer(plain, environment)
    plain.unlink()
    good = report("  import (films in full), rows a second of CPU", count / ours.cpu / 1e3, "k rows/s", 700, True)
    good &= report("  the same with --all", count / full.cpu / 1e3, "k rows/s", 700, True)
    print(f"{'  sqlite3 .import, text key, not packed':<58} {count / theirs.cpu / 1e3:9,.1f} k rows/s")
    good &= report("  import against sqlite3 .import, CPU", theirs.cpu / ours.cpu, "times", 2, True)
    good &= report("  --all against sqlite3 .import, CPU", theirs.cpu / full.cpu, "times", 2, True)
    good &= report("  import against psql's COPY, wall", 100 * copied.wall / ours.wall, "%", 90, True)
    good &= report("  --all against psql's COPY, wall", 100 * copied.wall / full.wall, "%", 90, True)
    good &= report("  most memory", max(ours.memory, full.memory), "MB", 300, False)
    print(f"  wall {ours.wall:.1f} s, with --all {full.wall:.1f} s (index {size / 1e6:,.0f} MB), sqlite3 {theirs.wall:.1f} s, "
          f"COPY {copied.wall:.1f} s")
    return good


def bench_whole(binary: str, find_bench: str, scale: float, folder: Path) -> bool:
    maker, total_rows, total_bytes = Maker(scale), 0, 0
    folder.mkdir()
    for name in HEADERS:
        path, rows = maker.write(name, folder)
        total_rows += rows
        total_bytes += path.stat().st_size
        print(f"  {name:<18} {rows:12,} rows {path.stat().st_size / 1e6:8,.1f} MB packed", flush=True)
    command, environment = importer(binary, folder)
    films = run([*command, str(folder)], environment)
    index = folder / "dataset/index.db"
    size = index.stat().st_size
    print(f"all seven files, {total_rows:,} rows, {total_bytes / 1e6:,.0f} MB packed, {scale:g} of IMDb's size:")
    print(f"  wall {films.wall:.1f} s, CPU {films.cpu:.1f} s, index {size / 1e6:,.0f} MB; "
          f"at full size some {films.wall / scale:,.0f} s and {size / scale / 1e6:,.0f} MB")
    good = report("  most memory", films.memory, "MB", 300, False)
    chance = random.Random(4)
    ids = [number for number, kind in maker.titles() if kind in FILMS]
    chosen = folder / "ids"
    chosen.write_text("".join(f"tt{number:07d}\n" for number in chance.sample(ids, min(len(ids), 20000))))
    good &= subprocess.run([find_bench, str(index), str(chosen), "100"], check=False).returncode == 0
    every = run([*command, "--all", str(folder)], environment)
    print(f"  with --all: wall {every.wall:.1f} s, index {index.stat().st_size / 1e6:,.0f} MB, memory {every.memory:.0f} MB")
    return good & (every.memory < 300)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary")
    parser.add_argument("find_bench")
    parser.add_argument("--rows", type=int, default=FULL_ROWS)
    parser.add_argument("--scale", type=float, default=0.1)
    options = parser.parse_args()
    binary, find_bench = (str(Path(one).resolve()) for one in (options.binary, options.find_bench))
    with tempfile.TemporaryDirectory(prefix="understudy-bench-") as work:
        good = bench_basics(binary, options.rows, Path(work))
        good &= bench_whole(binary, find_bench, options.scale, Path(work) / "whole")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
