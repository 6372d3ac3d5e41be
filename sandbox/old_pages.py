"""IMDb title pages of before 2021, whose facts stand in markup. Shapes only; every fact comes from a Film.

Proven by real pages: tn15-2009, tn15-combined-2013, old-2011, old-2014, old-2016, old-2019.
Unproven: old-2012-de, old-2012 in another language; old-reference-2017, the /reference page of 2017 to 2024. Both are put
together from what programs of that time read."""
from __future__ import annotations

from html import escape
from typing import Any, Callable

from films import Coded, Film, Person, record

Json = dict[str, Any]

OLD_LAYOUTS = ("tn15-2009", "tn15-combined-2013", "old-2011", "old-2012-de", "old-2014", "old-2016", "old-2019", "old-reference-2017")
CAST = 15
TYPE_WORDS = {"movie": "", "short": "", "tvMovie": "TV Movie", "tvShort": "TV Short", "tvSpecial": "TV Special",
              "video": "Video", "tvSeries": "TV Series", "tvMiniSeries": "TV Mini-Series", "tvEpisode": "TV Episode",
              "videoGame": "Video Game"}
TN15_WORDS = {"movie": "", "short": "", "tvMovie": " (TV)", "tvShort": " (TV)", "video": " (V)", "videoGame": " (VG)",
              "tvSeries": "", "tvMiniSeries": " (mini)", "tvEpisode": ""}
GERMAN = {"Director": "Regisseur", "Writer": "Drehbuchautor", "Stars": "Stars", "Runtime": "Länge", "Country": "Land",
          "Language": "Sprache", "Genres": "Genres", "Release Date": "Premierendatum"}
MONTHS = ("January February March April May June July August September October November December").split()
MONATE = ("Januar Februar März April Mai Juni Juli August September Oktober November Dezember").split()


def has_old_layout(film: Film, layout: str) -> bool:
    """Types that IMDb had then and pages that said which; addresses name one title only; years that calendars have."""
    words = TN15_WORDS if layout.startswith("tn15") else TYPE_WORDS
    known = film.canonical == film.id and film.title is not None and film.type in words
    return known and (film.year is None or film.year < 3000)


def old_layout_name(layout: str) -> str:
    if layout == "old-reference-2017":
        return "page-2017"
    return "page-2005" if layout.startswith("tn15") else "page-2011"


def old_expected(film: Film) -> Json:
    """What these pages do not tell: whether it is adult, how far its making is, and votes that are too few. Remarks on a
    credit are written like "Self (archive footage)"."""
    full = record(film)
    full["adult"] = full["production_status"] = None
    full["cast"] = [{key: value.partition(" (")[0] if key == "character" else value for key, value in one.items()}
                    for one in full["cast"][:CAST]]
    if film.title == film.original_title:
        full["original_title"] = None
    if film.rating is None:
        full["vote_count"] = None
    return full


def _entities(text: str) -> str:
    """As the pages in Latin-1 wrote it: every character beyond ASCII as a reference."""
    return escape(text).encode("ascii", "xmlcharrefreplace").decode()


def _date(film: Film, months: list[str]) -> str:
    if not film.date:
        return ""
    year, month, day = film.date
    parts = [None if day is None else str(day), None if month is None else months[month - 1], str(year)]
    country = f" ({film.date_country.name})" if film.date_country else ""
    return " ".join(one for one in parts if one) + country


def _bar(film: Film) -> str:
    word = TYPE_WORDS[film.type]
    years = "" if film.year is None else str(film.year)
    if film.type in ("tvSeries", "tvMiniSeries"):
        years += "–" + (str(film.end_year) if film.end_year else " ")
    group = " ".join(one for one in (word, years) if one)
    return f"{film.title} ({group}) - IMDb" if group else f"{film.title} - IMDb"


