#!/usr/bin/env python3
"""Stand-ins for TMDb, IMDb, Wikidata and OMDb on loopback. Prints one JSON line with their URLs when ready; stays
until SIGTERM, the end of its standard input (when that is a pipe) or the end of its parent.

    GET    /_sandbox/requests   [{"t":…,"host":"tmdb|imdb|wikidata|omdb|gateway|exports","method":…,"path":…,"headers":{…},"status":…}],
                                no secrets
    DELETE /_sandbox/requests   forget them
    POST   /_sandbox/faults     JSON list of rules (faults.py), replaces those before
    POST   /_sandbox/options    {"empty_tmdb":bool,"arrived":[ids],"latency_ms":N,"layout":NAME,"robots":TEXT|null,
                                "exports":{…},"changes":{…},"records":{…}} (feeds.py); what is left out goes back to
                                its default
"""
from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import os
import re
import select
import signal
import stat
import sys
import tempfile
import threading
import time
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit, urlunsplit

import faults
import feeds
import omdb
import pages
import tls
import tmdb
import wikidata
from faults import Answer
from films import films, known_to, use

Json = dict[str, Any]

ROBOTS = "# stand-in\nUser-agent: *\nDisallow: /find\nDisallow: /search/title-text\nDisallow: /title/tt*/watchoptions\n"
HEADERS_OF_INTEREST = ("user-agent", "accept", "accept-encoding", "if-none-match", "if-modified-since", "referer",
                       "cookie", "x-forwarded-proto", "via")
# name, path of its URL
HOSTS = (("tmdb", "/3"), ("imdb", ""), ("control", ""), ("wikidata", ""), ("omdb", ""), ("gateway", ""),
         ("exports", "/p/exports"))
STALL_SECONDS = 300  # longer than any time-out of a client


