"""HTTP messages are taken apart as sent, and every fault of a body has a name."""

import gzip
import zlib

import brotli
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawl.coding import FREE_SIZE, MAX_RATIO, decode
from newscrawl.message import MAX_HEAD, entity, payload, split, status_of

PAGE = b"<html><p>" + "Zwölf Störche überm See. ".encode() * 40 + b"</p></html>"


def response(body: bytes, *headers: bytes) -> bytes:
    return b"\r\n".join((b"HTTP/1.1 200 OK", *headers, b"", body))


def decoded(body: bytes, *headers: bytes, **options: int) -> tuple[bytes, tuple[str, ...]]:
    got = payload(response(body, *headers), "http://paper.example/", **options)
    return got.body, got.faults


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def chunked(*chunks: bytes) -> bytes:
    parts = [b"%x\r\n%b\r\n" % (len(chunk), chunk) for chunk in chunks]
    return b"".join(parts) + b"0\r\n\r\n"


def test_status_reason_and_headers_come_as_sent():
    message = split(
        b"HTTP/1.1 404 Gone \xe9 away\r\nsErVeR:x\r\nSet-Cookie: a\r\nSet-Cookie: b\r\n\r\nB"
    )
    assert (message.status, message.reason) == (404, b"Gone \xe9 away")
    assert message.headers == ((b"sErVeR", b"x"), (b"Set-Cookie", b"a"), (b"Set-Cookie", b"b"))
    assert message.raw_body == b"B"


@pytest.mark.parametrize(
    ("response", "status", "headers", "body"),
    [
        (b"HTTP/1.1 200\r\n\r\nB", 200, (), b"B"),
        (b"HTTP/1.0 200 OK\nA: b\n\nB\r\n\r\n", 200, ((b"A", b"b"),), b"B\r\n\r\n"),
        (b"HTTP/1.1 200 OK\r\nA: b\r\n\t c\r\n  d\r\n\r\n", 200, ((b"A", b"b c d"),), b""),
        (b"HTTP/1.1 200 OK\r\n folded first\r\nno colon\r\n: x\r\n\r\n", 200, ((b"", b"x"),), b""),
        (b"HTTP/2 301\r\nLocation: /\xe9\r\n\r\n", 301, ((b"Location", b"/\xe9"),), b""),
        (b"ICY 200 OK\r\n\r\nB", 200, (), b"B"),
        (b"\r\nHTTP/1.1 200 OK\r\n\r\nB", 200, (), b"B"),
        (b"HTTP/1.1 200 OK\r\nA: b", 200, ((b"A", b"b"),), b""),
        (b"<html>no head", 0, (), b"<html>no head"),
        (b"", 0, (), b""),
    ],
)
def test_odd_messages_are_read_leniently(response, status, headers, body):
    message = split(response)
    assert (message.status, message.headers, message.raw_body) == (status, headers, body)


def test_endless_headers_are_read_up_to_a_bound():
    message = split(b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 100_000 + b"\r\nB")
    assert len(message.headers) <= MAX_HEAD // 6 + 1
    assert message.raw_body == b"B"


def test_status_alone_is_that_of_the_message():
    for response in (b"HTTP/1.1 100\r\n\r\nHTTP/1.1 410 X\r\n\r\n", b"HTTP/1.1 204", b"", b"?"):
        assert status_of(response) == split(response).status


def test_interim_responses_before_the_final_one_are_skipped():
    message = split(
        b"HTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 100\r\n\r\nHTTP/1.1 200 OK\r\n\r\nB"
    )
    assert (message.status, message.headers, message.raw_body) == (200, (), b"B")
    assert split(b"HTTP/1.1 103 Early\r\n\r\n").status == 103


def test_chunks_extensions_and_trailers_are_removed():
    body = b"4;x=y\r\nabcd\r\n0A\r\n0123456789\r\n0\r\nTrailer: t\r\n\r\n"
    message = split(response(body, b"Transfer-Encoding: chunked"))
    assert entity(message) == (b"abcd0123456789", ())


@pytest.mark.parametrize(
    ("body", "kept", "fault"),
    [
        (b"4\r\nabcd\r\n", b"abcd", "truncated"),
        (b"4\r\nabcd\r\n8\r\nef", b"abcdef", "truncated"),
        (b"4\r\nabcd", b"abcd", "truncated"),
        (b"", b"", "truncated"),
        (b"4\r\nabcd\r\nnonsense that is no size\r\n", b"abcd", "bad-chunk"),
        (b"4\r\nabcdefgh\r\n0\r\n\r\n", b"abcd", "bad-chunk"),
        (b"<html>stored bare", b"<html>stored bare", "not-chunked"),
    ],
)
def test_bad_chunks_are_a_fault_and_what_was_readable_is_kept(body, kept, fault):
    assert entity(split(response(body, b"Transfer-Encoding: Chunked"))) == (kept, (fault,))


def test_body_shorter_than_content_length_is_truncated():
    assert decoded(b"abc", b"Content-Length: 5") == (b"abc", ("truncated",))
    assert decoded(b"abc", b"Content-Length: " + b"9" * 5000) == (b"abc", ("truncated",))
    assert decoded(b"abc", b"Content-Length: 3") == (b"abc", ())
    assert decoded(b"abc", b"Content-Length: x") == (b"abc", ())


