"""A headless Chromium, driven by W3C WebDriver over HTTP; no more of it than the tests of the dashboard need."""
from __future__ import annotations

import base64
import json
import os
import re
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # W3C WebDriver section 12.2
PATIENCE = 20.0  # seconds


class BrowserError(ValueError):
    """What the browser refused, in its words."""


class Browser:
    """`with Browser() as browser:`; javascript=False looks at pages as they are without it."""

    def __init__(self, javascript: bool = True) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="understudy-browser-", ignore_cleanup_errors=True)
        self.driver = subprocess.Popen(["chromedriver", "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                       text=True, env={**os.environ, "HOME": self.folder.name, "TMPDIR": self.folder.name})
        assert self.driver.stdout is not None
        self.base = ""
        for line in self.driver.stdout:
            if found := re.search(r"started successfully on port (\d+)", line):
                self.base = f"http://127.0.0.1:{found.group(1)}"
                break
        options = {"args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
                            f"--user-data-dir={self.folder.name}/profile", "--no-first-run", "--lang=en",
                            "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"],
                   "prefs": {} if javascript else {"profile.managed_default_content_settings.javascript": 2}}
        wanted = {"browserName": "chrome", "goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"},
                  "timeouts": {"pageLoad": 60000, "script": 60000}}
        made = self._call("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})
        self.base += f"/session/{made['sessionId']}"

    def _call(self, method: str, path: str, value: Any = None) -> Any:
        data = None if value is None and method != "POST" else json.dumps(value or {}).encode()
        request = urllib.request.Request(self.base + path, data=data, method=method,
                                         headers={"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=2 * PATIENCE) as answer:
                return json.loads(answer.read())["value"]
        except urllib.error.HTTPError as refused:
            problem = json.loads(refused.read())["value"]
            raise BrowserError(f"{path}: {problem['error']}: {problem['message'][:500]}") from refused

    def go(self, url: str) -> None:
        self._call("POST", "/url", {"url": url})

    @property
    def url(self) -> str:
        return str(self._call("GET", "/url"))

    def run(self, script: str, *arguments: Any) -> Any:
        """A function's body; a promise is waited for."""
        return self._call("POST", "/execute/sync", {"script": script, "args": list(arguments)})

    def find(self, selector: str) -> str:
        return str(self._call("POST", "/element", {"using": "css selector", "value": selector})[ELEMENT])

    def click(self, selector: str) -> None:
        self._call("POST", f"/element/{self.find(selector)}/click")

    def write(self, selector: str, text: str) -> None:
        element = self.find(selector)
        self._call("POST", f"/element/{element}/clear")
        self._call("POST", f"/element/{element}/value", {"text": text})

    def press(self, key: str) -> None:
        """To whatever has the focus."""
        self._call("POST", "/actions", {"actions": [{"type": "key", "id": "keys", "actions": [
            {"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}]}]})

    def text(self, selector: str = "main") -> str:
        return str(self._call("GET", f"/element/{self.find(selector)}/text"))

    def shows(self, selector: str, part: str) -> bool:
        """Waited for: a click may still be leading somewhere."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                if part in self.text(selector):
                    return True
            except BrowserError:  # not there yet, or not any more
                pass
            time.sleep(0.05)
        return False

    def until(self, what: str, script: str) -> Any:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if value := self.run(script):
                return value
            time.sleep(0.05)
        raise BrowserError(f"never came: {what}")

    def _chrome(self, command: str, parameters: dict[str, Any]) -> Any:
        return self._call("POST", "/goog/cdp/execute", {"cmd": command, "params": parameters})

    def size(self, width: int, height: int) -> None:
        """As that of a phone or a desk: the page's own pixels."""
        self._chrome("Emulation.setDeviceMetricsOverride",
                     {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600})

    def prefer(self, theme: str) -> None:
        """What the system prefers: "dark" or "light"; and no motion: colours are measured, not those on the way to them."""
        self._chrome("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": theme},
                                                                 {"name": "prefers-reduced-motion", "value": "reduce"}]})

    def picture(self, path: Path) -> None:
        """The whole page as PNG."""
        height = self.run("return document.documentElement.scrollHeight")
        width = self.run("return window.innerWidth")
        got = self._chrome("Page.captureScreenshot", {"format": "png", "captureBeyondViewport": True, "clip": {
            "x": 0, "y": 0, "width": width, "height": min(height, 6000), "scale": 1}})
        path.write_bytes(base64.b64decode(got["data"]))

    def complaints(self) -> list[str]:
        """Of the console since it was asked last; pictures of others' hosts, which nobody reaches here, do not count."""
        return [one["message"] for one in self._call("POST", "/se/log", {"type": "browser"})
                if one["level"] in ("SEVERE", "WARNING") and not re.match(r"https://(m\.media-amazon\.com|image\.tmdb\.org)/\S* - "
                                                                          r"Failed to load resource", one["message"])]

    def close(self) -> None:
        try:
            self._call("DELETE", "")
        except (BrowserError, OSError):
            pass
        self.driver.terminate()
        self.driver.wait(timeout=PATIENCE)
        assert self.driver.stdout is not None
        self.driver.stdout.close()
        self.folder.cleanup()

    def __enter__(self) -> "Browser":
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()
