#!/usr/bin/env python3
"""A throw-away PostgreSQL server for tests: one for a whole run, a database of its own for each test.

    tests/pgsql.py COMMAND [ARG...]    runs the command with TEST_PGSQL set to the folder of the server's
                                       socket, and stops the server at the end, whatever the command did

It listens on a Unix socket in a folder under /tmp and nowhere else, and so does the PgBouncer before it (port 6432). Root hands it to an unprivileged user, as
PostgreSQL refuses root. A server that is named by TEST_PGSQL already is used as it is.
"""
from __future__ import annotations

import functools
import glob
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from types import TracebackType

VARIABLE = "TEST_PGSQL"
USER = "tester"
LOCKSMITH = "locksmith"  # the one role that is asked for a password
# Nothing here must outlive the machine's next minute.
SETTINGS = ("-c listen_addresses='{listen}' -c unix_socket_directories='{folder}' -c unix_socket_permissions=0777 -c fsync=off "
            "-c full_page_writes=off -c shared_buffers=32MB -c max_connections=200 -c autovacuum=off "
            "-c max_wal_size=256MB -c jit=off -c timezone=UTC")
POOLER_PORT = 6432
# Few connections, so that those who share one meet each other's leftovers.
POOLER = """[databases]
* = host={folder}
[pgbouncer]
listen_addr =
unix_socket_dir = {folder}
unix_socket_mode = 0777
listen_port = {port}
auth_type = trust
auth_file = {folder}/users
pool_mode = transaction
default_pool_size = 2
max_client_conn = 100
logfile = {folder}/pooler.log
pidfile = {folder}/pooler.pid
"""
# What the unit tests' second looks say in SQLite's words.
COMPAT = """
CREATE SCHEMA compat;
CREATE FUNCTION compat.json_extract(json jsonb, path text) RETURNS text LANGUAGE sql IMMUTABLE
    AS $$ SELECT jsonb_path_query_first(json, path::jsonpath) #>> '{}' $$;
CREATE FUNCTION compat.joined(so_far text, one text) RETURNS text LANGUAGE sql IMMUTABLE
    AS $$ SELECT coalesce(so_far || ',' || one, so_far, one) $$;
CREATE AGGREGATE compat.group_concat(text) (SFUNC = compat.joined, STYPE = text);
CREATE FUNCTION compat.joined(so_far text, one text, glue text) RETURNS text LANGUAGE sql IMMUTABLE
    AS $$ SELECT coalesce(so_far || glue || one, so_far, one) $$;
CREATE AGGREGATE compat.group_concat(text, text) (SFUNC = compat.joined, STYPE = text);
CREATE CAST (text AS timestamptz) WITH INOUT AS ASSIGNMENT;
CREATE FUNCTION compat.oban_time(at timestamp) RETURNS text LANGUAGE sql IMMUTABLE
    AS $$ SELECT to_char(at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') $$;
CREATE FUNCTION compat.hex(bytes bytea) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT upper(encode(bytes, 'hex')) $$;
"""


@functools.cache
def _bin(name: str) -> str:  # Debian's own psql is a script in Perl, which takes its time
    found = glob.glob(f"/usr/lib/postgresql/*/bin/{name}")
    if not found:
        raise FileNotFoundError(f"no {name} under /usr/lib/postgresql: ./dev test installs PostgreSQL")
    return max(found, key=lambda path: int(re.search(r"/(\d+)/bin/", path)[1]))  # type: ignore[index]


def url(folder: str, database: str) -> str:
    """As the program takes it."""
    return f"postgresql://{USER}@/{database}?host={folder}"


