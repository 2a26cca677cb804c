"""The wire: every exchange is captured byte for byte, whatever becomes of it."""

import asyncio
import gzip
import importlib
import ssl
from datetime import UTC, datetime

import pytest
from crawls import fetch, run_crawl
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from rawserver import Answer, ConnectProxy, RawServer
from scrapy import Request, Spider, signals

from newscrawl.errors import ArchiveError
from newscrawl.net.connection import PRIVATE_NAMES
from newscrawl.net.errors import TooLargeError
from newscrawl.net.exchange import HEADER_LIMIT
from newscrawl.net.failure import reason
from newscrawl.net.wire import WireDownloadHandler


def wire(**settings):
    """Give a list that will hold the captures, and settings with a handler that fills it."""
    kept = []

    class Keeper(WireDownloadHandler):
        async def captured(self, request, capture):
            kept.append(capture)

    return kept, {"DOWNLOAD_HANDLERS": {"http": Keeper, "https": Keeper}, **settings}


def message(head, body=b"", *, end="keep"):
    """Make an answer from lines of a head, joined as on the wire, and a body."""
    return Answer((b"\r\n".join([*head, b"", b""]) + body,), end=end)


OK = b"HTTP/1.1 200 OK"
EMPTY = b"Content-Length: 0"
ODD = {
    "/plain": message([OK, b"Content-Length: 2"], b"hi"),
    "/odd-case": message(
        [b"HTTP/1.1 200 Fine", b"sErVeR:x", b'eTAG:  "a"  ', b"content-LENGTH: 0"]
    ),
    "/duplicate": message([OK, b"Set-Cookie: a=1", b"X: 1", b"Set-Cookie: b=2", EMPTY]),
    "/folded": message([OK, b"X-Long: one", b" two", b"\tthree", EMPTY]),
    "/latin-1": message([b"HTTP/1.1 200 D\xe9j\xe0", b"X-Name: caf\xe9", EMPTY]),
    "/lower-case": message([b"http/1.1 200 ok", EMPTY]),
    "/odd-status": message([b"HTTP/1.1 0200", EMPTY]),
    "/no-colon": message([OK, b"this is no field", EMPTY]),
    "/long-line": message([OK, b"X-Policy: " + b"p" * 60_000, EMPTY]),
    "/bare-lf": Answer((b"HTTP/1.1 200 OK\nContent-Length: 3\n\nabc",)),
    "/chunked": message(
        [OK, b"Transfer-Encoding: chunked"],
        b'3;name="v"\r\nabc\r\n2\r\nde\r\n0;last\r\nX-Trailer: t\r\n\r\n',
    ),
    "/redirect": message([b"HTTP/1.1 302 Found", b"Location: /plain", EMPTY]),
    "/not-modified": message([b"HTTP/1.1 304 Not Modified", b'ETag: "a"']),
    "/no-content": message([b"HTTP/1.1 204 No Content"]),
    "/error": message([b"HTTP/1.1 500 Oh no", b"Content-Length: 4"], b"sorr"),
    "/until-close": message([b"HTTP/1.0 200 OK"], b"all of it", end="close"),
    "/pieces": Answer((b"HTTP/1.1 2", b"00 OK\r\nContent-Le", b"ngth: 4\r\n\r\nab", b"cd")),
}


@pytest.mark.parametrize("path", ODD)
def test_received_bytes_are_those_the_server_sent(run, path):
    kept, settings = wire()

    async def scenario():
        async with RawServer(ODD) as server:
            fetched = await fetch([server.url(path)], settings)
            return server, fetched

    server, _ = run(scenario())
    (capture,) = kept
    assert capture.response == server.wire(path)
    assert [capture.request] == server.requests_for(path)
    assert capture.url == server.url(path)
    assert capture.ip == "127.0.0.1"
    assert capture.truncated is None


def test_interim_responses_are_cut_off(run):
    final = message([OK, b"Content-Length: 2"], b"hi")
    early = message([b"HTTP/1.1 103 Early Hints", b"Link: </a.css>; rel=preload"])
    bare = Answer((b"HTTP/1.1 100 Continue\r\n\r\n",))
    kept, settings = wire()

    async def scenario():
        answer = Answer((early.wire, bare.wire, final.wire))
        async with RawServer({"/": answer}) as server:
            await fetch([server.url("/")], settings)

    run(scenario())
    assert [capture.response for capture in kept] == [final.wire]


