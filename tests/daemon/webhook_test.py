"""Webhooks: signed, told again until they are taken, and never lost, whoever is killed when."""
from __future__ import annotations

import base64
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

from receiver import KEY, SECRET, Receiver
from rig import HERE, Daemon, check, equal, until

sys.path.insert(0, str(HERE.parent))
import pgsql  # noqa: E402

FILM = "tt9900020"  # a placeholder at once
GUEST = "webhooks_guest"  # a database of its own: other tests have an "application" on the same server
DOCUMENT = HERE.parent.parent / "docs/webhooks.md"
DAY = "2026-11-20T09:00:00Z"


def settings(*receivers: Receiver, **more: str) -> dict[str, str]:
    return {"UNDERSTUDY_WEBHOOKS_URL": ", ".join(one.url for one in receivers), "UNDERSTUDY_WEBHOOKS_SECRET": SECRET, **more}


def jobs(daemon: Daemon) -> list[tuple[Any, ...]]:
    """state, attempt, errors, args"""
    with sqlite3.connect(daemon.database) as store:
        return store.execute("SELECT state, attempt, errors, args FROM oban_jobs WHERE worker = 'WebhookWorker' ORDER BY id").fetchall()


def work(daemon: Daemon, at: str) -> None:
    """What is due at that time is done, by a process of its own."""
    daemon.environment["UNDERSTUDY_NOW"] = at
    done = daemon.cli("work", "--drain")
    equal(done.returncode, 0, f"work: {done.stderr}")


def is_clean(daemon: Daemon, *more: str) -> None:
    """Neither secret nor address stands anywhere in the store or the log."""
    data = b"".join(one.read_bytes() for one in daemon.database.parent.iterdir()) + "\n".join(daemon.log).encode()
    for text in (SECRET.encode(), KEY, b"secret-room", *(one.encode() for one in more)):
        check(text not in data, f"{text!r} is kept")


def as_it_happens(binary: Path, sandbox: Any) -> None:
    with Receiver() as one, Receiver() as two, Daemon(binary, sandbox, **settings(one, two)).start() as daemon:
        daemon.post("/api/v1/lookups?wait=30", {"imdb_id": FILM})
        until("both are told", lambda: one.calls and two.calls)
        call = one.calls[0]
        check(call.is_signed(), f"signature: {call.headers}")
        equal((call.path, call.headers["content-type"]), ("/hook?room=secret-room", "application/json"), "request")
        equal(call.headers["user-agent"].split("/")[0], "understudy", "an honest name")
        equal((call.event["event"], call.event["imdb_id"], call.event["to"]), ("created", FILM, "imdb_placeholder"), "body")
        equal(two.calls[0].id, call.id, "one event, one id")
        daemon.post(f"/api/v1/placeholders/{FILM}/edit", {"fields": {"title": "Edited"}})
        daemon.cli("placeholders", "give-up", FILM)
        until("of another process, too", lambda: len(one.calls) > 1 and len(two.calls) > 1)
        equal([c.event["event"] for c in one.calls], ["created", "given_up"], "only what was asked for")
        check(one.calls[1].id != call.id, "each event its own id")
        until("all are done", lambda: [job[0] for job in jobs(daemon)] == ["completed"] * 4)
        is_clean(daemon)
        shown = daemon.cli("doctor", "--offline").stdout
        check("2 told of created" in shown and "secret-room" not in shown and SECRET not in shown, shown)


def until_it_is_taken(binary: Path, sandbox: Any) -> None:
    """Whatever goes wrong, the same event comes again; a good answer is one whatever its body; no redirect is followed."""
    with Receiver(500, (302, {"Location": "/elsewhere"}), "cut", 403, "huge") as one:
        daemon = Daemon(binary, sandbox, **settings(one, UNDERSTUDY_NOW=DAY))
        with daemon:
            daemon.cli("lookup", FILM)
            for hour in range(5):
                work(daemon, f"2026-11-20T{9 + hour:02}:30:00Z")
                equal(len(one.calls), hour + 1, f"calls after {hour + 1} rounds: {jobs(daemon)}")
            equal({call.id for call in one.calls}, {one.calls[0].id}, "one id")
            equal({call.body for call in one.calls}, {one.calls[0].body}, "one body")
            check(all(call.is_signed() for call in one.calls), "each is signed")
            state, attempt, errors, args = jobs(daemon)[0]
            equal((state, attempt), ("completed", 5), "taken at last")
            told = [error["error"] for error in json.loads(errors)]
            check(all(word in text for word, text in zip(("HTTP 500", "no redirect", ": ", "HTTP 403"), told)), f"{told}")
            equal(set(json.loads(args)), {"history_id", "endpoint"}, "arguments")
            is_clean(daemon)
            equal([call.path for call in one.calls if call.path.startswith("GET")], [], "no robots.txt")


