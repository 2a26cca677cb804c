"""Joining of hrefs with the base of their page, in one step for the usual forms."""

import re
from typing import NamedTuple
from urllib.parse import urlsplit

MAX_URL = 2048
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
_WEB = re.compile(r"https?://[^/?#\s\[\]]", re.IGNORECASE)


class Base(NamedTuple):
    """The parts of a base URL that references are joined with."""

    scheme: str
    origin: str
    """Scheme and authority."""
    path: str
    """Without query."""
    folder: str
    """The path up to its last slash."""


def base_of(url: str) -> Base | None:
    """Take a base URL apart; None where it is no web address."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return None
    if not _WEB.match(url) and not _is_literal(url):
        return None
    path = parts.path or "/"
    return Base(parts.scheme, f"{parts.scheme}://{parts.netloc}", path, path[: path.rfind("/") + 1])


def resolve(base: Base, href: str) -> str | None:
    """Give the absolute web address without fragment; None where there is none."""
    href = href.strip()
    if "\n" in href or "\t" in href or "\r" in href:
        href = href.replace("\n", "").replace("\r", "").replace("\t", "")
    mark = href.find("#")
    if mark >= 0 and not href.startswith("!", mark + 1):
        href = href[:mark]
    if not href or len(href) > MAX_URL:
        return None
    if "\\" in href:
        path, question, query = href.partition("?")
        href = path.replace("\\", "/") + question + query
    if href.startswith(("http://", "https://")):
        url = href
    elif href.startswith("//"):
        url = f"{base.scheme}:{href}"
    elif href[0] == "/":
        return base.origin + (_without_dots(href) if "/." in href else href)
    elif href[0] == "?":
        return base.origin + base.path + href
    elif _SCHEME.match(href):
        url = href if href[:4].lower() == "http" else ""
    else:
        path = base.folder + href
        return base.origin + (_without_dots(path) if "/." in path else path)
    return url if _WEB.match(url) or _is_literal(url) else None


def _without_dots(reference: str) -> str:
    """Resolve the dot segments of a path with a query (RFC 3986 §5.2.4)."""
    path, question, query = reference.partition("?")
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept) + question + query


def _is_literal(url: str) -> bool:
    """Tell whether the host is a well-formed IPv6 literal."""
    try:
        return urlsplit(url).scheme in ("http", "https") and bool(urlsplit(url).hostname)
    except ValueError:
        return False
