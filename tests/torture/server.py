#!/usr/bin/env python3
"""Stops the PostgreSQL server at a random moment of `understudy lookup`, as when its machine loses power, and starts it
again. A lookup then ends well or with exit 4, never otherwise; what it wrote is whole; a last run says what an
undisturbed store says.

server.py [STOPS [SEED]]
"""

import json
import os
import random
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "..", "tools"), os.path.join(HERE, "..")]
import pgsql  # noqa: E402
import stage  # noqa: E402

LATENCY_MS = 4
# Rows of one lookup that stand without each other.
HALVES = {
    "movies without an outcome": "SELECT count(*) FROM movies AS m WHERE NOT EXISTS (SELECT 1 FROM wanted AS w WHERE "
                                 "w.imdb_id = m.imdb_id AND w.outcome IS NOT NULL) AND NOT EXISTS (SELECT 1 FROM "
                                 "remaps AS r WHERE r.canonical_id = m.imdb_id)",
    "movies without origins": "SELECT count(*) FROM movies AS m WHERE NOT EXISTS (SELECT 1 FROM movie_origins AS o "
                              "WHERE o.movie_id = m.id)",
    "outcomes without a film": "SELECT count(*) FROM wanted AS w WHERE outcome IN ('full', 'soft', 'imdb_enriched', "
                               "'imdb_placeholder') AND NOT EXISTS (SELECT 1 FROM movies AS m WHERE m.imdb_id = "
                               "w.imdb_id OR m.imdb_id IN (SELECT canonical_id FROM remaps AS r "
                               "WHERE r.imdb_id = w.imdb_id))",
    "fetches without their bytes": "SELECT count(*) FROM fetches WHERE answer_sha256 IS NOT NULL AND answer_sha256 NOT "
                                   "IN (SELECT sha256 FROM raw_answers)",
    "locks that nobody holds": "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'",
}


def command(on_stage, server, database, *arguments):
    return subprocess.Popen([stage.binary(), "--database", server.url(database), *arguments],
                            env=on_stage.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, text=True, errors="replace")


def make(on_stage, server, database):
    server.sql(f"CREATE DATABASE {database}")
    child = command(on_stage, server, database, "migrate")
    told = child.communicate(timeout=60)[1]
    if child.returncode != 0:
        raise RuntimeError(told)


def answers(on_stage, server, database, ids):
    child = command(on_stage, server, database, "lookup", "--json", *ids)
    out, told = child.communicate(timeout=120)
    if child.returncode == 4:
        raise RuntimeError(told)
    return {one["imdb_id"]: one["outcome"] for one in map(json.loads, out.splitlines())}


def main():
    stops = int(sys.argv[1]) if len(sys.argv) > 1 else 25
    chance = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    os.environ.pop(pgsql.VARIABLE, None)  # one of our own, to be stopped
    wrong, codes = [], {}
    with pgsql.Server() as server, stage.Stage(LATENCY_MS) as on_stage:
        ids = on_stage.films
        make(on_stage, server, "calm")
        began = time.monotonic()
        calm = answers(on_stage, server, "calm", ids)
        whole_run = time.monotonic() - began
        make(on_stage, server, "storm")
        for number in range(stops):
            child = command(on_stage, server, "storm", "lookup", "--json", "--fresh", *ids)
            time.sleep(chance.uniform(0.01, whole_run))
            server.stop("immediate")
            time.sleep(chance.choice((0, 0.3)))
            server.start()
            told = child.communicate(timeout=120)[1]
            codes[child.returncode] = codes.get(child.returncode, 0) + 1
            if child.returncode not in (0, 1, 3, 4) or "Sanitizer" in told or "runtime error" in told:
                wrong.append(f"stop {number + 1}: exit {child.returncode}: {told}")
            wrong += [f"stop {number + 1}: {count} {what}" for what, query in HALVES.items()
                      if (count := int(server.sql(query, "storm")))]
        if (after := answers(on_stage, server, "storm", ids)) != calm:
            wrong.append(f"at last {sorted(set(after.items()) ^ set(calm.items()))}")
    for line in wrong:
        print(line)
    print(f"# exit codes of {stops} disturbed runs: {codes}")
    print(f"{stops + 1 - len(wrong) if len(wrong) <= stops else 0} passed, {len(wrong)} failed")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
