#!/usr/bin/env python3
"""The dashboard in a real Chromium, before the sandbox.

    tests/web/run.py --binary build/understudy [NAME…]     NAME: part of a test's name; none = all
"""
from __future__ import annotations

import argparse
import contextlib
import sqlite3
import sys
import time
from pathlib import Path
from typing import Any

import actions
from scene import HOSTILE, WAITING, pages, scene
from browser import Browser
from look import DESK, PHONE, is_drawn, looks_well, looks_well_everywhere
from rig import Daemon, check, equal, run_tests

TAB, ENTER = "\ue004", "\ue007"


def every_page(binary: Path, sandbox: Any) -> None:
    with scene(binary, sandbox) as daemon, Browser() as browser:
        for theme in ("light", "dark"):
            browser.prefer(theme)
            for size in (DESK, PHONE):
                browser.size(*size)
                for name, path in pages().items():
                    where = f"{name}, {theme}, {size[0]} px"
                    browser.go(daemon.place + path)
                    looks_well(browser, where, "404" if name == "not-found" else "\n")
                    equal(browser.run("return window.innerWidth"), size[0], f"{where}: width of the window")


def without_javascript(binary: Path, sandbox: Any) -> None:
    """Everything reads and acts."""
    with scene(binary, sandbox) as daemon, Browser(javascript=False) as browser:
        for name, path in pages().items():
            browser.go(daemon.place + path)
            check(len(browser.text("main")) > 20, f"{name} has nothing to read")
        browser.go(daemon.place + f"/films/{WAITING}")
        browser.click("button[value=give-up]")
        check(browser.shows(".notice", "Given up"), "given up")
        browser.go(daemon.place + "/placeholders?show=given_up")
        check(browser.shows("main", "Last Light on the Quay"), "listed among those given up")


def by_keyboard(binary: Path, sandbox: Any) -> None:
    """The first stop leads to the content; whatever has the focus shows it."""
    with scene(binary, sandbox) as daemon, Browser() as browser:
        browser.go(daemon.place + "/placeholders")
        browser.press(TAB)
        equal(browser.run("return document.activeElement.className"), "skip", "first stop")
        browser.press(ENTER)
        equal(browser.run("return document.activeElement.id"), "main", "where it leads")
        for _ in range(6):
            browser.press(TAB)
            seen = browser.run("const s = getComputedStyle(document.activeElement); return s.outlineStyle + s.outlineWidth")
            equal(seen, "solid3px", "a visible focus")


def theme(binary: Path, sandbox: Any) -> None:
    """The system's, until somebody chooses; the choice stays."""
    ground = "return getComputedStyle(document.body).backgroundColor"
    with scene(binary, sandbox) as daemon, Browser() as browser:
        browser.prefer("dark")
        browser.go(daemon.place + "/")
        dark = browser.run(ground)
        browser.click("button.theme")
        light = browser.run(ground)
        check(dark != light, "the switch changes it")
        browser.go(daemon.place + "/jobs")
        equal(browser.run(ground), light, "on the next page")


def hostile_text(binary: Path, sandbox: Any) -> None:
    """A title that would be markup is text; raw answers are never pages."""
    with scene(binary, sandbox) as daemon, Browser() as browser:
        browser.go(daemon.place + f"/films/{HOSTILE}")
        check(browser.text("h1").startswith('Love & "Loss" <or>'), browser.text("h1"))
        equal(browser.run("return document.querySelectorAll('main script, main iframe').length"), 0, "no markup of theirs")
        raw = str(browser.run("return document.querySelector('a[href^=\"/answers/\"]').getAttribute('href')"))
        answer = daemon.get(raw)
        equal((answer.status, answer.headers["content-type"], answer.headers["x-content-type-options"]),
              (200, "text/plain; charset=utf-8", "nosniff"), "raw answer")
        check("default-src 'none'" in answer.headers["content-security-policy"], "and may load nothing")
        for path in ("/answers/../x", "/answers/x", "/answers/" + "0" * 64, "/films/x", "/films/tt99", "/assets/../page.c",
                     "/assets/nothing.js", "/placeholders?at=x&after=%3Cscript%3E", "/jobs?before=-1&state=%22%3E"):
            got = daemon.get(path)
            check(got.status in (200, 400, 404) and b"<script>" not in got.body, f"{path}: {got.status}")