def _head(film: Film, title: str, more: str = "", charset: str = "utf-8") -> str:
    return (f'<!DOCTYPE html>\n<html xmlns:og="http://ogp.me/ns#">\n<head>\n<title>{escape(title)}</title>\n'
            f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">\n'
            f'<link rel="canonical" href="http://www.imdb.com/title/{film.id}/{more}" />'
            f'<meta property="og:url" content="http://www.imdb.com/title/{film.id}/{more}" />\n'
            "<script>if(1<2){document.write('<h1>Bait</h1><div id=\"titleDetails\">')}</script>\n"
            "<!-- <h1 class=\"header\">Bait in a comment</h1> -->\n</head>\n<body>\n"
            '<a href="/registration/signin">Login</a><h1 class="imdb-pro-ad__title">The leading source</h1>\n')


def _links(people: list[Person], itemprop: str = "") -> str:
    named = '<span class="itemprop" itemprop="name">{}</span>' if itemprop else "{}"
    return ", \n".join(f'<a href="/name/{one.id}/?ref_=x"\n>{named.format(escape(one.name))}</a>'
                       + (f" ({escape(one.attribute)})" if one.attribute else "") for one in people)


def _rows(film: Film, name_cell: str, role_cell: str) -> str:
    rows = []
    for n, one in enumerate(film.cast[:CAST]):
        role = " / ".join(f"<a href='/character/ch{n}/'>{escape(each)}</a>" for each in one.characters)
        episodes = " (12 episodes, 2010-2013)" if film.type == "tvSeries" else ""
        attribute = f" ({escape(one.attribute)})" if one.attribute else ""
        rows.append(f'<tr class="{"even" if n % 2 else "odd"}"><td class="hs"><a href="/name/{one.id}/"><img src="http://'
                    f'i.media-imdb.com/images/no_photo.png" width="23"></a><br></td>{name_cell.format(one.id, escape(one.name))}'
                    f'<td class="ddd"> ... </td>{role_cell.format(role + attribute + episodes)}</tr>')
    return "".join(rows)


# --- tn15 ---------------------------------------------------------------------------------------------------------

def _info(label: str, content: str, more: str = "") -> str:
    link = f' <a class="tn15more inline" href="{more}" onClick="(new Image()).src=\'/rg/x\';">more</a>' if more else ""
    return (f'<div class="info">\n<h5>{label}:</h5>\n<div class="info-content">\n{content}{link}\n</div>\n</div>\n'
            if content else "")


def _tn15_heading(film: Film) -> str:
    quoted = film.type in ("tvSeries", "tvMiniSeries")
    name = f'"{film.title}"' if quoted else film.title or ""
    if film.type == "tvEpisode" and film.series:
        return (f'&#x22;{_entities(film.series.name)}&#x22; <span><em>{_entities(film.title or "")}</em> '
                f'({film.year})</span>')
    extra = {"tvSeries": "TV series", "tvMiniSeries": "TV mini-series"}.get(film.type)
    original = film.original_title if film.original_title != film.title else None
    spans = f'<span class="tv-extra">{extra} {film.year}-{film.end_year or ""}</span>' if extra else ""
    spans += f"{_entities(original)} <i>(original title)</i>" if original else ""
    year = f'(<a href="/year/{film.year}/">{film.year}</a>)' if film.year else ""
    return (f'{_entities(name)} <span>{year}{TN15_WORDS[film.type]} <span class="pro-link"><a href="http://pro.imdb.com/'
            f'title/{film.id}/">More at <strong>IMDbPro</strong></a>&nbsp;&raquo;</span>'
            f'<span class="title-extra">{spans}</span></span>')


