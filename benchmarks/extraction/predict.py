"""Predict with the product's own extraction over folders of labelled pages.

usage: predict.py DEV_DIR OUT.jsonl [--jobs N] [--baseline] [--only DATASET] [--metadata]
DEV_DIR holds DATASET/truth.jsonl, whose lines name their page in `html`.
Prints the median CPU time of a page in milliseconds by dataset; --baseline runs trafilatura
beside it.
"""

import argparse
import json
import statistics
import time
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import trafilatura

from newscrawl.cleaning.article import clean
from newscrawl.document import parse
from newscrawl.extraction import NotAnArticle, extract
from newscrawl.extraction.metadata import describe
from newscrawl.extraction.source import source


def pages(folder: Path, only: str | None) -> Iterator[tuple[str, str, str, Path]]:
    """Give id, dataset, URL and file of every labelled page."""
    for truth in sorted(folder.glob("*/truth.jsonl")):
        if only and truth.parent.name != only:
            continue
        for line in filter(None, truth.read_text("utf8").split("\n")):
            row = json.loads(line)
            yield (
                row["id"],
                row["dataset"],
                row.get("url") or "",
                folder / row["html"].removesuffix(".gz"),
            )


def predict(
    page: tuple[str, str, str, Path], *, baseline: bool, only_metadata: bool
) -> dict[str, Any]:
    """Extract and clean one page, with the CPU time it took."""
    name, dataset, url, file = page
    html = file.read_bytes()
    start = time.process_time()
    if only_metadata:
        article = describe(source(parse(html), url))
    else:
        found = extract(html, url)
        article = None if isinstance(found, NotAnArticle) else clean(found)
    spent = time.process_time() - start
    row = {
        "id": name,
        "dataset": dataset,
        "title": article.headline if article else None,
        "authors": list(article.authors) if article else [],
        "date_published": article.date_published if article else None,
        "text": [block.text for block in article.blocks] if article else [],
        "sources": [article.headline_source, article.authors_source, article.date_published_source]
        if article
        else [],
        "cpu": spent * 1000,
    }
    if baseline:
        start = time.process_time()
        trafilatura.bare_extraction(
            html, url=url or None, fast=True, include_comments=False, with_metadata=True
        )
        row["cpu_baseline"] = (time.process_time() - start) * 1000
    return row


def main() -> None:
    """Read the arguments, write the predictions, print the times."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--only")
    parser.add_argument("--baseline", action="store_true")
    parser.add_argument("--metadata", action="store_true", help="leave the body out")
    args = parser.parse_args()
    rows = run(
        list(pages(args.folder, args.only)),
        jobs=args.jobs,
        baseline=args.baseline,
        only_metadata=args.metadata,
    )
    with args.out.open("w", encoding="utf8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    times = defaultdict(list)
    for row in rows:
        times[row["dataset"]].append((row["cpu"], row.get("cpu_baseline", 0.0)))
    for dataset, pairs in sorted(times.items()):
        ours = statistics.median(one for one, _ in pairs)
        other = (
            f"  trafilatura {statistics.median(one for _, one in pairs):6.1f}"
            if args.baseline
            else ""
        )
        print(f"{dataset:20} {len(pairs):5} pages  {ours:6.1f} ms CPU/page{other}")


def run(
    found: list[Any], *, jobs: int, baseline: bool, only_metadata: bool
) -> list[dict[str, Any]]:
    """Predict all pages in order, in this process or in several."""
    if jobs <= 1:
        return [predict(page, baseline=baseline, only_metadata=only_metadata) for page in found]
    with ProcessPoolExecutor(jobs) as pool:
        waiting = [
            pool.submit(predict, page, baseline=baseline, only_metadata=only_metadata)
            for page in found
        ]
        return [one.result() for one in waiting]


if __name__ == "__main__":
    main()
