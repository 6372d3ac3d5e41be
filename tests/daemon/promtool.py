#!/usr/bin/env python3
"""/metrics and the alert rules as Prometheus itself reads them, by promtool; metrics_test.py, which needs no package of
100 MB, asks the same in our words.

    tests/daemon/promtool.py --binary build/understudy
"""
from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path
from typing import Any

from rig import HERE, Daemon, check, run_tests

RULES = HERE.parent.parent / "packaging/monitoring/understudy-alerts.yml"


def promtool(*arguments: str, stdin: bytes = b"") -> None:
    done = subprocess.run(["promtool", *arguments], input=stdin, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    check(done.returncode == 0, f"promtool {' '.join(arguments)}: {done.stdout.decode()}")


def the_metrics(binary: Path, sandbox: Any) -> None:
    with Daemon(binary, sandbox).start() as daemon:
        promtool("check", "metrics", stdin=daemon.get("/metrics").body)  # an empty store
        daemon.post("/api/v1/lookups?wait=30", [{"imdb_id": "tt9900020"}, {"imdb_id": "tt9900002"}, {"imdb_id": "tt9900046"}])
        daemon.get("/nowhere")
        promtool("check", "metrics", stdin=daemon.get("/metrics").body)


def the_rules(binary: Path, sandbox: Any) -> None:
    promtool("check", "rules", str(RULES))


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", type=Path, required=True)
    passed, failed = run_tests(parser.parse_args().binary.resolve(), [], [the_metrics, the_rules])
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
