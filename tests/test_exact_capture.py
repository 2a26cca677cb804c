"""What lies in the WARC file is what crossed the wire, byte for byte; the server's log judges."""

import sqlite3
import ssl
import tempfile
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from crawls import fetch
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rawserver import Answer, RawServer
from soundness import check_bytes

from archive.reader import iter_captures
from newscrawl import settings as product

PRODUCT = {name: value for name, value in vars(product).items() if name.isupper()}
COMMON = settings(
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
_VISIBLE = st.characters(min_codepoint=0x20, max_codepoint=0xFF, exclude_categories=("Cc",))
WORDS = st.text(_VISIBLE, max_size=30).map(lambda text: text.encode("latin-1"))
NAMES = st.sampled_from(
    [b"X-odd", b"sErVeR", b"ETAG", b"set-cookie", b"Set-Cookie", b"VARY", b"x-a", b"Date", b"LINK"]
)
INTERIM = st.sampled_from(
    [b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n", b"HTTP/1.1 100 Continue\r\n\r\n"]
)


@dataclass(frozen=True)
class Exchange:
    """One answer by construction: what is sent, and what of it is the message."""

    interim: bytes
    head: bytes
    body: bytes
    """As on the wire."""
    entity: bytes
    surplus: bytes = b""
    is_whole: bool = True
    end: str = "keep"
    cuts: tuple[int, ...] = ()

    @property
    def message(self) -> bytes:
        return self.head + self.body

    def answer(self) -> Answer:
        wire = self.interim + self.message + self.surplus
        places = sorted({0, len(wire), *(cut % (len(wire) + 1) for cut in self.cuts)})
        pieces = (wire[a:b] for a, b in pairwise(places))
        return Answer(tuple(pieces), end=self.end)


@st.composite
def chunked(draw, entity):
    """Give a body in chunks, with odd sizes, extensions and trailers."""
    wire, at = b"", 0
    while at < len(entity):
        size = draw(st.integers(1, len(entity) - at))
        extension = draw(st.sampled_from([b"", b";a=b", b'; name="v"']))
        digits = draw(st.sampled_from([b"%x", b"%X", b"0%x"])) % size
        wire += digits + extension + b"\r\n" + entity[at : at + size] + b"\r\n"
        at += size
    trailer = draw(st.sampled_from([b"", b"X-Trailer: t\r\n"]))
    return wire + b"0\r\n" + trailer + b"\r\n"


@st.composite
def exchanges(draw):
    """Give an odd answer that is whole, cut in head or body, or followed by more."""
    status = draw(st.sampled_from([200, 200, 204, 301, 304, 404, 503]))
    line = b"HTTP/1.1 %d %b" % (status, draw(WORDS).strip())
    fields = []
    for name, value in draw(st.lists(st.tuples(NAMES, WORDS), max_size=5)):
        fold = draw(st.sampled_from([b"", b"\r\n \tfolded on"]))
        fields.append(name + draw(st.sampled_from([b":", b": ", b":\t"])) + value + fold)
    entity = b"" if status in (204, 304) else draw(st.binary(max_size=3000))
    framing = "none" if status in (204, 304) else draw(
        st.sampled_from(["length", "chunked", "close", "short", "cut-chunk", "cut-head"])
    )  # fmt: skip
    body, end, is_whole = entity, draw(st.sampled_from(["keep", "keep", "close"])), True
    match framing:
        case "length":
            fields.append(b"content-LENGTH: %d" % len(entity))
        case "chunked":
            fields.append(b"Transfer-Encoding: chunked")
            body = draw(chunked(entity))
        case "close":
            fields.append(b"Connection: close")
            end = "close"
        case "short":
            fields.append(b"Content-Length: %d" % (len(entity) + draw(st.integers(1, 500))))
            end, is_whole = draw(st.sampled_from(["close", "reset"])), False
        case "cut-chunk":
            fields.append(b"Transfer-Encoding: chunked")
            body = draw(chunked(entity + b"x"))[: len(entity) // 2 + 1]
            end, is_whole = "close", False
    head = b"\r\n".join([line, *draw(st.permutations(fields)), b"", b""])
    if framing == "cut-head":
        head = head[: draw(st.integers(len(line) + 2, max(len(line) + 2, len(head) - 3)))]
        body, end, is_whole = b"", draw(st.sampled_from(["close", "reset"])), False
    surplus = b""
    if end == "keep":
        surplus = draw(st.sampled_from([b"", b"", b"HTTP/1.1 200 OK\r\nX: y\r\n\r\n"]))
    return Exchange(
        interim=draw(INTERIM), head=head, body=body, entity=entity, surplus=surplus, end=end,
        is_whole=is_whole, cuts=tuple(draw(st.lists(st.integers(0, 5000), max_size=4))),
    )  # fmt: skip


def refuses_once_at_most(made):
    return sum(b" 503 " in one.head.partition(b"\r\n")[0] for one in made) < 2


# After a second 503 a host may be left in peace.
SEVERAL = st.lists(exchanges(), min_size=4, max_size=8).filter(refuses_once_at_most)


async def archived(made, folder, tls):
    """Fetch all exchanges in one crawl with the product's own parts; give what became of each."""
    chosen = {
        **PRODUCT,
        "SCHEDULER": "scrapy.core.scheduler.Scheduler",
        "ITEM_PIPELINES": {},
        "DOWNLOAD_DELAY": 0,
        "DOWNLOAD_TIMEOUT": 5,
        "DOWNLOAD_VERIFY_CERTIFICATES": False,
        "NEWSCRAWL_ALLOW_PRIVATE": True,
        "NEWSCRAWL_ROBOTS": False,
        "NEWSCRAWL_COLLECTION": str(folder / "c"),
        "NEWSCRAWL_START": ["http://127.0.0.1/"],
        "CONCURRENT_REQUESTS": 1,
    }
    answers = {f"/{n}": exchange.answer() for n, exchange in enumerate(made)}
    async with RawServer(answers, tls=tls) as server:
        fetched = await fetch([server.url(path) for path in answers], chosen)
    return server, fetched


def prove(run, made, tls=None):
    """Archive exchanges and compare the WARC file with the server's log."""
    with tempfile.TemporaryDirectory() as name:
        server, fetched = run(archived(made, Path(name), tls))
        (path,) = (Path(name) / "c" / "warc").glob("*.warc.gz")
        check_bytes(path)
        found = {}
        for capture in iter_captures(path):
            found.setdefault(capture.url, []).append((capture, capture.payload()))
    for number, exchange in enumerate(made):
        url = server.url(f"/{number}")
        ((capture, payload),) = found.pop(url)
        assert capture.request == server.requests_for(f"/{number}")[-1]
        if capture.type == "revisit":
            assert (capture.response, payload.body) == (exchange.head, exchange.entity)
        elif exchange.end == "reset":
            assert exchange.message.startswith(capture.response)
        else:
            assert capture.response == exchange.message
        assert (capture.truncated is None) == exchange.is_whole
        assert isinstance(fetched[url], Exception) == (not exchange.is_whole)
    assert found == {}


@settings(COMMON, max_examples=12)
@given(made=SEVERAL)
def test_any_exchange_is_archived_as_it_crossed_the_wire(run, made):
    prove(run, made)


@settings(COMMON, max_examples=3)
@given(made=SEVERAL)
def test_any_exchange_over_tls_is_archived_as_it_was_before_encryption(run, tls, made):
    prove(run, made, tls)


@pytest.mark.soak
@settings(COMMON, max_examples=500)
@given(made=SEVERAL)
def test_many_exchanges_are_archived_as_they_crossed_the_wire(run, made):
    prove(run, made)


@pytest.fixture(scope="module")
def certificate():
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    start, end = datetime(2020, 1, 1, tzinfo=UTC), datetime(2120, 1, 1, tzinfo=UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, start, end)
    return key, builder.sign(key, hashes.SHA256())


@pytest.fixture(scope="module")
def tls(certificate, tmp_path_factory):
    key, signed = certificate
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(pem + signed.public_bytes(Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


def test_metadata_record_names_cipher_and_certificate(run, tls, certificate, tmp_path):
    answers = [Exchange(interim=b"", head=b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n",
                        body=b"hi", entity=b"hi")] * 2  # fmt: skip
    server, _ = run(archived(answers, tmp_path, tls))
    assert server.connections == 1
    (path,) = (tmp_path / "c" / "warc").glob("*.warc.gz")
    for capture in iter_captures(path):
        assert capture.protocol == ("http/1.1", "tls/1.3")
        fingerprint = certificate[1].fingerprint(hashes.SHA256()).hex()
        assert capture.provenance["tls-certificate-sha256"] == fingerprint
        assert capture.provenance["tls-cipher"].startswith("TLS_")
        assert capture.provenance["tls-certificate-not-before"] == "2020-01-01T00:00:00Z"
        assert capture.provenance["tls-certificate-not-after"] == "2120-01-01T00:00:00Z"
    with closing(sqlite3.connect(tmp_path / "c" / "catalog.sqlite")) as db:
        ((origin, ends),) = db.execute("SELECT origin, ends FROM certificates").fetchall()
    assert origin.startswith("https://127.0.0.1:")
    assert ends == datetime(2120, 1, 1, tzinfo=UTC).timestamp()
