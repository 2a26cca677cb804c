"""Cost of one URL in microseconds: normalise, key, site, trap, twin and pattern beside w3lib.

    python -m benchmarks.urls [FILE]

FILE holds URLs, one a line; without it made-up ones are taken.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

from w3lib.url import canonicalize_url

from newscrawl.frontier.traps import trap
from newscrawl.twins import twin_of
from newscrawl.urlpattern import pattern
from newscrawl.urls import key, normalise, site

MADE_UP = [
    "https://www.paper.example/2024/05/17/a-long-slug-with-many-words-in-it/",
    "https://www.paper.example/politics/a-long-slug-12345.html?utm_source=rss&page=2",
    "https://paper.example/" + "%D9%84%D9%85%D8%B7".lower() * 9 + "/",
    "https://paper.example/نص/ä b?q=ü",
    "http://127.0.0.1:8000/index.php?option=view&id=3#comments",
]
ROUNDS = 5
CALLS = 20_000


def microseconds(function: Callable[[str], object], urls: list[str]) -> float:
    """Give the best of some rounds, process time for each URL."""
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.process_time()
        for url in urls:
            function(url)
        best = min(best, time.process_time() - start)
    return best / len(urls) * 1e6


def main() -> None:
    """Print one line a function."""
    urls = Path(sys.argv[1]).read_text().split() if sys.argv[1:] else MADE_UP
    urls = (urls * (CALLS // len(urls) + 1))[:CALLS]
    rows: dict[str, Callable[[str], object]] = {
        "w3lib.canonicalize_url": canonicalize_url,
        "normalise": normalise,
        "key (with its normalise)": key,
        "normalise + key": lambda url: (normalise(url), key(url)),
        "site": site,
        "trap": lambda url: trap(url, year=2026),
        "twin_of": twin_of,
        "pattern": pattern,
    }
    for name, function in rows.items():
        print(f"{name:26}{microseconds(function, urls):8.2f} us")


if __name__ == "__main__":
    main()
