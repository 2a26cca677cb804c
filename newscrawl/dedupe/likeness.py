"""Likeness of texts: MinHash signatures of their shingles, and buckets that candidates share.

Broder, "On the resemblance and containment of documents" (1997); buckets are bands of the
signature, as in Leskovec, Rajaraman, Ullman, "Mining of Massive Datasets", 3.4.
"""

import re
import unicodedata
from hashlib import blake2b
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

ALIKE = 0.5
"""Estimated Jaccard index of the shingles from which two texts are nearly the same."""
HASHES = 128
BANDS = 32
WORDS = 3
"""Words of one shingle."""
CHARACTERS = 6
"""Characters of one shingle in scripts that put no spaces between words."""
LEAST_SHINGLES = 20
"""A text with fewer has no signature: a line or two is alike by accident."""

_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
# Marks of Hebrew, Arabic and Indic vowels are no word characters for re, but parts of words.
_MARKS = "\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0963\u0966-\u0dff"
_TOKEN = re.compile(rf"[{_UNSPACED}]|(?:[^\W{_UNSPACED}]|[{_MARKS}])+")
_SINGLE = re.compile(rf"[{_UNSPACED}]")
_SLICE = 4096

Hashes = NDArray[np.uint64]


def signature(text: str) -> bytes:
    """Give the MinHash signature of a text, 512 bytes; none where the text is too short.

    Case and punctuation do not count.
    """
    hashes = _shingles(text)
    if len(hashes) < LEAST_SHINGLES:
        return b""
    least = np.full(HASHES, np.iinfo(np.uint64).max, np.uint64)
    for start in range(0, len(hashes), _SLICE):
        hashed = _FACTORS * hashes[start : start + _SLICE]
        hashed += _OFFSETS
        np.minimum(least, hashed.min(axis=1), out=least)
    return (least >> np.uint64(32)).astype("<u4").tobytes()


def likeness(one: bytes, other: bytes) -> float:
    """Estimate the Jaccard index of two texts from their signatures, 0 to 1."""
    same = np.frombuffer(one, "<u4") == np.frombuffer(other, "<u4")
    return float(same.mean())


def buckets(signed: bytes) -> list[int]:
    """Give the buckets that a signature falls into, as signed 64-bit numbers.

    Two texts with Jaccard index j share one with probability 1 - (1 - j⁴)³².
    """
    size = len(signed) // BANDS
    return [
        int.from_bytes(
            blake2b(signed[place : place + size], digest_size=8, salt=bytes([band])).digest(),
            "little",
            signed=True,
        )
        for band, place in enumerate(range(0, len(signed), size or 1))
    ]


def _shingles(text: str) -> Hashes:
    folded = unicodedata.normalize("NFKC", text).casefold()
    tokens = _TOKEN.findall(folded)
    size = CHARACTERS if 2 * len(_SINGLE.findall(folded)) > len(tokens) else WORDS
    count = len(tokens) - size + 1
    if count < 1:
        return np.empty(0, np.uint64)
    words = _mixed(np.array([crc32(token.encode("utf-8", "replace")) for token in tokens]))
    joined = np.zeros(count, np.uint64)
    for place in range(size):
        joined = _mixed(joined + words[place : place + count])
    return joined


def _mixed(numbers: NDArray[np.integer]) -> Hashes:
    """Spread numbers over 64 bits (the finaliser of SplitMix64)."""
    mixed = numbers.astype(np.uint64) + np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


# Multiply-shift hashing; the numbers are fixed for ever, since signatures are kept on disk.
_FACTORS = _mixed(np.arange(HASHES))[:, None] | np.uint64(1)
_OFFSETS = _mixed(np.arange(HASHES, 2 * HASHES))[:, None]
