"""Numbers on each unit of a page from its text, its containers, its neighbours and the head."""

import numpy as np

from newscrawl.extraction.prose.characters import Sort
from newscrawl.extraction.prose.comparison import compare
from newscrawl.extraction.prose.cues import Cues
from newscrawl.extraction.prose.lexicon import GROUPS, Lexicon
from newscrawl.extraction.prose.outline import Outline
from newscrawl.extraction.prose.page import OTHER_TAG, Columns, Page

_GROUPS = np.arange(len(GROUPS))[:, None]
_OWN = ("density", "names", "said", "size", "tag", "last")
_BESIDE = np.array([1, -9, 0, 0, OTHER_TAG + 1, 0])[:, None]
"""The same of a unit that is not there."""


def measure(outline: Outline, cues: Cues, lexicon: Lexicon) -> Columns:
    """Measure all units of an outline that has at least one, one row a unit."""
    page = Page(outline, lexicon)
    columns: Columns = {}
    _text(page, columns)
    _place(page, columns)
    _levels(page, columns)
    _alike(page, columns)
    _neighbours(page, columns)
    compare(page, cues, columns)
    return columns


def _text(page: Page, columns: Columns) -> None:
    counts = page.counts.matrix
    words = counts[:, Sort.SPACE] + 1 + counts[:, Sort.IDEOGRAPH] / 2
    columns["words"] = words
    columns["density"] = page.density
    columns["strong"] = np.minimum(page.strong / page.sizes, 1)
    columns["capitals"] = counts[:, Sort.UPPER] / words
    columns["last"] = page.counts.last
    columns["said"] = page.said


def _place(page: Page, columns: Columns) -> None:
    columns["tag"] = page.tag
    columns["own name"] = page.path[0]
    columns["names"] = page.names
    columns["far names"], columns["worst name"], columns["best name"] = page.path[1:4]
    columns["repeated"] = page.above[4]
    near = page.path[5].astype(np.int64) | page.above[5].astype(np.int64)
    far = page.above[6].astype(np.int64)
    named = 2 * (near >> _GROUPS & 1) + (far >> _GROUPS & 1)
    for group, values in zip(GROUPS, named, strict=True):
        columns[f"named {group}"] = values
    columns["page size"] = np.array(np.log1p(page.total))
    columns["page units"] = np.array(len(page.index))
    columns["page articles"] = np.array(page.tags.count("article"))


def _levels(page: Page, columns: Columns) -> None:
    """Measure the containers of each unit, up to the fourth one above its own."""
    tree = page.ancestry
    one, two, three, four = tree.levels[1:]
    sizes, links, good, media = tree.sums(
        np.stack((page.sizes, page.linked, page.good, page.media))
    )
    units = np.maximum(tree.end - tree.start, 1)
    sizes = np.maximum(sizes, 1)
    log, density, share = np.log1p(sizes), links / sizes, good / page.all_good
    columns["up1 density"], columns["up2 density"] = density[one], density[two]
    columns["up1 units"] = units[one]
    columns["up1 goodness"] = (good / sizes)[one]
    columns["up2 share"] = sizes[two] / page.total
    columns["up2 log"], columns["up3 log"] = log[two], log[three]
    columns["up2 good"], columns["up4 good"] = share[two], share[four]
    media = media / units
    columns["up1 media"], columns["up3 media"] = media[one], media[three]
    columns["up3 place"] = (page.index - tree.start[three]) / units[three]
    columns["up4 mean"] = (sizes / units)[four]
    for key, values in tree.cluster(page.good).items():
        columns[f"main {key}"] = values


def _alike(page: Page, columns: Columns) -> None:
    """Measure units that look alike in markup."""
    kinds: dict[object, int] = {}
    own = [kinds.setdefault(container[1:3], len(kinds)) for container in page.containers]
    parents, owner = page.ancestry.parent.tolist(), page.ancestry.container.tolist()
    ids: dict[object, int] = {}
    pairs = [(own[at], own[parents[at]]) for at in owner]
    group = np.array([ids.setdefault(pair, len(ids)) for pair in pairs], np.int64)
    count, size = np.bincount(group), np.bincount(group, page.sizes)
    columns["alike count"] = count[group]
    columns["alike density"] = (np.bincount(group, page.linked) / size)[group]
    columns["alike good"] = (np.bincount(group, page.good) / page.all_good)[group]
    columns["alike said"] = (np.bincount(group, page.said) / count)[group]


def _neighbours(page: Page, columns: Columns) -> None:
    """Give each unit what is measured of the one before and of the two after it."""
    own = (page.density, page.names, page.said, page.sizes, page.tag, page.counts.last)
    padded = np.empty((len(own), len(page.index) + 3))
    padded[:] = _BESIDE
    padded[:, 1:-2] = own
    for name, before, after in zip(_OWN, padded[:, :-3], padded[:, 2:-1], strict=True):
        columns[f"before {name}"], columns[f"next {name}"] = before, after
    columns["next2 names"] = padded[1, 3:]
