"""Every action of the dashboard, clicked; after each the page that it leads to is looked at in both themes and sizes."""
from __future__ import annotations

from pathlib import Path
from typing import Any

from scene import EDITED, NOWHERE, WAITING, scene
from browser import Browser
from look import looks_well_everywhere
from rig import Daemon, check, equal

OWN_ID = 9100001  # of WAITING, on the stand-in for TMDb once it has it


def _acts(browser: Browser, selector: str, where: str, sentence: str, name: str, but: str = "\n") -> None:
    """One click, the words that tell of it, and the look of it all."""
    browser.click(selector)
    check(browser.shows(where, sentence), f"{name}: no '{sentence}'")
    looks_well_everywhere(browser, name, but)


def _write(browser: Browser, field: str, value: str) -> None:
    browser.run("document.querySelector('#field').value = arguments[0]", field)
    browser.write("#value", value)


def by_hand(binary: Path, sandbox: Any) -> None:
    """Every action on a film."""
    with scene(binary, sandbox) as daemon, Browser() as browser:
        browser.go(daemon.place + "/placeholders")
        browser.write("#search", "last light")
        _acts(browser, "form.find button", ".films", "Last Light on the Quay", "found")
        browser.click(".films h2 a")
        check(browser.shows("h1", "Last Light on the Quay"), "its page")
        _write(browser, "title", 'A <b>new</b> "title"')
        _acts(browser, "button[value=edit]", "h1", 'A <b>new</b> "title"', "edited, and as it was written")
        _acts(browser, "button[value=revert]", "h1", "Last Light on the Quay", "the edit is taken back")
        check(browser.shows(".notice", "is taken back"), "and says so")
        _acts(browser, "button[value=retry]", ".notice", "were asked", "asked again")
        _write(browser, "runtime_minutes", "a while")
        _acts(browser, "button[value=edit]", "[role=alert]", "runtime_minutes", "an edit that is none", "409")
        browser.go(daemon.place + f"/films/{WAITING}")
        _acts(browser, "button[value=give-up]", ".film-head", "given up", "given up")
        browser.write("#tmdb_id", "999999999")
        _acts(browser, "button[value=merge]", "[role=alert]", "stays as it is", "no such TMDb record", "409")
        browser.go(daemon.place + f"/films/{EDITED}")
        check(browser.shows("main", "Take back"), "edits, each with its button")
        looks_well_everywhere(browser, "edits to take back")
        browser.go(daemon.place + f"/films/{NOWHERE}")
        _acts(browser, "button[value=retry]", ".notice", "were asked", "asked again for what has no record")


def upgrade_by_hand(binary: Path, sandbox: Any) -> None:
    """TMDb has it: asked for, taken back, merged, taken back again."""
    with scene(binary, sandbox) as daemon, Browser() as browser:
        sandbox.call("POST", "/_sandbox/options", {"arrived": [WAITING]})
        browser.go(daemon.place + f"/films/{WAITING}")
        _acts(browser, "button[value=retry]", ".film-head", f"TMDb {OWN_ID}", "asked for, and there")
        _acts(browser, "button[value=undo]", ".notice", "a placeholder again", "the upgrade is taken back")
        browser.write("#tmdb_id", str(OWN_ID))
        _acts(browser, "button[value=merge]", ".notice", "is this film", "merged")
        _acts(browser, "button[value=undo]", ".notice", "a placeholder again", "the merge is taken back")


