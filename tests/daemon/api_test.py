"""/api/v1: lookups, films, placeholders, jobs, sources, figures."""
from __future__ import annotations

import concurrent.futures
from pathlib import Path
from typing import Any

from rig import Daemon, check, equal, until

PLACEHOLDER, FULL = "tt9900020", "tt9900002"


def requests_of(sandbox: Any, host: str) -> list[str]:
    return [one["path"] for one in sandbox.call("GET", "/_sandbox/requests") if one["host"] == host]


def one_lookup(binary: Path, sandbox: Any) -> None:
    with Daemon(binary, sandbox).start() as daemon:
        first = daemon.post("/api/v1/lookups", {"imdb_id": PLACEHOLDER, "title": "Any", "year": 2024,
                                                "context": {"festival": "Here"}})
        equal(first.status, 200, f"done within the wait: {first.body[:300]!r}")
        answer = first.json
        equal((answer["imdb_id"], answer["outcome"], answer["from"]), (PLACEHOLDER, "imdb_placeholder", "network"), "lookup")
        check(bool(answer["steps"]) and answer["movie"]["imdb_id"] == PLACEHOLDER, "its steps and its film")
        again = daemon.post("/api/v1/lookups", {"imdb_id": f"https://www.imdb.com/title/{PLACEHOLDER}/"}).json
        equal((again["outcome"], again["from"]), ("imdb_placeholder", "store"), "the second time")
        equal(daemon.post("/api/v1/lookups", {"imdb_id": FULL}).json["outcome"], "full", "a film that TMDb has")
        job = daemon.get("/api/v1/jobs?state=completed&limit=1").json["jobs"][0]
        equal((job["args"]["imdb_id"], len(job["meta"]["request_id"])), (FULL, 16), "its job, and whose it was")
        until("the request's id in the job's line",
              lambda: any(f"request={job['meta']['request_id']}" in line and "event=job" in line for line in daemon.log))


def a_list_and_its_order(binary: Path, sandbox: Any) -> None:
    with Daemon(binary, sandbox).start() as daemon:
        asked = [FULL, PLACEHOLDER, "tt9900021", FULL]
        got = daemon.post("/api/v1/lookups?wait=30", [{"imdb_id": one} for one in asked])
        equal((got.status, [one["imdb_id"] for one in got.json]), (200, asked), "order")
        found = [path for path in requests_of(sandbox, "tmdb") if f"/find/{FULL}" in path]
        equal(len(found), 1, "asked once")


def many_at_once_are_one_fetch(binary: Path, sandbox: Any) -> None:
    with Daemon(binary, sandbox).start() as daemon:
        sandbox.call("POST", "/_sandbox/options", {"latency_ms": 300})
        with concurrent.futures.ThreadPoolExecutor(40) as pool:
            answers = list(pool.map(lambda _: daemon.post("/api/v1/lookups?wait=30", {"imdb_id": PLACEHOLDER}), range(40)))
        equal({(one.status, one.json["outcome"]) for one in answers}, {(200, "imdb_placeholder")}, "all of them")
        equal(len([path for path in requests_of(sandbox, "tmdb") if "/find/" in path]), 1, "one fetch")
        equal(len([path for path in requests_of(sandbox, "imdb") if "/title/" in path]), 1, "one page")


def later(binary: Path, sandbox: Any) -> None:
    """202 with a job to follow."""
    with Daemon(binary, sandbox).start() as daemon:
        sandbox.call("POST", "/_sandbox/options", {"latency_ms": 1500})
        first = daemon.post("/api/v1/lookups?wait=0", {"imdb_id": PLACEHOLDER})
        equal((first.status, first.json["outcome"], first.json["movie"]), (202, None, None), "not yet")
        equal(first.headers["location"], first.json["job"]["url"], "where to look")
        done = until("the job", lambda: (job := daemon.get(first.json["job"]["url"]).json)["state"] == "completed" and job)
        equal(done["args"]["imdb_id"], PLACEHOLDER, "its film")
        equal(daemon.post("/api/v1/lookups", {"imdb_id": PLACEHOLDER}).status, 200, "now")


def could_not_tell(binary: Path, sandbox: Any) -> None:
    """An outage is no absence: 202, the job goes on."""
    with Daemon(binary, sandbox).start() as daemon:
        sandbox.call("POST", "/_sandbox/faults", [{"match": "/find/", "kind": "status-503"}])
        got = daemon.post("/api/v1/lookups?wait=30", {"imdb_id": PLACEHOLDER})
        equal((got.status, got.json["outcome"]), (202, "unknown"), f"{got.body[:400]!r}")
        check(got.json["job"]["state"] in ("retryable", "scheduled"), "its job")
        daemon.get(f"/api/v1/movies/{PLACEHOLDER}").problem(404)


