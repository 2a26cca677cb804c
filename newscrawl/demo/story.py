"""A story of the demo site, and the reader of those written by hand."""

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from pathlib import Path

from newscrawl.demo.markup import Piece, PieceType, pieces

_FOLDER = Path(__file__).parent / "articles"
LANGUAGES = ("fr", "en", "de", "es")


class Only(StrEnum):
    """The one place from which a story is linked, where it is a special case."""

    FEED = "feed"
    SITEMAP = "sitemap"
    PAGINATION = "pagination"  # last page of its section
    DISALLOWED = "disallowed"  # linked from home and section, but robots.txt forbids it
    SCRIPT = "script"  # its text appears only when the page's script runs


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Story:
    """One story as the newsroom of the demo site filed it; equal to itself only."""

    number: int
    """WordPress post id, as in `/?p=1021`."""
    slug: str
    headline: str
    section: str
    language: str
    authors: tuple[str, ...]
    published: datetime
    modified: datetime | None = None
    tags: tuple[str, ...] = ()
    description: str
    pieces: tuple[Piece, ...]
    only: Only | None = None

    @property
    def path(self) -> str:
        """The path of its page."""
        if self.only is Only.SCRIPT:
            return "/direct/"
        if self.only is Only.DISALLOWED:
            return f"/interne/{self.slug}/"
        return f"/{self.published:%Y/%m/%d}/{self.slug}/"

    @property
    def changed(self) -> datetime:
        """The time of the last change."""
        return self.modified or self.published


def slugify(text: str) -> str:
    """Give the slug of a name: ASCII letters, digits and hyphens."""
    ascii_text = unicodedata.normalize("NFKD", text.replace("ß", "ss")).encode("ascii", "ignore")
    return re.sub(r"[^a-z0-9]+", "-", ascii_text.decode().lower()).strip("-")


@cache
def _raw(language: str) -> list[dict[str, object]]:
    text = (_FOLDER / f"{language}.toml").read_text("utf-8")
    articles: list[dict[str, object]] = tomllib.loads(text)["article"]
    return articles


def written(until: datetime | None = None) -> tuple[Story, ...]:
    """Give the stories written by hand, as they stood at `until`, newest first."""
    found = []
    for place, language in enumerate(LANGUAGES):
        for count, raw in enumerate(_raw(language)):
            story = _story(raw, language, 1000 + 100 * place + count, until)
            if until is None or story.published <= until:
                found.append(story)
    return tuple(sorted(found, key=lambda story: story.published, reverse=True))


def _story(raw: dict[str, object], language: str, number: int, until: datetime | None) -> Story:
    fields = dict(raw)
    body, update = str(fields.pop("body")), str(fields.pop("update", ""))
    modified = fields.pop("modified", None)
    if isinstance(modified, datetime) and until is not None and until < modified:
        modified = None
    text = f"{body}\n\n{update}" if update and modified else body
    only = fields.pop("only", None)
    return Story(
        number=number,
        slug=str(fields.pop("slug", "")) or slugify(str(fields["headline"])),
        language=language,
        authors=tuple(fields.pop("authors")),  # type: ignore[arg-type] # TOML is untyped
        tags=tuple(fields.pop("tags", ())),  # type: ignore[arg-type] # TOML is untyped
        modified=modified,  # type: ignore[arg-type] # TOML is untyped
        pieces=pieces(text),
        only=Only(only) if only else None,  # type: ignore[arg-type] # TOML is untyped
        **fields,  # type: ignore[arg-type] # TOML is untyped
    )


def paragraphs(story: Story) -> tuple[str, ...]:
    """Give the texts of a story's paragraphs, in order, without headings, lists and the like."""
    return tuple(piece.text for piece in story.pieces if piece.type is PieceType.PARAGRAPH)
