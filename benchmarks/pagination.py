"""Find pagination on labelled list pages: recall of next links, precision of all page links."""

import argparse
import json
from pathlib import Path
from typing import Any

from newscrawl.discovery.joining import base_of, resolve
from newscrawl.discovery.links import find_links
from newscrawl.document import Document, parse
from newscrawl.model.link import Role


def main() -> None:
    """Print the figures, and the errors asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="folder with index.jsonl and the labelled pages")
    parser.add_argument("--wrong", type=int, default=0, help="errors of each sort to print")
    options = parser.parse_args()
    text = (options.data / "index.jsonl").read_text(encoding="utf-8")
    rows = [json.loads(line) for line in text.splitlines()]
    pages = [row for row in rows if row["set"] == "autopager" and not row["failed"]]
    results = [compare(options.data, row) for row in pages]
    wanted = sum(len(r["next"]) for r in results)
    found = sum(len(r["next"] & r["found"]) for r in results)
    right = sum(len(r["all"] & r["found"]) for r in results)
    total = sum(len(r["found"]) for r in results)
    every = sum(len(r["all"]) for r in results)
    print(f"pages {len(results)} next: recall {found / wanted:.4f} of {wanted}")
    print(f"all page links: precision {right / total:.4f} of {total}")
    print(f"all page links: recall {right / every:.4f} of {every}")
    clean = [r for r in results if not r["all"]]
    false = sum(bool(result["found"]) for result in clean)
    print(f"pages without pagination: {len(clean)}, with false ones {false}")
    for label, first, second in (("MISSED", "next", "found"), ("FALSE", "found", "all")):
        errors = [(r["url"], url) for r in results for url in sorted(r[first] - r[second])]
        for page, url in errors[:: max(1, len(errors) // max(1, options.wrong))][: options.wrong]:
            print("   ", label, page[:80], url[:120])


def compare(data: Path, row: dict[str, Any]) -> dict[str, Any]:
    """Give the labelled and the found URLs of one page, the page itself left out."""
    body = (data / row["file"]).read_bytes()
    document = parse(body, content_type=f"text/html; charset={row['encoding']}")
    links = find_links(document, row["url"])
    labels = {name: select(document, row["url"], css) for name, css in row["labels"].items()}
    every = set().union(*labels.values()) if labels else set()
    own = {row["url"]}
    return {
        "url": row["url"],
        "next": labels.get("NEXT", set()) - own,
        "all": every - own,
        "found": {link.url for link in links if link.role is Role.PAGINATION} - own,
    }


def select(document: Document, url: str, css: str) -> set[str]:
    """Give the URLs of the links that a label's selector names."""
    base = base_of(document.base(url))
    found = set()
    for node in document.tree.css(css):
        for link in [node, *node.css("a[href]"), *([node.parent] if node.parent else [])]:
            href = link.attributes.get("href")
            if link.tag == "a" and href and base and (target := resolve(base, href)):
                found.add(target)
    return found


if __name__ == "__main__":
    main()
