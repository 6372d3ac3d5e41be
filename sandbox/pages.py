#!/usr/bin/env python3
"""IMDb pages made from the fictional films, in every layout, and the records that must come out of them.

    python3 sandbox/pages.py write DIR [--filler BYTES]   one file a film and layout, expected/NAME.json, manifest.tsv
    python3 sandbox/pages.py show ID LAYOUT               one page on stdout
"""
from __future__ import annotations

import argparse
import html
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from films import Film, films, record
from next_data import GENERATIONS, PAGE_CAST, SERIES_TYPES, TYPE_TEXTS, next_data
from old_pages import OLD_LAYOUTS, has_old_layout, old_expected, old_layout_name, old_page
from rendered_page import has_rendered_page, rendered_page

Json = dict[str, Any]

LD_TYPES = {"tvSeries": "TVSeries", "tvMiniSeries": "TVSeries", "tvEpisode": "TVEpisode", "videoGame": "VideoGame",
            "musicVideo": "MusicVideoObject", "podcastSeries": "PodcastSeries", "podcastEpisode": "PodcastEpisode"}
LAYOUTS = (*GENERATIONS, "reference-2025a-sorted", "json-ld", "json-ld-graph", "next-2024-json", "next-2024-dressed",
           "next-2025-data-json", "reference-2025b-json", "rendered-2023", *OLD_LAYOUTS)
DEFAULT_FILLER = 24_000


def next_json(value: Any, **options: Any) -> str:
    """JSON as Next.js puts it into a script: no character that HTML could take for markup."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), **options)
    for character in "&<>\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def filler(count: int) -> str:
    """Scripts and styles that mean nothing, about `count` bytes, with baits for those who search instead of parse."""
    if count <= 0:
        return ""
    bait = ('<script>var cfg={"a":"id=\\"__NEXT_DATA__\\"","tconst":"tt9909999","titleText":{"text":"Bait"}};'
            'if(1<2&&3>2){document.write("<scr"+"ipt>")}</script>'
            '<!-- <script type="application/ld+json">{"@type":"Movie","name":"Bait in a comment"}</script> -->')
    line = ".ipc-x{0}{{margin:0 0 {0}px;background:url(data:image/png;base64,iVBORw0KGgo=)}}\n"
    rules, size, n = [], len(bait), 0
    while size < count:
        rules.append(line.format(n))
        size += len(rules[-1])
        n += 1
    return bait + "<style>" + "".join(rules) + "</style>"


def page_title(film: Film) -> str:
    """What stands in the browser's title bar."""
    kind = "" if film.type == "movie" else TYPE_TEXTS[film.type] + " "
    years = "" if film.year is None else str(film.year)
    if film.type in SERIES_TYPES and film.year is not None:
        years += "–" + ("" if film.end_year is None else str(film.end_year))
    bracket = (kind + years).strip()
    return f"{film.title} ({bracket}) - IMDb" if bracket else f"{film.title} - IMDb"


def json_ld(film: Film) -> Json:
    """schema.org's view of the film; texts are entity-encoded inside the JSON, as on real pages."""
    def text(value: str) -> str:
        return html.escape(value, quote=True).replace("&#x27;", "&apos;")

    def people(group: list[Any], limit: int) -> list[Json]:
        return [{"@type": "Person", "url": f"/name/{one.id}/", "name": text(one.name)} for one in group[:limit]]

    value: Json = {"@context": "https://schema.org", "@type": LD_TYPES.get(film.type, "Movie"),
                   "url": f"/title/{film.id}/", "name": text(film.original_title or "")}
    if film.title != film.original_title:
        value["alternateName"] = text(film.title or "")
    if film.poster:
        value["image"] = film.poster
    if film.plot:
        value["description"] = text(film.plot)
    if film.rating is not None:
        value["aggregateRating"] = {"@type": "AggregateRating", "ratingCount": film.votes, "bestRating": 10,
                                    "worstRating": 1, "ratingValue": film.rating}
    value["genre"] = film.genres
    if film.date and None not in film.date:
        value["datePublished"] = record(film)["release_date"]
    value["actor"] = people(film.cast, 3)
    value["director"] = people(film.directors, 3)
    value["creator"] = [{"@type": "Organization", "url": "/company/co9900001/"}, *people(film.writers, 3)]
    if film.minutes:
        value["duration"] = f"PT{film.minutes // 60}H{film.minutes % 60}M"
    return value


