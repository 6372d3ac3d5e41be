"""openapi.json says what comes: answers of every route against the schema that it gives for them."""
from __future__ import annotations

from pathlib import Path
from typing import Any

from rig import Daemon, check, equal

FILM, UNPROVEN, SETTLED = "tt9900001", "tt9900060", "tt9900008"
KINDS: dict[str, Any] = {"string": str, "integer": int, "number": (int, float), "boolean": bool, "object": dict, "array": list,
                         "null": type(None)}


class Schemas:
    """As much of JSON Schema as the document uses; the trouble with a value is told by its place."""

    def __init__(self, document: Any) -> None:
        self.document = document

    def at(self, schema: Any) -> Any:
        while "$ref" in schema:
            found = self.document
            for part in schema["$ref"].removeprefix("#/").split("/"):
                found = found[part]
            schema = found
        return schema

    def trouble(self, value: Any, schema: Any, place: str) -> list[str]:
        schema = self.at(schema)
        alternatives = schema.get("oneOf") or schema.get("anyOf")
        if alternatives and all(self.trouble(value, one, place) for one in alternatives):
            return [f"{place}: fits none of the alternatives"]
        wanted = schema.get("type", [])
        names = wanted if isinstance(wanted, list) else [wanted]
        if names and not any(isinstance(value, KINDS[one]) and isinstance(value, bool) <= (one == "boolean") for one in names):
            return [f"{place}: {value!r:.60} is no {wanted}"]
        found = [f"{place}: {value!r:.60} is not listed"] if "enum" in schema and value not in schema["enum"] else []
        for one in schema.get("allOf", []):
            found += self.trouble(value, one, place)
        for one in value if isinstance(value, list) and "items" in schema else ():
            found += self.trouble(one, schema["items"], place + "[]")
        return found + (self.members(value, schema, place) if isinstance(value, dict) else [])

    def members(self, value: Any, schema: Any, place: str) -> list[str]:
        known, others = schema.get("properties", {}), schema.get("additionalProperties", not schema.get("properties"))
        found = [f"{place}: lacks {one}" for one in schema.get("required", []) if one not in value]
        for key, inner in value.items():
            if key in known or isinstance(others, dict):
                found += self.trouble(inner, known.get(key, others), f"{place}.{key}")
            elif not others:
                found.append(f"{place}: nothing is told of {key}")
        return found


class Asker:
    """One request after the other, each answer against what is told of its route."""

    def __init__(self, daemon: Daemon) -> None:
        self.daemon = daemon
        self.schemas = Schemas(daemon.get("/openapi.json").json)
        self.seen: set[tuple[str, str]] = set()

    def ask(self, method: str, path: str, body: Any = None, status: int = 200, query: str = "", **values: Any) -> None:
        answer = self.daemon.call(method, path.format(**values) + query, body)
        where = f"{method} {path}{query}"
        equal(answer.status, status, f"{where}: {answer.body[:200]!r}")
        told = self.schemas.document["paths"][path][method.lower()]["responses"]
        content = self.schemas.at(told.get(str(status)) or told["default"])["content"]
        kind = answer.headers["content-type"].partition(";")[0]
        check(kind in content, f"{where}: {kind} is none of {list(content)}")
        trouble = self.schemas.trouble(answer.json, content[kind]["schema"], where) if "json" in kind else []
        equal(trouble[:5], [], where)
        self.seen.add((method.lower(), path))


def as_told(binary: Path, sandbox: Any) -> None:
    sandbox.call("POST", "/_sandbox/options", {"arrived": [FILM]})
    with Daemon(binary, sandbox).start() as daemon:
        asker = Asker(daemon)
        ask, film = asker.ask, "/api/v1/placeholders/{imdb_id}"
        films = [UNPROVEN, SETTLED, "tt9900002", "tt9900010", "tt9900020", "tt9999999"]
        ask("POST", "/api/v1/lookups", [{"imdb_id": one} for one in films], query="?wait=60")
        ask("POST", "/api/v1/queues/{queue}/pause", queue="tmdb")
        ask("POST", "/api/v1/lookups", {"imdb_id": FILM, "title": "Quay", "context": {"a": [1]}}, 202, "?wait=0")
        job = daemon.get("/api/v1/jobs?limit=1").json["jobs"][0]["id"]
        for verb in ("cancel", "retry"):
            ask("POST", "/api/v1/jobs/{id}/" + verb, id=job)
        ask("GET", "/api/v1/jobs/{id}", id=job)
        ask("POST", "/api/v1/queues/{queue}/resume", queue="tmdb")
        ask("POST", "/api/v1/lookups", {"imdb_id": FILM}, query="?wait=60")
        ask("POST", film + "/undo", None, 404, imdb_id=SETTLED)
        ask("POST", film + "/merge", {"tmdb_id": 9100060}, imdb_id=UNPROVEN)
        ask("POST", film + "/undo", imdb_id=UNPROVEN)
        ask("POST", film + "/refuse", {"tmdb_id": 9100060}, imdb_id=UNPROVEN)
        ask("POST", film + "/accept", {"tmdb_id": 9100008}, imdb_id=SETTLED)
        ask("POST", film + "/edit", {"fields": {"title": "Z", "genres": ["Drama"], "overview": None}}, imdb_id="tt9900020")
        ask("POST", film + "/edit", {"revert": ["title"]}, imdb_id="tt9900020")
        ask("POST", film + "/retry", imdb_id="tt9900020")
        ask("POST", film + "/give-up", imdb_id="tt9900020")
        for one in (*films[:3], "tt9900020", FILM):
            ask("GET", film, imdb_id=one)
            ask("GET", "/api/v1/movies/{id}", id=one)
        ask("POST", "/api/v1/imports", "tt9900023\ntt9900024\n", 202)
        ask("POST", "/api/v1/imports", "x\n", 422)
        ask("GET", "/api/v1/imports/{id}", id=1)
        for path in ("placeholders", "jobs", "queues", "sources", "stats", "imports"):
            ask("GET", f"/api/v1/{path}")
        for path in ("/healthz", "/readyz", "/metrics", "/openapi.json", "/tmdb/3/configuration"):
            ask("GET", path)
        ask("GET", "/tmdb/3/find/{external_id}", query="?external_source=imdb_id", external_id="tt9900020")
        ask("GET", "/tmdb/3/movie/{movie_id}", movie_id=daemon.get("/api/v1/movies/tt9900020").json["id"] * -1)
        ask("GET", "/tmdb/3/movie/{movie_id}", None, 404, movie_id=77)
        told = {(method, path) for path, one in asker.schemas.document["paths"].items() for method in one}
        equal(told - asker.seen, {("get", "/api/v1/events")}, "routes that nobody asked; events come as a stream")


TESTS = [as_told]
