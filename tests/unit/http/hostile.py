#!/usr/bin/env python3
"""A server that misbehaves on request: the path says how. For fetch_test; loopback only.

hostile.py DIR   writes DIR/ca.pem, a self-signed certificate for "localhost" alone, then prints two ports, plain and
TLS, on one line. Ends when its standard input does, at the latest after 60 s.
"""

import gzip
import os
import socket
import ssl
import struct
import subprocess
import sys
import threading
import time
import zlib

HELLO = b"a film that nobody has seen\n"
LONG_S = 3  # longer than any time-out of the tests

accepted = 0  # connections with at least one request
lock = threading.Lock()


def message(body=HELLO, status="200 OK", headers=(), length=None):
    lines = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(body) if length is None else length}", "", ""]
    return "\r\n".join(lines).encode("latin-1") + body


def chunked(body, last=b"0\r\n\r\n"):
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    return head + b"".join(b"%x\r\n%s\r\n" % (len(body[i:i + 5]), body[i:i + 5]) for i in range(0, len(body), 5)) + last


def coded(name, body, **more):
    return message(body, headers=[f"Content-Encoding: {name}", *more.pop("headers", [])], **more)


def raw_deflate(body):
    engine = zlib.compressobj(9, zlib.DEFLATED, -15)
    return engine.compress(body) + engine.flush()


def bent(body):
    return body[:20] + bytes([body[20] ^ 0x55]) + body[21:]


GZ = gzip.compress(HELLO)
PAGE = b"".join(b"scene %d of many;" % i for i in range(90_000))
BOMB = gzip.compress(bytes(10_000_000))

# Sent whole; the connection stays open for the next request.
WHOLE = {
    "/plain": message(headers=["Content-Type: text/plain"]),
    "/gzip": coded("gzip", GZ),
    "/x-gzip": coded("X-GZip", GZ),
    "/two-members": coded("gzip", GZ + GZ),
    "/zlib": coded("deflate", zlib.compress(HELLO)),
    "/raw-deflate": coded("deflate", raw_deflate(HELLO)),
    "/page": coded("gzip", gzip.compress(PAGE)),
    "/empty-gzip": coded("gzip", b""),
    "/chunked": chunked(HELLO),
    "/chunked-trailers": chunked(HELLO, b"0\r\nContent-Encoding: br\r\nRetry-After: 77\r\n\r\n"),
    "/empty": message(b""),
    "/204": b"HTTP/1.1 204 No Content\r\nETag: \"e\"\r\n\r\n",
    "/304": b"HTTP/1.1 304 Not Modified\r\nContent-Encoding: gzip\r\nContent-Length: 512\r\nETag: W/\"7\"\r\n\r\n",
    "/301": message(b"", "301 Moved", ["Location: /plain"]),
    "/302": message(b"", "302 Found", ["Location: https://films.example/x\x01y"]),
    "/404": message(b"no such film", "404 Not Found"),
    "/418": message(b"", "418 "),
    "/429": message(b"slow down", "429 Too Many Requests", ["Retry-After: 17"]),
    "/503-date": message(b"", "503 Busy", ["Retry-After: Fri, 31 Dec 1999 23:59:59 GMT"]),
    "/challenge": message(b"", "202 Accepted", ["x-amzn-waf-action: challenge", "Content-Encoding: gzip"]),
    "/wrong-type": message(b"<html>", headers=["Content-Type: application/json; charset=latin-1"]),
    "/odd-bytes": message(headers=["ETag: \x01a\tb\x7f", "Cache-Control: caf\xe9", "Content-Type: caf\xc3\xa9"]),
    "/twice": message(headers=["Content-Type: text/one", "Content-Type: text/two", "retry-after: 1", "RETRY-AFTER: 2"]),
    "/informed": b"HTTP/1.1 103 Early Hints\r\nETag: early\r\nContent-Encoding: br\r\n\r\n" + message(),
    "/etag": message(headers=["ETag: \"v1\"", "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT",
                              "Cache-Control: max-age=60"]),
    "/cached": message(headers=["Cache-Control: public", "Age: 7", "cache-control: max-age=60", "Expires: 0",
                                "Date: Sun, 06 Nov 1994 08:49:37 GMT", "Vary: Accept", "Vary: *"]),
    "/brotli": coded("br", b"\x0b\x02\x80x\x03"),
    "/gzip-twice": coded("gzip", gzip.compress(GZ), headers=["Content-Encoding: gzip"]),
    "/gzip-list": coded("gzip, gzip", gzip.compress(GZ)),
    "/not-gzip": coded("gzip", HELLO),
    "/damaged": coded("gzip", bent(GZ)),
    "/cut-gzip": coded("gzip", GZ[:-9]),
    "/cut-zlib": coded("deflate", zlib.compress(HELLO)[:-3]),
    "/bomb": coded("gzip", BOMB),
    "/bomb-zlib": coded("deflate", zlib.compress(bytes(10_000_000))),
    "/bomb-403": coded("gzip", BOMB, status="403 Forbidden", headers=["Retry-After: 9"]),
    "/brotli-429": coded("br", b"\x0b\x02\x80x\x03", status="429 Slow", headers=["Retry-After: 5"]),
    "/huge": message(bytes(500_000)),
    "/huge-429": message(bytes(500_000), "429 Slow", ["Retry-After: 6"]),
    "/huge-chunked": chunked(bytes(500_000)),
    "/lines": message(headers=[f"X-{i}: y" for i in range(300)]),
}