def _tn15(film: Film, layout: str) -> str:
    combined = layout == "tn15-combined-2013"
    series = film.type in ("tvSeries", "tvMiniSeries")
    name = f'"{film.title}"' if series else film.title
    bar = f"{name} ({film.year})" if film.year else f"{name}"
    bar += TN15_WORDS[film.type]

    def coded(folder: str, section: str, ones: list[Coded]) -> str:
        return " | \n".join(f'<a href="{f"/{folder}/{one.id.lower()}" if combined else f"/Sections/{section}/x/"}">\n'
                            f"{_entities(one.name)}</a>" for one in ones)
    genres = " | ".join(f'<a href="/Sections/Genres/{one}/">{one}</a>' for one in film.genres)
    poster = film.poster or "http://i.media-imdb.com/images/SF0/intl/en/title_noposter.gif"
    rating = "<b>awaiting 5 votes</b>"
    if film.rating is not None:
        rating = f'<b>{film.rating:.1f}/10</b> \n&nbsp;&nbsp;<a href="ratings" class="tn15more">{film.votes:,} votes</a>'
    page = _head(film, bar, "combined" if combined else "", "iso-8859-1")
    page = page.encode("ascii", "xmlcharrefreplace").decode()
    page += (f'<div id="tn15lhs"><div class="photo"><a name="poster" href="x"><img border="0" src="{poster}" /></a></div>'
             f'</div><div id="tn15title">\n<h1>{_tn15_heading(film)}</h1>\n</div>\n<div id="tn15content">\n'
             f'<div id="tn15rating"><h5>User Rating:</h5><div class="meta">{rating}</div></div>\n')
    page += _info("Director", "<br>".join(_entities_links(film.directors)))
    page += _info('Writers <a href="/wga">(WGA)</a>', "<br>".join(_entities_links(film.writers)), "fullcredits#writers")
    if film.series:
        page += _info("TV Series", f'<a href="/title/{film.series.id}/">&#x22;{_entities(film.series.name)}&#x22;</a>')
    page += _info("Original Air Date" if film.series else "Release Date", _entities(_date(film, MONTHS)),
                  f"/title/{film.id}/releaseinfo")
    page += _info("Genre", genres, f"/title/{film.id}/keywords") + _info("Tagline", "A bait for a plot.")
    plot = _entities(film.plot or "")
    page += _info("Plot", plot + ' <a class="tn15more inline" href="plotsummary">full summary</a> | '
                  '<a class="tn15more inline" href="synopsis">add synopsis</a>&nbsp;&raquo;')
    rows = _rows(film, '<td class="nm"><a href="/name/{0}/">{1}</a></td>', '<td class="char">{0}</td>')
    page += (f'<h3>Cast</h3><table class="cast">{rows}</table><h3>Additional Details</h3>' if film.cast else "").encode(
        "ascii", "xmlcharrefreplace").decode()
    page += _info("Also Known As", '"A Bait" - USA (working title)<br>', f"/title/{film.id}/releaseinfo#akas")
    page += _info("Runtime", f"UK:{film.minutes} min (director's cut) | {film.minutes + 7} min" if film.minutes else "")
    page += _info("Country", coded("country", "Countries", film.countries))
    page += _info("Language", coded("language", "Languages", film.languages))
    if combined and film.directors:
        page += ('<table><tr><td colspan="4"><h5><a class="glossary" name="directors" href="/glossary/D#director">'
                 "Directed by</a></h5></td></tr><tr><td><a href=\"/name/nm9909999/\">Bait</a></td></tr></table>")
    return page + "</div></body></html>\n"


def _entities_links(people: list[Person]) -> list[str]:
    return [f'<a href="/name/{one.id}/" onclick="(new Image()).src=\'x\';">{_entities(one.name)}</a>'
            + (f" ({_entities(one.attribute)})" if one.attribute else "") for one in people]


# --- 2010 to 2020 -------------------------------------------------------------------------------------------------

def _block(label: str, content: str, more: str = "") -> str:
    link = f'<span class="see-more inline">\n<a href="{more}"\n>See more</a>&nbsp;&raquo;</span>' if more else ""
    return f'<div class="txt-block">\n<h4 class="inline">{label}:</h4> {content}\n{link}</div>\n' if content else ""


