"""Copies of a text over pages and sites: found, joined and named, in any order of work."""

import json
import random
import shutil
from contextlib import closing
from itertools import combinations

import pytest
from made_up_site import serving
from newscrawl_process import crawl, records, run

from archive.articles import ArticleTable
from archive.captures import CaptureTable
from archive.catalog import open_catalog
from archive.finish import reconcile
from archive.queries import copies
from newscrawl.dedupe.clusters import clusters
from newscrawl.dedupe.identity import article_id, content_digest
from newscrawl.dedupe.likeness import ALIKE, buckets, likeness, signature
from newscrawl.demo.filler import synthetic
from newscrawl.demo.story import paragraphs
from newscrawl.model.article import Article, Block, BlockType
from newscrawl.model.capture import ArchiveRef
from newscrawl.model.record import Discovered, Extractor, decode, make_record
from newscrawl.urls import key, site

STORIES = ["\n\n".join(paragraphs(story)) for story in synthetic(30)]
LONG = "\n\n".join(STORIES[:3])
JAPANESE = (
    "港の灯台に四十年ぶりの守り人が決まった。選ばれたのは元船員の女性で、水曜日に鍵を受け取ると、"
    "最初の午後を配電盤を探して過ごした。灯りは日暮れに自ら点き、故障も自ら知らせる。"
)
THAI = "เรือข้ามฟากจะหยุดเก้าวันในเดือนมีนาคมเพื่อเปลี่ยนเครื่องกว้าน นักเรียนจะได้ขึ้นรถโดยสารแทนเรือ"


def alike(one, other):
    return likeness(signature(one), signature(other))


def test_same_words_have_the_same_signature_whatever_their_case_and_points():
    assert signature(LONG) == signature(LONG.upper().replace(".", " !"))


def test_unrelated_texts_of_one_newsroom_are_not_alike():
    assert max(alike(one, other) for one, other in combinations(STORIES, 2)) < ALIKE


