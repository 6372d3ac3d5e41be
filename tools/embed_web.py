#!/usr/bin/env python3
"""Files as a C array of assets, for the build.

    tools/embed_web.py OUTPUT NAME=FILE...     NAME: under which the daemon serves it
"""

import sys

TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml"}


def main(arguments):
    output, *pairs = arguments
    lines = ['#include "daemon/assets.h"', ""]
    rows = []
    for i, pair in enumerate(pairs):
        name, _, path = pair.partition("=")
        with open(path, "rb") as file:
            data = file.read()
        numbers = ",".join(map(str, data))
        lines.append(f"static const unsigned char bytes_{i}[] = {{ {numbers} }};")
        rows.append(f'    {{ "{name}", "{TYPES[name.rpartition(".")[2]]}", bytes_{i}, {len(data)} }},')
    lines += ["", "const struct asset assets[] = {", *rows, "};", f"const size_t asset_count = {len(pairs)};", ""]
    with open(output, "w", encoding="ascii") as file:
        file.write("\n".join(lines))


if __name__ == "__main__":
    main(sys.argv[1:])