def _details(film: Film, words: Callable[[str], str], months: list[str], year: int) -> str:
    """Storyline, details, cast."""
    genre = "/genre/{0}?ref_=x" if year < 2017 else "/search/title?genres={1}&explore=title_type,genres&ref_=x"
    genres = " <span>|</span> ".join(f'<a href="{genre.format(one, one.lower())}"\n> {one}</a>' for one in film.genres)
    address = ("/country/{}", "/language/{}")
    if year >= 2016:
        address = ("/search/title?country_of_origin={}&ref_=x", "/search/title?title_type=feature&primary_language={}&x")

    def coded(form: str, ones: list[Coded]) -> str:
        return '\n<span class="ghost">|</span>\n'.join(
            f"<a href=\"{form.format(one.id.lower())}\"\nitemprop='url'>{escape(one.name)}</a>" for one in ones)
    story = (f'<div class="inline canwrap" itemprop="description"><p>{escape(film.plot)}<em class="nobr">Written by\n'
             '<a href="/search/title?plot_author=A&view=simple">A</a></em></p></div>' if film.plot else "")
    minutes = f'<time datetime="PT{film.minutes}M">{film.minutes} min</time>' if year > 2011 else f"{film.minutes} min"
    rows = _rows(film, '<td class="itemprop"><a href="/name/{0}/?ref_=tt_cl_t1"\n> {1}\n</a></td>',
                 '<td class="character"><div>{0}</div></td>')
    table = f'<div class="article" id="titleCast"><table class="cast_list">{rows}</table></div>' if film.cast else ""
    return (f'{table}<div class = "article" id="titleStoryLine"><h2>Storyline</h2>{story}<div class="see-more inline">'
            '<h4 class="inline">Plot Keywords:</h4><a href="/keyword/bait">bait</a></div>'
            f'<div class="see-more inline canwrap"><h4 class="inline">{words("Genres")}:</h4>{genres}</div></div>\n'
            f'<div class = "article" id="titleDetails"><h2>Details</h2>'
            f'{_block(words("Country"), coded(address[0], film.countries))}'
            f'{_block(words("Language"), coded(address[1], film.languages))}'
            f'{_block(words("Release Date"), escape(_date(film, months)), "releaseinfo?ref_=tt_dt_dt")}'
            f'{_block("Also Known As", "A Bait", "releaseinfo?ref_=tt_dt_dt#akas")}'
            f'{_block(words("Runtime"), minutes if film.minutes else "")}</div>')


def _plot(film: Film) -> str:
    """What the overview shows: cut where it is long, an invitation where there is none."""
    plot = " ".join((film.plot or "").split())
    if not plot:
        return '<a href="/updates?update=tt0%3Aoutlines.add.1&ref_=tt_ov_cn_pl"\n>Add a Plot</a>&nbsp;&raquo;'
    if len(plot) < 120:
        return escape(plot)
    return f'{escape(plot[:plot.rindex(" ", 0, 110)])} ...\n<a href="/title/{film.id}/plotsummary"\n>See full summary</a>&nbsp;&raquo;'


def _aside(film: Film) -> str:
    """What stands beside the facts: another title's rating and picture."""
    return ('<div class="rec_overview"><span class="rating-rating">9.9<span>/10</span></span><a href="/title/tt9909999/">'
            'Bait</a></div><div class="widget_image"><img itemprop="image" src="http://ia.media-imdb.com/images/M/bait.jpg">'
            f'</div><span class="imdbRatingPlugin" data-title="{film.id}"><span class="rating">9.9</span></span>')


