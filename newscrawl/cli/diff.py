"""`newscrawl diff`: what an edit changed in an article, by words."""

from contextlib import closing
from dataclasses import asdict
from pathlib import Path

import click
import msgspec
from rich.console import Console
from rich.text import Text

from archive.catalog import read_catalog
from archive.queries import versions
from newscrawl.cli.options import collection_option, existing, json_option
from newscrawl.dedupe.changes import Change, ChangeKind, Edit, compare, words_changed
from newscrawl.errors import UsageError
from newscrawl.model.record import ArticleRecord
from newscrawl.terminal import printable

_MARKS = {ChangeKind.REMOVED: ("[-", "-]", "red"), ChangeKind.ADDED: ("{+", "+}", "green")}


@click.command("diff")
@click.argument("url")
@click.option("--from", "before", type=click.IntRange(1), help="Version; default: the one before.")
@click.option("--to", "after", type=click.IntRange(1), help="Version; default: the latest.")
@collection_option
@json_option
def command(
    url: str,
    before: int | None,
    after: int | None,
    folder: Path | None,
    as_json: bool,  # noqa: FBT001 a flag
) -> int:
    """Show what changed between two versions of the article at URL.

    Removed words stand in [-these-], added ones in {+these+}.

    \b
    newscrawl diff https://paper.example/2026/05/14/slug/ -c collections/paper.example
    newscrawl diff https://paper.example/2026/05/14/slug/ --from 1 --to 3 --json
    """  # noqa: D301 click's own escape
    collection = existing(folder)
    with closing(read_catalog(collection.catalog)) as db:
        found = {record.version: record for record in versions(db, url)}
    if not found:
        raise UsageError(f"{url}: no article of {collection.root}")
    last = max(found) if after is None else after
    first = max(1, last - 1) if before is None else before
    for number in (last, first):
        if number not in found:
            raise UsageError(f"{url}: has no version {number}, only 1 to {max(found)}")
    edit = compare(found[first], found[last])
    if as_json:
        click.echo(msgspec.json.encode({"url": url, **asdict(edit)}))
        return 0
    _print(Console(highlight=False), found[first], found[last], edit)
    return 0


def _print(console: Console, old: ArticleRecord, new: ArticleRecord, edit: Edit) -> None:
    if old.version == new.version:
        console.print(f"version {old.version} of {old.capture.date} is the only one")
        return
    console.print(
        f"version {old.version} of {old.capture.date} → version {new.version} of"
        f" {new.capture.date}: {edit.added} words added, {edit.removed} removed",
        style="bold", soft_wrap=True,
    )  # fmt: skip
    for field in edit.fields:
        changes = words_changed(field.before or "", field.after or "")
        line = Text(f"{field.name:<16}").append(_marked(changes))
        console.print(line, soft_wrap=True)
    kept = 0
    for part in edit.paragraphs:
        if all(change.kind is ChangeKind.KEPT for change in part):
            kept += 1
            continue
        _print_kept(console, kept)
        kept = 0
        console.print(Text("\n").append(_marked(part)), soft_wrap=True)
    _print_kept(console, kept)


def _print_kept(console: Console, count: int) -> None:
    if count:
        console.print(f"\n· {count} paragraph{'s' * (count > 1)} unchanged", style="dim")


def _marked(changes: tuple[Change, ...]) -> Text:
    line = Text()
    for number, change in enumerate(changes):
        line.append(" " if number else "")
        text = printable(change.text)
        if change.kind is ChangeKind.KEPT:
            line.append(text)
        else:
            opening, closing_, colour = _MARKS[change.kind]
            line.append(f"{opening}{text}{closing_}", style=colour)
    return line
