"""A Debian 12, bootstrapped into a folder: to install our packages in, and to look at what they left."""

import os
import re
import subprocess

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


# What the commands of docs/operating.md need beside our package, and the stand-ins.
TOOLS = ["curl", "dbus", "python3", "sudo", "systemd", "systemd-sysv"]


class Installed:
    """A bootstrapped Debian in a folder. Nothing is started in it before it is booted."""

    def __init__(self, folder):
        self.folder = folder
        self.passed = self.failed = self.skipped = 0

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
        self.write("etc/apt/apt.conf.d/90tests", 'APT::Get::Assume-Yes "true";\nAPT::Install-Recommends "false";\n')
        self.write("etc/hostname", "debian\n")
        self.write("etc/hosts", "127.0.0.1 localhost debian\n")
        for command in (["update"], ["install", *TOOLS]):
            code, said = self.inside("apt-get", "-q", *command)
            if code:
                return said
        return None

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
