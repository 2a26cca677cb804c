"""Synthetic stories: as many as a test wants, each with its own text, always the same."""

import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from newscrawl.demo.markup import Piece, PieceType
from newscrawl.demo.story import Story, slugify

_PARTS = tomllib.loads((Path(__file__).parent / "articles" / "filler.toml").read_text("utf-8"))
_SECTIONS = ("region", "monde", "economie", "culture", "sport")
_AUTHORS = ("Maëlle Ostrand", "Tibor Lanquais", "Irène Vauquelle", "Jonas Perdrieu")
_FIRST = datetime(2026, 1, 5, 7, 0, tzinfo=UTC)


def synthetic(count: int, until: datetime | None = None) -> tuple[Story, ...]:
    """Give `count` stories, newest first; story n is the same whatever the count.

    Those published after `until` are left out.
    """
    stories = (_story(n) for n in reversed(range(count)))
    return tuple(story for story in stories if until is None or story.published <= until)


def _story(n: int) -> Story:
    draw = Random(n)  # noqa: S311 - the same text each time is what is wanted
    headline = f"{_clause(draw)} ({n + 1})"
    body = tuple(
        Piece(type=PieceType.PARAGRAPH, lines=(_paragraph(draw),)) for _ in range(5 + n % 4)
    )
    return Story(
        number=5000 + n,
        slug=slugify(headline),
        headline=headline,
        section=_SECTIONS[n % len(_SECTIONS)],
        language="fr",
        authors=(_AUTHORS[n % len(_AUTHORS)],),
        published=_FIRST + timedelta(minutes=97 * n),
        tags=(f"dossier {n % 12 + 1}",),
        description=f"{_clause(draw)}.",
        pieces=body,
    )


def _clause(draw: Random) -> str:
    text = " ".join(draw.choice(part) for part in _PARTS.values())
    return text[0].upper() + text[1:]


def _paragraph(draw: Random) -> str:
    return " ".join(
        f"{_clause(draw)}, le {draw.randint(2, 28)} du mois, devant "
        f"{draw.randint(11, 990)} personnes."
        for _ in range(draw.randint(2, 4))
    )
