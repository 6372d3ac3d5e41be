#!/usr/bin/env python3
"""Stores that cannot be used: unwritable, read-only, full, locked, newer, garbage, a directory. `lookup` and
`work` must each end in exit 4 with one line that names the place, within fifteen seconds, and leave behind what they
found."""

import contextlib
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tools"))
import soundness  # noqa: E402
import stage  # noqa: E402

NOBODY = 65534
SECONDS_MAX = 15
FILM, OTHER_FILM = "tt9900001", "tt9900002"


class Torture:
    def __init__(self, on_stage, folder):
        self.stage, self.folder = on_stage, folder
        self.passed = self.failed = self.skipped = 0
        os.chmod(folder, 0o755)
        self.binary = shutil.copy(stage.binary(), os.path.join(folder, "understudy"))  # where nobody may run it

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def lookup(self, database, *ids, user=None):
        return self.run(database, "lookup", *(ids or [FILM]), user=user)

    def run(self, database, *arguments, user=None):
        """(exit code, stdout, stderr, seconds)"""
        start = time.monotonic()
        done = subprocess.run([self.binary, "--database", f"sqlite:{database}", *arguments],
                              env=self.stage.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True, timeout=60, check=False, user=user)
        return done.returncode, done.stdout, done.stderr, time.monotonic() - start

    def refused(self, name, database, user=None, word=None):
        """What has to write must refuse this store as it should, and leave every byte in place."""
        for arguments in (["lookup", OTHER_FILM], ["work", "--drain"]):
            self.refused_by(f"{name}, {arguments[0]}", database, arguments, user, word)

    def refused_by(self, name, database, arguments, user, word):
        before = contents(database)
        code, out, err, seconds = self.run(database, *arguments, user=user)
        wrong = []
        if code != 4:
            wrong.append(f"exit {code}, not 4")
        if len(err.splitlines()) != 1 or (word or os.path.basename(database)) not in err:
            wrong.append("stderr is not one line that names the place")
        if seconds > SECONDS_MAX:
            wrong.append(f"took {seconds:.1f} s")
        if contents(database) != before:
            wrong.append("what was there has changed")
        self.report(name, wrong, out + err)

    def report(self, name, wrong, said=""):
        if wrong:
            self.failed += 1
            print(f"not ok - {name}: {'; '.join(wrong)}\n{said}", end="")
        else:
            self.passed += 1
            print(f"ok - {name}: {said.strip()}")

    def store(self, name):
        """A good store with one film in it."""
        database = self.path(name)
        code, out, err, _ = self.lookup(database)
        if code != 0:
            raise RuntimeError(f"no store to begin with: exit {code}\n{out}{err}")
        return database


def contents(path):
    """Digest of a file, names in a directory, or None."""
    if os.path.isdir(path):
        return sorted(os.listdir(path))
    if not os.path.exists(path):
        return None
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


@contextlib.contextmanager
def locked(database):
    """By a process of its own: one that reads the file here, contents(), would drop this process's locks."""
    holder = ("import sqlite3, sys; db = sqlite3.connect(sys.argv[1], isolation_level=None); "
              "db.execute('BEGIN EXCLUSIVE'); print('locked', flush=True); sys.stdin.read()")
    with subprocess.Popen([sys.executable, "-c", holder, database], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE) as child:
        child.stdout.readline()
        yield
        child.stdin.close()


def unusable(torture):
    """Places that never were a store of ours."""
    os.mkdir(torture.path("closed"), 0o555)
    torture.refused("unwritable directory", torture.path("closed", "u.db"), user=NOBODY if os.getuid() == 0 else None)
    os.mkdir(torture.path("folder.db"))
    torture.refused("a directory", torture.path("folder.db"))
    for name, data in (("garbage.db", os.urandom(8192)), ("text.db", b"tt0000001\n" * 500)):
        with open(torture.path(name), "wb") as file:
            file.write(data)
        torture.refused(f"garbage ({name})", torture.path(name))
    torture.refused("under a file", torture.path("text.db", "u.db"), word="text.db")
    with contextlib.closing(sqlite3.connect(torture.path("other.db"))) as db:
        db.execute("CREATE TABLE movies (mine text)")
        db.commit()
    torture.refused("another program's database", torture.path("other.db"))


