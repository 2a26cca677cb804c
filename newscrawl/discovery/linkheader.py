"""Link header fields (RFC 8288): links that a response states outside its body."""

import re
from collections.abc import Iterator

from newscrawl.model.payload import Payload

MAX_LINKS = 50
_LINK = re.compile(r"<([^<>]{1,2000})>((?:\s*;\s*[\w*-]+(?:\s*=\s*(?:\"[^\"]*\"|[^\s\",;]+))?)*)")
_PARAMETER = re.compile(r";\s*([\w*-]+)\s*=\s*(?:\"([^\"]*)\"|([^\s\",;]+))")


def stated_links(payload: Payload) -> tuple[dict[str, str | None], ...]:
    """Give each stated link as attributes of a <link> element; those of other anchors go."""
    found = []
    for name, value in payload.headers:
        if name.lower() == "link":
            found += list(_links(value[:20_000]))
    return tuple(found[:MAX_LINKS])


def _links(value: str) -> Iterator[dict[str, str | None]]:
    for match in _LINK.finditer(value):
        link: dict[str, str | None] = {"href": match[1].strip()}
        for name, quoted, plain in _PARAMETER.findall(match[2]):
            link.setdefault(name.lower(), quoted or plain)  # of repeated ones the first counts
        if "anchor" not in link:
            yield link
