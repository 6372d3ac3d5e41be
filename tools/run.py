#!/usr/bin/env python3
"""`./dev run`: the main job, shown as on a terminal. Without ids: three fictional films, against the stand-ins of
sandbox/. With ids: those, against TMDb and IMDb when a TMDb token is set, else against the stand-ins too."""

import os
import shlex
import subprocess
import sys
import tempfile

import stage

# TMDb has the first, not yet the second, and the third is a series. README shows the same.
SHOWN = ["lookup tt9900002 tt9900001 tt9900010", "lookup tt9900001", "lookup --fresh --explain tt9900010"]


def show(command, environment):
    """Prints the command as if typed and runs it; its exit code."""
    print(f"$ understudy {command}", flush=True)
    code = subprocess.run([stage.binary(), *shlex.split(command)], env=environment, check=False).returncode
    print(flush=True)
    return code if code >= 0 else 128 - code  # as a shell says that a signal ended it


def against_stand_ins(commands):
    print("No TMDb token is used: stand-ins for TMDb and IMDb answer, on this machine, with films that do not exist.\n")
    with stage.Stage(polite=True) as on_stage, tempfile.TemporaryDirectory(prefix="understudy-") as folder:
        database = os.path.join(folder, "run.db")
        codes = [show(command, {**on_stage.environment, "UNDERSTUDY_DATABASE_URL": f"sqlite:{database}"})
                 for command in commands]
    return max(codes)


def main():
    ids = sys.argv[1:]
    token = os.environ.get("UNDERSTUDY_TMDB_TOKEN") or os.environ.get("UNDERSTUDY_TMDB_API_KEY")
    if ids and token:
        return show(shlex.join(["lookup", *ids]), os.environ)
    if ids:
        return against_stand_ins([shlex.join(["lookup", *ids])])
    codes = against_stand_ins(SHOWN)
    print("For real films get a free token at https://www.themoviedb.org/settings/api, then:\n"
          "  UNDERSTUDY_TMDB_TOKEN=… UNDERSTUDY_HTTP_CONTACT=you@example.org ./dev run tt0111161")
    return codes if codes > 1 else 0  # the series is a definite no, as it should be


if __name__ == "__main__":
    sys.exit(main())
