"""A collection with a past: weeks of visits of made-up papers, written as a crawl writes them."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from changing_site import article, home

from archive.collection import Collection
from archive.rebuild import rebuild
from archive.writer import WarcWriter
from newscrawl.cli.plan import admission_of
from newscrawl.config import CollectionConfig
from newscrawl.model.capture import Capture

START = datetime(2026, 3, 2, tzinfo=UTC)
EVERY = 12
"""Hours between two visits of a source."""
A_DAY = 4
"""Articles that a paper publishes between 8 and 20 o'clock."""

Page = tuple[int, str]
Paper = Callable[[datetime, str, Page], Page]
"""Takes time, path and the sound answer (status, body) and gives the one that is sent."""


def papers(folder: Path, names: dict[str, Paper], *, days: int) -> Collection:
    """Make a collection of papers that each answer in their own way, visited for so many days."""
    made = Collection(folder)
    made.create(CollectionConfig(start=tuple(f"https://{name}.example/" for name in names)))
    captures = [one for name, paper in names.items() for one in _life(name, paper, days)]
    with WarcWriter(made.warc, prefix="PAST", info={"software": "newscrawl/0.1.0"}) as writer:
        for capture in sorted(captures, key=lambda one: one.date):
            writer.write(capture)
    derive(made, now=START + timedelta(days=days))
    return made


def derive(made: Collection, *, now: datetime) -> None:
    """Derive everything anew, in this process."""
    rebuild(
        made, admission=admission_of(made.config()), now=now.timestamp(), progress=lambda _: None,
        workers=0,
    )  # fmt: skip


def _life(name: str, paper: Paper, days: int) -> Iterator[Capture]:
    base, known = f"https://{name}.example", set[str]()
    for hour in range(0, days * 24, EVERY):
        now = START + timedelta(hours=hour)
        stories = _stories(now)
        entries = {"/": home(*stories[-12:]), "/feed/": _feed(base, stories[-12:])}
        robots = (200, "User-agent: *\nDisallow: /private/\n")
        yield _capture(base, "/robots.txt", now, paper(now, "/robots.txt", robots), None)
        for number, (path, body) in enumerate(entries.items()):
            answer = paper(now, path, (200, body))
            role = ("start", "feed")[number]
            yield _capture(base, path, now, answer, {"discovered-by": role, "hopsFromSeed": "0"})
            shown = [
                story for story in stories if answer[0] == 200 and f"{story}.html" in answer[1]
            ]
            for story in shown:
                if story in known:
                    continue
                known.add(story)
                found = {
                    "via": base + path, "discovered-by": ("teaser", "feed-entry")[number],
                    "hopsFromSeed": "1", "discovered-at": f"{now:%Y-%m-%dT%H:%M:%SZ}",
                }  # fmt: skip
                where = f"/news/{story}.html"
                sound = (200, article(f"{name} {story}", date=f"{now:%Y-%m-%d}"))
                later = now + timedelta(seconds=len(known) % 3600)
                yield _capture(base, where, later, paper(now, where, sound), found)


def _stories(now: datetime) -> list[str]:
    hours = [8 + 12 * n / A_DAY for n in range(A_DAY)]
    return [
        f"story{day}x{n}"
        for day in range(-3, (now - START).days + 1)
        for n, hour in enumerate(hours)
        if START + timedelta(days=day, hours=hour) <= now
    ]


def _feed(base: str, stories: list[str]) -> str:
    items = "".join(
        f"<item><title>All about {one}</title><link>{base}/news/{one}.html</link></item>"
        for one in stories
    )
    return f'<rss version="2.0"><channel><title>Valley</title>{items}</channel></rss>'


def _capture(
    base: str, path: str, date: datetime, page: Page, found: dict[str, str] | None
) -> Capture:
    status, text = page
    kind = "application/rss+xml" if text.startswith("<rss") else "text/html; charset=utf-8"
    body = text.encode()
    head = f"HTTP/1.1 {status} As Made Up\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}"
    expiry = {
        "tls-certificate-not-before": "2026-01-20T00:00:00Z",
        "tls-certificate-not-after": "2026-04-20T00:00:00Z",
    }
    return Capture(
        url=base + path,
        request=f"GET {path} HTTP/1.1\r\nHost: {base[8:]}\r\n\r\n".encode(),
        response=f"{head}\r\n\r\n".encode() + body,
        date=date,
        provenance=found or {},
        network=expiry if base == "https://undated.example" else {},
    )
