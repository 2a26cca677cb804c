"""What the head of a page says about its body: title, description, JSON-LD articleBody."""

import html
import json
import re
from dataclasses import dataclass

from newscrawl.document import Document

_BODY = re.compile(r'"articleBody"\s*:\s*"([^"\\]*(?:\\.[^"\\]*)*)"', re.DOTALL)
_TAG = re.compile(r"<[^<>]{1,300}>")
MAX_BODY = 500_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Cues:
    """Words to compare the units of a page with; empty where the page has none."""

    title: frozenset[str] = frozenset()
    description: frozenset[str] = frozenset()
    stated: str = ""
    """The longest articleBody of the page's JSON-LD."""


def cues(document: Document) -> Cues:
    """Read the metadata that units are compared with."""
    title = document.first_meta("og:title", "twitter:title", "title") or document.title or ""
    names = ("description", "og:description", "twitter:description")
    description = max((document.first_meta(n) or "" for n in names), key=len)
    return Cues(
        title=frozenset(title.lower().split()),
        description=frozenset(description.lower().split()),
        stated=article_body(document),
    )


def article_body(document: Document) -> str:
    """Return the longest articleBody of the page's JSON-LD, which need not be valid JSON."""
    longest = ""
    for script in document.head.json_ld:
        if '"articleBody"' not in script:
            continue
        for match in _BODY.finditer(script):
            try:
                found = json.loads(f'"{match[1]}"', strict=False)
            except ValueError:
                continue
            longest = max(longest, found, key=len)
    return html.unescape(_TAG.sub(" ", longest[:MAX_BODY]))
