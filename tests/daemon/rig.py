"""The stage of the daemon's tests: `understudy serve` in a folder of its own before the sandbox, requests as bytes, and
the count that tools/suite.py reads."""
from __future__ import annotations

import http.client
import json
import os
import queue
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "cases"), str(HERE.parent.parent / "sandbox")]

from run import SECRETS, TOKEN, Sandbox  # noqa: E402
from run import Failure as SandboxFailure  # noqa: E402

PATIENCE = 60.0  # seconds; a sanitizer build on a busy machine


class Failure(Exception):
    """What a test expected and did not get."""


def check(good: bool, what: str) -> None:
    if not good:
        raise Failure(what)


def equal(got: Any, wanted: Any, what: str = "") -> None:
    if got != wanted:
        raise Failure(f"{what}: got {got!r}, wanted {wanted!r}")


def until(what: str, condition: Any, seconds: float = PATIENCE) -> Any:
    """The condition's first true value."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if value := condition():
            return value
        time.sleep(0.05)
    raise Failure(f"never came: {what}")


class Answer:
    """What came back."""

    def __init__(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    def problem(self, status: int) -> Any:
        """Checks that it is a problem object of this status."""
        equal(self.status, status, f"status ({self.body[:300]!r})")
        equal(self.headers.get("content-type"), "application/problem+json", "type of the problem")
        equal(self.json["status"], status, "status in the problem")
        check(bool(self.json["title"]) and bool(self.json["detail"]), "a problem has a title and a detail")
        return self.json


class _UnixConnection(http.client.HTTPConnection):
    def __init__(self, path: str) -> None:
        super().__init__("localhost", timeout=PATIENCE)
        self.path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(PATIENCE)
        self.sock.connect(self.path)


class Daemon:
    """One `understudy serve`."""

    def __init__(self, binary: Path, sandbox: Sandbox, **settings: str) -> None:
        self.binary, self.sandbox = binary, sandbox
        self.folder = Path(tempfile.mkdtemp(prefix="understudy-daemon-"))
        self.log: list[str] = []
        self.child: subprocess.Popen[str] | None = None
        self.place = ""
        ready = sandbox.ready
        self.environment = {
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LANG": "C.UTF-8", "HOME": str(self.folder),
            "XDG_DATA_HOME": str(self.folder / "data"), "XDG_CONFIG_HOME": str(self.folder / "config"),
            "UNDERSTUDY_TMDB_URL": ready["tmdb_url"], "UNDERSTUDY_TMDB_TOKEN": TOKEN,
            "UNDERSTUDY_IMDB_PAGE_URL": ready["imdb_url"], "UNDERSTUDY_IMDB_PAGE_REQUESTS_PER_SECOND": "50",
            "UNDERSTUDY_TMDB_REQUESTS_PER_SECOND": "50", "UNDERSTUDY_WIKIDATA_URL": ready["wikidata_url"],
            "UNDERSTUDY_WIKIDATA_QUERY_URL": ready["wikidata_query_url"], "UNDERSTUDY_OMDB_URL": ready["omdb_url"],
            "UNDERSTUDY_TMDB_EXPORTS_URL": ready["exports_url"], "UNDERSTUDY_HTTP_CONTACT": "case@example.org",
            "UNDERSTUDY_SOURCES_ORDER": "imdb_page,given", "UNDERSTUDY_SERVER_LISTEN": "127.0.0.1:0",
            **{name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")},
            **settings,
        }

    @property
    def database(self) -> Path:
        return self.folder / "data/understudy/understudy.db"

    def start(self, *options: str, ready: bool = True, **more: Any) -> "Daemon":
        """Until it listens, and is ready."""
        self.child = subprocess.Popen([str(self.binary), "serve", *options], env=self.environment,
                                      stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                      text=True, cwd=self.folder, **more)
        threading.Thread(target=self._read, args=(self.child,), daemon=True).start()
        self.place = until("the address", self._find_place)
        if ready:
            until("readiness", lambda: self.get("/readyz").status == 200)
        return self

    def _read(self, child: "subprocess.Popen[str]") -> None:
        assert child.stderr is not None
        for line in child.stderr:
            self.log.append(line.rstrip("\n"))

    def _find_place(self) -> str | None:
        assert self.child is not None
        found = [match.group(1) for line in list(self.log) if (match := re.search(r"listening\W.*?url\W+(\S+?)[\" ]", line + " "))]
        if not found and self.child.poll() is not None:
            raise Failure(f"serve ended with {self.child.returncode}: {self.log}")
        return found[-1] if found else None

    @property
    def port(self) -> int:
        return int(self.place.rpartition(":")[2])

    def cli(self, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run([str(self.binary), *arguments], env=self.environment, input=stdin, capture_output=True,
                              text=True, check=False, timeout=PATIENCE, cwd=self.folder)

    def call(self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> Answer:
        """One request on a connection of its own."""
        connection: http.client.HTTPConnection = (
            _UnixConnection(self.place.removeprefix("unix:")) if self.place.startswith("unix:")
            else http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE))
        try:
            data = body if body is None or isinstance(body, (bytes, str)) else json.dumps(body)
            connection.request(method, path, body=data, headers=headers or {})
            answer = connection.getresponse()
            return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    def get(self, path: str, **headers: str) -> Answer:
        return self.call("GET", path, headers={k.replace("_", "-"): v for k, v in headers.items()})

    def post(self, path: str, body: Any = None, **headers: str) -> Answer:
        return self.call("POST", path, body, {k.replace("_", "-"): v for k, v in headers.items()})

    def raw(self, data: bytes, seconds: float = PATIENCE) -> bytes:
        """Bytes to the socket, and everything that comes until it is closed or silent for long."""
        with self.connect() as one:
            one.settimeout(seconds)
            one.sendall(data)
            return drain(one)

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)

    def stop(self, number: int = signal.SIGTERM) -> int:
        """The exit code."""
        assert self.child is not None
        if self.child.poll() is None:
            self.child.send_signal(number)
        return self.child.wait(timeout=PATIENCE)

    def close(self) -> None:
        try:
            if self.child is not None and self.stop() != 0:
                raise Failure(f"serve ended with {self.child.returncode}: {self.log[-20:]}")
            bad = [line for line in self.log if "Sanitizer" in line or "runtime error:" in line or "Assertion" in line]
            check(not bad, f"it said: {bad[:5]}")
            check(not any(one in line for line in self.log for one in SECRETS), "a secret stands in the log")
        finally:
            if self.child is not None and self.child.poll() is None:
                self.child.kill()
                self.child.wait()
            shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> "Daemon":
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()


def drain(one: socket.socket) -> bytes:
    got = b""
    try:
        while piece := one.recv(65536):
            got += piece
    except (TimeoutError, ConnectionResetError):
        pass
    return got


def run_tests(binary: Path, names: list[str], tests: list[Any], lanes: int = 1) -> tuple[int, int]:
    """How many of the tests so named (none: all) passed and failed, run in so many lanes side by side."""
    return _Run(binary, [test for test in tests if not names or any(name in test.__name__ for name in names)]).run(lanes)


class _Run:
    """Each test gets the binary and a sandbox as new."""

    def __init__(self, binary: Path, tests: list[Any]) -> None:
        self.binary = binary
        self.todo: "queue.SimpleQueue[Any]" = queue.SimpleQueue()
        for test in tests:
            self.todo.put(test)
        self.unrun = len(tests)
        self.passed = self.failed = 0
        self.lock = threading.Lock()

    def run(self, lanes: int) -> tuple[int, int]:
        threads = [threading.Thread(target=self._lane) for _ in range(lanes)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return self.passed, self.failed + self.unrun  # what a broken lane left has failed

    def _lane(self) -> None:
        sandbox = Sandbox()
        try:
            while True:
                test = self.todo.get_nowait()
                sandbox.reset()
                begun = time.monotonic()
                self._report(test.__name__, self._problem(test, sandbox), time.monotonic() - begun)
        except queue.Empty:
            pass
        finally:
            sandbox.close()

    def _problem(self, test: Any, sandbox: Sandbox) -> str:
        try:
            test(self.binary, sandbox)
        except (Failure, SandboxFailure, OSError, ValueError, KeyError, IndexError, AttributeError, TypeError, http.client.HTTPException,
                subprocess.TimeoutExpired) as problem:
            return f"{type(problem).__name__}: {problem}"
        return ""

    def _report(self, name: str, problem: str, seconds: float) -> None:
        with self.lock:
            self.unrun -= 1
            self.passed += not problem
            self.failed += bool(problem)
            print(f"{'not ' if problem else ''}ok {self.passed + self.failed} - {name} # {seconds:.1f} s"
                  + (f"\n{problem}" if problem else ""), flush=True)
