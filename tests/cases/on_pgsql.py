#!/usr/bin/env python3
"""The cases on PostgreSQL: a database for each SQLite file that a case names, and SQL answered as SQLite would.

    on_pgsql.py FILE [SQL]     stands in for sqlite3 in [shell] steps; SQL comes from standard input when not given
"""
from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import pgsql  # noqa: E402

TEMPLATE = "understudy_case"
PREFIX_VARIABLE = "TEST_CASE_PREFIX"

# What cases say in SQLite's words and tests/pgsql.py does not know yet.
MORE_COMPAT = """
CREATE FUNCTION compat.json_like(json jsonb, pattern text) RETURNS boolean LANGUAGE sql IMMUTABLE
    AS $$ SELECT replace(json::text, '": ', '":') LIKE pattern $$;
CREATE OPERATOR compat.~~ (LEFTARG = jsonb, RIGHTARG = text, FUNCTION = compat.json_like);
CREATE FUNCTION compat.json_unlike(json jsonb, pattern text) RETURNS boolean LANGUAGE sql IMMUTABLE
    AS $$ SELECT replace(json::text, '": ', '":') NOT LIKE pattern $$;
CREATE OPERATOR compat.!~~ (LEFTARG = jsonb, RIGHTARG = text, FUNCTION = compat.json_unlike);
CREATE FUNCTION compat.json_valid(json jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT json IS NOT NULL $$;
CREATE FUNCTION compat.printf(pattern text, number integer) RETURNS text LANGUAGE sql IMMUTABLE
    AS $$ SELECT replace(replace(pattern, '%07d', lpad(number::text, 7, '0')), '%d', number::text) $$;
CREATE FUNCTION compat.counted(so_far bigint, one boolean) RETURNS bigint LANGUAGE sql IMMUTABLE
    AS $$ SELECT so_far + one::integer $$;
CREATE AGGREGATE compat.sum(boolean) (SFUNC = compat.counted, STYPE = bigint, INITCOND = '0');
CREATE FUNCTION compat.same(is_so boolean, number integer) RETURNS boolean LANGUAGE sql IMMUTABLE
    AS $$ SELECT is_so::integer = number $$;
CREATE OPERATOR compat.= (LEFTARG = boolean, RIGHTARG = integer, FUNCTION = compat.same);
CREATE FUNCTION compat.julianday(at timestamptz) RETURNS double precision LANGUAGE sql IMMUTABLE
    AS $$ SELECT extract(epoch FROM at) / 86400 + 2440587.5 $$;
CREATE FUNCTION compat.json_array_length(json jsonb) RETURNS integer LANGUAGE sql IMMUTABLE
    AS $$ SELECT jsonb_array_length(json) $$;
CREATE FUNCTION compat.json_set(json jsonb, path text, value text) RETURNS jsonb LANGUAGE sql IMMUTABLE
    AS $$ SELECT jsonb_set(json, string_to_array(substr(path, 3), '.'), to_jsonb(value)) $$;
CREATE FUNCTION compat.json_set(json jsonb, path text, value integer) RETURNS jsonb LANGUAGE sql IMMUTABLE
    AS $$ SELECT jsonb_set(json, string_to_array(substr(path, 3), '.'), to_jsonb(value)) $$;
CREATE FUNCTION compat.json_set(json jsonb, path text, value text, more text, number integer) RETURNS jsonb LANGUAGE sql
    IMMUTABLE AS $$ SELECT compat.json_set(compat.json_set(json, path, value), more, number) $$;
CREATE FUNCTION compat.json_remove(json jsonb, VARIADIC paths text[]) RETURNS jsonb LANGUAGE sql IMMUTABLE
    AS $$ SELECT json - (SELECT array_agg(substr(path, 3)) FROM unnest(paths) AS path) $$;
CREATE FUNCTION compat.zeroblob(bytes integer) RETURNS bytea LANGUAGE sql IMMUTABLE
    AS $$ SELECT decode(repeat('00', bytes), 'hex') $$;
UPDATE pg_cast SET castcontext = 'a' WHERE castsource = 'int4'::regtype AND casttarget = 'bool'::regtype;
"""


def prepare(server: pgsql.Server, binary: Path) -> None:
    """The database that all others are copies of, its tables made by the program itself."""
    server.sql(f"CREATE DATABASE {TEMPLATE}")
    server.sql(MORE_COMPAT, TEMPLATE)
    done = subprocess.run([str(binary), "--database", server.url(TEMPLATE), "migrate"], capture_output=True, text=True,
                          check=False, timeout=60)
    if done.returncode != 0:
        raise RuntimeError(f"migrate: {done.stderr}")


