"""Twins: copies of a page under another URL (AMP, print, mobile), and canonicals worth belief."""

import re
from collections.abc import Container

from newscrawl.urls import key, normalise, site

_LIST_WORDS = (
    "tags?|categor(?:y|ies|ie|ia)|categoria|kategorie|topics?|themen?|thema|authors?|autor"
    "|sections?|rubrik|rubrique|search|labels?|archives?"
)
_LIST = re.compile(rf"/(?:{_LIST_WORDS})(?:/|$)|/(?:19|20)\d\d(?:/\d\d?){{0,2}}/?$", re.IGNORECASE)
_HOME = re.compile(r"/(?:(?:index|default|home)(?:\.[a-z]{2,5})?/?|[a-z]{2}(?:[-_][a-z]{2})?/?)?$")
_STORY = re.compile(r"\d|-[^/-]+-")
_ANNEX = re.compile(r"(?:comment-page-\d+|amp|print|trackback|embed|feed)(?:/|$)")
_LATER_PAGE = re.compile(
    r"/(?:page/|seite/|p)?[2-9]\d?/?$|/page/\d+/?$|[?&](?:page|paged|p|seite)="
)

_AMP_CACHE = re.compile(
    r"https?://(?:[a-z0-9-]+\.cdn\.ampproject\.org/[cv]|www\.google\.[a-z.]{2,6}/amp)"
    r"/(?P<tls>s/)?(?P<rest>[a-z0-9.-]+\.[a-z]{2,}/.*)"
)
# The path of the twin, and what of it the main page has. A print or AMP *section* is no twin:
# the part beside the word must look like a story, or at least not like a list.
_PATHS = (
    (r"(?<=[^/])(?<!/tag)(?<!/tags)(?<!/topic)(?<!/category)/amp(?P<end>/?)$", r"\g<end>"),
    (r"^/amp(?=/.*[\d-])", ""),
    (r"\.amp(?P<end>(?:\.html?)?)$", r"\g<end>"),
    (
        r"(?P<story>/[^/]*[\d-][^/]*)/(?:print|printable|drucken|imprimir|imprimer|stampa)"
        r"(?P<end>/?)$",
        r"\g<story>\g<end>",
    ),
    (r"^/print(?:mail|pdf)?(?=/\d+/?$)", "/node"),  # Drupal
    (r"^/print(?:mail|pdf)?(?=/.*[\d-])", ""),
)
_HINT = re.compile(r"amp|print|drucken|imprim|stampa|\?", re.IGNORECASE)
_ON = re.compile(r"(?:1|true|yes|y|on)?", re.IGNORECASE)
_ANY = re.compile(r".*")
_SWITCHES = {
    "amp": _ON, "noamp": _ANY, "nonamp": _ANY, "print": _ON, "printable": _ON, "printpage": _ON,
    "printview": _ON, "mobile": _ON, "desktop": _ON, "pfstyle": _ANY, "var_mode": _ANY,
    "m": re.compile(r"[01]"),
    "output": re.compile(r"amp|amphtml|print"),
    "outputtype": re.compile(r"amp|print"),
    "view": re.compile(r"amp|print|printable|mobile"),
    "format": re.compile(r"amp|print"),
    "layout": re.compile(r"amp|print"),
    "tmpl": re.compile(r"component"),
    "device": re.compile(r"mobile"),
}  # fmt: skip


def twin_of(url: str, *, hosts: bool = False) -> str | None:
    """Give the URL of the main page that this shape of URL is a copy of, or None.

    With `hosts`, `m.`, `mobile.` and `amp.` hosts are copies too; whether the main host is the
    bare domain or `www.` cannot be told from here.
    """
    normal = normalise(url)
    if normal is None or not (hosts or _HINT.search(normal)):
        return None
    cached = _AMP_CACHE.fullmatch(normal)
    if cached:
        main = f"{'https' if cached['tls'] else 'http'}://{cached['rest']}"
        return twin_of(main, hosts=hosts) or main
    place, _, query = normal.partition("?")
    start = place.index("/", place.index("//") + 2)
    origin, path = place[:start], place[start:]
    for shape, rest in _PATHS:
        path = re.sub(shape, rest, path, count=1, flags=re.IGNORECASE)
    if hosts:
        origin = re.sub(r"//(?:m|mobile|amp)\.(?=[^/]*[.])", "//", origin)
    kept = "&".join(p for p in query.split("&") if not _is_switch(p))
    main = f"{origin}{path or '/'}{'?' if kept else ''}{kept}"
    return main if main != normal else None


def canonical_fault(
    page_url: str, canonical_url: str, *, lists: Container[str] = frozenset()
) -> str | None:
    """Say why a page's canonical must not be believed; None where it may be.

    `lists` holds keys of pages known to be home or list pages. Reasons: `malformed`, `other-site`,
    `home`, `list`, `pagination` (page 2 names page 1), `drops-query` (the story's number is lost).
    """
    canonical = normalise(canonical_url)
    if canonical is None or "%3f" in canonical.lower():
        return "malformed"
    here, there = key(page_url), key(canonical_url)
    if here == there:
        return None
    if site(page_url) != site(canonical_url):
        return "other-site"
    main = twin_of(page_url)
    if main is not None and key(main) == there:
        return None
    return _distrust(here, there, lists)


def _distrust(here: str, there: str, lists: Container[str]) -> str | None:
    """Compare two keys of one site."""
    here_path, _, here_query = here[here.index("/") :].partition("?")
    path, _, query = there[there.index("/") :].partition("?")
    if not query and _HOME.fullmatch(path):
        return "home"
    if there in lists:
        return "list"
    if _LIST.search(path) and not _LIST.search(here_path):
        return "list"
    if _LATER_PAGE.search(here[here.index("/") :]) and not _LATER_PAGE.search(there):
        return "pagination" if here_path.startswith(path.rstrip("/")) else None
    if path == here_path and not query and re.search(r"\d", here_query):
        return "drops-query"
    folder = path.rstrip("/") + "/"
    is_below = here_path.startswith(folder) and not _ANNEX.match(here_path, len(folder))
    if is_below and not _STORY.search(folder.split("/")[-2]):
        return "list"
    return None


def _is_switch(parameter: str) -> bool:
    name, _, value = parameter.partition("=")
    shape = _SWITCHES.get(name.lower().removeprefix("amp;"))
    return shape is not None and shape.fullmatch(value) is not None
