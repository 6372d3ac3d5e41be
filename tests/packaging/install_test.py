#!/usr/bin/env python3
"""The Debian packages of build/, in a Debian 12 that is bootstrapped for them: installed with what they depend on, used,
installed again, purged. Needs root and the mirror that apt uses here; without them it is left out."""

import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
sys.path.insert(0, os.path.join(ROOT, "tools"))
import stage  # noqa: E402

CONFIG = "etc/understudy.conf"
STORE = "var/lib/understudy/understudy.db"
ABSENT, PRESENT = "tt9900001", "tt9900002"  # on the stand-in for TMDb


def run(*command, **more):
    """(exit code, stdout and stderr)"""
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          errors="replace", check=False, **more)
    return done.returncode, done.stdout


def mirrors():
    """(address, suite) of every Debian 12 archive that apt knows here, the main one first."""
    _, said = run("apt-get", "indextargets", "--format", "$(ORIGIN)|$(REPO_URI)|$(CODENAME)", "Created-By: Packages")
    found = {tuple(line.split("|")[1:]) for line in said.splitlines() if re.match(r"Debian\|.*\|bookworm", line)}
    return sorted(found, key=lambda mirror: len(mirror[1]))


class Installed:
    """A bootstrapped Debian in a folder; services are never started in it."""

    def __init__(self, folder):
        self.folder = folder
        self.passed = self.failed = 0

    def path(self, name):
        return os.path.join(self.folder, name)

    def report(self, name, good, said=""):
        self.passed, self.failed = self.passed + bool(good), self.failed + (not good)
        if not good:
            print(f"not ok - {name}\n{said}", flush=True)

    def inside(self, *command, user="root", environment=None):
        home = {"root": "/root", "understudy": "/var/lib/understudy"}.get(user, "/")
        base = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": home, "LC_ALL": "C.UTF-8",
                "DEBIAN_FRONTEND": "noninteractive"}
        return run("chroot", f"--userspec={user}", self.folder, *command, env=base | (environment or {}))

    def expect(self, name, *command, code=0, says="", **more):
        got, said = self.inside(*command, **more)
        self.report(name, got == code and re.search(says, said), f"exit {got}, not {code}; or no /{says}/ in\n{said}")
        return said

    def write(self, name, text, mode=0o644):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(self.path(name), mode)

    def bootstrap(self, known):
        code, said = run("debootstrap", "--variant=minbase", known[0][1], self.folder, known[0][0])
        if code:
            return said
        self.write("etc/apt/sources.list", "".join(f"deb {address} {suite} main\n" for address, suite in known))
        self.write("usr/sbin/policy-rc.d", "#!/bin/sh\nexit 101\n", 0o755)
        code, said = self.inside("apt-get", "-q", "update")
        return said if code else None

    def names(self):
        """Every path that names us, and every account."""
        found = [os.path.join(folder, name) for folder, folders, files in os.walk(self.folder)
                 for name in folders + files if "understudy" in name]
        for table in ("passwd", "group", "shadow", "gshadow"):
            with open(self.path(f"etc/{table}"), encoding="utf-8") as file:
                found += [f"{table}: {line}" for line in file if line.startswith("understudy")]
        return found

    def owner(self, name):
        """user:group mode"""
        return self.inside("stat", "-c", "%U:%G %a", f"/{name}")[1].strip()


def installs(debian, packages):
    for package in packages:
        shutil.copy(package, debian.path("tmp/"))
    files = [f"/tmp/{os.path.basename(package)}" for package in packages]
    debian.expect("apt-get install", "apt-get", "-q", "-y", "--no-install-recommends", "install", *files)
    for package in packages:
        os.remove(debian.path(f"tmp/{os.path.basename(package)}"))
    for name, owner in ((CONFIG, "root:understudy 640"), (STORE, "understudy:understudy 600"),
                        (os.path.dirname(STORE), "understudy:understudy 700")):
        debian.report(f"{name} is {owner}", debian.owner(name) == owner, debian.owner(name) + "\n")
    for name in ("man/man1/understudy.1.gz", "bash-completion/completions/understudy",
                 "doc/understudy/examples/understudy.conf", "doc/understudy/copyright", "doc/understudy/README.md.gz"):
        debian.report(f"{name} is there", os.path.isfile(debian.path(f"usr/share/{name}")))
    code, said = run("man", "--warnings", "-l", debian.path("usr/share/man/man1/understudy.1.gz"), env={"LC_ALL": "C.UTF-8"})
    debian.report("the manual page reads well", code == 0 and "lookup ID..." in said and "warning" not in said, said)
    debian.expect("no account with a shell", "grep", "^understudy:.*:/usr/sbin/nologin$", "/etc/passwd")


