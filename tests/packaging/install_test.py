#!/usr/bin/env python3
"""The Debian packages of build/, in a Debian 12 that is bootstrapped for them: installed with what they depend on, used,
installed again, purged; then booted, with docs/operating.md run from top to bottom. Needs root and the mirror that apt
uses here; without them it is left out."""

import filecmp
import glob
import json
import os
import re
import shutil
import sys
import tempfile

ROOT = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
sys.path.insert(0, os.path.join(ROOT, "tools"))
import stage  # noqa: E402
from debian import Installed, mirrors, run  # noqa: E402

CONFIG = "etc/understudy.conf"
STORE = "var/lib/understudy/understudy.db"
ABSENT, PRESENT = "tt9900001", "tt9900002"  # on the stand-in for TMDb


def made_elsewhere(debian, packages):
    """Of the same files in another folder, without git, come the same bytes."""
    _, second = run(os.path.join(ROOT, "packaging", "files.sh"), "time")
    _, names = run(os.path.join(ROOT, "packaging", "files.sh"))
    with tempfile.TemporaryDirectory(prefix="understudy-elsewhere-") as folder:
        for name in names.splitlines():
            os.makedirs(os.path.dirname(os.path.join(folder, name)), exist_ok=True)
            shutil.copy(os.path.join(ROOT, name), os.path.join(folder, name))
        os.utime(os.path.join(folder, "meson.build"), (int(second), int(second)))
        code, said = run(os.path.join(folder, "packaging", "deb.sh"))
        same = code == 0 and all(filecmp.cmp(package, os.path.join(folder, "build", os.path.basename(package)), False)
                                 for package in packages)
    debian.report("made elsewhere, the same bytes", same, said)


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
                 "doc/understudy/examples/understudy.conf", "doc/understudy/examples/understudy-alerts.yml",
                 "doc/understudy/copyright", "doc/understudy/README.md.gz"):
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


def builds(debian):
    """docs/library.md: a program that uses the library is built as it says."""
    with open(os.path.join(ROOT, "docs", "library.md"), encoding="utf-8") as file:
        commands = "".join(re.findall(r"^```sh\n(.*?)^```", file.read(), re.M | re.S))
    _, page = run(sys.executable, os.path.join(ROOT, "sandbox", "pages.py"), "show", ABSENT, "next-2025")
    debian.write("tmp/page.html", page)
    example = "/usr/share/doc/libunderstudy-dev/examples/records.c"
    debian.expect("a compiler", "apt-get", "-q", "install", "gcc", "libc6-dev", "pkgconf")
    debian.expect("docs/library.md builds its example", "sh", "-euc", f"cd /tmp && cp {example} . && {commands}")
    debian.expect("which reads a page", "/tmp/records", "/tmp/page.html", user="nobody", says=ABSENT)
    debian.inside("sh", "-c", "rm /tmp/records* /tmp/page.html")


def stays(debian, packages):
    """An edited configuration and the films outlive an upgrade; purging takes all."""
    with open(debian.path(CONFIG), "a", encoding="utf-8") as file:
        file.write("[omdb]\napi_key = edited\n")
    for package in packages:
        shutil.copy(package, debian.path("tmp/"))
    debian.expect("installed again", "sh", "-c", "dpkg -i /tmp/*.deb && rm /tmp/*.deb")
    debian.expect("the edit stays", "grep", "-q", "api_key = edited", f"/{CONFIG}")
    debian.report("its owner, too", debian.owner(CONFIG) == "root:understudy 640", debian.owner(CONFIG))
    debian.expect("the films stay", "understudy", "lookup", "--json", PRESENT, user="understudy", says='"from": *"store"')
    ours = [os.path.basename(package).split("_")[0] for package in packages]
    debian.expect("purge", "apt-get", "-q", "-y", "purge", *ours)
    debian.report("purge leaves nothing", not debian.names(), "\n".join(debian.names()) + "\n")


def unit_is_good(debian):
    """Before anything is purged: is the unit one, and how exposed is the daemon?"""
    unit = "understudy.service"
    code, said = run("systemd-analyze", "verify", "--man=no", f"--root={debian.folder}", unit)
    debian.report("systemd-analyze verify", code == 0 and not said, said)
    code, said = run("systemd-analyze", "security", "--offline=true", "--threshold=15", f"--root={debian.folder}", unit)
    debian.report("exposed to at most 1.5 of 10", code == 0, "\n".join(said.splitlines()[-3:]) + "\n")
    debian.report("not enabled by itself", not os.path.lexists(
        debian.path(f"etc/systemd/system/multi-user.target.wants/{unit}")))


def boots(debian, packages):
    """systemd starts in the folder, without a network, runs booted.py and is switched off by it."""
    for package in packages:
        shutil.copy(package, debian.path("srv/"))
    debian.write("etc/systemd/system/booted.service",
                 "[Unit]\nAfter=multi-user.target\n[Service]\nType=exec\nStandardOutput=null\nStandardError=file:/srv/trouble\n"
                 "WorkingDirectory=/srv\nExecStart=/usr/bin/python3 -B /checkout/tests/packaging/booted.py\n"
                 "ExecStopPost=/usr/bin/systemctl --no-block poweroff\n[Install]\nWantedBy=default.target\n")
    debian.inside("systemctl", "enable", "booted.service")
    code, said = run("timeout", "--kill-after=10", "600", "systemd-nspawn", "--quiet", "--register=no", "--keep-unit",
                     "--private-network", f"--bind-ro={ROOT}:/checkout", f"--directory={debian.folder}", "--boot")
    if not os.path.exists(debian.path("srv/trouble")):
        print(f"# no systemd in a container here (exit {code}): docs/operating.md is not run\n{said[-500:]}")
        debian.skipped += 1
        return
    with open(debian.path("srv/trouble"), encoding="utf-8") as file:
        trouble = file.read()
    results = []
    if os.path.exists(debian.path("srv/results.json")):
        with open(debian.path("srv/results.json"), encoding="utf-8") as file:
            results = json.load(file)
    debian.report("booted, to the end of docs/operating.md", results and not trouble, trouble)
    for name, good, shown in results:
        debian.report(name, good, shown)
    for package in packages:
        os.remove(debian.path(f"srv/{os.path.basename(package)}"))
    debian.report("nothing is left of it", not debian.names(), "\n".join(debian.names()) + "\n")


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
            made_elsewhere(debian, packages)
            before = debian.names()
            debian.report("nothing of ours before", not before, "\n".join(before))
            installs(debian, packages)
            unit_is_good(debian)
            with stage.Stage() as on_stage:
                works(debian, on_stage)
            builds(debian)
            stays(debian, packages)
            boots(debian, packages)
    print(f"{debian.passed} passed, {debian.failed} failed" + (f", {debian.skipped} skipped" if debian.skipped else ""))
    return 1 if debian.failed else 0


if __name__ == "__main__":
    sys.exit(main())