def _document(title: str, head: str, body: str) -> str:
    return ('<!DOCTYPE html><html lang="en-US" xmlns:og="http://opengraphprotocol.org/schema/"><head>'
            '<meta charSet="utf-8"/><meta name="viewport" content="width=device-width"/>'
            f"<title>{html.escape(title)}</title>{head}</head><body>{body}</body></html>\n")


def _ld_script(film: Film) -> str:
    return f'<script type="application/ld+json">{next_json(json_ld(film))}</script>'


def wrap_next_data(text: str, title: str = "A title - IMDb", filler_bytes: int = 0, head: str = "") -> str:
    """A page around the text of a __NEXT_DATA__ object."""
    half = filler(filler_bytes // 2)
    return _document(title, head + half, f'<div id="__next"><h1>{html.escape(title)}</h1></div>'
                     f'<script id="__NEXT_DATA__" type="application/json">{text}</script>{half}')


def _dressed(film: Film, text: str, filler_bytes: int) -> str:
    """What editors and savers make of a page: a byte order mark, CRLF, capitals, attributes in another order, one a
    line and without quotes, the JSON indented behind a comment mark."""
    other = '<!-- <script id="__NEXT_DATA__" type="application/json">{"page": "/title/[tconst]"}</script> -->'
    script = (f"{other}\n<SCRIPT\n    nonce=AbC123==\n    type=application/json\n    ID=__NEXT_DATA__\n>\n"
              f"{' ' * 80}<!--\n{text}\n//-->\n</SCRIPT>")
    return "\ufeff" + _document(page_title(film), filler(filler_bytes), script).replace("\n", "\r\n")


def _json_ld_page(film: Film, graph: bool, filler_bytes: int) -> str:
    """A page that was saved without its scripts; as a graph: beside a list and another title, with a list of types."""
    head = f"\n<!--\n Page saved by a browser\n url: https://www.imdb.com/title/{film.id}/\n-->"
    value = json_ld(film)
    if graph:
        head += f"<link rel=canonical href=https://www.imdb.com/title/{film.id}/>"
        other: Json = {"@type": "Movie", "url": "https://www.imdb.com/title/tt9909999/", "name": "A Neighbour's Title"}
        value = {"@context": value.pop("@context"), "@graph": [
            {"@type": "BreadcrumbList", "itemListElement": [other]}, other,
            {**value, "@type": ["CreativeWork", value["@type"]], "url": f"https://www.imdb.com/de/title/{film.id}/"}]}
    head += f'<script type="application/ld+json">{next_json(value)}</script>'
    return _document(page_title(film), head, f"<h1>{html.escape(film.title or '')}</h1>" + filler(filler_bytes))


def page(film: Film, layout: str, filler_bytes: int = DEFAULT_FILLER) -> str:
    """The page of a film in one of LAYOUTS."""
    if layout in OLD_LAYOUTS:
        return old_page(film, layout)
    if layout == "rendered-2023":
        return rendered_page(film)
    if layout.startswith("json-ld"):
        return _json_ld_page(film, layout == "json-ld-graph", filler_bytes)
    generation = layout
    for suffix in ("-json", "-sorted", "-dressed", "-data"):
        generation = generation.removesuffix(suffix)
    data = next_data(film, generation)
    if layout.endswith("-data-json"):
        return next_json({"pageProps": data["props"]["pageProps"], "__N_SSP": True})
    if layout.endswith("-json"):
        return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
    if layout.endswith("-sorted"):
        return wrap_next_data(next_json(data, sort_keys=True), page_title(film), filler_bytes)
    if layout.endswith("-dressed"):
        return _dressed(film, json.dumps(data, ensure_ascii=False, indent=4), filler_bytes)
    # A reference page has no JSON-LD.
    head = "" if generation.startswith("reference") else _ld_script(film)
    return wrap_next_data(next_json(data), page_title(film), filler_bytes, head)


def expected(film: Film, layout: str) -> Json:
    """The record that a reader must make of page(film, layout)."""
    if layout in OLD_LAYOUTS:
        return old_expected(film)
    full = record(film)
    if layout == "rendered-2023":  # its votes are rounded, so there is no rating
        for name in ("adult", "production_status", "rating", "vote_count"):
            full[name] = None
        if film.title == film.original_title:
            full["original_title"] = None
        return full
    if layout.startswith("next"):
        full["cast"] = full["cast"][:PAGE_CAST]
    if not layout.startswith("json-ld"):
        return full
    for name in ("year", "end_year", "release_country", "adult", "production_status"):
        full[name] = None
    for name in ("countries", "languages"):
        full[name] = []
    if film.title == film.original_title:
        full["original_title"] = None
    if film.rating is None:
        full["vote_count"] = None
    if film.date and None in film.date:
        full["release_date"] = None
    full["cast"] = [{"name": one["name"], "imdb_id": one["imdb_id"]} for one in full["cast"][:3]]
    for name in ("directors", "writers"):
        full[name] = full[name][:3]
    return full


def layout_name(layout: str) -> str:
    """The word that `extract --json` prints under "layout"."""
    if layout in OLD_LAYOUTS:
        return old_layout_name(layout)
    if layout == "rendered-2023":
        return "page-2021"
    if layout.startswith("json-ld"):
        return "json-ld"
    return "page-reference-next" if layout.startswith("reference") else "page-next"


def has_layout(film: Film, layout: str) -> bool:
    """JSON-LD does not tell that a title was merged."""
    if layout in OLD_LAYOUTS:
        return has_old_layout(film, layout)
    if layout == "rendered-2023":
        return has_rendered_page(film)
    return film.title is not None and (not layout.startswith("json-ld") or film.canonical == film.id)


@dataclass(frozen=True)
class SpecialPage:
    """A page that is about no title, and what `extract` must say of it."""
    body: str
    outcome: str
    exit: int


# Unproven: no real capture of these four was at hand; the challenge follows facts/imdb-access.md §1e.
CHALLENGE = _document("", "", """<div id="challenge-container"></div><script type="text/javascript">
window.awsWafCookieDomainList = []; window.gokuProps = {"key":"c2FuZGJveA==","iv":"c2FuZGJveA==",
 "context":"c2FuZGJveA=="};
</script><script src="https://sandbox.token.awswaf.invalid/challenge.js"></script><script type="text/javascript">
AwsWafIntegration.saveReferrer(); AwsWafIntegration.checkForceRefresh().then((forceRefresh) => {
 if (forceRefresh) { AwsWafIntegration.forceRefreshToken().then(() => { window.location.reload(true); }); }
 else { AwsWafIntegration.getToken().then(() => { window.location.reload(true); }); } });
</script><noscript><h1>JavaScript is disabled</h1>In order to continue, we need to verify that you're not a robot.
This requires JavaScript. Enable JavaScript and then reload the page.</noscript>""")

LOGIN = _document("Sign in with IMDb - IMDb", "", '<h1>Sign in</h1><div id="signin-options">'
                  '<a href="https://www.imdb.com/ap/signin?openid.mode=checkid_setup">Sign in with IMDb</a></div>'
                  '<form name="signIn" method="post" action="https://www.imdb.com/ap/signin">'
                  '<input type="email" name="email"/><input type="password" name="password"/></form>')

NOT_FOUND = _document("404 Error - IMDb", "", '<div class="error_code_404"><h1>404 Error</h1>'
                      "<p>The requested URL was not found on our server.</p>"
                      '<a href="/">Go to the homepage</a></div>')

FORBIDDEN = ("<html>\r\n<head><title>403 Forbidden</title></head>\r\n<body>\r\n<center><h1>403 Forbidden</h1></center>"
             "\r\n</body>\r\n</html>\r\n")

GATEWAY_ERROR = ('<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN"><HTML><HEAD><TITLE>ERROR: The request '
                 "could not be satisfied</TITLE></HEAD><BODY><H1>502 ERROR</H1><H2>The request could not be satisfied."
                 "</H2><PRE>Generated by cloudfront (CloudFront)\nRequest ID: sandbox</PRE></BODY></HTML>")


def _unknown() -> str:
    view = {"hero": {"heading": "Last Light on the Quay"}}
    data = {"props": {"pageProps": {"tconst": "tt9900001", "titleView": view}}, "page": "/title/[tconst]",
            "query": {"tconst": "tt9900001"}, "buildId": "sandbox"}
    return wrap_next_data(next_json(data), "Last Light on the Quay (2025) - IMDb")


def special_pages() -> dict[str, SpecialPage]:
    """Pages about no title, by name. exit 3 = could not tell, 1 = no title in the bytes."""
    unknown = _document("Last Light on the Quay (2025) - IMDb", "", '<main><title-hero data-id="tt9900001">'
                        "<slot>Last Light on the Quay</slot></title-hero></main>")
    return {
        "challenge": SpecialPage(CHALLENGE, "blocked", 3), "login": SpecialPage(LOGIN, "blocked", 3),
        "forbidden": SpecialPage(FORBIDDEN, "blocked", 3), "not-found": SpecialPage(NOT_FOUND, "not_found", 1),
        "unknown-markup": SpecialPage(unknown, "drift", 1), "unknown-next-data": SpecialPage(_unknown(), "drift", 1),
    }


def write(directory: Path, filler_bytes: int) -> int:
    """Writes every page with its expected record; returns how many pages there are."""
    (directory / "expected").mkdir(parents=True, exist_ok=True)
    rows = ["file\toutcome\tlayout\tcanonical_id"]
    for film in films().values():
        for layout in LAYOUTS:
            if not has_layout(film, layout):
                continue
            name = f"{film.id}__{layout}"
            file = name + (".json" if layout.endswith("-json") else ".html")
            (directory / file).write_text(page(film, layout, filler_bytes), encoding="utf-8", newline="")
            text = json.dumps(expected(film, layout), ensure_ascii=False, indent=1)
            (directory / "expected" / f"{name}.json").write_text(text + "\n", encoding="utf-8")
            canonical = "" if layout.startswith("json-ld") else film.canonical
            rows.append(f"{file}\tfound\t{layout_name(layout)}\t{canonical}")
    for name, special in special_pages().items():
        (directory / f"{name}.html").write_text(special.body, encoding="utf-8", newline="")
        rows.append(f"{name}.html\t{special.outcome}\t\t")
    (directory / "manifest.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return len(rows) - 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    writer = commands.add_parser("write", help="all pages into a directory")
    writer.add_argument("directory", type=Path)
    shower = commands.add_parser("show", help="one page on stdout")
    shower.add_argument("id")
    shower.add_argument("layout", choices=LAYOUTS)
    for one in (writer, shower):
        one.add_argument("--filler", type=int, default=DEFAULT_FILLER, help="bytes of scripts and styles a page")
    options = parser.parse_args()
    if options.command == "write":
        print(f"{write(options.directory, options.filler)} pages in {options.directory}")
    else:
        sys.stdout.write(page(films()[options.id], options.layout, options.filler))
    return 0


if __name__ == "__main__":
    sys.exit(main())
