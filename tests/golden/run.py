#!/usr/bin/env python3
"""Golden test: every page that sandbox/pages.py makes, of every film in every generation, reads as that film, and cut
short (cuts.c) as that film or as nothing.

usage: tests/golden/run.py --binary build/understudy      TAP; ends with "N passed, N failed"
"""
from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def rows(folder: Path) -> list[list[str]]:
    """manifest.tsv: file, outcome, layout, canonical id; a record that is expected stands in expected/."""
    lines = (folder / "manifest.tsv").read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines[1:]]


def plain(value: Any) -> Any:
    """Without what is null: a person without a character is a person."""
    if isinstance(value, list):
        return [plain(one) for one in value]
    return {key: one for key, one in value.items() if one is not None} if isinstance(value, dict) else value


def differences(got: dict[str, Any], want: dict[str, Any]) -> list[str]:
    return [f"{key}: got {json.dumps(got.get(key), ensure_ascii=False)}, want {json.dumps(value, ensure_ascii=False)}"
            for key, value in want.items() if plain(got.get(key)) != plain(value)]


def cuts(binary: Path, pages: list[Path]) -> tuple[int, int]:
    """What cuts.c counts, one process a core."""
    parts = [pages[start::os.cpu_count()] for start in range(os.cpu_count() or 1)]
    children = [subprocess.Popen([binary.parent / "tests/golden/cuts", *part], stdout=subprocess.PIPE, text=True)
                for part in parts if part]
    good = bad = 0
    for child in children:
        said = (child.communicate()[0] or "").splitlines()
        found = re.match(r"(\d+) passed, (\d+) failed$", said[-1] if said else "")
        print("\n".join(said[:-1]), end="\n" if said[1:] else "")
        good += int(found.group(1)) if found else 0
        bad += int(found.group(2)) if found else 1
    return good, bad


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", type=Path, required=True)
    binary = parser.parse_args().binary.resolve()
    passed = failed = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        subprocess.run([sys.executable, ROOT / "sandbox/pages.py", "write", folder], check=True, stdout=subprocess.DEVNULL)
        table = rows(folder)
        command = [binary, "--json", "extract", *(folder / row[0] for row in table)]
        answers = subprocess.run(command, capture_output=True, text=True, check=False).stdout.splitlines()
        if len(answers) != len(table):
            print(f"not ok - {len(answers)} answers for {len(table)} pages")
            failed += 1
        for row, answer in zip(table, map(json.loads, answers)):
            page, outcome, layout = row[:3]
            expected = folder / "expected" / (Path(page).stem + ".json")
            wrong = [] if answer["outcome"] == outcome else [f"outcome {answer['outcome']}, want {outcome}"]
            if layout and answer["layout"] != layout:
                wrong.append(f"layout {answer['layout']}, want {layout}")
            if outcome == "found" and answer["movie"]:
                wrong += differences(answer["movie"], json.loads(expected.read_text(encoding="utf-8")))
            passed, failed = (passed, failed + 1) if wrong else (passed + 1, failed)
            for line in wrong:
                print(f"# {page}: {line}")
            print(f"{'not ok' if wrong else 'ok'} - {page}")
        cut_good, cut_bad = cuts(binary, [folder / row[0] for row in table])
        passed, failed = passed + cut_good, failed + cut_bad
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