def test_truncated_text_is_alike():
    assert alike(LONG, LONG[: len(LONG) * 7 // 10]) >= ALIKE


@pytest.mark.parametrize("text", [JAPANESE, THAI])
def test_script_without_spaces_is_compared_by_characters(text):
    assert alike(text, f"{text[:40]}X{text[41:]}") >= ALIKE
    assert alike(text, text[::-1]) < 0.1


def test_line_or_two_has_no_signature():
    assert signature("Photo gallery of the day.") == b""
    assert buckets(b"") == []


def test_alike_texts_share_a_bucket():
    edited = LONG.replace("personnes", "gens")
    assert set(buckets(signature(LONG))) & set(buckets(signature(edited)))


def test_clusters_are_joined_over_chains_and_named_for_their_first():
    pairs = {(1, 4), (4, 7), (2, 3)}
    sharing = [[7, 4], [1, 4], [3, 2, 9], [5]]
    expected = {1: 1, 4: 1, 7: 1, 2: 2, 3: 2}
    for seed in range(4):
        random.Random(seed).shuffle(sharing)
        assert clusters(sharing, alike=lambda a, b: (a, b) in pairs) == expected


def record(url, text, place):
    made = Article(
        url=url,
        headline=url[-20:],
        blocks=tuple(Block(type=BlockType.PARAGRAPH, text=part) for part in text.split("\n\n")),
    )
    return make_record(
        made,
        identity=article_id(key(url)),
        content_digest=content_digest(made),
        capture=ArchiveRef(
            warc="a.warc.gz", offset=place, length=1, record_id=str(place),
            date="2026-05-04T10:00:00Z", payload_digest=f"sha1:{place}", status=200,
        ),
        extractor=Extractor(name="newscrawl", version="0"),
        discovered=Discovered(by="start", at="2026-05-04T10:00:00Z"),
    )  # fmt: skip


WIRE = [
    ("https://one.example/2026/the-wire-story", LONG),
    ("https://two.example/news/wire", f"(ADP) {LONG}\n\nAdresse de notre rédaction : le quai."),
    ("https://two.example/news/other", STORIES[9]),
    ("https://three.example/a", LONG[: len(LONG) * 8 // 10]),
    ("https://three.example/b", STORIES[12]),
]


def stored(path, places, *, runs=1):
    """Store the stories of WIRE in this order of work, ended by so many runs; give the rows."""
    with closing(open_catalog(path)) as db:
        for share in range(runs):
            for place in places[share::runs]:
                url, text = WIRE[place]
                made = record(url, text, place)
                capture = CaptureTable(db).add(made.capture, url=url, original=True)
                ArticleTable(db).add(made, capture=capture, url_key=key(url), site=site(url))
            changed = reconcile(db)
        assert reconcile(db) == set()
        rows = [decode(line) for line in ArticleTable(db).lines()]
        return rows, changed, copies(db, rows[1])


def test_syndicated_copies_on_several_sites_are_one_cluster(tmp_path):
    rows, changed, others = stored(tmp_path / "c.sqlite", range(5))
    first = rows[0].id
    assert [row.cluster_id for row in rows] == [first, first, None, first, None]
    assert [row.duplicate_of for row in rows] == [None, first, None, first, None]
    assert changed == {"a.warc.gz"}
    assert [(other.url, other.is_earliest) for other in others] == [
        (WIRE[0][0], True), (WIRE[3][0], False),
    ]  # fmt: skip


def test_clusters_do_not_depend_on_the_order_of_work_nor_on_the_runs(tmp_path):
    expected, _, _ = stored(tmp_path / "c.sqlite", range(5))
    for seed in range(3):
        places = random.Random(seed).sample(range(5), 5)
        found, _, _ = stored(tmp_path / f"{seed}.sqlite", places, runs=1 + seed % 2)
        assert found == expected


def page(title, text):
    body = "".join(f"<p>{part}</p>" for part in text.split("\n\n"))
    return (
        f"<html lang=fr><head><title>{title}</title><meta property='og:type' content='article'>"
        "<meta property='article:published_time' content='2026-05-04T10:00:00Z'></head><body>"
        f"<article><h1>{title}</h1>{body}</article></body></html>"
    )


@pytest.fixture(scope="module")
def collection(tmp_path_factory):
    folder = tmp_path_factory.mktemp("copies") / "c"
    texts = [*STORIES[3:6], LONG, f"{LONG}\n\n{STORIES[7]}"]
    pages = {f"/2026/05/story-of-the-{n}-delta/": page(f"Récit numéro {n} du delta", text)
             for n, text in enumerate(texts)}  # fmt: skip
    links = "".join(f"<h2><a href='{path}'>Un récit du delta {path}</a></h2>" for path in pages)
    home = f"<html><head><title>Une</title></head><body><main>{links}</main></body></html>"
    with serving({"/": home, **pages}) as (base, _):
        crawl(base, folder)
    return folder


def test_crawl_names_the_cluster_and_keeps_both_copies(collection):
    pair = [row for row in records(collection) if row["cluster_id"]]
    assert len(records(collection)) == 5
    assert {row["cluster_id"] for row in pair} == {pair[0]["id"]}
    assert [row["duplicate_of"] for row in pair] == [None, pair[0]["id"]]


def test_rebuild_gives_the_same_clusters(collection, tmp_path):
    copy = shutil.copytree(collection, tmp_path / "copy")
    (copy / "catalog.sqlite").unlink()
    assert run("rebuild", "-c", copy).returncode == 0
    assert records(copy) == records(collection)


def test_show_lists_the_other_members(collection):
    first, second = (row for row in records(collection) if row["cluster_id"])
    shown = run("show", second["url"], "-c", collection).stdout
    assert first["url"] in shown.partition("nearly the same text")[2]
    facts = json.loads(run("show", first["url"], "--json", "-c", collection).stdout)
    assert [member["url"] for member in facts["cluster"]] == [second["url"]]


def test_csv_export_holds_the_cluster(collection):
    first = next(row for row in records(collection) if row["cluster_id"])
    exported = run("export", "--format", "csv", "-c", collection).stdout
    assert "cluster_id,duplicate_of" in exported
    assert exported.count(first["id"]) == 4
