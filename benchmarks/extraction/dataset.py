"""Labelled pages: folders of data sets with published truth, as pages to learn from."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import tldextract

from benchmarks.extraction.labels import align, tokens
from benchmarks.extraction.learn import Page
from newscrawl.document import parse
from newscrawl.extraction.prose.cues import cues
from newscrawl.extraction.prose.outline import Outline

LEARNED = {"aeb": 1.5, "fundus-eval": 1.5, "fundus-tests": 1.0, "wcxb-articles": 1.0}
"""Data sets with full text, and the weight of a page."""
SNIPPETS = {"trafilatura-eval"}
SNIPPET_WEIGHT = 0.12
MIN_WORDS = 30
_DOMAIN = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


def read(folder: Path) -> Iterator[Page]:
    """Give the labelled pages of all data sets under a folder."""
    for truths in sorted(folder.glob("*/truth.jsonl")):
        if truths.parent.name not in LEARNED.keys() | SNIPPETS | {"postlight"}:
            continue
        for line in truths.read_text("utf-8").split("\n"):
            if line:
                truth = json.loads(line)
                yield _page(truth, folder / truth["html"].removesuffix(".gz"))


def _page(truth: dict[str, Any], file: Path) -> Page:
    document = parse(file.read_bytes())
    outline = Outline(document.tree.body)
    texts = [unit.text for unit in outline.units]
    if truth["dataset"] in LEARNED:
        labels, weights = _from_text(texts, truth)
    else:
        labels, weights = _from_snippets(texts, truth)
    domain = _DOMAIN(truth.get("url") or "").top_domain_under_public_suffix
    return Page(
        id=truth["id"], dataset=truth["dataset"], site=domain or truth["id"],
        outline=outline, cues=cues(document), labels=labels, weights=weights,
    )  # fmt: skip


def _from_text(texts: list[str], truth: dict[str, Any]) -> tuple[np.ndarray, np.ndarray]:
    """Label by alignment; a unit weighs its share of the page's true words, doubt less."""
    share = np.array(align(texts, truth["text"]))
    labels = share >= 0.5
    words = np.array([len(tokens(text)) for text in texts])
    total = int((words * labels).sum())
    if total < MIN_WORDS:
        return labels, np.zeros(len(texts))
    weights = (np.minimum(words, 400) + 3) / total * np.maximum(np.abs(2 * share - 1), 0.2)
    if truth.get("text_alt"):
        weights[(np.array(align(texts, truth["text_alt"])) >= 0.5) != labels] = 0
    return labels, np.minimum(weights, 0.5) * LEARNED[truth["dataset"]]


def _from_snippets(texts: list[str], truth: dict[str, Any]) -> tuple[np.ndarray, np.ndarray]:
    """Label the units that hold a snippet; of several with one to include, the longest."""
    labels, weights = np.zeros(len(texts), bool), np.zeros(len(texts))
    squeezed = [_squeeze(text) for text in texts]
    for key in ("exclude", "include") if truth["dataset"] in SNIPPETS else ():
        for snippet in map(_squeeze, truth.get(key) or ()):
            found = [i for i, text in enumerate(squeezed) if snippet in text]
            if key == "include" and found:
                found = [max(found, key=lambda i: len(squeezed[i]))]
            labels[found], weights[found] = key == "include", SNIPPET_WEIGHT
    return labels, weights


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub("[\u00ad\u200b-\u200f\u2060\ufeff]", "", text)).strip()