def test_surplus_bytes_are_cut_off_and_their_connection_is_not_used_again(run):
    kept, settings = wire(CONCURRENT_REQUESTS=1)
    answers = {
        "/surplus": Answer((ODD["/plain"].wire + b"HTTP/1.1 200 OK\r\nX: injected\r\n\r\n",)),
        "/plain": ODD["/plain"],
    }

    async def scenario():
        async with RawServer(answers) as server:
            await fetch([server.url("/surplus"), server.url("/plain")], settings)
            return server

    server = run(scenario())
    assert [capture.response for capture in kept] == [ODD["/plain"].wire] * 2
    assert server.connections == 2


def test_connections_are_kept_alive_with_one_capture_each(run):
    kept, settings = wire(CONCURRENT_REQUESTS=1)

    async def scenario():
        async with RawServer(ODD) as server:
            await fetch(
                [server.url("/plain"), server.url("/chunked"), server.url("/odd-case")], settings
            )
            return server

    server = run(scenario())
    assert server.connections == 1
    assert [c.response for c in kept] == [ODD[p].wire for p in ("/plain", "/chunked", "/odd-case")]
    assert [c.request for c in kept] == [data for _, data in server.requests]


def test_request_repeated_after_a_stale_connection_is_captured_once(run):
    kept, settings = wire(CONCURRENT_REQUESTS=1)
    stale = [Answer((ODD["/plain"].wire,)), Answer((), end="reset"), ODD["/plain"]]

    async def scenario():
        async with RawServer({"/": stale}) as server:
            urls = [server.url("/"), server.url("/#again")]
            fetched = await fetch(urls, settings)
            return server, [fetched[url] for url in urls]

    server, outcomes = run(scenario())
    assert [response.body for response in outcomes] == [b"hi", b"hi"]
    assert len(server.requests) == 3
    assert [c.response for c in kept] == [ODD["/plain"].wire] * 2
    assert kept[1].request == server.requests[2][1]


BROKEN = {
    "/short": (message([OK, b"Content-Length: 9"], b"half", end="close"), "disconnect"),
    "/in-chunk": (
        message([OK, b"Transfer-Encoding: chunked"], b"9\r\nhalf", end="close"),
        "disconnect",
    ),
    "/reset": (message([OK, b"Content-Length: 9"], b"half", end="reset"), "disconnect"),
    "/in-head": (Answer((b"HTTP/1.1 200 OK\r\nContent-Le",), end="close"), "disconnect"),
    "/slow": (message([OK, b"Content-Length: 9"], b"half", end="hang"), "time"),
    "/huge": (message([OK, b"Content-Length: 900000"], b"half"), "length"),
    "/bad-chunk": (message([OK, b"Transfer-Encoding: chunked"], b"xyz\r\nhalf"), "unspecified"),
    "/two-lengths": (
        message([OK, b"Content-Length: 1", b"Content-Length: 2"], b"ab"),
        "unspecified",
    ),
}


@pytest.mark.parametrize("path", BROKEN)
def test_broken_exchange_fails_and_is_captured_as_truncated(run, path):
    answer, truncated = BROKEN[path]
    kept, settings = wire(DOWNLOAD_TIMEOUT=0.5, DOWNLOAD_MAXSIZE=100_000)

    async def scenario():
        async with RawServer({path: answer}) as server:
            fetched = await fetch([server.url(path)], settings)
            return fetched[server.url(path)]

    assert isinstance(run(scenario()), Exception)
    (capture,) = kept
    assert capture.truncated == truncated
    assert answer.wire == capture.response


def test_reset_behind_a_body_without_length_is_truncated(run):
    kept, settings = wire()

    async def scenario():
        async with RawServer({"/": message([b"HTTP/1.0 200 OK"], b"part", end="reset")}) as server:
            await fetch([server.url("/")], settings)

    run(scenario())
    assert [(c.response[-4:], c.truncated) for c in kept] == [(b"part", "disconnect")]


@pytest.mark.parametrize(
    "answer",
    [
        Answer((), end="close"),
        Answer((), end="reset"),
        Answer((b"SSH-2.0-x\r\n",), end="close"),
        Answer((b"HTTP/1.1 2_00 OK\r\nContent-Length: 0\r\n\r\n",)),
        Answer((b"HTTP/1.1 103 Early Hints\r\n\r\n",), end="close"),
    ],
)
def test_exchange_without_a_final_response_gives_no_capture(run, answer):
    kept, settings = wire()

    async def scenario():
        async with RawServer({"/": answer}) as server:
            fetched = await fetch([server.url("/")], settings)
            return fetched[server.url("/")]

    outcome = run(scenario())
    assert isinstance(outcome, Exception)
    assert not isinstance(outcome, ArchiveError)
    assert kept == []


