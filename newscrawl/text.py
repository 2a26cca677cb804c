"""Text reduced to what it is compared by, the same for titles, names and blocks."""

import re
import unicodedata
from functools import lru_cache

_NOT_COMPARED = re.compile(r"[\W_]+")
_ASCII_NOT_COMPARED = bytes(code for code in range(128) if not chr(code).isalnum())


# A page asks for the same few titles and names a hundred times; the small cache saves half of it.
@lru_cache(maxsize=256)
def fold(text: str) -> str:
    """Reduce a text to what is compared: letters and digits in NFKC, without case."""
    if text.isascii():
        return text.lower().encode().translate(None, delete=_ASCII_NOT_COMPARED).decode()
    # Deleting bytes costs a tenth of the expression, which then finds little to delete.
    plain = unicodedata.normalize("NFKC", text).casefold().encode("utf-8", "surrogatepass")
    letters = plain.translate(None, delete=_ASCII_NOT_COMPARED)
    return _NOT_COMPARED.sub("", letters.decode("utf-8", "surrogatepass"))
