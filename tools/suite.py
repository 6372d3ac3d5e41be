#!/usr/bin/env python3
"""Runs the steps of `./dev test`, `lint` or `check-all` and closes with one line `N passed, N failed`."""

import concurrent.futures
import glob
import json
import os
import re
import signal
import subprocess
import sys
import time

import check_house

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../tests"))
import pgsql  # noqa: E402

CLOSING = re.compile(r"^(?:\w+: )?(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$")
TAP = re.compile(r"^(not )?ok \d+")
SANITIZERS = {
    "ASAN_OPTIONS": "detect_leaks=1:strict_string_checks=1:detect_stack_use_after_return=1",
    "UBSAN_OPTIONS": "print_stacktrace=1:halt_on_error=1",
    "TSAN_OPTIONS": "halt_on_error=1:second_deadlock_stack=1",
}


class Tally:
    """Counts of one step or of all."""

    def __init__(self, passed=0, failed=0, skipped=0):
        self.passed, self.failed, self.skipped = passed, failed, skipped

    def add(self, other):
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped

    def line(self):
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        return f"{self.passed} passed, {self.failed} failed{skipped}"


def show(line):
    print(line, flush=True)


def environment(more):
    return dict(os.environ, **SANITIZERS, **more)


def unit(build, *options):
    """Every Meson test of a build directory; a TAP line counts as a test, an executable without TAP as one."""
    done = subprocess.run(["meson", "test", "-C", build, "--no-rebuild", "--quiet", *options], check=False,
                          stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env=environment({}))
    tally = Tally()
    logs = sorted(glob.glob(f"{build}/meson-logs/testlog*.json"), key=os.path.getmtime)
    with open(logs[-1], encoding="utf-8", errors="replace") as log:
        for test in map(json.loads, log):
            said = test.get("stdout", "").splitlines()
            points = [TAP.match(line) for line in said]
            bad = sum(1 for point in points if point and point.group(1))
            good = sum(1 for point in points if point) - bad
            if test["result"] in ("OK", "EXPECTEDFAIL"):
                tally.add(Tally(passed=max(good, 1)))
            elif test["result"] == "SKIP":
                tally.add(Tally(skipped=1))
            else:
                tally.add(Tally(passed=good, failed=max(bad, 1)))
                wrong = [line for line in said if not line.startswith("ok ")] + test.get("stderr", "").splitlines()
                show("\n".join([f"{test['name']}: {test['result']}", *wrong[-100:]]))
    if done.returncode and not tally.failed:
        tally.failed = 1
    return tally


def program(*command, **more):
    """A test program that closes with its own count, which is kept back here: only the sum is printed."""
    tally = None
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, errors="replace", env=environment(more)) as child:
        for line in child.stdout:
            closing = CLOSING.match(line.rstrip("\n"))
            if closing:
                tally = Tally(*(int(n or 0) for n in closing.groups()))
            elif not line.startswith(("ok ", "TAP version", "1..")):
                print(line, end="", flush=True)
    if tally is None:
        show(f"{command[1]}: ended without counting its tests (exit {child.returncode})")
        tally = Tally(failed=1)
    elif child.returncode and not tally.failed:
        show(f"{command[1]}: counted no failure but exited {child.returncode}")
        tally.failed = 1
    return tally


def check(*command):
    """A checker that is silent when all is well; what it says is shown when it fails."""
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, errors="replace", check=False)
    if done.returncode:
        show(done.stdout.rstrip())
        return Tally(failed=1)
    return Tally(passed=1)


def files(*endings):
    """Files of the checkout, also those that are not committed yet."""
    return check_house.Tree(".").files(*endings)


def tidy(build):
    """clang-tidy over every file that the build compiles, on all cores; a file is a check."""
    def one(path):
        done = subprocess.run(["clang-tidy", "--quiet", "-p", build, "--extra-arg=-Wno-unknown-warning-option",
                               "--warnings-as-errors=*", path],
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                              errors="replace", check=False)
        if done.returncode:
            show(done.stdout.rstrip() or done.stderr.rstrip())
            return Tally(failed=1)
        return Tally(passed=1)

    with open(f"{build}/compile_commands.json", encoding="utf-8") as database:
        compiled = {os.path.relpath(os.path.join(entry["directory"], entry["file"])) for entry in json.load(database)}
    tally = Tally()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for result in pool.map(one, sorted(f for f in compiled if f.startswith("src/"))):
            tally.add(result)
    return tally


def cppcheck(build):
    """Left out: what cppcheck 2.10 cannot parse (`c ? (struct text){ 0 } : t`), and NULL in variadic calls, which is a
    pointer in every C library that we build with."""
    return check("cppcheck", f"--project={build}/compile_commands.json", "--file-filter=src/*", "-D__GNUC__=12", "-D__STDC__=1",
                 "--quiet", "--inline-suppr", "--enable=warning,performance,portability", "--error-exitcode=1",
                 "--suppress=internalAstError", "--suppress=varFuncNullUB", f"-j{os.cpu_count()}")


