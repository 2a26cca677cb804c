"""Text of the web on a terminal: control characters made harmless."""

import re

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def printable(text: str) -> str:
    """Replace escape sequences, other controls and direction overrides, so that text is text."""
    return _CONTROL.sub("\ufffd", text)
