"""The dashboard without a browser: pages, forms, and who may send them. tests/web looks at it with one."""
from __future__ import annotations

import contextlib
import html
import json
import re
import signal
import sqlite3
import urllib.parse
from pathlib import Path
from typing import Any

from rig import PATIENCE, Daemon, check, equal, until

WAITING, HOSTILE, NOWHERE, UNPROVEN = "tt9900001", "tt9900037", "tt9999999", "tt9900060"


def every_page_answers(binary: Path, sandbox: Any) -> None:
    with Daemon(binary, sandbox).start() as daemon:
        for path in ("/", "/placeholders", "/review", "/sources", "/jobs", "/doctor"):  # with nothing to show
            equal(daemon.get(path).status, 200, path)
        daemon.post("/api/v1/lookups?wait=30", [{"imdb_id": WAITING}, {"imdb_id": HOSTILE}])
        for path in ("/", "/placeholders", "/review", "/sources", "/jobs", "/doctor", f"/films/{WAITING}", f"/films/{HOSTILE}"):
            page = daemon.get(path)
            equal((page.status, page.headers["content-type"]), (200, "text/html; charset=utf-8"), path)
            policy = page.headers["content-security-policy"]
            check("default-src 'self'" in policy and "unsafe" not in policy and "form-action 'self'" in policy, f"{path}: {policy}")
            check(b"</script> 'Tis" not in page.body and page.body.count(b"<script") == 3, f"{path}: markup of theirs")
        for name in ("style.css", "theme.js", "charts.js", "chart.js", "icon.svg"):
            first = daemon.get(f"/assets/{name}")
            equal((first.status, daemon.get(f"/assets/{name}", If_None_Match=first.headers["etag"]).status), (200, 304), name)
        again = daemon.get("/sources", If_None_Match=daemon.get("/sources").headers["etag"])
        equal((again.status, "content-security-policy" in again.headers), (304, False), "what is kept keeps its policy")
        for path in ("/films/tt0000001", "/films/x", "/answers/x", "/assets/x.js"):
            equal(daemon.get(path).status, 404, path)


def forged_forms(binary: Path, sandbox: Any) -> None:
    """A form without our token, or from another page, changes nothing."""
    with Daemon(binary, sandbox).start() as daemon:
        daemon.post("/api/v1/lookups?wait=30", {"imdb_id": WAITING})
        page = daemon.get(f"/films/{WAITING}").body.decode()
        found = re.search(r'name="token" value="([0-9a-f]{32})"', page)
        assert found is not None
        place, form = f"/films/{WAITING}", {"Content-Type": "application/x-www-form-urlencoded"}

        def send(headers: dict[str, str], **pairs: str) -> int:
            return daemon.call("POST", place, urllib.parse.urlencode(pairs), {**form, **headers}).status

        good = {"token": found.group(1), "do": "give-up"}
        equal(send({}, do="give-up"), 403, "no token")
        equal(send({}, do="give-up", token="0" * 32), 403, "another token")
        equal(send({"Origin": "http://evil.example"}, **good), 403, "another page")
        equal(send({"Content-Type": "text/plain"}, **good), 400, "another kind of body")
        equal(send({}, token=found.group(1), do="nonsense"), 400, "nothing to do")
        equal(send({}, token=found.group(1), do="edit", field="runtime_minutes", value="-1"), 409, "what no film has")
        for field, value in (("countries", "Austria"), ("languages", "xyz"), ("directors", "A;A"), ("cast", "nm0000001"),
                             ("rating", "11"), ("genres", ",Drama"), ("nonsense", "1"), ("", "")):
            equal(send({}, token=found.group(1), do="edit", field=field, value=value), 409, f"{field}={value}")
        equal(daemon.get(f"/api/v1/placeholders/{WAITING}").json["outcome"], "imdb_placeholder", "nothing was changed")
        for field, value in (("countries", "AT, de"), ("directors", "Rosa Pinhal nm9900003; Rui Costa"), ("rating", "7.5")):
            equal(send({}, token=found.group(1), do="edit", field=field, value=value), 303, f"{field}={value}")
        movie = daemon.get(f"/api/v1/placeholders/{WAITING}").json["movie"]
        equal(([one["code"] for one in movie["countries"]], [one["name"] for one in movie["directors"]], movie["rating"],
               movie["vote_count"]), (["AT", "DE"], ["Rosa Pinhal", "Rui Costa"], 7.5, None), "lists and pairs by form")
        equal(send({}, token=found.group(1), do="revert", field="directors"), 303, "an edit is taken back")
        check(daemon.get(f"/api/v1/placeholders/{WAITING}").json["movie"]["directors"][0]["name"] != "Rosa Pinhal", "what the page said")
        equal(send({}, token=found.group(1), do="revert", field="title"), 404, "no edit")
        equal(send({}, token=found.group(1), do="revert", field="imdb_id"), 409, "what nobody edits")
        equal(send({"Origin": daemon.place}, **good), 303, "our own")
        for place, do, status in (("/queues/tmdb", "pause", 303), ("/queues/tmdb", "stop", 400), ("/queues/theirs", "pause", 404)):
            equal(send({}, token=found.group(1), do=do), status, f"{do} {place}")
        place = "/queues/tmdb"
        equal(send({}, do="resume"), 403, "no token")
        equal(daemon.get("/api/v1/queues").json["paused"], ["tmdb"], "it rests")
        equal(send({}, token=found.group(1), do="resume"), 303, "and goes on")
        equal(daemon.get("/api/v1/queues").json["paused"], [], "again")


