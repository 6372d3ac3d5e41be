#!/usr/bin/env python3
"""Runs the plain-text cases (casefile.py says how they are written) against the sandbox and prints TAP.

    tests/cases/run.py --binary build/understudy [NAME…]     NAME: part of a file name; none = all
    tests/cases/run.py --database pgsql …                    the same on PostgreSQL, but for cases with [sqlite]
"""
from __future__ import annotations

import argparse
import gzip
import json
import os
import queue
import shlex
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent.parent
SANDBOX = REPOSITORY / "sandbox"
sys.path[:0] = [str(HERE), str(SANDBOX)]

import checks  # noqa: E402
import films  # noqa: E402
import on_pgsql  # noqa: E402
import pages  # noqa: E402
from casefile import Case, CaseError, Section, Step, read_case, read_fault  # noqa: E402

TOKEN = "sandbox-token"
SECRETS = (TOKEN, "sandbox-omdb-key")
STRAYS = ("SELECT count(*) FROM movies AS m WHERE import_status = 'imdb_placeholder' AND (tmdb_id IS NOT NULL OR "
          "(next_tmdb_retry_at IS NULL) <> EXISTS (SELECT 1 FROM wanted WHERE imdb_id = m.imdb_id AND "
          "outcome IN ('not_a_movie', 'not_found', 'given_up')))")
LONG = ("killed", "a-second", "stall", "100000", "missed", "work-", "arrivals")  # in names of cases that last, longest first
RUN_SECONDS = 400  # 100,000 changes in the sanitizer build on a busy machine; else a case takes seconds


class Failure(Exception):
    """What a case expected and did not get."""


