"""What must hold for a store at every moment, also right after a kill or on a full disk."""

import json

FILM_OUTCOMES = {"full", "soft", "imdb_enriched", "imdb_placeholder"}
OUTCOMES = FILM_OUTCOMES | {"not_a_movie", "not_found", "given_up", None}
TABLES = {"understudy_schema", "movies", "wanted", "api_lookup_metrics", "people", "movie_credits", "movie_origins",
          "raw_answers", "fetches", "remaps", "hosts"}
ROLES = {"director": "directors", "writer": "writers", "cast": "cast"}


def half_movies(db):
    """A film comes with its people and its origins or not at all."""
    for movie_id, imdb_id, status, record in db.execute("SELECT id, imdb_id, import_status, record FROM movies"):
        record = json.loads(record)
        for role, key in ROLES.items():
            stored = db.execute("SELECT count(*) FROM movie_credits WHERE movie_id = ? AND role = ?",
                                (movie_id, role)).fetchone()[0]
            if stored != len(record.get(key) or []):
                yield f"{imdb_id}: {stored} credits as {role}, its record has {len(record.get(key) or [])}"
        if not db.execute("SELECT count(*) FROM movie_origins WHERE movie_id = ?", (movie_id,)).fetchone()[0]:
            yield f"{imdb_id}: no origins"
        if status not in FILM_OUTCOMES:
            yield f"{imdb_id}: import_status {status}"


def has_tables(db):
    """Killed before the schema was committed, a store has none: the next run makes them."""
    return bool(db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])


def unsound(db):
    """List of what is wrong with an open store, empty when nothing is."""
    wrong = [f"integrity_check: {row[0]}" for row in db.execute("PRAGMA integrity_check") if row[0] != "ok"]
    if wrong:
        return wrong
    if not has_tables(db):
        return []
    tables = {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not tables >= TABLES:
        return [f"half a schema: {', '.join(sorted(TABLES - tables))} missing"]
    wrong += [f"foreign_key_check: {row}" for row in db.execute("PRAGMA foreign_key_check")]
    wrong += half_movies(db)
    wrong += [f"{imdb_id}: wanted says {outcome}, which is no outcome"
              for imdb_id, outcome in db.execute("SELECT imdb_id, outcome FROM wanted") if outcome not in OUTCOMES]
    wrong += [f"{row[0]}: wanted says {row[1]}, but there is no such film" for row in db.execute(
        "SELECT w.imdb_id, w.outcome FROM wanted w LEFT JOIN remaps r ON r.imdb_id = w.imdb_id"
        " LEFT JOIN movies m ON m.imdb_id = coalesce(r.canonical_id, w.imdb_id)"
        " WHERE w.outcome IN ('full', 'soft', 'imdb_enriched', 'imdb_placeholder') AND m.id IS NULL")]
    wrong += [f"{row[0]}: a film that nobody asked for" for row in db.execute(
        "SELECT m.imdb_id FROM movies m WHERE NOT EXISTS (SELECT 1 FROM wanted w LEFT JOIN remaps r"
        " ON r.imdb_id = w.imdb_id WHERE coalesce(r.canonical_id, w.imdb_id) = m.imdb_id)")]
    for table in ("movie_origins", "fetches"):
        wrong += [f"{table}: answer {row[0]} is not kept" for row in db.execute(
            f"SELECT DISTINCT answer_sha256 FROM {table} WHERE answer_sha256 IS NOT NULL"
            " AND answer_sha256 NOT IN (SELECT sha256 FROM raw_answers)")]
    return wrong
