#!/usr/bin/env python3
"""The dashboard in a real Chromium, before the sandbox.

    tests/web/run.py --binary build/understudy [NAME…]     NAME: part of a test's name; none = all
"""
from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import Any

from scene import HOSTILE, WAITING, pages, scene
from browser import Browser
from rig import Daemon, check, equal, run_tests

AXE = Path(__file__).resolve().parent / "node_modules/axe-core/axe.min.js"
PHONE, DESK = (360, 740), (1200, 900)
TAB, ENTER = "\ue004", "\ue007"


def is_drawn(browser: Browser) -> None:
    browser.until("charts", "return [...document.querySelectorAll('table[data-chart]')].every(t => t.closest('details'))")


def every_page(binary: Path, sandbox: Any) -> None:
    """axe-core finds nothing, the console is silent, and nothing is wider than the window, in both themes."""
    axe = AXE.read_text(encoding="utf-8")
    with scene(binary, sandbox) as daemon, Browser() as browser:
        for theme in ("light", "dark"):
            browser.prefer(theme)
            for size in (DESK, PHONE):
                browser.size(*size)
                for name, path in pages().items():
                    where = f"{name}, {theme}, {size[0]} px"
                    browser.go(daemon.place + path)
                    is_drawn(browser)
                    wide = browser.run("return document.documentElement.scrollWidth - document.documentElement.clientWidth")
                    equal(wide, 0, f"{where}: wider than the window")
                    equal(browser.run("return window.innerWidth"), size[0], f"{where}: width of the window")
                    browser.run(axe + "; return true")
                    found = browser.run("return axe.run(document).then(r => [r.passes.length, ...r.violations.map("
                                        "v => v.id + ': ' + v.nodes[0].html)])")
                    check(found[0] > 10, f"{where}: axe looked at nothing")
                    equal(found[1:], [], f"{where}: axe")
                    silent = browser.complaints()
                    equal([one for one in silent if not (name == "not-found" and "404" in one)], [], f"{where}: console")
                    check(browser.shows("footer", "not endorsed or certified by TMDB"), f"{where}: attribution")


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


def by_hand(binary: Path, sandbox: Any) -> None:
    """Every action on a film."""
    with scene(binary, sandbox) as daemon, Browser() as browser:
        browser.go(daemon.place + "/placeholders")
        browser.write("#search", "last light")
        browser.click("form.find button")
        check(browser.shows(".films", "Last Light on the Quay"), "found")
        browser.click(".films h2 a")
        browser.run("document.querySelector('#field').value = 'title'")
        browser.write("#value", 'A <b>new</b> "title"')
        browser.click("button[value=edit]")
        check(browser.shows("h1", 'A <b>new</b> "title"'), "edited, and as it was written")
        browser.click("button[value=retry]")
        check(browser.shows(".notice", "were asked"), "asked again")
        browser.click("button[value=give-up]")
        check(browser.shows(".film-head", "given up"), "given up")
        browser.write("#tmdb_id", "999999999")
        browser.click("button[value=merge]")
        check(browser.shows("[role=alert]", "stays as it is"), "no such TMDb record")
        check(any("409" in one for one in browser.complaints()), "said with its status")
        equal(browser.complaints(), [], "console")


def review(binary: Path, sandbox: Any) -> None:
    """One candidate is refused, another taken, and that is taken back."""
    with scene(binary, sandbox) as daemon, Browser() as browser:
        browser.go(daemon.place + "/review")
        first = browser.run("return document.querySelectorAll('.pair').length")
        check(first >= 2, f"pairs to look at: {first}")
        browser.click(".pair button[value=refuse]")
        check(browser.shows(".notice", "never taken"), "refused")
        browser.go(daemon.place + "/review")
        equal(browser.run("return document.querySelectorAll('.pair').length"), first - 1, "one less")
        browser.click(".pair button[value=merge]")
        check(browser.shows(".notice", "is this film"), "taken")
        browser.click("button[value=undo]")
        check(browser.shows(".notice", "a placeholder again"), "taken back")


def jobs(binary: Path, sandbox: Any) -> None:
    with Daemon(binary, sandbox).start() as daemon, Browser() as browser:
        equal(daemon.post("/api/v1/queues/tmdb/pause").status, 200, "pause")
        daemon.post("/api/v1/lookups?wait=0", {"imdb_id": WAITING})
        browser.go(daemon.place + "/jobs?state=available")
        check(browser.shows("table", WAITING), "its job")
        browser.click("button[value=cancel]")
        browser.until("its answer", "return location.pathname + location.search === '/jobs'")
        browser.go(daemon.place + "/jobs?state=cancelled")
        check(browser.shows("table", WAITING), "cancelled")


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


TESTS = [every_page, without_javascript, by_hand, review, jobs, by_keyboard, theme, hostile_text, as_it_happens]


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
