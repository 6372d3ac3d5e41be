#!/usr/bin/env python3
"""The Elixir of docs/elixir.md is Elixir: each block is read by the language's own parser. It is not run: Oban and Ecto are
no packages of Debian's."""

import os
import re
import shutil
import subprocess
import sys

PAGE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "docs", "elixir.md")


def main():
    with open(PAGE, encoding="utf-8") as file:
        blocks = re.findall(r"^```elixir\n(.*?)^```", file.read(), re.M | re.S)
    if shutil.which("elixir") is None:
        print(f"# left out: no elixir (Debian's package of that name) to read {len(blocks)} blocks of docs/elixir.md")
        print("0 passed, 0 failed")
        return 0
    wrong = []
    for block in blocks:
        done = subprocess.run(["elixir", "-e", "IO.read(:stdio, :all) |> Code.string_to_quoted!()"], input=block,
                              capture_output=True, text=True, check=False, timeout=60)
        wrong += [f"{block.splitlines()[0]}: {done.stderr.strip()[:300]}"] if done.returncode != 0 else []
    for line in wrong:
        print(f"not ok - {line}")
    print(f"{len(blocks) - len(wrong)} passed, {len(wrong)} failed")
    return 1 if wrong or not blocks else 0


if __name__ == "__main__":
    sys.exit(main())
