"""A daemon before the sandbox, with films in every state, for the browser to look at."""
from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "daemon"), str(HERE.parent / "cases")]

from rig import Daemon, check  # noqa: E402

FULL, WAITING, HOSTILE, UNDECIDED = "tt9900002", "tt9900001", "tt9900037", "tt9900061"
EDITED, NOWHERE = "tt9900020", "tt9999999"
FILMS = [f"tt99000{n:02d}" for n in (1, 2, 3, 4, 7, 8, 9, 10, 12, 20, 21, 22, 23, 24, 27, 28, 30, 31, 33, 34, 35, 36, 37, 38, 42, 50,
                                     60, 62, 63, 66)]


def pages() -> dict[str, str]:
    """Every page, by the name of its picture."""
    return {"overview": "/", "placeholders": "/placeholders", "film": f"/films/{WAITING}", "film-full": f"/films/{FULL}",
            "film-hostile": f"/films/{HOSTILE}", "film-wanted": f"/films/{NOWHERE}", "film-changed": f"/films/{EDITED}", "review": "/review", "sources": "/sources", "jobs": "/jobs", "doctor": "/doctor",
            "nothing": "/placeholders?search=nothing+is+called+so", "not-found": "/films/tt0000001"}


@contextlib.contextmanager
def scene(binary: Path, sandbox: Any) -> Iterator[Daemon]:
    with Daemon(binary, sandbox, UNDERSTUDY_SOURCES_ORDER="imdb_page,given").start() as daemon:
        answer = daemon.post("/api/v1/lookups?wait=60", [{"imdb_id": one} for one in [*FILMS, NOWHERE]])
        check(answer.status in (200, 202), f"the films of the scene: {answer.body[:300]!r}")
        edited = daemon.post(f"/api/v1/placeholders/{EDITED}/edit", {"fields": {"title": "By hand", "genres": ["Drama", "War"]}})
        check(edited.status == 200, f"an edit: {edited.body[:300]!r}")
        yield daemon