def test_endless_headers_end_at_the_limit(run):
    kept, settings = wire()
    lines = Answer((b"HTTP/1.1 200 OK\r\n", *[b"X: " + b"y" * 8000 + b"\r\n"] * 100), end="hang")

    async def scenario():
        async with RawServer({"/": lines}) as server:
            fetched = await fetch([server.url("/")], settings)
            return fetched[server.url("/")]

    error = run(scenario())
    assert reason(error) == "too-large:headers"
    (capture,) = kept
    assert capture.truncated == "length"
    assert lines.wire.startswith(capture.response)
    assert len(capture.response) < HEADER_LIMIT + 100_000


@pytest.mark.parametrize(
    "limit", [{"NEWSCRAWL_MAX_HEADERS": 50}, {"NEWSCRAWL_MAX_HEADER_BYTES": 900}]
)
def test_header_limits_can_be_set(run, limit):
    kept, settings = wire(**limit)
    many = Answer((b"HTTP/1.1 200 OK\r\n", *[b"X: yyyyyyyyyyyyyyyyyyyy\r\n"] * 100), end="hang")

    async def scenario():
        async with RawServer({"/": many}) as server:
            fetched = await fetch([server.url("/")], settings)
            return fetched[server.url("/")]

    assert reason(run(scenario())) == "too-large:headers"
    assert [capture.truncated for capture in kept] == ["length"]


def test_body_over_the_limit_is_cut_and_named(run):
    kept, settings = wire(DOWNLOAD_MAXSIZE=1000)
    body = message([OK], b"x" * 5_000_000, end="close")

    async def scenario():
        async with RawServer({"/": body}) as server:
            fetched = await fetch([server.url("/")], settings)
            return fetched[server.url("/")]

    assert isinstance(run(scenario()), TooLargeError)
    assert [c.truncated for c in kept] == ["length"]
    assert body.wire.startswith(kept[0].response)


def test_answer_that_drips_is_ended_and_kept_as_cut(run):
    kept, settings = wire(
        NEWSCRAWL_MIN_SPEED=1000, NEWSCRAWL_MIN_SPEED_SECONDS=0.4, DOWNLOAD_TIMEOUT=30
    )
    slow = message([OK, b"Content-Length: 9000"], b"a few", end="hang")
    quick = message([OK, b"Content-Length: 3"], b"all")

    async def scenario():
        async with RawServer({"/slow": slow, "/quick": quick}) as server:
            urls = [server.url("/slow"), server.url("/quick")]
            fetched = await fetch(urls, settings)
            return [fetched[url] for url in urls]

    ended, whole = run(scenario())
    assert (reason(ended), whole.status) == ("too-slow", 200)
    cut = {capture.url.rpartition("/")[2]: capture for capture in kept}
    assert (cut["slow"].truncated, cut["quick"].truncated) == ("time", None)
    assert cut["slow"].response == slow.wire


def test_server_that_thinks_before_its_first_byte_is_not_slow(run):
    _, settings = wire(
        NEWSCRAWL_MIN_SPEED=1000, NEWSCRAWL_MIN_SPEED_SECONDS=0.2, DOWNLOAD_TIMEOUT=1
    )

    async def scenario():
        async with RawServer({"/": Answer((), end="hang")}) as server:
            return (await fetch([server.url("/")], settings))[server.url("/")]

    assert reason(run(scenario())) == "timeout"


def test_secrets_are_masked_and_bodies_are_kept(run):
    kept, settings = wire()

    async def scenario():
        async with RawServer({"/form": ODD["/plain"]}) as server:
            headers = {"Authorization": "Basic c2VjcmV0", "Cookie": "id=1234", "X-Cookie": "y"}
            body = b"cookie: eaten\r\n"
            await fetch(
                [Request(server.url("/form"), method="POST", headers=headers, body=body)], settings
            )
            return server.requests

    ((_, sent),) = run(scenario())
    masked = sent.replace(b"Basic c2VjcmV0", b"x" * 14).replace(b"id=1234", b"x" * 7)
    assert kept[0].request == masked
    assert sent.endswith(b"cookie: eaten\r\n")