def _old_2010s(film: Film, layout: str) -> str:
    """2010 to 2015: a table, the head in #overview-top."""
    year = int(layout[4:8])
    german, marked = layout.endswith("-de"), year >= 2014
    months = MONATE if german else MONTHS
    words: Callable[[str], str] = (lambda word: GERMAN[word]) if german else (lambda word: word)
    props = {"name": ' itemprop="name"', "desc": ' itemprop="description"'} if marked else {"name": "", "desc": ""}
    title = f'<span class="itemprop"{props["name"]}>{escape(film.title or "")}</span>' if marked else escape(film.title or "")
    original = film.original_title if film.original_title != film.title else None
    extra = (f'<br/><span class="title-extra"{props["name"]}>\n"{escape(original)}" \n<i>(original title)</i></span>'
             if original else "")
    when = f'<span class="nobr">(<a href="/year/{film.year}/?ref_=tt_ov_inf"\n>{film.year}</a>)</span>' if film.year else ""
    parent = ""
    if film.series:
        parent = (f'<h2 class="tv_header"><a href="/title/{film.series.id}/?ref_=tt_ov_inf"\n> {escape(film.series.name)}</a>:'
                  ' <span class="nobr">Season 1, Episode 2</span></h2>')
        when = f'<span class="nobr">({_date(film, months).partition(" (")[0]})</span>'
    rating = '<div class="star-box-details">Users: (awaiting 5 votes)</div>'
    if film.rating is not None:
        rating = (f'<div class="star-box"><span class="rating-rating"><span class="value">-</span>/10</span>Ratings: <strong>'
                  f'<span itemprop="ratingValue">{film.rating:.1f}</span></strong>/<span itemprop="bestRating">10</span> from '
                  f'<a href="ratings?ref_=tt_ov_rt"\n><span itemprop="ratingCount">{film.votes:,}</span> users</a></div>')
    line = f"{TYPE_WORDS[film.type]}&nbsp;&nbsp;-&nbsp;&nbsp;" if TYPE_WORDS[film.type] else ""
    poster = film.poster or "http://ia.media-imdb.com/images/G/01/imdb/images/nopicture/214x314/film.png"
    return (_head(film, _bar(film)) + f'<table><tr><td rowspan="2" id="img_primary"><img src="{poster}" itemprop="image"/></td>'
            f'<td id="overview-top">{parent}<h1 class="header"> {title}\n{when}{extra}</h1>\n<div class="infobar">{line}'
            f'<a href="/genre/Bait-No"></a><a href="/title/{film.id}/releaseinfo">{escape(_date(film, months))}</a></div>\n'
            f'{rating}<p></p>\n<p{props["desc"]}>\n{_plot(film)}</p>'
            f'{_block(words("Director"), _links(film.directors, "name" if marked else ""))}'
            f'{_block(words("Writer"), _links(film.writers, "name" if marked else ""))}'
            f'{_block(words("Stars"), _links(film.cast[:3]))}</td></tr></table>\n{_aside(film)}'
            f'{_details(film, words, months, year)}</body></html>\n')


