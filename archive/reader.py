"""The WARC reader: captures back from a file, one at a known offset or all in file order."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from archive.revisit import Source, is_identical, source
from archive.walk import Member, opened, read_member, walk
from archive.warc import OPEN_SUFFIX, digest
from newscrawl.errors import DamagedError
from newscrawl.message import MAX_SIZE, entity, payload, split, status_of
from newscrawl.model.capture import ArchiveRef
from newscrawl.model.link import Role
from newscrawl.model.payload import Payload

CAPTURES = frozenset({"response", "resource", "revisit"})
"""Types of records that hold what a server, or a browser, gave."""
_OWN = b"\r\nrecord-order: metadata, request, response;"
"""What only newscrawl's own warcinfo says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Archived:
    """A response, resource or revisit record.

    `provenance` and `request` are there only where the file is walked.
    """

    ref: ArchiveRef
    type: str
    """`response`, `resource` or `revisit`."""
    url: str
    content_type: str
    """Content-Type of the record: `application/http…`, or that of a resource's bytes."""
    response: bytes
    """The record's block: an HTTP response, of a revisit its head alone, or a resource's bytes."""
    request: bytes = b""
    ip: str | None = None
    protocol: tuple[str, ...] = ()
    truncated: str | None = None
    concurrent_to: str | None = None
    """Record id of the response that a resource came from."""
    provenance: Mapping[str, str] = field(default_factory=dict)
    """The warc-fields of the metadata record beside it."""
    source: Source | None = None
    """Where the payload of a revisit lies."""

    @property
    def is_original(self) -> bool:
        """Whether it is a whole response, which revisits may refer to."""
        return self.type == "response" and self.truncated is None

    @property
    def mime(self) -> str:
        """Media type that the server, or a resource record, states; lower case, may be empty."""
        stated = self.content_type
        if self.type != "resource":
            stated = b"".join(split(self.response).values(b"content-type")[:1]).decode("latin-1")
        return "".join(stated.partition(";")[0].split()).lower()

    def header(self, name: bytes) -> str | None:
        """Give the last value of a field of the HTTP head, `name` in lower case, or None."""
        values = [] if self.type == "resource" else split(self.response).values(name)
        return values[-1].decode("latin-1") if values else None

    def payload(self, *, limit: int = MAX_SIZE) -> Payload:
        """Decode into what deriving takes; a record cut while it was fetched has a fault.

        A revisit gives what the whole response would have given; raises DamagedError where its
        original is not where it says.
        """
        if self.type != "resource":
            whole = self.response if self.source is None else self.source.whole(self.response)
            decoded = payload(whole, self.url, limit=limit)
        else:
            decoded = Payload(
                url=self.url,
                status=self.ref.status,
                headers=(("Content-Type", self.content_type),),
                body=self.response[:limit],
                faults=("too-large",) if len(self.response) > limit else (),
            )
        if self.truncated and "truncated" not in decoded.faults:
            return replace(decoded, faults=(*decoded.faults, "truncated"))
        return decoded


def read_response(path: Path, offset: int) -> Archived:
    """Read the response, resource or revisit record whose member begins at `offset`.

    A file is found whether or not it has the suffix `.open` by now.
    Raises DamagedError when the bytes there are no such record.
    """
    with opened(path) as fd:
        return _in_file(read_member(fd, offset, path), path, {})


def read_payload(path: Path, offset: int, *, limit: int = MAX_SIZE) -> Payload:
    """Read and decode the capture at `offset`; as `read_response`."""
    return read_response(path, offset).payload(limit=limit)


def iter_captures(path: Path, *, start: int = 0) -> Iterator[Archived]:
    """Give all captures from offset `start` on, with their provenance.

    Raises DamagedError at the first damage, after everything before it.
    """
    is_own = start > 0 and _is_own_file(path)
    beside: dict[str, Member] = {}
    for member in walk(path, start=start):
        if member.offset == 0:
            is_own = is_own_info(member)
        if not member.is_main:
            beside[member.type] = member
            continue
        if member.type in CAPTURES:
            yield _in_file(member, path, beside, is_own=is_own)
        beside.clear()


def is_own_info(member: Member) -> bool:
    """Tell whether a file's first record says that newscrawl wrote the file as it crawled."""
    return member.type == "warcinfo" and _OWN in member.block


def _is_own_file(path: Path) -> bool:
    with opened(path) as fd:
        return is_own_info(read_member(fd, 0, path))


def _in_file(
    member: Member, path: Path, beside: Mapping[str, Member], *, is_own: bool = True
) -> Archived:
    if member.type not in CAPTURES:
        raise DamagedError(f"{path} at {member.offset}: no response but {member.type!r}")
    found = source(member, path) if is_identical(member) else None
    warc = path.name.removesuffix(OPEN_SUFFIX)
    return archived(member, warc, beside, source=found, is_own=is_own)


def archived(
    member: Member,
    warc: str,
    beside: Mapping[str, Member],
    *,
    source: Source | None,
    is_own: bool,
) -> Archived:
    """Make the value of a capture; `beside` are the records of its group by type.

    A capture of a file that newscrawl did not write as it crawled was found by the import.
    """
    record_id = member.field("WARC-Record-ID")
    own = {t: m for t, m in beside.items() if m.field("WARC-Concurrent-To") == record_id}
    request, metadata = own.get("request"), own.get("metadata")
    truncated = member.field("WARC-Truncated")
    if is_identical(member):
        # The payload that a revisit leaves out is not lost where it can be found.
        truncated = None if source else "length"
    capture = Archived(
        ref=ref_of(member, warc),
        type=member.type,
        url=member.urn("WARC-Target-URI") or "",
        content_type=member.field("Content-Type") or "",
        response=member.block,
        request=request.block if request else b"",
        ip=member.field("WARC-IP-Address"),
        protocol=tuple(v for name, v in member.fields if name == "WARC-Protocol"),
        truncated=truncated,
        source=source,
        concurrent_to=member.urn("WARC-Concurrent-To"),
        provenance=_warc_fields(metadata.block) if metadata and is_own else {},
    )
    return capture if is_own else replace(capture, provenance=_imported(capture))


def _imported(capture: Archived) -> dict[str, str]:
    """Give the provenance of a capture of another maker; none for what is no page."""
    is_page = capture.url.lower().startswith(("http://", "https://"))
    if not is_page or capture.url.endswith("/robots.txt"):
        return {}
    return {"discovered-by": Role.IMPORT, "hopsFromSeed": "0", "discovered-at": capture.ref.date}


def ref_of(member: Member, warc: str) -> ArchiveRef:
    """Tell where a capture lies, in the file `warc`; a digest that it does not state is taken."""
    return ArchiveRef(
        warc=warc,
        offset=member.offset,
        length=member.length,
        record_id=member.urn("WARC-Record-ID") or "",
        date=member.field("WARC-Date") or "",
        payload_digest=member.field("WARC-Payload-Digest") or _payload_digest(member),
        status=200 if member.type == "resource" else status_of(member.block),
    )


def _payload_digest(member: Member) -> str:
    if member.type == "revisit":
        return ""
    is_http = member.type == "response"
    return digest(entity(split(member.block))[0] if is_http else member.block)


def _warc_fields(block: bytes) -> dict[str, str]:
    lines = block.decode("utf-8", "replace").split("\r\n")
    pairs = (line.partition(":") for line in lines if ":" in line)
    return {name.strip(): value.strip() for name, _, value in pairs}
