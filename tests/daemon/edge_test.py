"""The edge: who may ask, what is a request, what ends it; and start and end of the process."""
from __future__ import annotations

import gzip
import json
import resource
import shutil
import signal
import socket
import time
from pathlib import Path
from typing import Any

from rig import Daemon, Failure, check, drain, equal, until

FILM = "tt9900001"
SECURITY = {"x-content-type-options": "nosniff", "referrer-policy": "no-referrer", "x-frame-options": "DENY"}


def health_and_readiness(binary: Path, sandbox: Any) -> None:
    with Daemon(binary, sandbox).start() as daemon:
        equal(daemon.get("/healthz").body, b"ok\n", "/healthz")
        equal(daemon.get("/readyz").body, b"ready\n", "/readyz")
        head = daemon.call("HEAD", "/healthz")
        equal((head.status, head.body, head.headers["content-length"]), (200, b"", "3"), "HEAD")
        for name, value in SECURITY.items():
            equal(head.headers.get(name), value, name)
        check("frame-ancestors 'none'" in head.headers["content-security-policy"], "frame-ancestors")
        equal(daemon.stop(), 0, "exit after SIGTERM")
        until("a word that it stops", lambda: any("event=stopping" in line for line in daemon.log))


def a_store_that_is_moved_away(binary: Path, sandbox: Any) -> None:
    """While the daemon runs: it goes on with the file that it has open."""
    with Daemon(binary, sandbox).start() as daemon:
        hidden = daemon.folder / "hidden"
        daemon.database.parent.rename(hidden)
        # the connections that are open still work on the file, so nothing is lost; and nothing is wrong either
        equal(daemon.get("/readyz").status, 200, "an open file stays open")
        shutil.rmtree(daemon.database.parent, ignore_errors=True)  # a worker may have opened a new one meanwhile
        hidden.rename(daemon.database.parent)


def beyond_loopback_needs_a_token(binary: Path, sandbox: Any) -> None:
    daemon = Daemon(binary, sandbox, UNDERSTUDY_SERVER_LISTEN="0.0.0.0:0")
    done = daemon.cli("serve")
    equal(done.returncode, 4, "exit")
    check("server.token" in done.stderr, done.stderr)
    check(not daemon.database.exists(), "nothing is opened before")
    daemon.close()
    with Daemon(binary, sandbox, UNDERSTUDY_SERVER_LISTEN="0.0.0.0:0", UNDERSTUDY_SERVER_TOKEN="open-sesame").start() as one:
        one.get("/api/v1/movies/1").problem(401)
        equal(one.get("/api/v1/movies/1", Authorization="Bearer open-sesame").status, 404, "with the token")


def tokens_and_roles(binary: Path, sandbox: Any) -> None:
    with Daemon(binary, sandbox, UNDERSTUDY_SERVER_TOKEN="operate-1234", UNDERSTUDY_SERVER_READ_TOKEN="read-5678") \
            .start() as daemon:
        equal(daemon.get("/healthz").status, 200, "/healthz asks nobody")
        refused = daemon.get("/api/v1/movies/1")
        refused.problem(401)
        check("Bearer" in refused.headers["www-authenticate"], "it says how")
        for wrong in ("Bearer", "Bearer ", "Bearer operate-123", "Bearer operate-12345", "operate-1234",
                      "Basic b3BlcmF0ZS0xMjM0", "Basic !!!", "Bearer " + "x" * 4000, "Digest operate-1234"):
            daemon.get("/api/v1/movies/1", Authorization=wrong).problem(401)
        for good in ("Bearer operate-1234", "bearer  operate-1234", "Bearer read-5678",
                     "Basic OnJlYWQtNTY3OA==", "Basic dXNlcjpvcGVyYXRlLTEyMzQ="):
            equal(daemon.get("/api/v1/movies/1", Authorization=good).status, 404, good)
        daemon.get("/no/such/place").problem(401)  # strangers do not learn what there is
        check(not any("operate-1234" in line or "read-5678" in line for line in daemon.log), "a token is in the log")