def house_tests():
    tally = Tally()
    for path in sorted(glob.glob("tests/house/*_test.py")):
        tally.add(program(sys.executable, path, UNDERSTUDY=os.path.abspath("build-dev/understudy")))
    return tally


def torture(binary):
    tally = Tally()
    for path in ("tests/torture/kill.py", "tests/torture/lists.py", "tests/torture/disk.py",
                 "tests/torture/io.py", "tests/torture/server.py", "tests/torture/nodes.py",
                 "tests/torture/hosts.py", "tests/torture/standby.py"):
        tally.add(program(sys.executable, path, UNDERSTUDY=os.path.abspath(binary)))
    return tally


def packages():
    tally = check("./dev", "deb")
    tally.add(program(sys.executable, "tests/packaging/install_test.py"))
    return tally


def against(runner, binary, *options):
    return program(sys.executable, runner, "--binary", binary, *options)


# Lanes run side by side: tests mostly wait for time-outs, spacing and each other's processes.
SUITES = {
    "test": [[
        ("unit", lambda: unit("build-dev", "--num-processes", str(2 * os.cpu_count()))),
        ("golden", lambda: against("tests/golden/run.py", "build-dev/understudy")),
        ("house", house_tests),
    ], [
        ("cases", lambda: against("tests/cases/run.py", "build-dev/understudy")),
    ], [
        ("daemon", lambda: against("tests/daemon/run.py", "build-dev/understudy")),
    ]],
    "lint": [[
        ("warnings", lambda: check("ninja", "--quiet", "-k", "0", "-C", "build-lint")),
        ("clang-format", lambda: check("clang-format", "--dry-run", "-Werror", *files(".c", ".cc", ".h"))),
        ("house rules", lambda: program(sys.executable, "tools/check_house.py")),
        ("shellcheck", lambda: check("shellcheck", "--severity=warning", "dev", ".ci/run", *files(".sh"))),
        ("pyflakes", lambda: check("pyflakes3", *files(".py"))),
        ("library's ABI", lambda: check("tools/abi.sh")),
        ("cppcheck", lambda: cppcheck("build-lint")),
        ("clang-tidy", lambda: tidy("build-lint")),
    ]],
    "check-all": [[
        ("cases, PostgreSQL", lambda: against("tests/cases/run.py", "build-dev/understudy", "--database", "pgsql")),
        ("unit, threads", lambda: unit("build-tsan")),
        ("unit, valgrind", lambda: unit("build", "--suite", "unit", "--timeout-multiplier", "20", "--wrap",
                                        "valgrind --quiet --error-exitcode=99 --leak-check=full")),
        ("interleavings", lambda: check("env", "TEST_DIALECT=pgsql", "build-dev/tests/unit/store_interleave_test", "all")),
        ("JSON, a million", lambda: check("build-dev/tests/unit/json_against_jansson_test", "500000")),
        ("cases, threads", lambda: against("tests/cases/run.py", "build-tsan/understudy")),
        ("daemon, threads", lambda: against("tests/daemon/run.py", "build-tsan/understudy")),
        ("promtool", lambda: against("tests/daemon/promtool.py", "build-dev/understudy")),
        ("web", lambda: against("tests/web/run.py", "build-dev/understudy")),
        ("torture", lambda: torture("build-dev/understudy")),
        ("packages", packages),
    ]],
}


def main():
    os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # the server is stopped on every way out
    if sys.argv[1] == "lint":
        return run("lint")
    with pgsql.Server(with_pooler=True) as server:  # one for all steps
        os.environ[pgsql.VARIABLE] = server.folder
        return run(sys.argv[1])


def run_lane(lane):
    """Each step in turn: name, tally, seconds."""
    results = []
    for name, step in lane:
        start = time.monotonic()
        tally = step()
        results.append((name, tally, time.monotonic() - start))
        show(f"── {name}: {tally.line()}, {results[-1][2]:.1f} s")
    return results


def run(suite):
    total, lanes = Tally(), SUITES[suite]
    with concurrent.futures.ThreadPoolExecutor(len(lanes)) as pool:
        results = [one for lane in pool.map(run_lane, lanes) for one in lane]
    show("")
    for name, tally, seconds in results:
        total.add(tally)
        show(f"{name:<16}{tally.passed:>6} good {tally.failed:>4} bad {tally.skipped:>4} left out {seconds:>7.1f} s")
    show(total.line())
    return 1 if total.failed or not total.passed else 0


if __name__ == "__main__":
    sys.exit(main())
