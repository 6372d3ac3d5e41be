"""A webhook's receiver on loopback: keeps what came, checks its signature, answers as it is told."""
from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KEY = bytes(range(32))
SECRET = "whsec_" + base64.b64encode(KEY).decode()


def signature(key: bytes, id: str, timestamp: str, body: bytes) -> str:
    told = f"{id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, told, hashlib.sha256).digest()).decode()


class Call:
    """One POST."""

    def __init__(self, path: str, headers: dict[str, str], body: bytes) -> None:
        self.path, self.headers, self.body = path, headers, body
        self.id, self.timestamp = headers["webhook-id"], headers["webhook-timestamp"]

    @property
    def event(self) -> Any:
        return json.loads(self.body)

    def is_signed(self, *keys: bytes) -> bool:
        wanted = [signature(key, self.id, self.timestamp, self.body) for key in keys or (KEY,)]
        return self.headers["webhook-signature"].split(" ") == wanted and abs(time.time() - int(self.timestamp)) < 300


class Receiver:
    """`answers`: what the next calls get, then 204: a status, "hang", "cut", "huge", or (status, headers)."""

    def __init__(self, *answers: Any) -> None:
        self.calls: list[Call] = []
        self.answers = list(answers)
        self.over = threading.Event()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                receiver.calls.append(Call(self.path, {k.lower(): v for k, v in self.headers.items()}, body))
                self.reply(receiver.answers.pop(0) if receiver.answers else 204)

            def do_GET(self) -> None:  # whoever follows a redirect, or asks for robots.txt
                receiver.calls.append(Call("GET " + self.path, {"webhook-id": "", "webhook-timestamp": "0"}, b""))
                self.reply(204)

            def reply(self, answer: Any) -> None:
                if answer == "cut":
                    self.close_connection = True
                    return
                if answer == "hang":
                    receiver.over.wait(60)
                    self.close_connection = True
                    return
                status, headers = answer if isinstance(answer, tuple) else (200 if answer == "huge" else answer, {})
                length = 64 << 20 if answer == "huge" else 0
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(length))
                self.end_headers()
                try:
                    for _ in range(length >> 16):
                        self.wfile.write(b"x" * 65536)
                except OSError:
                    self.close_connection = True

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/hook?room=secret-room"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def __enter__(self) -> "Receiver":
        return self

    def __exit__(self, *_: Any) -> None:
        self.over.set()
        self.server.shutdown()
        self.server.server_close()
