#!/usr/bin/env python3
"""ISO country and language codes as sorted C tables, from Debian's iso-codes.

usage: make_codes.py iso_3166-1.json iso_3166-3.json iso_639-2.json iso_639-3.json OUTPUT.c
"""
import json
import os
import re
import sys


def rows(path):
    with open(path, encoding="utf-8") as file:
        (only,) = json.load(file).values()
        return only


def sort_key(text):
    """The order that codes.c searches by: bytes, ASCII letters without case."""
    return bytes(c + 32 if 65 <= c <= 90 else c for c in text.encode())


def c_string(text):
    """UTF-8 as octal escapes, which unlike hex ones end after three digits."""
    return '"' + "".join(chr(c) if 32 <= c < 127 and c not in b'"\\' else f"\\{c:03o}" for c in text.encode()) + '"'


def put_name(table, name, code):
    """Names are searched without case; the same name for two codes would be answered by chance."""
    if table.setdefault(sort_key(name), (name, code))[1] != code:
        sys.exit(f"{name}: stands for {table[sort_key(name)][1]} and for {code}")


def country_tables(current, withdrawn):
    names, by_name, by_alpha_4 = {}, {}, {}
    for row in current:
        code = row["alpha_2"]
        names[code] = row.get("common_name", row["name"])
        for field in ("official_name", "name", "common_name"):
            if field in row:
                put_name(by_name, row[field], code)
    for row in withdrawn:
        # The last two letters are the successor's code; AA means the same code, HH and XX that there is no single one.
        old, successor = row["alpha_4"][:2], row["alpha_4"][2:]
        successor = old if successor == "AA" else successor
        if successor in names:
            by_alpha_4[row["alpha_4"]] = successor
    return names, dict(by_name.values()), by_alpha_4


def language_names(row):
    """Every way in which ISO writes a name: "Greek, Modern (1453-)" also without its bracket, "Catalan; Valencian" as
    two."""
    for field in ("name", "common_name"):
        for name in row.get(field, "").split("; "):
            yield name
            yield re.sub(r" \(.*\)$", "", name)


def language_tables(part_2, part_3):
    names, by_name, by_alpha_3 = {}, {}, {}
    for row in part_2 + part_3:  # part 3 wins: its names are those of single languages
        code = row.get("alpha_2")
        if code is None:
            continue
        names[code] = re.sub(r" \(.*\)$", "", row["name"]).split("; ")[0]
        for alpha_3 in (row["alpha_3"], row.get("bibliographic", row["alpha_3"])):
            by_alpha_3[alpha_3] = code
        for name in filter(None, language_names(row)):
            put_name(by_name, name, code)
    return names, dict(by_name.values()), by_alpha_3


def main():
    current, withdrawn, part_2, part_3 = (rows(path) for path in sys.argv[1:5])
    country_names, country_by_name, country_by_alpha_4 = country_tables(current, withdrawn)
    languages, language_by_name, language_by_alpha_3 = language_tables(part_2, part_3)
    tables = {
        "iso_country_names": country_names,
        "iso_country_by_name": country_by_name,
        "iso_country_by_alpha_4": country_by_alpha_4,
        "iso_language_names": languages,
        "iso_language_by_name": language_by_name,
        "iso_language_by_alpha_3": language_by_alpha_3,
    }
    with open(sys.argv[5], "w", encoding="ascii") as out:
        out.write(f"/* Made by {os.path.basename(sys.argv[0])} from iso-codes; do not edit. */\n")
        out.write('#include "model/codes_tables.h"\n')
        for table, entries in tables.items():
            if not entries:
                sys.exit(f"{table}: iso-codes gave no row; is its format another one?")
            body = "".join(f"    {{ {c_string(key)}, {c_string(entries[key])} }},\n"
                           for key in sorted(entries, key=sort_key))
            out.write(f"\nstatic const struct code_row {table}_rows[] = {{\n{body}}};\n")
            out.write(f"const struct code_table {table} = {{ {table}_rows, {len(entries)} }};\n")


main()
