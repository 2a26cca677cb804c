"""Fitting: lexicon by logistic regression, forest by boosting on columns out of fold."""

import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import lightgbm
import numpy as np
import scipy.sparse
from sklearn.linear_model import LogisticRegression

from newscrawl.extraction.prose.cues import Cues
from newscrawl.extraction.prose.features import measure
from newscrawl.extraction.prose.lexicon import Lexicon, edge_words, name_words
from newscrawl.extraction.prose.outline import Outline

MIN_SITES = 5
BOOST = {
    "objective": "binary", "num_leaves": 16, "feature_fraction": 0.4,
    "bagging_fraction": 0.8, "bagging_freq": 1, "lambda_l2": 5.0, "max_bin": 63, "verbose": -1,
    "num_threads": 1, "use_missing": False,
}  # fmt: skip
SEEDS = (1, 2, 3)
"""One forest each: the mean of several errs less than any."""
FOREST = {"learning_rate": 0.1, "trees": 120, "min_data_in_leaf": 60}
_DIGIT = re.compile(r"\d")


@dataclass(slots=True, kw_only=True)
class Page:
    """One page of a data set with the labels of its units; weight 0 is a unit without a label."""

    id: str
    dataset: str
    site: str
    outline: Outline
    cues: Cues
    labels: np.ndarray
    weights: np.ndarray


def folds(pages: list[Page], count: int, *, seed: int) -> np.ndarray:
    """Give each page a fold; pages of one site share it."""
    sites = sorted({page.site for page in pages})
    random.Random(seed).shuffle(sites)
    fold = {site: i % count for i, site in enumerate(sites)}
    return np.array([fold[page.site] for page in pages])


def fit_lexicon(pages: list[Page]) -> tuple[dict, dict]:
    """Fit weights of name words and of text words that are seen on enough sites."""
    return _fit_names(pages), _fit_texts(pages)


def _vocabulary(pages: list[Page], words_of: Callable[[Page], set[str]]) -> dict[str, int]:
    sites: dict[str, set[str]] = defaultdict(set)
    for page in pages:
        for word in words_of(page):
            sites[word].add(page.site)
    return {w: i for i, w in enumerate(sorted(w for w, s in sites.items() if len(s) >= MIN_SITES))}


def _fit_names(pages: list[Page]) -> dict[str, list[float]]:
    words = _vocabulary(
        pages, lambda page: {w for c in page.outline.containers for w in name_words(c.names)}
    )
    rows = []
    for page in pages:
        containers = page.outline.containers
        ids = [[words[w] for w in name_words(c.names) if w in words] for c in containers]
        mass: dict[int, list[float]] = defaultdict(lambda: [0.0, 0.0])
        for unit, label, weight in zip(page.outline.units, page.labels, page.weights, strict=True):
            mass[unit.container][int(label)] += weight
        for at, (no, yes) in mass.items():
            if no + yes == 0:
                continue
            row: Counter[int] = Counter()
            level, container = 0, at
            while True:
                for word in ids[container]:
                    row[word if level < 2 else len(words) + word] += 1
                if container == 0:
                    break
                container = containers[container].parent
                level += 1
            rows += [(row, 0, no)] * int(no > 0) + [(row, 1, yes)] * int(yes > 0)
    weights = _regress(rows, 2 * len(words), c=0.03)
    half = len(words)
    return {
        w: [round(float(weights[i]), 2), round(float(weights[half + i]), 2)]
        for w, i in words.items()
        if abs(weights[i]) + abs(weights[half + i]) > 0.08
    }


def _fit_texts(pages: list[Page]) -> dict[str, float]:
    words = _vocabulary(
        pages,
        lambda page: {
            w
            for u in page.outline.units
            for w in edge_words(u.text)
            if len(w) > 1 and not _DIGIT.search(w)
        },
    )
    rows = []
    extra = len(words)
    for page in pages:
        for unit, label, weight in zip(page.outline.units, page.labels, page.weights, strict=True):
            if weight == 0:
                continue
            row = Counter({words[w]: 1 for w in edge_words(unit.text) if w in words})
            size = len(unit.text)
            row[extra + min(11, int(np.log2(size + 1)))] = 3
            row[extra + 12 + int(4 * min(1, unit.link_chars / size))] = 3
            rows.append((row, int(label), weight))
    weights = _regress(rows, extra + 20, c=0.03)
    return {w: round(float(weights[i]), 2) for w, i in words.items() if abs(weights[i]) > 0.1}


def _regress(rows: list[tuple[Counter, int, float]], width: int, *, c: float) -> np.ndarray:
    indices = [i for row, _, _ in rows for i in row]
    data = [min(v, 3) for row, _, _ in rows for v in row.values()]
    ends = np.cumsum([0] + [len(row) for row, _, _ in rows])
    matrix = scipy.sparse.csr_matrix((data, indices, ends), shape=(len(rows), width))
    weight = np.array([w for _, _, w in rows])
    model = LogisticRegression(C=c, max_iter=25, tol=1e-3)
    model.fit(matrix, [y for _, y, _ in rows], sample_weight=weight * len(rows) / weight.sum())
    return model.coef_[0]


def matrix(columns: dict[str, np.ndarray], names: list[str]) -> np.ndarray:
    """Stack the named columns."""
    rows = len(columns["words"])
    found = [np.broadcast_to(columns[name].astype(np.float32), rows) for name in names]
    return np.stack(found, axis=1)


def boost(tables: list[np.ndarray], pages: list[Page], setting: dict[str, float]) -> list[Any]:
    """Fit forests that differ by chance alone."""
    table = np.concatenate(tables)
    labels = np.concatenate([page.labels for page in pages])
    weights = np.concatenate([page.weights for page in pages])
    known = weights > 0
    data = lightgbm.Dataset(
        table[known], labels[known].astype(int),
        weight=weights[known] * known.sum() / weights.sum(),
    )  # fmt: skip
    settings = BOOST | {k: v for k, v in setting.items() if k != "trees"}
    return [
        lightgbm.train(settings | {"seed": seed}, data, int(setting["trees"])) for seed in SEEDS
    ]


def sheets(pages: list[Page], lexicons: list[Lexicon]) -> list[dict[str, np.ndarray]]:
    """Measure pages, each with its own lexicon."""
    return [measure(p.outline, p.cues, x) for p, x in zip(pages, lexicons, strict=True)]


def export(models: list[Any], names: list[str]) -> dict[str, Any]:
    """Turn LightGBM models into the lists that `forest.Forest` reads."""
    trees = []
    for info in [info for model in models for info in model.dump_model()["tree_info"]]:
        tree: dict[str, list] = {"name": [], "edge": [], "ruled": [], "leaf": []}
        _flatten(info["tree_structure"], tree, names)
        trees.append(tree)
    return {"bias": 0.0, "first": len(trees) // len(models), "trees": trees}


def _flatten(node: dict[str, Any], tree: dict[str, list], names: list[str]) -> int:
    """Append the node's leaves from left to right; return their mask."""
    if "leaf_value" in node:
        tree["leaf"].append(round(node["leaf_value"], 4))
        return 1 << (len(tree["leaf"]) - 1)
    at = len(tree["name"])
    tree["name"].append(names[node["split_feature"]])
    tree["edge"].append(float(f"{node['threshold']:.6g}"))
    tree["ruled"].append(0)
    left = _flatten(node["left_child"], tree, names)
    tree["ruled"][at] = left
    return left | _flatten(node["right_child"], tree, names)
