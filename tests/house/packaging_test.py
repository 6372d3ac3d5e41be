#!/usr/bin/env python3
"""What is released: the tarball is the same bytes whoever makes it, and the Debian package asks for what `dev` asks for."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
# Every Debian package is built with gcc; the certificates are for those who use the program.
NOT_FOR_A_PACKAGE = {"gcc", "libc6-dev", "ca-certificates"}


def run(*command, folder=ROOT, **more):
    done = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, check=False, **more)
    return done.returncode, done.stdout


def read(name):
    with open(os.path.join(ROOT, name), encoding="utf-8") as file:
        return file.read()


def tarball_of(folder):
    """(digest, path) of the tarball made in a tree, or (what it said, None)."""
    code, said = run("packaging/tarball.sh", folder=folder)
    if code:
        return said, None
    path = os.path.join(folder, said.strip())
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest(), path


def copy_tree(folder):
    """The files as they are now, as the one commit of a repository."""
    names = run("packaging/files.sh")[1].splitlines()
    for name in names:
        os.makedirs(os.path.dirname(os.path.join(folder, name)), exist_ok=True)
        shutil.copy(os.path.join(ROOT, name), os.path.join(folder, name))
    author = ["-c", "user.name=tester", "-c", "user.email=tester@example.org"]
    for command in (["init", "-q"], ["add", "-A"], [*author, "commit", "-q", "-m", "test: all there is"]):
        run("git", *command, folder=folder, env={**os.environ, "GIT_CONFIG_GLOBAL": os.devnull})
    return names


def tarball_checks(top):
    tree, unpacked = os.path.join(top, "tree"), os.path.join(top, "unpacked")
    os.mkdir(unpacked)
    names = copy_tree(tree)
    first, path = tarball_of(tree)
    yield "a tarball", path, first
    if not path:
        return
    os.utime(os.path.join(tree, "README.md"))
    os.chmod(os.path.join(tree, "LICENSE"), 0o600)
    yield "again, other times and masks: the same bytes", tarball_of(tree)[0] == first, ""
    listed = run("tar", "--list", "--verbose", "--numeric-owner", "--file", path)[1].splitlines()
    yield "of nobody", all(re.match(r"-rw[-x]r-[-x]r-[-x] 0/0 ", line) for line in listed), listed[0]
    run("tar", "--extract", "--file", path, folder=unpacked)
    release = os.path.join(unpacked, os.listdir(unpacked)[0])
    yield "all files, in order", [line.split("/", 2)[-1] for line in listed] == names, ""
    yield "of the release unpacked: the same bytes", tarball_of(release)[0] == first, ""
    with open(os.path.join(tree, "README.md"), "a", encoding="utf-8") as file:
        file.write("not committed\n")
    said, path = tarball_of(tree)
    yield "not of what is not committed", path is None and "not committed" in said, said


def dependency_checks():
    fields = re.search(r"^Build-Depends: (.*(?:\n .*)*)", read("packaging/debian/control"), re.M).group(1)
    asked = {word.split()[0] for word in fields.replace("\n", " ").split(",")} - {"debhelper-compat"}
    needed = set(re.search(r"^for_build='([^']*)'", read("dev"), re.M).group(1).split()) - NOT_FOR_A_PACKAGE
    yield "Build-Depends is for_build of ./dev", asked == needed, f"only one has {sorted(asked ^ needed)}"


def main():
    with tempfile.TemporaryDirectory(prefix="understudy-release-") as top:
        results = [*tarball_checks(top), *dependency_checks()]
    for name, good, said in results:
        if not good:
            print(f"not ok - {name}: {said}")
    failed = sum(1 for _, good, _ in results if not good)
    print(f"{len(results) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
