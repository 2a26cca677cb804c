"""`newscrawl export`: a selection as records for research, or as an archive of its own."""

import csv
import io
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

import click
import msgspec

from archive.catalog import read_catalog
from archive.collection import Collection
from archive.excerpt import Excerpt, write_warc
from archive.queries import records
from archive.selection import Selection, choose
from archive.wacz import write_wacz
from newscrawl.cli.options import collection_option, existing, json_option
from newscrawl.cli.output import force_option, opened, output_option
from newscrawl.cli.selecting import in_words, selection_of, selection_options
from newscrawl.errors import NewscrawlError, UsageError
from newscrawl.model.record import ArticleRecord, encode
from newscrawl.settings import NEWSCRAWL_SOFTWARE
from newscrawl.urls import host

CSV_COLUMNS = (
    "id", "version", "url", "canonical_url", "site", "headline", "authors", "date_published",
    "date_modified", "section", "keywords", "language", "description", "text", "access", "labels",
    "directives", "cluster_id", "duplicate_of", "content_digest", "warc", "offset",
)  # fmt: skip
_ARCHIVES = ("warc", "wacz")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@click.command("export")
@click.option(
    "--format", "kind", type=click.Choice(["jsonl", "csv", "warc", "wacz"]), default="jsonl",
    show_default=True,
)  # fmt: skip
@output_option
@force_option
@selection_options
@collection_option
@json_option
def command(
    kind: str,
    output: Path | None,
    force: bool,  # noqa: FBT001 a flag
    folder: Path | None,
    as_json: bool,  # noqa: FBT001 a flag
    **options: Any,
) -> int:
    """Write articles for research, or part of the archive as a WARC or WACZ file.

    Without options that select, everything is taken. WARC and WACZ hold the records as they
    were archived, with the redirects and requisites that belong to them.

    \b
    newscrawl export -c collections/paper.example > articles.jsonl
    newscrawl export --format csv --versions latest -o articles.csv
    newscrawl export --format warc --prefix https://paper.example/politics/ -o politics.warc.gz
    newscrawl export --format wacz --search "harbour" --since 2026-05 -o harbour.wacz
    """  # noqa: D301 click's own escape
    selection = selection_of(options)
    if output is None and (as_json or kind in _ARCHIVES):
        raise UsageError(f"{'--json' if as_json else kind} needs -o FILE")
    collection = existing(folder)
    with closing(read_catalog(collection.catalog)) as db:
        if output is not None and kind in _ARCHIVES:
            facts = _write_archive(db, collection, selection, output, kind=kind, force=force)
        else:
            facts = _write_records(db, selection, output, kind=kind, force=force)
    if as_json and output is not None:
        size = output.stat().st_size
        facts = {"format": kind, "output": str(output), "bytes": size, **facts}
        click.echo(msgspec.json.encode(facts))
    else:
        click.echo(
            ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in facts.items()),
            err=True,
        )
    return 1 if facts.get("lost_originals") else 0


def _write_archive(
    db: sqlite3.Connection,
    collection: Collection,
    selection: Selection,
    output: Path,
    *,
    kind: str,
    force: bool,
) -> dict[str, Any]:
    if not choose(db, selection, with_context=True):
        raise NewscrawlError("nothing is selected, so nothing is written")
    sites = dict.fromkeys(host(url) for url in collection.config().start)
    excerpt = Excerpt.of_chosen(
        db, title=", ".join(sites), description=in_words(selection), software=NEWSCRAWL_SOFTWARE
    )
    with opened(output, force=force) as file:
        if kind == "warc":
            copying = write_warc(db, collection.warc, file, excerpt, name=output.name)
        else:
            copying = write_wacz(db, collection.warc, file, excerpt, scratch=output.parent)
    facts = {"captures": copying.captures}
    return {**facts, "lost_originals": copying.lost} if copying.lost else facts


def _write_records(
    db: sqlite3.Connection,
    selection: Selection,
    output: Path | None,
    *,
    kind: str,
    force: bool,
) -> dict[str, Any]:
    choose(db, replace(selection, articles=True), with_context=False)
    write = _write_csv if kind == "csv" else _write_jsonl
    with opened(output, force=force) as file:
        return {"records": write(records(db), file)}


def _write_jsonl(found: Iterable[ArticleRecord], file: IO[bytes]) -> int:
    count = 0
    for record in found:
        file.write(encode(record) + b"\n")
        count += 1
    return count


def _write_csv(found: Iterable[ArticleRecord], file: IO[bytes]) -> int:
    text = io.TextIOWrapper(file, encoding="utf-8", errors="replace", newline="")
    writer = csv.writer(text)
    writer.writerow(CSV_COLUMNS)
    count = 0
    for record in found:
        writer.writerow([_cell(record, column) for column in CSV_COLUMNS])
        count += 1
    text.detach()
    return count


def _cell(record: ArticleRecord, column: str) -> str:
    if column in ("warc", "offset"):
        value = getattr(record.capture, column)
    else:
        value = getattr(record, column)
    text = "; ".join(value) if isinstance(value, tuple) else str("" if value is None else value)
    # A spreadsheet would run such a cell as a formula, also behind blanks.
    is_formula = text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA)
    return f"'{text}" if is_formula else text