def test_error_of_the_hook_is_the_failure_of_the_download(run):
    class Full(WireDownloadHandler):
        async def captured(self, request, capture):
            raise ArchiveError("no space left")

    async def scenario():
        async with RawServer(ODD) as server:
            urls = [server.url("/plain"), server.url("/nothing")]
            fetched = await fetch(urls, {"DOWNLOAD_HANDLERS": {"http": Full}})
            return [fetched[url] for url in urls]

    assert [str(outcome) for outcome in run(scenario())] == ["no space left"] * 2


def test_scrapy_gets_the_body_with_its_content_coding(run):
    _, settings = wire()
    coded = gzip.compress(b"hello")
    answer = message([OK, b"Content-Encoding: gzip", b"Content-Length: %d" % len(coded)], coded)

    async def scenario():
        async with RawServer({"/": answer}) as server:
            return (await fetch([server.url("/")], settings))[server.url("/")]

    response = run(scenario())
    assert response.body == coded
    assert response.headers["Content-Encoding"] == b"gzip"


def test_exchange_over_tls_is_exact(run, tls):
    kept, settings = wire()

    async def scenario():
        async with RawServer(ODD, tls=tls) as server:
            await fetch([server.url("/chunked")], settings)
            return server

    server = run(scenario())
    (capture,) = kept
    assert capture.response == ODD["/chunked"].wire
    assert [capture.request] == server.requests_for("/chunked")
    assert capture.protocol == ("http/1.1", "tls/1.3")
    assert capture.ip == "127.0.0.1"


def test_exchange_through_a_tunnel_is_exact_and_names_no_peer(run, tls):
    kept, settings = wire()

    async def scenario():
        async with RawServer(ODD, tls=tls) as server, ConnectProxy() as proxy:
            meta = {"proxy": f"http://user:secret@127.0.0.1:{proxy.port}"}
            await fetch([Request(server.url("/chunked"), meta=meta)], settings)
            return server, proxy

    server, proxy = run(scenario())
    (capture,) = kept
    assert capture.response == ODD["/chunked"].wire
    assert [capture.request] == server.requests_for("/chunked")
    assert capture.protocol == ("http/1.1", "tls/1.3")
    assert capture.ip is None
    assert b"Proxy-Authorization" in proxy.heads[0]
    assert b"Proxy-Authorization" not in capture.request


def test_exchange_through_an_http_proxy_is_exact_but_for_the_password(run):
    kept, settings = wire()

    async def scenario():
        async with RawServer(ODD) as proxy:
            meta = {"proxy": f"http://user:secret@127.0.0.1:{proxy.port}"}
            await fetch([Request("http://paper.example/plain", meta=meta)], settings)
            return proxy.requests

    ((_, sent),) = run(scenario())
    (capture,) = kept
    assert sent.startswith(b"GET http://paper.example/plain HTTP/1.1\r\n")
    assert capture.request != sent
    assert len(capture.request) == len(sent)
    assert capture.url == "http://paper.example/plain"
    assert capture.ip is None


def test_private_names_are_still_there():
    for name in PRIVATE_NAMES:
        module, _, path = name.partition(":")
        attribute = importlib.import_module(module)
        for part in path.split("."):
            attribute = getattr(attribute, part)


@pytest.fixture(scope="module")
def tls(tmp_path_factory):
    """A server context with a certificate made for this run."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    start = datetime(2020, 1, 1, tzinfo=UTC)
    certificate = x509.CertificateBuilder(
        name, name, key.public_key(), 1, start, datetime(2120, 1, 1, tzinfo=UTC)
    ).sign(key, hashes.SHA256())
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    path.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        + certificate.public_bytes(Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


def test_cancelled_download_is_captured_as_far_as_it_came(run):
    kept, settings = wire()

    class Impatient(Spider):
        name = "impatient"

        async def start(self):
            began = asyncio.Event()
            self.crawler.signals.connect(
                lambda **_: began.set(), signals.bytes_received, weak=False
            )
            handler = settings["DOWNLOAD_HANDLERS"]["http"](self.crawler)
            download = asyncio.ensure_future(handler.download_request(Request(self.url)))
            await began.wait()
            download.cancel()
            await asyncio.wait([download])
            await handler.close()
            return
            yield

    async def scenario():
        part = message([OK, b"Content-Length: 9"], b"half", end="hang")
        async with RawServer({"/": part}) as server:
            await run_crawl(Impatient, settings, url=server.url("/"))
        return part

    part = run(scenario())
    assert [(c.response, c.truncated) for c in kept] == [(part.wire, "unspecified")]
