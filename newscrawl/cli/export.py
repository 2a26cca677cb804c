"""`newscrawl export`: the article records as JSON lines or CSV."""

import csv
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TextIO

import click

from archive.catalog import read_catalog
from archive.queries import records
from newscrawl.cli.options import collection_option, existing
from newscrawl.errors import UsageError
from newscrawl.model.record import ArticleRecord, encode

CSV_COLUMNS = (
    "id", "version", "url", "canonical_url", "site", "headline", "authors", "date_published",
    "date_modified", "section", "keywords", "language", "description", "text", "access", "labels",
    "cluster_id", "duplicate_of", "content_digest", "warc", "offset",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@click.command("export")
@click.option("--format", "kind", type=click.Choice(["jsonl", "csv"]), default="jsonl")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="File; default: stdout.")
@click.option("--latest", is_flag=True, help="Only the latest version of each article.")
@collection_option
def command(kind: str, output: Path | None, latest: bool, folder: Path | None) -> int:  # noqa: FBT001 a flag
    """Write the article records for research.

    \b
    newscrawl export -c collections/paper.example > articles.jsonl
    newscrawl export --format csv --latest -o articles.csv -c collections/paper.example
    """  # noqa: D301 click's own escape
    write = _write_csv if kind == "csv" else _write_jsonl
    collection = existing(folder)
    with closing(read_catalog(collection.catalog)) as db, _opened(output) as file:
        count = write(records(db, latest=latest), file)
    click.echo(f"{count} records", err=True)
    return 0


@contextmanager
def _opened(path: Path | None) -> Iterator[TextIO]:
    if path is None:
        yield sys.stdout
        return
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            yield file
    except OSError as error:
        raise UsageError(f"{path}: cannot be written ({error.strerror})") from error


def _write_jsonl(found: Iterable[ArticleRecord], file: TextIO) -> int:
    count = 0
    for record in found:
        file.write(encode(record).decode() + "\n")
        count += 1
    return count


def _write_csv(found: Iterable[ArticleRecord], file: TextIO) -> int:
    writer = csv.writer(file)
    writer.writerow(CSV_COLUMNS)
    count = 0
    for record in found:
        writer.writerow([_cell(record, column) for column in CSV_COLUMNS])
        count += 1
    return count


def _cell(record: ArticleRecord, column: str) -> str:
    if column in ("warc", "offset"):
        value = getattr(record.capture, column)
    else:
        value = getattr(record, column)
    text = "; ".join(value) if isinstance(value, tuple) else str("" if value is None else value)
    # A spreadsheet would run such a cell as a formula.
    return f"'{text}" if text.startswith(_FORMULA) else text