class Sandbox:
    """One sandbox/serve.py."""

    def __init__(self) -> None:
        self._child = subprocess.Popen([sys.executable, str(SANDBOX / "serve.py"), "--filler", "2000"],
                                       stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self._child.stdout is not None
        self.ready = json.loads(self._child.stdout.readline())

    def call(self, method: str, path: str, value: Any = None) -> Any:
        """A control call; Failure when the sandbox does not take it."""
        data = None if value is None else json.dumps(value).encode()
        request = urllib.request.Request(self.ready["control_url"] + path, data=data, method=method)
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as refused:
            raise Failure(f"the sandbox refuses {path}: {refused.read().decode()}") from refused

    def reset(self) -> None:
        """As new."""
        self.call("POST", "/_sandbox/faults", [])
        self.call("POST", "/_sandbox/options", {})
        self.call("DELETE", "/_sandbox/requests")

    def close(self) -> None:
        """The end of its standard input is the sandbox's end."""
        assert self._child.stdin is not None
        self._child.stdin.close()
        self._child.wait(timeout=10)


@dataclass
class Run:
    """What all cases of a run have in common."""
    binary: Path
    schema: Any
    pool: "on_pgsql.Pool | None" = None

    def prefix(self, case: Case) -> str:
        """Of the case's databases."""
        return f"c{os.getpid()}_" + case.name.replace("-", "_")[:30] + f"_{abs(hash(case.name)) % 10000}"


@dataclass
class Result:
    """What a run left behind."""
    arguments: list[str]
    exit: int
    stdout: str
    stderr: str
    requests: list[Any]


class Runner:
    """One case in one temporary folder."""

    def __init__(self, case: Case, run: Run, sandbox: Sandbox, folder: Path) -> None:
        self.case, self.binary, self.sandbox, self.folder, self.schema = case, run.binary, sandbox, folder, run.schema
        self.databases = on_pgsql.Databases(run.pool, run.prefix(case)) if run.pool else None
        self.database = folder / "data/understudy/understudy.db"
        self.environment = {
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LANG": "C.UTF-8", "TZ": "Pacific/Auckland",
            "HOME": str(folder / "home"), "XDG_DATA_HOME": str(folder / "data"),
            "XDG_CONFIG_HOME": str(folder / "config"), "UNDERSTUDY_TMDB_URL": sandbox.ready["tmdb_url"],
            "UNDERSTUDY_TMDB_TOKEN": TOKEN, "UNDERSTUDY_IMDB_PAGE_URL": sandbox.ready["imdb_url"],
            "UNDERSTUDY_IMDB_PAGE_REQUESTS_PER_SECOND": "50", "UNDERSTUDY_TMDB_REQUESTS_PER_SECOND": "50",
            "UNDERSTUDY_WIKIDATA_URL": sandbox.ready["wikidata_url"],
            "UNDERSTUDY_WIKIDATA_QUERY_URL": sandbox.ready["wikidata_query_url"],
            "UNDERSTUDY_OMDB_URL": sandbox.ready["omdb_url"],
            "UNDERSTUDY_TMDB_EXPORTS_URL": sandbox.ready["exports_url"],
            "UNDERSTUDY_HTTP_CONTACT": "case@example.org", "UNDERSTUDY_SOURCES_ORDER": "imdb_page,given",
            **{name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")},
        }
        (folder / "home").mkdir()
        if self.databases:
            self.environment |= {"UNDERSTUDY_DATABASE_URL": self.databases.url(self.database.name),
                                 "PATH": f"{folder}/home:{self.environment['PATH']}",
                                 on_pgsql.PREFIX_VARIABLE: self.databases.prefix,
                                 on_pgsql.pgsql.VARIABLE: self.databases.server.folder}
            (folder / "home/sqlite3").symlink_to(HERE / "on_pgsql.py")

    def filled(self, text: str) -> str:
        """The place-holders of casefile.py."""
        ready = self.sandbox.ready
        for name, value in (("@TMP@", str(self.folder)), ("@BINARY@", str(self.binary)),
                            ("@TMDB@", ready["tmdb_url"]), ("@IMDB@", ready["imdb_url"]),
                            ("@WIKIDATA@", ready["wikidata_url"]), ("@OMDB@", ready["omdb_url"]),
                            ("@GATEWAY@", ready["gateway_url"]),
                            ("@CONTROL@", ready["control_url"]), ("@SANDBOX@", str(SANDBOX))):
            text = text.replace(name, value)
        return self.databases.fill(text, self.folder) if self.databases else text

    def close(self) -> None:
        """The databases go; the folder is the caller's."""
        if self.databases:
            self.databases.close()

    def run(self) -> None:
        """Every step; Failure names the line."""
        for step in self.case.steps:
            try:
                getattr(self, "do_" + step.section.name)(step)
            except (Failure, CaseError, KeyError, ValueError, OSError, RuntimeError, sqlite3.Error) as problem:
                kind = "" if isinstance(problem, (Failure, CaseError)) else f"{type(problem).__name__}: "
                raise Failure(f"{self.case.path.name}:{step.section.line_number}: {kind}{problem}") from problem
        if self.databases and (problem := self.databases.problem(SECRETS, STRAYS)):
            raise Failure(problem)
        if self.database.exists():
            self.check_database()

    def do_sqlite(self, _: Step) -> None:
        """A mark: the case is about SQLite's file."""

    do_pgsql = do_sqlite  # or about PostgreSQL

    def do_sandbox(self, step: Step) -> None:
        self.sandbox.call("POST", "/_sandbox/options", json.loads(step.section.argument or step.section.text))

    def do_faults(self, step: Step) -> None:
        rules = [read_fault(self.filled(line)) for line in step.section.lines if line.strip()]
        self.sandbox.call("POST", "/_sandbox/faults", rules)

    def do_env(self, step: Step) -> None:
        for line in step.section.lines:
            if line.startswith("-"):
                self.environment.pop(line[1:], None)
            elif line.strip():
                name, _, value = self.filled(line).partition("=")
                self.environment[name] = value

    def do_file(self, step: Step) -> None:
        path = self.folder / step.section.subject
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self.filled(step.section.text), encoding="utf-8")

    def do_page(self, step: Step) -> None:
        words = step.section.argument.split()
        packing = words.pop() if words[-1] in ("gzip", "zstd") else None
        body = (pages.page(films.films()[words[0]], words[1]) if len(words) == 2
                else pages.special_pages()[words[0]].body)
        data, path = body.encode(), self.folder / step.section.subject
        if packing == "gzip":
            data = gzip.compress(data)
        path.write_bytes(data)
        if packing == "zstd":
            subprocess.run(["zstd", "-q", "--rm", str(path), "-o", str(path) + ".tmp"], check=True)
            os.replace(str(path) + ".tmp", path)

    def do_shell(self, step: Step) -> None:
        script = self.filled(step.section.argument + "\n" + step.section.text)
        done = subprocess.run(["sh", "-eu", "-c", script], cwd=self.folder, env=self.environment, timeout=RUN_SECONDS,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise Failure(f"[shell] ended with {done.returncode}: {done.stderr}")

    def do_sql(self, step: Step) -> None:
        query = self.filled(step.section.argument)
        if self.databases:
            name = on_pgsql.database_name(self.databases.prefix, self.database.name)
            rows = on_pgsql.rows(self.databases.server, name, query)
        else:
            with sqlite3.connect(f"file:{self.database}?mode=ro", uri=True) as database:
                rows = ["|".join("NULL" if one is None else str(one) for one in row) for row in database.execute(query)]
            database.close()
        expected = [self.filled(line) for line in step.section.lines]
        if len(rows) != len(expected) or not all(map(checks.row_matches, expected, rows)):
            raise Failure("[sql] " + query + _two("rows", "\n".join(expected), "\n".join(rows)))

    def do_run(self, step: Step) -> None:
        stdin = next((one.text for one in step.expectations if one.name == "stdin"), "")
        arguments = shlex.split(self.filled(step.section.argument))
        self.sandbox.call("DELETE", "/_sandbox/requests")
        done = subprocess.run([str(self.binary), *arguments], cwd=self.folder, env=self.environment,
                              input=self.filled(stdin).encode(), capture_output=True, timeout=RUN_SECONDS, check=False)
        result = Result(arguments, done.returncode, done.stdout.decode(), done.stderr.decode(),
                        self.sandbox.call("GET", "/_sandbox/requests"))
        try:
            self.check_always(result)
            if not any(one.name == "exit" for one in step.expectations) and result.exit != 0:
                raise Failure(f"[exit] {result.exit}, not 0")
            for expectation in step.expectations:
                self.check(expectation, result)
        except Failure as problem:
            raise Failure(f"understudy {step.section.argument}\n{problem}\nexit {result.exit}\nstdout:\n"
                          f"{result.stdout[:3000]}\nstderr:\n{result.stderr[:3000]}") from problem

    def check_always(self, result: Result) -> None:
        """What must hold for every run of every case."""
        if result.exit < 0 or result.exit > 4:
            raise Failure(f"[exit] {result.exit} is no exit code of the contract")
        if any(word in result.stderr for word in ("runtime error:", "Sanitizer", "Assertion")):
            raise Failure("a sanitizer or an assertion spoke")
        if any(one in result.stdout + result.stderr for one in SECRETS):
            raise Failure("a token or key was printed")
        if problem := checks.request_problem(result.requests):
            raise Failure(problem)
        if "--json" in result.arguments:
            answers = [json.loads(line) for line in result.stdout.splitlines()]
            command = next((one for one in result.arguments if one in checks.OUTCOMES), None)
            if command and result.exit != 2:
                if problem := checks.answer_problem(command, answers, result.exit, self.schema):
                    raise Failure(problem)

    def check(self, expectation: Section, result: Result) -> None:
        """One section under [run]."""
        name, text = expectation.name, self.filled(expectation.text)
        stream, _, how = name.partition(" ")
        actual = result.stderr if stream == "stderr" else result.stdout
        if name == "exit" and result.exit != int(expectation.argument):
            raise Failure(f"[exit] {result.exit}, not {expectation.argument}")
        if name in ("stdout", "stderr") and not checks.text_matches(text, actual):
            raise Failure(_two(name, text, actual))
        if how == "json":
            _check_json(expectation, self.filled, result.stdout)
        if how == "contains" or how == "lacks":
            for line in text.splitlines():
                if (line in actual) != (how == "contains"):
                    raise Failure(f"[{name}] {line}")
        if name == "requests":
            _check_requests([line for line in expectation.lines if line.strip()], result.requests)

    def check_database(self) -> None:
        """The store is sound after every case, and no secret is in it."""
        for path in filter(Path.is_file, self.database.parent.rglob("*")):
            if any(one.encode() in path.read_bytes() for one in SECRETS):
                raise Failure(f"a token or key stands in {path.name}")
        try:
            with sqlite3.connect(f"file:{self.database}?mode=ro", uri=True) as database:
                verdict = database.execute("PRAGMA integrity_check").fetchone()[0]
                strays = database.execute(STRAYS).fetchone()[0]
            database.close()
        except sqlite3.Error:
            return  # the case itself made it something else than a store
        if verdict != "ok" or strays:
            raise Failure(f"the database is not sound: {verdict}, {strays} placeholders with tmdb_id, or without a date that ought to have one")


def _two(what: str, expected: str, actual: str) -> str:
    return f"\n--- expected {what}\n{expected}\n--- got\n{actual}"


def _check_json(expectation: Section, filled: Any, stdout: str) -> None:
    lines, wanted = stdout.splitlines(), [line for line in expectation.lines if line.strip()]
    if len(lines) != len(wanted):
        raise Failure(f"[stdout json] {len(lines)} lines, not {len(wanted)}")
    for n, (line, expected) in enumerate(zip(lines, wanted)):
        if problem := checks.json_part(json.loads(filled(expected)), json.loads(line)):
            raise Failure(f"[stdout json] line {n + 1}: {problem}")


def _check_requests(expected: list[str], requests: list[Any]) -> None:
    wanted = [] if expected == ["(none)"] else expected
    got = [f"{one['host']} {one['path']}" for one in requests]
    shown = [one if n < len(wanted) and "?" in wanted[n] else one.partition("?")[0] for n, one in enumerate(got)]
    if len(shown) != len(wanted) or not all(map(checks.text_matches, wanted, shown)):
        raise Failure(_two("requests", "\n".join(wanted), "\n".join(got)))


def run_case(path: Path, run: Run, sandbox: Sandbox) -> str | None:
    """None when the case holds, else what does not."""
    folder = Path(tempfile.mkdtemp(prefix="understudy-case-"))
    runner = None
    try:
        sandbox.reset()
        runner = Runner(read_case(path), run, sandbox, folder)
        runner.run()
        return None
    except subprocess.TimeoutExpired as late:
        return f"{path.name}: no end after {late.timeout} s: {late.cmd}"
    except (Failure, CaseError, UnicodeDecodeError) as problem:
        return str(problem)
    finally:
        if runner:
            runner.close()
        for one in [folder, *folder.rglob("*")]:  # a case may take its own rights away
            if one.is_dir() and not one.is_symlink():
                one.chmod(0o700)
        shutil.rmtree(folder)


class Report:
    """TAP, one case at a time."""

    def __init__(self, out: TextIO, count: int) -> None:
        self._out, self._lock, self.done, self.failed = out, threading.Lock(), 0, 0
        print(f"TAP version 13\n1..{count}", file=out, flush=True)

    def add(self, path: Path, problem: str | None, seconds: float) -> None:
        """One result."""
        with self._lock:
            self.done += 1
            self.failed += problem is not None
            print(f"{'ok' if problem is None else 'not ok'} {self.done} - {path.stem} # {seconds:.1f} s",
                  file=self._out)
            for line in (problem or "").splitlines():
                print(f"# {line}", file=self._out)
            self._out.flush()


def work(todo: "queue.SimpleQueue[Path]", run: Run, report: Report) -> None:
    """One worker with a sandbox of its own."""
    sandbox = Sandbox()
    try:
        while True:
            try:
                path = todo.get_nowait()
            except queue.Empty:
                return
            start = time.monotonic()
            try:
                problem = run_case(path, run, sandbox)
            except Exception as bug:  # the runner's own fault must fail the case, not hang the rest
                problem = f"{path.name}: the runner failed: {bug!r}"
            report.add(path, problem, time.monotonic() - start)
    finally:
        sandbox.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--binary", type=Path, required=True, help="the program, e.g. build/understudy")
    parser.add_argument("--database", choices=("sqlite", "pgsql"), default="sqlite")
    parser.add_argument("--jobs", type=int, default=4 * (os.cpu_count() or 1),
                        help="cases at a time: they mostly wait for time-outs and spacing (four a core)")
    parser.add_argument("names", nargs="*", metavar="NAME", help="parts of file names")
    options = parser.parse_args()
    binary = options.binary.resolve()
    if not os.access(binary, os.X_OK):
        parser.error(f"{binary} is no program")
    paths = [one for one in sorted(HERE.glob("*.case"))
             if (not options.names or any(name in one.name for name in options.names))
             and not _is_about_another(one, options.database)]
    if not paths:
        parser.error("no such case")
    schema = checks.read_schema(REPOSITORY)
    if schema is None:
        print("# ../shared/contract is not there: records are not checked against record.schema.json")
    if options.database == "sqlite":
        return run_all(paths, Run(binary, schema), options.jobs)
    with on_pgsql.pgsql.Server() as server:
        on_pgsql.prepare(server, binary)
        return run_all(paths, Run(binary, schema, on_pgsql.Pool(server)), options.jobs)


def _is_about_another(path: Path, database: str) -> bool:
    about = {step.section.name for step in read_case(path).steps} & {"sqlite", "pgsql"}
    return bool(about) and database not in about


def run_all(paths: list[Path], run: Run, jobs: int) -> int:
    """The program's exit code."""
    todo: "queue.SimpleQueue[Path]" = queue.SimpleQueue()
    for path in sorted(paths, key=lambda one: next((rank for rank, word in enumerate(LONG) if word in one.name), len(LONG))):
        todo.put(path)
    report = Report(sys.stdout, len(paths))
    workers = [threading.Thread(target=work, args=(todo, run, report)) for _ in range(jobs)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    unrun = len(paths) - report.done
    failed = report.failed + unrun
    print(f"{report.done - report.failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
