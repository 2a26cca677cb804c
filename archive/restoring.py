"""The restoring of one record: header fields that are wrong or missing, where they can be known."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from io import FileIO

from archive.audit import KNOWN, is_field, payload_of, record_faults
from archive.digests import holds
from archive.scan import KEEP_BYTES, Scanned, record_head
from archive.tape import GzipTape
from archive.warc import RECORD_END, Field, FieldList, digest, format_fields, member
from newscrawl.model.capture import ArchiveRef

Known = Mapping[str, tuple[ArchiveRef, str]]
"""What the catalogue has of a file: place and URL of each capture by its record id."""

_MENDABLE = frozenset({
    "no-record-end", "split-record", "repeated-field", "unknown-field", "bad-field",
    "missing-field", "bad-date", "payload-digest", "bad-digest",
})  # fmt: skip
_LEVEL = 6


def restored(record: Scanned, faults: Iterable[str], known: Known, *, is_own: bool) -> bytes | None:
    """Write a record anew, without the faults of these names; None where that cannot be.

    Its block is never changed, and must be the one that its digest was taken of.
    """
    names = frozenset(faults)
    if not names <= _MENDABLE or record.is_cut:
        return None
    fields = list(_fields(record, names, known, is_own=is_own))
    if names & {"payload-digest", "bad-digest"}:
        if not record.field("WARC-Block-Digest"):
            return None
        fields = [one for one in fields if one[0].lower() != "warc-payload-digest"]
        fields.append(("WARC-Payload-Digest", digest(payload_of(record))))
    mended = replace(record, fields=tuple(fields), tail=RECORD_END, pieces=1)
    left = (f for f in record_faults(mended, "", is_own=is_own) if not f.is_note)
    return None if is_own and any(left) else packed(mended.version, fields, record.block)


def restored_length(file: FileIO, offset: int) -> bytes | None:
    """Write the only record of a member anew with its true Content-Length.

    None where the block to the member's end does not have the digest that the record states.
    """
    tape = GzipTape(file)
    tape.begin(offset)
    head = record_head(tape)
    if head is None:
        return None
    version, fields = head
    block = b""
    while (data := tape.read(KEEP_BYTES)) and len(block) <= KEEP_BYTES:
        block += data
    stated = next((v for n, v in fields if n.lower() == "warc-block-digest"), "")
    block = block.removesuffix(RECORD_END)
    if tape.fault is not None or not holds(stated, block):
        return None
    return packed(version, list(fields), block)


def _fields(
    record: Scanned, names: frozenset[str], known: Known, *, is_own: bool
) -> Iterator[Field]:
    """Give the fields that stay: of repeated ones that which the catalogue knows, or the first."""
    proved = _proved(record, known)
    given: set[str] = set()
    for name, value in record.fields:
        low = name.lower()
        may_stay = is_field(name, value) and (low in KNOWN or not is_own)
        if not may_stay or (low in given and low not in ("warc-concurrent-to", "warc-protocol")):
            continue
        given.add(low)
        values = [v for n, v in record.fields if n.lower() == low]
        if low in proved and (proved[low][1] in values or "bad-date" in names):
            yield name, proved[low][1]
        else:
            yield name, value
    yield from (one for low, one in proved.items() if low not in given)


def _proved(record: Scanned, known: Known) -> dict[str, Field]:
    """Give what the catalogue knows of a record, or of the capture that it belongs to."""
    found = known.get(record.urn("WARC-Record-ID") or "")
    found = found or known.get(record.urn("WARC-Concurrent-To") or "")
    if found is None:
        return {}
    ref, url = found
    return {
        "warc-date": ("WARC-Date", ref.date),
        "warc-target-uri": ("WARC-Target-URI", url),
    }


def packed(version: str, fields: FieldList, block: bytes) -> bytes:
    """Write a record as one gzip member, its Content-Length as it is."""
    kept = [one for one in fields if one[0].lower() != "content-length"]
    kept.append(("Content-Length", str(len(block))))
    head = f"WARC/{version}\r\n{format_fields(kept)}\r\n".encode("utf-8", "replace")
    return b"".join(member(head, block, level=_LEVEL))
