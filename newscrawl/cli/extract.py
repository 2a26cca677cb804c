"""`newscrawl extract`: article records from archives of any maker or from one saved page."""

import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from functools import cache, partial
from pathlib import Path
from typing import BinaryIO

import click
import msgspec

from archive.bundle import files_of
from archive.catalog import read_catalog
from archive.collection import CONFIG, Collection
from archive.extraction import extract
from archive.fault import Fault
from archive.memory import MemoryTable
from newscrawl.cli.options import existing
from newscrawl.config import rules_of
from newscrawl.derive import derive
from newscrawl.errors import UsageError
from newscrawl.model.lead import Lead
from newscrawl.model.link import Role
from newscrawl.model.payload import Payload
from newscrawl.model.record import encode
from newscrawl.model.rules import NO_RULES, SiteRules
from newscrawl.model.site import SiteMemory
from newscrawl.model.visit import Visit
from newscrawl.recording import cleaned, extracted, remembered, validated
from newscrawl.terminal import printable
from newscrawl.urls import site


@click.command("extract")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
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
    """Extract articles as JSON lines from WARC, ARC and WACZ files of any maker.

    A revisit gets the payload of its original where that is in one of the files. The overrides
    of a collection, and what it learnt of its sites, hold for its own WARC files; -c names
    another collection.

    \b
    newscrawl extract collections/paper.example/warc/*.warc.gz > articles.jsonl
    newscrawl extract CC-NEWS-20260514020233-01234.warc.gz -o articles.jsonl
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
        click.echo(printable(f"{path}: no article: {why}"), err=True)
        return 1
    fields = {**asdict(visit.article), "text": visit.article.text}
    file.write(msgspec.json.encode(fields) + b"\n")
    return 0


def _archives(paths: tuple[Path, ...], folder: Path | None, file: BinaryIO) -> int:
    @cache
    def root(path: Path) -> Path | None:
        return folder or _collection_of(path)

    @cache
    def rules(root: Path | None) -> SiteRules:
        return _rules(root)

    @cache
    def memories(root: Path | None) -> dict[str, SiteMemory]:
        return _memories(root)

    code = passed_over = 0
    for path, found in extract(files_of(paths), lambda path: rules(root(path))):
        if isinstance(found, Fault):
            if found.is_note and found.name == "not-an-archive":
                passed_over += 1
                continue
            said = "note: " if found.is_note else ""
            click.echo(f"newscrawl: {said}{printable(str(found))}", err=True)
            code = code if found.is_note else 1
            continue
        memory = memories(root(path)).get(site(found.url), SiteMemory())
        file.write(encode(remembered(found, memory)) + b"\n")
    if passed_over:
        click.echo(f"newscrawl: note: {passed_over} files that are no archives", err=True)
    return code
