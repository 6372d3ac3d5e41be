#!/usr/bin/env python3
"""Retention over a million rows of metrics, half of them too old, while somebody else writes to the same store.

usage: retention_bench.py BINARY [ROWS]      Prints how long it took, and how long the other writer waited at most.
"""
import contextlib
import os
import sqlite3
import subprocess
import sys
import tempfile
import time

FILL = """WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
    INSERT INTO api_lookup_metrics (source, operation, target_identifier, success, response_time_ms, metadata,
                                    inserted_at, updated_at)
    SELECT 'tmdb', 'find', 'tt' || (9000000 + i % 500000), 1, 20,
           '{"http_status":200,"url":"https://api.themoviedb.org/3/find/tt9000000"}',
           strftime('%Y-%m-%dT%H:%M:%SZ', 1795305600 - i * (800 * 86400 / ?), 'unixepoch'), '2026-11-22T00:00:00Z'
    FROM n"""


def main():
    binary, rows = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        database = os.path.join(folder, "store.db")
        command = [binary, "--database", f"sqlite:{database}"]
        environment = {"PATH": os.environ["PATH"], "UNDERSTUDY_NOW": "2026-11-22T00:00:00Z"}
        subprocess.run([*command, "migrate"], check=True, env=environment, stdout=subprocess.DEVNULL)
        with contextlib.closing(sqlite3.connect(database, isolation_level=None, timeout=60)) as db:
            db.execute("PRAGMA synchronous = OFF")
            db.execute(FILL, (rows, rows))
            start, longest, writes = time.monotonic(), 0.0, 0
            with subprocess.Popen([*command, "forget", "--expired"], env=environment, stdout=subprocess.DEVNULL) as run:
                while run.poll() is None:
                    before = time.monotonic()
                    db.execute("INSERT INTO wanted (imdb_id, asked_at) VALUES (?, 'x')", (f"tt{writes:07}",))
                    longest, writes = max(longest, time.monotonic() - before), writes + 1
                    time.sleep(0.005)
            took = time.monotonic() - start
            left, = db.execute("SELECT count(*) FROM api_lookup_metrics").fetchone()
            again = time.monotonic()
            subprocess.run([*command, "forget", "--expired"], check=True, env=environment, stdout=subprocess.DEVNULL)
            again = time.monotonic() - again
    print(f"{rows:,} rows of metrics, {rows - left:,} of them too old: gone in {took:.2f} s "
          f"({(rows - left) / took:,.0f} rows/s); nothing to do: {1000 * again:.0f} ms")
    print(f"another writer meanwhile: {writes} writes, the longest took {1000 * longest:.0f} ms")
    return 0 if run.returncode == 0 and left else 1


if __name__ == "__main__":
    sys.exit(main())