def bad_lookups(binary: Path, sandbox: Any) -> None:
    with Daemon(binary, sandbox).start() as daemon:
        for body in ("", "{", "[", "nonsense", '{"imdb_id":"tt9900002","imdb_id":"tt9900003"}', "\xff", "[" * 100000):
            daemon.post("/api/v1/lookups", body.encode("latin-1")).problem(400)
        for body in ([], {}, {"imdb_id": "nm1"}, {"imdb_id": 1}, {"imdb_id": "tt1"}, {"imdb_id": FULL, "year": "2024"},
                     {"imdb_id": FULL, "year": 1}, {"imdb_id": FULL, "title": ""}, {"imdb_id": FULL, "title": "x" * 2000},
                     {"imdb_id": FULL, "context": []}, {"imdb_id": FULL, "url": "http://evil.example"}, [1], [[]],
                     [{"imdb_id": FULL}, {"imdb_id": "x"}], [{"imdb_id": FULL}] * 1001,
                     {"imdb_id": FULL, "context": {"a": "x" * 70000}}):
            daemon.post("/api/v1/lookups", body).problem(422)
        for body in (b'"tt9900001"', b"7", b"null"):  # JSON, and no film
            equal(daemon.post("/api/v1/lookups", body).problem(422)["detail"], "the body is an object or a list of them", "what it is")
        daemon.post("/api/v1/lookups?wait=-1", {"imdb_id": FULL}).problem(400)
        daemon.post("/api/v1/lookups?wait=61", {"imdb_id": FULL}).problem(400)
        for host in ("tmdb", "imdb"):  # the daily feeds are the daemon's own
            equal([one for one in requests_of(sandbox, host) if "/find/" in one or "/title/" in one], [], "nobody was asked")
        equal(daemon.get("/api/v1/queues").json["queues"], [one for one in daemon.get("/api/v1/queues").json["queues"]
                                                             if one["queue"] != "tmdb"], "no job")


def placeholders(binary: Path, sandbox: Any) -> None:
    with Daemon(binary, sandbox).start() as daemon:
        found = daemon.post("/api/v1/lookups?wait=30", [{"imdb_id": f"tt99000{n}"} for n in (20, 21, 22, 23, 24, 25)]).json
        waiting = sorted(one["imdb_id"] for one in found if one["outcome"] == "imdb_placeholder")
        check(len(waiting) >= 3, f"placeholders: {[one['outcome'] for one in found]}")
        for sort in ("next_try", "newest", "oldest", "title", "year", "tries"):
            seen, cursor, pages = [], "", 0
            while cursor is not None:
                page = daemon.get(f"/api/v1/placeholders?sort={sort}&limit=2" + (f"&cursor={cursor}" if cursor else "")).json
                seen += [one["imdb_id"] for one in page["placeholders"]]
                cursor, pages = page["cursor"], pages + 1
            equal((sorted(seen), pages >= 2), (waiting, True), sort)
        equal(len(daemon.get(f"/api/v1/placeholders?search={waiting[0]}").json["placeholders"]), 1, "search")
        equal(daemon.get("/api/v1/placeholders?due=1").json["placeholders"], [], "none is due")
        equal([len(daemon.get(f"/api/v1/placeholders?source={source}").json["placeholders"]) for source in ("imdb_page", "omdb")],
              [len(waiting), 0], "by source")
        for query in ("limit=0", "limit=501", "limit=x", "sort=size", "cursor=x", "cursor=1.x", "due=1&given_up=1",
                      "sort=newest&due", "source=nobody", "sort=title&cursor=zz.tt9900001", "sort=title&cursor=ff.tt9900001",
                      "sort=title&cursor=6.tt9900001", "sort=year&cursor=x.tt9900001", "sort=year&cursor=1.", "cursor=1766566800000.tt9900001",
                      "cursor=17665668000000.tt9900001", "cursor=.5", "given_up=1&cursor=3230.5", "sort=newest&cursor=3230.5"):
            daemon.get("/api/v1/placeholders?" + query).problem(400)
        film = f"/api/v1/placeholders/{waiting[0]}"
        edited = daemon.post(film + "/edit", {"fields": {"title": "<b>Quay</b>", "runtime_minutes": 101, "genres": ["Drama"]}})
        equal((edited.status, edited.json["movie"]["title"], edited.json["movie"]["runtime_minutes"]),
              (200, "<b>Quay</b>", 101), f"edit {edited.body[:200]!r}")
        equal(edited.json["history"][-1]["event"], "edited", "in its history")
        for fields in ({}, {"nonsense": 1}, {"runtime_minutes": -1}, {"title": {}}, {"genres": [1]}, None, [], {"year": 3.5}):
            daemon.post(film + "/edit", {"fields": fields}).problem(422)
        equal(daemon.post(film + "/give-up").json["outcome"], "given_up", "give up")
        equal([one["imdb_id"] for one in daemon.get("/api/v1/placeholders?given_up").json["placeholders"]], waiting[:1], "listed")
        retried = daemon.post(film + "/retry")
        equal((retried.status, retried.json["outcome"]), (200, "imdb_placeholder"), "taken up again")
        equal(daemon.get("/api/v1/placeholders?given_up").json["placeholders"], [], "no longer given up")
        daemon.post("/api/v1/placeholders/tt9999997/retry").problem(404)
        daemon.post("/api/v1/placeholders/x/retry").problem(404)
        daemon.post(film + "/undo").problem(404)
        daemon.post(film + "/refuse", {"tmdb_id": 5}).problem(404)
        for body in ({}, {"tmdb_id": 0}, {"tmdb_id": "5"}, {"tmdb_id": 10 ** 12}):
            daemon.post(film + "/merge", body).problem(422)
        daemon.post(film + "/merge", {"tmdb_id": 999999999}).problem(409)


