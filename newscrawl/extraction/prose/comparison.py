"""Units of a page beside what its head says: title, description and articleBody."""

import numpy as np
import numpy.typing as npt

from newscrawl.extraction.prose.cues import Cues
from newscrawl.extraction.prose.page import Columns, Page

_FAR = 50


def compare(page: Page, cues: Cues, columns: Columns) -> None:
    """Compare the units with the page's title, description and articleBody."""
    rows = [_alike(words, cues) for words in page.words]
    title, described, covered = np.array(rows, np.float64).T
    columns["title"], columns["described"], columns["covered"] = title, described, covered
    seen: dict[str, int] = {}
    firsts = np.array([seen.setdefault(t, i) for i, t in enumerate(page.texts)])
    columns["again"] = np.bincount(firsts, minlength=len(firsts))[firsts] - (firsts == page.index)
    columns["stated"] = np.array(len(cues.stated) / page.total)
    titles = np.flatnonzero((title > 0.6) & (page.heading | (title > 0.85)))
    ones = np.flatnonzero(page.tag == 1)
    at = int(titles[np.argmax(page.tag[titles] == 1)]) if len(titles) else -1
    columns["title behind"] = _behind(page, at)
    columns["h1 behind"] = _behind(page, int(ones[0]) if len(ones) else -1)
    passed = np.cumsum(page.good) / page.all_good
    columns["good since title"] = passed - passed[at] if at >= 0 else passed - 2
    tree = page.ancestry
    if at >= 0:
        shared, holder = tree.shared(int(tree.container[at]))
        sizes = tree.sums(page.sizes)
        columns["title apart"] = tree.depth[tree.container] - shared
        columns["title above"] = tree.depth[tree.container[at]] - shared
        columns["title share"] = sizes[holder] / page.total
    else:
        columns["title apart"] = columns["title above"] = np.full(len(firsts), -1)
        columns["title share"] = np.full(len(firsts), -1.0)
    columns["page h1"] = np.array(len(ones))


def _behind(page: Page, at: int) -> npt.NDArray[np.generic]:
    if at < 0:
        return np.full(len(page.index), -_FAR - 10)
    return np.clip(page.index - at, -_FAR, _FAR)


def _alike(own: set[str], cues: Cues) -> tuple[float, float, float]:
    both = len(own & cues.title)
    described = len(own & cues.description)
    if not both and not described:
        return 0.0, 0.0, 0.0
    return (
        both / (len(own) + len(cues.title) - both),
        described / len(own),
        described / max(1, len(cues.description)),
    )
