"""__NEXT_DATA__ of an IMDb title page, one builder a generation. Shapes only; every fact comes from a Film.

Proven by real pages: next-2022 (March 2022), next-2022b (October 2022 to May 2023), next-2024 (February 2024),
reference-2025a (July and August 2025), reference-2025b (October 2025).
Unproven: next-2025, put together from the reference page of the same autumn and from what programs that read the main
page until July 2026 ask for (castV2 and crewV2 in mainColumnData, principalCreditsV2 above, countriesDetails);
next-2026-de, the same page in another language: texts are translated, ids are not."""
from __future__ import annotations

from typing import Any, Callable

from films import Coded, Film, Person

Json = dict[str, Any]

CATEGORY = "amzn1.imdb.concept.name_credit_category."
GROUP = "amzn1.imdb.concept.name_credit_group."
DIRECTOR = CATEGORY + "ace5cb4c-8708-4238-9542-04641e7c8171"
WRITER = CATEGORY + "c84ecaff-add5-4f2e-81db-102a41881fe3"
PRODUCER = CATEGORY + "0af123ce-1605-4a51-93cf-7ad477b11832"
ACTOR = CATEGORY + "a9ab2a8b-9153-4edb-a27a-7c2346830d77"
CAST = GROUP + "7caf7d16-5db9-4f4f-8864-d4c6e711c686"
CREATOR = GROUP + "85198717-6c2d-481e-93a5-47858774bcce"
STARS = GROUP + "7510356e-fde9-438e-b3ad-0099ba6bc8ce"

PAGE_CAST = 18  # as many as a title page carries
GROUP_PAGE = 10  # as many as /reference has in creditCategories and creditGroupings; in categories are up to 50

TYPE_TEXTS = {"movie": "Movie", "short": "Short", "tvMovie": "TV Movie", "tvShort": "TV Short",
              "tvSpecial": "TV Special", "video": "Video", "musicVideo": "Music Video", "tvSeries": "TV Series",
              "tvMiniSeries": "TV Mini Series", "tvEpisode": "TV Episode", "videoGame": "Video Game",
              "podcastSeries": "Podcast Series", "podcastEpisode": "Podcast Episode", "tvPilot": "TV Pilot"}
SERIES_TYPES = ("tvSeries", "tvMiniSeries", "podcastSeries")
EPISODE_TYPES = ("tvEpisode", "podcastEpisode")


def typed(name: str, /, **values: Any) -> Json:
    """A GraphQL object with its __typename last, as the pages have it."""
    return {**values, "__typename": name}


def _text(name: str, text: str | None) -> Json | None:
    return None if text is None else typed(name, text=text)


def _name(person: Person, picture: bool = False) -> Json:
    values: Json = {"id": person.id, "nameText": typed("NameText", text=person.name)}
    if picture:
        values["primaryImage"] = None
    return typed("Name", **values)


def _attributes(person: Person) -> list[Json] | None:
    return [typed("MiscellaneousCreditAttribute", text=person.attribute)] if person.attribute else None


def _crew(people: list[Person], category: Json) -> list[Json]:
    if not people:
        return []
    return [typed("PrincipalCreditsForCategory", totalCredits=len(people), category=category,
                  credits=[typed("Crew", name=_name(one), attributes=_attributes(one)) for one in people])]


def _category(text: str, many: int, code: str | None = None) -> Json:
    values = {"text": text + ("s" if many > 1 else "")}
    if code:
        values["id"] = code
    return typed("CreditCategory", **values)


def _cast_node(person: Person, category: str | None = None) -> Json:
    characters = [typed("Character", name=one) for one in person.characters] or None
    values: Json = {"name": _name(person, True), "attributes": _attributes(person)}
    if category:
        values["category"] = typed("CreditCategory", id=category)
    return typed("Cast", **values, characters=characters,
                 episodeCredits=typed("EpisodeCastConnection", total=0, yearRange=None))


def _edges(nodes: list[Json], name: str, /, **values: Any) -> Json:
    return typed(name + "Connection", **values, edges=[typed(name + "Edge", node=node) for node in nodes])


