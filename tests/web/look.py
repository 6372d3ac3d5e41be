"""What every page must be, in both themes, at a desk and on a phone, whatever was done before."""
from __future__ import annotations

from pathlib import Path

from browser import Browser
from rig import check, equal

AXE = Path(__file__).resolve().parent / "node_modules/axe-core/axe.min.js"
PHONE, DESK = (360, 740), (1200, 900)


def is_drawn(browser: Browser) -> None:
    browser.until("charts", "return [...document.querySelectorAll('table[data-chart]')].every(t => t.closest('details'))")


def looks_well(browser: Browser, where: str, but: str = "\n") -> None:
    """axe-core finds nothing, the console is silent (but for what is named), nothing is wider than the window."""
    is_drawn(browser)
    browser.until(f"{where}: nothing wider than the window",  # a chart follows its window in its own time
                  "return document.documentElement.scrollWidth === document.documentElement.clientWidth")
    browser.run(AXE.read_text(encoding="utf-8") + "; return true")
    found = browser.run("return axe.run(document).then(r => [r.passes.length, ...r.violations.map("
                        "v => v.id + ': ' + v.nodes[0].html)])")
    check(found[0] > 10, f"{where}: axe looked at nothing")
    equal(found[1:], [], f"{where}: axe")
    equal([one for one in browser.complaints() if but not in one], [], f"{where}: console")
    check(browser.shows("footer", "not endorsed or certified by TMDB"), f"{where}: attribution")


def looks_well_everywhere(browser: Browser, where: str, but: str = "\n") -> None:
    """The page as it stands; nothing is loaded anew."""
    for theme in ("dark", "light"):
        browser.prefer(theme)
        for size in (PHONE, DESK):
            browser.size(*size)
            looks_well(browser, f"{where}, {theme}, {size[0]} px", but)