def foreign_host_and_origin(binary: Path, sandbox: Any) -> None:
    with Daemon(binary, sandbox, UNDERSTUDY_SERVER_HOSTS="films.example, other.example").start() as daemon:
        own = f"127.0.0.1:{daemon.port}"
        for host in (own, "localhost", f"LocalHost:{daemon.port}", "127.0.0.1", "127.3.4.5:80", "[::1]:9", "films.example",
                     "OTHER.example:443"):
            equal(daemon.get("/healthz", Host=host).status, 200, host)
        for host in ("evil.example", "evil.example:8642", "10.0.0.1", "127.0.0.1.evil.example", "localhost.evil.example",
                     "[2001:db8::1]", "films.example.evil", "a@127.0.0.1", "127.0.0.1:x", "[::1", "127.1", "0x7f.1"):
            daemon.get("/healthz", Host=host).problem(403)
        for origin in (f"http://{own}", f"https://{own}"):
            equal(daemon.get("/healthz", Origin=origin).status, 200, origin)
        for origin in ("null", "http://evil.example", "http://127.0.0.1:3000", f"http://{own}.evil.example",
                       f"http://evil.example@{own}", f"ftp://{own}", ""):
            daemon.get("/healthz", Origin=origin).problem(403)
        daemon.post("/api/v1/movies/1", {}, Origin="http://evil.example").problem(403)


def paths_and_methods(binary: Path, sandbox: Any) -> None:
    with Daemon(binary, sandbox).start() as daemon:
        for path in ("/../etc/passwd", "/%2e%2e/etc/passwd", "/static/..%2f..%2fetc/passwd", "/a%00b", "/%", "/%zz", "/%c0%af",
                     "/..%5c..%5cetc", "/a%0d%0aSet-Cookie:x", "/healthz#a", "/" + "a/" * 40, "/?" + "a=b&" * 100):
            daemon.get(path).problem(400)
        for path in ("//healthz", "/healthz/", "/Healthz", "/healthz%20", "/nowhere", "/etc/passwd", "/./healthz/x",
                     "/api/v1/movies/", "/api/v1/movies/%20", "/api/v1/movies/tt1", "/api/v1/movies/tt9999999",
                     "/api/v1/movies/-1", "/api/v1/movies/99999999999999999999999"):
            check(daemon.get(path).status in (400, 404), path)
            daemon.get(path).problem(daemon.get(path).status)
        for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"):
            answer = daemon.call(method, "/healthz")
            answer.problem(405)
            equal(answer.headers["allow"], "GET, HEAD", method)
        equal(daemon.get("/healthz?a=b&c").status, 200, "a query that nobody asked for")
        equal(len(daemon.get("/nowhere").headers["x-request-id"]), 16, "a request id")
        equal(daemon.get("/nowhere", X_Request_Id="abc-1").json["request_id"], "abc-1", "the caller's request id")
        check(daemon.get("/nowhere", X_Request_Id="a b").headers["x-request-id"] != "a b", "not just any")


def bodies(binary: Path, sandbox: Any) -> None:
    with Daemon(binary, sandbox).start() as daemon:
        big = b"x" * (1 << 20)
        equal(daemon.post("/healthz", big).status, 405, "1 MiB may come")
        answer = daemon.call("GET", "/healthz", big + b"x")
        answer.problem(413)
        equal(daemon.call("GET", "/healthz", big).status, 200, "a body where none belongs is read and left")
        host = f"Host: 127.0.0.1:{daemon.port}\r\n".encode()
        late = daemon.raw(b"POST /healthz HTTP/1.1\r\n" + host + b"Expect: 100-continue\r\nContent-Length: 2000000\r\n\r\n")
        check(late.startswith(b"HTTP/1.1 413"), f"told before it is sent: {late[:80]!r}")
        huge = daemon.raw(b"POST /healthz HTTP/1.1\r\n" + host + b"Content-Length: 99999999999\r\n\r\n")
        check(huge.startswith(b"HTTP/1.1 413"), f"{huge[:80]!r}")


