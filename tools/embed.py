#!/usr/bin/env python3
"""Files as C, for the build.

    embed.py text FILE OUT.c HEADER NAME     `const char *const NAME`, with a NUL behind its text, and `NAME_len`
    embed.py assets OUT.c NAME=FILE...       the table of daemon/assets.h; NAME: under which the daemon serves it
"""

import sys

TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml"}


def numbers(path):
    """The file's bytes as a C initialiser, and how many they are."""
    with open(path, "rb") as file:
        data = file.read()
    return ",\n".join(",".join(map(str, data[at:at + 32])) for at in range(0, len(data), 32)), len(data)


def text(path, header, name):
    data, count = numbers(path)
    return (f'#include "{header}"\n\nstatic const unsigned char bytes[{count + 1}] = {{\n{data}\n}};\n'
            f"const char *const {name} = (const char *)bytes;\nconst size_t {name}_len = {count};\n")


def assets(pairs):
    arrays, rows = "", ""
    for i, pair in enumerate(pairs):
        name, _, path = pair.partition("=")
        data, count = numbers(path)
        arrays += f"static const unsigned char bytes_{i}[] = {{\n{data}\n}};\n"
        rows += f'    {{ "{name}", "{TYPES[name.rpartition(".")[2]]}", bytes_{i}, {count} }},\n'
    return (f'#include "daemon/assets.h"\n\n{arrays}\nconst struct asset assets[] = {{\n{rows}}};\n'
            f"const size_t asset_count = {len(pairs)};\n")


def main(kind, *arguments):
    if kind == "text":
        source, out, header, name = arguments
        code = text(source, header, name)
    else:
        out, *pairs = arguments
        code = assets(pairs)
    with open(out, "w", encoding="ascii") as file:
        file.write("/* Written by tools/embed.py. */\n" + code)


if __name__ == "__main__":
    main(*sys.argv[1:])
