#!/usr/bin/env python3
"""Breaks each rule of tools/check_house.py once, in a tiny tree, and looks whether that rule, and no other, says so."""

import os
import subprocess
import sys
import tempfile

HOUSE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tools", "check_house.py")
CLEAN = {
    "meson.build": "layers = ['base', 'model', 'store', 'http', 'cli']\n",
    "README.md": "# Tree\n\n`understudy lookup ID...`; see [below](#the-end) and [more](docs/more.md#more).\n\n## The end\n",
    "docs/more.md": "# More\n\n[up](../README.md)\n",
    "src/base/text.h": "/* Texts. */\n",
    "src/base/text.c": '/* Texts. */\n#include "base/text.h"\n\n#include <string.h>\n',
    "src/model/movie.c": '/* A film; says "strcpy(" and /x only in words. */\n#include "base/text.h"\n',
    "src/store/schema_1.def": '/* Tables. */\n"CREATE TABLE t (\\n"\n"    a integer,\\n"\n"    b " TEXT "\\n"\n");\\n"\n"ALTER TABLE t ADD COLUMN c integer;\\n"\n',
    "src/store/schema.c": '/* Schema. */\n#include "store/schema_1.def"\n',
    "docs/data.md": "# Data\n\n## t\n\n`a`, `b`, `c`\n\n## u\n",
    "src/http/fetch.c": '/* Fetches. */\n#include "model/movie.h"\n\n#include <curl/curl.h>\n',
    "src/main.c": '/* Starts. */\n#include "http/fetch.h"\n',
    "src/cli/command.h": "/* Commands. */\nenum exit_code cmd_lookup(struct invocation *invocation);\n",
    "tests/unit/model/movie_test.c": '/* Tests. */\n#include "check.h"\n#include "model/movie.h"\n',
    "tests/fuzz/fuzz_json.c": "/* Fuzzes. */\n",
    "tests/fuzz/seeds/json/one": "{}",
    "tools/tool.py": '"""A tool."""\n',
}
LONG_BODY = "    work();\n" * 61

