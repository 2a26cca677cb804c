"""JSON-LD blocks as they are found in pages, read with the tolerance they need."""

import html
import json
import re
from typing import Any

MAX_CHARACTERS = 1_000_000
MAX_OBJECTS = 200

_WRAP = re.compile(
    r"^[\s;]*(?:<!--|/\*\s*<!\[CDATA\[\s*\*/|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|"
    r"/\*\s*\]\]>\s*\*/|//\s*\]\]>|\]\]>)[\s;]*$"
)
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_DECODER = json.JSONDecoder(strict=False)


def read(texts: list[str]) -> tuple[dict[str, Any], ...]:
    """Give the objects of script blocks in order, arrays and @graph taken apart."""
    objects: list[dict[str, Any]] = []
    for text in texts:
        for value in _values(text):
            _collect(value, objects)
    return tuple(objects[:MAX_OBJECTS])


def types(thing: dict[str, Any]) -> tuple[str, ...]:
    """Give the @type names of an object without their vocabulary's prefix."""
    found = thing.get("@type")
    names = found if isinstance(found, list) else [found]
    return tuple(re.split(r"[/#:]", name)[-1] for name in names if isinstance(name, str))


def _collect(value: Any, objects: list[dict[str, Any]], depth: int = 0) -> None:
    if depth > 5 or len(objects) >= MAX_OBJECTS:
        return
    if isinstance(value, list):
        for item in value:
            _collect(item, objects, depth + 1)
    elif isinstance(value, dict):
        if "@type" in value or "@graph" not in value:
            objects.append(value)
        if "@graph" in value:
            _collect(value["@graph"], objects, depth + 1)


def _values(text: str) -> list[Any]:
    """Read one block: as it is, then with each repair that broken sites need."""
    text = text[:MAX_CHARACTERS].strip().lstrip("\ufeff")
    bare = (
        _WRAP.sub("", _WRAP.sub("", text)).strip()
        if text[:1] not in "{[" or text[-1:] not in "}]"
        else text
    )
    for repair in (str, _without_trailing_commas, html.unescape):
        values, complete = _decode(repair(bare))
        if complete:
            return values
    return values


def _without_trailing_commas(text: str) -> str:
    return _TRAILING_COMMA.sub(r"\1", text)


def _decode(text: str) -> tuple[list[Any], bool]:
    """Decode JSON values that follow each other; say whether all of the text was read."""
    values: list[Any] = []
    position = 0
    while position < len(text) and len(values) < MAX_OBJECTS:
        try:
            value, position = _DECODER.raw_decode(text, position)
        except (ValueError, RecursionError):
            return values, False
        values.append(value)
        while position < len(text) and text[position] in " \t\r\n;,":
            position += 1
    return values, True
