"""tools/demo.py: its films become placeholders, the first one full, every page says what it is, and it ends; and what it
says when it cannot begin."""
from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

from rig import HERE, PATIENCE, check, equal, until

DEMO = HERE.parent.parent / "tools" / "demo.py"


def demonstration(binary: Path, sandbox: Any) -> None:
    with subprocess.Popen([sys.executable, str(DEMO), "0", "--seconds", "120"], stdout=subprocess.PIPE, text=True,
                          stderr=subprocess.DEVNULL, env={**os.environ, "UNDERSTUDY": str(binary)}) as demo:
        try:
            assert demo.stdout is not None
            found = re.match(r"http://127\.0\.0\.1:(\d+)/", demo.stdout.readline())
            assert found is not None
            port = int(found.group(1))

            def get(path: str) -> bytes:
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
                connection.request("GET", path)
                return connection.getresponse().read()

            def status(imdb_id: str) -> Any:
                return json.loads(get(f"/api/v1/movies/{imdb_id}")).get("import_status")

            until("a placeholder", lambda: status("tt9900044") == "imdb_placeholder")
            check(b"Demonstration." in get("/") and b"Demonstration." in get("/jobs"), "the banner")
            until("a film that TMDb has now", lambda: status("tt9900001") == "full")
            demo.send_signal(signal.SIGTERM)
            equal(demo.wait(PATIENCE), 0, "its end")
        finally:
            demo.kill()


def said(binary: Path, *arguments: str) -> tuple[int, list[str], str]:
    done = subprocess.run([sys.executable, str(DEMO), *arguments], capture_output=True, text=True, timeout=PATIENCE, check=False,
                          env={**os.environ, "UNDERSTUDY": str(binary)})
    return done.returncode, done.stderr.splitlines(), done.stdout


def what_keeps_it_from_running(binary: Path, sandbox: Any) -> None:
    """One line each, and no address that nobody answers at."""
    equal(said(Path("/nowhere/understudy"), "0"), (4, ["demo: /nowhere/understudy cannot be run: ./dev build makes it"], ""), "no program")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        equal(said(binary, port), (4, [f"demo: port {port}: Address already in use; name another one, or none"], ""), "its port")
    code, lines, out = said(Path("/bin/false"), "0")
    equal((code, lines, out), (4, ["demo: understudy import ended with 1"], ""), "a program that fails")
    code, lines, out = said(binary, "65536")
    equal((code, out), (2, ""), "no port")
    check("invalid port value" in lines[-1], f"{lines}")


TESTS = [demonstration, what_keeps_it_from_running]