class Pool:
    """Databases that a case has left, emptied: making one takes longer than most cases."""

    def __init__(self, server: pgsql.Server) -> None:
        self.server, self.count, self.free, self.lock = server, 0, list[str](), threading.Lock()
        tables = server.sql("SELECT string_agg(relname, ', ') FROM pg_class WHERE relkind = 'r' AND relnamespace = "
                            "'public'::regnamespace AND relname NOT IN ('understudy_schema', 'understudy_settings')", TEMPLATE)
        self.empty = f"TRUNCATE {tables.strip()} RESTART IDENTITY"

    def take(self, name: str) -> None:
        """A database of that name, as migrate makes it."""
        with self.lock:
            one = self.free.pop() if self.free else None
        self.server.sql(f"ALTER DATABASE {one} RENAME TO {name}" if one
                        else f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")

    def give_back(self, name: str) -> None:
        """It goes when the case has changed more than rows."""
        try:
            self.server.sql(self.empty, name)
            with self.lock:
                self.count += 1
                free = f"free_{self.count}"
            self.server.sql(f"ALTER DATABASE {name} RENAME TO {free}")
        except RuntimeError:
            self.server.sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            return
        with self.lock:
            self.free.append(free)


class Databases:
    """Those of one case."""

    def __init__(self, pool: Pool, prefix: str) -> None:
        self.pool, self.server, self.prefix, self.made = pool, pool.server, prefix, set[str]()

    def url(self, file: str) -> str:
        """Of the database that stands for a file, made when it is first named."""
        name = database_name(self.prefix, file)
        if name not in self.made:
            self.pool.take(name)
            self.made.add(name)
        return self.server.url(name)

    def fill(self, text: str, folder: Path) -> str:
        """sqlite:FOLDER/NAME.db becomes a URL, and so does @EMPTY@."""
        if "@EMPTY@" in text:
            name = database_name(self.prefix, "empty")
            if name not in self.made:
                self.server.sql(f"CREATE DATABASE {name}")
                self.made.add(name)
            text = text.replace("@EMPTY@", self.server.url(name))
        return re.sub(rf"sqlite:(?:{re.escape(str(folder))}/)?([\w./-]+\.db)", lambda match: self.url(match[1]), text)

    def problem(self, secrets: tuple[str, ...], strays: str) -> str | None:
        """What must hold for every database after every case."""
        for name in sorted(self.made):
            tables = self.server.sql("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = "
                                     "'public'::regnamespace", name).split()
            wanted = " OR ".join(f"t::text LIKE '%{one}%'" for one in secrets)
            found = " UNION ALL ".join(f"SELECT '{one}' FROM {one} AS t WHERE {wanted}" for one in tables)
            if found and (told := self.server.sql(found, name).split()):
                return f"a token or key stands in {told[0]}"
            if "movies" in tables and "wanted" in tables and (count := self.server.sql(strays, name).strip()) != "0":
                return f"{count} placeholders with tmdb_id, or without a date that ought to have one"
        return None

    def close(self) -> None:
        """They go."""
        for name in self.made:
            if name == database_name(self.prefix, "empty"):
                self.server.sql(f"DROP DATABASE {name} WITH (FORCE)")
            else:
                self.pool.give_back(name)


def database_name(prefix: str, file: str) -> str:
    """Understandable in the server's log."""
    return prefix + "_" + re.sub(r"\W", "_", Path(file).stem)


def cell(value: Any, null: str) -> str:
    """As SQLite prints it: flags as numbers, times in our form, JSON without blanks."""
    if value is None:
        return null
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, (dict, list)):
        return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    return re.sub(r"^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\+00:00$", r"\1Z", str(value))


def rows(server: pgsql.Server, database: str, query: str, null: str = "NULL") -> list[str]:
    """The rows of one SELECT, `|` between columns."""
    out = server.sql(f"SELECT row_to_json(answer) FROM ({query.strip().rstrip(';')}) AS answer", database)
    return ["|".join(cell(value, null) for _, value in json.loads(line, object_pairs_hook=Pairs).pairs)
            for line in out.splitlines()]


class Pairs(dict):  # type: ignore[type-arg]
    """An object that keeps keys that stand there twice: columns may have one name."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.pairs = pairs


def main() -> int:
    """As sqlite3 FILE SQL."""
    server, database = pgsql.Server(), database_name(os.environ[PREFIX_VARIABLE], sys.argv[1])
    script = sys.argv[2] if len(sys.argv) > 2 else sys.stdin.read()
    script = re.sub(r" x'([0-9a-f]*)'", r" '\\x\1'::bytea", script)
    try:
        statements = [one for one in re.split(r";\s*(?=SELECT|INSERT|UPDATE|DELETE|DROP|CREATE|WITH|$)", script)
                      if one.strip()]
        for one in statements:
            if one.lstrip().startswith("SELECT"):
                print("".join(line + "\n" for line in rows(server, database, one, "")), end="")
            else:
                server.sql(one, database)
    except RuntimeError as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
