"""`newscrawl extract`: article records from WARC files or from one saved page."""

import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import BinaryIO

import click
import msgspec

from archive.catalog import read_catalog
from archive.collection import CONFIG, Collection
from archive.memory import MemoryTable
from archive.reader import iter_captures
from archive.rebuild import derived_visit
from newscrawl.cli.options import existing
from newscrawl.config import rules_of
from newscrawl.derive import derive
from newscrawl.errors import DamagedError, UsageError
from newscrawl.model.lead import Lead
from newscrawl.model.link import Role
from newscrawl.model.payload import Payload
from newscrawl.model.record import encode
from newscrawl.model.rules import NO_RULES, SiteRules
from newscrawl.model.site import SiteMemory
from newscrawl.model.visit import Visit
from newscrawl.recording import cleaned, extracted, remembered, validated
from newscrawl.urls import site


@click.command("extract")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[WARC]...")
@click.option("--html", type=click.Path(path_type=Path), help="A saved page instead of WARCs.")
@click.option("--url", help="The saved page's URL.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="File; default: stdout.")
@click.option(
    "-c",
    "--collection",
    "folder",
    type=click.Path(path_type=Path),
    help="Collection whose overrides and memory hold; default: the one that a WARC file lies in.",
)
def command(
    paths: tuple[Path, ...],
    html: Path | None,
    url: str | None,
    output: Path | None,
    folder: Path | None,
) -> int:
    """Extract articles as JSON lines.

    The overrides of a collection, and what it learnt of its sites, hold for its own WARC files;
    -c names another collection.

    \b
    newscrawl extract collections/paper.example/warc/*.warc.gz > articles.jsonl
    newscrawl extract --html page.html --url https://paper.example/2026/05/14/slug/
    """  # noqa: D301 click's own escape
    if html is not None:
        produce = partial(_page, html, url, _rules(folder))
    elif paths:
        produce = partial(_archives, paths, folder)
    else:
        raise UsageError("extract needs WARC files, or --html FILE with --url URL")
    with _opened(output) as file:
        return produce(file)


@contextmanager
def _opened(path: Path | None) -> Iterator[BinaryIO]:
    if path is None:
        yield sys.stdout.buffer
        return
    try:
        with path.open("wb") as file:
            yield file
    except OSError as error:
        raise UsageError(f"{path}: cannot be written ({error.strerror})") from error


def _rules(folder: Path | None) -> SiteRules:
    return NO_RULES if folder is None else rules_of(existing(folder).config())


def _memories(folder: Path | None) -> dict[str, SiteMemory]:
    """Give what a collection knows of its sites; nothing, while it has no catalogue."""
    if folder is None or not Collection(folder).catalog.is_file():
        return {}
    with closing(read_catalog(Collection(folder).catalog)) as db:
        return MemoryTable(db).all()


def _collection_of(warc: Path) -> Path | None:
    """Give the collection that a WARC file lies in, None where it lies elsewhere."""
    root = warc.resolve().parent.parent
    is_inside = Collection(root).warc == warc.resolve().parent and (root / CONFIG).is_file()
    return root if is_inside else None


def _page(path: Path, url: str | None, rules: SiteRules, file: BinaryIO) -> int:
    if url is None:
        raise UsageError("--html needs --url, the address that the page had")
    try:
        body = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror})") from error
    page = derive(Payload(url=url, status=200, headers=(), body=body), rules=rules)
    visit = Visit(lead=Lead(id=0, url=url, role=Role.START), page=page)
    for step in (extracted, cleaned, validated):
        visit = step(visit)
    if visit.article is None:
        why = page.reason if visit.fate is None else visit.fate.reason
        click.echo(f"{path}: no article: {why}", err=True)
        return 1
    fields = {**asdict(visit.article), "text": visit.article.text}
    file.write(msgspec.json.encode(fields) + b"\n")
    return 0


def _archives(paths: tuple[Path, ...], folder: Path | None, file: BinaryIO) -> int:
    code = 0
    for path in paths:
        if not path.is_file():
            raise UsageError(f"{path}: no such file")
        root = folder or _collection_of(path)
        rules, memories = _rules(root), _memories(root)
        try:
            for archived in iter_captures(path):
                visit = derived_visit(archived, needs_lead=False, rules=rules)
                if visit is not None and visit.record is not None:
                    memory = memories.get(site(visit.record.url), SiteMemory())
                    file.write(encode(remembered(visit.record, memory)) + b"\n")
        except DamagedError as error:
            click.echo(f"newscrawl: {error}", err=True)
            code = 1
    return code
