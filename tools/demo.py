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


class Trouble(Exception):
    """What keeps the demonstration from running, and what to do about it."""


def port(word):
    number = int(word)
    if not 0 <= number <= 65535:
        raise ValueError
    return number


def free_port(wanted):
    """The port asked for; without one 8642, or any when that is taken."""
    for port in (8642, 0) if wanted is None else (wanted,):
        with socket.socket() as one:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                one.bind(("127.0.0.1", port))
                return one.getsockname()[1]
            except OSError as why:
                if wanted is not None:
                    raise Trouble(f"port {port}: {why.strerror}; name another one, or none") from why
    raise Trouble("no port is free on 127.0.0.1")


def queue(environment):
    """The films are wanted before there is anybody to look at it."""
    listed = "\n".join(json.dumps({"imdb_id": one, "festival": "Festival of the Thirteenth Month"})
                       for one in [*FILMS, SERIES]) + "\n"
    done = subprocess.run([stage.binary(), "import", "--quiet", "-"], input=listed, text=True, env=environment,
                          stdout=subprocess.DEVNULL, check=False)
    if done.returncode != 0:
        raise Trouble(f"understudy import ended with {done.returncode}")


def wait_for(daemon, url, ended):
    """Until it answers; False when it was told to end before."""
    while not ended.wait(0.1):
        try:
            with urllib.request.urlopen(url + "readyz", timeout=10):
                return True
        except OSError as why:
            if daemon.poll() is not None:
                raise Trouble(f"understudy serve ended with {daemon.returncode}") from why
    return False


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


def perform(options, ended):
    with tempfile.TemporaryDirectory(prefix="understudy-demo-") as folder, \
            stage.Stage(options=["--films", cast(folder)]) as on_stage:
        url = f"http://127.0.0.1:{free_port(options.port)}/"
        started = datetime.now(timezone.utc)
        environment = {**on_stage.environment, "UNDERSTUDY_NOW": f"{started:%Y-%m-%dT%H:%M:%SZ}@{FACTOR}",
                       "UNDERSTUDY_TMDB_EXPORTS_URL": on_stage.urls["exports_url"],
                       "UNDERSTUDY_DATABASE_URL": "sqlite:" + os.path.join(folder, "demo.db"),
                       "UNDERSTUDY_SERVER_LISTEN": url.removeprefix("http://").rstrip("/")}
        queue(environment)
        with subprocess.Popen([stage.binary(), "serve"], env=environment, start_new_session=True) as daemon:
            try:
                if wait_for(daemon, url, ended):
                    print(f"{url}  a day lasts a second; nobody outside of this machine is asked.\n"
                          f"{len(FILMS)} films of a festival that does not exist become placeholders at once. TMDb gains "
                          f"one every {BETWEEN_SECONDS} s,\nand within seconds it is a full record. {SERIES} is a series "
                          "and stays none. Ctrl-C ends it.", flush=True)
                    play(on_stage, daemon, ended, started, options.seconds and time.monotonic() + options.seconds)
            finally:
                daemon.terminate()
            return daemon.wait()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("port", type=port, nargs="?", help="instead of 8642 (0: any)")
    parser.add_argument("--seconds", type=float, help="end by itself after so long")
    options = parser.parse_args()
    ended = threading.Event()
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, lambda *_: ended.set())
    try:
        if not os.access(stage.binary(), os.X_OK):
            raise Trouble(f"{stage.binary()} cannot be run: ./dev build makes it")
        return perform(options, ended)
    except (Trouble, OSError, RuntimeError) as why:
        print(f"demo: {why}", file=sys.stderr)
        return 4


if __name__ == "__main__":
    sys.exit(main())