def spoilt(torture):
    """Stores of ours that cannot be used now."""
    database = torture.store("newer.db")
    with contextlib.closing(sqlite3.connect(database)) as db:
        db.execute("INSERT INTO understudy_schema (version, applied_at) VALUES (9999, '2026-01-01T00:00:00Z')")
        db.commit()
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    torture.refused("newer schema", database)

    os.mkdir(torture.path("sealed"))
    database = torture.store("sealed/u.db")
    os.chmod(database, 0o444)
    os.chmod(torture.path("sealed"), 0o555)
    torture.refused("read-only file", database, user=NOBODY if os.getuid() == 0 else None)

    database = torture.store("cut.db")
    with contextlib.closing(sqlite3.connect(database)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    os.truncate(database, os.path.getsize(database) // 2 + 100)
    torture.refused("cut in half", database)

    database = torture.store("locked.db")
    with contextlib.closing(sqlite3.connect(database, isolation_level=None)) as db:
        db.execute("INSERT INTO oban_jobs (queue, worker, args) VALUES ('tmdb', 'TMDbDetailsWorker', ?)",
                   [f'{{"imdb_id":"{OTHER_FILM}"}}'])  # without a job there is nothing to write
    with locked(database):
        torture.refused("locked by another process", database)
    code, out, err, _ = torture.lookup(database)
    torture.report("unlocked again", [] if code == 0 else [f"exit {code}"], err if code else out.splitlines()[0])


def full(torture):
    """Small file systems: too small for the tables, for one film, for all of them."""
    for kib in (40, 160, 320, 640):
        where = torture.path(f"full{kib}")
        os.mkdir(where)
        mounted = os.getuid() == 0 and subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={kib}k,mode=0777", "tmpfs", where], check=False,
            stderr=subprocess.DEVNULL).returncode == 0
        if not mounted:
            torture.skipped += 1
            print(f"skipped - full disk of {kib} KiB: may not mount a tmpfs here")
            continue
        try:
            fill(torture, f"full disk of {kib} KiB", where)
            fill_by_work(torture, f"full disk of {kib} KiB, work", where)
        finally:
            subprocess.run(["umount", "-l", where], check=True)


def fill_by_work(torture, name, where):
    """A store that has room for its jobs, and not for what they bring."""
    for name_of_file in os.listdir(where):
        os.remove(os.path.join(where, name_of_file))
    database, beside = os.path.join(where, "u.db"), where + ".db"
    listed = where + ".ids"
    with open(listed, "w", encoding="ascii") as file:
        file.write("".join(f"{one}\n" for one in torture.stage.films))
    code, out, err, _ = torture.run(beside, "import", listed)
    if code != 0:
        raise RuntimeError(f"import: exit {code}\n{out}{err}")
    with contextlib.closing(sqlite3.connect(beside)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    try:
        shutil.copy(beside, database)
    except OSError:
        torture.report(name, [], "no room for the store itself")
        return
    look_at_full(torture, name, where, torture.run(database, "work", "--drain"))


def fill(torture, name, where):
    look_at_full(torture, name, where, torture.lookup(os.path.join(where, "u.db"), *torture.stage.films))


def look_at_full(torture, name, where, run):
    """Looked at in a copy: a full disk has no room for what SQLite puts beside a file that it reads (-shm)."""
    database, copy = os.path.join(where, "u.db"), where + ".copy"
    code, _, err, seconds = run
    shutil.rmtree(copy, ignore_errors=True)
    wrong = [] if code == 4 else [f"exit {code}, not 4"]
    if "understudy: " not in err:
        wrong.append("says nothing on stderr")
    if seconds > SECONDS_MAX:
        wrong.append(f"took {seconds:.1f} s")
    if os.path.exists(database) and os.path.getsize(database):
        shutil.copytree(where, copy, ignore=shutil.ignore_patterns("*-shm"))
        with contextlib.closing(sqlite3.connect(os.path.join(copy, "u.db"))) as db:
            wrong += soundness.unsound(db)
    torture.report(name, wrong, err if wrong else err.splitlines()[-1])


def main():
    with stage.Stage() as on_stage, tempfile.TemporaryDirectory() as folder:
        torture = Torture(on_stage, folder)
        for part in (unusable, spoilt, full):
            part(torture)
        skipped = f", {torture.skipped} skipped" if torture.skipped else ""
        print(f"{torture.passed} passed, {torture.failed} failed{skipped}")
        return 1 if torture.failed else 0


if __name__ == "__main__":
    sys.exit(main())
