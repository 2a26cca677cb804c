"""A fault of an archive: what is wrong, in which file, at which byte, and what to do about it."""

from dataclasses import dataclass

_REPAIR = "run `newscrawl repair`"
_REBUILD = "run `newscrawl rebuild`"
_FOREIGN = "ask its maker for a sound copy; what is sound in it can be imported"

_WARC_FAULTS = frozenset({
    "torn", "bad-gzip", "bad-crc", "bad-size", "zeros", "garbage", "merged-records",
    "split-record", "no-header", "wrong-length", "no-record-end", "block-digest",
    "payload-digest", "bad-digest", "bad-field", "repeated-field", "unknown-field",
    "missing-field", "bad-date", "bomb", "duplicate-record-id", "lost-capture",
})  # fmt: skip
_DERIVED_FAULTS = frozenset({
    "reference", "missing-row", "missing-warc", "no-rows", "catalog", "record",
    "missing-record", "extra-record", "record-file", "index", "orphan-records",
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault, or one thing worth a note."""

    name: str
    """Word for machines, as `bad-crc`."""
    file: str
    offset: int | None
    """First byte of the member, or of the record where there are no members."""
    text: str
    url: str | None = None
    is_note: bool = False
    """Whether it is only said, and no fault."""
    end: int | None = None
    """First sound byte after it, where that is known."""

    @property
    def place(self) -> str:
        """Give file and offset."""
        return self.file if self.offset is None else f"{self.file} at {self.offset}"

    def __str__(self) -> str:
        """Show as one line."""
        about = f" ({self.url})" if self.url else ""
        return f"{self.place}: {self.text}{about} [{self.name}]"


def remedy(name: str, *, in_collection: bool) -> str | None:
    """Say what to do about faults of a name."""
    if name in _WARC_FAULTS:
        return _REPAIR if in_collection else _FOREIGN
    return _REBUILD if name in _DERIVED_FAULTS else None
