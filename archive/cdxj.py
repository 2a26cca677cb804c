"""The CDXJ index: one line a capture, sorted by bytes, for replay by pywb and its kin."""

import json
from collections.abc import Iterable
from pathlib import Path

from archive.disk import replace_file
from archive.reader import Archived
from archive.surt import surt
from newscrawl.model.capture import ArchiveRef

UNKNOWN_MIME = "unk"


def line(*, url: str, mime: str, ref: ArchiveRef) -> str:
    """Give the line of one capture, without line end; all values are strings, as tools write."""
    timestamp = "".join(filter(str.isdigit, ref.date))[:14]
    values = {
        "url": url,
        "mime": mime or UNKNOWN_MIME,
        "status": str(ref.status),
        "digest": ref.payload_digest,
        "length": str(ref.length),
        "offset": str(ref.offset),
        "filename": ref.warc,
    }
    return f"{surt(url)} {timestamp} {json.dumps(values)}"


def line_of(archived: Archived) -> str:
    """Give the line of a record as read back from its WARC."""
    return line(url=archived.url, mime=archived.mime, ref=archived.ref)


def write_index(path: Path, lines: Iterable[str]) -> int:
    """Replace the index by `lines`, sorted by bytes and each once; gives their number."""
    encoded = sorted({entry.encode("utf-8", "replace") + b"\n" for entry in lines})
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_file(path, encoded)
    return len(encoded)
