"""Hosts for gate_test: one port per scenario, every request written to a log before it is answered.

polite_server.py LOG SCENARIO...   prints the ports, one a line, and ends when stdin does.
Log line: scenario, real time in ms, requests under way on that port (this one included), path.
"""
import email.utils
import http.server
import os
import sys
import threading
import time

RULES = "User-agent: *\nDisallow: /find\n"
TO_FOLLOW = {"/a": "/b", "/b": "/page", "/loop": "/loop2", "/loop2": "/loop", "/self": "/self", "/hidden": "/find?q=x",
             "/nowhere": "http://"}


def html(status, headers=()):
    return status, [("Content-Type", "text/html; charset=utf-8"), *headers], b"<html></html>"


def redirect(to):
    return 302, [("Location", to)], b""


def robots(host):
    """The answer to /robots.txt, by scenario."""
    first = host.count("/robots.txt") == 1
    if host.name == "missing":
        return 404, [], b""
    if host.name == "forbidden":
        return html(403)
    if host.name == "broken" or (host.name == "fading" and not first):
        return 500, [], b""
    if host.name == "throttled":
        return 429, [("Retry-After", "30")], b""
    if host.name == "silent":
        time.sleep(2)
    if host.name == "walled":
        return 202, [("x-amzn-waf-action", "challenge")], b""
    if host.name == "unhurried":
        return 200, [], b"User-agent: understudy\nCrawl-delay: 0.3\n"
    if host.name == "moved":
        return redirect("/rules.txt")
    if host.name == "circling":
        return redirect("/robots.txt")
    if host.name == "abroad":
        return redirect(f"http://127.0.0.1:{host.others['plain']}/robots.txt")
    if host.name == "odd":
        return 200, [], b"# caf\xe9\x00\nUser-agent: *\nDisallow: /caf\xe9\n"
    return 200, [("Content-Type", "text/plain")], RULES.encode()


def page(host, path):
    if path in TO_FOLLOW:
        return redirect(TO_FOLLOW[path])
    if path == "/rules.txt":
        return 200, [], RULES.encode()
    if path == "/out":
        return redirect(f"http://127.0.0.1:{host.others['missing']}/page")
    if path.startswith("/echo"):
        return redirect(path + "&again=1")
    if path == "/202":
        return 202, [("x-amzn-waf-action", "challenge")], b""
    if path == "/202bare":
        return 202, [], b""
    if path == "/202body":
        return 202, [], b"later"
    if path == "/waf405":
        return 405, [("x-amzn-waf-action", "captcha")], b"x"
    if path == "/403":
        return html(403)
    if path == "/403xml":
        return 403, [("Content-Type", "application/xml")], b"<Error/>"
    if path == "/429":
        return 429, [], b""
    if path == "/429zero":
        return 429, [("Retry-After", "0")], b""
    if path == "/429seconds":
        return 429, [("Retry-After", "120")], b""
    if path == "/503":
        return 503, [], b""
    if path == "/500":
        return 500, [], b""
    if path == "/slow500":
        time.sleep(0.3)
        return 500, [], b""
    if path == "/hang":
        time.sleep(3)
    if path == "/503zero":
        return 503, [("Retry-After", "0")], b""
    if path == "/503date":
        return 503, [("Retry-After", email.utils.formatdate(time.time() + 100, usegmt=True))], b""
    if path == "/fast":
        return html(200)
    time.sleep(0.12 if path == "/slow" else 0.03)
    return html(200)


class Host(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, name, log, others):
        super().__init__(("127.0.0.1", 0), Handler)
        self.name, self.log, self.others = name, log, others
        self.lock, self.under_way, self.seen = threading.Lock(), 0, {}
        others[name] = self.server_address[1]

    def count(self, path):
        return self.seen.get(path, 0)

    def handle_error(self, request, client_address):
        pass  # a client that gave up


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        host = self.server
        with host.lock:
            host.under_way += 1
            host.seen[self.path] = host.count(self.path) + 1
            os.write(host.log, f"{host.name} {int(time.time() * 1000)} {host.under_way} {self.path}\n".encode())
        status, headers, body = robots(host) if self.path == "/robots.txt" else page(host, self.path)
        with host.lock:
            host.under_way -= 1
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


def main():
    log = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    others = {}
    for name in sys.argv[2:]:
        host = Host(name, log, others)
        threading.Thread(target=host.serve_forever, daemon=True).start()
        print(others[name], flush=True)
    sys.stdin.read()


main()