def _role(text: str | None, category_id: str, characters: tuple[str, ...] = ()) -> Json:
    return typed("CreditedRole", text=text,
                 category=typed("CreditCategory", categoryId=category_id, text=None, traits=[]), attributes=None,
                 characters=_edges([typed("Character", name=one) for one in characters], "Character"))


def _credit_v2(person: Person, category_id: str | None = None) -> Json:
    values: Json = {"name": _name(person)}
    if category_id:
        role = _role(" / ".join(person.characters) or person.attribute, category_id, person.characters)
        values["creditedRoles"] = _edges([role], "CreditedRole")
    return typed("CreditV2", **values)


def _grouping(text: str | None, grouping_id: str | None, people: list[Person], limit: int,
              category_id: str | None) -> Json:
    return typed("PrincipalCreditsForGrouping", totalCredits=len(people),
                 grouping=typed("CreditGrouping", text=text, groupingId=grouping_id),
                 credits=[_credit_v2(one, category_id) for one in people[:limit]])


def _principal(film: Film) -> list[Json]:
    groups = _crew(film.directors[:3], _category("Director", len(film.directors), "director"))
    groups += _crew(film.writers[:3], _category("Writer", len(film.writers), "writer"))
    if film.cast:
        groups.append(typed("PrincipalCreditsForCategory", totalCredits=len(film.cast),
                            category=_category("Star", 2, "cast"),
                            credits=[typed("Cast", name=_name(one), attributes=None) for one in film.cast[:3]]))
    return groups


def _principal_v2(film: Film) -> list[Json]:
    groups = [("Director", DIRECTOR, film.directors), ("Writer", WRITER, film.writers), ("Stars", STARS, film.cast)]
    return [_grouping(text, code, people, 3, None) for text, code, people in groups if people]


def _country(country: Coded, text: bool = True) -> Json:
    return typed("CountryOfOrigin", id=country.id, **({"text": country.name} if text else {}))


def _countries(countries: list[Coded], text: bool = True) -> Json | None:
    return typed("CountriesOfOrigin", countries=[_country(one, text) for one in countries]) if countries else None


def _release_date(film: Film, country: bool) -> Json | None:
    if not film.date:
        return None
    year, month, day = film.date
    values: Json = {"day": day, "month": month, "year": year}
    if country:
        where = film.date_country
        values["country"] = where and typed("LocalizedDisplayableCountry", id=where.id, text=where.name)
    return typed("ReleaseDate", **values)


def _genres(film: Film) -> Json:
    return typed("Genres", genres=[typed("Genre", text=one, id=one) for one in film.genres])


def _title_genres(film: Film) -> Json:
    return typed("TitleGenres", genres=[typed("TitleGenre", genre=typed("GenreItem", text=one))
                                        for one in film.genres])


def _plot(film: Film) -> Json:
    if film.plot is None:
        return typed("Plot", plotText=None, language=None)
    return typed("Plot", plotText=typed("Markdown", plainText=film.plot),
                 language=typed("DisplayableLanguage", id="en-US"))


def _image(film: Film) -> Json | None:
    if film.poster is None:
        return None
    return typed("Image", id=f"rm{film.number}", width=1400, height=2100, url=film.poster,
                 caption=typed("Markdown", plainText=f"{film.title} ({film.year})"))


def _title_type(film: Film) -> Json:
    series = film.type in SERIES_TYPES
    return typed("TitleType", text=TYPE_TEXTS[film.type], id=film.type, isSeries=series,
                 isEpisode=film.type in EPISODE_TYPES, canHaveEpisodes=series)


def _year(film: Film) -> Json | None:
    return None if film.year is None else typed("YearRange", year=film.year, endYear=film.end_year)


def _series(film: Film) -> Json | None:
    if film.series is None:
        return None
    parent = typed("Title", id=film.series.id, titleText=typed("TitleText", text=film.series.name))
    return typed("Series", series=parent, episodeNumber=typed("EpisodeNumber", episodeNumber=2, seasonNumber=1))


