#!/usr/bin/env python3
"""The documents agree with the program: sources.md with its table of sources, data.md with the schema that `migrate`
makes, and every example does what it says. A block of code is sh, console, sql or ini, and is run; one that is neither
of them nor Elixir, which is not here, is a mistake."""

import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile

ROOT = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
sys.path += [os.path.join(ROOT, "tools"), os.path.join(ROOT, "tests")]
import pgsql  # noqa: E402
import stage  # noqa: E402

# Whose examples need more than the stand-ins: a daemon, a Debian of its own.
RUN_ELSEWHERE = {"docs/api.md": "tests/daemon/document_test.py", "docs/webhooks.md": "tests/daemon/webhook_test.py",
                 "docs/library.md": "tests/packaging/install_test.py",
                 "docs/operating.md": "tests/packaging/install_test.py"}
REAL_FILM, STAND_IN = "tt0111161", "tt9900002"


def read(name):
    with open(os.path.join(ROOT, name), encoding="utf-8") as file:
        return file.read()


def cells(line):
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


def table_under(text, heading):
    """The rows of the table that begins with these cells."""
    lines = text[text.index(heading):].splitlines()
    for line in lines[2:]:
        if not line.startswith("|"):
            return
        yield cells(line)


class Examples:
    """Where examples run: the program on the PATH, the stand-ins, an empty folder, a PostgreSQL."""

    def __init__(self, on_stage, server, folder):
        self.folder, self.token, self.url = folder, on_stage.urls["token"], pgsql.url(server.folder, "films")
        server.sql("CREATE DATABASE application")
        server.sql(read("sandbox/application.sql"), "application")
        self.application = pgsql.url(server.folder, "application")
        os.symlink(os.path.abspath(stage.binary()), os.path.join(folder, "understudy"))
        tools = os.path.dirname(pgsql._bin("createdb"))
        self.environment = on_stage.environment | {
            "PATH": f"{folder}:{tools}:{os.environ['PATH']}", "PGHOST": server.folder, "PGUSER": pgsql.USER,
            "UNDERSTUDY_DATABASE_URL": f"sqlite:{folder}/docs.db"}

    def run(self, *command, stdin=None):
        done = subprocess.run(command, cwd=self.folder, env=self.environment, input=stdin or "", text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        return done.returncode, done.stdout

    def sh(self, text):
        """A reader's own film, key and database are the stand-ins' here."""
        for shown, here in ((REAL_FILM, STAND_IN), ("TOKEN=…", f"TOKEN={self.token}"), ("build/understudy", "understudy"),
                            ("postgres://understudy@db.example.org/films", f"'{self.url}'")):
            text = text.replace(shown, here)
        if "--attach" in text:
            text = f"export UNDERSTUDY_DATABASE_URL='{self.application}'\n{text}"
        return self.run("sh", "-eu", "-c", text)

    def sql(self, text):
        self.run("understudy", "migrate")
        return self.run("sqlite3", "-bail", "docs.db", stdin=text)

    def ini(self, text):
        with open(os.path.join(self.folder, "docs.conf"), "w", encoding="utf-8") as file:
            file.write(text)
        return self.run("understudy", "--config", "docs.conf", "sources")

    def console(self, text):
        for part in re.split(r"^\$ ", text, flags=re.M)[1:]:
            command, _, shown = part.partition("\n")
            code, said = self.run("sh", "-u", "-c", command)
            if not re.fullmatch(".*".join(map(re.escape, shown.strip().split("…"))), said.strip(), re.S):
                return code or 1, f"$ {command}\n{said}"
        return 0, ""


def blocks(name):
    """(language, text) of every block of code; None where a block has no language or no fence."""
    text = read(name)
    yield from ((language or None, block) for language, block in
                re.findall(r"^ *```(\w*)\n(.*?)^ *```", text, re.M | re.S))
    bare = re.sub(r"^ *```.*?^ *```", "", text, flags=re.M | re.S)
    yield from ((None, line) for line in re.findall(r"^    +(?![-*\d|]).*", bare, re.M) if name.startswith("docs/"))


def library_check():
    """What docs/library.md shows of C is C, where its names stand."""
    snippet = "\n".join(re.findall(r"^```c\n(.*?)^```", read("docs/library.md"), re.M | re.S))
    program = ('#include <stdio.h>\n#include "understudy.h"\nint main(void)\n{\nconst char bytes[] = "";\n'
               f'size_t length = sizeof bytes - 1;\n{snippet}\n}}\n')
    done = subprocess.run(["cc", "-Wall", "-Werror", "-fsyntax-only", "-I", os.path.join(ROOT, "include"), "-xc", "-"],
                          input=program, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    yield "docs/library.md: its C compiles", bool(snippet) and done.returncode == 0, done.stdout


def example_checks():
    with stage.Stage() as on_stage, pgsql.Server() as server, tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        examples = Examples(on_stage, server, folder)
        for name in ["README.md", *sorted(f"docs/{name}" for name in os.listdir(os.path.join(ROOT, "docs")) if name.endswith(".md"))]:
            for language, text in blocks(name) if name not in RUN_ELSEWHERE else ():
                if language == "elixir" or (name == "README.md" and language == "console"):
                    continue  # readme_test.py has the latter
                run = getattr(examples, language or "", None) if language in ("sh", "sql", "ini", "console") else None
                code, said = run(text) if run else (1, "no block that is run: sh, console, sql or ini")
                yield f"{name}: {text.strip().splitlines()[0]}", code == 0, said


def source_checks():
    """The tables of docs/sources.md, row for row."""
    text = read("docs/sources.md")
    said = subprocess.run([stage.binary(), "--database", "sqlite:/nonexistent/none.db", "sources", "--json"],
                          stdout=subprocess.PIPE, text=True, check=False, env={"XDG_CONFIG_HOME": os.devnull}).stdout
    told = [json.loads(line) for line in said.splitlines()]
    columns = ("commercial_use", "concurrency", "quota_a_day", "cache_limit_days", "quota")
    wanted = [[f"`{one['source']}`", f"`{one['licence']}`",
               *("–" if one[column] is None else str(one[column]) for column in columns)] for one in told]
    found = list(table_under(text, "| source | licence |"))
    yield "docs/sources.md: terms as the program has them", found == wanted and told, f"wanted {wanted}\nfound {found}\n"
    sentences = {name: row[1] for row in table_under(text, "| source | sentence |") for name in re.findall(r"`(\w+)`", row[0])}
    wanted = {one["source"]: one["attribution"] for one in told}
    yield "docs/sources.md: sentences as the program has them", sentences == wanted, f"{sentences}"
    gives = [row[0] for row in table_under(text, "| source | gives |")]
    yield "docs/sources.md: every source", gives == [f"`{one['source']}`" for one in told], f"{gives}"


def dictionary():
    """table -> columns, as docs/data.md has them; sections without columns are no tables."""
    tables = {}
    for name, section in re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", read("docs/data.md"), re.M | re.S):
        if "| column |" in section:
            tables[name] = {word for row in table_under(section, "| column |") for word in re.findall(r"`(\w+)`", row[0])}
    return tables


def made_by_migrate(url):
    return subprocess.run([stage.binary(), "--database", url, "migrate"], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, check=False).stdout


def sqlite_schema():
    with tempfile.TemporaryDirectory() as folder:
        made_by_migrate(f"sqlite:{folder}/schema.db")
        with sqlite3.connect(f"{folder}/schema.db") as store:
            names = [name for (name,) in store.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND "
                                                       "name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")]
            return {name: {row[1] for row in store.execute(f"PRAGMA table_xinfo({name})")} for name in names}


def pgsql_schema():
    tables = {}
    with pgsql.Server() as server:
        server.sql("CREATE DATABASE dictionary")
        made_by_migrate(pgsql.url(server.folder, "dictionary"))
        rows = server.sql("SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'",
                          "dictionary")
        for name, column in (line.split("|") for line in rows.split()):
            tables.setdefault(name, set()).add(column)
        server.sql("DROP DATABASE dictionary")
    return tables


def dictionary_checks():
    told = dictionary()
    for dialect, made in (("SQLite", sqlite_schema()), ("PostgreSQL", pgsql_schema())):
        for name in sorted(made):
            wrong = made[name] ^ told.get(name, set())
            yield f"docs/data.md: {name}, {dialect}", not wrong, f"only one has {sorted(wrong)}\n"
    unknown = set(told) - set(sqlite_schema()) - set(pgsql_schema())
    yield "docs/data.md: no table that is none", not unknown, f"{sorted(unknown)}"


def main():
    failed = passed = 0
    for checks in (source_checks, dictionary_checks, library_check, example_checks):
        for name, good, said in checks():
            passed, failed = passed + bool(good), failed + (not good)
            if not good:
                print(f"not ok - {name}\n{said}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
