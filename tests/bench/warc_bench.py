#!/usr/bin/env python3
"""A WARC of mixed captured pages, gzipped record by record, read on one core: MB/s of inflated bytes and peak memory,
and for scale how long a Python reader with lxml and json takes for the id, title, people and plot of each.

usage: warc_bench.py BUILD CORPUS [COPIES]       of each page; reads with Debian's python3-lxml.
"""
import gzip
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

KINDS = ("page-next", "page-2011", "page-2005")


def record(page, name, number):
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page
    imdb_id = re.search(r"tt\d+", name).group()
    return (f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: https://www.imdb.com/title/{imdb_id}/\r\n"
            f"WARC-Date: 2026-11-22T00:00:00Z\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012}>\r\n"
            f"Content-Type: application/http;msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
            ).encode() + answer + b"\r\n\r\n"


def make(corpus, path, copies):
    pages = [page for kind in KINDS for page in sorted((corpus / "imdb" / kind).glob("*.html"))]
    records = [record(page.read_bytes(), page.name, number) for number, page in enumerate(pages)]
    packed = [gzip.compress(one, 6) for one in records]
    with open(path, "wb") as out:
        for _ in range(copies):
            out.writelines(packed)
    return copies * len(records), copies * sum(map(len, records))


def read_in_python(path):
    """The other reader; its own process, so that its time and memory are its own."""
    from lxml import html  # pylint: disable=import-outside-toplevel
    titles = 0
    with gzip.open(path) as warc:
        while warc.readline():
            length = 0
            while (line := warc.readline()).strip():
                if line.lower().startswith(b"content-length:"):
                    length = int(line.split(b":")[1])
            page = warc.read(length).partition(b"\r\n\r\n")[2]
            warc.read(4)
            found = re.search(rb'<script id="__NEXT_DATA__"[^>]*>(.*?)</script>', page, re.S)
            if found:
                above = json.loads(found[1])["props"]["pageProps"]["aboveTheFoldData"]
                titles += bool(above["id"] and above["titleText"]["text"] and (above["plot"] or True))
                continue
            tree = html.fromstring(page)
            title = tree.xpath("string(//h1)").strip()
            tree.xpath("//*[@itemprop='director' or @itemprop='actor']//text()")
            tree.xpath("//a[starts-with(@href, '/name/nm')]/text()")
            tree.xpath("string(//*[@itemprop='description'])")
            titles += bool(title)
    print(titles)


def run(*command):
    """What it printed, and its CPU seconds."""
    with tempfile.TemporaryFile("w+") as out, subprocess.Popen(command, stdout=out) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            sys.exit(f"warc_bench: {command[0]} ended with {process.returncode}")
        out.seek(0)
        return out.read(), usage.ru_utime + usage.ru_stime


def main():
    build, corpus, copies = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 20
    binary = f"{build}/understudy"
    with tempfile.TemporaryDirectory() as folder:
        path, half = f"{folder}/pages.warc.gz", f"{folder}/half.warc.gz"
        make(corpus, half, copies // 2)
        pages, size = make(corpus, path, copies)
        print(f"a WARC of {pages} title pages of 2009-24, {size / 1e6:.0f} MB inflated, one core:")
        lines, ours = run(binary, "extract", "--json", path)
        found = sum(json.loads(line)["outcome"] == "found" for line in lines.splitlines())
        mib, half_mib = (int(subprocess.check_output([f"{build}/tests/bench/peak_memory", binary, "extract", which]))
                          / 1024 for which in (path, half))
        print(f"  extract: {found} records, {ours:.2f} s CPU, {size / 1e6 / ours:.0f} MB/s; "
              f"peak {mib:.1f} MiB, of half as many {half_mib:.1f} MiB")
        titles, theirs = run("/usr/bin/python3", __file__, "--read", path)
        print(f"  Python, lxml and json, for scale: {int(titles)} titles, {theirs:.2f} s CPU, "
              f"{size / 1e6 / theirs:.0f} MB/s, {theirs / ours:.1f} times our time")
        constant = mib < half_mib + 1
        print(f"  bars: every page a record {'met' if found == pages else 'MISSED'}, "
              f"memory does not grow with the file {'met' if constant else 'MISSED'}")
        return 0 if found == pages and constant else 1


if __name__ == "__main__":
    if sys.argv[1] == "--read":
        read_in_python(sys.argv[2])
    else:
        sys.exit(main())
