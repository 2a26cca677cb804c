"""The demo site: a made-up news portal that answers requests with bytes, always the same."""

import gzip
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache
from hashlib import sha1
from urllib.parse import parse_qsl, urlsplit

from newscrawl.demo.article_page import read_also
from newscrawl.demo.document import Document
from newscrawl.demo.edition import Edition
from newscrawl.demo.filler import synthetic
from newscrawl.demo.machine_page import machine_page
from newscrawl.demo.markup import PieceType
from newscrawl.demo.press import Press, static_pages
from newscrawl.demo.story import Only, Story, paragraphs, written
from newscrawl.errors import UsageError

MOVED = {"/actualites/ecluse-du-levant.html": "ecluse-du-levant-rouvre"}
GONE = frozenset({"/2026/01/09/horaires-du-bac-d-hiver/"})
_HOST = re.compile(r"[A-Za-z0-9.-]+(?::\d{1,5})?|\[[0-9a-f:]+\](?::\d{1,5})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """One answer; HEAD has the header fields of GET and no body."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoTruth:
    """What is right about one article; extraction and discovery are compared with it."""

    url: str
    headline: str
    paragraphs: tuple[str, ...]
    """Paragraphs of the body in order, without read-also lines; no-break spaces made plain."""
    headings: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    """Items joined by line breaks."""
    quotes: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    """Rows joined by line breaks, cells by ` | `."""
    captions: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()
    read_also: tuple[str, ...] = ()
    """Lines in the body that are not part of the article."""
    authors: tuple[str, ...]
    published: datetime
    modified: datetime | None = None
    section: str
    tags: tuple[str, ...] = ()
    language: str
    description: str
    places: tuple[str, ...]
    """What links to it: home, section, pagination, widget, tag, author, date, feed, sitemap."""
    only: Only | None = None
    """The special case it stands for; DISALLOWED must not be fetched, SCRIPT needs a browser."""


class DemoSite:
    """The whole site as a function of requests.

    `articles` replaces the stories written by hand by that many synthetic ones; `until` shows the
    site as it stood at that moment: later stories are missing, later edits not yet made.
    """

    def __init__(self, *, articles: int | None = None, until: datetime | None = None) -> None:
        stories = written(until) if articles is None else synthetic(articles, until)
        if not stories:
            raise UsageError("The demo site has no stories: ask for more articles or a later date")
        self.edition = Edition(stories=stories)
        self._press = lru_cache(maxsize=4)(lambda base: Press(edition=self.edition, base=base))

    def respond(self, method: str, target: str, headers: Mapping[str, str]) -> Response:
        """Answer one request; `target` is path and query as in the request line."""
        fields = {name.lower(): value for name, value in headers.items()}
        if method not in {"GET", "HEAD"}:
            fields_405 = (("Allow", "GET, HEAD"), ("Content-Length", "0"))
            return Response(status=405, headers=fields_405, body=b"")
        host = fields.get("host", "")
        base = f"http://{host if _HOST.fullmatch(host) else 'localhost'}"
        response = _to_http(self._document(base, target), base, fields)
        if response.status != 304:
            length = ("Content-Length", str(len(response.body)))
            response = replace(response, headers=(*response.headers, length))
        return replace(response, body=b"") if method == "HEAD" else response

    def truth(self, base: str = "") -> tuple[DemoTruth, ...]:
        """Tell of every article what is right, newest first; URLs begin with `base`."""
        return tuple(_truth(story, self.edition, base) for story in self.edition.stories)

    def _document(self, base: str, target: str) -> Document:
        try:
            parts = urlsplit(target)
        except ValueError:
            return Document(status=400)
        path, query = parts.path, dict(parse_qsl(parts.query, keep_blank_values=True))
        press = self._press(base)
        if path in GONE:
            return press.apology(410)
        if path in MOVED:
            story = self.edition.by_slug.get(MOVED[path])
            return Document(status=301, location=story.path if story else "/")
        if not path.endswith("/") and "." not in path.rpartition("/")[2]:
            return Document(status=301, location=f"{path}/")
        statics = tuple(static_pages())
        return (
            machine_page(path, query, edition=self.edition, base=base, statics=statics)
            or press.page(path, query)
            or press.apology(404)
        )


def _to_http(document: Document, base: str, fields: Mapping[str, str]) -> Response:
    headers = [("Content-Type", document.type)]
    if document.location is not None:
        path = document.location
        headers.append(("Location", f"{base}{path}" if path.startswith("/") else path))
    body = document.text.encode()
    if document.status != 200:
        return Response(status=document.status, headers=tuple(headers), body=body)
    etag = sha1(body, usedforsecurity=False).hexdigest()[:20]
    if accepts_gzip := "gzip" in fields.get("accept-encoding", ""):
        etag += "-gzip"
        headers.append(("Content-Encoding", "gzip"))
    headers += [("Vary", "Accept-Encoding"), ("ETag", f'"{etag}"')]
    if document.changed:
        changed = document.changed.astimezone(UTC)
        headers.append(("Last-Modified", format_datetime(changed, usegmt=True)))
    if _is_current(etag, document.changed, fields):
        kept = tuple(h for h in headers if not h[0].startswith("Content-"))
        return Response(status=304, headers=kept, body=b"")
    if accepts_gzip:
        body = gzip.compress(body, 6, mtime=0)
    return Response(status=200, headers=tuple(headers), body=body)


def _is_current(etag: str, changed: datetime | None, fields: Mapping[str, str]) -> bool:
    """Say whether the client's copy is still good (RFC 9110 §13.2.2)."""
    if tags := fields.get("if-none-match"):
        known = {tag.strip().removeprefix("W/").strip('"') for tag in tags.split(",")}
        return "*" in known or etag in known
    try:
        since = parsedate_to_datetime(fields.get("if-modified-since", ""))
    except ValueError:
        return False
    return changed is not None and since.tzinfo is not None and changed <= since


def _truth(story: Story, edition: Edition, base: str) -> DemoTruth:
    def texts(kind: PieceType) -> tuple[str, ...]:
        return tuple(piece.text for piece in story.pieces if piece.type is kind)

    figures = [piece.cells[0] for piece in story.pieces if piece.type is PieceType.CAPTION]
    return DemoTruth(
        url=base + story.path,
        headline=story.headline,
        paragraphs=paragraphs(story),
        headings=texts(PieceType.HEADING),
        lists=texts(PieceType.LIST),
        quotes=texts(PieceType.QUOTE),
        tables=texts(PieceType.TABLE),
        captions=tuple(caption for caption, _ in figures),
        credits=tuple(credit for _, credit in figures),
        read_also=read_also(story, edition),
        authors=story.authors,
        published=story.published,
        modified=story.modified,
        section=story.section,
        tags=story.tags,
        language=story.language,
        description=story.description,
        places=edition.places(story),
        only=story.only,
    )