class Sandbox:
    """What the servers of one process share."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.faults = faults.Faults()
        self.lock = threading.Lock()
        self.requests: list[Json] = []
        self.hosts: dict[int | None, str] = {}  # by port
        self.captured = captured_pages(options.pages, options.choose) if options.pages else {}
        self.configure({})
        if options.faults:
            self.faults.replace(json.loads(options.faults.read_text(encoding="utf-8")))

    def configure(self, value: Json) -> None:
        """Sets the changeable options; ValueError for one that does not exist."""
        unknown = set(value) - {"empty_tmdb", "arrived", "latency_ms", "layout", "robots", "exports", "changes",
                                "records"}
        if unknown or value.get("layout", pages.LAYOUTS[0]) not in pages.LAYOUTS:
            raise ValueError(f"no such option or layout: {value}")
        self.knowledge = tmdb.Knowledge(value.get("empty_tmdb", self.options.empty_tmdb), set(value.get("arrived", [])),
                                        value.get("changes", {}), value.get("records", {}))
        self.exports = value.get("exports", {})
        self.latency_ms = value.get("latency_ms", self.options.latency_ms)
        self.layout = value.get("layout", self.options.layout)
        self.robots = value.get("robots", ROBOTS)

    def note(self, entry: Json) -> None:
        """Writes a request down."""
        with self.lock:
            self.requests.append(entry)


def captured_pages(directory: Path, choose: str | None) -> dict[str, Path]:
    """Captured pages by id: of several the newest, told by the last date in the name; `choose` = part of the name."""
    def age(path: Path) -> tuple[str, str]:
        dates = re.findall(r"\d{6,8}", path.name.split("__", 1)[-1])
        return (dates[-1] if dates else "", path.name)

    found: dict[str, Path] = {}
    for path in sorted(directory.iterdir(), key=age):
        match = re.match(r"(tt\d+).*\.(html|json)$", path.name)
        if match and (choose is None or choose in path.name):
            found[match[1]] = path
    return found


@lru_cache(maxsize=512)
def captured_body(path: Path) -> bytes:
    """A captured page; a bare __NEXT_DATA__ object gets a page around it."""
    raw = path.read_bytes()
    if path.suffix != ".json":
        return raw
    text = raw.decode("utf-8")
    for character in "<>\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return pages.wrap_next_data(text).encode()


@lru_cache(maxsize=512)
def made_body(imdb_id: str, layout: str, filler: int) -> bytes:
    """The page of a fictional film."""
    known = known_to(films()[imdb_id], "imdb_page")
    return (pages.page(known, layout, filler) if known else pages.NOT_FOUND).encode()


@lru_cache(maxsize=512)
def packed(body: bytes) -> bytes:
    """gzip, once for every body."""
    return gzip.compress(body, 5, mtime=0)


def imdb_answer(path: str, sandbox: Sandbox) -> Answer:
    """The IMDb stand-in."""
    if path == "/robots.txt":
        if sandbox.robots is None:
            return Answer(404, "text/plain", b"")
        return Answer(200, "text/plain;charset=utf-8", sandbox.robots.encode())
    match = re.fullmatch(r"/title/(tt\d+)(/(?:reference/?)?)?", path)
    if match is None:
        return Answer(404, body=pages.NOT_FOUND.encode())
    imdb_id, rest = match[1], match[2]
    if rest is None:
        return Answer(301, headers={"Location": f"/title/{imdb_id}/"})
    if imdb_id in sandbox.captured:
        return Answer(body=captured_body(sandbox.captured[imdb_id]))
    film = films().get(imdb_id)
    if film is None or film.missing:
        return Answer(404, body=pages.NOT_FOUND.encode())
    if film.redirect:
        return Answer(301, headers={"Location": f"/title/{film.redirect}{rest}"})
    layout = "reference-2025b" if "reference" in rest else sandbox.layout
    return Answer(body=made_body(imdb_id, layout, sandbox.options.filler))


def tmdb_answer(path: str, query: dict[str, str], key: str, sandbox: Sandbox) -> Answer:
    """The TMDb stand-in: the key first, as there."""
    status, value = tmdb.answer(path, query, sandbox.knowledge) if key in ("bearer", "api_key") else tmdb.error(401)
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    answer = Answer(status, "application/json;charset=utf-8", body, {"Server": "openresty"})
    if status in (200, 404):  # also the "no" of a CDN is kept for hours (facts/tmdb.md §1.3)
        answer.headers["Cache-Control"] = "public, max-age=21600"
    return answer


def wikidata_answer(path: str, target: str, query: dict[str, str], user_agent: str) -> Answer:
    """The Wikidata stand-in."""
    status, content_type, body = wikidata.answer(path, target, query, user_agent)
    return Answer(status, content_type, body.encode())


def omdb_answer(path: str, query: dict[str, str], key: str) -> Answer:
    """The OMDb stand-in: the key first, as there."""
    status, value = omdb.answer(path, query, key)
    return Answer(status, "application/json; charset=utf-8",
                  json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())


class Handler(BaseHTTPRequestHandler):
    """One connection."""
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = STALL_SECONDS
    sandbox: Sandbox
    host_name: str

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the name is the base class's)
        return

    def do_GET(self) -> None:
        """Everything but the control calls ends here."""
        parts = urlsplit(self.path)
        self.host_name, via = type(self).host_name, None
        if parts.scheme and self.host_name == "gateway":  # asked as a proxy
            self.host_name, via = self.sandbox.hosts[parts.port], "gateway"
            self.path = urlunsplit(("", "", *parts[2:]))
        if parts.path.startswith("/_sandbox/"):
            self.control(parts.path)
            return
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        key = self.key(query)
        clean = re.sub(r"(api_?key=)[^&]*", r"\1…", self.path)
        answer = self.answer(parts.path, query, key)
        accepts_gzip = "gzip" in self.headers.get("Accept-Encoding", "")
        rule = self.sandbox.faults.take(self.host_name, self.path)
        if rule is not None:
            answer = faults.apply(rule, answer, faults.Request(self.host_name, self.path, accepts_gzip))
        headers = {name: self.headers[name] for name in HEADERS_OF_INTEREST if name in self.headers}
        self.sandbox.note({"t": time.time(), "host": self.host_name, "method": self.command, "path": clean,
                           "key": key, "headers": headers, "status": answer.status if not answer.silence else 0,
                           "fault": rule and rule["kind"], "via": via, "client": self.client_address[1]})
        if self.sandbox.latency_ms:
            time.sleep(self.sandbox.latency_ms / 1000)
        self.deliver(answer, accepts_gzip, plain=rule is None)

    do_HEAD = do_GET

    def do_POST(self) -> None:
        """Control calls only."""
        self.control(urlsplit(self.path).path)

    do_DELETE = do_POST

    def answer(self, path: str, query: dict[str, str], key: str) -> Answer:
        """What the host says when nothing goes wrong."""
        if self.host_name == "tmdb":
            return tmdb_answer(path, query, key, self.sandbox)
        if self.host_name == "wikidata":
            return wikidata_answer(path, self.path, query, self.headers.get("User-Agent", ""))
        if self.host_name == "omdb":
            return omdb_answer(path, query, key)
        if self.host_name == "exports":
            return Answer(*feeds.export(path, self.sandbox.exports))
        if self.host_name == "gateway":  # renders the page of another host: /render?url=…
            return imdb_answer(urlsplit(query.get("url", "")).path, self.sandbox)
        return imdb_answer(path, self.sandbox)

    def key(self, query: dict[str, str]) -> str:
        """How the caller identified itself: bearer or api_key (TMDb), apikey (OMDb), wrong or none."""
        authorization = self.headers.get("Authorization")
        if authorization is not None:
            return "bearer" if authorization == f"Bearer {tmdb.TOKEN}" else "wrong"
        if "api_key" in query:
            return "api_key" if query["api_key"] == tmdb.TOKEN else "wrong"
        if "apikey" in query:
            return "apikey" if query["apikey"] == omdb.KEY else "wrong"
        return "none"

    def control(self, path: str) -> None:
        """/_sandbox/…"""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        status, value = 200, None
        try:
            if path == "/_sandbox/requests" and self.command == "GET":
                with self.sandbox.lock:
                    value = list(self.sandbox.requests)
            elif path == "/_sandbox/requests" and self.command == "DELETE":
                with self.sandbox.lock:
                    self.sandbox.requests.clear()
            elif path == "/_sandbox/faults" and self.command == "POST":
                self.sandbox.faults.replace(json.loads(body or b"[]"))
            elif path == "/_sandbox/options" and self.command == "POST":
                self.sandbox.configure(json.loads(body or b"{}"))
            else:
                status, value = 404, {"error": "no such control call"}
        except (ValueError, KeyError, AttributeError) as problem:
            status, value = 400, {"error": str(problem)}
        text = json.dumps(value, ensure_ascii=False).encode()
        self.deliver(Answer(status, "application/json", text), False, plain=False)

    def deliver(self, answer: Answer, accepts_gzip: bool, plain: bool) -> None:
        """Puts an answer on the wire, with whatever is wrong with it."""
        if answer.silence:
            self.go_silent(answer.silence)
            return
        body, encoding = answer.body, answer.encoding
        headers = {"Content-Type": answer.content_type, "Date": self.date_time_string(), **answer.headers}
        if plain and answer.status == 200:
            headers["ETag"] = 'W/"' + hashlib.md5(body, usedforsecurity=False).hexdigest() + '"'
            if self.headers.get("If-None-Match") == headers["ETag"]:
                self.put(304, headers, b"")
                return
        if encoding is None and accepts_gzip and body and answer.pace_ms == 0 and answer.cut is None:
            body, encoding = packed(body), "gzip"
        if encoding:
            headers["Content-Encoding"] = encoding
            headers["Vary"] = "Accept-Encoding"
        headers["Content-Length"] = str(len(body) if answer.length is None else answer.length)
        if answer.cut is not None:
            body = body[:answer.cut]
        self.close_connection = self.close_connection or answer.cut is not None or answer.length is not None
        self.put(answer.status, headers, body, answer.pace_ms)

    def put(self, status: int, headers: dict[str, str], body: bytes, pace_ms: float = 0) -> None:
        """Status line, headers, body; byte by byte when paced. A client that has left is nobody's problem."""
        reason = self.responses.get(status, ("",))[0]
        head = f"HTTP/1.1 {status} {reason}\r\n" + "".join(f"{k}: {v}\r\n" for k, v in headers.items()) + "\r\n"
        body = b"" if self.command == "HEAD" else body
        try:
            if not pace_ms:
                self.wfile.write(head.encode("latin-1") + body)
                return
            self.wfile.write(head.encode("latin-1"))
            for at in range(len(body)):
                self.wfile.write(body[at:at + 1])
                time.sleep(pace_ms / 1000)
        except OSError:
            self.close_connection = True

    def go_silent(self, how: str) -> None:
        """Reset or stall."""
        self.close_connection = True
        if how == "reset":
            faults.reset(self.connection)
            os.close(self.connection.detach())
            return
        try:
            select.select([self.connection], [], [], STALL_SECONDS)
        except (OSError, ValueError):
            pass


