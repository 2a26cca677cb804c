"""Train the model of the body, and score it by cross-validation.

usage: python -m benchmarks.extraction.train DEV_DIR (--predict OUT.jsonl | --model MODEL.json)
DEV_DIR holds DATASET/truth.jsonl, whose lines name their page in `html`. --predict writes what
models give for pages of sites that they have not seen, in the form that score.py reads; --model
trains on all pages and writes the data file. Both may be given. Needs lightgbm, scikit-learn.
"""

import argparse
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.extraction import learn
from benchmarks.extraction.dataset import read
from benchmarks.extraction.learn import Page
from newscrawl.extraction.prose.assembly import assemble
from newscrawl.extraction.prose.exclusion import exclude
from newscrawl.extraction.prose.features import Sheet
from newscrawl.extraction.prose.lexicon import Lexicon
from newscrawl.extraction.prose.second import review

FOLDS = 5
THRESHOLD = 0.45


def stacked(pages: list[Page], tables: list[np.ndarray], setting: dict[str, float]) -> list:
    """Score every page by a forest that was fitted without its site."""
    fold = learn.folds(pages, FOLDS, seed=0)
    scores: list[Any] = [None] * len(pages)
    for k in range(FOLDS):
        others = [i for i in range(len(pages)) if fold[i] != k]
        model = learn.boost([tables[i] for i in others], [pages[i] for i in others], setting)
        for i in np.flatnonzero(fold == k):
            scores[i] = model.predict(tables[i], num_threads=1)
    return scores


def measured(pages: list[Page]) -> list[Sheet]:
    """Measure every page with a lexicon that was fitted without its site."""
    fold = learn.folds(pages, FOLDS, seed=0)
    lexicons = [
        Lexicon(*learn.fit_lexicon([p for p, g in zip(pages, fold, strict=True) if g != k]))
        for k in range(FOLDS)
    ]
    return learn.sheets(pages, [lexicons[k] for k in fold])


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Everything one forest is fitted on."""

    pages: list[Page]
    columns: list[dict[str, np.ndarray]]
    names: list[str]
    setting: dict[str, float]

    @property
    def tables(self) -> list[np.ndarray]:
        """One matrix a page."""
        return [learn.matrix(c, self.names) for c in self.columns]

    def export(self) -> dict[str, Any]:
        """Fit on all pages and give the trees."""
        return learn.export(learn.boost(self.tables, self.pages, self.setting), self.names)


def stage(pages: list[Page], columns: list[dict[str, np.ndarray]], setting: dict) -> Stage:
    """Prepare a stage with the columns that serve most."""
    names = learn.choose(columns, pages, learn.COLUMNS)
    return Stage(pages=pages, columns=columns, names=names, setting=setting)


def write_model(path: Path, first: Stage, second: Stage) -> None:
    """Fit on all pages, on features out of fold, and write the data file."""
    names, texts = learn.fit_lexicon(first.pages)
    data = {
        "names": names,
        "texts": texts,
        "threshold": THRESHOLD,
        "first": first.export(),
        "second": second.export(),
    }
    text = json.dumps(data, separators=(",", ":"), sort_keys=True, ensure_ascii=False)
    path.write_text(text + "\n", "utf-8")


def write_predictions(path: Path, pages: list[Page], scores: list) -> None:
    """Write the blocks of each page."""
    with path.open("w", encoding="utf-8") as out:
        for page, score in zip(pages, scores, strict=True):
            kept = exclude(page.outline, score, THRESHOLD, Lexicon({}, {}))
            blocks = assemble(page.outline, kept, THRESHOLD)
            out.write(json.dumps({"id": page.id, "text": [b.text for b in blocks]}) + "\n")


def main() -> None:
    """Read the pages, stack the two forests, write what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--predict", type=Path)
    parser.add_argument("--model", type=Path)
    options = parser.parse_args()
    pages = [page for page in read(options.folder) if page.outline.units]
    sheets = measured(pages)
    first = stage(pages, [sheet.columns for sheet in sheets], learn.FIRST)
    scores = stacked(pages, first.tables, first.setting)
    columns = [s.columns | review(s, p) for s, p in zip(sheets, scores, strict=True)]
    second = stage(pages, columns, learn.SECOND)
    if options.predict:
        final = stacked(pages, second.tables, second.setting)
        write_predictions(options.predict, pages, final)
    if options.model:
        write_model(options.model, first, second)


if __name__ == "__main__":
    main()
