#!/usr/bin/env python3
"""`serve` on one core asked for one film of its store by wrk on another, while its jobs run and clients that are slow or
stay silent hold connections: requests a second, p99, CPU a request, and memory before and after a million.

usage: load_bench.py BINARY [--requests N] [--slow N] [--half N]

Prints figures beside their bars; exits 1 when one is missed. CPU a request hardly depends on what else the machine does.
"""
from __future__ import annotations

import argparse
import json
import os
import re
import selectors
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent / "tools"))
import stage  # noqa: E402  pylint: disable=import-error,wrong-import-position
from population_make import make_films, write_films  # noqa: E402  pylint: disable=wrong-import-position

REQUESTS_BAR, P99_MS_BAR, GROWTH_MB_BAR = 5000, 10, 4
CPU_US_BAR = 1_000_000 / REQUESTS_BAR  # what one core has for each
CONNECTIONS, ROUND_SECONDS, WARM_UP_SECONDS = 16, 10, 5
JOBS_A_SECOND = 10  # so many requests to TMDb, and as many to the page: twenty times what is shipped
ENDS = {"slow": b"\r\n", "half": b"X-Half:"}  # of a head
FILM = "tt9900001"
FILMS = 5000  # for the jobs
# wrk's own summary is for people.
REPORT = """done = function(summary, latency)
  local e = summary.errors
  print(string.format("RESULT %d %d %d %d", summary.requests, summary.duration, latency:percentile(99),
    e.connect + e.read + e.write + e.status + e.timeout))
end
"""


class Background(threading.Thread):
    """Clients nobody likes. A slow one asks for something long and takes a little of it each second; a half-open one
    sends half of a request's head. Who is cut off comes again."""

    def __init__(self, port: int, slow: int, half: int) -> None:
        super().__init__(daemon=True)
        self.port, self.wanted = port, {"slow": slow, "half": half}
        self.open: dict[socket.socket, str] = {}
        self.selector = selectors.DefaultSelector()
        self.came = 0
        self.over = threading.Event()

    def run(self) -> None:
        while not self.over.wait(1):
            for one, kind in list(self.open.items()):
                if kind == "slow":
                    self.read(one, 1024)
            for key, _ in self.selector.select(0):
                self.read(key.fileobj, 1024)  # half-open: the end, or an error that tells of it
            for kind, count in self.wanted.items():
                for _ in range(count - list(self.open.values()).count(kind)):
                    self.come(kind)
        for one in list(self.open):
            self.leave(one)

    def come(self, kind: str) -> None:
        one = socket.socket()
        one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        try:
            one.connect(("127.0.0.1", self.port))
            one.sendall(b"GET /assets/chart.js HTTP/1.1\r\nHost: localhost\r\n" + ENDS[kind])
        except OSError:
            one.close()
            return
        one.setblocking(False)
        self.open[one] = kind
        self.came += 1
        if kind == "half":
            self.selector.register(one, selectors.EVENT_READ)

    def read(self, one: Any, most: int) -> None:
        try:
            if one.recv(most) == b"":
                self.leave(one)
        except BlockingIOError:
            pass
        except OSError:
            self.leave(one)

    def leave(self, one: socket.socket) -> None:
        if self.open.pop(one) == "half":
            self.selector.unregister(one)
        one.close()


