"""SURT keys: URLs sorted by site, equal for what web archives replay as one page.

Follows the canonicalisation that pywb, cdxj-indexer and the Wayback Machine share, so that their
look-ups find our lines: `www` is stripped, path and query lose case, session ids and order.
"""

import re
from functools import lru_cache
from urllib.parse import quote_from_bytes, unquote_to_bytes, urlsplit

_SAFE = "!\"$&'()*+,/:;<=>?@[\\]^`{|}"
_DEFAULT_PORTS = {"http": 80, "https": 443}
_WWW = re.compile(r"\Awww\d*\.")
_PLAIN = re.compile(r"(https?://[^/?#@\s]+)((?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+)")
"""Origin, and a path of which canonicalising changes the case only."""
_BLANKS = re.compile(r"[\t\r\n]")
_SESSIONS = tuple(
    re.compile(rf"(.*){token}(?:&(.*))?", re.IGNORECASE | re.DOTALL)
    for token in (
        "jsessionid=[0-9a-z]{32}",
        "phpsessid=[0-9a-z]{32}",
        "sid=[0-9a-z]{32}",
        "aspsessionid[a-z]{8}=[a-z]{24}",
        "cfid=[^&]+&cftoken=[^&]+",
    )
)
_ASPX_SESSION = re.compile(
    r"/\((?:[0-9a-z]{24}|(?:[a-z]\([0-9a-z]{24}\))+)\)(?=/[^?]+\.aspx)", re.IGNORECASE
)


def surt(url: str) -> str:
    """Give the key of an http(s) URL as `org,example)/path?query`; other URLs stay as they are."""
    plain = _PLAIN.fullmatch(url)
    origin = _origin(plain[1]) if plain else None
    if plain and origin:
        return origin + plain[2].lower()
    url = _BLANKS.sub("", url.strip())
    try:
        parts = urlsplit(url)
    except ValueError:
        return _escape(url.encode("utf-8", "replace"))
    origin = _origin(f"{parts.scheme}://{parts.netloc}")
    if origin is None:
        return _escape(url.encode("utf-8", "replace"))
    query = _query(parts.query) if parts.query else ""
    return origin + _path(parts.path) + (f"?{query}" if query else "")


@lru_cache(maxsize=4096)
def _origin(url: str) -> str | None:
    """Give the key of an origin with its closing bracket; None where it is none of http(s)."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    if parts.scheme not in _DEFAULT_PORTS or not host:
        return None
    key = ",".join(reversed(_host(host).split(".")))
    return f"{key})" if port in (None, _DEFAULT_PORTS[parts.scheme]) else f"{key}:{port})"


def _host(host: str) -> str:
    plain = _unescape(host).decode("utf-8", "ignore")
    try:
        plain = plain.encode("idna").decode("ascii")
    except UnicodeError:
        plain = plain.strip()
    escaped = _escape(plain.encode("utf-8", "replace")).lower()
    return _WWW.sub("", escaped.replace("..", ".").strip("."), count=1)


def _path(path: str) -> str:
    kept: list[bytes] = []
    *folders, last = _unescape(path).split(b"/")[1:] or [b""]
    for part in folders:
        if part == b".." and kept:
            kept.pop()
        elif part not in (b"", b"."):
            kept.append(part)
    if last == b"..":
        kept = kept[:-1]
    elif last not in (b"", b"."):
        kept.append(last)
    lowered = _escape(b"/" + b"/".join(kept)).lower()
    return _ASPX_SESSION.sub("", lowered)


def _query(query: str) -> str:
    text = _escape(_unescape(query))
    for session in _SESSIONS:
        if found := session.fullmatch(text):
            text = found[1] + (found[2] or "")
    return "&".join(
        "=".join(pair) for pair in sorted(a.split("=", 1) for a in text.lower().split("&"))
    )


def _unescape(text: str) -> bytes:
    """Undo percent-encoding until nothing changes."""
    data, last = text.encode("utf-8", "replace"), b""
    while data != last:
        data, last = unquote_to_bytes(data), data
    return data


def _escape(data: bytes) -> str:
    return quote_from_bytes(data, safe=_SAFE)
