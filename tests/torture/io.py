#!/usr/bin/env python3
"""I/O errors below SQLite: call after call of a lookup's writes fails (EIO, half a write, a full disk, a disk that stays
dead). Each run must end by itself with an exit code of its own, leave a sound store, and the next run must finish what
it began.

io.py [RUNS [SEED]]
"""

import contextlib
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
FILMS = 12
SECONDS_MAX = 60


def shim():
    """faulty_io.so, beside the program under test."""
    path = os.path.join(os.path.dirname(os.path.abspath(stage.binary())), "tests", "torture", "libfaulty_io.so")
    if not os.path.exists(path):
        raise RuntimeError(f"{path} is missing: build all targets")
    return path


class Io:
    """A store that a calm run has made, and runs on copies of it."""

    def __init__(self, on_stage, folder):
        self.stage, self.folder = on_stage, folder
        self.base, self.store = os.path.join(folder, "base.db"), os.path.join(folder, "faulty.db")
        self.count = os.path.join(folder, "count")
        self.ids = on_stage.films[:FILMS]

    def run(self, database, fault=None, kind="eio"):
        """(exit code, answers by id, stderr)"""
        environment = dict(self.stage.environment)
        if fault is not None:
            environment |= {"LD_PRELOAD": shim(), "FAULTY_PATH": "faulty.db", "FAULTY_AT": str(fault),
                            "FAULTY_KIND": kind, "FAULTY_COUNT": self.count,
                            "ASAN_OPTIONS": "verify_asan_link_order=0:detect_leaks=0"}
        done = subprocess.run([stage.binary(), "--database", f"sqlite:{database}", "lookup", "--json", "--fresh",
                               *self.ids], env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True, timeout=SECONDS_MAX, check=False)
        return (done.returncode, {one["imdb_id"]: one for one in map(json.loads, done.stdout.splitlines())},
                done.stderr)

    def fresh_copy(self, half):
        """Half of the runs begin without a store: the schema is made under fire, too."""
        for ending in ("", "-wal", "-shm"):
            with contextlib.suppress(FileNotFoundError):
                os.remove(self.store + ending)
        if not half:
            shutil.copy(self.base, self.store)

    def calls(self, half):
        self.fresh_copy(half)
        self.run(self.store, 0)
        with open(self.count, encoding="ascii") as file:
            return int(file.read())


def essence(answers):
    return {imdb_id: (one["outcome"], (one["movie"] or {}).get("title"), (one["movie"] or {}).get("tmdb_id"))
            for imdb_id, one in answers.items()}


def judge(io, calm, fault, kind, half):
    """What is wrong after one run."""
    io.fresh_copy(half)
    code, _, err = io.run(io.store, fault, kind)
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
                db.commit()
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
        with contextlib.closing(sqlite3.connect(io.base)) as db:
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        calm = essence(answers)
        calls = {half: io.calls(half) for half in (False, True)}
        print(f"{runs} runs, seed {seed}; an undisturbed run writes {calls[False]} times, one without a store "
              f"{calls[True]} times")
        for number in range(runs):
            half, kind = number % 2 == 1, KINDS[number // 2 % len(KINDS)]
            low = calls[half] * number // runs  # the whole run is swept, a place in each part of it
            fault = chance.randint(low + 1, max(low + 1, calls[half] * (number + 1) // runs))
            code, wrong = judge(io, calm, fault, kind, half)
            codes[code] = codes.get(code, 0) + 1
            if wrong:
                problems += 1
                print(f"not ok - call {fault}, {kind}, {'no store' if half else 'a store'}: " + "; ".join(wrong))
    print("exit codes: " + ", ".join(f"{code}: {count}" for code, count in sorted(codes.items())))
    print(f"{runs - problems} passed, {problems} failed")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
