"""TMDb's feeds: the daily export of ids, and the list of changes.

Option "exports": {"2026-11-26": {"ids": [ids], "filler": N, "adult": [ids], "damage": KIND}}: what the export of that day
holds, beside the ids 1 to N; {"file": PATH} is a file as it is. A day that is not named has no file.
KIND: "cut" (half a gzip file in a whole answer), "bits", "html", "array" (JSON, but no lines), "other" (lines without ids).
Option "changes": {"2026-11-26": {"ids": [ids], "filler": N}}: what changed on that day, beside the ids 1 to N.
Option "records": {"77": "tt9000077", "78": null}: records beyond films.json, with their IMDb ids.

Shapes: facts/tmdb.md §1.1 and §1.4; of a missing day only the status is known: the XML is S3's."""
from __future__ import annotations

import gzip
import json
import re
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

Json = dict[str, Any]

CHANGES_PAGE = 100
CHANGES_PAGES = 1000
NOT_THERE = (b'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code><Message>Access Denied</Message>'
             b"<RequestId>0000</RequestId></Error>")


def line(number: int, adult: bool = False) -> str:
    """A line of an export."""
    return json.dumps({"adult": adult, "id": number, "original_title": f"Film {number}", "popularity": 0.6,
                       "video": False}, separators=(",", ":")) + "\n"


@lru_cache(maxsize=8)
def _file(day: str) -> bytes:
    wanted = json.loads(day)
    numbers = [*range(1, wanted.get("filler", 0) + 1), *wanted.get("ids", [])]
    damage = wanted.get("damage")
    text = "".join(map(line, numbers)) + "".join(line(one, True) for one in wanted.get("adult", []))
    if damage == "html":
        return b"<!DOCTYPE html><html><body>Maintenance</body></html>"
    if damage == "array":
        text = json.dumps([json.loads(one) for one in text.splitlines()])
    if damage == "other":
        text = text.replace('"id":', '"movie":')
    body = bytearray(gzip.compress(text.encode(), 5, mtime=0))
    if damage == "cut":
        return bytes(body[:len(body) // 2])
    if damage == "bits":
        body[-6] ^= 0x55
    return bytes(body)


def export(path: str, exports: Json) -> tuple[int, str, bytes]:
    """The exports' host: status, type, body."""
    match = re.fullmatch(r"/p/exports/movie_ids_(\d\d)_(\d\d)_(\d{4})\.json\.gz", path)
    day = exports.get(f"{match[3]}-{match[1]}-{match[2]}") if match else None
    if day is None:
        return 403, "application/xml", NOT_THERE
    if "file" in day:
        return 200, "application/gzip", Path(day["file"]).read_bytes()
    kind = "text/html" if day.get("damage") == "html" else "application/gzip"
    return 200, kind, _file(json.dumps(day))


def _days(query: dict[str, str]) -> list[str] | None:
    """The days of a window, both its dates among them; None for one that TMDb does not take."""
    try:
        start, end = (date.fromisoformat(query[one]) for one in ("start_date", "end_date"))
    except (KeyError, ValueError):
        return None
    count = (end - start).days + 1
    return [(start + timedelta(n)).isoformat() for n in range(count)] if 1 <= count <= 15 else None


@lru_cache(maxsize=8)
def _changed(days: str) -> list[int]:
    found: dict[int, None] = {}
    for wanted in json.loads(days):
        found.update(dict.fromkeys([*wanted.get("ids", []), *range(1, wanted.get("filler", 0) + 1)]))
    return list(found)


def changes(query: dict[str, str], changed: Json) -> tuple[int, Json]:
    """/movie/changes: the newest first, an id once."""
    days, page = _days(query), query.get("page", "1")
    if days is None:
        return 422, {"success": False, "status_code": 20, "status_message":
                     "Invalid date range: Should be a range no longer than 14 days."}
    if not page.isdecimal() or not 1 <= int(page) <= CHANGES_PAGES:
        return 400, {"success": False, "status_code": 22, "status_message":
                     "Invalid page: Pages start at 1 and max at 1000. They are expected to be an integer."}
    numbers = _changed(json.dumps([changed[day] for day in reversed(days) if day in changed]))
    first = (int(page) - 1) * CHANGES_PAGE
    results = [{"id": one, "adult": None if one % 33 == 0 else False} for one in numbers[first:first + CHANGES_PAGE]]
    return 200, {"results": results, "page": int(page), "total_pages": -(-len(numbers) // CHANGES_PAGE),
                 "total_results": len(numbers)}


def record(number: str, records: Json) -> Json | None:
    """A small record beyond films.json."""
    if number not in records:
        return None
    return {"adult": False, "id": int(number), "imdb_id": records[number], "title": f"Film {number}",
            "original_title": f"Film {number}", "original_language": "en", "overview": "", "popularity": 0.6,
            "poster_path": None, "release_date": "", "runtime": 0, "status": "Released", "video": False,
            "vote_average": 0.0, "vote_count": 0, "genres": []}