def _neighbours() -> Json:
    """Other titles on the page: what a reader that searches by key name alone would take by mistake."""
    other = typed("Title", id="tt9909999", titleText=typed("TitleText", text="A Neighbour's Title"),
                  titleType=typed("TitleType", id="tvSeries", text="TV Series"),
                  originalTitleText=typed("TitleText", text="A Neighbour's Original"),
                  releaseYear=typed("YearRange", year=1900, endYear=1901),
                  releaseDate=typed("ReleaseDate", day=1, month=1, year=1900),
                  runtime=typed("Runtime", seconds=60), ratingsSummary=typed("RatingsSummary", aggregateRating=1.1,
                                                                              voteCount=999999),
                  plot=typed("Plot", plotText=typed("Markdown", plainText="A neighbour's plot.")),
                  genres=typed("Genres", genres=[typed("Genre", text="Western", id="Western")]),
                  primaryImage=typed("Image", url="https://m.media-amazon.com/images/M/neighbour.jpg"))
    return _edges([other], "MoreLikeThis")


def _common(film: Film) -> Json:
    """What the two halves of every generation share."""
    return {
        "id": film.id, "titleType": _title_type(film), "titleText": _text("TitleText", film.title),
        "originalTitleText": _text("TitleText", film.original_title), "releaseYear": _year(film),
        "ratingsSummary": typed("RatingsSummary", aggregateRating=film.rating, voteCount=film.votes),
        "runtime": film.minutes and typed("Runtime", seconds=film.minutes * 60), "primaryImage": _image(film),
        "productionStatus": typed("ProductionStatusDetails", currentProductionStage=typed(
            "ProductionStage", id=film.status.id, text=film.status.name), productionStatusHistory=None,
            restriction=None),
        "series": _series(film), "certificate": None,
    }


def _title_names(people: list[Person], limit: int) -> list[Json]:
    return [typed("Crew", name=_name(one)) for one in people[:limit]]


def _page_titles(film: Film) -> Json:
    directors = [typed("PrincipalCreditsForCategory", credits=_title_names(film.directors, 2))]
    cast = [typed("Cast", name=_name(one)) for one in film.cast[:4]]
    return {"castPageTitle": _edges(cast, "Credit"), "creatorsPageTitle": [],
            "directorsPageTitle": directors if film.directors else []}


def _above(film: Film) -> Json:
    values = {**_common(film), "canHaveEpisodes": film.type in SERIES_TYPES,
              "releaseDate": _release_date(film, False), "plot": _plot(film),
              "meta": typed("TitleMeta", canonicalId=film.canonical, publicationStatus="PUBLISHED"),
              "keywords": typed("TitleKeywordConnection", total=0, edges=[]), **_page_titles(film)}
    return values


def _main(film: Film) -> Json:
    languages = [typed("SpokenLanguage", id=one.id, text=one.name) for one in film.languages]
    values = {**_common(film), "isAdult": film.adult, "releaseDate": _release_date(film, True),
              "countriesOfOrigin": _countries(film.countries),
              "spokenLanguages": typed("SpokenLanguages", spokenLanguages=languages) if languages else None,
              "moreLikeThisTitles": _neighbours(), "production": typed("CompanyCreditConnection", edges=[])}
    values["titleType"] = typed("TitleType", id=film.type)
    return values


def _old_credits(film: Film) -> Json:
    return {"creators": [], "directors": _crew(film.directors, _category("Director", len(film.directors))),
            "writers": _crew(film.writers, _category("Writer", len(film.writers)))}


def next_2022(film: Film) -> Json:
    """March 2022: the first four of the cast stand in principalCast, the rest in cast."""
    above = {**_above(film), "genres": _genres(film), "principalCredits": _principal(film)}
    principal = [typed("PrincipalCreditsForCategory", credits=[_cast_node(one) for one in film.cast[:4]])]
    main = {**_main(film), "cast": _edges([_cast_node(one) for one in film.cast[4:PAGE_CAST]], "Credit"),
            "principalCast": principal if film.cast else [], "genres": _genres(film),
            "summaries": typed("PlotConnection", edges=[]), **_old_credits(film)}
    return {"aboveTheFoldData": typed("Title", **above), "mainColumnData": typed("Title", **main)}


def next_2022b(film: Film) -> Json:
    """October 2022: one cast list; genres only above the fold."""
    above = {**_above(film), "genres": _genres(film), "principalCredits": _principal(film)}
    main = {**_main(film), "cast": _edges([_cast_node(one) for one in film.cast[:PAGE_CAST]], "Credit"),
            **_old_credits(film)}
    return {"aboveTheFoldData": typed("Title", **above), "mainColumnData": typed("Title", **main)}