def smuggling(binary: Path, sandbox: Any) -> None:
    """Whatever two readers could read in two ways is refused, and the connection closed: no second answer."""
    with Daemon(binary, sandbox).start() as daemon:
        host = f"Host: 127.0.0.1:{daemon.port}\r\n".encode()
        inner = b"GET /readyz HTTP/1.1\r\n" + host + b"\r\n"
        for head in (b"Content-Length: 5\r\nContent-Length: 6\r\n", b"Content-Length: 5\r\nContent-Length: 5\r\n",
                     b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", b"Transfer-Encoding: xchunked\r\n",
                     b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", b"Transfer-Encoding: chunked, gzip\r\n",
                     b"Content-Length: -1\r\n", b"Content-Length: 0x10\r\n", b"Content-Length: 5, 6\r\n",
                     b"Content-Length: +5\r\n", b"Transfer-Encoding : chunked\r\n",
                     b"X: a\r\n " + host, b"Host: 127.0.0.1\r\n",
                     b"Content-Length:\r\n 5\r\n", b"Content-Length: 1\r\n 5\r\n", b"Content-Length: 0\r\n\t5\r\n",
                     b"Transfer-Encoding:\r\n chunked\r\n", b"Transfer-Encoding: x\r\n\tchunked\r\n", b"Host:\r\n 127.0.0.1\r\n",
                     b"Content-Length: 5 5\r\n", b"Content-Length: \r\n", b"Content-Length: 18446744073709551621\r\n",
                     b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", b"Transfer-Encoding: chunked, chunked\r\n",
                     b"Transfer-Encoding: identity\r\n", b"Transfer-Encoding: \x0bchunked\r\n", b"Transfer-Encoding: ,chunked\r\n",
                     b"Transfer-Encoding\x00: chunked\r\n", b" Transfer-Encoding: chunked\r\n", b"X\x80: a\r\n", b"no colon\r\n",
                     b"X: a\rContent-Length: 30\r\n", b"X: a\x1b[31m\r\n", b"X: a\x7f\r\n"):
            got = daemon.raw(b"GET /healthz HTTP/1.1\r\n" + host + head + b"\r\n0\r\n\r\n" + inner, 5)
            check(got == b"" or got.startswith((b"HTTP/1.1 400", b"HTTP/1.1 501", b"HTTP/1.1 403", b"HTTP/1.1 413")), f"{head!r}: {got[:200]!r}")
            check(b"ready\n" not in got, f"{head!r} let a second request through: {got!r}")
        for chunks in (b"0x2\r\nab\r\n0\r\n", b"+2\r\nab\r\n0\r\n", b"-1\r\nab\r\n0\r\n", b" 2\r\nab\r\n0\r\n", b"2;\nx\r\nab\r\n0\r\n",
                       b"2\r\nabXX0\r\n", b"ffffffffffffffff2\r\nab\r\n0\r\n", b"\r\nab\r\n0\r\n"):
            got = daemon.raw(b"GET /healthz HTTP/1.1\r\n" + host + b"Transfer-Encoding: chunked\r\n\r\n" + chunks + b"\r\n" + inner, 5)
            check(b" 200 " not in got and b"ready\n" not in got, f"{chunks!r}: {got[:200]!r}")
        old = daemon.raw(b"GET /healthz HTTP/1.0\r\nConnection: keep-alive\r\n" + host + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + inner, 5)
        check(old.startswith(b"HTTP/1.1 400 ") and b"ready\n" not in old, f"chunks in HTTP/1.0: {old[:200]!r}")
        for line in (b"CONNECT evil.example:443 HTTP/1.1\r\n", b"OPTIONS * HTTP/1.1\r\n", b"GET //evil.example/healthz HTTP/1.1\r\n",
                     b"GET http://evil.example/healthz HTTP/1.1\r\n", b"GET /static/%2e%2e/healthz HTTP/1.1\r\n", b"GET /healthz\x80 HTTP/1.1\r\n"):
            got = daemon.raw(line + host + b"\r\n" + inner.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"), 5)
            check(got.startswith((b"HTTP/1.1 400 ", b"HTTP/1.1 404 ")) and got.count(b"HTTP/1.1 ") == 2 and got.endswith(b"ready\n"),
                  f"{line!r} is refused, and the next request is itself: {got[:200]!r}")
        for line in (b"GET /healthz\r\n", b"GET\r\n\r\n", b"\x00\x01\x02\r\n\r\n", b"GET http://127.0.0.1/healthz HTTP/1.1\r\n" + host + b"\r\n",
                     b"GET /healthz HTTP/9.9\r\n" + host + b"\r\n", b"GET /healthz HTTP/1.1\r\n\r\n",
                     b"GET /healthz HTTP/1.1\r\n" + b"A: " + b"x" * 20000 + b"\r\n" + host + b"\r\n",
                     b"GET /healthz HTTP/1.1\r\n" + b"A: " + b"x" * 200000 + b"\r\n" + host + b"\r\n",
                     b"GET /" + b"a" * 100000 + b" HTTP/1.1\r\n" + host + b"\r\n",
                     b"GET /healthz HTTP/1.1\r\n" + b"A: b\r\n" * 20000 + host + b"\r\n"):
            got = daemon.raw(line, 3)
            check(b" 200 " not in got[:20], f"{line[:60]!r}: {got[:100]!r}")
        for line in (b"GET /healthz HTTP/1.1\r\n\r\n", b"GET /healthz HTTP/1.1\r\n" + 2 * host + b"\r\n",
                     b"GET /health z HTTP/1.1\r\n" + host + b"\r\n"):
            got = daemon.raw(line, 3)
            check(got.startswith(b"HTTP/1.1 400 ") and b"application/problem+json" in got and b'"request_id":"' in got,
                  f"{line!r} gets a problem object: {got[:300]!r}")
        two = daemon.raw(b"GET /healthz HTTP/1.1\r\n" + host + b"Content-Length: 5\r\n\r\nhello" +
                         b"GET /readyz HTTP/1.1\r\n" + host + b"Connection: close\r\n\r\n", 5)
        equal((two.count(b"HTTP/1.1 200"), b"ready\n" in two), (2, True), "two requests after each other")
        chunked = daemon.raw(b"GET /healthz HTTP/1.1\r\n" + host + b"Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n" +
                             b"GET /readyz HTTP/1.1\r\n" + host + b"Connection: close\r\n\r\n", 5)
        equal((chunked.count(b"HTTP/1.1 200"), b"ready\n" in chunked), (2, True), "chunks")


def slow_and_half_open(binary: Path, sandbox: Any) -> None:
    """Clients that say nothing, or half a request, hold nobody up, and are closed."""
    with Daemon(binary, sandbox).start() as daemon:
        silent = [daemon.connect() for _ in range(150)]
        half = [daemon.connect() for _ in range(150)]
        for one in half:
            one.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ")
        equal(daemon.get("/healthz").status, 200, "somebody else is answered")
        silent[0].settimeout(30)
        equal(drain(silent[0]), b"", "closed without a word")
        for one in silent + half:
            one.close()
        equal(daemon.get("/healthz").status, 200, "afterwards too")


def more_connections_than_files(binary: Path, sandbox: Any) -> None:
    """Whoever comes when all are taken is answered when the silent ones have had their time; files for work are left."""
    def few_files() -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (300, 300))

    with Daemon(binary, sandbox).start(preexec_fn=few_files) as daemon:
        crowd = [daemon.connect() for _ in range(400)]
        equal(daemon.get("/readyz").status, 200, "the one behind them")
        equal(daemon.post("/api/v1/lookups?wait=60", {"imdb_id": FILM}).status, 200, "a film")
        for one in crowd:
            one.close()


