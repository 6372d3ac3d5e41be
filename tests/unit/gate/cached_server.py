"""A host for cached_test: what can be kept and what cannot; every request is a line of the log before it is answered.

cached_server.py LOG   prints its port and ends when stdin does. Log line: path, then I or M for a conditional request.
"""
import http.server
import os
import socket
import struct
import sys
import threading
import time

HOUR = ("Cache-Control", "max-age=3600")
OLD = ("Cache-Control", "max-age=0")


def answer(path, first, headers):
    """Status, headers, body; `first`: of this path since the start."""
    base = path.split("?")[0]
    if base == "/robots.txt":
        return 200, [], b"User-agent: *\nDisallow:\n"
    if base == "/fresh":
        return 200, [HOUR], b"fresh"
    if base == "/etag":
        return (304, [HOUR], b"") if headers.get("If-None-Match") == '"v1"' else (200, [OLD, ("ETag", '"v1"')], b"etag")
    if base == "/dated":
        day = "Sun, 06 Nov 1994 08:49:37 GMT"
        same = headers.get("If-Modified-Since") == day
        return (304, [HOUR], b"") if same else (200, [OLD, ("Last-Modified", day)], b"dated")
    if base == "/changed":
        return 200, [OLD, ("ETag", '"v1"' if first else '"v2"')], b"before" if first else b"after"
    if base == "/liar":
        return 304, [], b""
    if base == "/sent-on":  # a page that has moved since, to one that claims to be unchanged
        return (200, [OLD, ("ETag", '"v1"')], b"mine") if first else (302, [("Location", "/liar")], b"")
    if base == "/moved":
        return 301, [HOUR, ("Location", "/target")], b"over there"
    if base == "/target":
        return 200, [HOUR], b"target"
    if base == "/circle":
        return 301, [HOUR, ("Location", "/circle")], b""
    if base == "/failing":
        return (200, [OLD], b"good") if first else (503, [], b"bad")
    if base == "/strict":
        return (200, [("Cache-Control", "max-age=0, must-revalidate")], b"good") if first else (500, [], b"bad")
    if base == "/lost":
        return (200, [OLD], b"good") if first else (None, [], b"")
    if base == "/wall":
        return (200, [OLD], b"good") if first else (202, [("x-amzn-waf-action", "challenge")], b"")
    if base == "/no":
        return 404, [], b"no"
    if base == "/no-then-broken":
        return (404, [], b"no") if first else (500, [], b"bad")
    if base == "/slow":
        time.sleep(0.5)
        return 200, [HOUR], b"slow"
    if base == "/slow-and-broken":
        time.sleep(0.3)
        return 500, [], b"bad"
    if base == "/stall":
        time.sleep(2 if first else 0)
        return 200, [HOUR], b"late"
    return 200, [("Cache-Control", "no-store")], b"secret"


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    lock, seen, log = threading.Lock(), set(), -1

    def do_GET(self):
        with self.lock:
            first = self.path not in self.seen
            self.seen.add(self.path)
            signs = ("I" if "If-None-Match" in self.headers else "") + ("M" if "If-Modified-Since" in self.headers else "")
            os.write(self.log, f"{self.path} {signs}\n".encode())
        status, headers, body = answer(self.path, first, self.headers)
        if status is None:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            os.close(self.connection.detach())
            self.close_connection = True
            return
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        pass  # a client that gave up, or was killed


def main():
    Handler.log = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_address[1], flush=True)
    sys.stdin.read()


main()
