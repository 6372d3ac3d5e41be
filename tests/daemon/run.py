#!/usr/bin/env python3
"""Runs the tests of `understudy serve`, a process each, before the sandbox.

    tests/daemon/run.py --binary build/understudy [NAME…]     NAME: part of a test's name; none = all
"""
from __future__ import annotations

import argparse
import sys
from pathlib import Path

import api_test
import demo_test
import document_test
import edge_test
import guess_test
import metrics_test
import more_test
import openapi_test
import page_test
import rig
import tmdb_test
import webhook_test

MODULES = (edge_test, guess_test, api_test, metrics_test, tmdb_test, more_test, openapi_test, page_test, document_test, demo_test, webhook_test)
LANES = 3  # most tests wait for time-outs and for the start of a sanitizer build


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", type=Path, required=True)
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    tests = [test for module in MODULES for test in module.TESTS]
    passed, failed = rig.run_tests(options.binary.resolve(), options.names, tests, LANES)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
