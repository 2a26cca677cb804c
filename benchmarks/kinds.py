"""Classify the pages of the test sites and compare with the truth: precision, recall of article."""

import argparse
import time
from collections import Counter
from pathlib import Path
from typing import Any

from testsites import load_world, rows

from newscrawl.discovery.kinds import classify
from newscrawl.discovery.links import find_links
from newscrawl.discovery.patterns import SitePatterns, expect, learn
from newscrawl.document import parse
from newscrawl.model.page import ARTICLE_KINDS


def main() -> None:
    """Print one line a site, and the errors asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="folder with serve.py, sites/ and truth/")
    parser.add_argument("--site", action="append")
    parser.add_argument("--wrong", type=int, default=0, help="errors to print for each site")
    parser.add_argument("--confusion", action="store_true")
    parser.add_argument(
        "--learn", action="store_true", help="second pass with what the first taught"
    )
    parser.add_argument("--sample", type=int, default=1, help="take each n-th page only")
    options = parser.parse_args()
    world = load_world(options.data)
    for name in options.site or sorted(world.sites):
        run(world, options.data / "truth" / f"{name}.jsonl", options)


def run(world: Any, path: Path, options: argparse.Namespace) -> None:
    """Classify one site."""
    truth = rows(path)[:: options.sample]
    site: SitePatterns | None = None
    for _ in range(2 if options.learn else 1):
        verdicts, seconds = verdicts_of(world, world.sites[path.stem], truth, site)
        site = learn(SitePatterns(), ((row["url"], verdict.kind) for row, verdict in verdicts))
    good = sum(row["is_article"] is True and v.kind in ARTICLE_KINDS for row, v in verdicts)
    false = [
        (row, v) for row, v in verdicts if row["is_article"] is False and v.kind in ARTICLE_KINDS
    ]
    missed = [
        (row, v) for row, v in verdicts if row["is_article"] is True and v.kind not in ARTICLE_KINDS
    ]
    precision = good / max(1, good + len(false))
    recall = good / max(1, good + len(missed))
    print(
        f"{path.stem:15} pages {len(verdicts):5} precision {precision:.4f} recall {recall:.4f} "
        f"false {len(false):4} missed {len(missed):4} "
        f"{1000 * seconds / max(1, len(verdicts)):.2f} ms/page",
        flush=True,
    )
    if options.confusion:
        table = Counter((row["kind"], str(v.kind)) for row, v in verdicts)
        print("   ", ", ".join(f"{a}→{b} {n}" for (a, b), n in table.most_common()))
    for label, errors in (("FALSE", false), ("MISSED", missed)):
        step = max(1, len(errors) // max(1, options.wrong))
        for row, v in errors[::step][: options.wrong]:
            print("   ", label, row["kind"], row["url"][:110], v.kind, v.score, v.evidence[:7])


def verdicts_of(
    world: Any, site_files: Any, truth: list[dict[str, Any]], site: SitePatterns | None
) -> tuple[list[Any], float]:
    """Give each truth row with its verdict, and the seconds spent after the parse."""
    found, seconds = [], 0.0
    for row in truth:
        file = Path(site_files.root) / row["file"]
        if not file.exists():
            continue
        _, headers, body, _ = world.render(site_files, str(file), None)
        document = parse(body, content_type=headers.get("Content-Type"))
        start = time.process_time()
        verdict = classify(
            document,
            row["url"],
            find_links(document, row["url"]),
            learned=tuple(expect(site, row["url"])) if site else (),
        )
        seconds += time.process_time() - start
        found.append((row, verdict))
    return found, seconds


if __name__ == "__main__":
    main()