# rule, what is done to the clean tree, words that the message must hold
BREACHES = [
    ("layers", {"src/model/movie.c": '/* A film. */\n#include "http/fetch.h"\n'}, "model is below http"),
    ("layers", {"src/model/movie.c": '/* A film. */\n#include "movie.h"\n'}, "without its layer"),
    ("layers", {"src/attic/old.c": "/* Old. */\n"}, "folder attic"),
    ("layers", {"tests/unit/base/text_test.c": '/* Tests. */\n#include "model/movie.h"\n'}, "base is below model"),
    ("layers", {"meson.build": "project('x', 'c')\n"}, "no list of layers"),
    ("edges", {"src/model/movie.c": "/* A film. */\n#include <curl/curl.h>\n"}, "belongs to src/http/fetch.c"),
    ("edges", {"src/model/movie.c": "/* A film. */\n#include <sys/epoll.h>\n"}, "neither C11"),
    ("edges", {"src/http/other.c": "/* Other. */\n#  include <newlib/new.h>\n"}, "neither C11"),
    ("sizes", {"src/base/long.c": "/* Long. */\n" + "int x;\n" * 500}, "longer than 500"),
    ("sizes", {"src/base/long.h": "/* Long. */\n" + "int x;\n" * 150}, "longer than 150"),
    ("sizes", {"src/base/text.c": "/* Texts. */\nvoid f(void)\n{\n" + LONG_BODY + "}\n"}, "function of 61 lines"),
    ("sizes", {"src/base/text.c": "/* Texts. */\nvoid f(void)\n{\n    static const struct row {\n        int x;\n    } rows[] = {\n"
               + "        { 1 },\n" * 70 + "    };\n" + LONG_BODY + "}\n"}, "function of 61 lines"),
    ("sizes", {"tools/tool.py": '"""A tool."""\n\n\ndef f():\n' + "    g()\n" * 61}, "function of 61 lines"),
    ("sizes", {"src/store/store.h": "/* Short. */\n"}, "short again"),
    ("banned", {"src/model/movie.c": "/* A film. */\nvoid f(void)\n{\n    strcpy (a, b);\n}\n"}, "movie.c:4: strcpy"),
    ("banned", {"src/base/text.c": "/* Texts. */\nint x = /* no */ atoi(z);\n"}, "atoi"),
    ("banned", {"src/base/text.c": "/* Texts. */\nint x = setjmp(z);\n"}, "setjmp"),
    ("extensions", {"src/base/text.c": "/* Texts. */\nint f(void) __attribute__((pure));\n"}, "outside base/compiler.h"),
    ("extensions", {"src/model/movie.c": "/* A film. */\nint x = __builtin_ctz(1);\n"}, "__builtin_ctz"),
    ("extensions", {"src/model/movie.c": "/* A film. */\n#define _GNU_SOURCE\n"}, "_GNU_SOURCE"),
    ("pure", {"src/model/movie.c": "/* A film. */\nint x = clock_wall_ms(c);\n"}, "in a layer that decides"),
    ("fuzz", {"tests/fuzz/seeds/json/one": None}, "no seeds"),
    ("fuzz", {"tests/fuzz/found/gone/crash": "x"}, "no fuzz target gone"),
    ("foreign", {"docs/more.md": "# More\n\nbuilt in /wo" "rk/x\n"}, "place on somebody's machine"),
    ("foreign", {"tools/tool.py": '"""A tool."""\nURL = "https://mirror.example.int' 'ernal/debian"\n'}, "machine"),
    ("foreign", {"tests/page.html": '<script id="__NEXT_' 'DATA__">' + "x" * 50_000}, "looks captured"),
    ("foreign", {"tests/big.bin": "x" * 300_000}, "made by a program"),
    ("foreign", {"tests/copied.json": "captured " * 20}, "copy of a captured file"),
    ("promises", {"src/base/text.c": "/* Texts. TO" "DO: more */\n"}, "write an issue"),
    ("first_line", {"src/base/text.c": '#include "base/text.h"\n'}, "does not begin"),
    ("first_line", {"tools/tool.py": "import os\n"}, "does not begin"),
    ("links", {"docs/more.md": "# More\n\n[gone](gone.md)\n"}, "gone.md, which does not exist"),
    ("links", {"README.md": "understudy lookup [down](docs/more.md#less)\n"}, "no heading #less"),
    ("tables", {"docs/data.md": "# Data\n\n## t\n\n`a`, `b`\n"}, "tell of t.c"),
    ("paths", {"docs/more.md": "# More\n\nlook at `src/base/gone.c`, not at `src/NAME.c`\n"}, "src/base/gone.c does not"),
    ("tables", {"docs/data.md": "# Data\n\n## u\n\n`a`, `b`\n"}, "no section `## t`"),
    ("tables", {"docs/data.md": "# Data\n\n## t\n\n`a`, `c`\n\n## u\n\n`b`\n"}, "tell of t.b"),
    ("commands", {"README.md": "# Tree\n\n## The end\n"}, "no document tells of `lookup`"),
]


def run(tree, corpus):
    """Exit code and output of check_house over a tree; a file whose text is None is left out."""
    with tempfile.TemporaryDirectory() as root:
        for name, text in tree.items():
            if text is not None:
                os.makedirs(os.path.dirname(os.path.join(root, name)), exist_ok=True)
                with open(os.path.join(root, name), "w", encoding="utf-8") as file:
                    file.write(text)
        done = subprocess.run([sys.executable, HOUSE, root], stdout=subprocess.PIPE, text=True, check=False,
                              env=dict(os.environ, CORPUS=corpus))
        return done.returncode, done.stdout


def main():
    passed = failed = 0
    with tempfile.TemporaryDirectory() as corpus:
        with open(os.path.join(corpus, "page.json"), "w", encoding="utf-8") as file:
            file.write("captured " * 20)
        for rule, change, words in [(None, {}, " passed, 0 failed")] + BREACHES:
            code, said = run({**CLEAN, **change}, corpus)
            rules = [line.split(":")[0] for line in said.splitlines()[:-1] if not line.startswith(" ")]
            if words in said and code == (1 if rule else 0) and rules == ([rule] if rule else []):
                passed += 1
            else:
                failed += 1
                print(f"{rule or 'clean tree'}: wanted `{words}`, exit {code}:\n{said}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
