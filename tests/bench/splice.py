#!/usr/bin/env python3
"""Pages of 2025 as a server would send them, gzip -6: no such page was captured whole, only the JSON within, so a page of
2023 is put around it, under the JSON's id, without white space as IMDb sends it.

usage: splice.py DIRECTORY PAGE.html JSON...      Makes DIRECTORY/spliced-N.gz, and exits 1 when PAGE has no __NEXT_DATA__.
"""
from __future__ import annotations

import gzip
import json
import re
import sys
from pathlib import Path


def main() -> int:
    directory, page, *captures = sys.argv[1:]
    parts = re.fullmatch(rb'(.*<script id="__NEXT_DATA__"[^>]*>).*?(</script>.*)', Path(page).read_bytes(), re.DOTALL)
    if parts is None or not captures:
        print(f"splice: {page} has no __NEXT_DATA__, or no JSON was named", file=sys.stderr)
        return 1
    for number, capture in enumerate(captures, 1):
        data = json.loads(Path(capture).read_bytes())
        text = json.dumps(data, separators=(",", ":"), ensure_ascii=False).encode()
        own_id = data["props"]["pageProps"]["tconst"].encode()
        before, behind = (re.sub(rb"(/title/)tt\d+", rb"\1" + own_id, part) for part in parts.groups())
        whole = before + text + behind
        Path(directory, f"spliced-{number}.gz").write_bytes(gzip.compress(whole, 6))
    return 0


if __name__ == "__main__":
    sys.exit(main())
