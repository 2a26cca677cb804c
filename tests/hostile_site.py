"""A hostile site on loopback: one behaviour a path, each with the fate that it must get."""

import asyncio
import gzip
import json
import struct
import zlib
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import lru_cache
from random import Random
from socket import SO_LINGER, SOL_SOCKET
from time import monotonic
from urllib.parse import urlsplit

import brotli
import zstandard
from loopback_servers import listening

MB = 1_000_000
ARTICLE = "archived article"
WORDS = (  # noqa: SIM905 one long text reads better
    "river bridge council mayor harbour market budget school winter storm farmer court museum"
    " station election hospital festival teacher railway concert factory village library debate"
    " football island mountain garden kitchen orchestra professor weather traffic holiday police"
    " tunnel bakery airport theatre minister parliament bicycle lighthouse forest castle dentist"
).split()


def story(seed: int, *, head: str = "", tail: str = "", extra: str = "") -> str:
    """Write an article that no other resembles."""
    draw = Random(seed)

    def sentence() -> str:
        return " ".join(draw.choices(WORDS, k=14)).capitalize() + f" {draw.randint(2, 9999)}."

    title = " ".join(draw.choices(WORDS, k=6)).capitalize()
    text = "".join(f"<p>{sentence()} {sentence()} {sentence()}</p>" for _ in range(6))
    return (
        f"<!doctype html><html><head><title>{title}</title>{head}"
        '<meta property="article:published_time" content="2026-05-03T10:00:00Z"></head>'
        f"<body><article><h1>{title}</h1>{extra}{text}</article>{tail}</body></html>"
    )


def message(
    body: bytes | str = b"",
    *fields: str,
    status: str = "200 OK",
    kind: str = "text/html",
    length: int | None = None,
) -> bytes:
    """Write a whole response."""
    data = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status}", *fields]
    lines += [f"Content-Type: {kind}"] if kind else []
    lines += [f"Content-Length: {len(data) if length is None else length}"]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + data


def chunked(*chunks: bytes, end: bytes = b"0\r\n\r\n", fields: str = "") -> bytes:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n"
    parts = b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks)
    return head + fields.encode() + b"\r\n" + parts + end


def coded(data: bytes, coding: str) -> bytes:
    return message(data, f"Content-Encoding: {coding}")


def zipped(data: bytes, times: int = 1) -> bytes:
    for _ in range(times):
        data = gzip.compress(data, 9, mtime=0)
    return data


