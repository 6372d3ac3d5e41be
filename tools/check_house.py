#!/usr/bin/env python3
"""The rules of the house that no compiler knows; every rule is a function below, its first line says what it asks.

check_house.py [ROOT]   prints `path:line: what is wrong` for each breach and closes with `N passed, N failed`, a rule
being a test. tests/house/check_house_test.py breaks each rule once and looks whether it is caught.
"""

import ast
import hashlib
import os
import re
import subprocess
import sys

FILE_LINES, FUNCTION_LINES, TEST_LINES, HEADER_LINES = 500, 60, 100, 150  # a test is a list, read from top to bottom
FILE_BYTES, PAGE_BYTES = 200_000, 40_000

# Longer than the limits, each with the reason why splitting it would make it worse.
LONG = {
    "src/store/store.h": "everything that can be asked of a store, on one page: it is the manual of the database",
    "include/understudy.h": "the library's only header and its manual",
}

# Third-party header (a folder ends with '/') -> the files that may include it. A type that must cross files crosses
# in a header of ours that is named here.
EDGES = {
    "curl/": ["src/http/fetch.c", "src/http/curl_answer.c", "src/http/curl_request.c", "src/http/curl_setup.c"],
    "isa-l": ["src/base/deflate.c", "src/base/inflate.c", "src/base/inflate_stream.c"],
    "microhttpd.h": ["src/daemon/httpd.c"],
    "zstd.h": ["src/base/zstandard.c"],
    "openssl/": ["src/base/digest.c"],
    "jansson.h": ["src/model/movie_json.h", "src/cli/json_lines.c"],
    "sqlite3.h": ["src/store/db_sqlite.c", "src/store/db_sqlite_backup.c", "src/store/dataset_file.c"],
    "libpq-fe.h": ["src/store/pgsql_connection.h"],
    "unicode/": ["src/identity/normalise.c"],
    "libxml/": ["src/cli/export_nfo.c", "src/extract/html_tree.c"],
}

# C11 and POSIX.1-2008; anything else is Linux's or a third party's.
STANDARD = set("""assert ctype errno fcntl float inttypes iso646 limits locale math poll pthread sched signal stdalign
    stdarg stdatomic stdbool stddef stdint stdio stdlib stdnoreturn string strings threads time unistd wchar dirent
    ftw glob grp libgen netdb pwd regex semaphore spawn syslog termios utime arpa/inet net/if netinet/in netinet/tcp
    sys/mman sys/resource sys/select sys/socket sys/stat sys/statvfs sys/time sys/types sys/uio sys/un sys/utsname
    sys/wait""".split())

# Layers whose files decide and neither look at the clock nor draw lots: both are arguments there.
PURE = ("model", "identity", "extract", "source", "lifecycle")


