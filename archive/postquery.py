"""The method query: what replay appends to the URL of a POST or PUT, so that bodies tell apart.

Follows cdxj-indexer (`--post-append`) and pywb: `__wb_method=POST&` and the body as a query.
"""

import base64
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote_plus, urlencode

MAX_QUERY = 4096
"""Characters of a body's query that go into the key."""
_UNTOLD = 8192
"""Bytes that are read of a body whose length the request does not tell."""
_LINE_END = re.compile(rb"\r?\n")
_PARAMETER = re.compile(rb'[;\s](filename|name)="?([^";\r\n]*)', re.IGNORECASE)


def method_of(request: bytes) -> str:
    """Give the method of a request where its body tells answers apart: POST or PUT, else ''."""
    method = request[:8].partition(b" ")[0].decode("latin-1")
    return method if method.upper() in ("POST", "PUT") else ""


def method_query(request: bytes) -> str:
    """Give the body of a POST or PUT as a query; empty where it has none that can be read."""
    if not method_of(request).isupper():
        return ""
    head, _, body = request.partition(b"\r\n\r\n")
    lines = (line.partition(b":") for line in _LINE_END.split(head)[1:])
    fields = {name.strip().lower(): value.strip() for name, _, value in reversed(list(lines))}
    length = fields.get(b"content-length", str(_UNTOLD).encode())
    if not length.isdigit():
        return ""
    body = body[: int(length[:15])]
    return _query(fields.get(b"content-type", b"").decode("latin-1"), body)[:MAX_QUERY]


def appended(url: str, method: str, query: str) -> str:
    """Give the URL that the key is made of."""
    joint = "&" if "?" in url else "?"
    return f"{url}{joint}__wb_method={method}{'&' if query else ''}{query}"


def _query(kind: str, body: bytes) -> str:
    if kind.startswith("application/x-www-form-urlencoded"):
        try:
            return unquote_plus(body.decode("utf-8"))
        except UnicodeDecodeError:
            return _binary(body)
    if kind.startswith("multipart/") and "boundary=" in kind:
        boundary = kind.split("boundary=")[1].encode("latin-1")
        return urlencode(list(_parts(body, boundary)), doseq=True)
    if kind.startswith(("application/json", "text/plain")):
        try:
            return urlencode(_flat(body))
        except (ValueError, RecursionError):
            return "" if kind.startswith("application/json") else _binary(body)
    return _binary(body)


def _binary(body: bytes) -> str:
    return "__wb_post_data=" + base64.b64encode(body).decode("ascii")


def _parts(body: bytes, boundary: bytes) -> Iterator[tuple[str, str | bytes]]:
    """Give the named parts of a form (RFC 7578); uploaded files as bytes."""
    for piece in (b"\r\n" + body).split(b"\r\n--" + boundary)[1:]:
        head, separator, value = piece.partition(b"\r\n\r\n")
        named = {name.lower(): text for name, text in _PARAMETER.findall(head)}
        if separator and b"name" in named:
            name = named[b"name"].decode("utf-8", "replace")
            is_file = b"filename" in named
            yield name, value if is_file else value.decode("utf-8", "replace")


def _flat(body: bytes) -> dict[str, str]:
    """Name the leaves of a JSON document, or of one on each line, by their innermost key."""
    try:
        documents = [json.loads(body)]
    except json.JSONDecodeError:
        if b"\n" not in body:
            raise
        documents = [json.loads(line) for line in body.split(b"\n")]
    data: dict[str, str] = {}
    counts: dict[str, int] = {}

    def add(value: Any, name: str) -> None:
        if isinstance(value, dict):
            for key, inner in value.items():
                add(inner, key)
        elif isinstance(value, list):
            for inner in value:
                add(inner, name)
        elif name:
            if name in data:
                counts[name] = counts.get(name, 1) + 1
                name = f"{name}.{counts[name]}_"
            data[name] = str(value)

    for document in documents:
        add(document, "")
    return data
