"""Documents: encodings, metadata and limits."""

import json

import pytest

from newscrawl import markup
from newscrawl.document import parse

RUSSIAN = "Новости сегодня: город открыл новый мост через реку, сообщили в мэрии"


def page(head: str = "", body: str = "") -> bytes:
    return f"<!doctype html><html lang=en><head>{head}</head><body>{body}</body></html>".encode()


def test_byte_order_mark_beats_header_and_meta() -> None:
    body = b"\xef\xbb\xbf<meta charset=windows-1251><p>caf\xc3\xa9"
    document = parse(body, content_type="text/html; charset=iso-8859-1")
    assert (document.encoding, document.encoding_source) == ("utf-8", "bom")
    assert "café" in document.tree.text()


@pytest.mark.parametrize(
    ("label", "codec"),
    [("windows-1251", "cp1251"), ("koi8-r", "koi8_r"), ("x-cp1251", "cp1251")],
)
def test_meta_charset_is_used_by_its_browser_label(label: str, codec: str) -> None:
    body = f"<meta charset={label}><p>{RUSSIAN}".encode(codec)
    document = parse(body)
    assert document.encoding_source == "meta"
    assert RUSSIAN in document.tree.text()


def test_header_charset_beats_meta() -> None:
    body = f"<meta charset=koi8-r><p>{RUSSIAN}".encode("cp1251")
    document = parse(body, content_type='text/html; charset="windows-1251"')
    assert document.encoding_source == "http"
    assert RUSSIAN in document.tree.text()


def test_valid_utf8_is_read_as_utf8_against_a_wrong_header() -> None:
    document = parse(f"<p>{RUSSIAN}".encode(), content_type="text/html; charset=iso-8859-1")
    assert (document.encoding, document.encoding_source) == ("utf-8", "content")
    assert RUSSIAN in document.tree.text()


def test_text_that_was_encoded_twice_is_read_as_it_was_meant() -> None:
    meant = "The café’s owner – “Zoë” – said: “Ça va…”"
    twice = meant.encode().decode("latin-1").encode()
    document = parse(b"<meta charset=utf-8><p>" + twice + "<p>Déjà vu".encode())
    assert document.tree.body is not None
    assert [p.text() for p in document.tree.css("p")] == [meant, "Déjà vu"]
    assert document.faults == ("encoded-twice",)


def test_undeclared_legacy_encoding_is_guessed() -> None:
    document = parse(f"<html><body><p>{RUSSIAN * 5}</p></body></html>".encode("cp1251"))
    assert document.encoding_source == "guess"
    assert RUSSIAN in document.tree.text()


def test_latin1_label_means_windows_1252() -> None:
    document = parse(b"<meta charset=iso-8859-1><p>\x93quoted\x94 \xe9", content_type="text/html")
    assert "“quoted” é" in document.tree.text()


def test_one_bad_byte_in_utf8_is_replaced_and_noted() -> None:
    document = parse(f"<meta charset=utf-8><p>{RUSSIAN}".encode() + b"\xff<p>end")
    assert document.encoding == "utf-8"
    assert document.faults == ("bad-bytes",)
    assert "end" in document.tree.text()


@pytest.mark.parametrize(
    "label", ["utf-7", "none", "", "\x00", "zlib_codec", "undefined", "x" * 500]
)
def test_unusable_labels_are_ignored(label: str) -> None:
    document = parse(
        f"<meta charset='{label}'><p>plain".encode(), content_type=f"a; charset={label}"
    )
    assert "plain" in document.tree.text()


def test_head_metadata_is_read_wherever_it_stands() -> None:
    document = parse(
        page(
            "<noscript><img src=x></noscript><base href=/deep/><title> Two\n words </title>"
            "<link rel=canonical href=story><meta property=og:type content=article>"
            "<meta name=robots content='noindex, NOFOLLOW'><meta name=Author content=''>"
            "<meta name=author content=Ann>"
        )
    )
    assert document.title == "Two words"
    assert document.language == "en"
    assert document.first_meta("og:type") == "article"
    assert document.first_meta("author") == "Ann"
    assert document.robots == {"noindex", "nofollow"}
    assert document.base("https://a.example/x/y") == "https://a.example/deep/"
    assert document.canonical("https://a.example/x/y") == "https://a.example/deep/story"


def test_meta_refresh_gives_seconds_and_target() -> None:
    document = parse(page("<meta http-equiv=Refresh content=\"0; URL='/new'\">"))
    assert document.refresh("https://a.example/old") == (0.0, "https://a.example/new")
    assert (
        parse(page("<meta http-equiv=refresh content=300>")).refresh("https://a.example/") is None
    )