def with_tokens(binary: Path, sandbox: Any) -> None:
    """Who may only look sees no forms."""
    secret, reader = "sesame-" + "x" * 20, "look-" + "y" * 20
    with Daemon(binary, sandbox, UNDERSTUDY_SERVER_TOKEN=secret, UNDERSTUDY_SERVER_READ_TOKEN=reader).start(ready=False) as daemon:
        equal(daemon.get("/").status, 401, "nobody")
        for token, forms in ((reader, False), (secret, True)):
            headers = {"Authorization": f"Bearer {token}"}
            ids = [WAITING, UNPROVEN, NOWHERE]
            daemon.call("POST", "/api/v1/lookups?wait=30", [{"imdb_id": one} for one in ids], {"Authorization": f"Bearer {secret}"})
            daemon.call("POST", f"/api/v1/placeholders/{WAITING}/edit", {"fields": {"title": "Z"}}, {"Authorization": f"Bearer {secret}"})
            for path in (f"/films/{WAITING}", f"/films/{NOWHERE}", "/placeholders", "/review", "/jobs"):
                equal(b'method="post"' in daemon.call("GET", path, headers=headers).body, forms, f"forms on {path}")
        for path in (f"/films/{WAITING}", "/jobs/1", "/queues/tmdb"):
            equal(daemon.call("POST", path, "do=pause", {"Authorization": f"Bearer {reader}"}).status, 403, f"POST {path}")


def one_list_of_checks(binary: Path, sandbox: Any) -> None:
    """The page tells what the command tells without the network, word for word."""
    with Daemon(binary, sandbox, UNDERSTUDY_TMDB_TOKENN="typo").start() as daemon:
        lines = [json.loads(line) for line in daemon.cli("--json", "doctor", "--offline").stdout.splitlines()]
        findings = [one for one in lines if "check" in one]
        page = daemon.get("/doctor").body.decode()
        shown = [tuple(html.unescape(word) for word in one) for one in re.findall(r"<h2>(.*?)</h2><p>(.*?)</p>", page)]
        check(("config.environment", "UNDERSTUDY_TMDB_TOKENN means nothing to this program") in shown, f"a finding: {shown}")
        check(len(findings) > 6 and {"database", "breaker", "layout", "jobs"} <= {one["check"] for one in findings}, f"{findings}")
        equal([one for one in shown if one[0] != "serve"], [(one["check"], one["message"]) for one in findings], "the page")
        remedies = [one["remedy"] for one in findings if one["remedy"]]
        equal(re.findall(r"What to do: (.*?)</p>", html.unescape(page)), remedies, "remedies")