class Server(ThreadingHTTPServer):
    """A thread a connection; errors of single connections say nothing about the tests."""
    daemon_threads = True
    block_on_close = False
    request_queue_size = 256

    def handle_error(self, request: Any, client_address: Any) -> None:
        kind = sys.exc_info()[0]
        if kind is None or not issubclass(kind, (OSError, EOFError)):
            super().handle_error(request, client_address)


def start(name: str, port: int, sandbox: Sandbox, tls_context: Any = None) -> Server:
    """One server in a thread of its own."""
    handler = type(name.title() + "Handler", (Handler,), {"sandbox": sandbox, "host_name": name})
    server = Server(("127.0.0.1", port), handler)
    sandbox.hosts[server.server_address[1]] = name
    if tls_context is not None:
        server.socket = tls_context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.5}, daemon=True).start()
    return server


def wait_for_end(stay: bool) -> None:
    """Until SIGTERM or SIGINT, the end of a piped standard input, or the end of the parent."""
    ended = threading.Event()
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, lambda *_: ended.set())
    mode = os.fstat(0).st_mode

    def watch_input() -> None:
        while os.read(0, 4096):
            pass
        ended.set()

    if not stay and (stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)):
        threading.Thread(target=watch_input, daemon=True).start()
    parent = os.getppid()
    while not ended.wait(0.5):
        if not stay and os.getppid() != parent:
            return


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=0, help="TMDb's; the others take the next ones (0: any)")
    parser.add_argument("--films", type=Path, help="JSON like films.json, instead of it")
    parser.add_argument("--pages", type=Path, help="serve captured pages tt….html or tt….json from here first")
    parser.add_argument("--choose", help="of several captures of an id, those whose name contains this")
    parser.add_argument("--layout", choices=pages.LAYOUTS, default="next-2024", help="layout of made title pages")
    parser.add_argument("--filler", type=int, default=pages.DEFAULT_FILLER, help="bytes of scripts in made pages")
    parser.add_argument("--empty-tmdb", action="store_true", help="a TMDb that knows no title")
    parser.add_argument("--latency-ms", type=int, default=0)
    parser.add_argument("--tls", action="store_true", help="HTTPS with a throw-away certificate; HTTP/2 with nghttpx")
    parser.add_argument("--faults", type=Path, help="JSON list of rules (faults.py)")
    parser.add_argument("--stay", action="store_true", help="outlive parent and standard input")
    return parser.parse_args()


