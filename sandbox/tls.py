"""TLS and HTTP/2 for the stand-ins: a throw-away certificate (openssl) and nghttpx in front of a plain server."""
from __future__ import annotations

import ctypes
import shutil
import signal
import socket
import ssl
import subprocess
import time
from pathlib import Path


def certificate(directory: Path) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 and localhost that is its own authority, and its key."""
    cert, key = directory / "ca.pem", directory / "key.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                    "-days", "2", "-subj", "/CN=Understudy sandbox", "-addext",
                    "subjectAltName=IP:127.0.0.1,DNS:localhost", "-keyout", str(key), "-out", str(cert)],
                   check=True, stdin=subprocess.DEVNULL, capture_output=True)
    return cert, key


def context(cert: Path, key: Path) -> ssl.SSLContext:
    """A server context for HTTP/1.1, for when nghttpx is missing."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(cert, key)
    return made


def nghttpx() -> str | None:
    """Where nghttpx is, None when it is not installed."""
    return shutil.which("nghttpx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


def front(program: str, backend_port: int, cert: Path, key: Path, log: Path) -> tuple[subprocess.Popen[bytes], int]:
    """nghttpx on a free port before a plain server; returns when it takes connections."""
    port = _free_port()
    child = subprocess.Popen(
        [program, "--conf=/dev/null", f"--frontend=127.0.0.1,{port}", f"--backend=127.0.0.1,{backend_port}",
         "--no-ocsp", "--single-process", "--accesslog-file=/dev/null", f"--errorlog-file={log}", str(key), str(cert)],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=_die_with_parent)
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return child, port
        if child.poll() is not None:
            break
        time.sleep(0.05)
    child.kill()
    raise RuntimeError(f"nghttpx does not start: {log.read_text() if log.exists() else 'no log'}")