def lists_by_hand(binary: Path, sandbox: Any) -> None:
    """People, codes and pairs as the command line takes them; one that is wrong changes nothing; an edit taken back."""
    with Daemon(binary, sandbox).start() as daemon:
        daemon.post("/api/v1/lookups?wait=30", {"imdb_id": PLACEHOLDER})
        film = f"/api/v1/placeholders/{PLACEHOLDER}"

        def movie() -> dict[str, Any]:
            return daemon.get(film).json["movie"]

        before = movie()
        for fields, told in (
                ({"directors": ["Rosa Pinhal nm9900003", "Rui Costa"]}, [("Rosa Pinhal", "nm9900003"), ("Rui Costa", None)]),
                ({"writers": "Ana Um; Ana Dois"}, [("Ana Um", None), ("Ana Dois", None)]),
                ({"cast": ["Ana Um as Alda", "Rui Costa"]}, [("Ana Um", None), ("Rui Costa", None)])):
            equal(daemon.post(film + "/edit", {"fields": fields}).status, 200, f"{fields}")
            name = next(iter(fields))
            equal([(one["name"], one["imdb_id"]) for one in movie()[name]], told, name)
        equal(movie()["cast"][0]["character"], "Alda", "who it is played by")
        for fields in ({"countries": ["at", "DE"], "languages": ["de"]}, {"release_date": "2024-02-29", "release_country": "AT"},
                       {"rating": 7.5, "vote_count": 12}):
            equal(daemon.post(film + "/edit", {"fields": fields}).status, 200, f"{fields}")
        good = movie()
        equal(([one["code"] for one in good["countries"]], [one["code"] for one in good["languages"]], good["release_date"],
               good["release_country"], good["year"], good["rating"], good["vote_count"]),
              (["AT", "DE"], ["de"], "2024-02-29", "AT", 2024, 7.5, 12), "codes and pairs")
        for fields in ({"countries": ["Austria"]}, {"countries": ["AT,DE"]}, {"countries": "XX"}, {"languages": ["zxx"]},
                       {"countries": [["AT"]]}, {"directors": ["nm0000001"]}, {"directors": ["A; B"]}, {"cast": [None]},
                       {"directors": ["A", "A"]}, {"rating": 11}, {"rating": "good"}, {"vote_count": 1.5},
                       {"release_country": "Austria"}, {"title": "New", "countries": ["Austria"]}, {"cast": {"name": "A"}}):
            daemon.post(film + "/edit", {"fields": fields}).problem(422)
        daemon.post(film + "/edit", {"fields": {"release_date": None, "release_country": "AT"}}).problem(409)
        equal(movie(), good, "nothing was changed")
        for body in ({"revert": []}, {"revert": "title"}, {"revert": ["nonsense"]}, {"revert": [1]}, {"revert": None},
                     {"revert": ["rating"], "fields": {"title": "x"}}):
            daemon.post(film + "/edit", body).problem(422)
        daemon.post(film + "/edit", {"revert": ["overview"]}).problem(404)
        names = ["directors", "writers", "cast", "countries", "languages", "release_date", "release_country", "rating",
                 "vote_count"]
        equal(daemon.post(film + "/edit", {"revert": names}).status, 200, "taken back")
        after = movie()
        equal({name: after[name] for name in [*names, "year"]}, {name: before[name] for name in [*names, "year"]}, "as it was")


