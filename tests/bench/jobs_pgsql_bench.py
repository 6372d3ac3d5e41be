#!/usr/bin/env python3
"""Jobs claimed and acknowledged one at a time on PostgreSQL, by 1, 4 and 16 nodes, against pgbench with the very same
statements in the same run, alternating; and what waiting placeholders cost there: the due batch, bytes a film.

jobs_pgsql_bench.py BUILD [--seconds N] [--films N]
"""

import argparse
import glob
import os
import re
import statistics
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..")]
import pgsql  # noqa: E402

SHARE, DUE_MS = 0.9, 10
ROUNDS = 3
VALUES = {"JOBS_CLAIM": ["q", "now", "node", "uuid", "workers", "most"],
          "JOB_COMPLETE": ["claimed_id", "claimed_attempt", "uuid", "now"]}
VARIABLES = {"q": "q", "now": "2026-12-24T00:00:00.000000Z", "node": "node",
             "uuid": "11111111-2222-4333-8444-555555555555", "workers": '["A"]', "most": "1"}
FILL = ("TRUNCATE oban_jobs; INSERT INTO oban_jobs (queue, worker) SELECT 'q', 'A' FROM generate_series(1, {0}); "
        "VACUUM ANALYZE oban_jobs")
WAITING = """
INSERT INTO movies (imdb_id, title, original_title, release_date, release_date_precision, release_year, runtime, overview,
    original_language, imdb_data, import_status, record, next_tmdb_retry_at, inserted_at, updated_at)
SELECT 'tt' || 8000000 + n, 'A film of middling length ' || n, 'Ein Film ' || n, '2020-01-01', 'day', 2020, 90,
    repeat('What happens in it, in a few words. ', 6), 'de', r, 'imdb_placeholder', r,
    '2026-01-01'::timestamptz + n * interval '1 s', now(), now()
FROM generate_series(1, {0}) AS n, LATERAL (SELECT jsonb_build_object('imdb_id', 'tt' || 8000000 + n, 'title',
    'A film of middling length ' || n, 'year', 2020, 'overview', repeat('What happens in it, in a few words. ', 6),
    'genres', '["Drama"]'::jsonb, 'directors', jsonb_build_array(jsonb_build_object('name', 'Somebody ' || n))) AS r) AS t;
INSERT INTO wanted (imdb_id, asked_at, answered_at, outcome) SELECT 'tt' || 8000000 + n, now(), now(), 'imdb_placeholder'
FROM generate_series(1, {0}) AS n;
"""


def statements(build):
    """The program's own texts by name."""
    out = subprocess.run([os.path.join(build, "tests/unit/store/statements_print"), "statements"], check=True,
                         capture_output=True, text=True).stdout
    return dict(re.findall(r'^PREPARE "(\w+)" AS (.*);$', out, re.M))


def script_of(texts):
    """For pgbench: a claim whose id and attempt the acknowledgement takes."""
    parts = []
    for name, words in VALUES.items():
        text = texts[name]
        for number in range(len(words), 0, -1):
            text = text.replace(f"${number}", f":{words[number - 1]}")
        parts.append(re.sub(r"::(?=:)", "::", text) + (" \\gset claimed_\n" if name == "JOBS_CLAIM" else ";\n"))
    return "".join(parts)


def pgbench(server, script, clients, seconds):
    program = max(glob.glob("/usr/lib/postgresql/*/bin/pgbench"))
    options = [f"-D{name}={value}" for name, value in VARIABLES.items()]
    out = subprocess.run([program, "-n", "-M", "prepared", "-h", server.folder, "-U", pgsql.USER, "-c", str(clients), "-j",
                          "2", "-T", str(seconds), "-f", script, *options, "bench"], check=True, capture_output=True,
                         text=True).stdout
    return float(re.search(r"tps = ([\d.]+)", out)[1])


def ours(server, build, nodes, seconds):
    program = os.path.join(build, "tests/bench/jobs_pgsql_bench")
    return float(subprocess.run([program, server.url("bench"), str(nodes), str(seconds)], check=True, capture_output=True,
                                text=True).stdout)


def race(server, build, script, seconds):
    good = True
    print("jobs a second, claimed and acknowledged one at a time (PostgreSQL, a local socket):")
    for nodes in (1, 4, 16):
        theirs, own = [], []
        for _ in range(ROUNDS):
            for figures, run in ((theirs, lambda: pgbench(server, script, nodes, seconds)),
                                 (own, lambda: ours(server, build, nodes, seconds))):
                server.sql(FILL.split(";")[0], "bench")
                server.sql(FILL.split(";")[1].format(20000 * seconds), "bench")
                server.sql(FILL.split(";")[2], "bench")
                figures.append(run())
        share = statistics.median(own) / statistics.median(theirs)
        good = good and share >= SHARE
        print(f"  {nodes:2} nodes: {statistics.median(own):6.0f}, pgbench {statistics.median(theirs):6.0f}: "
              f"{100 * share:.0f} % (bar: {100 * SHARE:.0f} %)")
    return good


def waiting(server, texts, films):
    before = int(server.sql("SELECT pg_database_size('bench')"))
    for one in WAITING.format(films).strip().split(";\n"):
        server.sql(one.rstrip(";"), "bench")
    server.sql("VACUUM ANALYZE movies", "bench")
    size = int(server.sql("SELECT pg_database_size('bench')")) - before
    due = texts["DUE_PLACEHOLDERS"]
    for number, value in ((5, "false"), (4, "100"), (3, "'2026-06-01'"), (2, "0"), (1, "'2026-01-01'")):
        due = due.replace(f"${number}", value)
    plans = [server.sql(f"EXPLAIN ANALYZE {due}", "bench") for _ in range(5)]
    ms = statistics.median(float(re.search(r"Execution Time: ([\d.]+)", plan)[1]) for plan in plans)
    if ms >= DUE_MS:
        print(plans[-1], end="")
    print(f"{films} placeholders that wait: due batch of 100 in {ms:.2f} ms (bar: {DUE_MS}); {size / films:.0f} bytes each "
          "in movies and wanted, with their indexes")
    return ms < DUE_MS


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("build")
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--films", type=int, default=2_500_000)
    options = parser.parse_args()
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script, pgsql.Server() as server:
        texts = statements(options.build)
        script.write(script_of(texts))
        script.flush()
        server.sql("CREATE DATABASE bench")
        subprocess.run([os.path.join(options.build, "understudy"), "--database", server.url("bench"), "migrate"],
                       check=True, stdout=subprocess.DEVNULL)
        good = race(server, options.build, script.name, options.seconds)
        good = waiting(server, texts, options.films) and good
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