def thousands(binary: Path, sandbox: Any) -> None:
    """A number with its thousands set apart is the same number in the picture."""
    with Daemon(binary, sandbox).start() as daemon, Browser() as browser:
        daemon.post("/api/v1/lookups?wait=30", {"imdb_id": WAITING})
        with contextlib.closing(sqlite3.connect(daemon.database, timeout=60)) as store, store:
            columns = ", ".join(row[1] for row in store.execute("PRAGMA table_info(movie_history)") if row[1] != "id")
            store.execute(f"INSERT INTO movie_history ({columns}) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
                          f"WHERE i < 1233) SELECT {columns} FROM movie_history, n WHERE event = 'created'")
        browser.go(daemon.place + "/")
        is_drawn(browser)
        most = browser.run("return Math.max(...Chart.getChart(document.querySelector('canvas')).data.datasets[0].data)")
        equal(most, 1234, "created on one day")


def the_logo_of_tmdb(binary: Path, sandbox: Any) -> None:
    """It is seen, smaller than our own name, with its own colours; and what it would like to run does not run."""
    daemon = Daemon(binary, sandbox)
    logo = daemon.folder / "logo.svg"
    logo.write_text("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 200 20'><style>rect { fill: #0f0 }</style>"
                    "<rect width='200' height='20'/><script>window.top.ran = true; document.documentElement.id = 'ran'</script></svg>")
    daemon.environment["UNDERSTUDY_SERVER_TMDB_LOGO"] = str(logo)
    with daemon.start(), Browser() as browser:
        browser.go(daemon.place + "/")
        looks_well_everywhere(browser, "with a logo")
        browser.until("the picture", "return document.querySelector('img.tmdb').naturalWidth > 0")
        shown = browser.run("const i = document.querySelector('img.tmdb'), c = document.createElement('canvas').getContext('2d');"
                            "c.drawImage(i, 0, 0); return [...c.getImageData(5, 5, 1, 1).data, window.ran === undefined, "
                            "i.height < parseFloat(getComputedStyle(document.querySelector('.brand')).fontSize)]")
        equal(shown, [0, 255, 0, 255, True, True], "colour, no script, size")
        browser.go(daemon.place + "/assets/tmdb-logo")
        equal(browser.run("return document.documentElement.id"), "", "opened by itself")


def as_it_happens(binary: Path, sandbox: Any) -> None:
    """What happens to a film is on the page without a hand; what somebody writes there stays."""
    with Daemon(binary, sandbox).start() as daemon, Browser() as browser:
        browser.go(daemon.place + "/placeholders")
        check(browser.shows("main", "No film here"), "empty")
        daemon.post("/api/v1/lookups?wait=30", {"imdb_id": WAITING})
        check(browser.shows("main", "Last Light on the Quay"), "a film came")
        browser.go(daemon.place + "/")
        is_drawn(browser)
        daemon.post("/api/v1/lookups?wait=30", {"imdb_id": HOSTILE})
        browser.until("both are counted", "return document.querySelector('.cards dd').firstChild.textContent === '2'")
        is_drawn(browser)
        equal(browser.run("return document.querySelectorAll('.plot canvas').length"), 2, "pictures")
        browser.go(daemon.place + f"/films/{WAITING}")
        browser.write("#value", "half a sentence")
        browser.run("new EventSource('/api/v1/events').addEventListener('edited', () => { window.told = true; })")
        time.sleep(1)  # until it listens
        daemon.post(f"/api/v1/placeholders/{WAITING}/edit", {"fields": {"title": "Elsewhere"}})
        browser.until("the event", "return window.told === true")
        time.sleep(2)  # the page would be made anew by now
        equal(browser.run("return document.querySelector('#value').value"), "half a sentence", "what was written")
        equal(browser.complaints(), [], "console")


TESTS = [every_page, without_javascript, *actions.TESTS, by_keyboard, theme, hostile_text, thousands, the_logo_of_tmdb, as_it_happens]


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", type=Path, required=True)
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    passed, failed = run_tests(options.binary.resolve(), options.names, TESTS)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