def next_2024(film: Film) -> Json:
    """February 2024: titleGenres beside genres, a category with every cast member."""
    above = {**_above(film), "genres": _genres(film), "principalCredits": _principal(film),
             "titleGenres": _title_genres(film), "countriesOfOrigin": _countries(film.countries[:1], text=False)}
    cast = [_cast_node(one, film.cast_category) for one in film.cast[:PAGE_CAST]]
    main = {**_main(film), "cast": _edges(cast, "Credit"), **_old_credits(film)}
    return {"aboveTheFoldData": typed("Title", **above), "mainColumnData": typed("Title", **main)}


def _crew_groups(film: Film, limit: int) -> list[Json]:
    """A series has creators, who are neither its directors nor its writers."""
    groups = [("Director", DIRECTOR, film.directors), ("Writer", WRITER, film.writers)]
    if film.type in SERIES_TYPES:
        groups.insert(0, ("Creators", CREATOR, _CREATORS))
    return [_grouping(text, code, people, limit, code) for text, code, people in groups if people]


def next_2025(film: Film) -> Json:
    """Unproven: the main page after the move to groupings; no genres, no cast, no directors of the old kind."""
    above = {**_above(film), "titleGenres": _title_genres(film), "principalCreditsV2": _principal_v2(film),
             "countriesOfOrigin": _countries(film.countries[:1], text=False), **_groups_above(film)}
    main = {**_main(film), "castV2": [_grouping("Top Cast", None, film.cast, PAGE_CAST, ACTOR)] if film.cast else [],
            "countriesOfOrigin": _countries(film.countries[:1], text=False),
            "countriesDetails": _countries(film.countries), "crewV2": _crew_groups(film, PAGE_CAST)}
    return {"aboveTheFoldData": typed("Title", **above), "mainColumnData": typed("Title", **main)}


def next_2026_de(film: Film) -> Json:
    """Unproven: seen from Germany, in German; the one date stands above, and credits that are not public are null."""
    props = next_2025(film)
    above, main = props["aboveTheFoldData"], props["mainColumnData"]
    translated = [typed("Genre", text=f"{one} auf Deutsch", id=one) for one in film.genres]
    above["genres"] = typed("Genres", genres=translated)
    above["titleGenres"] = typed("TitleGenres", genres=[typed("TitleGenre", genre=typed("GenreItem", text=one["text"]))
                                                        for one in translated])
    above["releaseDate"], main["releaseDate"] = _release_date(film, True), None
    above["titleType"]["text"] = main["titleType"]["text"] = "Auf Deutsch"
    for group in above["principalCreditsV2"] + main["crewV2"]:
        group["grouping"]["text"] = "Auf Deutsch"
    if film.status.id != "released":
        for group in above["principalCreditsV2"]:
            group["credits"] = None
    return props


def _groups_above(film: Film) -> Json:
    return {"castV2": [_grouping(None, None, film.cast, 4, None)] if film.cast else [],
            "crewV2": [_grouping("Director", DIRECTOR, film.directors, 3, None)] if film.directors else []}


def _reference_halves(film: Film) -> tuple[Json, Json]:
    above = {**_common(film), "titleGenres": _title_genres(film), "plot": _plot(film), **_page_titles(film),
             "meta": typed("TitleMeta", canonicalId=film.canonical, publicationStatus="PUBLISHED"),
             "countriesOfOrigin": _countries(film.countries[:1], text=False)}
    main = {**above, **_main(film), "titleType": _title_type(film), "genres": _genres(film),
            "countriesOfOrigin": _countries(film.countries[:1], text=False),
            "countriesDetails": _countries(film.countries),
            "summaries": typed("PlotConnection", edges=[])}
    return above, main


def _items(people: list[Person], cast: bool) -> list[Json]:
    return [{"id": one.id, "rowTitle": one.name, "isSeries": False, "isCast": cast,
             "characters": list(one.characters), "attributes": one.attribute or "",
             "className": "full-credits-page-list-item"} for one in people]


