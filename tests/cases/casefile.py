"""Reads a .case file: why it exists, then steps in the order in which they happen.

    Free text up to the first section says what the case proves; its first line is the name in the report.

    [sqlite] REASON                           the case is about SQLite's file, and is left out on PostgreSQL
    [pgsql] REASON                            the case is about PostgreSQL alone; @EMPTY@ is a database without tables
    [sandbox] {"arrived": ["tt9900001"]}      options of sandbox/serve.py until the end of the case
    [faults]                                  rules of sandbox/faults.py, one a line: PART-OF-PATH KIND [key=value…]
    [env]                                     NAME=value, or -NAME to unset, for the runs that follow
    [file NAME]  [page NAME] ID LAYOUT [gzip|zstd]  or  [page NAME] SPECIAL [gzip|zstd]
    [shell]                                   commands for sh in the case's folder; must succeed

    [run] ARGUMENTS                           the program; what must hold for this run follows:
      [stdin]  [exit] N (0 when left out)
      [stdout] [stderr]                       exactly this text; "…" stands for anything within a line
      [stdout json]                           one object a line, each a part of what is printed on that line
      [stdout contains] [stderr contains] [stdout lacks] [stderr lacks]    lines of text
      [requests]                              "host path" one a line, in order, query left out unless written;
                                              "(none)" for none

    [sql] SELECT …                            rows with "|" between columns; checked after the runs before it

@TMP@, @BINARY@ (the program), @TMDB@, @IMDB@, @WIKIDATA@, @OMDB@, @GATEWAY@, @CONTROL@ and @SANDBOX@ (the folder
sandbox/) stand for themselves anywhere.
A line that starts with "##" is a remark."""
from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

EXPECTATIONS = {"stdin", "exit", "stdout", "stderr", "stdout json", "stdout contains", "stderr contains",
                "stdout lacks", "stderr lacks", "requests"}
STEPS = {"sqlite", "pgsql", "sandbox", "faults", "env", "file", "page", "shell", "run", "sql"}


class CaseError(Exception):
    """The case file itself is wrong."""


@dataclass
class Section:
    """One [section] of the file."""
    name: str
    argument: str
    lines: list[str]
    line_number: int
    subject: str = ""  # NAME of [file NAME] and [page NAME]

    @property
    def text(self) -> str:
        """The body, with a final line end unless it is empty."""
        return "".join(line + "\n" for line in self.lines)


@dataclass
class Step:
    """One thing that happens, with what must hold afterwards."""
    section: Section
    expectations: list[Section] = field(default_factory=list)


@dataclass
class Case:
    """A whole file."""
    path: Path
    why: str
    steps: list[Step]

    @property
    def name(self) -> str:
        return self.path.stem


def _header(line: str, number: int) -> Section | None:
    """The section that a line begins, None when it begins none."""
    if match := re.match(r"\[(file|page) ([^]]+)\](?: (.*))?$", line):
        return Section(match[1], match[3] or "", [], number, match[2])
    if match := re.match(r"\[([a-z]+(?: [a-z]+)?)\](?: (.*))?$", line):
        return Section(match[1], match[2] or "", [], number)
    return None


def _sections(path: Path) -> tuple[str, list[Section]]:
    preface: list[str] = []
    sections: list[Section] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("##"):
            continue
        header = _header(line, number)
        # "[tmdb]" within a file is a line of that file, not a section that was spelt wrong.
        in_text = bool(sections) and sections[-1].name in ("file", "stdin")
        if header is not None and (header.name in STEPS | EXPECTATIONS or not in_text):
            sections.append(header)
        else:
            (sections[-1].lines if sections else preface).append(line)
    for section in sections:
        while section.lines and not section.lines[-1].strip():
            section.lines.pop()
    return "\n".join(preface).strip(), sections


def read_case(path: Path) -> Case:
    """The case of a file; CaseError names file, line and fault."""
    why, sections = _sections(path)
    steps: list[Step] = []
    if not why:
        raise CaseError(f"{path}:1: no text says what the case proves")
    for section in sections:
        where = f"{path}:{section.line_number}"
        if section.name in STEPS:
            steps.append(Step(section))
        elif section.name not in EXPECTATIONS:
            known = ", ".join(sorted(STEPS | EXPECTATIONS))
            raise CaseError(f"{where}: no section [{section.name}]; there are: {known}")
        elif not steps or steps[-1].section.name != "run":
            raise CaseError(f"{where}: [{section.name}] belongs after a [run]")
        else:
            steps[-1].expectations.append(section)
    if not any(step.section.name == "run" for step in steps):
        raise CaseError(f"{path}: no [run]")
    return Case(path, why, steps)


def read_fault(line: str) -> dict[str, object]:
    """A rule from 'PART-OF-PATH KIND key=value…'; numbers become numbers."""
    words = line.split()
    if len(words) < 2:
        raise CaseError(f"a fault is PART-OF-PATH KIND [key=value…], not {line!r}")
    rule: dict[str, object] = {"match": words[0], "kind": words[1]}
    for word in words[2:]:
        key, _, value = word.partition("=")
        rule[key] = int(value) if value.isdigit() else value.replace("%20", " ").replace("\\n", "\n")
    return rule