def listed(binary: Path, sandbox: Any) -> None:
    """The list of placeholders: filters, pages, and what can be done from it."""
    with Daemon(binary, sandbox, UNDERSTUDY_SOURCES_ORDER="given").start() as daemon, Browser() as browser:
        count = "return document.querySelectorAll('.films > li').length"
        thin = [{"imdb_id": f"tt98{n:05d}", "title": f"Thin {n}"} for n in range(30)]
        check(daemon.post("/api/v1/lookups?wait=60", thin).status == 200, "films that only their title is known of")
        browser.go(daemon.place + "/placeholders?search=thin")
        equal(browser.run(count), 25, "a page of them")
        browser.click("main > p > a[href*='after=']")
        browser.until("the second page", "return location.search.includes('after=')")
        equal(browser.run(count), 5, "the rest")
        looks_well_everywhere(browser, "the second page")
        browser.run("document.querySelector('#show').value = 'newest'")
        browser.click("form.find button")
        browser.until("the newest", "return location.search.includes('show=newest')")
        equal(browser.run(count), 25, "the newest of them")
        looks_well_everywhere(browser, "the newest")
        first = str(browser.run("return document.querySelector('.films h2 a').textContent"))
        _acts(browser, ".films button[value=retry]", ".notice", "were asked", "asked from the list")
        check(browser.shows("h1", first), "it leads to that film")
        browser.go(daemon.place + "/placeholders?search=thin&show=newest")
        _acts(browser, ".films button[value=give-up]", ".notice", "Given up", "given up from the list")
        for show, number in (("given_up", 1), ("due", 0)):
            browser.go(daemon.place + "/placeholders?search=thin")
            browser.run("document.querySelector('#show').value = arguments[0]", show)
            browser.click("form.find button")
            browser.until(show, f"return location.search.includes('show={show}')")
            equal(browser.run(count), number, show)
            looks_well_everywhere(browser, show)


def review(binary: Path, sandbox: Any) -> None:
    """One candidate is refused, another taken, and that is taken back."""
    with scene(binary, sandbox) as daemon, Browser() as browser:
        browser.go(daemon.place + "/review")
        first = browser.run("return document.querySelectorAll('.pair').length")
        check(first >= 2, f"pairs to look at: {first}")
        _acts(browser, ".pair button[value=refuse]", ".notice", "never taken", "refused")
        browser.go(daemon.place + "/review")
        equal(browser.run("return document.querySelectorAll('.pair').length"), first - 1, "one less")
        _acts(browser, ".pair button[value=merge]", ".notice", "is this film", "taken")
        _acts(browser, "button[value=undo]", ".notice", "a placeholder again", "taken back")


def jobs(binary: Path, sandbox: Any) -> None:
    """Queues rest and go on; jobs are cancelled and run; the list has pages and a filter."""
    with Daemon(binary, sandbox).start() as daemon, Browser() as browser:
        browser.go(daemon.place + "/jobs")
        _acts(browser, "form[action='/queues/tmdb'] button[value=pause]", ".queues", "paused", "paused")
        equal(daemon.get("/api/v1/queues").json["paused"], ["tmdb"], "paused for programs too")
        ids = [WAITING, *(f"tt97{n:05d}" for n in range(55))]
        daemon.post("/api/v1/lookups?wait=0", [{"imdb_id": one, "title": "A list"} for one in ids])
        browser.go(daemon.place + "/jobs?state=available")
        browser.click("main > p > a[href*='before=']")
        browser.until("older ones", "return location.search.includes('before=')")
        check(browser.shows("table", WAITING), "the first film is on the last page")
        looks_well_everywhere(browser, "older jobs")
        row = f"tr:has(a[href='/films/{WAITING}']) "  # the daemon's own duties come and go beside it
        browser.click(row + "button[value=cancel]")
        browser.until("its answer", "return location.pathname + location.search === '/jobs'")
        browser.run("document.querySelector('#state').value = 'cancelled'")
        _acts(browser, "form.find button", "table", WAITING, "cancelled")
        browser.click(row + "button[value=retry]")
        browser.until("its answer", "return location.pathname + location.search === '/jobs'")
        browser.go(daemon.place + "/jobs?state=cancelled")
        check(browser.shows("main", "No job here"), "it is due again")
        browser.go(daemon.place + "/jobs")
        _acts(browser, "button[value=resume]", ".queues", "runs", "resumed")
        equal(daemon.get("/api/v1/queues").json["paused"], [], "for programs too")
        browser.go(daemon.place + f"/films/{WAITING}")
        check(browser.shows("h1", "Last Light on the Quay"), "and its job ran")


TESTS = [by_hand, upgrade_by_hand, listed, review, jobs]