def _old_late(film: Film, layout: str) -> str:
    """2015 to 2020: #title-overview-widget."""
    year = int(layout[4:8])
    marked = year < 2017
    name = ' itemprop="name"' if marked else ""
    when = f'&nbsp;<span id="titleYear">(<a href="/year/{film.year}/"\n>{film.year}</a>)</span>' if film.year else "&nbsp;"
    parent = ""
    if film.series:
        parent = (f'<div class="titleParent"><a href="/title/{film.series.id}?ref_=tt_ov_inf" title="x">'
                  f"{escape(film.series.name)}</a></div>")
        when = "&nbsp;"
    elif film.type in ("tvSeries", "tvMiniSeries"):
        when = "&nbsp;"
    original = film.original_title if film.original_title != film.title else None
    extra = (f'<div class="originalTitle">{escape(original)}<span class="description"> (original title)</span></div>'
             if original else "")
    rating = ""
    if film.rating is not None:
        comma = f"{film.rating:.1f}".replace(".", "," if year == 2019 else ".")
        votes = f"{film.votes:,}".replace(",", "\u00a0" if year == 2019 else ",")
        rating = (f'<div class="imdbRating"><div class="ratingValue"><strong><span>{comma}</span></strong>/<span>10</span></div>'
                  f'<a href="/title/{film.id}/ratings?ref_=tt_ov_rt"\n><span class="small">{votes}</span></a></div>')
    minutes = f'<time datetime="PT{film.minutes}M">x</time><span class="ghost">|</span>' if film.minutes else ""
    line = _bar(film).rpartition(" - IMDb")[0][len(film.title or ""):].strip(" ()") if TYPE_WORDS[film.type] else ""
    line = f"{line[:len(TYPE_WORDS[film.type])]} ({line[len(TYPE_WORDS[film.type]):].strip()})" if line else _date(film, MONTHS)
    poster = f'<div class="poster"><a href="x"><img alt="Poster"\nsrc="{film.poster}" /></a></div>' if film.poster else ""

    def item(label: str, people: list[Person]) -> str:
        return f'<div class="credit_summary_item"><h4 class="inline">{label}:</h4>{_links(people)}</div>' if people else ""
    return (_head(film, _bar(film)) + f'<div id="title-overview-widget" class="heroic-overview">{rating}{parent}'
            f'<div class="title_wrapper"><h1{name} class="">{escape(film.title or "")}{when}</h1>{extra}<div class="subtext">PG\n'
            f'{minutes}<a href="/title/{film.id}/releaseinfo?ref_=tt_ov_inf"\n>{escape(line)}</a></div></div>{poster}'
            f'<div class="plot_summary"><div class="summary_text">{_plot(film)}</div>{item("Director", film.directors)}'
            f'{item("Writers", film.writers)}{item("Stars", film.cast[:3])}</div></div>\n{_aside(film)}'
            f'{_details(film, lambda word: word, MONTHS, year)}</body></html>\n')


def _zebra(label: str, items: list[str]) -> str:
    """A row of a table on /reference."""
    listed = "".join(f'<li class="ipl-inline-list__item">{item}</li>\n' for item in items)
    return (f'<tr class="ipl-zebra-list__item"><td class="ipl-zebra-list__label">{label}</td>\n'
            f'<td><ul class="ipl-inline-list">{listed}</ul></td></tr>\n' if items else "")


def _reference_credits(kind: str, caption: str, people: list[Person]) -> str:
    rows = "".join(f'<tr><td class="name"><a href="/name/{one.id}/">{escape(one.name)}</a></td><td>...</td>'
                   f'<td>{escape(one.attribute or "")}</td></tr>' for one in people)
    return (f'<header class="ipl-header"><div class="ipl-header__content-wrapper"><h4 name="{kind}" id="{kind}"'
            f' class="ipl-header__content ipl-list-title">{caption}</h4></div></header>\n'
            f'<table class="simpleTable simpleCreditsTable">{rows}</table>\n' if people else "")


def _reference_head(film: Film) -> str:
    """Poster, names, the line of facts, rating."""
    poster = f'<a href="x"><img alt="Poster"\nclass="titlereference-primary-image" src="{film.poster}"></a>' if film.poster else ""
    series = (f'<h4 itemprop="name"><a href="/title/{film.series.id}/">{escape(film.series.name)}</a></h4>' if film.series else "")
    year = f'<span class="titlereference-title-year">(<a href="/year/{film.year}/">{film.year}</a>)</span>' if film.year else ""
    original = film.original_title if film.original_title != film.title else None
    extra = f'{escape(original)} <span class="titlereference-original-title-label">(original title)</span>' if original else ""
    hours = f"{film.minutes // 60}h {film.minutes % 60}min" if film.minutes else ""
    genres = ", ".join(f'<a href="/genre/{one}">{one}</a>' for one in film.genres[:3])
    date = f'<a href="/title/{film.id}/releaseinfo">{_date(film, MONTHS)}</a>' if film.date else ""
    items = [item for item in ("PG", hours, genres, date, TYPE_WORDS[film.type]) if item]
    line = "".join(f'<li class="ipl-inline-list__item">{item}</li>\n' for item in items)
    rating = ""
    if film.rating is not None:
        rating = (f'<div class="ipl-rating-star "><span class="ipl-rating-star__star"></span><span class="ipl-rating-star__rating">'
                  f'{film.rating:.1f}</span> <span class="ipl-rating-star__total-votes">({film.votes:,})</span></div>')
    return (f'<div class="titlereference-header"><div>{poster}</div><div><div class="titlereference-watch-ribbon"></div>{series}'
            f'<h3 itemprop="name">\n{escape(film.title or "")}\n{year}</h3>\n{extra}\n<ul class="ipl-inline-list">{line}</ul>'
            f'<hr>{rating}<div class="ipl-rating-interactive"><span class="ipl-rating-star__rating">0</span></div></div></div>')


