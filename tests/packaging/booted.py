#!/usr/bin/env python3
"""Runs inside the booted Debian, as root in a folder with the packages: the stand-ins, and docs/operating.md from top to bottom. What came
out is left in results.json, as [name, good, what was said]."""

import json
import os
import re
import subprocess
import sys
import time

ROOT = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
sys.path.insert(0, os.path.join(ROOT, "tools"))
import stage  # noqa: E402

REAL_FILM, STAND_IN = "tt0111161", "tt9900002"
EDITOR = '#!/bin/sh\ngrep -q you@example.org "$1" || cat "${0%or}" >>"$1"\n'


def ini_of(settings):
    """UNDERSTUDY_SECTION_KEY variables as a configuration file."""
    for name, value in settings.items():
        section = re.match(r"UNDERSTUDY_(TMDB|IMDB_PAGE|SOURCES|HTTP)_", name)
        if section and name not in ("UNDERSTUDY_HTTP_CONTACT", "UNDERSTUDY_TMDB_TOKEN"):  # the document's
            yield f"[{section.group(1).lower()}]\n{name.removeprefix(section.group(0)).lower()} = {value}\n"


def run(text):
    done = subprocess.run(["sh", "-eu", "-c", text], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, errors="replace", check=False)
    return done.returncode, done.stdout


def patiently(text):
    """A daemon that was asked to begin may need a moment for what is asked next."""
    for _ in range(50):
        code, said = run(text)
        if code == 0:
            break
        time.sleep(0.1)
    return code, said


def looks():
    """What the document promises between its lines, at the time when it is true."""
    code, said = patiently("curl -sf http://127.0.0.1:8642/readyz")
    yield "the daemon is ready", code == 0 and said.strip() == "ready", said
    code, said = run("systemctl show -P User -P NRestarts -P SubState understudy; "
                     "stat -c %U /proc/$(systemctl show -P MainPID understudy)")
    yield "as its user, at the first attempt", sorted(said.split()) == ["0", "running", "understudy", "understudy"], said
    code, said = run("systemctl reload understudy && sleep 1 && systemctl is-active understudy")
    yield "it outlives a reload", code == 0, said
    code, said = patiently(f"curl -sf http://127.0.0.1:8642/api/v1/movies/{STAND_IN}")
    yield "and answers from the store", code == 0 and '"full"' in said, said
    code, said = run(f"curl -sf http://127.0.0.1:8642/api/v1/movies/{STAND_IN} >/dev/null; "
                     "journalctl --quiet --unit understudy --priority warning --no-pager")
    yield "with nothing to complain of", code == 0 and not said, said


def by_socket():
    """understudy.socket in the daemon's place, and back again."""
    ask = f"curl -sf --max-time 60 http://127.0.0.1:8642/api/v1/movies/{STAND_IN}"
    code, said = run("systemctl disable --now understudy && systemctl enable --now understudy.socket && "
                     "systemctl is-active understudy.socket && ! systemctl is-active understudy")
    yield "the socket without the daemon", code == 0, said
    code, said = run(f"{ask} && systemctl is-active understudy")
    yield "the first request starts it, and is answered", code == 0 and '"full"' in said, said
    code, said = run("journalctl --quiet --unit understudy --lines 50 --no-pager --output cat")
    yield "it tells of the socket that it was given", code == 0 and "url=http://127.0.0.1:8642" in said, said
    code, said = run(f"for i in 1 2 3; do systemctl --no-block restart understudy; {ask} >/dev/null; sleep 1; {ask} >/dev/null; done")
    yield "nobody is refused while it starts anew", code == 0, said
    code, said = run(f"systemctl disable understudy.socket && systemctl stop understudy.socket understudy && ! {ask} && "
                     "systemctl show -P Result understudy")
    yield "both stop", code == 0 and said.split()[-1] == "success", said
    code, said = run("systemctl enable --now understudy && systemctl is-active understudy")
    yield "and the daemon listens itself again", code == 0, said


def document():
    """(language, text) of every block."""
    with open(os.path.join(ROOT, "docs", "operating.md"), encoding="utf-8") as file:
        return re.findall(r"^```(\w+)\n(.*?)^```", file.read(), re.M | re.S)


def operate(on_stage):
    blocks = document()
    edit = "".join(text for language, text in blocks if language == "ini").replace("…", on_stage.urls["token"])
    with open("edit", "w", encoding="utf-8") as file:
        file.write("\n" + edit + "\n" + "\n".join(ini_of(on_stage.settings())))
    with open("editor", "w", encoding="utf-8") as file:
        file.write(EDITOR)
    os.chmod("editor", 0o755)
    os.environ |= {"SUDO_EDITOR": os.path.abspath("editor"), "LC_ALL": "C.UTF-8"}
    for language, text in blocks:
        if language != "sh":
            continue
        code, said = run(text.replace(REAL_FILM, STAND_IN).replace("curl -s ", "curl -sf --retry 9 --retry-all-errors "))
        yield f"docs/operating.md: {text.splitlines()[0]}", code == 0, said
        if "enable --now" in text:
            yield from looks()
            yield from by_socket()
        if text.rstrip().endswith(" doctor"):
            yield "doctor has no objection", not re.search("^(warn|fail) ", said, re.M), said
    yield "the daemon is gone", run("pidof understudy")[0] != 0, ""


def main():
    with stage.Stage() as on_stage:
        results = list(operate(on_stage))
    with open("results.json", "w", encoding="utf-8") as file:
        json.dump(results, file)


if __name__ == "__main__":
    main()