def a_time_limit(binary: Path, sandbox: Any) -> None:
    """One that hangs neither holds up another nor the films, and not the end."""
    with Receiver(*["hang"] * 50) as slow, Receiver() as quick, Daemon(binary, sandbox, **settings(slow, quick)).start() as daemon:
        daemon.post("/api/v1/lookups?wait=30", {"imdb_id": FILM})
        until("the other is told", lambda: slow.calls and quick.calls)
        equal(daemon.post("/api/v1/lookups?wait=30", {"imdb_id": "tt9900002"}).status, 200, "films go on")
        until("it is given up for now", lambda: any(job[2] and json.loads(job[2]) for job in jobs(daemon)))


def gone(binary: Path, sandbox: Any) -> None:
    with Receiver(410) as one, Daemon(binary, sandbox, **settings(one, UNDERSTUDY_NOW=DAY)) as daemon:
        daemon.cli("lookup", FILM)
        work(daemon, "2026-11-20T09:30:00Z")
        work(daemon, "2026-11-22T09:30:00Z")
        equal((len(one.calls), jobs(daemon)[0][0]), (1, "cancelled"), "asked once")


def a_pause(binary: Path, sandbox: Any) -> None:
    """Retry-After holds for every event of the host and costs those that wait no attempt."""
    with Receiver((429, {"Retry-After": "7200"})) as one, Daemon(binary, sandbox, **settings(one, UNDERSTUDY_NOW=DAY)) as daemon:
        daemon.cli("lookup", FILM)
        daemon.cli("lookup", "tt9900021")
        work(daemon, "2026-11-20T09:30:00Z")
        work(daemon, "2026-11-20T10:30:00Z")
        equal(len(one.calls), 1, "nothing within the pause")
        work(daemon, "2026-11-20T13:30:00Z")
        equal(sorted(job[:2] for job in jobs(daemon)), [("completed", 1), ("completed", 2)], "attempts")


def configuration(binary: Path, sandbox: Any) -> None:
    with Receiver() as one, Daemon(binary, sandbox, **settings(one)) as daemon:
        for name, value, word in (("URL", "http://example.org/x", "https://"), ("URL", one.url + "," + one.url, "each once"),
                                  ("URL", "https://a:b@example.org/", "password"), ("SECRET", "whsec_short", "24 to 64"),
                                  ("SECRET", "", "set webhooks.secret"), ("EVENTS", "created,eaten", "'eaten'")):
            before = daemon.environment[f"UNDERSTUDY_WEBHOOKS_{name}"] if f"UNDERSTUDY_WEBHOOKS_{name}" in daemon.environment else ""
            daemon.environment[f"UNDERSTUDY_WEBHOOKS_{name}"] = value
            for command in (["serve"], ["work", "--once"]):
                done = daemon.cli(*command)
                equal(done.returncode, 4, f"{name}={value}: {done.stderr}")
                check(word in done.stderr, f"{name}={value}: {done.stderr}")
                check(value not in done.stderr or name == "EVENTS" or not value, f"it repeats {value}")
            daemon.environment[f"UNDERSTUDY_WEBHOOKS_{name}"] = before
        daemon.start()


def reloaded(binary: Path, sandbox: Any) -> None:
    """SIGHUP: another endpoint, and a second key while the first one goes."""
    other = bytes(range(1, 33))
    with Receiver() as one, Receiver() as two, Daemon(binary, sandbox) as daemon:
        config = daemon.folder / "understudy.conf"
        config.write_text("", encoding="utf-8")
        config.chmod(0o600)
        daemon.start("--config", str(config))
        daemon.post("/api/v1/lookups?wait=30", {"imdb_id": FILM})
        both = f"{SECRET},whsec_{base64.b64encode(other).decode()}"
        config.write_text(f"[webhooks]\nurl = {one.url} {two.url}\nsecret = {both}\nevents = *\n", encoding="utf-8")
        assert daemon.child is not None
        daemon.child.send_signal(signal.SIGHUP)
        until("it listens again", lambda: sum("listening" in line for line in daemon.log) == 2)
        until("readiness", lambda: daemon.get("/readyz").status == 200)
        daemon.post(f"/api/v1/placeholders/{FILM}/edit", {"fields": {"title": "Edited"}})
        until("both are told", lambda: one.calls and two.calls)
        equal([call.event["event"] for call in one.calls + two.calls], ["edited"] * 2, "from now on")
        check(one.calls[0].is_signed(KEY, other), f"both keys: {one.calls[0].headers}")


