"""Failures: every way a download can fail has its word."""

import pytest
from crawls import fetch
from OpenSSL import SSL
from rawserver import Answer, RawServer
from scrapy import Request
from scrapy.exceptions import CannotResolveHostError, NotSupported, UnsupportedURLSchemeError
from service_identity import VerificationError
from twisted.internet.error import NoRouteError
from twisted.python.failure import Failure
from twisted.web.client import ResponseFailed

from newscrawl.net.errors import AddressRefused, RobotsDenied, TooLargeError
from newscrawl.net.failure import MAX_RETRY_AFTER, reason, retry_after
from newscrawl.net.wire import WireDownloadHandler

OK = b"HTTP/1.1 200 OK\r\n"
NOW = 784111777.0  # Sun, 06 Nov 1994 08:49:37 GMT


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        (Answer((), end="close"), "reset"),
        (Answer((), end="reset"), "reset"),
        (Answer((OK,), end="close"), "reset"),
        (Answer((), end="hang"), "timeout"),
        (Answer((OK + b"Content-Length: 9\r\n\r\nab",), end="close"), "truncated"),
        (Answer((OK + b"Content-Length: 9\r\n\r\nab",), end="hang"), "timeout"),
        (Answer((OK + b"Content-Length: 99999\r\n\r\nab",)), "too-large"),
        (Answer((OK + b"\r\n" + b"a" * 99999,), end="close"), "too-large"),
        (Answer((b"220 mail.paper.example ESMTP\r\n",), end="close"), "bad-response"),
        (Answer((OK + b"Transfer-Encoding: rot13\r\n\r\nab",)), "bad-response"),
    ],
)
def test_failed_exchange_is_named(run, answer, word):
    settings = {
        "DOWNLOAD_HANDLERS": {"http": WireDownloadHandler},
        "DOWNLOAD_TIMEOUT": 0.3,
        "DOWNLOAD_MAXSIZE": 1000,
    }

    async def scenario():
        async with RawServer({"/": answer}) as server:
            return (await fetch([server.url("/")], settings))[server.url("/")]

    assert reason(run(scenario())) == word


def test_server_without_tls_closed_port_and_refused_tunnel_are_named(run):
    settings = {"DOWNLOAD_HANDLERS": {"http": WireDownloadHandler, "https": WireDownloadHandler}}

    async def scenario():
        async with RawServer(greeting=b"HTTP/1.1 400 Bad Request\r\n\r\n") as server:
            here = f"127.0.0.1:{server.port}"
            tunnel = Request("https://paper.example/", meta={"proxy": f"http://{here}"})
            fetched = await fetch([f"https://{here}/", tunnel], settings)
        after = await fetch([f"http://{here}/"], settings)
        return {reason(outcome) for outcome in {**fetched.outcomes, **after.outcomes}.values()}

    assert run(scenario()) == {"tls", "proxy", "connect"}


@pytest.mark.parametrize(
    ("error", "word"),
    [
        (CannotResolveHostError(), "dns"),
        (UnsupportedURLSchemeError(), "scheme"),
        (NotSupported(), "scheme"),
        (AddressRefused("h", "private"), "address:private"),
        (RobotsDenied("u", reachable=True), "robots"),
        (RobotsDenied("u", reachable=False), "robots:unreachable"),
        (TooLargeError(), "too-large"),
        (NoRouteError(), "connect"),
        (ResponseFailed([Failure(SSL.Error())]), "tls"),
        (ResponseFailed([Failure(VerificationError(errors=()))]), "tls"),
        (KeyError("x"), "error:KeyError"),
    ],
)
def test_error_is_named(error, word):
    assert reason(error) == word


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("99999999999999999999", MAX_RETRY_AFTER),
        ("Sun, 06 Nov 1994 08:50:37 GMT", 60.0),
        ("Sunday, 06-Nov-94 08:50:37 GMT", 60.0),
        ("Sun Nov  6 08:50:37 1994", 60.0),
        ("Sun, 06 Nov 1994 08:49:37 GMT", 0.0),
        ("Sat, 05 Nov 1994 08:49:37 GMT", 0.0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", MAX_RETRY_AFTER),
        (None, None),
        ("", None),
        ("soon", None),
        ("nan", None),
        ("-5", None),
        ("1e9", None),
        ("²", None),
        ("Sun, 99 Nov 1994 08:49:37 GMT", None),
    ],
)
def test_retry_after_is_read_in_both_forms(value, seconds):
    assert retry_after(value, now=NOW) == seconds
