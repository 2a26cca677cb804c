"""Units of a page beside what its head says: title, description and articleBody."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from newscrawl.extraction.prose.cues import Cues
from newscrawl.extraction.prose.page import Columns, Page

_FAR = 50
_NOT = (0.0, 0.0, 0.0, 0.0)
"""How a text is like title and description that shares no word with them."""
LIKE, VERY_LIKE = 0.6, 0.85
"""Likeness to the page's title from which a heading repeats it, and any text."""
LAST_HEADING = 6
"""The number of the tag h6; h1 is 1."""


def compare(page: Page, cues: Cues, columns: Columns) -> None:
    """Compare the units with the page's title and description."""
    known = cues.title | cues.description
    rows = [_NOT if words.isdisjoint(known) else _alike(words, cues) for words in page.words]
    table = np.array(rows).T
    columns["titled"], columns["in title"], columns["described"], columns["covered"] = table
    columns["again"] = _again(page.texts)
    tags = page.tag.tolist()
    titles = [
        i
        for i in np.flatnonzero(table[0] > LIKE).tolist()
        if rows[i][0] > VERY_LIKE or 1 <= tags[i] <= LAST_HEADING
    ]
    at = next((i for i in titles if tags[i] == 1), titles[0] if titles else -1)
    columns["title behind"] = _behind(page, at)
    columns["h1 behind"] = _behind(page, tags.index(1) if 1 in tags else -1)
    passed = np.cumsum(page.good) / page.all_good
    columns["good since title"] = passed - (passed[at] if at >= 0 else 2)
    tree = page.ancestry
    above = np.array(-1)
    if at >= 0:
        holder = int(tree.container[at])
        above = tree.depth[holder] - tree.shared(holder)
    columns["title above"] = above


def _again(texts: Sequence[str]) -> npt.NDArray[np.generic]:
    """Count the texts that each is one of; the first of them does not count itself."""
    if len(set(texts)) == len(texts):
        return np.zeros(len(texts))
    kin = Counter(texts)
    seen: set[str] = set()
    found = []
    for text in texts:
        count = kin[text]
        if count == 1 or text not in seen:
            seen.add(text)
            count -= 1
        found.append(count)
    return np.array(found)


def _behind(page: Page, at: int) -> npt.NDArray[np.generic]:
    if at < 0:
        return np.full(len(page.index), -_FAR - 10)
    return np.minimum(np.maximum(page.index - at, -_FAR), _FAR)


def _alike(own: set[str], cues: Cues) -> tuple[float, float, float, float]:
    both = len(own & cues.title)
    described = len(own & cues.description)
    return (
        both / (len(own) + len(cues.title) - both),
        both / len(own),
        described / len(own),
        described / max(1, len(cues.description)),
    )
