"""A made-up paper that publishes, edits, deletes and moves articles between runs."""

from datetime import UTC, datetime
from pathlib import Path

from archive.collection import Collection
from newscrawl.config import CollectionConfig

TODAY = datetime.now(UTC).replace(microsecond=0).isoformat()
_PLACES = ("harbour", "mill", "lock", "ferry", "tower", "market", "bridge", "school", "library")
_DEEDS = (
    "reopened after repairs", "lost its roof in a storm", "was sold to the town council",
    "celebrated a hundred years", "closed for a month", "gained a second entrance",
)  # fmt: skip

ALWAYS_DUE = '[schedule]\nfixed_interval = "0s"\nmin_interval = "0s"\nrevisit_interval = "0s"\n'


def article(name: str, *, headline: str | None = None, more: str = "", date: str = TODAY) -> str:
    """Write the page of an article whose text nobody else has."""
    number = sum(name.encode())
    place = _PLACES[number % len(_PLACES)]
    paragraphs = [
        f"The {place} of {name} {deed}, said keeper number {number + n} on the {n + 3}rd visit, and"
        f" {number * (n + 7)} people of {name} came to look at the works along the river."
        for n, deed in enumerate(_DEEDS)
    ]
    text = "".join(f"<p>{one}</p>" for one in (*paragraphs, more) if one)
    title = headline or f"The {place} of {name} is the talk of the valley"
    data = (
        '{"@context": "https://schema.org", "@type": "NewsArticle",'
        f' "headline": "{title}", "datePublished": "{date}"}}'
    )
    return (
        f"<!doctype html><html lang=en><head><title>{title}</title>"
        f'<script type="application/ld+json">{data}</script></head>'
        f"<body><main><article><h1>{title}</h1>{text}</article></main></body></html>"
    )


def home(*names: str) -> str:
    """Write the home page that names articles."""
    entries = "".join(
        f'<article><h2><a href="/news/{name}.html">All about {name} and its valley today</a></h2>'
        f"<p>What the people of {name} said yesterday.</p></article>"
        for name in names
    )
    return (
        "<!doctype html><html lang=en><head><title>The Valley Paper</title></head>"
        f"<body><main>{entries}</main></body></html>"
    )


def path(name: str) -> str:
    """Give the path of an article."""
    return f"/news/{name}.html"


def collection(folder: Path, url: str, schedule: str = ALWAYS_DUE) -> Path:
    """Make a collection with a schedule."""
    made = Collection(folder)
    made.create(CollectionConfig(start=(f"{url}/",)))
    text = made.config_file.read_text("utf-8")
    made.config_file.write_text(f"{text}\n{schedule}", "utf-8")
    return folder