@lru_cache
def gzip_of_blanks(size: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    head = packer.compress(b"<html><title>x</title><p>")
    return head + b"".join(packer.compress(b" " * MB) for _ in range(size // MB)) + packer.flush()


@lru_cache
def brotli_of_blanks(size: int) -> bytes:
    packer = brotli.Compressor(quality=5)
    parts = [packer.process(b"<html><p>" + b" " * MB) for _ in range(size // MB)]
    return b"".join(parts) + packer.finish()


def zstd_of_blanks(size: int) -> bytes:
    return zstandard.ZstdCompressor(level=9).compress(b"<html><p>" + b" " * size)


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What a path does, and what must become of it."""

    name: str
    fate: str
    wire: bytes | Callable[[], bytes] | str
    """All bytes of the answer, or the name of a `Site` method that streams them."""
    end: str = "close"  # close, reset, hang, keep
    heavy: bool = False
    """Left out of the short form."""

    @property
    def path(self) -> str:
        return f"/h/{self.name}"


GOOD = story(1).encode()
_PAGE = "<html><head><title>{}</title></head><body><p>{}</p></body></html>".format


def article(name: str, seed: int, **parts: str) -> Behaviour:
    return Behaviour(name, ARTICLE, lambda: message(story(seed, **parts)))


def protocol_faults() -> Iterator[Behaviour]:
    cut = "failed truncated"
    yield Behaviour("reset-at-once", "failed reset", b"", "reset")
    yield Behaviour("close-at-once", "failed reset", b"")
    yield Behaviour("reset-in-headers", "failed reset", b"HTTP/1.1 200 OK\r\nContent-T", "reset")
    yield Behaviour("close-in-headers", "failed reset", b"HTTP/1.1 200 OK\r\nContent-T")
    yield Behaviour("reset-in-body", cut, message(GOOD[:900], length=len(GOOD)), "reset")
    yield Behaviour("length-too-long", cut, message(GOOD, length=len(GOOD) + 500))
    yield Behaviour("body-stops-early", cut, message(GOOD[:700], length=len(GOOD)))
    yield Behaviour(
        "surplus-bytes", ARTICLE, lambda: message(story(2)) + b"HTTP/1.1 200 OK\r\n\r\nX"
    )
    yield Behaviour("length-negative", "failed bad-response", message(GOOD, length=-5))
    yield Behaviour("two-lengths", "failed bad-response", message(GOOD, "Content-Length: 12"))
    yield Behaviour(
        "length-no-number",
        "failed bad-response",
        message(GOOD).replace(b"Length: ", b"Length: about "),
    )
    yield Behaviour("chunk-stops-inside", cut, chunked(GOOD, end=b"ff\r\nhalf a chunk"))
    yield Behaviour("chunk-without-end", cut, chunked(GOOD, end=b""))
    yield Behaviour("chunk-size-garbage", cut, chunked(GOOD[:500], end=b"zz\r\n\r\n"))
    yield Behaviour("chunk-size-negative", cut, chunked(GOOD[:500], end=b"-5\r\n\r\n"))
    yield Behaviour("chunk-size-huge", cut, chunked(GOOD[:500], end=b"fffffffffff\r\nx"))
    yield Behaviour(
        "chunks-of-one-byte", ARTICLE, lambda: chunked(*(bytes([b]) for b in story(3).encode()))
    )
    yield Behaviour(
        "chunk-trailers", ARTICLE, lambda: chunked(story(4).encode(), end=b"0\r\nX-A: b\r\n\r\n")
    )
    yield Behaviour("no-status-line", "failed reset", GOOD)
    yield Behaviour("garbage-bytes", "failed bad-response", bytes(range(256)) * 9)
    yield Behaviour(
        "version-unknown", ARTICLE, lambda: message(story(5)).replace(b"HTTP/1.1", b"HTTP/9.9", 1)
    )
    yield Behaviour("status-999", "failed http-999", message("no", status="999 Denied"))
    yield Behaviour("status-of-two-digits", "failed http-20", message("no", status="20 OK"))
    yield Behaviour(
        "interim-and-final",
        ARTICLE,
        lambda: b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 5 + message(story(6)),
    )
    yield Behaviour("interim-for-ever", "failed too-large:headers", "interims")
    yield Behaviour("headers-for-ever", "failed too-large:headers", "headers")
    yield Behaviour(
        "header-lines-2000",
        "failed too-large:headers",
        lambda: message("x", *[f"X-{n}: y" for n in range(2000)]),
    )
    yield Behaviour(
        "header-of-300-kb", "failed too-large:headers", lambda: message("x", f"X: {'y' * 300_000}")
    )
    yield Behaviour("body-for-ever", "failed too-large", "endless", heavy=True)
    yield Behaviour("slow-drip", "failed too-slow", "drip")
    yield Behaviour("slow-drip-of-headers", "failed too-slow", "drip_headers")
    yield Behaviour("no-answer", "failed timeout", b"", "hang")
    yield Behaviour("headers-then-silence", "failed too-slow", message(b"", length=99), "hang")
    yield Behaviour("bare-line-feeds", ARTICLE, lambda: message(story(7)).replace(b"\r\n", b"\n"))
    yield Behaviour(
        "folded-header", ARTICLE, lambda: message(story(8), "X-A: b", " folded", "X-B: \xff")
    )
    yield Behaviour("header-name-of-no-ascii", "failed bad-response", message(GOOD, "X\xe9: y"))
    yield Behaviour("header-without-colon", ARTICLE, lambda: message(story(48), "no colon here"))
    yield Behaviour(
        "set-cookie-bomb",
        ARTICLE,
        lambda: message(story(9), *[f"Set-Cookie: c{n}={'v' * 900}" for n in range(99)]),
    )
    yield Behaviour(
        "reason-in-latin-1", ARTICLE, lambda: message(story(10), status="200 D\xe9j\xe0 \xff")
    )
    yield Behaviour("no-content", "archived http-204", b"HTTP/1.1 204 No Content\r\n\r\n")
    yield Behaviour(
        "partial-content",
        "archived http-206",
        message(GOOD[:600], "Content-Range: bytes 0-599/9999", status="206 Partial"),
    )


def codings() -> Iterator[Behaviour]:
    page = story(11).encode()
    damaged = "archived damaged:{}".format
    yield Behaviour("plain-called-gzip", ARTICLE, lambda: coded(story(12).encode(), "gzip"))
    yield Behaviour("gzip-cut", damaged("truncated"), coded(zipped(page)[:-400], "gzip"))
    yield Behaviour(
        "gzip-wrong-crc", damaged("bad-gzip"), coded(zipped(page)[:-8] + b"\0" * 8, "gzip")
    )
    yield Behaviour(
        "gzip-garbage-inside",
        damaged("truncated"),
        coded(zipped(page)[:500] + b"\xff" * 300, "gzip"),
    )
    yield Behaviour(
        "gzip-of-two-members",
        ARTICLE,
        lambda: coded(zipped(story(13)[:900].encode()) + zipped(story(13)[900:].encode()), "gzip"),
    )
    yield Behaviour(
        "gzip-thrice", ARTICLE, lambda: coded(zipped(story(14).encode(), 3), "gzip, gzip, gzip")
    )
    yield Behaviour(
        "gzip-ten-times",
        damaged("too-many-codings"),
        lambda: coded(zipped(page, 10), ", ".join(["gzip"] * 10)),
    )
    yield Behaviour("unknown-coding", damaged("unknown-coding"), coded(page, "x-mystery"))
    yield Behaviour(
        "deflate-raw",
        ARTICLE,
        lambda: coded(zlib.compress(story(15).encode(), wbits=-15), "deflate"),
    )
    yield Behaviour("brotli-cut", damaged("truncated"), coded(brotli.compress(page)[:-300], "br"))
    yield Behaviour(
        "zstd-unasked", ARTICLE, lambda: coded(zstandard.compress(story(16).encode()), "zstd")
    )
    bomb = damaged("too-large")
    yield Behaviour("gzip-bomb", bomb, lambda: coded(gzip_of_blanks(100 * MB), "gzip"))
    yield Behaviour(
        "gzip-bomb-of-1-gb", bomb, lambda: coded(gzip_of_blanks(1000 * MB), "gzip"), heavy=True
    )
    yield Behaviour("brotli-bomb", bomb, lambda: coded(brotli_of_blanks(100 * MB), "br"))
    yield Behaviour("zstd-bomb", bomb, lambda: coded(zstd_of_blanks(100 * MB), "zstd"))
    yield Behaviour(
        "nested-bomb", bomb, lambda: coded(zipped(gzip_of_blanks(100 * MB), 2), "gzip, gzip, gzip")
    )
    yield Behaviour(
        "transfer-gzip-bomb",
        bomb,
        lambda: (
            coded(gzip_of_blanks(100 * MB), "gzip")
            .replace(b"Content-Enc", b"X-Enc")
            .replace(b"X-Encoding", b"Content-Encoding")
        ),
    )


def documents() -> Iterator[Behaviour]:
    other, home = "archived other", "archived section"
    del home

    def page(
        name: str,
        fate: str,
        html: Callable[[], str],
        *,
        heavy: bool = False,
        kind: str = "text/html",
    ) -> Behaviour:
        return Behaviour(name, fate, lambda: message(html(), kind=kind), heavy=heavy)

    yield page("deep-dom", ARTICLE, lambda: story(20, extra="<div>" * 100_000))
    yield page("deep-lists", ARTICLE, lambda: story(21, tail="<ul><li>" * 30_000))
    yield page("line-of-50-mb", "failed too-large", lambda: "<p>" + "x" * 50 * MB, heavy=True)
    yield page("line-of-6-mb", ARTICLE, lambda: story(22, tail=f"<!--{'x' * 6 * MB}-->"))
    yield page("attributes-of-700-kb", ARTICLE, lambda: story(23, extra=_attributes(70_000)))
    yield page("attribute-of-5-mb", ARTICLE, lambda: story(24, tail=f"<i title='{'y' * 5 * MB}'>"))
    yield page("colspan-tables", ARTICLE, lambda: story(25, extra=_spans(300)))
    yield page(
        "cells-200k",
        ARTICLE,
        lambda: story(26, tail=f"<table><tr>{'<td>1' * 200_000}</table>"),
        heavy=True,
    )
    yield page("links-200k", ARTICLE, lambda: story(27, tail=_links(200_000)), heavy=True)
    yield page("line-breaks-100k", ARTICLE, lambda: story(28, tail="a<br>" * 100_000))
    yield page(
        "options-50k", ARTICLE, lambda: story(29, tail=f"<select>{'<option>1' * 50_000}</select>")
    )
    yield page("bold-unclosed", ARTICLE, lambda: story(30, tail="<b><i><u>" * 20_000))
    yield page("headings-50k", other, lambda: f"<html><body>{'<h2>x</h2>' * 50_000}", heavy=True)
    yield page("nuls-in-text", ARTICLE, lambda: story(31).replace("<p>", "<p>\0\0"))
    yield page("comment-unclosed", ARTICLE, lambda: story(32, tail=f"<!-- {'x <p>' * 9000}"))
    yield page(
        "cdata-svg-template",
        ARTICLE,
        lambda: story(33, extra="<svg><![CDATA[<p>]]><desc><template><math><mtext>x</svg>"),
    )
    yield page("json-ld-deep", ARTICLE, lambda: story(34, head=_json_ld("[" * 50_000)))
    yield page(
        "json-ld-huge", ARTICLE, lambda: story(35, head=_json_ld(json.dumps({"a": "x" * MB})))
    )
    yield page("metas-20k", ARTICLE, lambda: story(36, head='<meta name="a" content="b">' * 20_000))
    yield page("script-of-5-mb", ARTICLE, lambda: story(37, tail=f"<script>{'x=1;' * MB}</script>"))
    yield page(
        "terminal-escapes",
        ARTICLE,
        lambda: story(38).replace("<title>", "<title>\x1b[2J\x1b]0;x\x07"),
    )
    yield page("base-of-other-site", ARTICLE, lambda: story(39, head='<base href="http://[::1">'))
    yield page(
        "canonical-elsewhere",
        ARTICLE,
        lambda: story(40, head='<link rel=canonical href="file:///etc/passwd">'),
    )
    yield page(
        "one-bad-href",
        ARTICLE,
        lambda: story(
            41,
            tail='<a href="http://[::1">b</a><a href="http://a:99999/">c</a>'
            '<p><a href="/2026/05/03/behind-a-bad-link/">The story behind the bad link</a></p>',
        ),
    )
    yield Behaviour(
        "utf-16-called-utf-8",
        ARTICLE,
        lambda: message(story(42).encode("utf-16"), kind="text/html; charset=utf-8"),
    )
    yield Behaviour(
        "latin-1-called-utf-8",
        ARTICLE,
        lambda: message(
            story(43).replace("river", "fl\xfcsse").encode("latin-1"),
            kind="text/html; charset=utf-8",
        ),
    )
    yield Behaviour(
        "charset-unknown",
        ARTICLE,
        lambda: message(story(44), kind="text/html; charset=x-klingon\x7f"),
    )
    yield Behaviour(
        "charset-utf-7", ARTICLE, lambda: message(story(45), kind="text/html; charset=utf-7")
    )
    yield Behaviour(
        "lone-surrogates",
        ARTICLE,
        lambda: message(story(46).encode().replace(b"<p>", b"<p>\xed\xa0\x80\xff")),
    )
    yield Behaviour(
        "picture-called-html",
        other,
        message(b"\x89PNG\r\n\x1a\n" + bytes(Random(1).randbytes(9000))),
    )
    yield Behaviour(
        "pdf-document", "archived not-html", message(b"%PDF-1.7 x", kind="application/pdf")
    )
    yield Behaviour("no-content-type", ARTICLE, lambda: message(story(47), kind=""))
    yield Behaviour("empty-body", other, message(b""))
    yield Behaviour("random-bytes-2-mb", other, lambda: message(Random(2).randbytes(2 * MB)))


def lists() -> Iterator[Behaviour]:
    xml = "application/xml"

    def file(name: str, fate: str, text: Callable[[], str | bytes], **more: bool) -> Behaviour:
        return Behaviour(name, fate, lambda: message(text(), kind=xml), **more)

    yield file(
        "feed-entity-bomb", "archived feed", lambda: _laughs("<rss><channel>{}</channel></rss>")
    )
    yield file("sitemap-entity-bomb", "archived sitemap", lambda: _laughs("<urlset>{}</urlset>"))
    yield file(
        "feed-outside-entity",
        "archived feed",
        lambda: (
            '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]><rss><channel><item><link>'
            "http://outside.example/&x;</link></item></channel></rss>"
        ),
    )
    yield file("sitemap-of-60k", "archived sitemap", lambda: _urlset(60_000))
    yield file("sitemap-gz-bomb", "archived sitemap", lambda: gzip_of_sitemap(100 * MB))
    yield file("sitemap-bad-tags", "archived sitemap", lambda: "<urlset>" + "<a " * 60_000)
    yield file(
        "feed-attributes-40k", "archived feed", lambda: f"<rss {_pairs(40_000)}><channel/></rss>"
    )
    yield file("feed-of-20k", "archived feed", lambda: _feed(20_000))
    yield file("feed-cut", "archived feed", lambda: _feed(40)[:1500])
    yield file("sitemap-in-utf-32", "archived not-html", lambda: _urlset(3).encode("utf-32"))
    yield Behaviour(
        "json-list-deep",
        "archived feed",
        lambda: message(
            '[{"link":"http://outside.example/"},' + "[" * 90_000, kind="application/json"
        ),
    )


def redirects() -> Iterator[Behaviour]:
    def moved(
        name: str, target: str, fate: str = "archived redirect", status: str = "302 Found"
    ) -> Behaviour:
        return Behaviour(name, fate, message("", f"Location: {target}", status=status))

    yield moved("redirect-to-itself", "/h/redirect-to-itself", "failed redirect-loop")
    yield moved("redirect-pair-a", "/h/redirect-pair-b")
    yield moved("redirect-pair-b", "/h/redirect-pair-a")
    yield moved("redirect-to-file", "file:///etc/passwd")
    yield moved("redirect-to-data", "data:text/html,x")
    yield moved("redirect-to-nonsense", "http://[::1")
    yield moved("redirect-to-long-url", "/" + "x" * 9000)
    yield moved("redirect-to-login", "/login?next=/h/redirect-to-login", "archived redirect:login")
    yield moved("redirect-to-consent", "/collectConsent?back=/h/x", "archived redirect:consent")
    yield moved("redirect-for-ever", "/hops/1")
    yield Behaviour("redirect-nowhere", "archived redirect", message("", status="301 Moved"))
    yield Behaviour(
        "refresh-to-itself",
        "archived other",
        message(_PAGE("x", "<meta http-equiv=refresh content='0'>")),
    )


def blocks() -> Iterator[Behaviour]:
    def wall(
        name: str, fate: str, body: str, *fields: str, status: str = "403 Forbidden"
    ) -> Behaviour:
        return Behaviour(name, f"failed {fate}", message(body, *fields, status=status))

    plain = _PAGE("One moment", "Please wait.")
    yield wall("challenge-cloudflare", "challenge:cloudflare", plain, "cf-mitigated: challenge")
    yield wall(
        "challenge-by-script",
        "challenge:cloudflare",
        _PAGE("Just a moment...", "<script>window._cf_chl_opt={}</script>"),
        status="200 OK",
    )
    yield wall(
        "challenge-akamai", "challenge:akamai", _PAGE("Access Denied", "Reference&#32;&#35;1")
    )
    yield wall("challenge-datadome", "challenge:datadome", plain, "X-DataDome: protected")
    yield wall(
        "challenge-perimeterx", "challenge:perimeterx", _PAGE("x", "<i id='px-captcha'></i>")
    )
    yield wall(
        "challenge-202",
        "challenge:aws",
        plain,
        "x-amzn-waf-action: challenge",
        status="202 Accepted",
    )
    yield wall(
        "captcha-page",
        "challenge:captcha",
        _PAGE("x", "<i class='h-captcha'></i>"),
        status="200 OK",
    )
    yield wall("refused-403", "http-403", plain)
    yield wall("refused-401", "http-401", plain, "WWW-Authenticate: Basic", status="401 No")
    yield wall("refused-451", "http-451", plain, status="451 Law")
    yield wall("too-many-429", "http-429", plain, "Retry-After: 1", status="429 Slow Down")
    yield wall("unavailable-503", "http-503", plain, status="503 Later")
    yield Behaviour("accepted-202", "archived http-202", message(plain, status="202 Accepted"))
    yield Behaviour(
        "consent-wall",
        "failed consent-wall",
        message(
            _PAGE(
                "Your choice",
                "<form action='/collect-consent'><button>OK</button></form>We value you.",
            )
        ),
    )
    yield Behaviour("paywall-only", "archived paywall", lambda: message(_paywall()))
    yield Behaviour("soft-404", "archived error", message(_PAGE("Page not found", "Nothing here.")))
    yield Behaviour(
        "login-page",
        "archived login",
        message(_PAGE("Log in", "<form><input name=u><input type=password name=p></form>")),
    )


def behaviours() -> tuple[Behaviour, ...]:
    groups = (protocol_faults, codings, documents, lists, redirects, blocks)
    return tuple(behaviour for group in groups for behaviour in group())


def _attributes(count: int) -> str:
    return f"<p {' '.join(f'a{n}=b' for n in range(count))}>text</p>"


def _pairs(count: int) -> str:
    return " ".join(f'a{n}="b"' for n in range(count))


def _spans(count: int) -> str:
    return f"<table>{'<tr><td colspan=1000000 rowspan=65000>x</td></tr>' * count}</table>"


def _links(count: int) -> str:
    return "".join(f'<a href="http://outside.example/{n}">x</a>' for n in range(count))


def _json_ld(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>'


def _laughs(root: str) -> str:
    names = [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12)]
    return f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a0 "ha">{"".join(names)}]>' + root.format(
        "<item><link>http://outside.example/&a11;</link></item><url><loc>&a11;</loc></url>"
    )


def _urlset(count: int) -> str:
    rows = "".join(f"<url><loc>http://outside.example/{n}</loc></url>" for n in range(count))
    return f"<urlset>{rows}</urlset>"


@lru_cache
def gzip_of_sitemap(size: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    start = packer.compress(b"<urlset>")
    return (
        start
        + b"".join(packer.compress(b"<url></url>" * 90_000) for _ in range(size // MB))
        + packer.flush()
    )


def _feed(count: int) -> str:
    rows = "".join(
        f"<item><title>t {n}</title><link>http://outside.example/{n}</link></item>"
        for n in range(count)
    )
    return f"<rss><channel>{rows}</channel></rss>"


def _paywall() -> str:
    return (
        "<html><head><title>The council decides on the bridge</title>"
        '<meta property="og:type" content="article">'
        + _json_ld(
            '{"@type":"NewsArticle","headline":"The council decides on the bridge",'
            '"datePublished":"2026-05-03","isAccessibleForFree":false}'
        )
        + "</head><body><article><h1>The council decides on the bridge</h1>"
        '<div id="paywall"></div></article></body></html>'
    )


_TRAP = "<html><head><title>{title}</title></head><body><h1>{title}</h1>{links}</body></html>"


def trap_page(path: str, query: str, number: Callable[[], int], base: str) -> bytes | None:
    """Give a page of a trap, or None where the path is in none; `number` never repeats."""
    part = path.split("/")[1]

    def made(*links: str, title: str = part) -> bytes:
        rows = "".join(f'<p><a href="{link}">more of it</a></p>' for link in links)
        return message(_TRAP.format(title=title, links=rows))

    n = number()
    if part == "days":  # a calendar by dates that all look true
        return made(*(f"/days/{1950 + n % 70}-{1 + i % 12:02}-{1 + n % 28:02}" for i in range(4)))
    if part == "spiral":  # relative links that never leave
        return made(*(f"{word}/" for word in Random(n).sample(WORDS, 3)))
    if part == "visit":  # a session id in the path of the same page
        return made(*(f"/visit/{Random(n + i).randbytes(12).hex()}/" for i in range(3)))
    if part == "shelf":  # sorted and filtered in every way
        return made(*(f"/shelf?sort={w}&amp;c={n}" for w in Random(n).sample(WORDS, 4)))
    if part == "maze":  # names out of nothing
        return made(*(f"/maze/{'-'.join(Random(n * 9 + i).sample(WORDS, 2))}" for i in range(4)))
    if part == "pages":  # the same list whatever the number
        here = int(query.removeprefix("page=") or 1) if query.startswith("page=") else 1
        same = '<h2><a href="/2026/05/01/ordinary-story-0/">An ordinary story of the day</a></h2>'
        return message(
            _TRAP.format(
                title="Pages",
                links=same + f'<a rel=next href="/pages?page={here + 1}">Next page</a>',
            )
        )
    if part == "lost":  # says in words, not by status, that nothing is there
        links = "".join(f"<p><a href='/lost/{n * 7 + i}'>try this</a></p>" for i in range(3))
        return message(_TRAP.format(title="Page not found", links=links))
    if part == "copies":  # one article at any number of addresses
        rows = "".join(
            f"<p><a href='/copies/{n * 5 + i}'>the story once more</a></p>" for i in range(3)
        )
        return message(story(999, tail=rows))
    if part == "hops":
        return message("", f"Location: /hops/{n}", status="302 Found")
    if part == "maps":
        rows = "".join(
            f"<sitemap><loc>{base}/maps/{n * 3 + i}.xml</loc></sitemap>" for i in range(3)
        )
        return message(f"<sitemapindex>{rows}</sitemapindex>", kind="application/xml")
    return None


TRAPS = {
    "days": "/days/2024-05-01",
    "spiral": "/spiral/",
    "visit": "/visit/",
    "shelf": "/shelf",
    "maze": "/maze/door",
    "pages": "/pages",
    "lost": "/lost/1",
    "copies": "/copies/1",
    "hops": "/hops/1",
    "maps": "/maps/1.xml",
}
"""First path of each; `subdomains` has a host of its own."""
ORDINARY = tuple(f"/2026/05/{1 + n % 28:02}/ordinary-story-{n}/" for n in range(24))


@dataclass
class Site:
    """The server: a thread with a loop of its own; `seen` counts requests by trap and path."""

    chosen: tuple[Behaviour, ...]
    port: int = 0
    seen: Counter[str] = field(default_factory=Counter)
    times: list[float] = field(default_factory=list)
    """When the quiet host was asked for a page."""
    heads: list[bytes] = field(default_factory=list)
    ready: dict[str, bytes] = field(default_factory=dict)
    """Answers that are built before anybody asks: bombs take their time."""
    _count: int = 0

    def __post_init__(self) -> None:
        for one in self.chosen:
            if not isinstance(one.wire, str):
                self.ready[one.path] = one.wire if isinstance(one.wire, bytes) else one.wire()

    def number(self) -> int:
        self._count += 1
        return self._count

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def start_urls(self) -> tuple[str, ...]:
        return self.url(), self.url(host="127.0.0.2"), self.url(host="trap.localhost")

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                self.heads.append(head)
                target = urlsplit(head.split(b" ")[1].decode("latin-1"))
                host = next(
                    (
                        line[6:]
                        for line in head.decode("latin-1").split("\r\n")
                        if line[:6] == "Host: "
                    ),
                    "",
                ).rpartition(":")[0]
                if not await self.answer(host, target.path, target.query, reader, writer):
                    break
        writer.transport.abort()

    async def answer(
        self,
        host: str,
        path: str,
        query: str,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> bool:
        """Answer one request; tell whether the connection is kept."""
        behaviour = next((one for one in self.chosen if one.path == path), None)
        end = "keep"
        if host == "127.0.0.2":
            self.times.append(monotonic())
            writer.write(self.quiet_page(path))
        elif behaviour is not None and host == "127.0.0.1":
            self.seen[path] += 1
            end = behaviour.end
            if isinstance(behaviour.wire, str):
                await self.stream(behaviour.wire, writer)
            else:
                writer.write(self.ready[behaviour.path])
        else:
            writer.write(self.page(host, path, query))
        await writer.drain()
        if end == "hang":
            await reader.read()
        if end == "reset":
            await asyncio.sleep(0.05)  # a reset must not overtake the data
            linger = struct.pack("ii", 1, 0)
            writer.get_extra_info("socket").setsockopt(SOL_SOCKET, SO_LINGER, linger)
        elif end == "close":
            writer.write_eof()
            await asyncio.wait_for(reader.read(), 5)
        return end == "keep"

    async def stream(self, what: str, writer: asyncio.StreamWriter) -> None:
        async for piece in getattr(self, what)():
            writer.write(piece)
            await writer.drain()

    async def headers(self) -> AsyncIterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\n"
        while True:
            yield b"X-More: " + b"y" * 4000 + b"\r\n"

    async def interims(self) -> AsyncIterator[bytes]:
        while True:
            yield b"HTTP/1.1 100 Continue\r\n\r\n" * 50

    async def endless(self) -> AsyncIterator[bytes]:
        yield chunked(b"<html>", end=b"")
        while True:
            yield b"10000\r\n" + b"x" * 65_536 + b"\r\n"

    async def drip(self) -> AsyncIterator[bytes]:
        yield message(b"", length=90_000)
        while True:
            await asyncio.sleep(0.1)
            yield b"x"

    async def drip_headers(self) -> AsyncIterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\n"
        while True:
            await asyncio.sleep(0.1)
            yield b"X"

    def page(self, host: str, path: str, query: str) -> bytes:
        """Answer for everything but the behaviours."""
        if host.endswith("trap.localhost"):
            self.seen["subdomains"] += 1
            if path == "/robots.txt":
                return message("", status="404 Not Found")
            rows = "".join(
                f'<p><a href="http://{Random(self.number()).randbytes(5).hex()}.trap.localhost:{self.port}/">'
                "next door</a></p>"
                for _ in range(3)
            )
            return message(_TRAP.format(title="Door", links=rows))
        if path == "/robots.txt":
            return message(
                f"User-agent: *\nAllow: /\nSitemap: {self.url('/all.xml')}\n", kind="text/plain"
            )
        if path == "/all.xml":
            paths = [one.path for one in self.chosen]
            every = len(paths) // len(ORDINARY)
            for n, ordinary in enumerate(ORDINARY):
                paths.insert(n * (every + 1), ordinary)
            rows = "".join(f"<url><loc>{self.url(one)}</loc></url>" for one in paths)
            return message(f"<urlset>{rows}</urlset>", kind="application/xml")
        if path == "/":
            rows = "".join(
                f'<p><a href="{door}">A door to somewhere</a></p>' for door in TRAPS.values()
            )
            return message(_TRAP.format(title="The hostile site", links=rows))
        if path in ORDINARY:
            return message(story(5000 + ORDINARY.index(path)))
        if "behind-a-bad-link" in path:
            return message(story(6000))
        trap = trap_page(path, query, self.number, self.url(""))
        if trap is not None:
            self.seen[path.split("/")[1]] += 1
            return trap
        return message("nothing", status="404 Not Found")

    def quiet_page(self, path: str) -> bytes:
        if path == "/":
            rows = "".join(
                f'<h2><a href="{one}">A quiet story number {n}</a></h2>'
                for n, one in enumerate(ORDINARY)
            )
            return message(_TRAP.format(title="The quiet host", links=rows))
        if path in ORDINARY:
            return message(story(7000 + ORDINARY.index(path)))
        return message("nothing", status="404 Not Found")


@contextmanager
def hostile_site(*, short: bool) -> Iterator[Site]:
    """Serve the site on loopback while the context lasts; `short` leaves out what is heavy."""
    site = Site(tuple(one for one in behaviours() if not (short and one.heavy)))

    async def begin() -> list[asyncio.Server]:
        server = await asyncio.start_server(site.serve, "127.0.0.1", 0)
        site.port = server.sockets[0].getsockname()[1]
        return [server, await asyncio.start_server(site.serve, "127.0.0.2", site.port)]

    with listening(begin):
        yield site
