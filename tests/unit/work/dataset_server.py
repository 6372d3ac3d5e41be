#!/usr/bin/env python3
"""The datasets' host for dataset_refresh_test: serves DIR/www with ETag and Last-Modified, or does what DIR/mode says.

dataset_server.py DIR   prints its port; writes "path status condition" lines to DIR/log; ends when stdin does.
"""
import email.utils
import hashlib
import http.server
import os
import sys
import threading

DIR = sys.argv[1]


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, body=b"", headers=(), length=None):
        condition = "conditional" if "If-None-Match" in self.headers or "If-Modified-Since" in self.headers else "plain"
        with open(os.path.join(DIR, "log"), "a", encoding="utf-8") as log:
            log.write(f"{self.path} {status} {condition}\n")
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)
        if length is not None:
            self.close_connection = True

    def do_GET(self):
        with open(os.path.join(DIR, "mode"), encoding="utf-8") as file:
            mode = file.read().strip()
        path = os.path.join(DIR, "www", os.path.basename(self.path))
        if mode.startswith("status "):
            self.answer(int(mode[7:]), b"<html>no</html>", [("Content-Type", "text/html")])
        elif mode == "page":
            self.answer(200, b"<html>are you human?</html>", [("Content-Type", "text/html; charset=utf-8")])
        elif not os.path.exists(path):
            self.answer(404)
        else:
            self.serve(path, mode)

    def serve(self, path, mode):
        with open(path, "rb") as file:
            body = file.read()
        etag = '"' + hashlib.sha1(body).hexdigest()[:8] + '"'
        date = email.utils.formatdate(os.path.getmtime(path), usegmt=True)
        if mode == "always 304" or self.headers.get("If-None-Match") == etag:
            self.answer(304, b"", [("ETag", etag)])
        elif mode == "cut":
            self.answer(200, body[:len(body) // 2], [], len(body))
        else:
            self.answer(200, body, [("ETag", etag), ("Last-Modified", date), ("Content-Type", "binary/octet-stream")])


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_address[1], flush=True)
sys.stdin.buffer.read()
os._exit(0)