class Tree:
    """The files of a checkout, by path from its root."""

    def __init__(self, root):
        self.root = root
        try:
            names = subprocess.run(["git", "-C", root, "ls-files", "-co", "--exclude-standard"], check=True,
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout.split("\n")
        except (OSError, subprocess.CalledProcessError):  # no git, or an unpacked archive
            names = [os.path.relpath(os.path.join(folder, name), root)
                     for folder, _, files in os.walk(root) for name in files if ".git" not in folder.split(os.sep)]
        self.names = sorted({n for n in names if os.path.isfile(os.path.join(root, n)) and not n.startswith("build")})
        self.texts = {}

    def path(self, name):
        return os.path.join(self.root, name)

    def text(self, name):
        if name not in self.texts:
            with open(self.path(name), encoding="utf-8", errors="replace") as file:
                self.texts[name] = file.read()
        return self.texts[name]

    def files(self, *endings, under=""):
        return [n for n in self.names if n.endswith(endings) and n.startswith(under)]

    def layers(self):
        """The list in meson.build is the truth."""
        text = self.text("meson.build") if "meson.build" in self.names else ""
        found = re.search(r"^layers = \[([^]]*)\]", text, re.M)
        return re.findall(r"'(\w+)'", found.group(1)) if found else []

    def code(self, name):
        """C text with comments, strings and characters blanked out; the lines stay where they are."""
        def blank(match):
            return re.sub(r"[^\n]", " ", match.group(0))
        return re.sub(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', blank, self.text(name),
                      flags=re.S)


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def includes(tree, name):
    for match in re.finditer(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', tree.text(name), re.M):
        yield line_of(tree.text(name), match.start()), match.group(1), match.group(2)


def rule_layers(tree):
    """A file includes only headers of its own layer and of those below it."""
    layers = tree.layers()
    if not layers:
        yield "meson.build:1: has no list of layers"
    for name in tree.files(".c", ".h", under="src/") + tree.files(".c", under="tests/unit/"):
        parts = name.split("/")
        layer = parts[1] if name.startswith("src/") else parts[2]
        if len(parts) == (2 if name.startswith("src/") else 3):
            continue  # main.c and the like stand above all layers
        if layer not in layers:
            yield f"{name}:1: folder {layer} is not in the list of layers in meson.build"
            continue
        for line, kind, header in includes(tree, name):
            target = header.split("/")[0]
            if kind == "<" or header == "check.h":
                continue
            if name.startswith("tests/") and os.path.join(os.path.dirname(name), header) in tree.names:
                continue
            if "/" not in header:
                yield f'{name}:{line}: "{header}" is included without its layer'
            elif target not in layers:
                yield f'{name}:{line}: "{header}" belongs to no layer'
            elif layers.index(target) > layers.index(layer):
                yield f"{name}:{line}: {layer} is below {target} and must not include {header}"


def rule_edges(tree):
    """A third-party header is included only by the file that is declared for it; Linux's only by base and *_linux.c."""
    for name in tree.files(".c", ".h", under="src/"):
        for line, kind, header in includes(tree, name):
            if kind == '"' or header.removesuffix(".h") in STANDARD:
                continue
            owners = [files for edge, files in EDGES.items() if header == edge or header.startswith(edge)]
            if owners and name not in owners[0]:
                yield f"{name}:{line}: <{header}> belongs to {', '.join(owners[0])} (EDGES in tools/check_house.py)"
            if not owners and not (name.startswith("src/base/") or name.endswith("_linux.c")):
                yield f"{name}:{line}: <{header}> is neither C11, POSIX.1-2008 nor declared in tools/check_house.py"


def c_functions(tree, name):
    """(first line, length) of each function body, in the one layout that clang-format leaves. The rows of a table
    are data and do not count."""
    start, rows, in_table = None, 0, False
    for number, line in enumerate(tree.text(name).split("\n"), 1):
        if line == "{":
            start, rows = number, 0
        elif line.startswith("}") and start:
            yield start, number - start - 1 - rows
            start = None
        if re.match(r"    (static const\b|[^ ].*\] = \{$)", line) and not line.endswith(";"):
            in_table = True
        rows += in_table
        in_table = in_table and line != "    };"


def rule_sizes(tree):
    """Files, functions and headers stay short enough to be read in one go."""
    for name in tree.files(".c", ".h", ".py", ".sh"):
        lines = tree.text(name).count("\n")
        in_tests = name.startswith("tests/")
        limit = HEADER_LINES if name.endswith(".h") and not in_tests else FILE_LINES
        if lines > limit and name not in LONG:
            yield f"{name}:{lines}: longer than {limit} lines"
        if name in LONG and lines <= limit:
            yield f"tools/check_house.py:1: {name} is short again, its exception in LONG can go"
        functions = []
        if name.endswith((".c", ".h")):
            functions = c_functions(tree, name)
        elif name.endswith(".py"):
            functions = [(node.lineno, node.end_lineno - node.lineno) for node in ast.walk(ast.parse(tree.text(name)))
                         if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
        limit = TEST_LINES if in_tests else FUNCTION_LINES
        for line, length in functions:
            if length > limit:
                yield f"{name}:{line}: a function of {length} lines, more than {limit}"


BANNED = re.compile(r"\b(strcpy|strncpy|strcat|strncat|sprintf|vsprintf|strtok|strtok_r|gmtime|localtime|asctime|ctime|"
                    r"atoi|atol|atoll|atof|sscanf|gets|alloca|setjmp|longjmp|system|popen|tmpnam|mktemp)\s*\(")


# File -> banned functions that it is there for.
UNBANNED = {"src/base/oom.c": ("setjmp", "longjmp")}


def rule_banned(tree):
    """Functions that are unsafe, not thread-safe or unable to report an error are not called."""
    for name in tree.files(".c", ".h", under="src/"):
        code = tree.code(name)
        for match in BANNED.finditer(code):
            if match.group(1) in UNBANNED.get(name, ()):
                continue
            yield f"{name}:{line_of(code, match.start())}: {match.group(1)}() is banned"


EXTENSIONS = re.compile(r"\b(__builtin_\w+|__typeof__|typeof|_GNU_SOURCE|_DEFAULT_SOURCE|__extension__)\b|\(\{")


def rule_extensions(tree):
    """Attributes are spelled in base/compiler.h alone; GNU's extensions stay in base and in *_linux.c."""
    for name in tree.files(".c", ".h"):
        code = tree.code(name)
        for match in re.finditer(r"__attribute__|\[\[", code):
            if name != "src/base/compiler.h":
                yield f"{name}:{line_of(code, match.start())}: an attribute outside base/compiler.h"
        for match in EXTENSIONS.finditer(code):
            if not (name.startswith("src/base/") or name.endswith("_linux.c")):
                yield f"{name}:{line_of(code, match.start())}: GNU extension {match.group(0)}"


def rule_pure(tree):
    """The layers that decide take time and chance as arguments."""
    asks = re.compile(r"\b(clock_(?:wall|real|mono)_ms|clock_sleep_ms|clock_gettime|time|random_seed|rand|random|getenv)\s*\(")
    for name in tree.files(".c", under="src/"):
        code = tree.code(name)
        for match in asks.finditer(code) if name.split("/")[1] in PURE else ():
            yield f"{name}:{line_of(code, match.start())}: {match.group(1)}() in a layer that decides"


def rule_fuzz(tree):
    """Every fuzz target has seeds, and every folder of seeds or findings a target."""
    targets = {n.removeprefix("tests/fuzz/fuzz_")[:-2] for n in tree.files(".c", under="tests/fuzz/fuzz_")}
    for target in sorted(targets):
        if not tree.files("", under=f"tests/fuzz/seeds/{target}/"):
            yield f"tests/fuzz/fuzz_{target}.c:1: no seeds in tests/fuzz/seeds/{target}"
    for kind in ("seeds", "found"):
        for name in tree.files("", under=f"tests/fuzz/{kind}/"):
            if name.split("/")[3] not in targets:
                yield f"{name}:1: there is no fuzz target {name.split('/')[3]}"


# Spelled in pieces, so that this file passes its own rule.
PLACES = re.compile(r"(?<![\w.~-])/(?:" + "|".join(["wo" "rk", "fa" "rm", "ho" "me/[a-z]", "ro" "ot", "Us" "ers"])
                    + r")/|/tmp/b" r"-|https?://(?:10|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.\d"
                    r"|https?://[\w.-]+\.(?:internal|local|lan|corp|intra)\b")


def corpus_digests():
    """Size -> digests of the captured pages, where this machine has them."""
    known = {}
    for folder, _, files in os.walk(os.environ.get("CORPUS", "")):
        for name in files:
            path = os.path.join(folder, name)
            known.setdefault(os.path.getsize(path), []).append(path)
    return known


def digest(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).digest()


def rule_foreign(tree):
    """Nothing in the checkout is of somebody's machine, and no captured page is copied into it."""
    captured = corpus_digests()
    for name in tree.names:
        text, size = tree.text(name), os.path.getsize(tree.path(name))
        for match in PLACES.finditer(text):
            yield f"{name}:{line_of(text, match.start())}: names a place on somebody's machine: {match.group(0)}"
        if size > FILE_BYTES:
            yield f"{name}:1: {size} bytes; whatever is larger than {FILE_BYTES} is made by a program instead"
        elif size > PAGE_BYTES and ("__NEXT_" "DATA__") in text:
            yield f"{name}:1: a page of {size} bytes looks captured; fixtures are written, and small"
        if size > 64 and any(digest(path) == digest(tree.path(name)) for path in captured.get(size, [])):
            yield f"{name}:1: is a copy of a captured file"


def rule_promises(tree):
    """No word that promises later work, and no test that is switched off."""
    words = re.compile(r"\b(" + "|".join(["TO" "DO", "FIX" "ME", "X" "XX", "HA" "CK"]) + r")\b")
    for name in tree.files(".c", ".h", ".py", ".sh", ".build", "dev", ".md"):
        for match in words.finditer(tree.text(name)):
            yield f"{name}:{line_of(tree.text(name), match.start())}: {match.group(0)}: do it or write an issue"


def rule_first_line(tree):
    """The first lines of a file say its job."""
    for name in tree.files(".c", ".h"):
        if not tree.text(name).startswith("/* "):
            yield f"{name}:1: does not begin with a comment that says its job"
    for name in tree.files(".py"):
        if not ast.get_docstring(ast.parse(tree.text(name))):
            yield f"{name}:1: does not begin with a docstring that says its job"


def anchors(text):
    """GitHub's anchors of the headings."""
    for heading in re.findall(r"^#+ (.*)$", re.sub(r"^```.*?^```", "", text, flags=re.M | re.S), re.M):
        yield re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def rule_links(tree):
    """Links between the documents lead somewhere."""
    for name in tree.files(".md"):
        text = tree.text(name)
        for match in re.finditer(r"\]\(([^)\s]+)\)", text):
            target, _, anchor = match.group(1).partition("#")
            if re.match(r"[a-z]+:", match.group(1)):
                continue
            path = os.path.normpath(os.path.join(os.path.dirname(name), target)) if target else name
            where = f"{name}:{line_of(text, match.start())}"
            if not os.path.exists(tree.path(path)):
                yield f"{where}: link to {target}, which does not exist"
            elif anchor and path.endswith(".md") and anchor not in anchors(tree.text(path)):
                yield f"{where}: {path} has no heading #{anchor}"


def rule_paths(tree):
    """A path of ours that a document names exists."""
    for name in tree.files(".md"):
        text = tree.text(name)
        for match in re.finditer(r"`((?:src|tests|tools|sandbox|docs)/[\w./-]+)`", text):
            path = match.group(1)
            if not re.search(r"NAME|_N\b", path) and not os.path.exists(tree.path(path)):
                yield f"{name}:{line_of(text, match.start())}: {path} does not exist"


def rule_commands(tree):
    """Every command of the program stands in README.md or docs/."""
    documents = "\n".join(tree.text(n) for n in tree.files(".md")
                          if n == "README.md" or n.startswith("docs/"))
    for name in tree.files("command.h", under="src/cli/"):
        for match in re.finditer(r"\bcmd_(\w+)\(struct invocation", tree.text(name)):
            if f"understudy {match.group(1)}" not in documents:
                yield f"{name}:{line_of(tree.text(name), match.start())}: no document tells of `{match.group(1)}`"


def rule_tables(tree):
    """docs/data.md has a section for every table, and in it every column."""
    document = tree.text("docs/data.md") if "docs/data.md" in tree.names else ""
    sections = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", document, re.M | re.S))
    used = tree.text("src/store/schema.c") if "src/store/schema.c" in tree.names else ""
    scripts = {name: "".join(re.findall(r'"((?:\\.|[^"\\])*)"', tree.text(name))).replace("\\n", "\n")
               for name in tree.files(".def", under="src/store/schema") if os.path.basename(name) in used}
    dropped = {pair for sql in scripts.values() for pair in re.findall(r"ALTER TABLE (\w+) DROP COLUMN (\w+)", sql)}
    for name, sql in scripts.items():
        columns = [(table, re.findall(r"^    ([a-z]\w*)", body, re.M))
                   for table, body in re.findall(r"CREATE TABLE (\w+) \(\n(.*?)\n\);", sql, re.S)]
        columns += [(table, [column]) for table, column in re.findall(r"ALTER TABLE (\w+) ADD COLUMN (\w+)", sql)]
        for table, names in columns:
            if table not in sections:
                yield f"{name}:1: docs/data.md has no section `## {table}`"
            for column in names if table in sections else ():
                if f"`{column}`" not in sections[table] and (table, column) not in dropped:
                    yield f"{name}:1: docs/data.md does not tell of {table}.{column}"


RULES = [rule_layers, rule_edges, rule_sizes, rule_banned, rule_extensions, rule_pure, rule_fuzz, rule_foreign,
         rule_promises, rule_first_line, rule_links, rule_paths, rule_commands, rule_tables]


def main():
    tree = Tree(sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
    failed = 0
    for rule in RULES:
        breaches = list(rule(tree))
        if breaches:
            failed += 1
            print(f"{rule.__name__.removeprefix('rule_')}: {rule.__doc__}")
            print("".join(f"  {breach}\n" for breach in breaches), end="")
    print(f"{len(RULES) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