def tags_and_gzip(binary: Path, sandbox: Any) -> None:
    with Daemon(binary, sandbox).start() as daemon:
        equal(daemon.cli("lookup", "tt9900020").returncode, 0, "a film in the store")
        first = daemon.get("/api/v1/movies/tt9900020")
        equal(first.status, 200, "the film")
        film = first.json
        equal((film["imdb_id"], film["movie"]["imdb_id"]), ("tt9900020", "tt9900020"), "its id")
        check(film["history"] and film["history"][0]["event"] == "created", "its history")
        check(bool(film["movie"]["sources"]), "where its fields are from")
        equal(daemon.get(f"/api/v1/movies/{film['id']}").body, first.body, "by its row's id")
        tag = first.headers["etag"]
        for sent in (tag, "*", f'"x", {tag}', tag.removeprefix("W/")):
            again = daemon.get("/api/v1/movies/tt9900020", If_None_Match=sent)
            equal((again.status, again.body, again.headers["etag"]), (304, b"", tag), sent)
        equal(daemon.get("/api/v1/movies/tt9900020", If_None_Match='"x"').status, 200, "another tag")
        packed = daemon.get("/api/v1/movies/tt9900020", Accept_Encoding="br, gzip;q=0.5")
        equal((packed.headers["content-encoding"], packed.headers["vary"]), ("gzip", "Accept-Encoding"), "packed")
        equal(gzip.decompress(packed.body), first.body, "the same")
        equal("content-encoding" in daemon.get("/api/v1/movies/tt9900020", Accept_Encoding="gzip;q=0").headers, False, "q=0")


