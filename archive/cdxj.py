"""The CDXJ line of a capture, as cdxj-indexer writes it, for replay by pywb and its kin."""

import json
import re

from archive.surt import surt
from archive.walk import Member
from archive.warc import digest
from newscrawl.message import Message, entity, split

REVISIT = "warc/revisit"
"""Media type of captures whose payload lies in an earlier one."""
INDEXED = frozenset({"response", "revisit", "resource"})
"""Types of records that replay can ask for."""
_MIME_END = re.compile(r"[;\s]")


def line_of(
    member: Member, filename: str, *, offset: int | None = None, message: Message | None = None
) -> bytes | None:
    """Give the line of a record, with its line end; None where it is of no indexed type.

    All values are strings, and what the record does not state is left out, as the tools do.
    `offset` is that in the file `filename`, where it is not the member's own; `message` is its
    HTTP message, where that was read before.
    """
    if member.type not in INDEXED:
        return None
    is_http = member.type != "resource"
    if message is None and is_http:
        message = split(member.block)
    url = member.urn("WARC-Target-URI") or ""
    values = {
        "url": url,
        "mime": REVISIT if member.type == "revisit" else _mime(member, message),
        "status": str(message.status) if message and message.status else "",
        "digest": member.field("WARC-Payload-Digest") or _digest(member, message),
        "length": str(member.length),
        "offset": str(member.offset if offset is None else offset),
        "filename": filename,
    }
    stated = {name: value for name, value in values.items() if value}
    timestamp = "".join(filter(str.isdigit, member.field("WARC-Date") or ""))[:14]
    return f"{surt(url)} {timestamp} {json.dumps(stated)}\n".encode("ascii")


def filename_of(line: bytes) -> bytes:
    """Give the file that a line of `line_of` names, in its JSON spelling; empty if it is none."""
    return line.rpartition(b', "filename": "')[2].removesuffix(b'"}\n')


def spelled(filename: str) -> bytes:
    """Give a file name as `filename_of` does."""
    return json.dumps(filename)[1:-1].encode("ascii")


def _mime(member: Member, message: Message | None) -> str:
    stated = member.field("Content-Type") or ""
    if message is not None:
        stated = b"".join(message.values(b"content-type")[:1]).decode("latin-1")
    return _MIME_END.split(stated, maxsplit=1)[0]


def _digest(member: Member, message: Message | None) -> str:
    """Digest the payload of a record whose maker did not; a revisit has none of its own."""
    if member.type == "revisit":
        return ""
    return digest(member.block if message is None else entity(message)[0])
