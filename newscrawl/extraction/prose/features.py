"""Numbers on each unit of a page from its text, its containers, its neighbours and the head."""

import numpy as np

from newscrawl.extraction.prose.characters import Sort
from newscrawl.extraction.prose.comparison import compare
from newscrawl.extraction.prose.cues import Cues
from newscrawl.extraction.prose.lexicon import GROUPS, Lexicon
from newscrawl.extraction.prose.outline import Outline
from newscrawl.extraction.prose.page import OTHER_TAG, Columns, Page, shift
from newscrawl.extraction.prose.places import Place

_LEVEL = (
    "log", "share", "density", "units", "mean", "good", "goodness", "media", "headings", "said",
)  # fmt: skip
_GROUPS = np.arange(len(GROUPS))[:, None]


def measure(outline: Outline, cues: Cues, lexicon: Lexicon) -> Columns:
    """Measure all units of an outline that has at least one, one row a unit."""
    page = Page(outline, lexicon)
    columns: Columns = {}
    _text(page, columns)
    _place(page, columns)
    _levels(page, columns)
    _groups(page, columns)
    _neighbours(page, columns)
    _headings(page, columns)
    compare(page, cues, columns)
    return columns


def _text(page: Page, columns: Columns) -> None:
    counts = page.counts.matrix
    words = counts[:, Sort.SPACE] + 1 + counts[:, Sort.IDEOGRAPH] / 2
    columns["words"] = words
    columns["word size"] = page.sizes / words
    columns["density"] = page.density
    columns["strong"] = np.minimum(page.raw[2] / page.sizes, 1)
    columns["capitals"] = counts[:, Sort.UPPER] / words
    columns["capital share"] = counts[:, Sort.UPPER] / page.sizes
    columns["first"], columns["last"] = page.counts.first, page.counts.last
    columns["said"] = page.said


def _place(page: Page, columns: Columns) -> None:
    columns["tag"] = page.tag
    columns["in CAPTION"] = (page.places & Place.CAPTION.value) > 0
    columns["own name"], columns["parent name"] = page.path[0], page.above[0]
    columns["names"] = page.names
    columns["far names"], columns["worst name"], columns["best name"] = page.path[1:4]
    columns["repeated"] = page.above[4]
    near = page.path[5].astype(np.int64) | page.above[5].astype(np.int64)
    far = page.above[6].astype(np.int64)
    named = 2 * (near >> _GROUPS & 1) + (far >> _GROUPS & 1)
    for group, values in zip(GROUPS, named, strict=True):
        columns[f"named {group}"] = values
    columns["position"] = page.index / len(page.index)
    columns["page size"] = np.array(np.log1p(page.total))
    columns["page units"] = np.array(len(page.index))
    columns["page good"] = np.array(page.all_good / page.total)
    columns["page articles"] = np.array(page.tags.count("article"))
    inside = page.good[(page.places & Place.ARTICLE.value) > 0].sum()
    columns["page ARTICLE"] = np.array(inside / page.all_good)


def _levels(page: Page, columns: Columns) -> None:
    tree = page.ancestry
    of_units = (page.sizes, page.linked, page.good, page.raw[4], page.heading, page.said)
    sizes, links, good, media, headings, said = tree.sums(np.array(of_units, np.float64))
    units = np.maximum(tree.end - tree.start, 1)
    size = np.maximum(sizes, 1)
    table = np.array((
        np.log1p(size), size / page.total, links / size, units, size / units,
        good / page.all_good, good / size, media / units, headings / units, said / units,
    ))  # fmt: skip
    for level in range(1, 5):
        at = tree.levels[level]
        for name, values in zip(_LEVEL, table.take(at, axis=1), strict=True):
            columns[f"up{level} {name}"] = values
        columns[f"up{level} place"] = (page.index - tree.start[at]) / units[at]
    for key, values in tree.cluster(page.good).items():
        columns[f"main {key}"] = values


def _groups(page: Page, columns: Columns) -> None:
    """Measure units that look alike in markup."""
    keys: list[list[object]] = [[], []]
    for at in page.ancestry.container.tolist():
        parent, tag, names, _, _ = page.containers[at]
        above, parent_tag, parent_names, _, _ = page.containers[parent]
        keys[0].append((tag, names, parent_tag, parent_names))
        keys[1].append((tag, page.called[above]))
    for number, some in enumerate(keys):
        ids: dict[object, int] = {}
        group = np.array([ids.setdefault(key, len(ids)) for key in some], np.int64)
        count, size = np.bincount(group), np.bincount(group, page.sizes)
        name = f"alike{number} "
        columns[name + "count"] = count[group]
        columns[name + "mean"] = (size / count)[group]
        columns[name + "density"] = (np.bincount(group, page.linked) / size)[group]
        columns[name + "good"] = (np.bincount(group, page.good) / page.all_good)[group]
        columns[name + "said"] = (np.bincount(group, page.said) / count)[group]


def _neighbours(page: Page, columns: Columns) -> None:
    for by in (1, 2, -1, -2):
        name = f"next{-by} " if by < 0 else f"before{by} "
        columns[name + "density"] = shift(page.density, by, 1)
        columns[name + "tag"] = shift(page.tag, by, OTHER_TAG + 1)
        columns[name + "names"] = shift(page.names, by, -9)
    columns["next2 said"] = shift(page.said, -2)
    columns["parent as next"] = page.parent == shift(page.parent, -1, -1)


def _headings(page: Page, columns: Columns) -> None:
    """Look at the last heading before each unit and the next one after it."""
    marks = np.maximum.accumulate(np.where(page.heading, page.index, -1))
    last = shift(marks, 1, -1).astype(np.int64)
    known = last >= 0
    columns["heading behind"] = np.where(known, page.index - last, 99)
    columns["heading log"] = np.where(known, page.log[last], 0)
    ahead = np.where(page.heading, page.index, len(page.index) + 99)[::-1]
    ahead = np.minimum.accumulate(ahead)[::-1]
    columns["heading ahead"] = np.minimum(ahead - page.index, 99)