def main() -> int:
    options = arguments()
    if options.films:
        use(options.films)
    sandbox = Sandbox(options)
    children, work = [], tempfile.TemporaryDirectory(prefix="understudy-sandbox-")
    ready: Json = {"token": tmdb.TOKEN, "ca": None, "http2": False, "pid": os.getpid()}
    cert, key = tls.certificate(Path(work.name)) if options.tls else (None, None)
    front = tls.nghttpx() if options.tls else None
    try:
        for offset, (name, path) in enumerate(HOSTS):
            outside = options.tls and name != "control"
            context = tls.context(cert, key) if outside and not front else None
            server = start(name, options.port and options.port + offset, sandbox, context)
            port = server.server_address[1]
            if outside and front:
                child, port = tls.front(front, port, cert, key, Path(work.name) / f"{name}.log")
                children.append(child)
            ready[f"{name}_url"] = f"{'https' if outside else 'http'}://127.0.0.1:{port}{path}"
        ready["wikidata_query_url"] = ready["wikidata_url"] + "/sparql"
        if options.tls:
            ready.update(ca=str(cert), http2=front is not None)
            if not front:
                ready["note"] = "HTTP/1.1 only: nghttpx is missing (package nghttp2-proxy)"
        print(json.dumps(ready), flush=True)
        wait_for_end(options.stay)
    finally:
        for child in children:
            child.terminate()
        for child in children:
            child.wait(timeout=5)
        work.cleanup()
    return 0


if __name__ == "__main__":
    sys.exit(main())