def jobs_by_hand(binary: Path, sandbox: Any) -> None:
    with Daemon(binary, sandbox).start() as daemon:
        until("the first duties", lambda: not daemon.get("/api/v1/jobs?state=available&queue=understudy").json["jobs"])
        equal(daemon.post("/api/v1/queues/tmdb/pause").json["paused"], ["tmdb"], "pause")
        job = daemon.post("/api/v1/lookups?wait=0", {"imdb_id": PLACEHOLDER}).json["job"]
        equal(job["state"], "available", "it waits")
        equal(daemon.post(job["url"] + "/cancel").json["state"], "cancelled", "cancel")
        daemon.post(job["url"] + "/cancel").problem(409)
        equal(daemon.post(job["url"] + "/retry").json["state"], "available", "again")
        daemon.post(job["url"] + "/retry").problem(409)
        equal(daemon.post("/api/v1/queues/tmdb/resume").json["paused"], [], "resume")
        until("its end", lambda: daemon.get(job["url"]).json["state"] == "completed")
        first = daemon.get("/api/v1/jobs?limit=1").json
        second = daemon.get(f"/api/v1/jobs?limit=1&cursor={first['cursor']}").json
        check(first["jobs"][0]["id"] > second["jobs"][0]["id"], "pages")
        for path in ("/api/v1/jobs/999999", "/api/v1/jobs/x", "/api/v1/jobs/0"):
            daemon.get(path).problem(404)
        for query in ("state=done", "limit=0", "cursor=x"):
            daemon.get("/api/v1/jobs?" + query).problem(400)
        daemon.post("/api/v1/jobs/999999/cancel").problem(404)
        daemon.post("/api/v1/queues/other/pause").problem(404)


def sources_and_figures(binary: Path, sandbox: Any) -> None:
    with Daemon(binary, sandbox).start() as daemon:
        daemon.post("/api/v1/lookups?wait=30", {"imdb_id": PLACEHOLDER})
        told = {one["source"]: one for one in daemon.get("/api/v1/sources").json["sources"]}
        equal((told["tmdb"]["state"], told["omdb"]["state"]), ("ready", "off"), "sources")
        figures = daemon.get("/api/v1/stats").json
        equal(figures["placeholders"]["created"], 1, "stats")
        line = daemon.cli("stats", "--json").stdout
        check('"created":1' in line, "as the command says")
        for since in ("x", "2999-01-01", "2026-13-01"):
            daemon.get(f"/api/v1/stats?since={since}").problem(400)
        equal(daemon.get("/api/v1/stats?since=2020-01-01").status, 200, "since")


def a_reader_changes_nothing(binary: Path, sandbox: Any) -> None:
    with Daemon(binary, sandbox, UNDERSTUDY_SERVER_TOKEN="operate-1234", UNDERSTUDY_SERVER_READ_TOKEN="read-5678") \
            .start() as daemon:
        for path in ("/api/v1/lookups", f"/api/v1/placeholders/{PLACEHOLDER}/retry", "/api/v1/queues/tmdb/pause"):
            daemon.post(path, {"imdb_id": PLACEHOLDER}, Authorization="Bearer read-5678").problem(403)
            daemon.post(path, {"imdb_id": PLACEHOLDER}).problem(401)
        equal(daemon.get("/api/v1/queues", Authorization="Bearer read-5678").json["paused"], [], "nothing happened")


def waiting_ends_with_the_server(binary: Path, sandbox: Any) -> None:
    with Daemon(binary, sandbox).start() as daemon:
        daemon.post("/api/v1/queues/tmdb/pause")
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            waits = pool.submit(daemon.post, "/api/v1/lookups?wait=60", {"imdb_id": PLACEHOLDER})
            until("the job", lambda: daemon.get("/api/v1/jobs?queue=tmdb").json["jobs"])
            equal(daemon.stop(), 0, "exit")
            equal(waits.result().status, 202, "answered all the same")
        check("tmdb         available  1\n" in daemon.cli("work", "status").stdout, "the job is there")


TESTS = [one_lookup, a_list_and_its_order, many_at_once_are_one_fetch, later, could_not_tell, bad_lookups, placeholders, lists_by_hand,
         jobs_by_hand, sources_and_figures, a_reader_changes_nothing, waiting_ends_with_the_server]
