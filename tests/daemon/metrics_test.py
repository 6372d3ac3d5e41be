"""/metrics, by a checker as strict as `promtool check metrics` in what it looks at: promtool itself comes with a package of
100 MB. Names, HELP and TYPE before samples and once, label syntax, counters that end in _total, histograms that add up."""
from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from rig import HERE, Daemon, Failure, check, equal

SAMPLE = re.compile(r'^([a-z_]+)(?:\{((?:[a-z_]+="(?:[^"\\\n]|\\.)*",?)*)\})? (\S+)$')
LABEL = re.compile(r'([a-z_]+)="((?:[^"\\\n]|\\.)*)"')


def parse(text: str) -> dict[str, dict[tuple[tuple[str, str], ...], float]]:
    """Samples by name; Failure for what Prometheus or its linter would mind."""
    types: dict[str, str] = {}
    samples: dict[str, dict[tuple[tuple[str, str], ...], float]] = {}
    helped, current = "", ""
    check(text.endswith("\n"), "ends with a newline")
    for line in text.splitlines():
        if line.startswith("# HELP "):
            helped, _, words = line[7:].partition(" ")
            check(bool(words) and helped not in types, f"HELP: {line}")
        elif line.startswith("# TYPE "):
            current, kind = line[7:].split(" ")
            check(current == helped and kind in ("counter", "gauge", "histogram"), f"TYPE: {line}")
            check((kind == "counter") == current.endswith("_total"), f"a counter ends in _total: {line}")
            check(not current.endswith(("_count", "_sum", "_bucket")), f"a name of a part: {line}")
            types[current] = kind
        else:
            found = SAMPLE.match(line)
            if not found:
                raise Failure(f"no sample: {line}")
            name = found.group(1)
            family = re.sub(r"_(bucket|sum|count)$", "", name) if types.get(current) == "histogram" else name
            check(family == current, f"stands outside of its family: {line}")
            labels = tuple(LABEL.findall(found.group(2) or ""))
            check(labels not in samples.setdefault(name, {}), f"twice: {line}")
            samples[name][labels] = float(found.group(3))
    for name, kind in types.items():
        if kind == "histogram":
            check_histogram(name, samples)
    return samples


def check_histogram(name: str, samples: dict[str, Any]) -> None:
    series: dict[Any, list[tuple[float, float]]] = {}
    for labels, value in samples.get(name + "_bucket", {}).items():
        rest = tuple(one for one in labels if one[0] != "le")
        series.setdefault(rest, []).append((float(dict(labels)["le"]), value))
    for rest, buckets in series.items():
        check(buckets == sorted(buckets) and [v for _, v in buckets] == sorted(v for _, v in buckets), f"{name}: order")
        equal(buckets[-1], (float("inf"), samples[name + "_count"][rest]), f"{name}: the last bucket")
        check(rest in samples[name + "_sum"], f"{name}: a sum")


def metrics(binary: Path, sandbox: Any) -> None:
    with Daemon(binary, sandbox).start() as daemon:
        parse(daemon.get("/metrics").body.decode())  # an empty store
        daemon.post("/api/v1/lookups?wait=30", [{"imdb_id": "tt9900020"}, {"imdb_id": "tt9900002"}, {"imdb_id": "tt9900046"}])
        daemon.get("/nowhere")
        answer = daemon.get("/metrics")
        equal(answer.headers["content-type"], "text/plain; version=0.0.4; charset=utf-8", "type")
        first = parse(answer.body.decode())
        films = {dict(labels)["status"]: value for labels, value in first["understudy_films"].items()}
        equal((films["imdb_placeholder"], films["full"]), (1, 1), "films")
        find = (("source", "tmdb"), ("operation", "find"), ("outcome", "found"))
        equal(first["understudy_source_calls_total"][find], 1, "calls")
        equal(first["understudy_http_requests_total"][(("method", "any"), ("route", "none"), ("status", "4xx"))], 1, "none")
        equal(first["understudy_breaker_state"][(("source", "tmdb"), ("state", "closed"))], 1, "breaker")
        genres = (("layout", "page-next"), ("field", "genres"))
        equal(first["understudy_layout_fact_ratio"][genres], 1, "what pages tell")
        equal(first["understudy_layout_fact_lost"][genres], 0, "nothing is lost")
        second = parse(daemon.get("/metrics").body.decode())
        equal(second["understudy_source_calls_total"], first["understudy_source_calls_total"], "counted once")
        check(not any("tt99" in str(labels) for family in second.values() for labels in family), "no id in a label")


def dashboard_and_alerts(binary: Path, sandbox: Any) -> None:
    """They name families that there are."""
    folder = HERE.parent.parent / "packaging/monitoring"
    texts = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}
    json.loads(texts["understudy-grafana.json"])
    with Daemon(binary, sandbox).start() as daemon:
        daemon.post("/api/v1/lookups?wait=30", {"imdb_id": "tt9900020"})
        known = daemon.get("/metrics").body.decode()
    for name, text in texts.items():
        for family in set(re.findall(r"understudy_[a-z_]+", text)):
            check(f"# TYPE {re.sub('_bucket$', '', family)} " in known, f"{name} names {family}")


TESTS = [metrics, dashboard_and_alerts]
