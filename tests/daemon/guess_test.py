"""Token guessing: slow from one address, unnoticed by everybody else."""
from __future__ import annotations

import socket
import threading
from pathlib import Path
from typing import Any

from rig import Answer, Daemon, check, drain, equal

TOKEN, READER = "operate-1234567890", "read-567890123456"
FREE = 20  # GUESSES_FREE
PLACE = "/api/v1/movies/1"


def ask(daemon: Daemon, token: str, client: str = "", place: str = PLACE) -> Answer:
    headers = {"Authorization": "Bearer " + token}
    return daemon.get(place, **headers, **({"X_Forwarded_For": client} if client else {}))


def exhaust(daemon: Daemon, client: str = "") -> None:
    for i in range(FREE):
        ask(daemon, f"wrong-{i}", client).problem(401)


def flood(daemon: Daemon, client: str, count: int) -> list[Answer]:
    """So many wrong ones at once."""
    answers: list[Answer] = []
    threads = [threading.Thread(target=lambda i=i: answers.append(ask(daemon, f"guess-{i}", client))) for i in range(count)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return answers


def guesses_wait(binary: Path, sandbox: Any) -> None:
    with Daemon(binary, sandbox, UNDERSTUDY_SERVER_TOKEN=TOKEN, UNDERSTUDY_SERVER_READ_TOKEN=READER).start() as daemon:
        for _ in range(3 * FREE):  # nobody is slowed who has the right one, or none
            equal(ask(daemon, TOKEN).status, 404, "the right one")
            daemon.get(PLACE).problem(401)
            ask(daemon, READER, place="/api/v1/lookups").problem(405)
        exhaust(daemon)
        ask(daemon, "wrong-again").problem(401)  # waited
        equal(ask(daemon, TOKEN).status, 404, "the right one waits, too, and is let in")
        equal(daemon.get(PLACE).status, 401, "no token, nothing to wait for")
        answers = flood(daemon, "", 40)
        equal({one.status for one in answers}, {401, 429}, "some wait, more are not looked at")
        for one in answers:
            if one.status == 429:
                one.problem(429)
                check(1 <= int(one.headers["retry-after"]) <= 3, f"Retry-After: {one.headers['retry-after']}")
        equal(daemon.get("/healthz").status, 200, "it is well")
        log = "\n".join(daemon.log)
        equal(log.count("event=tokens_guessed"), 1, "told once")
        check("client=127.0.0.1" in log and "guess-" not in log and "wrong-" not in log, f"the log: {log[-2000:]}")
        metrics = daemon.get("/metrics", Authorization="Bearer " + TOKEN, X_Forwarded_For="192.0.2.9").body.decode()
        wrong = sum(one.status == 401 for one in answers) + FREE + 1
        check(f'understudy_http_tokens_refused_total{{reason="wrong"}} {wrong}\n' in metrics, "how many were wrong")
        check(f'{{reason="too_many"}} {sum(one.status == 429 for one in answers)}\n' in metrics, "and not looked at")


def by_address(binary: Path, sandbox: Any) -> None:
    """Behind a proxy on this machine; what it was sent by the guesser goes before what it adds."""
    with Daemon(binary, sandbox, UNDERSTUDY_SERVER_TOKEN=TOKEN).start() as daemon:
        for i in range(FREE):
            ask(daemon, f"wrong-{i}", f"203.0.113.{i}, 198.51.100.7").problem(401)
        flood(daemon, "198.51.100.7", 30)
        equal(ask(daemon, TOKEN, "198.51.100.8").status, 404, "somebody else")
        equal(ask(daemon, "wrong", "198.51.100.8").status, 401, "who mistypes")
        check(429 in {one.status for one in flood(daemon, "198.51.100.7", 30)}, "the guesser, who did not wait")
        check(any("client=198.51.100.7" in line for line in daemon.log), f"{daemon.log[-5:]}")
    with Daemon(binary, sandbox, UNDERSTUDY_SERVER_TOKEN=TOKEN, UNDERSTUDY_SERVER_PROXIES="unix").start() as daemon:
        for i in range(FREE):
            ask(daemon, f"wrong-{i}", f"203.0.113.{i}").problem(401)
        check(429 in {one.status for one in flood(daemon, "203.0.113.99", 30)}, "nobody's word is taken here")


def of_the_tmdb_shape(binary: Path, sandbox: Any) -> None:
    with Daemon(binary, sandbox, UNDERSTUDY_SERVER_TOKEN=TOKEN).start() as daemon:
        for i in range(FREE):
            equal(daemon.get(f"/tmdb/3/configuration?api_key=wrong-{i}").status, 401, "a guess")
        equal({one.status for one in flood(daemon, "", 30)}, {401, 429}, "one address, one account")
        equal(daemon.get(f"/tmdb/3/configuration?api_key={TOKEN}", X_Forwarded_For="192.0.2.1").status, 200, "others")


def over_a_socket_and_at_the_end(binary: Path, sandbox: Any) -> None:
    """Who waits when it stops is answered."""
    daemon = Daemon(binary, sandbox, UNDERSTUDY_SERVER_TOKEN=TOKEN)
    daemon.environment["UNDERSTUDY_SERVER_LISTEN"] = f"unix:{daemon.folder}/http"
    with daemon.start():
        exhaust(daemon)
        ask(daemon, "wrong", "198.51.100.7").problem(401)
        held = [socket.socket(socket.AF_UNIX) for _ in range(3)]
        for one in held:
            one.connect(f"{daemon.folder}/http")
            one.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer wrong\r\n\r\n")
        equal(ask(daemon, TOKEN, "198.51.100.9").status, 404, "others")
        equal(daemon.stop(), 0, "exit")
        for one in held:
            check(drain(one).startswith(b"HTTP/1.1 401 "), "an answer")
            one.close()


def a_word_for_who_waits_without_patience(binary: Path, sandbox: Any) -> None:
    """Connections that are given up do not give their turn back, and leave nothing behind."""
    with Daemon(binary, sandbox, UNDERSTUDY_SERVER_TOKEN=TOKEN).start() as daemon:
        exhaust(daemon)
        for i in range(50):
            with daemon.connect() as one:
                one.sendall(f"POST /api/v1/lookups HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer x{i}\r\n"
                            f"Content-Length: 5\r\n\r\n12345".encode())
        check(ask(daemon, "wrong").status in (401, 429), "the guesser")
        equal(ask(daemon, TOKEN, "192.0.2.1").status, 404, "others")


TESTS = [guesses_wait, by_address, of_the_tmdb_shape, over_a_socket_and_at_the_end, a_word_for_who_waits_without_patience]
