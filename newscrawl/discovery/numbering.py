"""Numbering: the page number that the query of a list's URL carries."""

import re

MAX_DIGITS = 5
"""Digits of the highest page number that is believed."""
_NUMBER = re.compile(rf"(?<=[?&])((?:page|paged|pg|page_?no)=)(\d{{1,{MAX_DIGITS}}})(?=&|$)")


def number_of(url: str) -> int | None:
    """Give the page number in the query, or None."""
    found = _NUMBER.search(url)
    return int(found[2]) if found else None


def numbered(url: str, number: int) -> str:
    """Give the URL with another page number; one without a number stays as it is."""
    return _NUMBER.sub(rf"\g<1>{number}", url, count=1)