# Sent whole, then the connection is closed.
CLOSED = {
    "/http-1.0": b"HTTP/1.0 200 OK\r\n\r\n" + HELLO,
    "/http-1.0-cut-gzip": b"HTTP/1.0 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + GZ[:-1],
    "/cut": message(length=1000),
    "/cut-404": message(status="404 Not Found", length=1000),
    "/cut-chunked": chunked(HELLO, b""),
    "/cut-in-chunk": chunked(HELLO, b"40\r\nhalf"),
    "/cut-status": b"HTTP/1.1 20",
    "/cut-hints": b"HTTP/1.1 103 Early Hints\r\n\r\n",
    "/cut-headers": b"HTTP/1.1 200 OK\r\nContent-Le",
    "/nothing": b"",
    "/garbage": bytes(range(1, 256)) * 8,
    "/smtp": b"220 mail.films.example ready\r\n",
    "/bad-chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyzzy\r\n",
    "/bad-length": b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n" + HELLO,
    "/two-lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 28\r\n\r\n" + HELLO,
    "/nul-header": b"HTTP/1.1 200 OK\r\nETag: a\0b\r\nContent-Length: 0\r\n\r\n",
    "/bad-status": b"HTTP/1.1 2x0 OK\r\n\r\n",
    "/http-7": b"HTTP/7.0 200 OK\r\n\r\n",
    "/101": b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: films\r\n\r\n",
    "/long-line": b"HTTP/1.1 200 OK\r\nX: " + b"y" * 200_000 + b"\r\nContent-Length: 0\r\n\r\n",
    "/10mb-headers": b"HTTP/1.1 200 OK\r\n" + (b"X-Filler: " + b"y" * 990 + b"\r\n") * 10_000 + b"\r\n",
    "/early-hints-forever": b"HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n" * 10_000,
}

# Sent, then silence.
STALLED = {
    "/stall": b"",
    "/stall-headers": b"HTTP/1.1 200 OK\r\nContent-Type: te",
    "/stall-body": message(length=1000),
    "/stall-404": message(status="404 Not Found", length=1000),
}

# Sent, then a reset.
RESET = {
    "/reset": b"",
    "/reset-headers": b"HTTP/1.1 200 OK\r\nContent-Type: te",
    "/reset-body": message(length=1000),
}


def reset(peer):
    time.sleep(0.05)  # let what was sent arrive: a reset overtakes it
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def drip(peer):
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"
    for byte in head + bytes(1000):
        peer.sendall(bytes([byte]))
        time.sleep(0.02)


def answer(peer, path, head):
    """One request answered; True when the connection may serve another."""
    if path in WHOLE:
        peer.sendall(WHOLE[path])
        return True
    if path == "/echo":
        peer.sendall(message(head))
        return True
    if path == "/connections":
        peer.sendall(message(b"%d" % accepted))
        return True
    if path == "/slow":
        time.sleep(0.02)
        peer.sendall(message())
        return True
    if path == "/drip":
        drip(peer)
    elif path in STALLED:
        peer.sendall(STALLED[path])
        time.sleep(LONG_S)
    elif path in RESET:
        peer.sendall(RESET[path])
        reset(peer)
    else:
        peer.sendall(CLOSED.get(path, message(b"", "500 Unknown Misdeed")))
    return False


def serve(peer, context):
    global accepted
    try:
        with (context.wrap_socket(peer, server_side=True) if context else peer) as peer:
            data, first = b"", True
            while True:
                while b"\r\n\r\n" not in data:
                    more = peer.recv(65536)
                    if not more:
                        return
                    data += more
                head, _, data = data.partition(b"\r\n\r\n")
                if first:
                    with lock:
                        accepted += 1
                first = False
                if not answer(peer, head.split()[1].decode("latin-1").partition("?")[0], head):
                    return
    except OSError:  # the client has had enough, or does not trust us
        pass


def listen(context):
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)

    def accept():
        while True:
            peer, _ = listener.accept()
            threading.Thread(target=serve, args=(peer, context), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    return listener.getsockname()[1]


def tls_context(folder):
    cert, key = os.path.join(folder, "ca.pem"), os.path.join(folder, "key.pem")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                    "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
                    "-keyout", key, "-out", cert], check=True, stderr=subprocess.DEVNULL)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    return context


def main():
    threading.Timer(60, lambda: os._exit(1)).start()
    print(listen(None), listen(tls_context(sys.argv[1])), flush=True)
    sys.stdin.buffer.read()
    os._exit(0)


main()
