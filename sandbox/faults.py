"""Faults on demand: rules that turn a good answer into one of the things that servers do to their clients.

A rule is {"match": PART_OF_PATH, "kind": KIND, "times": N (left out: for ever), "host": NAME (all), …}.
The first rule that matches and is not used up is applied. KINDS lists every kind with its further keys."""
from __future__ import annotations

import gzip
import json
import re
import socket
import struct
import threading
import time
import zlib
from dataclasses import dataclass, field
from email.utils import formatdate
from functools import lru_cache
from typing import Any, Callable

import omdb
import pages
import tmdb
import wikidata
from films import films

Json = dict[str, Any]


@dataclass
class Answer:
    """An answer before it goes out. `length` and `cut` are what the wire says and gets when they should lie."""
    status: int = 200
    content_type: str = "text/html;charset=UTF-8"
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    encoding: str | None = None  # the body is already encoded so
    length: int | None = None    # Content-Length, when it lies
    cut: int | None = None       # close after so many bytes of the body
    pace_ms: float = 0           # pause after each byte
    silence: str | None = None   # "reset", "stall": no answer at all


@dataclass
class Request:
    """What a fault may want to know of the request."""
    host: str
    path: str
    gzip: bool


def _tmdb_error(status: int) -> Answer:
    body = json.dumps(tmdb.error(status)[1]).encode()
    return Answer(status, "application/json;charset=utf-8", body)


def _status(status: int, request: Request) -> Answer:
    if request.host == "tmdb":
        return _tmdb_error(status)
    if request.host == "omdb":
        return Answer(status, "application/json; charset=utf-8", json.dumps(omdb.status_error(status)[1]).encode())
    if request.host == "wikidata":
        _, content_type, text = wikidata.error(status)
        return Answer(status, content_type, text.encode())
    if status == 404:
        return Answer(404, body=pages.NOT_FOUND.encode())
    if status == 403:
        return Answer(403, "text/html", pages.FORBIDDEN.encode(), {"X-Cache": "Error from cloudfront"})
    body = f"<html><head><title>{status}</title></head><body>{status}</body></html>"
    return Answer(status, "text/html", body.encode())


def _html(good: Answer, rule: Json, request: Request) -> Answer:
    if request.host != "imdb":
        return Answer(200, "text/html;charset=utf-8", b"<!DOCTYPE html><html><body><h1>Welcome</h1></body></html>")
    return Answer(200, "application/json", b'{"message":"this is no page"}')


def _wire(body: bytes, request: Request) -> tuple[bytes, str | None]:
    return (gzip.compress(body, mtime=0), "gzip") if request.gzip else (body, None)


