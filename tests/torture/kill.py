#!/usr/bin/env python3
"""Kills `understudy lookup`, `import --wait` and `work` five hundred times at a random moment, always on the same store,
and in half of the runs with a clock that has jumped by days, forth or back. Afterwards the store must be whole, a last
run must finish, what it then says must be what an undisturbed store says, and no job may be left or be there twice.

kill.py [KILLS [SEED]]
"""

import contextlib
import datetime
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tools"))
import soundness  # noqa: E402
import stage  # noqa: E402

LATENCY_MS = 6  # of the stand-ins: a run of all films then takes long enough to be hit anywhere
JUMP_DAYS_MAX = 45
LEASE_SECONDS_MAX = 90  # a lookup that waits for a dead process's lease goes on by itself after that


class Round:
    """The same store, again and again."""

    def __init__(self, on_stage, database):
        self.stage, self.database = on_stage, database

    def start(self, arguments, now=None):
        environment = self.stage.environment | ({"UNDERSTUDY_NOW": now} if now else {})
        return subprocess.Popen([stage.binary(), "--database", f"sqlite:{self.database}", *arguments], env=environment,
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace")

    def any_command(self, ids, chance):
        """One that has something to disturb until its end, in its words."""
        asked = chance.sample(ids, len(ids))
        kind = chance.randrange(7)
        if kind < 3:
            return ["lookup", "--json", *(["--fresh"] if kind else []), *asked]
        if kind < 6 and os.path.exists(self.database):
            self.queue(asked)
            return ["work", "--once" if kind == 3 else "--drain"]
        path = self.database + ".list"
        with open(path, "w", encoding="utf-8") as file:
            file.write("".join(f"{one}\n" for one in asked))
        return ["import", "--wait", path]

    def queue(self, ids):
        """A job for each film, whatever became of those that killed runs had."""
        with contextlib.closing(sqlite3.connect(self.database, isolation_level=None)) as db:
            if soundness.has_tables(db):
                db.executemany(
                    "INSERT INTO oban_jobs (queue, worker, args) SELECT 'tmdb', 'TMDbDetailsWorker', "
                    "json_object('imdb_id', ?1, 'source', 'enrichment') WHERE NOT EXISTS (SELECT 1 FROM oban_jobs WHERE "
                    "json_extract(args, '$.imdb_id') = ?1 AND state NOT IN ('completed', 'discarded', 'cancelled'))",
                    [(one,) for one in ids])

    def jobs_left(self):
        """What is wrong with the queue when a day has passed since the last kill and everything due was run."""
        tomorrow = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=JUMP_DAYS_MAX + 1)
        process = self.start(["work", "--drain"], tomorrow.strftime("%Y-%m-%dT%H:%M:%SZ"))
        _, err = process.communicate(timeout=LEASE_SECONDS_MAX + 120)
        if process.returncode != 0:
            yield f"work --drain: exit {process.returncode}: {err}"
        with contextlib.closing(sqlite3.connect(self.database)) as db:
            for row in db.execute("SELECT id, state, worker, args, attempt, scheduled_at, errors FROM oban_jobs WHERE "
                                  "state IN ('available', 'executing') OR (state = 'discarded' AND errors = '[]')"):
                yield f"a job is left: {row}"
            for row in db.execute("SELECT worker, args, count(*) FROM oban_jobs WHERE state IN ('available', "
                                  "'scheduled', 'executing', 'retryable') GROUP BY 1, 2 HAVING count(*) > 1"):
                yield f"a job is there twice: {row}"

    def whole(self, ids):
        """(seconds, answer by id) of a run that nobody disturbs."""
        start = time.monotonic()
        process = self.start(["lookup", "--json", *ids])
        out, err = process.communicate(timeout=LEASE_SECONDS_MAX + 120)
        answers = {answer["imdb_id"]: answer for answer in map(json.loads, out.splitlines())}
        if process.returncode not in (0, 1, 3) or len(answers) != len(ids):
            raise RuntimeError(f"exit {process.returncode}, {len(answers)} answers of {len(ids)}\n{err}")
        return time.monotonic() - start, answers


