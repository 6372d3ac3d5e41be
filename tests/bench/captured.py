#!/usr/bin/env python3
"""The main job on real input: the sandbox serves the captured pages beside a TMDb that knows none of their titles; every
page of a film must become a placeholder. Prints how many of the request's fields each has.

usage: captured.py BINARY CORPUS      Exits 1 when a film is left without its placeholder.
"""
from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from lookup_bench import Sandbox, run

LAYOUTS = ("page-next", "page-reference-next")
FIELDS = {"title": "title", "date": "release_date", "runtime": "runtime_minutes", "overview": "overview",
          "language": "languages", "poster": "poster_url", "directors": "directors", "cast": "cast", "genres": "genres",
          "rating": "rating", "votes": "vote_count", "countries": "countries"}


def known(movie: dict[str, Any]) -> list[str]:
    return [name for name, key in FIELDS.items() if movie.get(key) not in (None, [])]


def main() -> int:
    binary, corpus = sys.argv[1:3]
    placeholders = films = 0
    captures = sorted(page for layout in LAYOUTS for page in Path(corpus, "imdb", layout).iterdir())
    for page in captures:  # one store and one sandbox a capture: several are of one title
        with tempfile.TemporaryDirectory() as pages, tempfile.TemporaryDirectory() as home:
            shutil.copy(page, pages)
            with Sandbox("--empty-tmdb", "--pages", pages) as sandbox:
                _, _, answers = run(binary, sandbox.environment(home) | {"UNDERSTUDY_SOURCES_ORDER": "imdb_page,given"},
                                    page.name.split("__")[0])
        answer = answers[0]
        fields = known(answer["movie"] or {})
        if answer["outcome"] == "not_a_movie":
            print(f"{answer['imdb_id']:<11} not a movie{'':<22} {page.name.split('__')[1][:40]}")
            continue
        films += 1
        placeholders += answer["outcome"] == "imdb_placeholder"
        missing = ", ".join(name for name in FIELDS if name not in fields)
        print(f"{answer['imdb_id']:<11} {answer['outcome']:<17} {len(fields):2} / {len(FIELDS)} fields"
              f"{f'; without {missing}' if missing else ''}")
    print(f"{len(captures)} captured pages: {placeholders} of {films} films became placeholders")
    return 0 if films and placeholders == films else 1


if __name__ == "__main__":
    os.environ.setdefault("PYTHONDONTWRITEBYTECODE", "1")
    sys.exit(main())
