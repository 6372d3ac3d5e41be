"""Comparisons of the case runner: text with "…", JSON parts, the record's schema, and what must hold in every case."""
from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

ANYTHING = "…"


def text_matches(expected: str, actual: str) -> bool:
    """Equal, where "…" stands for anything within one line."""
    pattern = "[^\n]*".join(re.escape(part) for part in expected.split(ANYTHING))
    return re.fullmatch(pattern, actual) is not None


def _is_same_json(expected: str, actual: str) -> bool:
    if expected[:1] not in ("{", "["):
        return False
    try:
        return bool(json.loads(expected) == json.loads(actual))
    except ValueError:
        return False


def row_matches(expected: str, actual: str) -> bool:
    """A row of [sql], as text_matches(), where JSON is JSON: PostgreSQL keeps neither the order of keys nor blanks."""
    wanted, got = expected.split("|"), actual.split("|")
    return text_matches(expected, actual) or len(wanted) == len(got) and all(
        text_matches(one, other) or _is_same_json(one, other) for one, other in zip(wanted, got))


def json_part(expected: Any, actual: Any, path: str = "$") -> str | None:
    """None when `expected` is a part of `actual`, else what differs. Objects may have more keys; a list that ends with
    "…" may be longer; the text "…" is anything that is there and not null."""
    if expected == ANYTHING:
        return None if actual is not None else f"{path} is null"
    if isinstance(expected, dict):
        if not isinstance(actual, dict):
            return f"{path} is no object: {actual!r}"
        for key, value in expected.items():
            if key not in actual:
                return f"{path}.{key} is missing"
            if problem := json_part(value, actual[key], f"{path}.{key}"):
                return problem
        return None
    if isinstance(expected, list):
        return _list_part(expected, actual, path)
    if isinstance(expected, str) and ANYTHING in expected:
        fits = isinstance(actual, str) and text_matches(expected, actual)
        return None if fits else f"{path} is {actual!r}, not {expected!r}"
    same = type(expected) is type(actual) if isinstance(expected, bool) or isinstance(actual, bool) else True
    return None if same and expected == actual else f"{path} is {actual!r}, not {expected!r}"


def _list_part(expected: list[Any], actual: Any, path: str) -> str | None:
    if not isinstance(actual, list):
        return f"{path} is no list: {actual!r}"
    open_end = bool(expected) and expected[-1] == ANYTHING
    wanted = expected[:-1] if open_end else expected
    if len(actual) < len(wanted) or (len(actual) > len(wanted) and not open_end):
        return f"{path} has {len(actual)} members, not {len(wanted)}: {actual!r}"
    for n, value in enumerate(wanted):
        if problem := json_part(value, actual[n], f"{path}[{n}]"):
            return problem
    return None


_TYPES: dict[str, Any] = {"object": dict, "array": list, "string": str, "null": type(None), "boolean": bool}


def _is_type(value: Any, name: str) -> bool:
    if name == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    if name == "number":
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    return isinstance(value, _TYPES[name])


def schema_problem(value: Any, schema: Any, root: Any, path: str = "$") -> str | None:
    """What is wrong with a value by a JSON schema, as far as record.schema.json uses the language."""
    if "$ref" in schema:
        schema = root["$defs"][schema["$ref"].rsplit("/", 1)[1]]
    types = schema.get("type", [])
    types = [types] if isinstance(types, str) else types
    if types and not any(_is_type(value, one) for one in types):
        return f"{path} is {value!r}, no {' or '.join(types)}"
    if "enum" in schema and value not in schema["enum"]:
        return f"{path} is {value!r}, none of {schema['enum']}"
    if "pattern" in schema and isinstance(value, str) and not re.search(schema["pattern"], value):
        return f"{path} is {value!r}, not like {schema['pattern']}"
    if isinstance(value, dict):
        for key in schema.get("required", []):
            if key not in value:
                return f"{path}.{key} is missing"
        for key, part in schema.get("properties", {}).items():
            if key in value and (problem := schema_problem(value[key], part, root, f"{path}.{key}")):
                return problem
    if isinstance(value, list) and "items" in schema:
        for n, one in enumerate(value):
            if problem := schema_problem(one, schema["items"], root, f"{path}[{n}]"):
                return problem
    return None


def read_schema(repository: Path) -> Any:
    """record.schema.json beside the repository, None when the contract is not there."""
    path = repository.parent / "shared/contract/record.schema.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


OUTCOMES = {"lookup": {"full", "soft", "imdb_enriched", "imdb_placeholder", "not_a_movie", "not_found", "unknown"},
            "extract": {"found", "not_found", "blocked", "drift"}}
EXIT_OF = {"not_a_movie": 1, "not_found": 1, "drift": 1, "blocked": 3, "unknown": 3}


def answer_problem(command: str, answers: list[Any], exit_code: int, schema: Any) -> str | None:
    """What no answer of extract or lookup may get wrong, whatever the case is about."""
    codes = [0]
    for answer in answers:
        outcome, movie = answer.get("outcome"), answer.get("movie")
        if answer.get("schema_version") != 1 or outcome not in OUTCOMES[command]:
            return f"schema_version or outcome is none of the contract's: {json.dumps(answer)[:200]}"
        codes.append(EXIT_OF.get(outcome, 0))
        if (movie is None) == (outcome in ("found", "full", "soft", "imdb_enriched", "imdb_placeholder")):
            return f"outcome {outcome} with movie {'null' if movie is None else 'set'}"
        if movie is not None and schema is not None and (problem := schema_problem(movie, schema, schema)):
            return f"record.schema.json: {problem}"
        if command == "lookup" and (answer.get("from") not in ("store", "network") or "steps" not in answer
                                    or "next_tmdb_retry_at" not in answer):
            return "a lookup answer without from, steps or next_tmdb_retry_at"
    if exit_code != 4 and exit_code != max(codes):
        return f"exit {exit_code}, but the outcomes {[one.get('outcome') for one in answers]} mean {max(codes)}"
    return None


KEYS_OF = {"tmdb": ("bearer", "api_key"), "omdb": ("apikey",)}  # others get none


def request_problem(requests: list[Any]) -> str | None:
    """What no request may be: dishonest about who asks, or loose with the key."""
    for one in requests:
        agent = one["headers"].get("user-agent", "")
        if not agent.startswith("understudy/") or "case@" not in agent:
            return f"user agent {agent!r} does not say who asks"
        if "referer" in one["headers"] or "cookie" in one["headers"]:
            return f"a request with referer or cookie: {one}"
        if one["key"] not in ("none", "wrong", *KEYS_OF.get(one["host"], ())):
            return f"a key was sent to another host: {one['host']} {one['path']}"
        if one["host"] not in KEYS_OF and one["key"] != "none":
            return f"a key was sent to {one['host']}, which asks for none: {one['path']}"
    return None
