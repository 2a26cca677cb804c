"""The stages behind the fetch, measured in this process over the same pages: CPU and wall a page.

Each page goes the whole way, archive to store, as the crawl takes it, and every step is timed by
itself. What a crawl pays besides (the fetch, pipes to the workers, Scrapy) is not in these figures.
"""

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import reduce
from pathlib import Path

from archive.collection import Collection
from archive.ledger import Ledger
from archive.reader import read_payload
from newscrawl.config import CollectionConfig
from newscrawl.discovery.kinds import classify
from newscrawl.discovery.links import find_links
from newscrawl.document import parse
from newscrawl.extraction import NotAnArticle, extract
from newscrawl.frontier import outcome
from newscrawl.frontier.admission import Admission
from newscrawl.model.capture import Capture
from newscrawl.model.lead import Lead
from newscrawl.model.link import Link, Role
from newscrawl.model.page import Page
from newscrawl.model.visit import Visit
from newscrawl.recording import cleaned, extracted, recorded, validated

HOME = "http://127.0.0.1/"
_STEPS: tuple[Callable[[Visit], Visit], ...] = (extracted, cleaned, validated, recorded)


@dataclass(slots=True)
class Clock:
    """Sums up what each named stage took, in seconds."""

    cpu: dict[str, float] = field(default_factory=dict)
    wall: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time a block."""
        cpu, wall = time.process_time(), time.perf_counter()
        yield
        self.cpu[name] = self.cpu.get(name, 0.0) + time.process_time() - cpu
        self.wall[name] = self.wall.get(name, 0.0) + time.perf_counter() - wall


def time_stages(bodies: Sequence[tuple[str, bytes]]) -> tuple[Clock, int]:
    """Take pages (path, gzip body) through all stages; give the clock and the number of articles.

    The first page warms up and is not counted.
    """
    clock, articles = Clock(), 0
    with tempfile.TemporaryDirectory(prefix="newscrawl-benchmark-") as name:
        folder = Collection(Path(name) / "c")
        folder.create(CollectionConfig(start=(HOME,)))
        admission = Admission(in_scope=lambda url: url.startswith(HOME), trap=lambda _: None)
        ledger = Ledger(folder, admission=admission, info={})
        ledger.discover(Link(url=HOME + path, role=Role.SECTION) for path, _ in bodies)
        packed = dict(bodies)
        leads = ledger.lease(len(bodies), busy_hosts=())
        for number, lead in enumerate(leads):
            body = packed[lead.url.removeprefix(HOME)]
            visit = _take_through(clock if number else Clock(), ledger, folder, lead, body)
            articles += number > 0 and visit.record is not None
        with clock.stage("store"):
            ledger.commit()
        ledger.close("finished")
    return clock, articles


def _take_through(
    clock: Clock, ledger: Ledger, folder: Collection, lead: Lead, body: bytes
) -> Visit:
    capture = _capture(lead.url, body)
    with clock.stage("archive"):
        ref = ledger.archive(capture, has_lead=True)
    with clock.stage("read"):
        payload = read_payload(folder.warc / ref.warc, ref.offset)
    with clock.stage("links"):
        content_type = payload.header("content-type")
        document = parse(payload.body, content_type=content_type)
        links = find_links(document, payload.url)
        kind = classify(document, payload.url, links).kind
        canonical = document.canonical(payload.url)
    with clock.stage("extract"):
        found = extract(payload.body, payload.url, content_type=content_type, document=document)
    page = Page(url=payload.url, kind=kind, links=links, canonical=canonical, reason="article")
    if not isinstance(found, NotAnArticle):
        page = replace(page, article=found)
    with clock.stage("clean"):
        visit = outcome.of_response(lead, status=200, ref=ref, page=page)
        visit = reduce(lambda one, step: step(one), _STEPS, visit)
    with clock.stage("store"):
        ledger.settle(visit)
    return visit


def _capture(url: str, body: bytes) -> Capture:
    head = (
        "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Encoding: gzip\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    path = "/" + url.removeprefix(HOME)
    return Capture(
        url=url,
        request=f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode(),
        response=head.encode() + body,
        date=datetime.now(UTC),
        provenance={"via": HOME, "hopsFromSeed": "1", "discovered-by": str(Role.SECTION)},
    )
