"""The intake: archives of other makers made part of a collection, as if they had been crawled."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from archive.collection import Collection, WriteLock
from archive.fault import Fault
from archive.importing import Examined, examine, place
from archive.rebuild import derive_anew, derive_more, derived_files
from archive.recovery import recover
from archive.verify import Progress
from newscrawl.config import CollectionConfig
from newscrawl.errors import UsageError
from newscrawl.frontier.admission import Admission

Files = Iterable[tuple[Path, bool]]


@dataclass(slots=True, kw_only=True)
class Intake:
    """What an import did."""

    lines: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    added: int = 0
    """WARC files that are new in the collection."""
    captures: int = 0
    """Captures that were derived."""
    is_whole: bool = False
    """Whether these are all of the collection, which was derived anew."""


def take_in(
    folder: Collection,
    files: list[tuple[Path, bool]],
    *,
    admission_of: Callable[[CollectionConfig], Admission],
    now: float,
    progress: Progress,
    start: str | None = None,
    workers: int | None = None,
) -> Intake:
    """Put all WARC files that hold captures into a collection and derive what is new.

    Where that would come out otherwise than a rebuild, all is derived anew.

    A folder that is none yet becomes one; `start` is then its start URL, by default the home
    page of the host with most captures. Files that are there already change nothing.
    """
    intake = Intake()
    found: dict[Path, dict[str, Examined]] = {}
    for number, (path, is_named) in enumerate(files, 1):
        for one in examine(path, is_named=is_named):
            _take_note(intake, found.setdefault(path, {}), one)
        progress("files", number, len(files))
    wanted = {path: parts for path, parts in found.items() if parts}
    if not wanted:
        return intake
    if not folder.exists():
        folder.create(CollectionConfig(start=(start or _home(wanted),)))
    with WriteLock(folder):
        recover(folder.warc)
        fresh = _place(folder, wanted, intake)
        if fresh:
            rules, told = admission_of(folder.config()), partial(_tell, progress)
            intake.captures, intake.is_whole = _derive(folder, fresh, rules, told, now, workers)
    return intake


def _place(folder: Collection, wanted: dict[Path, dict[str, Examined]], intake: Intake) -> set[str]:
    """Put files into the collection; gives the names of those that are to be derived.

    That may be files of an import that was killed, which are there, but derived by no run.
    """
    derived, fresh = derived_files(folder), set()
    for path, parts in wanted.items():
        for placed in place(path, folder.warc, parts):
            intake.lines.append(f"{path}: {placed.how}, as {placed.target}")
            intake.added += placed.is_new
            if placed.is_new or placed.target not in derived:
                fresh.add(placed.target)
    return fresh


def _tell(progress: Progress, count: int) -> None:
    progress("captures", count, None)


def _derive(
    folder: Collection,
    fresh: set[str],
    admission: Admission,
    told: Callable[[int], None],
    now: float,
    workers: int | None,
) -> tuple[int, bool]:
    count = derive_more(folder, fresh, admission=admission, now=now, progress=told, workers=workers)
    if count is not None:
        return count, False
    all_of_it = derive_anew(folder, admission=admission, now=now, progress=told, workers=workers)
    return all_of_it, True


def _take_note(intake: Intake, parts: dict[str, Examined], one: Examined | Fault) -> None:
    if isinstance(one, Fault):
        intake.faults.append(one)
        return
    intake.faults += one.faults
    if one.captures:
        parts[one.name] = one
    else:
        text = "no captures in it"
        intake.faults.append(
            Fault(name="no-captures", file=one.name, offset=None, text=text, is_note=True)
        )


def _home(found: dict[Path, dict[str, Examined]]) -> str:
    homes: Counter[str] = Counter()
    for parts in found.values():
        for one in parts.values():
            homes += one.homes
    if not homes:
        raise UsageError("no page in these files; name the collection's start URL by --start")
    return homes.most_common(1)[0][0]
