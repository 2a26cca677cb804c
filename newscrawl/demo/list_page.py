"""The list pages of the demo site: home, sections, tags, authors, dates, search, and side bar."""

import calendar
from dataclasses import dataclass
from html import escape

from newscrawl.demo.card import card, cards, entries
from newscrawl.demo.edition import PER_PAGE, Edition
from newscrawl.demo.story import Story, slugify
from newscrawl.demo.wording import month_name

CALENDAR_YEARS = (2025, 2027)  # months without stories have pages too, but not for ever


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One paginated list."""

    title: str
    path: str
    """Path of the first page, ends with a slash."""
    stories: tuple[Story, ...]
    page: int = 1

    @property
    def pages(self) -> int:
        """Count of pages, at least one."""
        return max(1, -(-len(self.stories) // PER_PAGE))

    @property
    def shown(self) -> tuple[Story, ...]:
        """The stories of this page."""
        return self.stories[(self.page - 1) * PER_PAGE : self.page * PER_PAGE]


def home_content(edition: Edition, base: str) -> str:
    """Give the main part of the home page."""
    blocks: list[str] = []
    for name, stories in edition.home.items():
        lead = card(stories[0], base, css="card lead") if not blocks else ""
        rest = cards(stories[1:] if lead else stories, base)
        blocks.append(f'<h2 class="block-title">{name}</h2><div class="grid">{lead}{rest}</div>')
    return f'<main class="site-main">{"".join(blocks)}</main>'


def list_content(listing: Listing, base: str) -> str:
    """Give the main part of a list page."""
    body = f'<div class="grid">{cards(listing.shown, base)}</div>{_pagination(listing, base)}'
    if not listing.shown:
        body = "<p>Aucun article ne correspond. Essayez une autre date ou la recherche.</p>"
    title = escape(listing.title, quote=False)
    return f'<main class="site-main"><h1 class="block-title">{title}</h1>{body}</main>'


def sidebar(edition: Edition, base: str, month: str) -> str:
    """Give the side bar of list pages, its calendar open at `month`, as `2026/05`."""
    utm = "?utm_source=site&amp;utm_medium=widget&amp;utm_campaign=plus-lus"
    names = {tag for story in edition.listed for tag in story.tags}
    popular = sorted(names, key=lambda tag: (-len(edition.tags[slugify(tag)]), tag))[:14]
    cloud = "".join(
        f'<a href="{base}/tag/{slugify(tag)}/">{escape(tag, quote=False)}</a>' for tag in popular
    )
    boxes = {
        "Recent News": f"<ul>{entries(edition.recent, base)}</ul>",
        "Editor's Pick": f"<ul>{entries(edition.picks, base)}</ul>",
        "Les plus lus": f"<ol>{entries(edition.most_read, base, query=utm)}</ol>",
        "Calendrier": _calendar(edition, base, month),
        "Mots-clés": f'<div class="tagcloud">{cloud}</div>',
    }
    html = "".join(
        f'<section class="widget"><h2 class="widget-title">{name}</h2>{box}</section>'
        for name, box in boxes.items()
    )
    return f'<aside class="sidebar">{html}</aside>'


def _pagination(listing: Listing, base: str) -> str:
    if listing.pages == 1:
        return ""
    start, last, here = base + listing.path, listing.pages, listing.page

    def address(page: int) -> str:
        return start if page == 1 else f"{start}page/{page}/"

    parts = [f'<a class="prev" href="{address(here - 1)}">« Précédent</a>'] if here > 1 else []
    for page in sorted({1, here - 1, here, here + 1, last} & set(range(1, last + 1))):
        if page == here:
            parts.append(f'<span class="current" aria-current="page">{page}</span>')
        else:
            parts.append(f'<a class="page-numbers" href="{address(page)}">{page}</a>')
    if here < last:
        parts.append(f'<a class="next" rel="next" href="{address(here + 1)}">Suivant »</a>')
    return f'<nav class="pagination" aria-label="Pagination">{"".join(parts)}</nav>'


def _calendar(edition: Edition, base: str, month: str) -> str:
    year, number = (int(part) for part in month.split("/"))
    rows = "".join(
        f"<tr>{''.join(_day(edition, base, month, day) for day in week)}</tr>"
        for week in calendar.Calendar().monthdayscalendar(year, number)
    )
    head = "".join(f"<th>{day}</th>" for day in "LMMJVSD")
    links = []
    for step, mark in ((-1, "« {}"), (1, "{} »")):
        count = year * 12 + number - 1 + step
        if CALENDAR_YEARS[0] <= count // 12 <= CALENDAR_YEARS[1]:
            text = mark.format(month_name(count % 12 + 1)[:4])
            links.append(f'<a href="{base}/{count // 12}/{count % 12 + 1:02}/">{text}</a>')
    return (
        f'<table class="calendar"><caption>{month_name(number)} {year}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        f'<nav class="calendar-nav">{"".join(links)}</nav>'
    )


def _day(edition: Edition, base: str, month: str, day: int) -> str:
    path = f"{month}/{day:02}"
    if path in edition.days:
        return f'<td><a href="{base}/{path}/">{day}</a></td>'
    return f"<td>{day or ''}</td>"
