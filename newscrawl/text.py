"""Text reduced to what it is compared by, the same for titles, names and blocks."""

import re
import unicodedata
from functools import lru_cache

_NOT_COMPARED = re.compile(r"[\W_]+")


# A page asks for the same few titles and names a hundred times; the small cache saves half of it.
@lru_cache(maxsize=256)
def fold(text: str) -> str:
    """Reduce a text to what is compared: letters and digits in NFKC, without case."""
    return _NOT_COMPARED.sub("", unicodedata.normalize("NFKC", text).casefold())
