"""Counts of kinds of characters in many texts at once."""

import unicodedata
from collections.abc import Sequence
from enum import IntEnum

import numpy as np
import numpy.typing as npt


class Sort(IntEnum):
    """Kinds of characters that tell prose from furniture."""

    OTHER = 0
    STOP = 1
    COMMA = 2
    DIGIT = 3
    UPPER = 4
    QUOTE = 5
    SIGN = 6
    SPACE = 7
    IDEOGRAPH = 8
    COLON = 9
    DASH = 10
    BRACKET = 11


_SPECIAL = {
    Sort.STOP: ".!?。！？؟।…",
    Sort.COMMA: ",、，،;；",
    Sort.QUOTE: "\"“”„«»‘’‹›'「」『』",
    Sort.SIGN: "|•·©®™@/→▶►▼▲★☆+=<>#*&_~^\\%€$£",
    Sort.SPACE: " \t\n\u00a0",
    Sort.COLON: ":：",
    Sort.DASH: "-–—―",
    Sort.BRACKET: "()[]{}（）",
}
_WIDTH = 16


def _sort(code: int) -> Sort:
    char = chr(code)
    if char.isdigit():
        return Sort.DIGIT
    if char.isupper():
        return Sort.UPPER
    if code >= 0x0E00 and unicodedata.category(char) == "Lo":
        return Sort.IDEOGRAPH
    return Sort.OTHER


def _table() -> npt.NDArray[np.uint8]:
    table = np.full(0x10000, Sort.IDEOGRAPH, np.uint8)
    table[:0x3400] = [_sort(code) for code in range(0x3400)]
    table[0xA000:] = Sort.OTHER
    table[0xAC00:0xD7A4] = Sort.IDEOGRAPH
    for sort, chars in _SPECIAL.items():
        for char in chars:
            table[ord(char)] = sort
    return table


_TABLE = _table()


class Counts:
    """Kinds of characters of texts that are not empty; rows are texts, columns are `Sort`."""

    __slots__ = ("first", "last", "matrix", "sizes")

    def __init__(self, texts: Sequence[str]) -> None:
        self.sizes = np.array([len(t) for t in texts], np.int64)
        codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
        sorts = _TABLE.take(codes, mode="clip")
        owner = np.repeat(np.arange(len(texts), dtype=np.int64) * _WIDTH, self.sizes)
        counts = np.bincount(owner + sorts, minlength=len(texts) * _WIDTH)
        self.matrix = counts.reshape(-1, _WIDTH).astype(np.float64)
        ends = np.cumsum(self.sizes)
        self.first = sorts[ends - self.sizes]
        self.last = sorts[ends - 1]
