#!/usr/bin/env python3
"""The Elixir of docs/elixir.md does what it says: its blocks are compiled as one module, on stand-ins for what they use of Oban
and Ecto (neither is a package of Debian's), and run: what would be inserted, what is read, what is handed over. The columns
that they read are in the schema."""

import os
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, "..", "..")

ASSERTIONS = """
check = fn name, passes -> IO.puts(if(passes, do: "ok - ", else: "not ok - ") <> name) end

{:ok, job} = Blocks.handle_no_tmdb_match("tt9900002", "Small Hours", 2020)
check.("a job is inserted, and given back", (receive do {:inserted, inserted} -> inserted == job after 0 -> false end))
check.("it stands in the queue of ours, under the worker's name, with attempts enough",
  {job.queue, job.worker, job.max_attempts} == {"understudy_tmdb", "TMDbDetailsWorker", 20})
check.("its arguments are those that understudy reads",
  job.args == %{imdb_id: "tt9900002", source: "no_tmdb_match", metadata: %{film_title: "Small Hours", film_year: 2020}})

check.("no placeholder is nil", Blocks.placeholder("tt9900002") == nil)
check.("no outcome is nil", Blocks.outcome("tt9900002") == nil)
film = fn id -> %{imdb_id: id, title: "T " <> id, release_year: 2020, import_status: "imdb_placeholder", imdb_data: %{}} end
Process.put({"understudy", "movies"}, [film.("tt9900001"), film.("tt9900002")])
Process.put({"understudy", "wanted"}, [%{imdb_id: "tt9900002", outcome: "not_a_movie", reason: "a series"}])
check.("a placeholder is found by its id, in the schema of ours",
  Blocks.placeholder("tt9900002") == %{title: "T tt9900002", year: 2020, status: "imdb_placeholder", record: %{}})
check.("so is the outcome", Blocks.outcome("tt9900002") == %{outcome: "not_a_movie", reason: "a series"})

handed_over = %Oban.Job{args: %{"tmdb_id" => 42, "imdb_id" => "tt9900002", "source" => "arrivals"}}
Blocks.perform(handed_over)
check.("what TMDb has is imported by its id", (receive do {:imported, id} -> id == 42 after 0 -> false end))
"""


def module(blocks):
    """All of them, with the application's own import."""
    inside = "".join(blocks)
    return ("defmodule Blocks do\nimport Ecto.Query\n" + inside +
            "def import_from_tmdb(tmdb_id), do: send(self(), {:imported, tmdb_id})\nend\n")


def missing_columns(blocks):
    """Those that a block reads of our tables and that no definition of the schema has."""
    schema = ""
    for name in sorted(os.listdir(os.path.join(ROOT, "src", "store"))):
        if name.startswith("schema_"):
            with open(os.path.join(ROOT, "src", "store", name), encoding="utf-8") as file:
                schema += file.read()
    named = {column for block in blocks if "Repo" in block for column in re.findall(r"\b[mw]\.(\w+)", block)}
    return sorted(column for column in named if not re.search(rf"\b{column}\b", schema)) if named else ["any"]


def main():
    with open(os.path.join(ROOT, "docs", "elixir.md"), encoding="utf-8") as file:
        blocks = re.findall(r"^```elixir\n(.*?)^```", file.read(), re.M | re.S)
    lines = [("not ok" if missing_columns(blocks) else "ok") + " - columns that are read are there " +
             " ".join(missing_columns(blocks))]
    if shutil.which("elixir") is None:
        print(f"# left out: no elixir (Debian's package of that name) to run {len(blocks)} blocks of docs/elixir.md")
    else:
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "run.exs")
            with open(path, "w", encoding="utf-8") as file:
                file.write(module(blocks) + ASSERTIONS)
            done = subprocess.run(["elixir", "-r", os.path.join(HERE, "elixir_stubs.exs"), path], capture_output=True,
                                  text=True, check=False, timeout=120)
        lines += [line for line in done.stdout.splitlines() if line.startswith(("ok - ", "not ok - "))]
        wrong = done.returncode != 0 or done.stderr.strip() != ""  # a warning is one
        lines += [("not ok" if wrong else "ok") + " - compiled and run to the end " + done.stderr.strip()[:2000]]
    failed = [line for line in lines if line.startswith("not ok")]
    print("\n".join(failed))
    print(f"{len(lines) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