def essence(answer):
    """What must not depend on kills: all but times, row numbers and the way."""
    movie = dict(answer["movie"] or {})
    movie.pop("sources", None)
    return answer["outcome"], movie


def kill_many(rounds, ids, kills, chance, longest):
    """(runs that were hit, what is wrong)"""
    hit = 0
    for number in range(kills):
        jump = datetime.timedelta(days=chance.uniform(-JUMP_DAYS_MAX, JUMP_DAYS_MAX))
        now = datetime.datetime.now(datetime.timezone.utc) + jump if number % 2 else None
        process = rounds.start(rounds.any_command(ids, chance), now and now.strftime("%Y-%m-%dT%H:%M:%SZ"))
        time.sleep(chance.uniform(0, longest))
        if process.poll() is None:
            hit += 1
        process.send_signal(signal.SIGKILL)
        process.communicate()
        if not os.path.exists(rounds.database):
            continue
        with contextlib.closing(sqlite3.connect(rounds.database, isolation_level=None)) as db:
            wrong = soundness.unsound(db)
            if not wrong and number < kills - 1 and soundness.has_tables(db):
                db.execute("UPDATE hosts SET lease_until_real_ms = 0")  # only the last run waits for a dead one's lease
                db.execute("DELETE FROM flights")
                db.execute("DELETE FROM leases")
        if wrong:
            return hit, [f"after kill {number + 1}: {problem}" for problem in wrong]
    return hit, []


def compare(database, last, calm):
    """What the last run says, against an undisturbed store and against the rows of `wanted`."""
    for imdb_id, answer in calm.items():
        if essence(answer) != essence(last[imdb_id]):
            yield f"{imdb_id}: {essence(last[imdb_id])}\n    undisturbed: {essence(answer)}"
    with contextlib.closing(sqlite3.connect(database)) as db:
        wanted = dict(db.execute("SELECT imdb_id, outcome FROM wanted"))
        for imdb_id, answer in last.items():
            outcome = None if answer["outcome"] == "unknown" else answer["outcome"]
            if imdb_id not in wanted:
                yield f"{imdb_id} is not in wanted"
            elif wanted[imdb_id] != outcome:
                yield f"{imdb_id}: wanted says {wanted[imdb_id]}, the answer {outcome}"
        held = db.execute("SELECT origin FROM hosts WHERE lease_until_real_ms > ?", [time.time() * 1000]).fetchall()
        if held:
            yield f"a lease is left over: {held}"


def main():
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.SystemRandom().randrange(10**6)
    print(f"{kills} kills, seed {seed}")
    problems = []
    with stage.Stage(latency_ms=LATENCY_MS) as on_stage, tempfile.TemporaryDirectory() as folder:
        ids = on_stage.films
        calm_seconds, calm = Round(on_stage, os.path.join(folder, "calm.db")).whole(ids)
        rounds = Round(on_stage, os.path.join(folder, "killed.db"))
        hit, problems = kill_many(rounds, ids, kills, random.Random(seed), calm_seconds)
        if not problems:
            seconds, last = rounds.whole(ids)
            problems = list(compare(rounds.database, last, calm)) + list(rounds.jobs_left())
            if seconds > calm_seconds + LEASE_SECONDS_MAX:
                problems.append(f"the last run took {seconds:.0f} s")
            print(f"{hit} of {kills} runs were hit; undisturbed run {calm_seconds:.1f} s, last run {seconds:.1f} s")
            if hit < kills // 4:
                problems.append("too few runs were hit to say anything")
    print("".join(f"not ok - {problem}\n" for problem in problems), end="")
    print(f"{kills - bool(problems)} passed, {int(bool(problems))} failed")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
