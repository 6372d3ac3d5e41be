#!/usr/bin/env python3
"""`./dev screenshots`: a picture of every page of the dashboard, at a desk and on a phone, in both themes.

    tests/web/screenshots.py --binary build/understudy FOLDER
"""
from __future__ import annotations

import argparse
import sys
from pathlib import Path

from scene import pages, scene
from browser import Browser
from rig import Sandbox

SIZES = {"desk": (1200, 900), "phone": (360, 740)}


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", type=Path, required=True)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    sandbox = Sandbox()
    try:
        with scene(options.binary.resolve(), sandbox) as daemon, Browser() as browser:
            for theme in ("light", "dark"):
                browser.prefer(theme)
                for device, (width, height) in SIZES.items():
                    browser.size(width, height)
                    for name, path in pages().items():
                        browser.go(daemon.place + path)
                        browser.until("charts", "return [...document.querySelectorAll('table[data-chart]')].every(t => t.closest('details'))")
                        browser.picture(options.folder / f"{name}-{device}-{theme}.png")
    finally:
        sandbox.close()
    print(f"{len(list(options.folder.glob('*.png')))} pictures in {options.folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