def _section(code: str, name: str, people: list[Person], cast: bool) -> Json:
    return {"id": code, "name": name, "section": {"items": _items(people, cast), "listItemType": 2,
                                                  "total": len(people), "endCursor": ""}, "pagination": {}}


# On every page of groups, so that a reader cannot take the first group for the directors or the last for the writers.
_CREATORS = [Person("nm9909997", "Neighbour Creator")]
_PRODUCERS = [Person("nm9909998", "Neighbour Producer", (), "executive producer")]


def _crew_node(person: Person, category: str) -> Json:
    details = [typed("CrewJobDetails", attributes=None, job=typed("CrewJob", text=category))]
    return typed("Crew", category=typed("CreditCategory", id=category, text=category.title()),
                 name=_name(person, True), jobDetails=details)


def reference_2025a(film: Film) -> Json:
    """/reference of summer 2025: principalCredits, creditCategories, categories with short ids."""
    above, main = _reference_halves(film)
    groups = [("director", "Directors", film.directors), ("writer", "Writers", film.writers),
              ("cast", "Cast", film.cast), ("producer", "Producers", _PRODUCERS)]
    categories = []
    for code, text, people in groups:
        if people:
            nodes = [_cast_node(one, film.cast_category) if code == "cast" else _crew_node(one, code)
                     for one in people[:GROUP_PAGE]]
            categories.append(typed("TitleCreditCategoryWithCredits", category=typed("CreditCategory", id=code),
                                    categoryText=typed("CreditCategory", text=text),
                                    credits=_edges(nodes, "Credit", total=len(people))))
    main.update(principalCredits=[one for one in _principal(film) if one["category"]["id"] == "cast"],
                creditCategories=categories,
                categories=[_section(code, text, people, code == "cast") for code, text, people in groups if people])
    return {"aboveTheFoldData": typed("Title", **above), "mainColumnData": typed("Title", **main)}


def reference_2025b(film: Film) -> Json:
    """/reference of October 2025: creditGroupings, principalCreditsV2, categories with concept ids."""
    above, main = _reference_halves(film)
    above.update(_groups_above(film))
    groups = [(DIRECTOR, "Directors", film.directors), (WRITER, "Writers", film.writers), (CAST, "Cast", film.cast),
              (PRODUCER, "Producers", _PRODUCERS)]
    nodes = [typed("CreditGroupingNode", grouping=typed("CreditGrouping", groupingId=code, text=text),
                   credits=_edges([_credit_v2(one, ACTOR if code == CAST else code)
                                           for one in people[:GROUP_PAGE]], "CreditV2", total=len(people)),
                   hierarchy=None) for code, text, people in groups if people]
    main.update(principalCreditsV2=_principal_v2(film), creditGroupings=_edges(nodes, "CreditGrouping"),
                categories=[_section(code, text, people, code == CAST) for code, text, people in groups if people])
    return {"aboveTheFoldData": typed("Title", **above), "mainColumnData": typed("Title", **main)}


GENERATIONS: dict[str, Callable[[Film], Json]] = {
    "next-2022": next_2022, "next-2022b": next_2022b, "next-2024": next_2024, "next-2025": next_2025,
    "next-2026-de": next_2026_de,
    "reference-2025a": reference_2025a, "reference-2025b": reference_2025b,
}


def next_data(film: Film, generation: str) -> Json:
    """The whole object of <script id="__NEXT_DATA__">."""
    reference = generation.startswith("reference")
    props = {"tconst": film.id, **GENERATIONS[generation](film),
             "requestContext": {"timestamp": "2026-01-01T00:00:00.000Z", "weblabs": {}, "locale": "en-US"},
             "cmsContext": {"transformedPlacements": {}}, "translationContext": {"i18n": {
                 "title_text": "Not a title", "common_movies": "Movies & TV"}}, "urqlState": None, "fetchState": None}
    return {"props": {"pageProps": props, "__N_SSP": True},
            "page": "/title/[tconst]" + ("/reference" if reference else ""), "query": {"tconst": film.id},
            "buildId": "sandbox", "assetPrefix": "", "runtimeConfig": {"stage": "Sandbox"}, "isFallback": False,
            "gssp": True, **({"locale": "de-DE"} if generation.endswith("-de") else {}), "scriptLoader": []}
