#!/usr/bin/env python3
"""`./dev demo`: the daemon before the stand-ins, in a world where a day lasts a second. A dozen films of a festival become
placeholders, and TMDb gains them one after the other. Ends by Ctrl-C, SIGTERM, or itself with --seconds."""

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from datetime import datetime, timedelta, timezone

import stage

FACTOR = 86400
FIRST_ARRIVAL_SECONDS, BETWEEN_SECONDS = 4, 4
FILMS = [f"tt99000{n:02}" for n in (1, 20, 21, 31, 32, 33, 35, 38, 39, 41, 42, 44)]
SERIES = "tt9900010"


def cast(folder):
    """films.json, with every film of ours on TMDb later; the file's path."""
    with open(os.path.join(stage.ROOT, "sandbox", "films.json"), encoding="utf-8") as file:
        told = json.load(file)
    for film in told["films"]:
        if film["id"] in FILMS:
            film["tmdb"] = [{"id": 9100000 + int(film["id"][-4:]), "later": True}]
    path = os.path.join(folder, "films.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump(told, file)
    return path


def post(url, value):
    request = urllib.request.Request(url, json.dumps(value).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        answer.read()


def free_port(wanted):
    """The port asked for; without one 8642, or any when that is taken."""
    if wanted:
        return wanted
    for port in (8642, 0) if wanted is None else (0,):
        with socket.socket() as one:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                one.bind(("127.0.0.1", port))
                return one.getsockname()[1]
            except OSError:
                if port == 0:
                    raise
    return 0


def arrive(control, count, started):
    """TMDb has the first `count` films, and says so in its list of changes of these days."""
    today = started + (datetime.now(timezone.utc) - started) * FACTOR
    ids = [9100000 + int(one[-4:]) for one in FILMS[:count]]
    changes = {(today + timedelta(n)).date().isoformat(): {"ids": ids} for n in range(-3, BETWEEN_SECONDS + 5)}
    post(control + "/_sandbox/options", {"arrived": FILMS[:count], "changes": changes})


def play(on_stage, daemon, ended, started, until):
    count, due = 0, time.monotonic() + FIRST_ARRIVAL_SECONDS
    while daemon.poll() is None and not ended.wait(0.2) and (until is None or time.monotonic() < until):
        if count < len(FILMS) and time.monotonic() >= due:
            count, due = count + 1, due + BETWEEN_SECONDS
            try:
                arrive(on_stage.urls["control_url"], count, started)
            except OSError:  # Ctrl-C reaches the stand-ins, too
                if not ended.wait(1):
                    raise


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("port", type=int, nargs="?", help="instead of 8642 (0: any)")
    parser.add_argument("--seconds", type=float, help="end by itself after so long")
    options = parser.parse_args()
    ended = threading.Event()
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, lambda *_: ended.set())
    with tempfile.TemporaryDirectory(prefix="understudy-demo-") as folder, \
            stage.Stage(options=["--films", cast(folder)]) as on_stage:
        port = free_port(options.port)
        print(f"http://127.0.0.1:{port}/  a day lasts a second; nobody outside of this machine is asked.\n"
              f"{len(FILMS)} films of a festival that does not exist become placeholders at once. TMDb gains one every "
              f"{BETWEEN_SECONDS} s,\nand within seconds it is a full record. {SERIES} is a series and stays none. "
              "Ctrl-C ends it.", flush=True)
        started = datetime.now(timezone.utc)
        environment = {**on_stage.environment, "UNDERSTUDY_NOW": f"{started:%Y-%m-%dT%H:%M:%SZ}@{FACTOR}",
                       "UNDERSTUDY_TMDB_EXPORTS_URL": on_stage.urls["exports_url"],
                       "UNDERSTUDY_DATABASE_URL": "sqlite:" + os.path.join(folder, "demo.db"),
                       "UNDERSTUDY_SERVER_LISTEN": f"127.0.0.1:{port}"}
        listed = "\n".join(json.dumps({"imdb_id": one, "festival": "Festival of the Thirteenth Month"})
                           for one in [*FILMS, SERIES]) + "\n"
        subprocess.run([stage.binary(), "import", "--quiet", "-"], input=listed, text=True, env=environment, check=True,
                       stdout=subprocess.DEVNULL)
        with subprocess.Popen([stage.binary(), "serve"], env=environment, start_new_session=True) as daemon:
            try:
                play(on_stage, daemon, ended, started, options.seconds and time.monotonic() + options.seconds)
            finally:
                daemon.terminate()
            return daemon.wait()


if __name__ == "__main__":
    sys.exit(main())
