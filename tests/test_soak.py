"""Long sweeps: pages, feeds and messages broken in many ways must still end in a value."""

from random import Random

import pytest

from newscrawl.demo.site import DemoSite
from newscrawl.derive import derive
from newscrawl.message import payload
from newscrawl.model.page import Page
from newscrawl.model.payload import Payload
from newscrawl.urls import key, normalise

pytestmark = pytest.mark.soak
ROUNDS = 2000
PATHS = ("/", "/feed/", "/sitemap_index.xml", "/robots.txt")
BITS = (
    b"<", b">", b'"', b"&", b"\0", b"\xff", b"\r\n", b"<!--", b"<script>", b"</", b"<![CDATA[",
    b'{"@type":', b"]]]]", b"&#x110000;", b"<table>" * 50, b"\xe2\x80\xae", b"<p>" * 200, b"%",
)  # fmt: skip


def documents() -> list[tuple[str, tuple[tuple[str, str], ...], bytes]]:
    site = DemoSite()
    base = "http://paper.example"
    urls = [truth.url for truth in site.truth()[:12]] + list(PATHS)
    answers = [(url, site.respond("GET", url, {"Host": "paper.example"})) for url in urls]
    return [(base + url, answer.headers, answer.body) for url, answer in answers]


def broken(draw: Random, body: bytes) -> bytes:
    for _ in range(draw.randint(1, 12)):
        start = draw.randrange(len(body) + 1)
        end = min(len(body), start + draw.choice((0, 1, 20, 2000)))
        body = body[:start] + draw.choice(BITS) + body[end:]
    return body[: draw.randrange(len(body) + 1)] if draw.random() < 0.3 else body


def test_any_broken_document_still_derives_to_a_page() -> None:
    draw = Random(20260501)
    pages = documents()
    for turn in range(ROUNDS):
        url, headers, body = draw.choice(pages)
        sent = Payload(url=url, status=200, headers=headers, body=broken(draw, body))
        assert isinstance(derive(sent), Page), turn


def test_any_broken_message_still_gives_a_payload() -> None:
    draw = Random(20260502)
    pages = documents()
    for turn in range(ROUNDS):
        url, headers, body = draw.choice(pages)
        head = "".join(f"{name}: {value}\r\n" for name, value in headers)
        message = f"HTTP/1.1 200 OK\r\n{head}\r\n".encode("latin-1", "replace") + body[:4000]
        assert isinstance(payload(broken(draw, message), url), Payload), turn


def test_any_href_normalises_to_itself_or_to_nothing() -> None:
    draw = Random(20260503)
    alphabet = "abc:/?#[]@!$&'()*+,;=%.-_~ \\\t\"<>{}|^é中\u202e0123456789"
    for _ in range(50 * ROUNDS):
        href = "http://paper.example/" * draw.randint(0, 1) + "".join(
            draw.choices(alphabet, k=draw.randint(0, 40))
        )
        clean = normalise(href)
        if clean is not None:
            assert normalise(clean) == clean, href
            assert key(clean) == key(href), href