def test_not_modified_has_no_body_to_miss():
    got = payload(b"HTTP/1.1 304 X\r\nContent-Length: 9\r\n\r\n", "http://paper.example/")
    assert (got.status, got.body, got.faults) == (304, b"", ())


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        (b"gzip", gzip.compress(PAGE)),
        (b"X-GZIP", gzip.compress(PAGE)),
        (b"gzip", gzip.compress(PAGE[:99]) + gzip.compress(PAGE[99:])),
        (b"gzip", gzip.compress(PAGE) + b"\0\0trailing"),
        (b"deflate", zlib.compress(PAGE)),
        (b"deflate", raw_deflate(PAGE)),
        (b"br", brotli.compress(PAGE)),
        (b"zstd", zstandard.compress(PAGE)),
        (b"gzip, br", brotli.compress(gzip.compress(PAGE))),
        (b"identity, deflate ,gzip,zstd", zstandard.compress(gzip.compress(zlib.compress(PAGE)))),
        (b"none", PAGE),
    ],
)
def test_content_codings_are_removed(coding, packed):
    assert decoded(packed, b"Content-Encoding: " + coding) == (PAGE, ())


def test_gzip_as_transfer_coding_is_removed_too():
    body = chunked(gzip.compress(PAGE))
    assert decoded(body, b"Transfer-Encoding: gzip, chunked") == (PAGE, ())


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_plain_body_under_a_coding_label_is_kept_with_a_fault(coding):
    headers = (b"Content-Encoding: " + coding.encode(),)
    assert decoded(PAGE, *headers) == (PAGE, (f"not-{coding}",))
    assert decoded(b"", *headers) == (b"", ())


@pytest.mark.parametrize("level", [0, 6])
def test_truncated_gzip_gives_what_was_readable(level):
    packed = gzip.compress(PAGE, level)
    body, faults = decoded(packed[:-30], b"Content-Encoding: gzip")
    assert PAGE.startswith(body)
    assert len(body) > 8
    assert faults == ("truncated",)


@pytest.mark.parametrize(
    ("coding", "pack"),
    [("zstd", zstandard.compress), ("br", brotli.compress), ("deflate", zlib.compress)],
)
def test_truncated_coding_is_a_fault(coding, pack):
    body, faults = decode(pack(PAGE)[:-3], [coding], limit=10**6)
    assert PAGE.startswith(body)
    assert faults == ("truncated",)


def test_bytes_before_the_damage_in_gzip_are_kept():
    text = bytes(range(256)) * 400
    packed = bytearray(gzip.compress(text, 1))
    packed[-8:-4] = b"\0\0\0\0"
    body, faults = decoded(bytes(packed), b"Content-Encoding: gzip")
    assert faults == ("bad-gzip",)
    assert text.startswith(body)
    assert len(body) > len(text) // 2


@pytest.mark.parametrize(
    ("coding", "bomb"),
    [
        ("gzip", gzip.compress(bytes(40_000_000))),
        ("br", brotli.compress(bytes(40_000_000), quality=1)),
        ("zstd", zstandard.compress(bytes(40_000_000))),
    ],
)
def test_bomb_is_cut_at_the_bounds(coding, bomb):
    body, faults = decode(bomb, [coding], limit=20_000_000)
    assert len(body) == min(20_000_000, max(FREE_SIZE, MAX_RATIO * len(bomb)))
    assert faults == ("too-large",)


def test_body_over_the_limit_is_cut():
    assert decoded(b"abcdef", limit=4) == (b"abcd", ("too-large",))
    assert decoded(gzip.compress(b"abcdef"), b"Content-Encoding: gzip", limit=4) == (
        b"abcd",
        ("too-large",),
    )


def test_unknown_and_too_many_codings_leave_the_body():
    assert decoded(b"B", b"Content-Encoding: sdch") == (b"B", ("unknown-coding",))
    assert decoded(b"B", b"Content-Encoding: gzip,gzip,gzip,gzip") == (b"B", ("too-many-codings",))


def test_message_without_status_line_is_all_body():
    got = payload(b"<html>", "http://paper.example/")
    assert (got.status, got.body, got.faults) == (0, b"<html>", ("no-status-line",))


def test_header_values_of_a_payload_are_latin_1():
    got = payload(b"HTTP/1.1 200 OK\r\nX-A: \xe9\r\n\r\n", "http://paper.example/")
    assert got.headers == (("X-A", "\xe9"),)


codings = st.lists(st.sampled_from(["gzip", "deflate", "br", "zstd", "chunked", "?"]), max_size=4)


@settings(deadline=None)
@given(st.binary(max_size=400), codings)
def test_no_response_raises(data, names):
    label = ", ".join(names).encode()
    payload(data, "http://paper.example/")
    for header in (b"Content-Encoding: ", b"Transfer-Encoding: "):
        payload(response(data, header + label), "http://paper.example/")


@settings(deadline=None)
@given(st.lists(st.binary(min_size=1, max_size=50), max_size=5))
def test_chunked_body_comes_back_whole(chunks):
    got = decoded(chunked(*chunks), b"Transfer-Encoding: chunked")
    assert got == (b"".join(chunks), ())


@settings(deadline=None)
@given(st.data(), st.sampled_from(["gzip", "deflate", "br", "zstd"]))
def test_altered_coded_body_never_raises(data, coding):
    pack = {
        "gzip": gzip.compress,
        "deflate": zlib.compress,
        "br": brotli.compress,
        "zstd": zstandard.compress,
    }[coding]
    packed = bytearray(pack(PAGE))
    place = data.draw(st.integers(0, len(packed) - 1))
    packed[place] = data.draw(st.integers(0, 255))
    decode(bytes(packed), [coding], limit=10**6)
