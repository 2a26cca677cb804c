"""Requisites of a style sheet: what it imports, its fonts and its pictures (CSS Syntax 3 §4)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from newscrawl.model.link import Role

MAX_SIZE = 2_000_000
"""Characters of a style sheet that are read."""

# Each branch begins with another character, so a scan is linear. A comment or a string without
# an end takes the rest, as browsers do it.
_TOKEN = re.compile(
    r"/\*.*?(?:\*/|\Z)"
    r"|(?P<at>@import|@font-face)\b"
    r"|url\(\s*(?:\"(?P<double>(?:[^\"\\\n]|\\.)*)\"|'(?P<single>(?:[^'\\\n]|\\.)*)'"
    r"|(?P<bare>(?:[^\s\"'()\\]|\\.)*))\s*\)?"
    r"|\"(?P<quoted>(?:[^\"\\\n]|\\.)*)\"?|'(?P<quote>(?:[^'\\\n]|\\.)*)'?"
    r"|(?P<end>[;}])",
    re.DOTALL | re.IGNORECASE,
)
_ESCAPE = re.compile(r"\\(?:([0-9A-Fa-f]{1,6})\s?|(.))", re.DOTALL)
_FONT = re.compile(r"\.(?:woff2?|ttf|otf|eot)\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """One URL that a style sheet names, as written there."""

    url: str
    role: Role


def references(css: str) -> Iterator[Reference]:
    """Give what a style sheet, a `style` element or a `style` attribute refers to, in order."""
    rule = ""
    for token in _TOKEN.finditer(css, 0, MAX_SIZE):
        if token["at"]:
            rule = token["at"].lower()
        elif token["end"]:
            # A font face has several sources, each behind a semicolon at most.
            rule = "" if token["end"] == "}" or rule == "@import" else rule
        else:
            in_url = token["double"] or token["single"] or token["bare"]
            in_string = token["quoted"] or token["quote"]
            written = in_url or (in_string if rule == "@import" else None)
            url = _unescaped(written).strip() if written else ""
            if url and not url.startswith(("data:", "#")):
                yield Reference(url=url, role=_role(url, rule))
            if rule == "@import":
                rule = ""


def _role(url: str, rule: str) -> Role:
    if rule == "@import":
        return Role.STYLESHEET
    try:
        path = urlsplit(url).path
    except ValueError:
        path = url
    return Role.FONT if rule == "@font-face" or _FONT.search(path) else Role.IMAGE


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(_character, text) if "\\" in text else text


def _character(escape: re.Match[str]) -> str:
    if escape[1] is None:
        return "" if escape[2] == "\n" else str(escape[2])
    number = int(escape[1], 16)
    is_character = 0 < number < 0x110000 and not 0xD800 <= number < 0xE000
    return chr(number) if is_character else "\ufffd"