def works(debian, on_stage):
    """The daemon's user, root and somebody else; all of them with the same store and configuration."""
    stand_ins = {name: value for name, value in on_stage.environment.items() if name.startswith("UNDERSTUDY_")}
    version = re.search(r"version: '(.*)'", open(os.path.join(ROOT, "meson.build"), encoding="utf-8").read()).group(1)
    debian.expect("--version", "understudy", "--version", says=f"^understudy {re.escape(version)}\n")
    _, page = run(sys.executable, os.path.join(ROOT, "sandbox", "pages.py"), "show", ABSENT, "next-2025")
    debian.write("tmp/page.html", page)
    debian.expect("extract", "understudy", "extract", "--json", "/tmp/page.html", user="nobody",
                  says=f'"outcome": *"found".*{ABSENT}')
    debian.expect("lookup, as its user", "understudy", "lookup", "--json", PRESENT, ABSENT, user="understudy",
                  environment=stand_ins, says='(?s)"full".*"imdb_placeholder"')
    debian.expect("lookup, as root", "understudy", "lookup", "--fresh", PRESENT, environment=stand_ins)
    debian.report("root leaves the store its user's", debian.owner(STORE) == "understudy:understudy 600")
    debian.expect("and its user goes on", "understudy", "placeholders", "retry", ABSENT, user="understudy",
                  environment=stand_ins)
    debian.expect("somebody else is told what to do", "understudy", "lookup", PRESENT, user="nobody", code=4,
                  environment=stand_ins, says=r"/etc/understudy\.conf: Permission denied; .*\.config/understudy")
    os.remove(debian.path("tmp/page.html"))


def stays(debian, packages):
    """An edited configuration and the films outlive an upgrade; purging takes all."""
    with open(debian.path(CONFIG), "a", encoding="utf-8") as file:
        file.write("[omdb]\napi_key = edited\n")
    for package in packages:
        shutil.copy(package, debian.path("tmp/"))
    debian.expect("installed again", "sh", "-c", "dpkg -i /tmp/understudy*.deb && rm /tmp/understudy*.deb")
    debian.expect("the edit stays", "grep", "-q", "api_key = edited", f"/{CONFIG}")
    debian.report("its owner, too", debian.owner(CONFIG) == "root:understudy 640", debian.owner(CONFIG))
    debian.expect("the films stay", "understudy", "lookup", "--json", PRESENT, user="understudy", says='"from": *"store"')
    ours = [os.path.basename(package).split("_")[0] for package in packages]
    debian.expect("purge", "apt-get", "-q", "-y", "purge", *ours)
    debian.report("purge leaves nothing", not debian.names(), "\n".join(debian.names()) + "\n")


def main():
    packages = [name for name in sorted(glob.glob(os.path.join(ROOT, "build", "*.deb"))) if "-dbgsym" not in name]
    if not packages:
        print("not ok - no package in build/: ./dev deb makes them\n0 passed, 1 failed")
        return 1
    known = mirrors()
    if os.geteuid() != 0 or not known or not shutil.which("debootstrap"):
        print("0 passed, 0 failed, 1 skipped")
        return 0
    with tempfile.TemporaryDirectory(prefix="understudy-debian-") as folder:
        os.chmod(folder, 0o755)
        debian = Installed(folder)
        trouble = debian.bootstrap(known)
        debian.report("debootstrap", trouble is None, trouble)
        if trouble is None:
            before = debian.names()
            debian.report("nothing of ours before", not before, "\n".join(before))
            installs(debian, packages)
            with stage.Stage() as on_stage:
                works(debian, on_stage)
            stays(debian, packages)
    print(f"{debian.passed} passed, {debian.failed} failed")
    return 1 if debian.failed else 0


if __name__ == "__main__":
    sys.exit(main())
