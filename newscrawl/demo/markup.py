"""The plain notation in which stories of the demo site are written, and its HTML.

Pieces stand apart by a blank line: `## heading`, `- item`, `> quote`, `| cell | cell`,
`! caption | credit`, `=> Read also | slug`; the rest are paragraphs.
`[text](/path)` is a link.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from html import escape

_SPACED = re.compile(r"(?<=«) | (?=[:;?!»])")  # French typography: no break here
_LINK = re.compile(r"\[([^\]]+)\]\(([^)]+)\)")


class PieceType(StrEnum):
    """What a piece is; the value is the mark that opens its lines."""

    PARAGRAPH = ""
    HEADING = "## "
    LIST = "- "
    QUOTE = "> "
    TABLE = "| "
    CAPTION = "! "
    READ_ALSO = "=> "


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One piece of a body, its lines still with link marks."""

    type: PieceType
    lines: tuple[str, ...]

    @property
    def cells(self) -> tuple[tuple[str, ...], ...]:
        """Rows of a table; caption and credit; label and slug of a read-also line."""
        return tuple(tuple(cell.strip() for cell in line.split(" | ")) for line in self.lines)

    @property
    def text(self) -> str:
        """Text as a reader sees it, all spaces plain; a caption without its credit.

        Items and rows stand on their own lines.
        """
        lines = (self.cells[0][0],) if self.type is PieceType.CAPTION else self.lines
        return _LINK.sub(r"\1", "\n".join(lines))


def pieces(body: str) -> tuple[Piece, ...]:
    """Read a body in the notation of this module."""
    return tuple(_piece(chunk) for chunk in re.split(r"\n\s*\n", body.strip()))


def _piece(chunk: str) -> Piece:
    kind = next(kind for kind in reversed(PieceType) if chunk.startswith(kind.value))
    lines = [line.removeprefix(kind.value).strip() for line in chunk.splitlines()]
    if kind in {PieceType.PARAGRAPH, PieceType.QUOTE}:
        lines = [" ".join(lines)]
    return Piece(type=kind, lines=tuple(lines))


def inline(text: str, base: str) -> str:
    """Give one line as HTML, its links absolute."""
    spaced = _SPACED.sub("\u00a0", text)
    return _LINK.sub(rf'<a href="{escape(base)}\2">\1</a>', escape(spaced, quote=False))


def to_html(piece: Piece, base: str, target: Callable[[str], tuple[str, str]], picture: str) -> str:
    """Give a piece as HTML.

    `target` gives URL and headline for a slug; `picture` is the address of the picture in a figure.
    """
    lines = [inline(line, base) for line in piece.lines]
    match piece.type:
        case PieceType.HEADING:
            return f'<h2 class="wp-block-heading">{lines[0]}</h2>'
        case PieceType.LIST:
            return f'<ul class="wp-block-list">{"".join(f"<li>{x}</li>" for x in lines)}</ul>'
        case PieceType.QUOTE:
            return f'<blockquote class="wp-block-quote"><p>{lines[0]}</p></blockquote>'
        case PieceType.TABLE:
            return _table(piece, base)
        case PieceType.CAPTION:
            caption, credit = (escape(x, quote=False) for x in piece.cells[0])
            return (
                f'<figure class="wp-block-image"><img src="{picture}" alt="" width="800" '
                f'height="420" loading="lazy"><figcaption>{caption} '
                f'<span class="credit">{credit}</span></figcaption></figure>'
            )
        case PieceType.READ_ALSO:
            label, slug = piece.cells[0]
            url, headline = target(slug)
            link = f'<a href="{url}">{escape(headline, quote=False)}</a>'
            return f"<p><strong>{escape(label, quote=False)}</strong>&nbsp; {link}</p>"
        case _:
            return f"<p>{lines[0]}</p>"


def _table(piece: Piece, base: str) -> str:
    head, *rows = [[inline(cell, base) for cell in row] for row in piece.cells]
    ths = "".join(f"<th>{cell}</th>" for cell in head)
    trs = "".join(f"<tr>{''.join(f'<td>{c}</td>' for c in row)}</tr>" for row in rows)
    return (
        '<figure class="wp-block-table"><table>'
        f"<thead><tr>{ths}</tr></thead><tbody>{trs}</tbody></table></figure>"
    )
