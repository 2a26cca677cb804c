"""Hygiene of text: normal form, invisible characters and white space, words untouched."""

import re
import unicodedata
from hashlib import blake2b

from newscrawl.text import fold

# Joiners stay: Persian, Arabic and Indic words need them; so do direction marks of mixed lines.
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]")


def tidy(text: str) -> str:
    """Give text in NFC without invisible characters, white space squeezed, line breaks kept."""
    if _is_tidy(text):
        return text
    visible = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    lines = (" ".join(line.split()) for line in visible.replace("\r", "\n").split("\n"))
    return "\n".join(line for line in lines if line)


def _is_tidy(text: str) -> bool:
    """Tell whether a text is one line of letters, signs and single blanks: most are."""
    is_plain = text.isprintable() and unicodedata.is_normalized("NFC", text)
    return is_plain and "  " not in text and text[:1] != " " and text[-1:] != " "


def block_digest(text: str) -> str:
    """Give the digest by which recurring blocks are known: BLAKE2b of the folded text."""
    return blake2b(fold(text).encode("utf-8", "replace"), digest_size=8).hexdigest()
