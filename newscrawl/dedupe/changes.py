"""Changes: what an edit did to an article, field by field and word by word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from newscrawl.model.record import ArticleRecord

_WORD = re.compile(r"\S+")
_FIELDS = (
    "headline", "authors", "date_published", "date_modified", "section", "description",
    "keywords", "language", "access", "labels",
)  # fmt: skip
_LONG = 2000
"""Words from which frequent ones are left out of the search for matches, to keep it quick."""


class ChangeKind(StrEnum):
    """What became of a piece of text."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A piece of text and what became of it."""

    kind: ChangeKind
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """A field whose value changed."""

    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """All that differs between two versions."""

    before: int
    """Version number."""
    after: int
    fields: tuple[FieldChange, ...]
    paragraphs: tuple[tuple[Change, ...], ...]
    """The body in order; a paragraph that stayed is one piece that is kept."""

    @property
    def added(self) -> int:
        """Count the words added to the body."""
        return self._words(ChangeKind.ADDED)

    @property
    def removed(self) -> int:
        """Count the words removed from the body."""
        return self._words(ChangeKind.REMOVED)

    def _words(self, kind: ChangeKind) -> int:
        pieces = (change for part in self.paragraphs for change in part)
        return sum(len(change.text.split()) for change in pieces if change.kind is kind)


def compare(old: ArticleRecord, new: ArticleRecord) -> Edit:
    """Tell what the newer version of an article changed."""
    fields = tuple(
        FieldChange(name=name, before=before, after=after)
        for name in _FIELDS
        if (before := _shown(old, name)) != (after := _shown(new, name))
    )
    return Edit(
        before=old.version,
        after=new.version,
        fields=fields,
        paragraphs=tuple(_paragraphs([b.text for b in old.blocks], [b.text for b in new.blocks])),
    )


def words_changed(old: str, new: str) -> tuple[Change, ...]:
    """Give two texts as one, word by word; white space is one blank."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    found: list[Change] = []
    matcher = SequenceMatcher(None, before, after, autojunk=len(after) > _LONG)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            found.append(Change(kind=ChangeKind.KEPT, text=" ".join(before[a:b])))
            continue
        if b > a:
            found.append(Change(kind=ChangeKind.REMOVED, text=" ".join(before[a:b])))
        if d > c:
            found.append(Change(kind=ChangeKind.ADDED, text=" ".join(after[c:d])))
    return tuple(found)


def _paragraphs(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[Change, ...]]:
    """Match whole paragraphs first, then the words of those between."""
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            yield from ((Change(kind=ChangeKind.KEPT, text=text),) for text in old[a:b])
            continue
        pairs = min(b - a, d - c)
        yield from (words_changed(old[a + n], new[c + n]) for n in range(pairs))
        for text in old[a + pairs : b]:
            yield (Change(kind=ChangeKind.REMOVED, text=text),)
        for text in new[c + pairs : d]:
            yield (Change(kind=ChangeKind.ADDED, text=text),)


def _shown(record: ArticleRecord, name: str) -> str | None:
    value = getattr(record, name)
    if isinstance(value, tuple):
        return ", ".join(value) or None
    return None if value is None else str(value)