class Server:
    """`serve` on one core, with films to look up."""

    def __init__(self, binary: str, folder: Path, sources: stage.Stage, films: list[str]) -> None:
        self.database = folder / "load.db"
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            self.port = one.getsockname()[1]
        rate = str(JOBS_A_SECOND)
        settings = sources.environment | {
            "UNDERSTUDY_DATABASE_URL": f"sqlite:{self.database}", "UNDERSTUDY_SERVER_LISTEN": f"127.0.0.1:{self.port}",
            "UNDERSTUDY_TMDB_REQUESTS_PER_SECOND": rate, "UNDERSTUDY_IMDB_PAGE_REQUESTS_PER_SECOND": rate}
        for command, given in (["lookup", FILM], ""), (["import", "-"], "\n".join(films) + "\n"):
            subprocess.run([binary, "--quiet", *command], input=given, text=True, env=settings, check=True,
                           stdout=subprocess.DEVNULL)
        core = min(os.sched_getaffinity(0))
        self.process = subprocess.Popen(["taskset", "-c", str(core), binary, "--quiet", "serve"], env=settings)
        self.url = f"http://127.0.0.1:{self.port}/api/v1/movies/{FILM}"
        self.wait()

    def wait(self) -> None:
        for _ in range(300):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=10):
                    return
            except OSError:
                if self.process.poll() is not None:
                    raise SystemExit(f"serve ended with {self.process.returncode}") from None
                time.sleep(0.1)
        raise SystemExit("serve did not get ready")

    def memory_mb(self) -> float:
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        found = re.search(r"VmRSS:\s+(\d+) kB", status)
        assert found is not None
        return int(found.group(1)) / 1024

    def http_cpu_seconds(self) -> float:
        """Of the threads that answer."""
        ticks = 0
        for task in Path(f"/proc/{self.process.pid}/task").iterdir():
            if (task / "comm").read_text(encoding="ascii").startswith("MHD-"):
                words = (task / "stat").read_text(encoding="ascii").rpartition(")")[2].split()
                ticks += int(words[11]) + int(words[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def jobs_done(self) -> int:
        connection = sqlite3.connect(self.database, timeout=60)
        try:
            return int(connection.execute("SELECT count(*) FROM oban_jobs WHERE state = 'completed'").fetchone()[0])
        finally:
            connection.close()


def wrk(url: str, seconds: int, folder: Path) -> tuple[int, float, float, int]:
    """Requests, seconds, p99 in ms, errors."""
    script = folder / "report.lua"
    script.write_text(REPORT, encoding="ascii")
    core = max(os.sched_getaffinity(0))
    done = subprocess.run(["taskset", "-c", str(core), "wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}", "-s",
                           str(script), url], check=True, capture_output=True, text=True)
    found = re.search(r"RESULT (\d+) (\d+) (\d+) (\d+)", done.stdout)
    assert found is not None, done.stdout
    requests, microseconds, p99_us, errors = (int(one) for one in found.groups())
    return requests, microseconds / 1e6, p99_us / 1000, errors


def report(name: str, value: float, unit: str, bar: float, good: bool) -> bool:
    print(f"{'  ' + name:<58} {value:9,.1f} {unit:<10} bar {bar:g}{'' if good else '   <-- missed'}", flush=True)
    return good


def measure(server: Server, folder: Path, wanted: int) -> bool:
    wrk(server.url, WARM_UP_SECONDS, folder)
    memory_mb, cpu_seconds, jobs = server.memory_mb(), server.http_cpu_seconds(), server.jobs_done()
    rounds, total = [], 0
    while total < wanted:
        rounds.append(wrk(server.url, ROUND_SECONDS, folder))
        total += rounds[-1][0]
    cpu_us = 1e6 * (server.http_cpu_seconds() - cpu_seconds) / total
    growth_mb, jobs, errors = server.memory_mb() - memory_mb, server.jobs_done() - jobs, sum(one[3] for one in rounds)
    a_second, p99_ms = total / sum(one[1] for one in rounds), [one[2] for one in rounds]
    print(f"one film from the store, {total:,} requests over {CONNECTIONS} connections, {jobs:,} jobs done "
          f"meanwhile, {errors} errors,\non a machine where {os.getloadavg()[1]:.1f} threads wanted {os.cpu_count()} cores:")
    good = report("requests/s on one core", a_second, "", REQUESTS_BAR, a_second >= REQUESTS_BAR)
    good &= report(f"p99, median of {len(rounds)} rounds (worst {max(p99_ms):,.1f})", statistics.median(p99_ms), "ms", P99_MS_BAR,
                   statistics.median(p99_ms) < P99_MS_BAR)
    good &= report("CPU a request of the threads that answer", cpu_us, "us", CPU_US_BAR, cpu_us < CPU_US_BAR)
    good &= report(f"memory, from {memory_mb:,.1f} MB: grown by", growth_mb, "MB", GROWTH_MB_BAR, growth_mb < GROWTH_MB_BAR)
    return good and errors == 0 and jobs > 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary")
    parser.add_argument("--requests", type=int, default=1_000_000)
    parser.add_argument("--slow", type=int, default=200)
    parser.add_argument("--half", type=int, default=200)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="understudy-bench-") as name:
        folder = Path(name)
        made = make_films(FILMS)
        shipped = json.loads(Path(stage.ROOT, "sandbox", "films.json").read_text(encoding="utf-8"))["films"]
        write_films([*shipped, *made], folder / "films.json")
        with stage.Stage(options=["--films", str(folder / "films.json"), "--filler", "4000"]) as sources:
            server = Server(str(Path(options.binary).resolve()), folder, sources, [one["id"] for one in made])
            background = Background(server.port, options.slow, options.half)
            background.start()
            try:
                good = measure(server, folder, options.requests)
                print(f"  {len(background.open)} slow and half-open connections held at the end; {background.came:,} came")
            finally:
                background.over.set()
                background.join()
                server.process.terminate()
                code = server.process.wait()
    return 0 if good and code == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