def unix_socket(binary: Path, sandbox: Any) -> None:
    daemon = Daemon(binary, sandbox)
    path = daemon.folder / "http"
    daemon.environment["UNDERSTUDY_SERVER_LISTEN"] = f"unix:{path}"
    with daemon.start():
        equal(oct(path.stat().st_mode & 0o777), oct(0o660), "for the group")
        second = daemon.cli("serve")
        equal(second.returncode, 4, "taken")
        check("another process listens" in second.stderr, second.stderr)
        daemon.child.kill()
        daemon.child.wait()
        check(path.exists(), "left behind by the killed one")
        daemon.log.clear()
        daemon.start()
        equal(daemon.stop(), 0, "exit")
        check(not path.exists(), "taken away")


def reload_and_drain(binary: Path, sandbox: Any) -> None:
    daemon = Daemon(binary, sandbox)
    config = daemon.folder / "understudy.conf"
    config.write_text("[server]\ntoken = first-token\n")
    with daemon.start("--config", str(config)):
        daemon.get("/api/v1/movies/1", Authorization="Bearer second-token").problem(401)
        config.write_text("[server]\ntokem = x\n")
        daemon.child.send_signal(signal.SIGHUP)
        until("a word about it", lambda: any("stays as it was" in line for line in daemon.log))
        until("ready", lambda: daemon.get("/readyz").status == 200)
        equal(daemon.get("/api/v1/movies/1", Authorization="Bearer first-token").status, 404, "as before")
        config.write_text("[server]\ntoken = second-token\n")
        daemon.child.send_signal(signal.SIGHUP)
        until("the new token", lambda: daemon.get("/api/v1/movies/1", Authorization="Bearer second-token").status == 404)
        daemon.get("/api/v1/movies/1", Authorization="Bearer first-token").problem(401)
        until("ready", lambda: daemon.get("/readyz").status == 200)
        equal(daemon.stop(signal.SIGINT), 0, "exit")


def asked_while_it_stops(binary: Path, sandbox: Any) -> None:
    """Who had connected before the signal is answered, though his request comes after it."""
    with Daemon(binary, sandbox).start() as daemon:
        daemon.get("/healthz")
        with daemon.connect() as one:
            time.sleep(0.1)  # it is taken
            daemon.child.send_signal(signal.SIGTERM)
            time.sleep(0.2)
            one.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            one.settimeout(30)
            check(one.recv(100).startswith(b"HTTP/1.1 200 "), "its answer")
        equal(daemon.child.wait(30), 0, "exit")


