#!/usr/bin/env python3
"""What leaves the library, and whether a stranger can use it: the names that it exports are those of understudy.map,
and the example builds with what pkg-config says. TAP.

usage: installed_test.py BUILD CC [FLAG...]"""

import os
import re
import subprocess
import sys
import tempfile

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
BUILD, COMPILER = os.path.abspath(sys.argv[1]), sys.argv[2:]


def output(*command, **more):
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, **more).stdout


def promised():
    with open(os.path.join(ROOT, "include/understudy.map"), encoding="utf-8") as file:
        return sorted(re.findall(r"^    (\w+);$", file.read(), re.M))


def declared():
    with open(os.path.join(ROOT, "include/understudy.h"), encoding="utf-8") as file:
        return sorted(re.findall(r"\b(understudy_\w+)\(", re.sub(r"/\*.*?\*/", "", file.read(), flags=re.S)))


def exported(name, *options):
    lines = output("nm", "--defined-only", "--extern-only", *options, os.path.join(BUILD, "include", name)).splitlines()
    names = [line.split()[2].split("@")[0] for line in lines if len(line.split()) == 3 and line.split()[1] != "A"]
    return sorted(name for name in names if not name.startswith(("__asan", "__odr_asan", "__ubsan", "__tsan")))


def pkg_config(*options):
    return output("pkg-config", *options, "understudy",
                  env=dict(os.environ, PKG_CONFIG_PATH=os.path.join(BUILD, "meson-uninstalled"))).split()


def example(*libraries):
    """The example, built so and run on a page of a film that does not exist."""
    with tempfile.TemporaryDirectory() as folder:
        program, page = os.path.join(folder, "records"), os.path.join(folder, "page.html")
        subprocess.run([*COMPILER, "-o", program, os.path.join(ROOT, "examples/records.c"), *pkg_config("--cflags"),
                        *libraries], check=True)
        with open(page, "w", encoding="utf-8") as file:
            subprocess.run([sys.executable, os.path.join(ROOT, "sandbox/pages.py"), "show", "tt9900001", "next-2025"],
                           stdout=file, check=True)
        said = output(program, page, env=dict(os.environ, LD_LIBRARY_PATH=os.path.join(BUILD, "include"))).splitlines()
        return len(said) == 2 and said[0].endswith(")") and '"imdb_id":"tt9900001"' in said[1]


def static():
    others = [word for word in pkg_config("--libs", "--static") if word != "-lunderstudy"]
    return example(os.path.join(BUILD, "include", "libunderstudy.a"), *others)


TESTS = [
    ("what the header declares is what the map names", lambda: declared() == promised()),
    ("the shared library exports that and no more", lambda: exported("libunderstudy.so", "--dynamic") == promised()),
    ("the archive, too", lambda: exported("libunderstudy.a") == promised()),
    ("the example builds with pkg-config", lambda: example(*pkg_config("--libs"))),
    ("and statically", static),
]


def main():
    failed = 0
    print(f"1..{len(TESTS)}")
    for number, (name, test) in enumerate(TESTS, 1):
        good = test()
        failed += not good
        print(f"{'ok' if good else 'not ok'} {number} - {name}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
