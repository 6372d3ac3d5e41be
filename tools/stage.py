"""The stand-ins of sandbox/ and an environment in which understudy asks nobody else."""

import json
import os
import subprocess
import sys

ROOT = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))


def binary():
    """The program under test: $UNDERSTUDY, else the release build."""
    return os.environ.get("UNDERSTUDY") or os.path.join(ROOT, "build", "understudy")


class Stage:
    """`with Stage() as stage:` runs the stand-ins; stage.environment is for understudy's processes. With polite=True the
    rates stay as they are by default, else nothing waits for a rate slot."""

    def __init__(self, latency_ms=0, polite=False, options=()):
        self.latency_ms, self.polite, self.options = latency_ms, polite, options

    def __enter__(self):
        self.process = subprocess.Popen(
            [sys.executable, os.path.join(ROOT, "sandbox", "serve.py"), "--latency-ms", str(self.latency_ms),
             *self.options],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"the stand-ins did not start (exit {self.process.wait()})")
        self.urls = json.loads(line)
        # The operator's own settings and configuration file must not leak in.
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("UNDERSTUDY_")}
        self.environment |= self.settings()
        return self

    def settings(self):
        """The settings that differ from the defaults."""
        settings = {"XDG_CONFIG_HOME": os.devnull, "UNDERSTUDY_TMDB_URL": self.urls["tmdb_url"],
                    "UNDERSTUDY_TMDB_TOKEN": self.urls["token"], "UNDERSTUDY_IMDB_PAGE_URL": self.urls["imdb_url"],
                    "UNDERSTUDY_SOURCES_ORDER": "imdb_page,given",  # what asks only the two stand-ins that are shown
                    "UNDERSTUDY_HTTP_CONTACT": "stage@example.org"}
        if not self.polite:
            settings |= {"UNDERSTUDY_TMDB_REQUESTS_PER_SECOND": "10000",
                         "UNDERSTUDY_IMDB_PAGE_REQUESTS_PER_SECOND": "10000", "UNDERSTUDY_CACHE_TTL_HOURS": "0"}
        return settings

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()

    @property
    def films(self):
        """The ids of all fictional films."""
        with open(os.path.join(ROOT, "sandbox", "films.json"), encoding="utf-8") as file:
            return [film["id"] for film in json.load(file)["films"]]
