#!/usr/bin/env python3
"""Several nodes (`understudy work`), whose clocks disagree by minutes, on one PostgreSQL while nodes are killed and the server is stopped as when its machine
loses power. Each film is made exactly once, no job is lost or ended by two, and the stand-in for IMDb, which counts, sees
no more pages than one node alone would be let have.

nodes.py [FILMS [NODES [KILLS [SEED]]]]
"""

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "..", "tools"), os.path.join(HERE, "..")]
import pgsql  # noqa: E402
import stage  # noqa: E402

DATABASE = "many"
PAGES_PER_SECOND, BURST = 25, 20  # src/daemon/settings.c, policy_of()
CLOCK_SECONDS_MAX = 240
LOADED = 0.25  # of a second: how late a stand-in on a busy machine notes a request
PROBLEMS = {
    "films not there": "SELECT {films} - count(*) FROM movies WHERE import_status = 'imdb_placeholder'",
    "films without an outcome": "SELECT count(*) FROM wanted WHERE outcome IS DISTINCT FROM 'imdb_placeholder'",
    "films made twice": "SELECT count(*) FROM (SELECT imdb_id FROM movie_history WHERE from_status IS NULL OR "
                        "from_status = '' GROUP BY 1 HAVING count(*) > 1) AS twice",
    "jobs of films not completed": "SELECT count(*) FROM oban_jobs WHERE worker = 'TMDbDetailsWorker' AND state <> "
                                   "'completed'",
    "jobs of films there twice, or lost": "SELECT abs({films} - count(*)) FROM oban_jobs WHERE worker = "
                                          "'TMDbDetailsWorker'",
    "rows that Oban cannot load": "SELECT count(*) FROM oban_jobs WHERE jsonb_typeof(args) <> 'object' OR "
                                  "jsonb_typeof(meta) <> 'object' OR EXISTS (SELECT 1 FROM unnest(errors) AS e WHERE "
                                  "jsonb_typeof(e) <> 'object')",
}


def make_films(path, count):
    """Films that IMDb alone has."""
    films = [{"id": f"tt{9950000 + n}", "what": "one of many", "title": f"Film {n}", "year": 2020,
              "date": [2020, 1, 1 + n % 28], "minutes": 90, "genres": ["Drama"],
              "directors": [f"nm{9950000 + n} Director {n}"], "tmdb": []} for n in range(count)]
    with open(path, "w", encoding="utf-8") as file:
        json.dump({"readme": "", "films": films}, file)
    return [film["id"] for film in films]


def wrong_clock(seconds):
    """The environment of a program whose machine's clock is wrong."""
    library = os.path.join(os.path.dirname(os.path.abspath(stage.binary())), "tests", "torture", "libother_clock.so")
    asan = "verify_asan_link_order=0"  # the library is preloaded, and no part of the program
    return {"LD_PRELOAD": library, "OTHER_CLOCK_SECONDS": str(seconds), "ASAN_OPTIONS": asan} if seconds else {}


class Cluster:
    """The nodes, and what disturbs them."""

    def __init__(self, on_stage, server, chance, url=None):
        self.server, self.chance, self.wrong, self.codes = server, chance, [], {}
        self.environment = on_stage.environment | {
            "UNDERSTUDY_DATABASE_URL": url or server.url(DATABASE), "UNDERSTUDY_TMDB_REQUESTS_PER_SECOND": "200",
            "UNDERSTUDY_IMDB_PAGE_REQUESTS_PER_SECOND": str(PAGES_PER_SECOND), "UNDERSTUDY_BREAKER_FAILURES": "1000"}
        self.nodes = []

    def start(self, *arguments, clock=0, prefix=(), **more):
        return subprocess.Popen([*prefix, stage.binary(), *arguments], env=self.environment | wrong_clock(clock),
                                stderr=subprocess.PIPE, text=True, errors="replace", stdout=subprocess.DEVNULL, **more)

    def run(self, *arguments, text=None):
        process = self.start(*arguments, stdin=subprocess.PIPE)
        told = process.communicate(text, timeout=300)[1]
        if process.returncode != 0:
            raise RuntimeError(f"{arguments}: exit {process.returncode}: {told}")

    def add(self, prefix=()):
        """A node, on the host where that prefix brings it."""
        node = self.start("work", clock=self.chance.randint(-CLOCK_SECONDS_MAX, CLOCK_SECONDS_MAX), prefix=prefix,
                          stdin=subprocess.DEVNULL)
        node.prefix = prefix
        self.nodes.append(node)

    def end(self, node, how):
        node.send_signal(how)
        told = node.communicate(timeout=60)[1]
        self.codes[node.returncode] = self.codes.get(node.returncode, 0) + 1
        if node.returncode not in (0, 4, -signal.SIGKILL) or "Sanitizer" in told or "runtime error" in told:
            self.wrong.append(f"a node: exit {node.returncode}: {told[-2000:]}")

    def replace(self):
        """A killed one, or one that was asked to go, and those that a stopped server made give up."""
        node = self.nodes.pop(self.chance.randrange(len(self.nodes)))
        self.end(node, self.chance.choice((signal.SIGKILL, signal.SIGKILL, signal.SIGTERM)))
        self.add(node.prefix)
        for gone in [one for one in self.nodes if one.poll() is not None]:
            self.nodes.remove(gone)
            self.end(gone, 0)
            self.add(gone.prefix)

    def open_jobs(self):
        return int(self.server.sql("SELECT count(*) FROM oban_jobs WHERE worker = 'TMDbDetailsWorker' AND state IN "
                                   "('available', 'scheduled', 'retryable')", DATABASE))


