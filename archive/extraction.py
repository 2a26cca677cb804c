"""The extraction: article records out of archives of any maker, under the limits of a crawl."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from archive.fault import Fault
from archive.gathering import Gathering
from archive.pool import answers
from archive.reader import Archived
from archive.rebuild import derived_visit
from newscrawl.model.record import ArticleRecord
from newscrawl.model.rules import SiteRules

_NO_PAGES = ("image/", "audio/", "video/", "font/", "text/css")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    """A fault, to be handed on in its place, or a capture whose bytes lie in a file."""

    path: Path
    rules: SiteRules
    fault: Fault | None = None
    capture: Archived | None = None
    spool: Path | None = None


def extract(
    files: list[tuple[Path, bool]],
    rules: Callable[[Path], SiteRules],
    *,
    workers: int | None = None,
) -> Iterator[tuple[Path, ArticleRecord | Fault]]:
    """Give the record of each article, or the fault of what cannot be read, with its file.

    `rules` gives the overrides that hold for a file; `workers` as in `archive.pool.answers`.
    """
    with TemporaryDirectory(prefix="newscrawl-") as folder:
        jobs = _jobs(files, rules, Path(folder))
        for job, found in answers(jobs, _record, lost=_lost, size=workers):
            if found is not None:
                yield job.path, found


def _jobs(
    files: list[tuple[Path, bool]], rules: Callable[[Path], SiteRules], folder: Path
) -> Iterator[_Job]:
    for number, (path, item) in enumerate(Gathering().read(files)):
        if isinstance(item, Fault):
            yield _Job(path=path, rules=rules(path), fault=item)
        elif _may_be_page(item):
            # A body may fill a pipe from both ends; as a file it waits for its worker.
            spool = folder / str(number)
            spool.write_bytes(item.response)
            bare = replace(item, response=b"", request=b"")
            yield _Job(path=path, rules=rules(path), capture=bare, spool=spool)


def _may_be_page(capture: Archived) -> bool:
    is_web = capture.url.lower().startswith(("http://", "https://"))
    return is_web and not capture.mime.startswith(_NO_PAGES)


def _record(job: _Job) -> ArticleRecord | Fault | None:
    if job.capture is None or job.spool is None:
        return job.fault
    response = job.spool.read_bytes()
    job.spool.unlink()
    whole = replace(job.capture, response=response)
    visit = derived_visit(whole, needs_lead=False, rules=job.rules)
    return None if visit is None else visit.record


def _lost(job: _Job, reason: str) -> Fault:
    assert job.capture is not None
    ref = job.capture.ref
    text = "the page cannot be derived: it takes too long, or too much memory"
    return Fault(name=reason, file=ref.warc, offset=ref.offset, text=text, url=job.capture.url)
