"""What recurs over a site's pages: learnt in any order, taken out of records, made again alike."""

import json
import random
import shutil
import sqlite3
from contextlib import closing

import pytest
from made_up_site import serving
from newscrawl_process import crawl, records, run

from newscrawl.cleaning.memory import REASON, learn, remember
from newscrawl.cleaning.text import block_digest
from newscrawl.dedupe.identity import article_id, content_digest
from newscrawl.demo.filler import synthetic
from newscrawl.demo.story import paragraphs
from newscrawl.model.article import Article, Block, BlockType
from newscrawl.model.capture import ArchiveRef
from newscrawl.model.record import Discovered, Extractor, make_record
from newscrawl.model.site import SiteMemory

BIO = (
    "Écrivez-nous au comptoir du port, où la rédaction tient sa permanence tous les samedis matin."
)
TEXTS = [list(paragraphs(story)) for story in synthetic(20)]


def article(number, *texts, headline=None):
    blocks = tuple(
        text if isinstance(text, Block) else Block(type=BlockType.PARAGRAPH, text=text)
        for text in texts
    )
    return Article(
        url=f"https://paper.example/{number}", headline=headline or f"Titre {number}", blocks=blocks
    )


def record(made):
    return make_record(
        made,
        identity=article_id(made.url),
        content_digest=content_digest(made),
        capture=ArchiveRef(
            warc="a.warc.gz", offset=0, length=1, record_id="x", date="2026-05-04T10:00:00Z",
            payload_digest="sha1:x", status=200,
        ),
        extractor=Extractor(name="newscrawl", version="0"),
        discovered=Discovered(by="start", at="2026-05-04T10:00:00Z"),
    )  # fmt: skip


def learnt(articles):
    return learn([record(one) for one in articles])


def with_bio(count, of):
    return [article(n, *TEXTS[n], *([BIO] if n < count else [])) for n in range(of)]


def texts(made):
    return [block.text for block in made.blocks]


def test_line_on_a_tenth_of_the_articles_is_the_sites():
    memory = learnt(with_bio(3, 20))
    assert memory.boilerplate == {block_digest(BIO)}


def test_line_on_two_articles_is_theirs():
    assert learnt(with_bio(2, 20)) == SiteMemory()


def test_nothing_is_learnt_from_few_articles():
    assert learnt(with_bio(11, 11)) == SiteMemory()


def test_order_of_records_does_not_matter():
    made = [record(one) for one in with_bio(5, 20)]
    found = set()
    for seed in range(5):
        random.Random(seed).shuffle(made)
        found.add(learn(made))
    assert len(found) == 1


def test_story_under_several_addresses_is_not_boilerplate():
    copies = [article(100 + n, f"Le {n} mai 2026", *TEXTS[0]) for n in range(4)]
    assert learnt([*with_bio(0, 16), *copies]).boilerplate == frozenset()


def test_versions_of_one_article_count_once():
    versions = [article(1, *TEXTS[1], BIO, f"Mise à jour {n}.") for n in range(5)]
    assert learnt([*with_bio(0, 20), *versions]).boilerplate == frozenset()


def test_what_is_taken_out_is_told():
    memory = SiteMemory(boilerplate=frozenset({block_digest(BIO)}))
    own = remember(article(1, *TEXTS[1], BIO.upper()), memory)
    assert texts(own) == TEXTS[1]
    assert [(part.reason, part.text) for part in own.removed] == [(REASON, BIO.upper())]


def test_article_that_is_nothing_else_stays_whole():
    memory = SiteMemory(boilerplate=frozenset({block_digest(BIO)}))
    lone = article(1, Block(type=BlockType.HEADING, text="Contact"), BIO)
    assert remember(lone, memory) == lone


def test_recurring_heading_goes_only_with_what_stands_below():
    heading = Block(type=BlockType.HEADING, text="En bref")
    known = SiteMemory(boilerplate=frozenset(map(block_digest, ("En bref", BIO))))
    above_own = remember(article(1, TEXTS[1][0], heading, TEXTS[1][1]), known)
    above_bio = remember(article(1, TEXTS[1][0], heading, BIO), known)
    assert texts(above_own) == [TEXTS[1][0], "En bref", TEXTS[1][1]]
    assert texts(above_bio) == [TEXTS[1][0]]
    at_the_top = remember(article(1, heading, *TEXTS[1]), known)
    assert texts(at_the_top) == list(TEXTS[1])


@pytest.mark.parametrize("affix", [" | Courrier du delta", "Courrier du delta – "])
def test_affix_on_a_third_of_the_headlines_is_cut(affix):
    def titled(n):
        own = f"Nouvelle numéro {n}"
        return f"{affix}{own}" if affix.endswith(" ") else f"{own}{affix}"

    made = [article(n, *TEXTS[n], headline=titled(n) if n < 7 else None) for n in range(20)]
    memory = learnt(made)
    assert memory.title_affixes == (affix,)
    assert remember(made[0], memory).headline == "Nouvelle numéro 0"
    assert remember(made[19], memory) == made[19]


