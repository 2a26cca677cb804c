"""The language of an article: what the page declares, checked against its text."""

import py3langid

from newscrawl.extraction.source import Source

SAMPLE = 500
"""Characters that are looked at."""
GLANCE = 100
"""Characters that can confirm a declaration."""
ENOUGH = 120
"""Letters from which detection is surer than a declaration."""
# Detectors confuse these; the page knows better.
_CLOSE = (
    {"no", "nb", "nn", "da", "sv"}, {"hr", "sr", "bs", "sl"}, {"id", "ms", "jv"}, {"cs", "sk"},
    {"gl", "pt", "es", "ca", "an"},
    {"af", "nl"}, {"ru", "bg", "mk", "uk", "be", "sr"}, {"hi", "mr", "ne"}, {"xh", "zu"}, {"fa",
    "ar", "ur", "ps"}, {"ar", "fa"},
)  # fmt: skip


def declared(source: Source, inherited: str | None = None) -> str | None:
    """Give the ISO 639-1 code that the page states, or None."""
    equivalent = (
        attributes.get("content")
        for attributes in source.document.head.metas
        if (attributes.get("http-equiv") or "").lower() == "content-language"
    )
    stated = [
        source.document.language,
        inherited,
        source.first("content-language", "language", "dc.language", "dcterms.language"),
        next(equivalent, None),
        source.first("og:locale"),
    ]
    for value in stated:
        code = (value or "").strip().replace("_", "-").split("-")[0].split(",")[0].lower()
        if len(code) == 2 and code.isascii() and code.isalpha():
            return code
    return None


def decide(stated: str | None, text: str) -> str | None:
    """Choose between the stated language and the detected one.

    A long text outweighs the declaration, which templates often get wrong; close languages do not.
    """
    sample = " ".join(text[: 4 * SAMPLE].split())[:SAMPLE]
    letters = sum(map(str.isalpha, sample))
    if letters < 20:
        return stated
    # The detector is the dearest part of the metadata; a glance confirms most declarations.
    if stated is not None and py3langid.classify(sample[:GLANCE])[0] == stated:
        return stated
    detected = str(py3langid.classify(sample)[0])
    if stated is None or detected == stated:
        return detected if letters >= 40 or stated else stated
    if letters < ENOUGH and not _is_wide(sample):
        return stated
    if any(stated in group and detected in group for group in _CLOSE):
        return stated
    return detected


def _is_wide(sample: str) -> bool:
    return sum(one > "\u2e80" for one in sample) > 30