def a_films_changes(binary: Path, sandbox: Any) -> None:
    """An edit shows what the field said before and after, and who says so; an upgrade each field that TMDb changed."""
    with Daemon(binary, sandbox).start() as daemon:
        daemon.post("/api/v1/lookups?wait=30", {"imdb_id": WAITING})
        equal(daemon.post(f"/api/v1/placeholders/{WAITING}/edit", {"fields": {"title": "<i>By hand</i>"}}).status, 200, "edit")

        def rows() -> dict[str, list[str]]:
            page = daemon.get(f"/films/{WAITING}").body.decode()
            tables = re.findall(r"<details><summary>\d+ fields? changed</summary>(.*?)</details>", page, re.S)
            found = [re.findall(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', one, re.S) for one in tables]
            return {name: [html.unescape(re.sub("<.*?>", "", cell)) for cell in re.findall("<td.*?</td>", cells, re.S)]
                    for table in found[:1] for name, cells in table}

        equal(rows(), {"Title": ["Last Light on the Quay", "<i>By hand</i>", "By hand"]}, "the edit")
        daemon.post(f"/api/v1/placeholders/{WAITING}/edit", {"fields": {"overview": None, "runtime_minutes": 61}})
        newest = rows()
        check(newest["Plot"][1:] == ["\u2013", "By hand"] and newest["Length"][1:] == ["61 min", "By hand"], f"{newest}")


def a_record_that_a_person_named(binary: Path, sandbox: Any) -> None:
    """Nobody compared it: its number and the verdict, no table of dashes; and what taking it changed."""
    with Daemon(binary, sandbox).start() as daemon:
        daemon.post("/api/v1/lookups?wait=30", {"imdb_id": UNPROVEN})
        equal(daemon.post(f"/api/v1/placeholders/{UNPROVEN}/merge", {"tmdb_id": 9100060}).status, 200, "merge")
        page = daemon.get(f"/films/{UNPROVEN}").body.decode()
        check('rel="noreferrer">9100060</a> <span class="state good">accepted</span></p>' in page, "the verdict")
        check("too little to tell" not in page, "nothing was compared")
        check('<th scope="row">TMDb id</th><td data-name="Before"><bdi>\u2013</bdi></td><td data-name="After"><bdi>9100060</bdi></td>'
              '<td data-name="Source">TMDb</td>' in page, "the upgrade")


def wanted_without_a_record(binary: Path, sandbox: Any) -> None:
    with Daemon(binary, sandbox).start() as daemon:
        daemon.post("/api/v1/lookups?wait=30", {"imdb_id": NOWHERE, "title": "<b>Nothing</b>"})
        page = daemon.get(f"/films/{NOWHERE}")
        equal(page.status, 200, "what is known")
        check(f'<a href="/films/{NOWHERE}">'.encode() in daemon.get("/jobs").body, "its job leads there")
        for words in (b"Somebody wanted it", b"not found", b"&lt;b&gt;Nothing&lt;/b&gt;", b"There is no record of it.", b"was asked"):
            check(words in page.body, f"{words!r} in {page.body!r}")
        equal(daemon.get("/films/tt0000009").status, 404, "never wanted")


def the_logo_of_tmdb(binary: Path, sandbox: Any) -> None:
    """SVG or PNG by its first bytes; anything else is refused before anybody is served, and on a reload changes nothing."""
    daemon = Daemon(binary, sandbox)
    logo, config = daemon.folder / "logo", daemon.folder / "understudy.conf"
    config.write_text(f"[server]\ntmdb_logo = {logo}\n")
    for content in (None, b"", b"GIF89a" + b"x" * 100, b"<html><svg></svg></html>", b"<svg>" + b" " * (256 << 10)):
        if content is not None:
            logo.write_bytes(content)
        done = daemon.cli("serve", "--config", str(config))
        equal((done.returncode, "server.tmdb_logo: " in done.stderr), (4, True), f"{content!r:.30}: {done.stderr}")
        check(len(done.stderr.splitlines()) == 1, f"one line: {done.stderr}")
    svg = b"\xef\xbb\xbf<?xml version='1.0'?>\n<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>\n"
    logo.write_bytes(svg)
    with daemon.start("--config", str(config)):
        answer = daemon.get("/assets/tmdb-logo")
        equal((answer.status, answer.body, answer.headers["content-type"], answer.headers["x-content-type-options"],
               answer.headers["content-security-policy"]),
              (200, svg, "image/svg+xml", "nosniff", "default-src 'none'; frame-ancestors 'none'"), "the file, and what it may do")
        check(b'<img class="tmdb" src="/assets/tmdb-logo" alt="TMDB"> This product uses the TMDB API' in daemon.get("/jobs").body, "shown")
        logo.write_bytes(b"nothing")
        assert daemon.child is not None
        daemon.child.send_signal(signal.SIGHUP)
        until("a word about it", lambda: any("stays as it was" in line for line in daemon.log))
        png = b"\x89PNG\r\n\x1a\nand so on"
        logo.write_bytes(png)
        daemon.child.send_signal(signal.SIGHUP)
        until("the new file", lambda: daemon.get("/assets/tmdb-logo").body == png)
        equal(daemon.get("/assets/tmdb-logo").headers["content-type"], "image/png", "by its first bytes")
    with Daemon(binary, sandbox).start() as without:
        equal(without.get("/assets/tmdb-logo").status, 404, "none")
        check(b"<img" not in without.get("/jobs").body and b"<p>This product uses" in without.get("/jobs").body, "the sentence stays")


RUBBISH = (
    "UPDATE wanted SET outcome = CAST(x'ff41' AS TEXT), reason = CAST(x'ff00fe' AS TEXT), title = CAST(x'c3' AS TEXT)",
    "UPDATE movies SET title = CAST(x'ff41' AS TEXT), overview = CAST(x'00ff' AS TEXT), poster_path = 'javascript:alert(1)', "
    "original_language = '\"><script>', imdb_data = '{{{', tmdb_data = '['",
    "UPDATE movie_history SET actor = CAST(x'ff' AS TEXT), before = '{', after = 'nonsense'",
    "UPDATE oban_jobs SET args = '[[[', errors = 'nonsense', queue = CAST(x'ff22' AS TEXT) WHERE id % 2",
    "UPDATE oban_jobs SET args = CAST(x'ff' AS TEXT), queue = 'a\"}' || char(10) || 'x 1' WHERE id % 2 = 0")


def rows_of_another_program(binary: Path, sandbox: Any) -> None:
    """Whatever somebody writes into the database, every answer is one that can be read."""
    with Daemon(binary, sandbox).start() as daemon:
        daemon.post("/api/v1/imports", f"{WAITING}\n{HOSTILE}\n".encode(), Content_Type="text/plain")
        until("the films", lambda: all(daemon.get(f"/api/v1/movies/{one}").status == 200 for one in (WAITING, HOSTILE)))
        with contextlib.closing(sqlite3.connect(daemon.database, timeout=PATIENCE)) as store, store:
            for statement in RUBBISH:
                store.execute(statement)
        for path in ("/", "/placeholders", f"/films/{WAITING}", "/review", "/sources", "/jobs", "/doctor", "/metrics",
                     f"/api/v1/movies/{WAITING}", "/api/v1/placeholders", f"/api/v1/placeholders/{WAITING}", "/api/v1/jobs",
                     "/api/v1/jobs/1", "/api/v1/jobs/2", "/api/v1/queues", "/api/v1/stats", "/api/v1/sources", "/api/v1/imports",
                     "/api/v1/imports/1", f"/tmdb/3/find/{WAITING}?external_source=imdb_id"):
            answer = daemon.get(path)
            equal(answer.status, 200, path)
            text = answer.body.decode()  # fails on what is no UTF-8
            check('="javascript:' not in text and "<script>" not in text.partition("<main")[2], f"{path}: markup of theirs")
            if "json" in answer.headers["content-type"]:
                json.loads(text)


def further_films(binary: Path, sandbox: Any) -> None:
    """Many films of one second, and times as another program writes them: each film on one page."""
    with Daemon(binary, sandbox).start() as daemon:
        daemon.post("/api/v1/imports", f"{WAITING}\n".encode(), Content_Type="text/plain")  # makes the store
        until("the film", lambda: daemon.get(f"/api/v1/movies/{WAITING}").status == 200)
        with contextlib.closing(sqlite3.connect(daemon.database, timeout=PATIENCE)) as store, store:
            for n in range(90):
                at = ("2030-01-01T00:00:00Z", "2030-01-01 00:00:00+01 & more", None)[n % 3]
                store.execute("INSERT INTO movies (imdb_id, title, import_status, next_tmdb_retry_at, inserted_at, updated_at) "
                              "VALUES (?, 'x', 'imdb_placeholder', ?, '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z')",
                              (f"tt{8000000 + n * 7 % 90}", at))
        for show, films in (("", 61), ("newest", 91), ("given_up", 30)):
            seen: list[str] = []
            path = f"/placeholders?show={show}"
            while path and len(seen) < 200:
                text = daemon.get(path).body.decode()
                seen += re.findall(r'<h2><a href="/films/(tt\d+)"', text)
                further = re.search(r'href="([^"]*)">Further films', text)
                path = html.unescape(further[1]) if further else ""
            equal((len(seen), len(set(seen))), (films, films), show)


TESTS = [every_page_answers, further_films, forged_forms, with_tokens, one_list_of_checks, a_films_changes,
         the_logo_of_tmdb, a_record_that_a_person_named, wanted_without_a_record, rows_of_another_program]
