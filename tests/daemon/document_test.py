"""docs/api.md says what happens: its examples are run, in their order, against one daemon."""
from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

from rig import HERE, PATIENCE, Daemon, Failure, check

DOCUMENT = HERE.parent.parent / "docs/api.md"
ADDRESS = "http://127.0.0.1:8642"


def examples() -> list[tuple[str, str]]:
    """Command and what it prints."""
    found = []
    for block in re.findall(r"^ *```console\n(.*?)^ *```", DOCUMENT.read_text(encoding="utf-8"), re.M | re.S):
        for part in re.split(r"^ *\$ ", block, flags=re.M)[1:]:
            command, _, output = re.sub(r"\\\n *", "", part).partition("\n")
            found.append((command, "".join(line.strip() + "\n" for line in output.splitlines())))
    return found


def pattern(text: str) -> str:
    """… stands for anything."""
    return ".*".join(re.escape(part) for part in text.strip().split("…"))


def the_document(binary: Path, sandbox: Any) -> None:
    with Daemon(binary, sandbox).start() as daemon:
        check(daemon.cli("lookup", "tt9900020").returncode == 0, "the film of the examples")
        for command, wanted in examples():
            check("curl -s" in command, f"no curl: {command}")
            done = subprocess.run(["sh", "-eu", "-c", command.replace(ADDRESS, daemon.place)], capture_output=True, text=True,
                                  check=False, timeout=PATIENCE, cwd=daemon.folder)
            if done.returncode or not re.fullmatch(pattern(wanted), done.stdout.strip(), re.S):
                raise Failure(f"{command}\nwanted {wanted}\ngot    {done.stdout}{done.stderr}")


TESTS = [the_document]