def test_bad_references_in_the_head_never_raise() -> None:
    document = parse(page("<base href='http://[::1'><link rel=canonical href='http://[bad'>"))
    assert document.base("https://a.example/") == "https://a.example/"
    assert document.canonical("https://a.example/") is None


@pytest.mark.parametrize(
    "block",
    [
        '{"@type": "NewsArticle", "headline": "H"}',
        '[{"@type": "NewsArticle", "headline": "H"}]',
        '{"@context": "x", "@graph": [{"@type": "NewsArticle", "headline": "H"}]}',
        '<!-- {"@type": "NewsArticle", "headline": "H"} -->',
        '//<![CDATA[\n{"@type": "NewsArticle", "headline": "H"}\n//]]>',
        '{"@type": "NewsArticle", "headline": "H",}',
        '{"@type": "NewsArticle",\n"headline": "H", "description": "two\nlines\tand tab"};',
        "{&quot;@type&quot;: &quot;NewsArticle&quot;, &quot;headline&quot;: &quot;H&quot;}",
        '{"@type": "NewsArticle", "headline": "H"}{"@type": "Person"}',
    ],
)
def test_json_ld_is_read_as_it_is_found(block: str) -> None:
    document = parse(page(f"<script type='application/ld+json'>{block}</script>"))
    assert document.json_ld[0]["headline"] == "H"


@pytest.mark.parametrize("block", ["", "{", "null", "[[[", '"text"', "[" * 100_000])
def test_broken_json_ld_gives_nothing(block: str) -> None:
    good = json.dumps({"@type": "Person"})
    script = "<script type=application/ld+json>{}</script>"
    document = parse(page(script.format(block) + script.format(good)))
    assert document.json_ld == ({"@type": "Person"},)


def test_deep_nesting_is_flattened_without_losing_text() -> None:
    document = parse(b"<div>" * 20_000 + b"<a href=/x>kept</a>")
    assert document.faults == ("too-deep",)
    assert document.tree.css_first("a").text() == "kept"


def test_a_tag_with_countless_attributes_ends_early() -> None:
    noise = " ".join(f'a{number}=">"' for number in range(20_000))
    document = parse(f"<p>before</p><div {noise}></div><p>after</p>".encode())
    assert document.faults == ("too-many-attributes",)
    assert len(document.tree.css_first("div").attributes) == markup.MAX_ATTRIBUTES
    assert "after" in document.tree.text()


@pytest.mark.parametrize("between", [" ", "/", "\n", "\x0c", '=">"'])
def test_attributes_are_counted_however_they_are_kept_apart(between: str) -> None:
    names = between.join(f"a{number}" for number in range(markup.TRUSTED_ATTRIBUTES + 1))
    assert parse(f"<p {names}>".encode()).faults == ("too-many-attributes",)


def test_a_comparison_in_a_long_script_takes_nothing_of_the_page_away() -> None:
    script = "<script>for(i=0;i<n;i++){" + "a = b + c ; " * 10_000 + "}</script>"
    document = parse(f"{script}<p>kept</p>".encode())
    assert document.tree.css_first("p").text() == "kept"
    assert len(document.tree.css_first("script").text()) > 100_000


def test_endless_pages_are_cut() -> None:
    assert parse(b"a<br>" * (markup.MAX_TAGS + 5)).faults == ("too-many-tags",)
    assert "too-long" in parse(b"\x00" * (markup.MAX_BYTES + 1)).faults


def test_unclosed_formatting_does_not_multiply() -> None:
    bold = b"".join(b"<b id=%d>" % number for number in range(3000))
    document = parse(b"<p>" + bold + b"</p>" + b"<p>x</p>" * 3000)
    assert sum(1 for _ in document.tree.root.traverse()) < 150_000


@pytest.mark.parametrize("body", [b"", b"\x00\xff\xfe", b"<", b"</", b"<!--", b"\xff\xfe<\x00"])
def test_scraps_are_documents_too(body: bytes) -> None:
    document = parse(body)
    assert document.title is None
    assert document.json_ld == ()
    assert document.body_attributes == {}


def test_derived_values_are_computed_once() -> None:
    document = parse(page())
    assert document.derive(lambda _: object()) is not None
    calls: list[int] = []

    def count(_: object) -> int:
        calls.append(1)
        return len(calls)

    assert document.derive(count) == document.derive(count) == 1
