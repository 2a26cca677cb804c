"""Pages in doubt: made articles by the pattern of their URL, in any order, and taken back."""

import sqlite3
from contextlib import closing

import pytest
from made_up_site import serving
from newscrawl_process import crawl, records, run

from newscrawl.demo.filler import synthetic
from newscrawl.demo.story import paragraphs

BRIEF = "/k/99-the-story-of-day"
STORIES = [(story.headline, list(paragraphs(story))) for story in synthetic(12)]


def shell(title, body):
    return f"<!doctype html><html><head><title>{title}</title></head><body>{body}</body></html>"


def story(number):
    title, texts = STORIES[number]
    body = "".join(f"<p>{text}</p>" for text in texts)
    return shell(title, f"<h1>{title}</h1><p>17 May 2024</p>{body}")


def brief():
    text = "The council decided on Tuesday that the old bridge will be repaired before winter."
    return shell("Bridge", f"<h1>Council votes to repair the old bridge</h1><p>{text}</p>")


def empty(number):
    return shell(f"Room {number}", f"<h1>Room {number}</h1>")


def site_of(stories, rooms=0):
    pages = {f"/k/{n}-the-story-of-day": story(n) for n in range(stories)}
    pages |= {f"/k/{100 + n}-the-room-of-week": empty(n) for n in range(rooms)}
    pages[BRIEF] = brief()
    links = "".join(f"<li><a href={path}>{path[3:]}</a></li>" for path in pages)
    return {"/": shell("Paper", f"<h1>Paper</h1><ul>{links}</ul>"), **pages}


def paths(folder):
    return {"/" + record["url"].split("/", 3)[3] for record in records(folder)}


def fate(folder, path):
    with closing(sqlite3.connect(folder / "catalog.sqlite")) as db:
        return db.execute("SELECT reason FROM urls WHERE url LIKE ?", (f"%{path}",)).fetchone()[0]


def rebuilt_alike(folder):
    def files():
        return {path.name: path.read_bytes() for path in (folder / "records").iterdir()}

    before = files()
    (folder / "catalog.sqlite").unlink()
    done = run("rebuild", "-c", folder)
    assert done.returncode == 0, done.stderr
    return files() == before


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "c"


def test_brief_among_stories_is_a_story_and_rebuild_agrees(folder):
    with serving(site_of(stories=12)) as (url, _):
        crawl(url, folder)
    assert len(records(folder)) == 13
    assert fate(folder, BRIEF) == "article"
    shown = run("show", url + BRIEF, "-c", folder, "--why")
    assert "12 of 13 pages with such a URL were stories" in shown.stdout
    assert rebuilt_alike(folder)
    assert fate(folder, BRIEF) == "article"


def test_brief_on_its_own_stays_in_doubt(folder):
    with serving(site_of(stories=2)) as (url, _):
        crawl(url, folder)
    assert BRIEF not in paths(folder)
    assert fate(folder, BRIEF) == "other"


def test_brief_is_given_back_when_its_like_turn_out_to_be_no_stories(folder):
    pages = site_of(stories=6)
    with serving(pages) as (url, _):
        crawl(url, folder)
        assert BRIEF in paths(folder)
        pages.update(site_of(stories=6, rooms=12))
        crawl(url, folder)
    assert paths(folder) == {f"/k/{n}-the-story-of-day" for n in range(6)}
    assert fate(folder, BRIEF) == "other"
    assert rebuilt_alike(folder)
