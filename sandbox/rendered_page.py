"""A title page since 2021 as a browser's "single file" keeps it: markup without its scripts, known by its test ids.

Proven by captured pages of 2022 and 2023 without their scripts."""
from __future__ import annotations

from html import escape

from films import Coded, Film, Person

MONTHS = ("January February March April May June July August September October November December").split()
TYPE_WORDS = {"movie": "", "short": "Short", "tvMovie": "TV Movie", "tvShort": "TV Short", "tvSpecial": "TV Special",
              "video": "Video", "tvSeries": "TV Series", "tvMiniSeries": "TV Mini Series", "tvEpisode": "TV Episode",
              "videoGame": "Video Game", "musicVideo": "Music Video"}


def has_rendered_page(film: Film) -> bool:
    """Types whose words the title bar has; the address names one title only; years that calendars have."""
    known = film.canonical == film.id and film.title is not None and film.type in TYPE_WORDS
    return known and (film.year is None or film.year < 3000)


def _date(film: Film) -> str:
    if not film.date:
        return ""
    year, month, day = film.date
    words = str(year) if month is None else f"{MONTHS[month - 1]} {f'{day}, ' if day else ''}{year}"
    return words + (f" ({film.date_country.name})" if film.date_country else "")


def _row(testid: str, label: str, items: list[str]) -> str:
    """A label and its items; nothing where there are none."""
    listed = "".join(f'<li role="presentation" class="ipc-inline-list__item">{one}</li>' for one in items)
    return (f'<li role="presentation" class="ipc-metadata-list__item" data-testid="{testid}"><a class="ipc-metadata-list-'
            f'item__label" href="/title/x">{label}</a><div class="ipc-metadata-list-item__content-container"><ul>{listed}'
            "</ul></div></li>" if items else "")


def _links(people: list[Person]) -> list[str]:
    return [f'<a class="sc-1" href="/name/{one.id}/?ref_=tt_ov_x">{escape(one.name)}</a>' for one in people]


def _coded(key: str, ones: list[Coded]) -> list[str]:
    return [f'<a href="/search/title?title_type=feature&{key}={one.id}&sort=x">{escape(one.name)}</a>' for one in ones]


def _cast(film: Film) -> str:
    def item(one: Person) -> str:
        roles = [escape(role) for role in one.characters]
        link = "".join(f'<a class="sc-3" data-testid="cast-item-characters-link" href="x"><span class="sc-4">{role}</span>'
                       f'<span data-testid="cast-item-characters-with-as">as {role}</span></a>' for role in roles)
        return (f'<div data-testid="title-cast-item" class="sc-2"><a class="ipc-lockup-overlay" href="/name/{one.id}"><div>'
                f'</div></a><a data-testid="title-cast-item__actor" href="/name/{one.id}/?ref_=x">{escape(one.name)}</a>'
                f"<ul>{link}</ul></div>")
    return "".join(item(one) for one in film.cast)


def rendered_page(film: Film) -> str:
    """The page of 2023."""
    kind = TYPE_WORDS[film.type]
    years = "" if film.year is None else str(film.year)
    if film.type in ("tvSeries", "tvMiniSeries"):
        years += "–" + (str(film.end_year) if film.end_year else " ")
    group = " ".join(one for one in (kind, years) if one)
    original = film.original_title if film.original_title != film.title else None
    series = (f'<a data-testid="hero-title-block__series-link" href="/title/{film.series.id}/">{escape(film.series.name)}'
              "</a>" if film.series else "")
    hours, minutes = divmod(film.minutes or 0, 60)
    length = " ".join([f"{hours}<!-- --> <!-- -->hours"] * bool(hours) + [f"{minutes}<!-- --> minutes"] * bool(minutes))
    score = (f'<div data-testid="hero-rating-bar__aggregate-rating__score"><span>{film.rating:.1f}</span>/<!-- -->10</div>'
             "<div>2.1M</div>" if film.rating is not None else "")
    poster = f'<div data-testid="hero-media__poster"><img src="{film.poster}"></div>' if film.poster else ""
    genres = [f'<a href="/search/title/?genres={one}&x">{one}</a>' for one in film.genres]
    plot = (f'<p data-testid="plot"><span data-testid="plot-l">{escape(film.plot[:5])}... <a href="/title/{film.id}/'
            f'plotsummary">Read all</a></span><span data-testid="plot-xl">{escape(film.plot)}</span></p>' if film.plot else
            '<p data-testid="plot"></p>')
    date = f'<a href="/title/{film.id}/releaseinfo">{_date(film)}</a>'
    return (f'<!DOCTYPE html><html lang="en"><head><title>{escape(film.title or "")}{f" ({group})" if group else ""} - IMDb'
            f'</title><link rel="canonical" href="https://www.imdb.com/title/{film.id}/"></head><body>{poster}{series}'
            f'<h1 data-testid="hero__pageTitle" class="sc-8"><span class="sc-9">{escape(film.title or "")}</span></h1>'
            f'{f"<div>Original title: {escape(original)}</div>" if original else ""}<ul><li>{kind}</li><li>PG</li></ul>'
            f'<div data-testid="genres">{"".join(genres[:3])}</div>{plot}{score}<ul>'
            f'{_row("title-pc-principal-credit", "Director", _links(film.directors))}'
            f'{_row("title-pc-principal-credit", "Writers", _links(film.writers))}'
            f'{_row("title-pc-principal-credit", "Stars", _links(film.cast[:3]))}</ul>{_cast(film)}<ul>'
            f'{_row("storyline-genres", "Genres", genres)}'
            f'{_row("title-details-releasedate", "Release date", [date] if film.date else [])}'
            f'{_row("title-details-origin", "Country of origin", _coded("country_of_origin", film.countries))}'
            f'{_row("title-details-languages", "Language", _coded("primary_language", film.languages))}'
            f'{_row("title-details-akas", "Also known as", ["A Bait"])}'
            f'{_row("title-techspec_runtime", "Runtime", [length] if length else [])}</ul></body></html>\n')