class Server:
    """The server; `with Server() as server:` stops it at the end."""

    def __init__(self, with_pooler: bool = False, listen: str = "", follows: Server | None = None) -> None:
        given = os.environ.get(VARIABLE)
        self.listen = listen  # an address besides the socket, for hosts in namespaces of the test's
        self.follows = follows  # whose standby it is
        self.ours = given is None
        self.folder = given or tempfile.mkdtemp(prefix="understudy-pg-", dir="/tmp")
        self._user: list[str] = []
        if self.ours:
            try:
                self._make()
                self.start()
                if follows is not None:
                    return
                self.sql(f"ALTER ROLE {USER} SET search_path = public, compat")
                for database in ("template1", "postgres"):
                    self.sql(COMPAT, database)
                if with_pooler:
                    self._start_pooler()
            except BaseException:
                self.close()
                raise

    def _make(self) -> None:
        if os.getuid() == 0:
            names = {one.pw_name for one in pwd.getpwall()}
            name = "postgres" if "postgres" in names else "nobody"
            self._user = ["runuser", "-u", name, "--"]
            shutil.chown(self.folder, name)
        os.chmod(self.folder, 0o755)
        if self.follows is not None:
            first = self.follows
            while first.follows is not None:  # a standby of a standby is a copy of the primary, too
                first = first.follows
            self._call(_bin("pg_basebackup"), "-D", self.data, "-h", first.folder, "-U", USER, "-R", "-c", "fast")
            with open(os.path.join(self.data, "postgresql.auto.conf"), "a", encoding="utf-8") as settings:
                settings.write(f"primary_conninfo = 'host={self.follows.folder} user={USER}'\n")
            return
        self._call(_bin("initdb"), "-D", self.data, "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
        with open(os.path.join(self.data, "pg_hba.conf"), "r+", encoding="utf-8") as rules:
            more = "host all all samenet trust\nhost all all 10.77.0.0/16 trust\n" if self.listen else ""
            all_rules = f"local all {LOCKSMITH} scram-sha-256\n{rules.read()}{more}"  # the first that fits counts
            rules.seek(0)
            rules.write(all_rules)

    @property
    def data(self) -> str:
        """The server's own files."""
        return os.path.join(self.folder, "data")

    def _call(self, *command: str) -> None:
        done = subprocess.run([*self._user, *command], cwd=self.folder, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
                              env={**os.environ, "LC_ALL": "C"})
        if done.returncode != 0:
            raise RuntimeError(f"{command[0]} failed: {done.stdout}")

    def start(self) -> None:
        """Also after stop()."""
        # its own session: a Ctrl-C for the tests is not one for the server, which the tests stop in order
        subprocess.run([*self._user, _bin("pg_ctl"), "-D", self.data, "-w", "-t", "60", "-s", "-l",
                        os.path.join(self.data, "log"), "-o", SETTINGS.format(folder=self.folder, listen=self.listen),
                        "start"],
                       cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True,
                       start_new_session=True)

    def _start_pooler(self) -> None:
        """PgBouncer in transaction mode, on a socket of its own in the same folder."""
        for name, text in (("users", f'"{USER}" ""\n'),
                           ("pooler.ini", POOLER.format(folder=self.folder, port=POOLER_PORT))):
            with open(os.path.join(self.folder, name), "w", encoding="utf-8") as file:
                file.write(text)
        program = shutil.which("pgbouncer", path="/usr/sbin:/usr/bin:" + os.environ.get("PATH", ""))
        if program is None:
            raise FileNotFoundError("no pgbouncer: ./dev test installs it")
        self._call(program, "-q", "-d", os.path.join(self.folder, "pooler.ini"))

    def _stop_pooler(self) -> None:
        try:
            with open(os.path.join(self.folder, "pooler.pid"), encoding="utf-8") as file:
                os.kill(int(file.read()), signal.SIGTERM)
        except (OSError, ValueError):
            pass  # none was started, or it has gone by itself

    def stop(self, mode: str = "immediate") -> None:
        """As `pg_ctl stop -m MODE`."""
        self._call(_bin("pg_ctl"), "-D", self.data, "-m", mode, "-w", "-s", "stop")

    def promote(self) -> None:
        """A standby becomes the primary."""
        self._call(_bin("pg_ctl"), "-D", self.data, "-w", "-s", "promote")

    def return_as_standby(self) -> None:
        """A primary that was stopped comes back and takes no writes."""
        with open(os.path.join(self.data, "standby.signal"), "w", encoding="utf-8"):
            pass
        self.start()

    def sql(self, statement: str, database: str = "postgres") -> str:
        """What psql prints, unaligned."""
        done = subprocess.run([_bin("psql"), "-X", "-q", "-A", "-t", "-h", self.folder, "-U", USER, "-d", database, "-v",
                               "ON_ERROR_STOP=1", "-c", statement], stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, check=False, timeout=60)
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        return done.stdout

    def url(self, database: str) -> str:
        """Of one of its databases."""
        return url(self.folder, database)

    def close(self) -> None:
        """The server stops and its folder goes, unless it is somebody else's."""
        if not self.ours:
            return
        self.ours = False
        self._stop_pooler()
        try:
            if os.path.exists(os.path.join(self.data, "postmaster.pid")):
                self.stop()
        except RuntimeError as problem:
            print(f"# {problem}", file=sys.stderr)
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Server:
        return self

    def __exit__(self, kind: type[BaseException] | None, what: BaseException | None,
                 where: TracebackType | None) -> None:
        self.close()


def main() -> int:
    """Run a command beside a server."""
    if len(sys.argv) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with Server(with_pooler=True) as server:
        return subprocess.run(sys.argv[1:], env={**os.environ, VARIABLE: server.folder}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
