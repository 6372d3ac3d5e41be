#!/usr/bin/env python3
"""I/O errors below SQLite: call after call of what `lookup` and `work` write fails (EIO, half a write, a full disk, a disk
that stays dead). Each run must end by itself with an exit code of its own, leave a sound store, and the next run must
finish what it began; of `work`, each job.

io.py [RUNS [SEED]]
"""

import contextlib
import datetime
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tools"))
import soundness  # noqa: E402
import stage  # noqa: E402

KINDS = ("eio", "short", "full", "dead")
LOOKUP, ANEW, WORK = MODES = ("a store", "no store", "jobs")  # ANEW: the schema is made under fire, too
FILMS = 12
SECONDS_MAX = 60


def shim():
    """faulty_io.so, beside the program under test."""
    path = os.path.join(os.path.dirname(os.path.abspath(stage.binary())), "tests", "torture", "libfaulty_io.so")
    if not os.path.exists(path):
        raise RuntimeError(f"{path} is missing: build all targets")
    return path


class Io:
    """Stores that calm runs have made, one with films and one with jobs, and runs on copies of them."""

    def __init__(self, on_stage, folder):
        self.stage, self.folder = on_stage, folder
        self.base, self.store = os.path.join(folder, "base.db"), os.path.join(folder, "faulty.db")
        self.queued = os.path.join(folder, "queued.db")
        self.count = os.path.join(folder, "count")
        self.ids = on_stage.films[:FILMS]

    def start(self, database, *arguments, **environment):
        return subprocess.run([stage.binary(), "--database", f"sqlite:{database}", *arguments],
                              env=self.stage.environment | environment, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=SECONDS_MAX, check=False)

    def run(self, database, fault=None, kind="eio", mode=LOOKUP):
        """(exit code, answers by id, stderr)"""
        environment = {}
        if fault is not None:
            environment = {"LD_PRELOAD": shim(), "FAULTY_PATH": "faulty.db", "FAULTY_AT": str(fault),
                           "FAULTY_KIND": kind, "FAULTY_COUNT": self.count,
                           "ASAN_OPTIONS": "verify_asan_link_order=0:detect_leaks=0"}
        arguments = ["work", "--json", "--drain"] if mode == WORK else ["lookup", "--json", "--fresh", *self.ids]
        done = self.start(database, *arguments, **environment)
        answers = {} if mode == WORK else {one["imdb_id"]: one for one in map(json.loads, done.stdout.splitlines())}
        return done.returncode, answers, done.stderr

    def queue(self):
        path = os.path.join(self.folder, "ids")
        with open(path, "w", encoding="ascii") as file:
            file.write("".join(f"{one}\n" for one in self.ids))
        done = self.start(self.queued, "import", path)
        if done.returncode != 0:
            raise RuntimeError(f"import: exit {done.returncode}\n{done.stderr}")

    def finish_jobs(self):
        """What is wrong with the queue after a calm run on the next day, when silent runs are rescued."""
        tomorrow = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=1)
        done = self.start(self.store, "work", "--drain", UNDERSTUDY_NOW=tomorrow.strftime("%Y-%m-%dT%H:%M:%SZ"))
        wrong = [f"the work after it: exit {done.returncode}\n{done.stderr}"] if done.returncode != 0 else []
        with contextlib.closing(sqlite3.connect(self.store)) as db:
            ends = dict(db.execute("SELECT json_extract(args, '$.imdb_id'), state FROM oban_jobs"))
            outcomes = dict(db.execute("SELECT imdb_id, outcome FROM wanted"))
        return wrong + [f"{one}: its job is {ends.get(one)}, wanted says {outcomes.get(one)}" for one in self.ids
                        if ends.get(one) != "completed" or not outcomes.get(one)]

    def fresh_copy(self, mode):
        for ending in ("", "-wal", "-shm"):
            with contextlib.suppress(FileNotFoundError):
                os.remove(self.store + ending)
        if mode != ANEW:
            shutil.copy(self.queued if mode == WORK else self.base, self.store)

    def calls(self, mode):
        self.fresh_copy(mode)
        self.run(self.store, 0, mode=mode)
        with open(self.count, encoding="ascii") as file:
            return int(file.read())


def essence(answers):
    return {imdb_id: (one["outcome"], (one["movie"] or {}).get("title"), (one["movie"] or {}).get("tmdb_id"))
            for imdb_id, one in answers.items()}


def judge(io, calm, fault, kind, mode):
    """What is wrong after one run."""
    io.fresh_copy(mode)
    code, _, err = io.run(io.store, fault, kind, mode)
    if code not in (0, 1, 3, 4):
        return code, [f"exit {code}\n{err}"]
    if code == 4 and "understudy: " not in err:
        return code, ["exit 4 without a word"]
    wrong = []
    if os.path.exists(io.store) and os.path.getsize(io.store):
        with contextlib.closing(sqlite3.connect(io.store)) as db:
            wrong += soundness.unsound(db)
            if soundness.has_tables(db):
                db.execute("UPDATE hosts SET lease_until_real_ms = 0")
                db.execute("DELETE FROM flights")
                db.execute("DELETE FROM leases")
                db.commit()
    if not wrong and mode == WORK:
        wrong += io.finish_jobs()
    if wrong:
        return code, wrong
    again, answers, err = io.run(io.store)
    if again not in (0, 1, 3):
        return code, [f"the run after it: exit {again}\n{err}"]
    if essence(answers) != calm:
        wrong = [f"{one}: {essence(answers).get(one)}, undisturbed {calm[one]}" for one in calm
                 if essence(answers).get(one) != calm[one]]
    return code, wrong


def main():
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.SystemRandom().randrange(10**6)
    chance = random.Random(seed)
    problems, codes = 0, {}
    with stage.Stage() as on_stage, tempfile.TemporaryDirectory() as folder:
        io = Io(on_stage, folder)
        code, answers, err = io.run(io.base)
        if code not in (0, 1, 3):
            raise RuntimeError(f"the undisturbed run: exit {code}\n{err}")
        io.queue()
        for database in (io.base, io.queued):
            with contextlib.closing(sqlite3.connect(database)) as db:
                db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        calm = essence(answers)
        calls = {mode: io.calls(mode) for mode in MODES}
        print(f"{runs} runs, seed {seed}; an undisturbed run writes so often: {calls}")
        for number in range(runs):
            mode, kind = MODES[number % len(MODES)], KINDS[number // len(MODES) % len(KINDS)]
            low = calls[mode] * number // runs  # the whole run is swept, a place in each part of it
            fault = chance.randint(low + 1, max(low + 1, calls[mode] * (number + 1) // runs))
            code, wrong = judge(io, calm, fault, kind, mode)
            codes[code] = codes.get(code, 0) + 1
            if wrong:
                problems += 1
                print(f"not ok - call {fault}, {kind}, {mode}: " + "; ".join(wrong))
    print("exit codes: " + ", ".join(f"{code}: {count}" for code, count in sorted(codes.items())))
    print(f"{runs - problems} passed, {problems} failed")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
