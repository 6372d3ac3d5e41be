#!/usr/bin/env python3
"""Writes a file as C: embed.py FILE OUT.c HEADER NAME gives `const char NAME[]` with a NUL behind it, and `NAME_len`."""

import sys


def main():
    source, out, header, name = sys.argv[1:5]
    with open(source, "rb") as file:
        data = file.read()
    rows = [", ".join(str(byte if byte < 128 else byte - 256) for byte in data[at:at + 24]) + ","
            for at in range(0, len(data), 24)]
    with open(out, "w", encoding="ascii") as file:
        file.write(f'/* Written by tools/embed.py. */\n#include "{header}"\n\nconst char {name}[] = {{\n'
                   + "\n".join(rows) + f"\n0 }};\nconst size_t {name}_len = sizeof {name} - 1;\n")


if __name__ == "__main__":
    main()
