"""Find the links of the test sites' pages and compare their roles with what they lead to.

python benchmarks/links.py FOLDER           roles on the pages whose links have a truth
python benchmarks/links.py FOLDER --every   CPU time on every page of the sites

With `--rounds N` a page counts with the best of N passes over its whole site: the pace of a
shared machine changes by half from one minute to the next.
"""

import argparse
import statistics
import time
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from scrapy.http import HtmlResponse
from scrapy.linkextractors import LinkExtractor
from testsites import fetch, load_world, rows

from newscrawl.discovery.links import find_links
from newscrawl.document import parse
from newscrawl.model.link import Role

SAMPLE = 20
ARTICLE_ROLES = {Role.TEASER, Role.RECENT, Role.RELATED, Role.BODY}


def key(url: str) -> tuple[str, str, str]:
    """Reduce a URL to what the truth compares: no scheme, no www, percent-decoded."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    return host, unquote(parts.path or "/"), unquote(parts.query)


def main() -> None:
    """Print one line a site, and the errors asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="folder with serve.py, sites/ and truth/")
    parser.add_argument("--site", action="append")
    parser.add_argument("--wrong", type=int, default=0, help="errors to print for each site")
    parser.add_argument("--roles", action="store_true", help="print roles against truth")
    parser.add_argument("--every", action="store_true", help="time every page, compare nothing")
    parser.add_argument("--rounds", type=int, default=1, help="passes over each site")
    options = parser.parse_args()
    world = load_world(options.data)
    times: list[float] = []
    for name in options.site or sorted(world.sites):
        if options.every:
            times += timed(world, options.data / "truth" / f"{name}.jsonl", options.rounds)
        else:
            times += run(world, options.data / "truth", name, options)
    print(f"all {len(times)} pages: median {1000 * statistics.median(times):.2f} ms")


def timed(world: Any, pages: Path, rounds: int) -> list[float]:
    """Give the seconds of each page of one site."""
    passes: list[list[float]] = []
    scrapys: list[float] = []
    for turn in range(rounds):
        passes.append([])
        for number, page in enumerate(rows(pages)):
            roles_of(world, page["url"], passes[turn])
            if number % SAMPLE == 0:
                scrapys.append(scrapy_seconds(world, page["url"]))
    times = [min(seconds) for seconds in zip(*passes, strict=True)]
    print(
        f"{pages.stem:15} pages {len(times):4} median {1000 * statistics.median(times):.2f} ms, "
        f"Scrapy's extractor on every {SAMPLE}th {1000 * statistics.median(scrapys):.2f} ms",
        flush=True,
    )
    return times


def scrapy_seconds(world: Any, url: str) -> float:
    """Give the CPU seconds of Scrapy's link extractor and its requests, the parse not counted."""
    _, headers, body = fetch(world, url)
    response = HtmlResponse(url, headers=headers, body=body)
    _ = response.selector
    start = time.process_time()
    for link in LinkExtractor().extract_links(response):
        response.follow(link)
    return time.process_time() - start


def run(world: Any, truth: Path, name: str, options: argparse.Namespace) -> list[float]:
    """Compare one site and give the seconds of each page."""
    table: Counter[tuple[Role | None, bool]] = Counter()
    errors: dict[bool, list[str]] = {True: [], False: []}
    times: list[float] = []
    for page in rows(truth / f"{name}.links.jsonl"):
        roles = roles_of(world, page["page"], times)
        if roles is None:
            continue
        told: dict[tuple[str, str, str], dict[str, Any]] = {}
        for link in page["links"]:
            told.setdefault(key(link["url"]), link)
        told.pop(key(page["page"]), None)
        for address, link in told.items():
            if link["is_article"] is None:
                continue
            role = roles.get(address)
            table[role, link["is_article"]] += 1
            if (role in ARTICLE_ROLES) is not link["is_article"]:
                errors[link["is_article"]].append(
                    f"{role} {link['kind']} {link['url'][:90]} | {link['text'][:40]} | "
                    f"{page['page_kind']} {page['page'][-40:]} {link['path'][:4]}"
                )
    report(name, table, times)
    if options.roles:
        print(
            "   ",
            ", ".join(f"{r}:{'art' if a else 'not'} {n}" for (r, a), n in table.most_common()),
        )
    for label, lines in (("MISSED", errors[True]), ("FALSE", errors[False])):
        step = max(1, len(lines) // max(1, options.wrong))
        for line in lines[::step][: options.wrong]:
            print("   ", label, line)
    return times


def roles_of(world: Any, url: str, times: list[float]) -> dict[tuple[str, str, str], Role] | None:
    """Give the roles of a page's links, and add the CPU seconds that only they cost.

    The parse and the head's elements are what extraction needs, too.
    """
    status, headers, body = fetch(world, url)
    if status != 200:
        return None
    document = parse(body, content_type=headers.get("Content-Type"))
    _ = document.head
    start = time.process_time()
    links = find_links(document, url)
    times.append(time.process_time() - start)
    return {key(link.url): link.role for link in links if link.role is not Role.CANONICAL}


def report(name: str, table: Counter[tuple[Role | None, bool]], times: list[float]) -> None:
    """Print the line of one site."""
    good = sum(n for (role, article), n in table.items() if article and role in ARTICLE_ROLES)
    found = sum(n for (role, _), n in table.items() if role in ARTICLE_ROLES)
    wanted = sum(n for (_, article), n in table.items() if article)
    print(
        f"{name:15} pages {len(times):4} article links {wanted:6} "
        f"precision {good / max(1, found):.4f} recall {good / max(1, wanted):.4f} "
        f"median {1000 * statistics.median(times or [0]):.2f} ms "
        f"mean {1000 * statistics.fmean(times or [0]):.2f} ms",
        flush=True,
    )


if __name__ == "__main__":
    main()
