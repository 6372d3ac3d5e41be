"""tools/demo.py: its films become placeholders, the first one full, every page says what it is, and it ends."""
from __future__ import annotations

import http.client
import json
import os
import re
import signal
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
                try:
                    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
                    connection.request("GET", path)
                    return connection.getresponse().read()
                except ConnectionError:
                    return b"{}"  # not yet

            def status(imdb_id: str) -> Any:
                return json.loads(get(f"/api/v1/movies/{imdb_id}")).get("import_status")

            until("a placeholder", lambda: status("tt9900044") == "imdb_placeholder")
            check(b"Demonstration." in get("/") and b"Demonstration." in get("/jobs"), "the banner")
            until("a film that TMDb has now", lambda: status("tt9900001") == "full")
            demo.send_signal(signal.SIGTERM)
            equal(demo.wait(PATIENCE), 0, "its end")
        finally:
            demo.kill()


TESTS = [demonstration]
