"""The arrays of one page that several groups of columns share."""

from collections import Counter
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from newscrawl.extraction.prose.ancestry import Ancestry
from newscrawl.extraction.prose.characters import Counts, Sort
from newscrawl.extraction.prose.lexicon import Lexicon, edge_words
from newscrawl.extraction.prose.outline import Outline
from newscrawl.extraction.prose.places import Place

Columns = dict[str, npt.NDArray[np.generic]]
_TAGS: Mapping[str, int] = {
    tag: i
    for i, tag in enumerate(
        [
            "p",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "li",
            "div",
            "td",
            "tr",
            "blockquote",
            "figcaption",
            "section",
            "article",
            "dd",
            "dt",
            "header",
            "footer",
            "aside",
            "pre",
            "caption",
            "summary",
            "body",
            "main",
            "ul",
        ]
    )
}
OTHER_TAG = 30
_REPEATED = frozenset({"div", "article", "section", "aside", "figure", "tr", "header", "footer"})
_UNLIKELY = (Place.NAV | Place.FOOTER | Place.FORM | Place.HIDDEN).value


class Page:
    """Texts, sizes, tags, names and places of all units, one row a unit."""

    def __init__(self, outline: Outline, lexicon: Lexicon) -> None:
        self.containers = outline.containers
        self.ancestry = Ancestry(outline)
        self.index = self.ancestry.index
        self.texts, _, linked, _, strong, _, media = zip(*outline.units, strict=True)
        self._parents, self.tags, self._names, _, places = zip(*outline.containers, strict=True)
        self.counts = Counts(self.texts)
        self.sizes = self.counts.sizes.astype(np.float64)
        raw = np.array([*linked, *strong, *media], np.float64)
        self.linked, self.strong, self.media = raw.reshape(3, -1)
        self.linked = np.minimum(self.linked, self.sizes)
        self.density = self.linked / self.sizes
        owner = self.ancestry.container
        kinds = np.array([*[_TAGS.get(tag, OTHER_TAG) for tag in self.tags], *places], np.int64)
        self.tag, places_of = kinds.reshape(2, -1)[:, owner]
        self.words = [edge_words(text) for text in self.texts]
        self.said = np.array([lexicon.text(words) for words in self.words])
        self._trace(lexicon)
        prose = self.counts.matrix[:, Sort.STOP] + self.counts.matrix[:, Sort.COMMA] > 0
        likely = prose & (self.sizes > 40) & ((places_of & _UNLIKELY) == 0)
        weight = likely * np.where(self.names > 0, 1.0, 0.5)
        self.good = self.sizes * (1 - self.density) ** 2 * weight
        self.total = float(self.sizes.sum())
        self.all_good = float(self.good.sum()) + 1e-9

    def _trace(self, lexicon: Lexicon) -> None:
        """Carry the weights and groups of names and repetition of containers down to the units."""
        kin = Counter(zip(self._parents, self.tags, self._names, strict=True))
        rows = [(0.0, 0.0, 0.0, 0.0, 0, 0, 0)]
        flat: list[float] = [*rows[0]]
        for container in self.containers[1:]:
            parent, tag, names, _, _ = container
            own, far, groups = lexicon.names(names)
            _, total, least, most, repeated, above, around = rows[parent]
            if far < least:
                least = far
            elif far > most:
                most = far
            if tag in _REPEATED:
                repeated = max(repeated, kin[parent, tag, names])
            row = (own, total + far, least, most, repeated, groups, above | around)
            rows.append(row)
            flat += row
        table = np.array(flat).reshape(-1, 7).T
        owner = self.ancestry.container
        above_owner = self.ancestry.parent[owner]
        near, totals = table[0], table[1]
        self.path, self.above = table.take(owner, axis=1), table.take(above_owner, axis=1)
        higher = self.ancestry.parent[above_owner]
        self.names = near[owner] + near[above_owner] + totals[higher]
