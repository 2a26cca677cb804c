"""`newscrawl verify`: audit a collection, or WARC files of anyone, and say what is at fault."""

from collections import Counter
from pathlib import Path

import click
import msgspec

from archive.fault import Fault, remedy
from archive.verify import Verdict, verify, verify_paths
from newscrawl.cli.options import collection_option, existing, json_option
from newscrawl.cli.plan import admission_of
from newscrawl.cli.progress import progress_bar
from newscrawl.errors import UsageError
from newscrawl.terminal import printable


@click.command("verify")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@collection_option
@json_option
def command(paths: tuple[Path, ...], folder: Path | None, as_json: bool) -> int:  # noqa: FBT001 a flag
    """Check every byte of a collection, and derive all of it once more.

    With PATHs, WARC, ARC or WACZ files of any maker or folders of them: members, records and
    digests only. Exit code 1 where anything is at fault. A crawl may be running.

    \b
    newscrawl verify -c collections/paper.example
    newscrawl verify CC-NEWS-20260514020233-01234.warc.gz
    """  # noqa: D301 click's own escape
    if paths and folder is not None:
        raise UsageError("verify takes PATHs or -c FOLDER, not both")
    with progress_bar() as progress:
        if paths:
            subject, verdict = (
                ", ".join(map(str, paths[:3])),
                verify_paths(paths, progress=progress),
            )
        else:
            collection = existing(folder)
            subject = str(collection.root)
            admission = admission_of(collection.config())
            verdict = verify(collection, admission=admission, progress=progress)
    if as_json:
        click.echo(msgspec.json.encode(_facts(verdict, in_collection=not paths)))
    else:
        _print(subject, verdict, in_collection=not paths)
    return 1 if verdict.faults else 0


def _facts(verdict: Verdict, *, in_collection: bool) -> dict[str, object]:
    def fact(fault: Fault) -> dict[str, object]:
        return {
            "name": fault.name,
            "file": fault.file,
            "offset": fault.offset,
            "text": fault.text,
            "url": fault.url,
            "remedy": remedy(fault.name, in_collection=in_collection),
        }

    return {
        "clean": not verdict.faults,
        "files": verdict.files,
        "records": verdict.records,
        "captures": verdict.captures,
        "articles": verdict.articles,
        "faults": [fact(fault) for fault in verdict.faults],
        "notes": [fact(note) for note in verdict.notes],
    }


def _print(subject: str, verdict: Verdict, *, in_collection: bool) -> None:
    for note in _gathered(verdict.notes):
        click.echo(f"note: {printable(note)}")
    for fault in verdict.faults:
        click.echo(printable(str(fault)))
    counts = f"{_many(verdict.files, 'file')}, {_many(verdict.records, 'record')}"
    if in_collection:
        counts += f", {_many(verdict.articles, 'article')} derived again"
    if not verdict.faults:
        click.echo(f"{subject}: clean ({counts})")
        return
    names = Counter(fault.name for fault in verdict.faults)
    told = ", ".join(f"{count} {name}" for name, count in names.most_common())
    click.echo(f"{subject}: {_many(len(verdict.faults), 'fault')} ({told}) in {counts}")
    remedies = {remedy(name, in_collection=in_collection) for name in names}
    # The first of them does what those after it do.
    for what in sorted(filter(None, remedies), reverse=True)[:1]:
        click.echo(f"what to do: {what}")


def _gathered(notes: list[Fault]) -> list[str]:
    """Tell many notes of one kind about one file as one."""
    groups: dict[tuple[str, str], list[Fault]] = {}
    for note in notes:
        groups.setdefault((note.name, note.file), []).append(note)
    return [
        f"{found[0]}" if len(found) == 1 else f"{found[0]}, and {len(found) - 1} more like it"
        for found in groups.values()
    ]


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