def test_headline_of_a_third_of_the_pages_is_the_sites_name():
    made = [article(n, *TEXTS[n], headline="Le Courrier" if n < 12 else None) for n in range(20)]
    own = remember(made[0], learnt(made))
    assert (own.headline, [part.text for part in own.removed]) == (None, ["Le Courrier"])


def test_first_line_takes_the_place_of_a_headline_that_was_the_sites_name():
    memory = SiteMemory(title_affixes=("Le Courrier",))
    own = remember(article(1, "La digue a tenu bon", *TEXTS[1], headline="Le Courrier"), memory)
    assert (own.headline, own.headline_source) == ("La digue a tenu bon", "text")
    assert texts(own) == TEXTS[1]


def test_short_lines_may_stand_between_such_a_first_line_and_the_text():
    memory = SiteMemory(title_affixes=("Le Courrier",))
    lines = ("La digue a tenu bon", "À lire :", *TEXTS[1])
    assert remember(article(1, *lines, headline="Le Courrier"), memory).headline == lines[0]


def test_remembering_twice_gives_the_same():
    memory = learnt(with_bio(5, 20))
    once = remember(with_bio(5, 20)[0], memory)
    assert remember(once, memory) == once


def page(title, body):
    return (
        f"<html lang=fr><head><title>{title}</title><meta property='og:type' content='article'>"
        "<meta property='article:published_time' content='2026-05-04T10:00:00Z'></head><body>"
        f"<article><h1>{title}</h1>{body}</article></body></html>"
    )


def site(count):
    """Make pages of articles, two thirds of them with the bio and a suffix to their title."""
    pages = {}
    for n, story in enumerate(synthetic(count)):
        body = "".join(f"<p>{text}</p>" for text in (*paragraphs(story), *([BIO] if n % 3 else ())))
        title = f"{story.headline} ~~ Feuille rouge" if n % 3 else story.headline
        pages[f"/2026/05/{story.slug}/"] = page(title, body)
    links = "".join(
        f"<article><h2><a href='{path}'>{path.replace('-', ' ')}</a></h2><p>Suite.</p></article>"
        for path in pages
    )
    return {"/": f"<html><head><title>Une</title></head><body>{links}</body></html>", **pages}


@pytest.fixture(scope="module")
def collection(tmp_path_factory):
    folder = tmp_path_factory.mktemp("memory") / "c"
    pages = site(18)
    with serving(pages) as (base, _):
        crawl(base, folder)
        yield folder, base, pages


def files(folder):
    return {path.name: path.read_bytes() for path in (folder / "records").iterdir()}


def test_crawl_takes_the_recurring_line_out_of_bodies_and_titles(collection):
    folder, _, _ = collection
    found = records(folder)
    assert len(found) == 18
    assert [r["url"] for r in found if BIO in r["text"] or "Feuille rouge" in r["headline"]] == []
    taken = [part["text"] for r in found for part in r["removed"] if part["reason"] == REASON]
    assert taken.count(BIO) == 12


def test_full_text_holds_what_the_records_hold(collection):
    folder, _, _ = collection
    assert json.loads(run("search", "permanence", "--json", "-c", folder).stdout) == []
    with closing(sqlite3.connect(folder / "catalog.sqlite")) as db:
        db.execute("INSERT INTO article_text (article_text) VALUES ('integrity-check')")


def test_rebuild_without_catalogue_gives_the_same_bytes(collection, tmp_path):
    folder, _, _ = collection
    copy = shutil.copytree(folder, tmp_path / "copy")
    (copy / "catalog.sqlite").unlink()
    shutil.rmtree(copy / "records")
    (copy / "records").mkdir()
    assert run("rebuild", "-c", copy).returncode == 0
    assert files(copy) == files(folder)


def test_extract_over_the_collections_warcs_applies_its_memory(collection):
    folder, _, _ = collection
    done = run("extract", *(folder / "warc").iterdir())
    extracted = {r["url"]: r["text"] for r in map(json.loads, done.stdout.splitlines())}
    assert extracted == {r["url"]: r["text"] for r in records(folder)}


def test_second_run_without_news_writes_no_record_file(collection):
    folder, base, _ = collection
    before = {path: path.stat().st_mtime_ns for path in (folder / "records").iterdir()}
    crawl(base, folder)
    assert {path: path.stat().st_mtime_ns for path in before} == before
    with closing(sqlite3.connect(folder / "catalog.sqlite")) as db:
        assert db.execute("SELECT count(*) FROM articles WHERE fresh").fetchone() == (0,)


def test_memory_that_ripens_later_changes_the_records_before_it(tmp_path):
    folder = tmp_path / "c"
    with serving(site(18)) as (base, _):
        crawl(base, folder, "--max-pages", "9")
        young = records(folder)
        crawl(base, folder)
    assert any(BIO in record["text"] for record in young)
    assert not any(BIO in record["text"] for record in records(folder))
    before = files(folder)
    (folder / "catalog.sqlite").unlink()
    assert run("rebuild", "-c", folder).returncode == 0
    assert files(folder) == before