def systemd(binary: Path, sandbox: Any) -> None:
    """A socket that is handed over, notices of readiness, and the watchdog's food."""
    daemon = Daemon(binary, sandbox)
    notices = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    notices.bind(str(daemon.folder / "notify"))
    notices.settimeout(60)
    given = socket.socket()
    given.bind(("127.0.0.1", 0))
    given.listen()
    daemon.environment |= {"NOTIFY_SOCKET": str(daemon.folder / "notify"), "WATCHDOG_USEC": "1000000", "LISTEN_FDS": "1",
                           "TEST_FD": str(given.fileno())}
    real = daemon.binary
    daemon.binary = daemon.folder / "wrap"
    daemon.binary.write_text("#!/usr/bin/env python3\n"
                             "import os, sys\n"
                             "os.environ['LISTEN_PID'] = str(os.getpid())\n"
                             "os.dup2(int(os.environ['TEST_FD']), 3)\n"
                             f"os.execv({str(real)!r}, [{str(real)!r}, *sys.argv[1:]])\n")
    daemon.binary.chmod(0o700)
    with daemon.start(pass_fds=(given.fileno(),)):
        equal(daemon.port, given.getsockname()[1], "the socket that was handed over")
        check(b"READY=1" in notices.recv(1000), "READY")
        equal(notices.recv(1000), b"WATCHDOG=1", "the watchdog")
        equal(daemon.stop(), 0, "exit")
        said = b""
        while b"STOPPING=1" not in said:
            said = notices.recv(1000)
    given.close()
    notices.close()


def a_second_signal_ends_it(binary: Path, sandbox: Any) -> None:
    daemon = Daemon(binary, sandbox).start()
    sandbox.call("POST", "/_sandbox/options", {"latency_ms": 20000})
    equal(daemon.cli("import", "-", stdin=FILM + "\n").returncode, 0, "import")
    until("the request", lambda: sandbox.call("GET", "/_sandbox/requests"))
    assert daemon.child is not None
    daemon.child.send_signal(signal.SIGTERM)
    time.sleep(0.5)
    check(daemon.child.poll() is None, "it waits for what is under way")
    daemon.child.send_signal(signal.SIGTERM)
    code = daemon.child.wait(timeout=10)
    if code != -signal.SIGTERM:
        raise Failure(f"exit {code}")
    daemon.child = None
    daemon.close()


def json_lines(binary: Path, sandbox: Any) -> None:
    """One JSON object an event, whatever stands in it."""
    with Daemon(binary, sandbox).start("-v", "--log-format", "json") as daemon:
        daemon.post("/api/v1/lookups?wait=30", {"imdb_id": "tt9900020"}, X_Request_Id="mine-1")
        daemon.get("/healthz")
        equal(daemon.stop(), 0, "exit")
        lines = [json.loads(line) for line in daemon.log if "event=config" not in line]  # before the form is known
        check(all(line["time"].endswith("Z") and line["level"] and line["event"] for line in lines), "time, level, event")
        told = [line for line in lines if line.get("request") == "mine-1"]
        equal({line["event"] for line in told}, {"http", "job", "source"}, "one id through request, job and sources")
        equal([(line["source"], line["operation"], line["outcome"]) for line in told if line["event"] == "source"][0],
              ("tmdb", "find", "absent"), "the first call")
        equal([line["outcome"] for line in told if line["event"] == "job"], ["imdb_placeholder"], "its outcome")
        equal([line["status"] for line in told if line["event"] == "http"], ["200"], "its status")
    wrong = Daemon(binary, sandbox)
    equal(wrong.cli("serve", "--log-format", "xml").returncode, 2, "usage")
    wrong.environment["UNDERSTUDY_SERVER_LOG_FORMAT"] = "xml"
    equal(wrong.cli("serve").returncode, 4, "configuration")
    wrong.close()


TESTS = [json_lines, health_and_readiness, a_store_that_is_moved_away, beyond_loopback_needs_a_token, tokens_and_roles, foreign_host_and_origin,
         paths_and_methods, bodies, smuggling, slow_and_half_open, more_connections_than_files,
         tags_and_gzip, unix_socket, reload_and_drain, asked_while_it_stops,
         systemd, a_second_signal_ends_it]
