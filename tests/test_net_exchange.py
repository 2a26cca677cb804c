"""The exchange: what becomes of raw bytes on their way into a capture."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.net.exchange import Exchange, Tls, without_interim, without_secrets

DATE = datetime(2026, 1, 2, tzinfo=UTC)
FINAL = b"HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n"


def exchange(received, **fields):
    made = Exchange(url="http://paper.example/", **fields)
    made.begin(date=DATE, ip="192.0.2.1")
    made.received += received
    return made


@pytest.mark.parametrize(
    "interim",
    [
        b"",
        b"HTTP/1.1 100 Continue\r\n\r\n",
        b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n folded\r\n\r\nHTTP/1.1 102 P\r\n\r\n",
        b"HTTP/1.1 103\nLink: </a>\n\n",
        b"HTTP/1.1 199 \r\nA: b\n\r\n",
    ],
)
def test_interim_responses_end_where_the_final_one_begins(interim):
    assert without_interim(interim + FINAL) == FINAL


def test_interim_response_without_end_leaves_nothing():
    assert without_interim(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n") == b""


@given(st.binary())
def test_any_bytes_pass_as_they_are_or_lose_only_their_front(received):
    assert received.endswith(without_interim(received))


@given(st.binary())
def test_masking_keeps_every_length_and_line(request):
    masked = without_secrets(request)
    assert len(masked) == len(request)
    assert masked.count(b"\n") == request.count(b"\n")


def test_secrets_are_masked_in_any_case_but_not_in_look_alikes():
    request = (
        b"GET / HTTP/1.1\r\nAUTHORIZATION: Bearer 1\r\nproxy-authorization:x y\r\n"
        b"Cookie: a=1; b=2\r\nX-Cookie: kept\r\nCookie:\r\n\r\nCookie: body"
    )
    assert without_secrets(request) == (
        b"GET / HTTP/1.1\r\nAUTHORIZATION: xxxxxxxx\r\nproxy-authorization:xxx\r\n"
        b"Cookie: xxxxxxxx\r\nX-Cookie: kept\r\nCookie:\r\n\r\nCookie: body"
    )


@pytest.mark.parametrize(
    ("version", "protocol"),
    [
        (None, ("http/1.1",)),
        ("TLSv1.3", ("http/1.1", "tls/1.3")),
        ("TLSv1", ("http/1.1", "tls/1.0")),
        ("SSLv3", ("http/1.1", "ssl/3.0")),
    ],
)
def test_protocol_is_named_as_in_warc(version, protocol):
    tls = version and Tls(version=version, cipher="AES", certificate="00")
    capture = exchange(FINAL, tls=tls).capture()
    assert capture.protocol == protocol
    facts = {"tls-cipher": "AES", "tls-certificate-sha256": "00"}
    assert capture.network == (facts if tls else {})


def test_capture_names_what_cut_it_short_first():
    cut = exchange(FINAL)
    assert cut.capture().truncated == "unspecified"
    cut.stop("length")
    cut.stop("disconnect")
    assert cut.capture().truncated == "length"
    cut.finish(surplus=3)
    assert (cut.capture().truncated, cut.capture().response) == (None, FINAL[:-3])


def test_new_attempt_forgets_the_old_one():
    again = exchange(b"HTTP/1.1 2")
    again.sent += b"GET"
    again.begin(date=DATE, ip="192.0.2.2")
    assert (bytes(again.sent), bytes(again.received), again.ip) == (b"", b"", "192.0.2.2")


def test_proxy_is_not_the_peer():
    assert exchange(FINAL, proxied=True).capture().ip is None


def test_bytes_that_are_no_http_give_no_capture():
    assert exchange(b"220 mail.paper.example ESMTP\r\n").capture() is None
    assert exchange(b"").capture() is None