def _cut(good: Answer, rule: Json, request: Request) -> Answer:
    """Half of what Content-Length promised, then the connection ends."""
    body, encoding = _wire(good.body, request)
    return Answer(good.status, good.content_type, body, good.headers, encoding, cut=rule.get("bytes", len(body) // 2))


def _lying_length(good: Answer, rule: Json, request: Request) -> Answer:
    """Content-Length says half: the client sees a whole HTTP answer with half a body."""
    body, encoding = _wire(good.body, request)
    return Answer(good.status, good.content_type, body, good.headers, encoding, length=len(body) // 2)


@lru_cache(maxsize=4)
def _bomb(megabytes: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = b" " * (1 << 20)
    return b"".join(packer.compress(block) for _ in range(megabytes)) + packer.flush()


def _gzip_bomb(good: Answer, rule: Json, request: Request) -> Answer:
    return Answer(200, good.content_type, _bomb(rule.get("megabytes", 256)), {}, "gzip")


def _damaged_gzip(good: Answer, rule: Json, request: Request) -> Answer:
    body = bytearray(gzip.compress(good.body, mtime=0))
    for at in range(len(body) // 2, min(len(body) // 2 + 8, len(body))):
        body[at] ^= 0x5A
    return Answer(good.status, good.content_type, bytes(body), good.headers, "gzip")


def _retry_after(good: Answer, rule: Json, request: Request) -> Answer:
    answer = _status(rule.get("status", 429), request)
    seconds = rule.get("seconds", 2)
    dated = rule.get("date") or formatdate(time.time() + seconds, usegmt=True)
    answer.headers["Retry-After"] = str(seconds) if rule["kind"] == "retry-after-seconds" else dated
    return answer


def _challenge(good: Answer, rule: Json, request: Request) -> Answer:
    kind = rule["kind"]
    if kind == "challenge-200":
        return Answer(200, body=pages.CHALLENGE.encode())
    body = b"" if kind == "challenge-empty" else pages.CHALLENGE.encode()
    return Answer(202, body=body, headers={"x-amzn-waf-action": "challenge", "Cache-Control": "no-store"})


def _redirect(good: Answer, rule: Json, request: Request) -> Answer:
    location = request.path
    if rule["kind"] == "redirect-elsewhere":
        location = rule.get("location", "https://elsewhere.invalid/title/")
    return Answer(rule.get("status", 302), headers={"Location": location})


def _other_id(good: Answer, rule: Json, request: Request) -> Answer:
    """The page or record of another title, as a confused cache would send it."""
    other = films()[rule.get("id", "tt9900002")]
    if request.host == "imdb":
        return Answer(body=pages.page(other, rule.get("layout", "next-2024")).encode())
    if request.host == "omdb":
        return Answer(200, "application/json; charset=utf-8", json.dumps(omdb.record(other)).encode())
    if request.host == "wikidata":  # rows about a title that nobody asked for
        asked = good.body.decode()
        return Answer(200, good.content_type, re.sub(r'"value":"tt\d+"', f'"value":"{other.id}"', asked).encode())
    record = tmdb.Movie(other, other.tmdb[0])
    body = tmdb.details(record, "credits,external_ids,alternative_titles,translations,release_dates")
    if request.path.startswith("/3/find/"):
        body = tmdb.find(other.id, tmdb.Knowledge())
    return Answer(200, "application/json;charset=utf-8", json.dumps(body).encode())


def _page(good: Answer, rule: Json, request: Request) -> Answer:
    """A page about no title (pages.special_pages): key "page"."""
    return Answer(200, body=pages.special_pages()[rule["page"]].body.encode())


def _given(good: Answer, rule: Json, request: Request) -> Answer:
    return Answer(rule.get("status", 200), rule.get("type", "text/html"), rule.get("body", "").encode(),
                  rule.get("headers", {}))


def _truncated(good: Answer, rule: Json, request: Request) -> Answer:
    """A whole HTTP answer whose JSON ends in the middle, also inside a page."""
    body = good.body
    if request.host == "imdb" and b"__NEXT_DATA__" in body:
        start = body.rindex(b'<script id="__NEXT_DATA__"')
        return Answer(good.status, good.content_type, body[:start + (body.index(b"</script>", start) - start) // 2])
    return Answer(good.status, good.content_type, body[:len(body) // 2])


def _rename(good: Answer, rule: Json, request: Request) -> Answer:
    """The page after its makers gave keys of its JSON other names: "keys", with commas."""
    body = good.body
    for key in rule["keys"].split(","):
        body = body.replace(f'"{key}":'.encode(), f'"{key}Renamed":'.encode())
    return Answer(good.status, good.content_type, body)


def _spliced(good: Answer, rule: Json, request: Request) -> Answer:
    """Wikidata's query service when the time is up after the first rows: status 200, a stack trace in the middle."""
    body = good.body[:len(good.body) // 2] + wikidata.stack_trace("TimeoutException").encode()
    return Answer(good.status, good.content_type, body)


def _silent(good: Answer, rule: Json, request: Request) -> Answer:
    return Answer(silence=rule["kind"])


def _slow(good: Answer, rule: Json, request: Request) -> Answer:
    body, encoding = _wire(good.body, request)
    return Answer(good.status, good.content_type, body, good.headers, encoding, pace_ms=rule.get("ms", 2))


def _layout(good: Answer, rule: Json, request: Request) -> Answer:
    """The page in another layout: key "layout"."""
    imdb_id = request.path.split("/")[2]
    return Answer(body=pages.page(films()[imdb_id], rule["layout"]).encode())


Maker = Callable[[Answer, Json, Request], Answer]
KINDS: dict[str, Maker] = {
    "slow": _slow,                      # byte by byte; ms: pause after each
    "stall": _silent,                   # the request is read, nothing ever comes
    "reset": _silent,                   # TCP reset instead of an answer
    "cut": _cut,                        # bytes: how many arrive
    "lying-length": _lying_length,
    "content-type": _html,              # HTML where JSON was due, JSON where a page was due
    "gzip-bomb": _gzip_bomb,            # megabytes
    "damaged-gzip": _damaged_gzip,
    "retry-after-seconds": _retry_after,  # seconds; status
    "retry-after-date": _retry_after,   # seconds from now, or date: a ready header value
    "challenge": _challenge,            # 202, x-amzn-waf-action
    "challenge-empty": _challenge,      # the same without a body
    "challenge-200": _challenge,        # only the body tells
    "login": lambda good, rule, request: _page(good, {"page": "login"}, request),
    "page": _page,
    "layout": _layout,
    "rename": _rename,                  # keys: of the page's JSON
    "redirect-loop": _redirect,
    "redirect-elsewhere": _redirect,    # location; status
    "other-id": _other_id,              # id; layout
    "spliced-timeout": _spliced,
    "empty": lambda good, rule, request: Answer(200, good.content_type),
    "truncated-json": _truncated,
    "html-error": lambda good, rule, request: Answer(rule.get("status", 502), "text/html",
                                                     pages.GATEWAY_ERROR.encode()),
    "answer": _given,                   # status, type, body, headers: whatever is wanted
}


class Faults:
    """The rules in force; thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rules: list[Json] = []

    def replace(self, rules: list[Json]) -> None:
        """Puts these rules in place of the ones before; ValueError for a rule that nobody understands."""
        for rule in rules:
            kind = rule.get("kind", "")
            if kind not in KINDS and not (kind.startswith("status-") and kind[7:].isdigit()):
                raise ValueError(f"no such kind of fault: {kind!r}; known: {', '.join(KINDS)}, status-NNN")
            if not isinstance(rule.get("match"), str):
                raise ValueError(f"a rule needs \"match\", a part of the path: {rule}")
        with self._lock:
            self._rules = [dict(rule) for rule in rules]

    def take(self, host: str, path: str) -> Json | None:
        """The rule for this request, one time fewer."""
        with self._lock:
            for rule in self._rules:
                if rule["match"] in path and rule.get("host", host) == host and rule.get("times", 1) > 0:
                    if "times" in rule:
                        rule["times"] -= 1
                    return rule
        return None


def apply(rule: Json, good: Answer, request: Request) -> Answer:
    """The answer that goes out instead of the good one."""
    kind = rule["kind"]
    if kind.startswith("status-"):
        return _status(int(kind[7:]), request)
    return KINDS[kind](good, rule, request)


def reset(connection: socket.socket) -> None:
    """Ends a connection with RST: linger for zero seconds."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
