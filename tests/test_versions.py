"""Three runs of a site that publishes, edits, deletes and moves: exact versions and states."""

import re
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from changing_site import article, collection, home, path
from made_up_site import serving
from newscrawl_process import LOOPBACK, records, run

from newscrawl.urls import key

FLOAT = re.compile(r"\d+\.\d+(?:e-\d+)?")
NAMES = ("arden", "bolton", "corby", "dunham", "elmer", "farley", "gorton", "hadley")


def watch(folder):
    done = run("watch", "--once", "-c", folder, *LOOPBACK)
    assert done.returncode == 0, done.stderr


def versions(folder, base):
    found = Counter(record["url"].removeprefix(base) for record in records(folder))
    return {url.removeprefix("/news/").removesuffix(".html"): n for url, n in found.items()}


def table(folder, query):
    with closing(sqlite3.connect(folder / "catalog.sqlite")) as db:
        return db.execute(query).fetchall()


def states(folder, base):
    rows = table(
        folder,
        "SELECT u.url, s.state, s.reason FROM states AS s JOIN urls AS u ON u.id = s.url"
        " ORDER BY s.url, s.at",
    )
    return [
        (url.removeprefix(base), state, reason.removeprefix(base)) for url, state, reason in rows
    ]


def fates(folder, base):
    rows = table(folder, "SELECT url, state || ' ' || reason FROM urls WHERE url LIKE '%/news/%'")
    return {url.removeprefix(f"{base}/news/").removesuffix(".html"): fate for url, fate in rows}


def history(folder):
    """Give the visits of sources, and what all visits taught."""
    visits = "SELECT u.key, v.at, v.found FROM visits AS v JOIN urls AS u ON u.id = v.url"
    agenda = (
        "SELECT u.key, a.kind, a.visited, a.state FROM agenda AS a JOIN urls AS u ON u.id = a.url"
    )
    queries = (f"{visits} ORDER BY 1, 2", f"{agenda} ORDER BY 1", "SELECT * FROM curves ORDER BY 1")
    # Edits are foretold by what was settled before, and workers settle in no fixed order.
    return [
        [tuple(FLOAT.sub(_rounded, cell) if isinstance(cell, str) else cell for cell in row)
         for row in table(folder, query)]
        for query in queries
    ]  # fmt: skip


def _rounded(match):
    return f"{float(match[0]):.3f}"


def test_list_of_urls_asks_for_nothing_else_of_its_collection(tmp_path):
    pages = {"/": home("arden"), path("arden"): article("arden"), path("new"): article("new")}
    with serving(pages) as (base, asked):
        folder = collection(tmp_path / "c", base)
        watch(folder)
        asked.clear()
        (tmp_path / "list.txt").write_text(f"{base}{path('new')}\n", "utf-8")
        done = run("urls", tmp_path / "list.txt", "-c", folder, *LOOPBACK)
        assert done.returncode == 0, done.stderr
    assert sorted(asked) == [path("new"), "/robots.txt"]


def edit(pages):
    pages[path("arden")] = article("arden", more="One more thing happened in the late afternoon.")
    pages[path("bolton")] = article("bolton", headline="Bolton says that it was not so")
    del pages[path("corby")]
    pages[path("dunham")] = "->/"
    pages[path("elmer")] = "->/news/elmer-moved.html"
    pages[path("elmer-moved")] = article("elmer")
    pages[path("farley")] = (
        "<html><head><title>Gone</title></head><body><p>Sorry.</p></body></html>"
    )
    pages[path("ilford")] = article("ilford")
    pages["/"] = home("ilford", *NAMES)


def test_three_runs_give_the_versions_and_states_that_the_site_had(tmp_path):
    pages = {"/": home(*NAMES), **{path(name): article(name) for name in NAMES}}
    with serving(pages) as (base, asked):
        folder = collection(tmp_path / "c", base)
        watch(folder)
        assert versions(folder, base) == dict.fromkeys(NAMES, 1)
        edit(pages)
        asked.clear()
        watch(folder)
        second = Counter(asked)
        pages[path("corby")] = article("corby")
        asked.clear()
        watch(folder)
        third = Counter(asked)
    expected = {**dict.fromkeys(NAMES, 1), "arden": 2, "bolton": 2, "ilford": 1}
    assert versions(folder, base) == expected
    assert states(folder, base) == [
        (path("corby"), "gone", "http-404"),
        (path("corby"), "present", ""),
        (path("dunham"), "gone", "redirect-home"),
        (path("elmer"), "moved", path("elmer-moved")),
        (path("farley"), "gone", "soft-404"),
    ]
    assert fates(folder, base) == {
        "arden": "not-modified same-text",
        "bolton": "not-modified same-text",
        "corby": "not-modified same-text",
        "dunham": "archived gone:redirect-home",
        "elmer": "archived moved",
        "elmer-moved": f"archived duplicate:{key(base + path('elmer'))}",
        "farley": "archived gone:soft-404",
        "gorton": "not-modified same-text",
        "hadley": "not-modified same-text",
        "ilford": "not-modified same-text",
    }
    # Home page, robots.txt, each article once.
    known = {"/", "/robots.txt", *map(path, NAMES)}
    assert second == Counter(known | {path("elmer-moved"), path("ilford")})
    assert third == Counter(known | {path("ilford")})
    before = records(folder), states(folder, base), fates(folder, base), history(folder)
    done = run("rebuild", "-c", folder)
    assert done.returncode == 0, done.stderr
    assert (records(folder), states(folder, base), fates(folder, base), history(folder)) == before


def test_host_that_is_down_is_a_dated_state_and_so_is_its_return(tmp_path):
    names = NAMES[:2]
    pages = {"/": home(*names), **{path(name): article(name) for name in names}}
    with serving(pages) as (base, _):
        folder = collection(tmp_path / "c", base)
        watch(folder)
    before, began = records(folder), datetime.now(UTC)
    run("watch", "--once", "-c", folder, *LOOPBACK)
    down = states(folder, base)
    assert [(url, state) for url, state, _ in down] == [(path(n), "unreachable") for n in names]
    (first,) = table(folder, "SELECT min(at) FROM states")[0]
    assert began - timedelta(seconds=1) <= datetime.fromisoformat(first) <= datetime.now(UTC)
    shown = run("show", base + path("arden"), "-c", folder).stdout
    assert "unreachable (robots:unreachable) since 20" in shown
    assert "2 archived articles are not at their URLs" in run("report", "-c", folder).stdout
    with closing(sqlite3.connect(folder / "catalog.sqlite")) as db:
        db.execute("UPDATE agenda SET due = 0")
        db.commit()
    with serving(pages, port=urlsplit(base).port):
        watch(folder)
    assert states(folder, base) == [row for one in down for row in (one, (one[0], "present", ""))]
    assert records(folder) == before
    after = table(folder, "SELECT at, state FROM states ORDER BY url, at")
    assert run("rebuild", "-c", folder).returncode == 0
    assert table(folder, "SELECT at, state FROM states ORDER BY url, at") == after
