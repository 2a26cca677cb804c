"""Crawls of made-up sites whose older articles are reachable only by what scripts would ask for."""

import json
import sqlite3

from made_up_site import serving
from newscrawl_process import crawl, records, run

POSTS = "/wp-json/wp/v2/posts?per_page=50&page={}&_fields=link,date,title"
API = "<link rel='https://api.w.org/' href='/wp-json/'>"
NAMES = [
    "harbour", "bridge", "museum", "orchard", "railway", "library", "theatre", "bakery",
    "lighthouse", "market", "quarry", "school", "chapel", "garden", "hospital",
]  # fmt: skip


def path(number):
    return f"/2026/05/the-long-story-of-the-{NAMES[number]}/"


def story(number):
    title = f"The long story of the {NAMES[number]}"
    body = "".join(
        f"<p>In part {part} of the tale of the {NAMES[number]} the {NAMES[number - part]} was"
        f" painted by {NAMES[(number * part) % 15]} people who had come from the old town to see"
        f" what day {number * 31 + part} would bring.</p>"
        for part in range(1, 8)
    )
    return (
        f"<html lang=en><head>{API}<title>{title}</title>"
        "<meta property='og:type' content='article'>"
        "<meta property='article:published_time' content='2026-05-04T10:00:00Z'></head><body>"
        f"<article><h1>{title}</h1>{body}</article></body></html>"
    )


def teasers(numbers):
    return "".join(
        f"<article><h2><a href='{path(n)}'>The long story of the {NAMES[n]}</a></h2>"
        f"<p>What happened to the {NAMES[n]} that day.</p></article>"
        for n in numbers
    )


def listing(numbers, *, head="", foot=""):
    return (
        f"<html lang=en><head><title>Paper</title>{head}</head><body><main>{teasers(numbers)}{foot}"
        "</main></body></html>"
    )


def posts(numbers):
    day = "2026-05-04T10:00:00"
    return json.dumps([{"link": path(n), "date": day, "title": {"rendered": ""}} for n in numbers])


def found(folder):
    return sorted(record["url"].partition("/2026")[2] for record in records(folder))


def wanted(count):
    return sorted(path(number).removeprefix("/2026") for number in range(count))


def test_articles_behind_every_sort_of_button_are_found_and_rebuilt(tmp_path):
    ajax = "/wp-admin/admin-ajax.php?action=more&paged={}"
    pages = {
        "/": listing(
            range(2),
            foot="<a href=/sport/>Sport</a> <a href=/town/>Town</a>"
            f"<button data-url='{ajax.format(2).replace('&', '&amp;')}'>More</button>",
        ),
        ajax.format(2): teasers([2, 3]),
        ajax.format(3): json.dumps({"success": True, "data": teasers([4, 5])}),
        ajax.format(4): json.dumps({"success": True, "data": ""}),
        "/sport/": listing([6, 7, 8], foot="<div data-next-url='/sport/after/x7'></div>"),
        "/sport/after/x7": listing([9]),
        "/town/": listing([10, 11, 12], foot="<div hx-get='/town/?page=2' hx-trigger=revealed>"),
        "/town/?page=2": teasers([13]),
        **{path(number): story(number) for number in range(14)},
    }
    folder = tmp_path / "collection"
    with serving(pages) as (base, asked):
        crawl(f"{base}/", folder)
    assert found(folder) == wanted(14)
    assert len(asked) == len(set(asked))
    before = sorted(map(json.dumps, records(folder)))
    done = run("rebuild", "-c", folder)
    assert done.returncode == 0, done.stderr
    assert sorted(map(json.dumps, records(folder))) == before


def test_rest_list_finds_what_no_page_links(tmp_path):
    pages = {
        "/": listing(range(3), head=API),
        POSTS.format(1): posts([*range(6), *[0] * 44]),
        POSTS.format(2): posts(range(6, 15)),
        **{path(number): story(number) for number in range(15)},
    }
    folder = tmp_path / "collection"
    with serving(pages) as (base, asked):
        crawl(f"{base}/", folder)
    assert found(folder) == wanted(15)
    assert [one for one in asked if "wp-json" in one] == [POSTS.format(1), POSTS.format(2)]
    with sqlite3.connect(folder / "catalog.sqlite") as db:
        [(role, reason)] = db.execute(
            "SELECT role, reason FROM urls WHERE url LIKE '%wp-json%&page=1&%'"
        ).fetchall()
    db.close()
    assert (role, reason) == ("feed", "feed")


def test_rest_list_that_names_nothing_new_costs_two_requests(tmp_path):
    pages = {
        "/": listing(range(15), head=API),
        **{POSTS.format(page): posts([*range(15), *[0] * 35]) for page in range(1, 9)},
        **{path(number): story(number) for number in range(15)},
    }
    folder = tmp_path / "collection"
    with serving(pages) as (base, asked):
        # With a budget a lesser lead waits until nothing in hand may name a better one.
        crawl(f"{base}/", folder, "--max-pages", "60")
    assert found(folder) == wanted(15)
    lists = [POSTS.format(1), POSTS.format(2)]
    assert [one for one in asked if "wp-json" in one] == lists
    assert asked.index(lists[0]) > max(asked.index(path(number)) for number in range(15))
