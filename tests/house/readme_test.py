#!/usr/bin/env python3
"""The documents say what the program does: every command that they name is one, with these options, and the commands of
README's transcript give the output that stands there, but for times."""

import os
import re
import shlex
import subprocess
import sys
import tempfile

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
sys.path.insert(0, os.path.join(ROOT, "tools"))
import run  # noqa: E402
import stage  # noqa: E402

DOCUMENTS = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGES.md",
             *(os.path.join("docs", name) for name in sorted(os.listdir(os.path.join(ROOT, "docs"))))]
# Looks like words of a command but is none: `understudy: message`, `understudy/VERSION`.
ACCOUNT = re.compile(r"(-[ugo]|--unit|--now|stop|start|restart|reload|remove|purge|\* \*) understudy\b")  # or unit, package
COMMAND = re.compile(r"(?:^|[`\s/])(understudy|\./dev)((?: +(?:[\w.…=\[\]/-]+))+)")
TIMES = [(re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?Z?"), "TIME"), (re.compile(r"\b\d+(\.\d+)? m?s\b"), "DURATION"),
         (re.compile(r"(again|retry|next)([^\n]*?)\d{4}-\d\d-\d\d"), r"\1\2DATE")]


def read(name):
    with open(os.path.join(ROOT, name), encoding="utf-8") as file:
        return file.read()


def output(*command, environment=None, binary=False):
    done = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, env=environment, check=False)
    return done.returncode, done.stdout


def code_of(text):
    """Inline code and code blocks: where commands stand."""
    yield from re.findall(r"`([^`\n]+)`", text)
    for block in re.findall(r"^```\w*\n(.*?)^```", text, re.M | re.S):
        yield from (line[2:] for line in block.splitlines() if line.startswith("$ "))
    for block in re.findall(r"^```sh\n(.*?)^```", text, re.M | re.S):
        yield from block.splitlines()
    yield from re.findall(r"^    (.*)$", text, re.M)


def commands_named():
    """(document, program, words) for every command in the documents, each once."""
    seen = set()
    for document in DOCUMENTS:
        for code in code_of(read(document)):
            for program, words in COMMAND.findall(ACCOUNT.sub("", code)):
                key = (program, tuple(words.split()))
                if key not in seen:
                    seen.add(key)
                    yield document, program, words.split()


def wrong_with(program, words, known):
    """What is wrong with a command of the documents, None when nothing is."""
    if program == "./dev":
        return None if re.search(rf"^\./dev {re.escape(words[0])}\b", known["./dev"], re.M) else "no such ./dev command"
    if words[0].startswith("--"):
        return None if words[0] in known["understudy"] else f"no global option {words[0]}"
    code, said = output(stage.binary(), "help", words[0])
    if code != 0:
        return f"no such command (exit {code})"
    for option in (word for word in words[1:] if word.startswith("--")):
        if not re.search(rf"{re.escape(option)}\b", said + known["understudy"]):
            return f"{words[0]} has no option {option}"
    return None


def without_times(text):
    for pattern, name in TIMES:
        text = pattern.sub(name, text)
    return "\n".join(re.sub(r" {2,}", "  ", line.rstrip()) for line in text.strip().splitlines())


def transcript():
    """(command, output) of README's console block, in order."""
    block = re.search(r"^```console\n(.*?)^```", read("README.md"), re.M | re.S).group(1)
    for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
        command, _, shown = part.partition("\n")
        yield command, shown


def transcript_problems():
    with stage.Stage(polite=True) as on_stage, tempfile.TemporaryDirectory() as folder:
        environment = {**on_stage.environment, "UNDERSTUDY_DATABASE_URL": f"sqlite:{folder}/readme.db"}
        for command, shown in transcript():
            words = shlex.split(command)
            _, got = output(stage.binary(), *words[1:], environment=environment)
            problem = None
            if words[0] != "understudy":
                problem = "is no understudy command"
            elif without_times(got) != without_times(shown):
                problem = f"README shows\n{shown}\nit says\n{got}"
            yield command, problem


def main():
    known = {"./dev": output("./dev", "help")[1], "understudy": output(stage.binary(), "help")[1]}
    results = [(f"{document}: {program} {' '.join(words)}", wrong_with(program, words, known))
               for document, program, words in commands_named()]
    results += [(f"README.md: $ {command}", problem) for command, problem in transcript_problems()]
    same = [f"understudy {command}" for command in run.SHOWN] == [command for command, _ in transcript()]
    results += [("README.md: what ./dev run shows", None if same else "the commands differ")]
    for name, problem in results:
        if problem:
            print(f"not ok - {name}: {problem}")
    failed = sum(1 for _, problem in results if problem)
    print(f"{len(results) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