def _reference_2017(film: Film) -> str:
    """/reference, before it became a page of Next.js: all credits, no markup for machines."""
    def thin(label: str, people: list[Person]) -> str:
        names = "".join(f'<li class="ipl-inline-list__item"><a href="/name/{one.id}/">{escape(one.name)}</a></li>' for one in people[:1])
        return f'<div class="titlereference-overview-section">\n{label}:\n<ul class="ipl-inline-list">{names}</ul></div>' if people else ""

    def coded(folder: str, ones: list[Coded]) -> list[str]:
        return [f'<a href="/{folder}/{one.id.lower()}">{escape(one.name)}</a>' for one in ones]
    seasons = '<div>Seasons: <a href="/title/x/episodes?season=1">1</a></div>' if film.type == "tvSeries" else ""
    story = f"<p>{escape(film.plot)}<em class=\"nobr\">Written by <a href=\"/search/title?plot_author=A\">A</a></em></p>" if film.plot else ""
    cast = _rows(film, '<td class="itemprop" itemprop="actor"><a href="/name/{0}/?ref_=tt_cl"><span>{1}</span></a></td>',
                 '<td class="character"><div>{0}</div></td>')
    bar = _bar(film).removesuffix("- IMDb") + "- Reference View - IMDb"
    return (_head(film, bar, "reference") + f'<div id="main"><section class="article listo content-advisories-index">{_reference_head(film)}'
            f'<section class="titlereference-section-overview">{seasons}<div>{_plot(film) if film.plot else ""}</div><hr>'
            f'{thin("Directors", film.directors)}{thin("Writers", film.writers)}{thin("Stars", film.cast)}</section>'
            f'<section class="titlereference-section-credits">{_reference_credits("directors", "Directed by", film.directors)}'
            f'<table class="cast_list">{cast}</table>{_reference_credits("writers", "Written by", film.writers)}'
            f'{_reference_credits("producers", "Produced by", film.directors)}</section>'
            '<section class="titlereference-section-storyline"><table class="titlereference-list ipl-zebra-list">'
            f'<tr><td class="ipl-zebra-list__label">Plot Summary</td><td>{story}</td></tr>'
            f'{_zebra("Genres", [f"<a href=/genre/{one}>{one}</a>" for one in film.genres])}</table></section>'
            '<section class="titlereference-section-additional-details"><table class="titlereference-list ipl-zebra-list">'
            f'{_zebra("Runtime", [f"{film.minutes} min", "7 min (Bait)"] if film.minutes else [])}'
            f'{_zebra("Country", coded("country", film.countries))}{_zebra("Language", coded("language", film.languages))}'
            f'{_zebra("Also Known As", ["A Bait 1 May 1900 (USA)"])}</table></section></section></div></body></html>\n')


def old_page(film: Film, layout: str) -> str:
    """The page of a film in one of OLD_LAYOUTS."""
    if layout == "old-reference-2017":
        return _reference_2017(film)
    if layout.startswith("tn15"):
        return _tn15(film, layout)
    return _old_2010s(film, layout) if int(layout[4:8]) < 2015 else _old_late(film, layout)
