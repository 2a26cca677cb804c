"""The rederivation: all articles of a collection derived once more and compared."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec

from archive.articles import ArticleTable
from archive.catalog import open_catalog
from archive.collection import Collection
from archive.edges import EdgeTable
from archive.fault import Fault
from archive.finish import reconcile
from archive.pool import answers
from archive.reader import Archived, iter_captures
from archive.rebuild import Job, derive_job, lost_job, store, stripped
from archive.records import record_path
from archive.secondlook import look_again
from newscrawl.errors import ArchiveError, DamagedError
from newscrawl.frontier.admission import Admission
from newscrawl.model.record import ArticleRecord, decode
from newscrawl.model.rules import SiteRules
from newscrawl.model.visit import Visit
from newscrawl.recording import EXTRACTOR

_PLAIN = "SELECT warc, offset, coalesce(raw, record) FROM articles"
_RULED = "SELECT warc, offset, record, twin_of FROM articles"
_AT = "WHERE warc = ? AND offset = ?"
# What a page in doubt is, only the end of a run says.
_DOUBT = f"SELECT 1 FROM doubts JOIN captures AS c ON c.id = capture {_AT}"  # noqa: S608 constants


class Rederivation:
    """A catalogue of its own, beside that of the collection, with all articles derived anew."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self.faults: list[Fault] = []
        self.ends: dict[str, int] = {}
        """For each file, how far it was derived."""

    def derive(
        self,
        paths: Iterable[Path],
        admission: Admission,
        progress: Callable[[int], None],
        *,
        workers: int | None,
    ) -> None:
        """Derive all captures of files that can be read through; `workers` as in `answers`."""
        edges = EdgeTable(self._db)
        jobs = (stripped(path, archived) for path in paths for archived in _whole(path))
        work = partial(_answer, rules=admission.rules)
        done = enumerate(answers(jobs, work, lost=lost_job, size=workers), 1)
        for number, ((_, archived), visit) in done:
            progress(number)
            self.ends[archived.ref.warc] = archived.ref.offset + 1
            if isinstance(visit, str):
                ref = archived.ref
                self.faults.append(
                    Fault(
                        name="reference", file=ref.warc, offset=ref.offset, text=visit,
                        url=archived.url,
                    )
                )  # fmt: skip
            else:
                store(self._db, archived, visit, admission, edges, now=0.0)

    def plain_faults(self, db: sqlite3.Connection, *, upto: dict[str, int]) -> Iterator[Fault]:
        """Compare records as they were before anything was compared with other records.

        `upto` gives for each file how far it was derived; rows behind it, and rows still
        missing in the catalogue `db`, are those of a crawl that is not over.
        """
        for warc, offset, line in db.execute(_PLAIN):
            if offset >= upto.get(warc, 0):
                continue
            record, own = decode(line), self._one(f"{_PLAIN} {_AT}", warc, offset)
            names = ""
            if own is not None and _is_ours(record):
                names = differing(_plain(decode(own[2])), _plain(record))
            if names:
                text = f"the catalogue's article is not what the bytes give ({names})"
                yield Fault(name="record", file=warc, offset=offset, text=text, url=record.url)
            elif own is None and self._one(_DOUBT, warc, offset) is None:
                text = "the catalogue has an article here, the bytes give none"
                yield Fault(name="record", file=warc, offset=offset, text=text, url=record.url)

    def settle(self, folder: Collection) -> None:
        """Bring what was derived to what it is at the end of a run."""
        look_again(self._db, folder)
        reconcile(self._db)

    @property
    def count(self) -> int:
        """Count the articles."""
        return int(self._db.execute("SELECT count(*) FROM articles").fetchone()[0])

    def record_faults(self, folder: Collection, names: Iterable[str]) -> Iterator[Fault]:
        """Compare the record files, line by line; `settle` goes before."""
        table = ArticleTable(self._db)
        for name in names:
            path = record_path(folder.records, name)
            shown = f"{folder.records.name}/{path.name}"
            try:
                written = path.read_bytes()
            except OSError:
                text = f"no record file for {name}"
                yield Fault(name="record-file", file=shown, offset=None, text=text)
                continue
            lines = [f"{line}\n".encode() for line in table.lines(name)]
            if written != b"".join(lines):
                yield from _line_faults(shown, written, lines)

    def catalog_faults(self, db: sqlite3.Connection) -> Iterator[Fault]:
        """Compare the articles of the catalogue `db`; `settle` goes before."""
        for warc, offset, line, twin_of in db.execute(_RULED):
            own = self._one(f"{_RULED} {_AT}", warc, offset)
            if own is not None and ((line, twin_of) == own[2:] or not _is_ours(decode(line))):
                continue
            text = "the catalogue's article is not what the bytes give"
            yield Fault(name="record", file=warc, offset=offset, text=text)
        for warc, offset, _, _ in self._db.execute(_RULED):
            if db.execute(f"{_RULED} {_AT}", (warc, offset)).fetchone() is None:
                text = "the bytes give an article that the catalogue does not have"
                yield Fault(name="missing-record", file=warc, offset=offset, text=text)

    def _one(self, query: str, warc: str, offset: int) -> tuple[Any, ...] | None:
        row: tuple[Any, ...] | None = self._db.execute(query, (warc, offset)).fetchone()
        return row


