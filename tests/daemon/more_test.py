"""Imports with progress, events as they happen, and the description of it all."""
from __future__ import annotations

import json
import re
import socket
import time
from pathlib import Path
from typing import Any

from rig import HERE, Daemon, Failure, check, equal, until

REPOSITORY = HERE.parent.parent


def imports(binary: Path, sandbox: Any) -> None:
    with Daemon(binary, sandbox).start() as daemon:
        taken = daemon.post("/api/v1/imports?name=Festival", "imdb_id,title,place\ntt9900020,A,Berlin\ntt9900002,B,\ntt9900046,C,\n")
        equal((taken.status, taken.json["ids"], taken.json["name"]), (202, 3, "Festival"), f"{taken.body!r}")
        done = until("its end", lambda: (one := daemon.get(taken.headers["location"]).json)["open"] == 0 and one)
        equal((done["done"], done["outcomes"]), (3, {"full": 1, "imdb_placeholder": 1, "not_found": 1}), "outcomes")
        again = daemon.post("/api/v1/imports", '[{"imdb_id":"tt9900020"}]')
        equal((again.status, again.json["done"]), (202, 1), "wanted once")
        equal([one["id"] for one in daemon.get("/api/v1/imports").json["imports"]], [again.json["id"], done["id"]], "list")
        equal(daemon.get("/api/v1/imports?limit=1").json["cursor"], again.json["id"], "pages")
        for body in ("", "imdb_id\nnonsense\n", "tt9900020\nx\n", "[{}]", "{", "\x00\x01"):
            daemon.post("/api/v1/imports", body.encode()).problem(422)
        equal(daemon.post("/api/v1/imports?skip_bad=1", "tt9900020\nx\n").json["ids"], 1, "the good ones")
        daemon.post("/api/v1/imports?format=xml", "tt9900020\n").problem(400)
        daemon.post("/api/v1/imports?name=" + "x" * 300, "tt9900020\n").problem(400)
        daemon.get("/api/v1/imports/99").problem(404)


class Listener:
    """A reader of server-sent events."""

    def __init__(self, daemon: Daemon, last: str = "") -> None:
        self.socket = daemon.connect()
        self.socket.settimeout(30)
        header = f"Last-Event-ID: {last}\r\n" if last else ""
        self.socket.sendall(f"GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n{header}\r\n".encode())
        self.text = ""

    def events(self, count: int) -> list[tuple[str, str, Any]]:
        """At least so many: id, event, data."""
        end = time.monotonic() + 60
        while time.monotonic() < end:
            found = re.findall(r"id: (\d+)\nevent: (\w+)\ndata: (.*)\n\n", re.sub(r"\r\n[0-9A-Fa-f]+\r\n", "", self.text))
            if len(found) >= count:
                return [(id, event, json.loads(data)) for id, event, data in found]
            self.more()
        raise Failure(f"only {found}")

    def more(self) -> bool:
        piece = self.socket.recv(65536)
        self.text += piece.decode()
        return bool(piece)


def events(binary: Path, sandbox: Any) -> None:
    with Daemon(binary, sandbox).start() as daemon:
        listener = Listener(daemon)
        while "text/event-stream" not in listener.text or "docs/api.md" not in listener.text:
            listener.more()
        daemon.post("/api/v1/lookups?wait=30", {"imdb_id": "tt9900020"})
        id, event, data = listener.events(1)[0]
        equal((event, data["imdb_id"], data["to"]), ("created", "tt9900020", "imdb_placeholder"), "as it happens")
        daemon.post("/api/v1/placeholders/tt9900020/edit", {"fields": {"title": "New: Title"}})
        daemon.cli("placeholders", "give-up", "tt9900020")
        equal([one[1] for one in listener.events(3)], ["created", "edited", "given_up"], "of another process, too")
        later = Listener(daemon, id)
        equal([one[1] for one in later.events(2)], ["edited", "given_up"], "from where it was")
        later.socket.close()
        for wrong in ("x", "-1", "1.5"):
            daemon.get("/api/v1/events", Last_Event_ID=wrong).problem(400)
        equal(daemon.call("HEAD", "/api/v1/events").headers["content-type"], "text/event-stream", "HEAD")
        equal(daemon.stop(), 0, "exit")
        try:
            while listener.more():
                pass
        except (ConnectionResetError, socket.timeout):
            pass
        check(listener.text.endswith("0\r\n\r\n"), f"ended in good order: {listener.text[-60:]!r}")


def many_listeners(binary: Path, sandbox: Any) -> None:
    with Daemon(binary, sandbox).start() as daemon:
        listeners = [Listener(daemon) for _ in range(64)]
        for one in listeners:
            one.more()
        daemon.get("/api/v1/events").problem(503)
        equal(daemon.get("/healthz").status, 200, "others are answered")
        for one in listeners:
            one.socket.close()


def the_description(binary: Path, sandbox: Any) -> None:
    """openapi.json and the table of routes tell of the same."""
    source = (REPOSITORY / "src/daemon/routes.c").read_text(encoding="utf-8")
    rows = re.findall(r'\{ "(GET|POST)", "([^"]+)",\s*ROLE_(\w+),\s*ROUTE_(\w+),\s*(\w+) \}', source)
    roles = {(method.lower(), path): role.lower() for method, path, role, _, handler in rows if not handler.startswith("page_")}
    check(len(roles) > 25, "the table was read")
    with Daemon(binary, sandbox).start() as daemon:
        told = daemon.get("/openapi.json").json
        equal(told, json.loads((REPOSITORY / "docs/openapi.json").read_text(encoding="utf-8")), "the file")
        operations = {(method, path): one for path, methods in told["paths"].items() for method, one in methods.items()}
        equal(set(operations), set(roles), "paths and methods")
        for key, operation in operations.items():
            equal(operation["x-role"], roles[key], f"role of {key}")
            named = set(re.findall(r"\{(\w+)\}", key[1]))
            equal({one["name"] for one in operation.get("parameters", []) if one["in"] == "path"}, named, f"parameters of {key}")
            check("default" in operation["responses"] and operation["summary"], f"{key}")
        for ref in set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(told))):
            check(ref in told["components"]["schemas"], f"there is no {ref}")
        document = (REPOSITORY / "docs/api.md").read_text(encoding="utf-8")
        for _, path in roles:
            check(path.split("/{")[0] in document, f"docs/api.md does not tell of {path}")


TESTS = [imports, events, many_listeners, the_description]
