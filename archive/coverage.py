"""Coverage of a collection: the rows that reports count, out of the catalogue."""

import sqlite3
from collections.abc import Iterator

from archive.edges import SOURCE_KINDS
from archive.runs import shown
from newscrawl.model.fate import Fate, State
from newscrawl.model.link import Role
from newscrawl.model.page import PageKind
from newscrawl.report.coverage import Coverage, UrlRow, coverage

_SOURCE_ROLES = frozenset({Role.FEED, Role.SITEMAP, Role.SECTION})
_PAGE_KINDS = SOURCE_KINDS | {PageKind.STATIC, PageKind.SEARCH, PageKind.LOGIN}
_ROWS = """
SELECT u.id, u.url, u.state, u.reason, u.kind, u.role, u.found_from, u.newest,
    a.id IS NOT NULL, substr(json_extract(a.record, '$.date_published'), 1, 7)
FROM urls AS u LEFT JOIN articles AS a ON a.capture = u.capture
"""


def read_coverage(db: sqlite3.Connection) -> Coverage:
    """Count what is known, archived and missing in a collection."""
    return coverage(map(_row, db.execute(_ROWS)), _edges(db))


def _edges(db: sqlite3.Connection) -> Iterator[tuple[int, int]]:
    yield from db.execute("SELECT target, source FROM edges")


def _row(row: tuple[object, ...]) -> UrlRow:
    number, url, state, reason, kind, role, found_from, newest, has_record, published = row
    fate = Fate(state=State(str(state)), reason=str(reason))
    assert isinstance(number, int)
    assert isinstance(newest, int)
    assert found_from is None or isinstance(found_from, int)
    is_article = bool(has_record) or fate.reason == "article"
    is_kept = fate.state in (State.ARCHIVED, State.NOT_MODIFIED)
    return UrlRow(
        id=number,
        url=str(url),
        fate=shown(fate),
        is_article=is_article or fate.reason.startswith("duplicate:"),
        is_page=is_kept and not is_article and kind in _PAGE_KINDS and fate.reason == kind,
        is_source=kind in SOURCE_KINDS or (role in _SOURCE_ROLES and fate.state is State.FAILED),
        kind=None if kind is None else str(kind),
        role=str(role),
        found_from=found_from,
        month=str(published or "") or _month(newest),
    )


def _month(day: int) -> str:
    """Write the month of a day that is a number yyyymmdd; 0 is none."""
    return f"{day // 10_000:04}-{day // 100 % 100:02}" if day else ""
