#!/usr/bin/env python3
"""Lists that are disturbed: `understudy import` killed while it queues, and interrupted while it works. Batches are there
as a whole or not at all, what was begun ends, and the same command completes the list.

lists.py [KILLS [SEED]]
"""

import contextlib
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tools"))
import stage  # noqa: E402

IDS, BATCH = 40_000, 1000  # BATCH as in src/cli/cmd_import.c
LATENCY_MS = 150  # a request long enough to be interrupted


class Lists:
    """One store and its lists."""

    def __init__(self, on_stage, folder):
        self.stage, self.folder = on_stage, folder
        self.database = os.path.join(folder, "lists.db")

    def start(self, *arguments):
        return subprocess.Popen([stage.binary(), "--database", f"sqlite:{self.database}", "import", *arguments],
                                env=self.stage.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True)

    def finish(self, process):
        out, err = process.communicate(timeout=120)
        return process.returncode, out, err

    def write(self, name, ids):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write("".join(f"{one}\n" for one in ids))
        return path

    def one(self, query):
        with contextlib.closing(sqlite3.connect(self.database)) as database:
            return database.execute(query).fetchone()[0]

    def empty(self):
        for ending in ("", "-wal", "-shm"):
            with contextlib.suppress(FileNotFoundError):
                os.remove(self.database + ending)


def kill_while_queueing(lists, kills, chance):
    path = lists.write("many.txt", (f"tt{number:08d}" for number in range(IDS)))
    start = time.monotonic()
    code, out, err = lists.finish(lists.start(path))
    longest = time.monotonic() - start
    if code != 0 or not out.startswith(f"{IDS} new, 0 already wanted"):
        yield f"the undisturbed import: exit {code}, {out}{err}"
    hit = 0
    for number in range(kills):
        lists.empty()
        process = lists.start(path)
        time.sleep(chance.uniform(0, longest))
        hit += process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.communicate()
        there = 0
        if os.path.exists(lists.database):
            with contextlib.suppress(sqlite3.OperationalError):  # killed before the tables were made
                there = lists.one("SELECT count(*) FROM wanted")
        if there % BATCH:
            yield f"after kill {number + 1}: {there} ids, no whole batches"
        code, out, err = lists.finish(lists.start(path))
        if code != 0 or not out.startswith(f"{IDS - there} new, {there} already wanted"):
            yield f"after kill {number + 1}: exit {code}, {out}{err}, {there} ids were there"
    print(f"{hit} of {kills} imports were hit; an undisturbed one takes {longest:.2f} s")
    if hit < kills // 4:
        yield "too few imports were hit to say anything"


def interrupt_while_working(lists):
    """SIGINT once: exit 3, what was begun is stored, and the same command completes the list. Twice: the end at once."""
    ids = lists.stage.films
    path = lists.write("films.txt", ids)
    for number in (signal.SIGINT, signal.SIGTERM):
        lists.empty()
        process = lists.start("--wait", path)
        time.sleep(1)
        process.send_signal(number)
        code, out, err = lists.finish(process)
        answered = lists.one("SELECT count(*) FROM wanted WHERE outcome IS NOT NULL")
        if code != 3 or "interrupted with" not in err or "Sanitizer" in err:
            yield f"{number.name}: exit {code}, {out}{err}"
        if not 0 < answered < len(ids):
            yield f"{number.name}: {answered} of {len(ids)} answered"
        held = lists.one("SELECT count(*) FROM hosts WHERE lease_until_real_ms > 0")
        if held:
            yield f"{number.name}: {held} leases are left over"
        code, out, err = lists.finish(lists.start("--wait", path))
        wanted = lists.one("SELECT count(*) FROM wanted")
        if code not in (1, 3) or wanted != len(ids) or "interrupted" in err:  # some of the films are unknown by design
            yield f"the second run after {number.name}: exit {code}, {wanted} wanted, {err}"
    lists.empty()
    process = lists.start("--wait", path)
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    code, _, _ = lists.finish(process)
    if code not in (-signal.SIGINT, 3):
        yield f"two signals: exit {code}"


def main():
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.SystemRandom().randrange(10**6)
    print(f"{kills} kills, seed {seed}")
    with stage.Stage(latency_ms=LATENCY_MS) as on_stage, tempfile.TemporaryDirectory() as folder:
        lists = Lists(on_stage, folder)
        problems = [*kill_while_queueing(lists, kills, random.Random(seed)), *interrupt_while_working(lists)]
    print("".join(f"not ok - {problem}\n" for problem in problems), end="")
    print(f"{2 - bool(problems)} passed, {int(bool(problems))} failed")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