def killed(binary: Path, sandbox: Any) -> None:
    """kill -9 again and again, between what happens and its telling: every event is told, each with one id."""
    films = [f"tt99000{number}" for number in (20, 21, 26, 27, 28, 29)]
    with Receiver() as one:
        daemon = Daemon(binary, sandbox, **settings(one, UNDERSTUDY_WEBHOOKS_EVENTS="*"))
        with daemon:
            for film in films:
                daemon.start()
                daemon.post("/api/v1/lookups?wait=1", {"imdb_id": film})
                assert daemon.child is not None
                daemon.child.kill()
                daemon.child.wait()
                daemon.log.clear()
            daemon.environment["UNDERSTUDY_NOW"] = "2027-01-01T00:00:00Z"  # those who died are silent for long
            daemon.start()

            def settled() -> bool:
                with sqlite3.connect(daemon.database) as store:
                    happened = store.execute("SELECT count(*) FROM movie_history").fetchone()[0]
                    open_jobs = store.execute("SELECT count(*) FROM oban_jobs WHERE queue <> 'understudy' AND state <> 'completed'")
                    return happened >= len(films) and open_jobs.fetchone()[0] == 0
            until("all is quiet", settled)
            with sqlite3.connect(daemon.database) as store:
                happened = store.execute("SELECT id, event, imdb_id FROM movie_history ORDER BY id").fetchall()
            told: dict[str, tuple[int, str, str]] = {}
            for call in one.calls:
                what = (int(call.id.split("_")[1]), call.event["event"], call.event["imdb_id"])
                equal(told.setdefault(call.id, what), what, "an id is one event")
            equal(sorted(told.values()), happened, "what happened and what was told")
            equal(len(jobs(daemon)), len(happened), "a job each")


def the_document(binary: Path, sandbox: Any) -> None:
    """docs/webhooks.md: what it shows tells a genuine call from a forged one."""
    text = DOCUMENT.read_text(encoding="utf-8")
    shell, python = (re.search(rf"^```{kind}\n(.*?)^```", text, re.M | re.S) for kind in ("sh", "python"))
    assert shell and python
    known: dict[str, Any] = {}
    exec(python.group(1), known)
    with Receiver() as one, Daemon(binary, sandbox, **settings(one)).start() as daemon:
        daemon.post("/api/v1/lookups?wait=30", {"imdb_id": FILM})
        until("it is told", lambda: one.calls)
        call = one.calls[0]
        for body, word in ((call.body, "genuine"), (call.body.replace(b"created", b"deleted"), "forged")):
            (daemon.folder / "body").write_bytes(body)
            said = subprocess.run(["sh", "-eu", "-c", shell.group(1)], cwd=daemon.folder, capture_output=True, text=True, check=True,
                                  env={"PATH": os.environ["PATH"], "secret": SECRET, "id": call.id, "timestamp": call.timestamp,
                                       "signature": call.headers["webhook-signature"]})
            equal(said.stdout, word + "\n", "in a shell")
            equal(known["is_genuine"](SECRET, call.headers, body), word == "genuine", "in Python")
        old = {**call.headers, "webhook-timestamp": "1"}
        equal(known["is_genuine"](SECRET, old, call.body), False, "an old one")


def of_a_guest(binary: Path, sandbox: Any) -> None:
    """On an application's database deliveries stand in its oban_jobs; its leader brings the failed ones back, nobody here does."""
    with pgsql.Server() as server, Receiver(500) as one:
        server.sql(f"CREATE DATABASE {GUEST}")
        server.sql((HERE.parent.parent / "sandbox/application.sql").read_text(encoding="utf-8"), GUEST)

        def rows() -> list[str]:
            return server.sql("SELECT state, attempt, queue FROM oban_jobs WHERE worker = 'WebhookWorker' ORDER BY id",
                              GUEST).splitlines()

        with Daemon(binary, sandbox, UNDERSTUDY_DATABASE_URL=server.url(GUEST), **settings(one)) as daemon:
            attached = daemon.cli("migrate", "--attach")
            equal(attached.returncode, 0, f"attach: {attached.stderr}")
            peers = server.sql("SELECT name, node, expires_at FROM oban_peers", GUEST)
            daemon.start()
            daemon.post("/api/v1/lookups?wait=30", {"imdb_id": FILM})
            until("the first attempt", lambda: rows() == ["retryable|1|understudy_webhooks"])
            daemon.cli("placeholders", "give-up", FILM)
            until("the next event", lambda: len(one.calls) == 2 and rows()[1] == "completed|1|understudy_webhooks")
            server.sql("UPDATE oban_jobs SET scheduled_at = '2020-01-01' WHERE state = 'retryable'", GUEST)
            daemon.cli("work", "--once")
            equal((rows()[0], len(one.calls)), ("retryable|1|understudy_webhooks", 2), "due, and left for the leader")
            server.sql("UPDATE oban_jobs SET state = 'available' WHERE state = 'retryable'", GUEST)  # which does this
            until("it is told", lambda: rows()[0] == "completed|2|understudy_webhooks")
            equal([(c.event["event"], c.is_signed()) for c in one.calls], [("created", True), ("given_up", True), ("created", True)], "calls")
            equal(one.calls[2].id, one.calls[0].id, "one event, one id")
            equal(server.sql("SELECT name, node, expires_at FROM oban_peers", GUEST), peers, "the lease is the application's")


TESTS = [as_it_happens, until_it_is_taken, a_time_limit, gone, a_pause, configuration, reloaded, killed, of_a_guest, the_document]
