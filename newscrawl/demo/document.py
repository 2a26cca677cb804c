"""A document of the demo site, before HTTP's conditions and codings."""

from dataclasses import dataclass
from datetime import datetime

HTML = "text/html; charset=UTF-8"
XML = "text/xml; charset=UTF-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What a path holds."""

    status: int = 200
    type: str = HTML
    text: str = ""
    changed: datetime | None = None
    """Time of the last change, for Last-Modified."""
    location: str | None = None
    """Target of a redirect, absolute or a path."""
