"""What an edit changed: words, paragraphs, fields."""

from dataclasses import replace

import pytest
from changing_site import article
from msgspec import json
from newscrawl_process import run
from test_versions import NAMES, collection, edit, home, path, serving, watch

from newscrawl.dedupe.changes import Change, ChangeKind, compare, words_changed
from newscrawl.model.article import Article, Block, BlockType
from newscrawl.model.capture import ArchiveRef
from newscrawl.model.record import Discovered, Extractor, make_record

REF = ArchiveRef(
    warc="x.warc.gz", offset=0, length=9, record_id="urn:uuid:1", date="2026-05-14T00:00:00Z",
    payload_digest="sha1:X", status=200,
)  # fmt: skip


def record(version, *texts, **fields):
    blocks = tuple(Block(type=BlockType.PARAGRAPH, text=text) for text in texts)
    made = make_record(
        Article(url="https://paper.example/a", blocks=blocks, **fields),
        identity="id", content_digest="sha256:x", capture=REF,
        extractor=Extractor(name="newscrawl", version="0"),
        discovered=Discovered(by="start", at="2026-05-14T00:00:00Z"),
    )  # fmt: skip
    return replace(made, version=version)


def pieces(changes):
    return [(str(change.kind), change.text) for change in changes]


def test_words_that_stay_go_and_come_are_told_apart():
    assert pieces(words_changed("The bridge is closed now", "The old bridge is open")) == [
        ("kept", "The"), ("added", "old"), ("kept", "bridge is"),
        ("removed", "closed now"), ("added", "open"),
    ]  # fmt: skip


def test_paragraphs_that_stay_are_whole_and_new_ones_stand_where_they_came():
    edit = compare(record(1, "One.", "Two.", "Three."), record(2, "One.", "New.", "Two.", "Three!"))
    assert [pieces(part) for part in edit.paragraphs] == [
        [("kept", "One.")],
        [("added", "New.")],
        [("kept", "Two.")],
        [("removed", "Three."), ("added", "Three!")],
    ]
    assert (edit.added, edit.removed) == (2, 1)


def test_changed_fields_are_named_and_others_are_not():
    old = record(1, "One.", headline="Now", date_modified=None, authors=("A",))
    new = record(2, "One.", headline="Then", date_modified="2026-05-15", authors=("A", "B"))
    edit = compare(old, new)
    assert [(f.name, f.before, f.after) for f in edit.fields] == [
        ("headline", "Now", "Then"),
        ("authors", "A", "A, B"),
        ("date_modified", None, "2026-05-15"),
    ]


@pytest.mark.parametrize("old", ["", "a b c"])
def test_both_texts_can_be_read_out_of_the_changes(old):
    new = "a c d"
    changes = words_changed(old, new)

    def text(without: ChangeKind) -> str:
        return " ".join(c.text for c in changes if c.kind is not without)

    assert text(ChangeKind.ADDED) == old
    assert text(ChangeKind.REMOVED) == new


def test_long_texts_are_compared_in_passable_time():
    words = [f"w{n % 700}" for n in range(6000)]
    changes = words_changed(" ".join(words), " ".join([*words[:3000], "x", *words[3001:]]))
    assert Change(kind=ChangeKind.ADDED, text="x") in changes


@pytest.fixture(scope="module")
def edited(tmp_path_factory):
    """A collection after an edit, and its base URL."""
    folder = tmp_path_factory.mktemp("edited") / "c"
    pages = {"/": home(*NAMES), **{path(name): article(name) for name in NAMES}}
    with serving(pages) as (base, _):
        watch(collection(folder, base))
        edit(pages)
        watch(folder)
    return base, folder


def test_diff_shows_headline_and_words(edited):
    base, folder = edited
    done = run("diff", base + path("bolton"), "-c", folder)
    assert done.returncode == 0, done.stderr
    assert "{+Bolton says that it was not so+}" in done.stdout
    done = run("diff", base + path("arden"), "-c", folder)
    assert "{+One more thing happened in the late afternoon.+}" in done.stdout
    assert "6 paragraphs unchanged" in done.stdout
    assert "\x1b[" not in done.stdout


def test_diff_as_json_names_the_versions(edited):
    base, folder = edited
    found = json.decode(run("diff", base + path("arden"), "-c", folder, "--json").stdout)
    assert (found["before"], found["after"], found["fields"]) == (1, 2, [])
    assert found["paragraphs"][-1][0]["kind"] == "added"


def test_diff_of_what_has_no_such_version_is_one_line(edited):
    base, folder = edited
    done = run("diff", base + path("gorton"), "-c", folder)
    assert "is the only one" in done.stdout
    done = run("diff", base + path("arden"), "-c", folder, "--to", "7")
    assert done.returncode == 2
    assert done.stderr.endswith("has no version 7, only 1 to 2\n")


def test_show_and_report_tell_since_when_an_article_is_gone(edited):
    base, folder = edited
    shown = run("show", base + path("corby"), "-c", folder).stdout
    assert "state     gone (http-404) since 20" in shown
    assert "version 1, archived" in shown
    report = run("report", "-c", folder).stdout
    assert "4 archived articles are not at their URLs any more" in report
    found = json.decode(run("report", "-c", folder, "--json").stdout)
    assert {(one["state"], one["reason"].removeprefix(base)) for one in found["away"]} == {
        ("gone", "http-404"), ("gone", "redirect-home"), ("gone", "soft-404"),
        ("moved", path("elmer-moved")),
    }  # fmt: skip


def test_report_has_what_visits_of_each_source_brought(edited):
    base, folder = edited
    done = run("report", "-c", folder, "--json", "-o", folder.parent / "report.html")
    (home_page,) = json.decode(done.stdout)["histories"]
    assert (home_page["url"], home_page["visits"], home_page["found"]) == (f"{base}/", 2, 1)
    assert home_page["days"] == [0] * 27 + [1]
    assert home_page["first"] < home_page["last"] <= home_page["due"]
    page = (folder.parent / "report.html").read_text("utf-8")
    assert "Archived articles that left their URLs (4)" in page
    assert "redirect-home" in page
    assert "Visits of sources (1)" in page
