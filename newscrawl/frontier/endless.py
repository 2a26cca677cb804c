"""Endless: tests for URLs that a site makes without end, by structure and not by name."""

import re

MAX_LENGTH = 1500
MAX_DEPTH = 20
"""Folders of a path."""
MAX_PARAMETERS = 8
OLDEST_YEAR = 1800
"""Digitised newspapers begin about here; calendars without end go on below."""

# Two digits for the month: `/story/1234/2` is the second page of a story.
_DATE_FOLDERS = re.compile(r"/([0-2]\d{3})[/-](?:0[1-9]|1[0-2])(?:[/-]\d\d)?/?$")
_DATE_PARAMETER = re.compile(
    r"(?:^|&)(?:year|yr|month|date|day|jahr|monat|m|ym)=(\d{4})(?=[-/]?(?:\d\d){0,2}(?:&|$)|-)"
)
_FACET = re.compile(
    r"(?:^|&)(?:sort|order|dir|filter|limit|per_?page|page_?size|items|color|size|price|rating"
    r"|view_?mode|display|min|max|f)(?:[_-]?[a-z]*)?(?:\[|%5b|=)"
)
_SESSION = re.compile(r"(?:phpsessid|jsessionid|sessionid|session_id|oscsid|zenid|[&;]sid)=")


def is_too_long(path: str, query: str, _year: int | None) -> bool:
    """Tell a URL whose path and query together pass `MAX_LENGTH` characters."""
    return len(path) + len(query) > MAX_LENGTH


def is_too_deep(path: str, _query: str, _year: int | None) -> bool:
    """Tell a path of more than `MAX_DEPTH` folders."""
    return path.count("/") > MAX_DEPTH


def repeats_folders(path: str, _query: str, _year: int | None) -> bool:
    """Tell `/a/b/a/b` and any name that comes three times; numbers may repeat."""
    names = [name for name in path.split("/") if name]
    if len(names) == len(set(names)):
        return False
    if any(names.count(name) > 2 for name in set(names) if not name.isdigit()):
        return True
    for size in range(2, len(names) // 2 + 1):
        for at in range(len(names) - 2 * size + 1):
            block = names[at : at + size]
            if block == names[at + size : at + 2 * size] and not "".join(block).isdigit():
                return True
    return False


def is_date_out_of_time(path: str, query: str, year: int | None) -> bool:
    """Tell a date archive before `OLDEST_YEAR` or, where the present year is given, after next."""
    dates = [_DATE_FOLDERS.search(path), *_DATE_PARAMETER.finditer(query)]
    years = [int(date[1]) for date in dates if date]
    return any(y < OLDEST_YEAR or (year is not None and y > year + 1) for y in years)


def is_facet(_path: str, query: str, _year: int | None) -> bool:
    """Tell a query that sorts and filters, repeats a name often, or has too many parameters."""
    if not query:
        return False
    names = [parameter.partition("=")[0] for parameter in query.split("&")]
    if len(names) > MAX_PARAMETERS or len(_FACET.findall(query)) > 1:
        return True
    return max(names.count(name) for name in names) > 2


def piles_up_sessions(path: str, query: str, _year: int | None) -> bool:
    """Tell a URL that carries more than one session id."""
    return len(_SESSION.findall(f"{path}&{query}")) > 1