@contextmanager
def rederivation(scratch: Path | None = None) -> Iterator[Rederivation]:
    """Open an empty one in a temporary folder."""
    with (
        TemporaryDirectory(dir=scratch) as place,
        closing(open_catalog(Path(place) / "catalog.sqlite")) as db,
    ):
        yield Rederivation(db)


def _whole(path: Path) -> Iterator[Archived]:
    """Give the captures up to what is torn: a crawl may be writing the file."""
    try:
        yield from iter_captures(path)
    except DamagedError:
        return


def _answer(job: Job, *, rules: SiteRules) -> Visit | str | None:
    try:
        return derive_job(job, rules=rules)
    except ArchiveError as error:
        return str(error)


def _plain(record: ArticleRecord) -> ArticleRecord:
    return replace(record, version=1, cluster_id=None, duplicate_of=None)


def _is_ours(record: ArticleRecord) -> bool:
    """Tell whether this version of newscrawl derived it; another may well give something else."""
    return record.extractor == EXTRACTOR


def differing(one: ArticleRecord, other: ArticleRecord) -> str:
    """Name the fields that differ."""
    first, second = asdict(one), asdict(other)
    first["discovered"], second["discovered"] = one.discovered, other.discovered
    return ", ".join(name for name in first if first[name] != second[name])


def _line_faults(shown: str, written: bytes, lines: list[bytes]) -> Iterator[Fault]:
    expected = {decode(line).capture.offset: line for line in lines}
    position = 0
    for line in written.splitlines(keepends=True):
        start, position = position, position + len(line)
        try:
            record = decode(line)
        except msgspec.MsgspecError as error:
            yield Fault(name="record", file=shown, offset=start, text=f"no record ({error})")
            continue
        own = expected.pop(record.capture.offset, None)
        if own is None:
            text = f"a record that {record.capture.warc} at {record.capture.offset} does not give"
            yield Fault(name="extra-record", file=shown, offset=start, text=text, url=record.url)
        elif own != line and _is_ours(record):
            names = differing(decode(own), record) or "its spelling"
            text = f"not what {record.capture.warc} at {record.capture.offset} gives ({names})"
            yield Fault(name="record", file=shown, offset=start, text=text, url=record.url)
    for offset, line in expected.items():
        record = decode(line)
        text = f"no record of the article in {record.capture.warc} at {offset}"
        yield Fault(name="missing-record", file=shown, offset=position, text=text, url=record.url)
