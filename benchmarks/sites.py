"""Crawl real sites from a folder of file trees on loopback, and score what came of it.

`python benchmarks/sites.py FOLDER [SITE…]` wants in FOLDER the sites unpacked, their `serve.py`,
`score.py`, `sites.json` and `truth/`. Prints a row for each site: recall, precision, duplicates,
requests an article, and CPU seconds of the crawl.
"""

import argparse
import json
import re
import resource
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

RECODED = (
    "7seen=windows-1256,the-world=gb18030,malilive=windows-1252,bnn=iso-8859-1,"
    "sandimgetriebe=iso-8859-15,wroclaw=windows-1250,wyofile=windows-1252"
)
SMALL = 100
"""Sites with no more articles are left out of --harvest."""


def free_port() -> int:
    """Give a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(folder: Path, log: Path, options: list[str]) -> Iterator[str]:
    """Serve the folder's sites and give the proxy's address."""
    port = free_port()
    command = [sys.executable, "serve.py", "--proxy-port", str(port), "--log", str(log), *options]
    server = subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.kill()
        server.wait()


def crawl(start: str, collection: Path, options: list[str], seconds: int) -> float:
    """Crawl with default settings and give the CPU seconds of all its processes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "-m", "newscrawl", "crawl", start, "-c", str(collection), "--quiet",
         "--delay", "0", "--insecure", *options],
        stdout=subprocess.DEVNULL, timeout=seconds, check=False,
    )  # fmt: skip
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def score(folder: Path, site: str, records: Path, log: Path, *, links_only: bool) -> dict[str, Any]:
    """Run the folder's own score.py."""
    command = [sys.executable, "score.py", "truth", site, str(records), "--json"]
    command += ["--requests", str(log)] + (["--links-only"] if links_only else [])
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    scored: dict[str, Any] = json.loads(done.stdout)
    return scored


def gather(collection: Path, origin: str | None) -> Path:
    """Join a collection's record files, with the original host where a direct port was crawled."""
    joined = collection / "all.jsonl"
    text = "".join(p.read_text() for p in sorted((collection / "records").glob("*.jsonl")))
    if origin is not None:
        text = re.sub(r"http://127\.0\.0\.1:\d+", origin, text)
    joined.write_text(text)
    return joined


def measure(args: argparse.Namespace, site: str, about: dict[str, Any], home: Path) -> None:
    """Crawl and score one site, and print its row."""
    origin = f"{about.get('scheme', 'http')}://{about['hosts'][0]}"
    log, collection = home / f"{site}.log", home / site
    server_options = ["--sites", site]
    server_options += ["--fail-every", str(args.fail_every)] if args.fail_every else []
    server_options += ["--recode", RECODED] if args.recode else []
    direct = free_port() if args.direct else 0
    server_options += ["--direct-base", str(direct)] if direct else []
    options = ["--links-only"] if args.links_only else []
    if args.harvest:
        articles = json.loads((args.folder / "truth" / f"{site}.summary.json").read_text())
        count = articles["articles_reachable"]
        if count <= SMALL:
            return
        options += ["--max-pages", str(int(1.5 * count))]
    with served(args.folder.resolve(), log, server_options) as proxy:
        if direct:
            start, way = f"http://127.0.0.1:{direct}{about.get('home', '/')}", ["--allow-private"]
        else:
            start, way = origin + about.get("home", "/"), ["--proxy", proxy]
        cpu = crawl(start, collection, [*way, *options], args.seconds)
    joined = gather(collection, origin if direct else None)
    row = score(args.folder, site, joined, log, links_only=args.links_only)
    print(
        f"{site:15} {row['wanted']:6} {row['recall'] or 0:7.4f} {row['precision'] or 0:9.4f}"
        f" {row['duplicates']:4} {row['requests_per_article'] or 0:8.2f} {cpu:8.1f}",
        flush=True,
    )


def main() -> None:
    """Read the command line and go through the sites."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("sites", nargs="*")
    parser.add_argument("--harvest", action="store_true", help="1.5 pages an article at most")
    parser.add_argument("--links-only", action="store_true", help="no feeds, no sitemaps")
    parser.add_argument("--fail-every", type=int, help="every N-th answer is 503")
    parser.add_argument("--recode", action="store_true", help="pages in legacy encodings")
    parser.add_argument("--direct", action="store_true", help="over a port, not the proxy")
    parser.add_argument("--seconds", type=int, default=900, help="most time for a site")
    args = parser.parse_intermixed_args()
    known = json.loads((args.folder / "sites.json").read_text())
    print(f"{'site':15} {'wanted':>6} {'recall':>7} {'precision':>9} {'dup':>4} {'req/art':>8} "
          f"{'CPU s':>8}")  # fmt: skip
    for site in args.sites or known:
        with tempfile.TemporaryDirectory() as home:
            measure(args, site, known[site], Path(home))


if __name__ == "__main__":
    main()
