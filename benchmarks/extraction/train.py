"""Train the model of the body, and score it by cross-validation.

usage: python -m benchmarks.extraction.train DEV_DIR (--predict OUT.jsonl | --model MODEL.json)
DEV_DIR holds DATASET/truth.jsonl, whose lines name their page in `html`. --predict writes what
models give for pages of sites that they have not seen, in the form that score.py reads; --model
trains on all pages and writes the data file. Both may be given. Needs lightgbm, scikit-learn.
"""

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.extraction import learn
from benchmarks.extraction.dataset import read
from benchmarks.extraction.learn import Page
from newscrawl.extraction.body import settled
from newscrawl.extraction.prose.forest import Forest
from newscrawl.extraction.prose.lexicon import Lexicon

FOLDS = 5


def stacked(
    pages: list[Page], sheets: list[dict], tables: list[np.ndarray], columns: list[str]
) -> list:
    """Score every page by forests that were fitted without its site."""
    fold = learn.folds(pages, FOLDS, seed=0)
    scores: list[Any] = [None] * len(pages)
    for k in range(FOLDS):
        others = [i for i in range(len(pages)) if fold[i] != k]
        fitted = learn.boost([tables[i] for i in others], [pages[i] for i in others], learn.FOREST)
        forest = Forest(**learn.export(fitted, columns))
        for i in np.flatnonzero(fold == k):
            scores[i] = forest.score(sheets[i], len(tables[i]))
    return scores


def measured(pages: list[Page]) -> list[dict[str, np.ndarray]]:
    """Measure every page with a lexicon that was fitted without its site."""
    fold = learn.folds(pages, FOLDS, seed=0)
    lexicons = [
        Lexicon(*learn.fit_lexicon([p for p, g in zip(pages, fold, strict=True) if g != k]))
        for k in range(FOLDS)
    ]
    return learn.sheets(pages, [lexicons[k] for k in fold])


def write_model(path: Path, pages: list[Page], tables: list[np.ndarray], columns: list) -> None:
    """Fit on all pages, on columns out of fold, and write the data file."""
    words, texts = learn.fit_lexicon(pages)
    forest = learn.export(learn.boost(tables, pages, learn.FOREST), columns)
    data = {"names": words, "texts": texts} | forest
    text = json.dumps(data, separators=(",", ":"), sort_keys=True, ensure_ascii=False)
    path.write_text(text + "\n", "utf-8")


def write_predictions(path: Path, pages: list[Page], scores: list) -> None:
    """Write the blocks of each page."""
    with path.open("w", encoding="utf-8") as out:
        for page, score in zip(pages, scores, strict=True):
            blocks = settled(page.outline, page.cues, score, Lexicon({}, {}))
            out.write(json.dumps({"id": page.id, "text": [b.text for b in blocks]}) + "\n")


def main() -> None:
    """Read the pages, measure them, write what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--predict", type=Path)
    parser.add_argument("--model", type=Path)
    options = parser.parse_args()
    every = list(read(options.folder))
    pages = [page for page in every if page.outline.units]
    sheets = measured(pages)
    columns = sorted(sheets[0])
    tables = [learn.matrix(sheet, columns) for sheet in sheets]
    if options.predict:
        empty = [page for page in every if not page.outline.units]
        scores = stacked(pages, sheets, tables, columns) + [np.zeros(0)] * len(empty)
        write_predictions(options.predict, pages + empty, scores)
    if options.model:
        write_model(options.model, pages, tables, columns)


if __name__ == "__main__":
    main()