def too_many(times, films):
    """The pages in the busiest stretches, against what the rate allows there."""
    times = sorted(times)
    for seconds in (0.5, 1, 2, 5, 10):
        allowed = PAGES_PER_SECOND * (seconds + LOADED) + BURST + 1
        last = 0
        for first, start in enumerate(times):
            while last < len(times) and times[last] < start + seconds:
                last += 1
            if last - first > allowed:
                yield f"{last - first} pages within {seconds} s; {allowed:.0f} are allowed"
                break
    if len(times) < films:
        yield f"only {len(times)} pages were asked for"


def check(cluster, films, pages, more=()):
    """What is wrong at the end."""
    wrong = cluster.wrong + list(more) + list(too_many(pages, films))
    return wrong + [f"{count} {what}" for what, query in PROBLEMS.items()
                    if (count := int(cluster.server.sql(query.format(films=films), DATABASE))) != 0]


def page_times(on_stage):
    """When the stand-in for IMDb was asked for a title page."""
    with urllib.request.urlopen(on_stage.urls["control_url"] + "/_sandbox/requests") as answer:
        requests = json.load(answer)
    return [one["t"] for one in requests if one["host"] == "imdb" and "/title/" in one["path"]]


def tell(wrong, passed, line):
    """The closing lines; exit code."""
    for one in wrong:
        print(f"not ok - {one}")
    print(f"# {line}")
    print(f"{max(passed - len(wrong), 0)} passed, {len(wrong)} failed")
    return 1 if wrong else 0


def disturb(cluster, kills):
    for number in range(kills):
        time.sleep(cluster.chance.uniform(0.3, 1.5))
        if number == kills // 2:
            cluster.server.stop("immediate")
            time.sleep(0.5)
            cluster.server.start()
        else:
            cluster.replace()
        if cluster.open_jobs() == 0:
            print(f"# all was done after {number + 1} disturbances")
            break


def work_off(cluster):
    """What dead nodes had in hand is anybody's once they have been silent for long: here at once."""
    deadline = time.monotonic() + 600 + cluster.open_jobs()  # a film a second at least
    while cluster.open_jobs() > 0 and time.monotonic() < deadline:
        cluster.replace() if not all(one.poll() is None for one in cluster.nodes) else time.sleep(0.2)
    for node in list(cluster.nodes):
        cluster.end(node, signal.SIGTERM)
    cluster.server.sql("UPDATE oban_jobs SET attempted_at = attempted_at - interval '1 hour' WHERE state = 'executing'; "
                       "DELETE FROM leases; DELETE FROM flights; UPDATE hosts SET lease_until_real_ms = 0", DATABASE)
    for _ in range(20):
        cluster.server.sql("UPDATE oban_jobs SET scheduled_at = '2020-01-01' WHERE state IN ('retryable', 'scheduled') "
                           "AND worker = 'TMDbDetailsWorker'", DATABASE)
        cluster.run("work", "--drain")
        if cluster.open_jobs() == 0:
            break


def main():
    numbers = [int(one) for one in sys.argv[1:]]
    films, nodes, kills, seed = numbers + [(300, 5, 12, 1)[n] for n in range(len(numbers), 4)]
    os.environ.pop(pgsql.VARIABLE, None)  # one of our own, to be stopped
    with tempfile.TemporaryDirectory() as folder, pgsql.Server() as server:
        ids = make_films(os.path.join(folder, "films.json"), films)
        server.sql(f"CREATE DATABASE {DATABASE}")
        with stage.Stage(2, options=("--films", os.path.join(folder, "films.json"))) as on_stage:
            cluster = Cluster(on_stage, server, random.Random(seed))
            cluster.run("migrate")
            cluster.run("import", "-", text="\n".join(ids))
            began = time.monotonic()
            for _ in range(nodes):
                cluster.add()
            try:
                disturb(cluster, kills)
                work_off(cluster)
            finally:
                for node in cluster.nodes:
                    node.kill()
            seconds = time.monotonic() - began
            pages = page_times(on_stage)
        wrong = check(cluster, films, pages)
    return tell(wrong, len(PROBLEMS) + 2,
                f"{films} films, {nodes} nodes, exit codes {cluster.codes}; {len(pages)} pages in {seconds:.1f} s")


if __name__ == "__main__":
    sys.exit(main())
