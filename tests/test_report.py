"""newscrawl report: coverage counted against what is known of the demo site."""

import json
import re
from collections import Counter
from copy import deepcopy
from html.parser import HTMLParser

import pytest
from newscrawl_process import crawl, run

from newscrawl.demo.edition import PER_FEED_PAGE
from newscrawl.demo.server import serve
from newscrawl.demo.site import Only
from newscrawl.report.chart import months_chart
from newscrawl.report.coverage import MonthCoverage, UrlRow, coverage
from newscrawl.report.history import Away, SourceHistory
from newscrawl.report.page import report_page


def report(folder):
    done = run("report", "-c", folder, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """One crawl of the demo site: (base, truth, folder, report)."""
    folder = tmp_path_factory.mktemp("report") / "collection"
    with serve() as server:
        crawl(server.url, folder)
        yield server.url, server.site.truth(server.url), folder, report(folder)


def listed(truth, *places):
    return [t for t in truth if set(places) & set(t.places)]


def source(found, url):
    return next(one for one in found["sources"] if one["url"] == url)


def test_sitemap_and_feed_name_the_articles_of_the_truth_and_all_are_archived(demo):
    base, truth, _, found = demo
    sitemap = source(found, f"{base}/post-sitemap.xml")
    assert sitemap["kind"] == "sitemap"
    assert sitemap["known"] == sitemap["archived"] == len(listed(truth, "sitemap"))
    feed = source(found, f"{base}/feed/")
    assert feed["kind"] == "feed"
    assert feed["known"] == feed["archived"] == PER_FEED_PAGE * feed["pages"]


def test_a_section_holds_the_entries_of_all_its_pages(demo):
    base, truth, _, found = demo
    names = {t.section for t in truth}
    sections = [one for one in found["sources"] if one["kind"] == "section"]
    assert len(sections) == len(names)
    for one in sections:
        assert re.fullmatch(rf"{base}/category/[^/]+/", one["url"])
        assert one["pages"] > 1
    entries = Counter(t.section for t in listed(truth, "section", "pagination"))
    widgets = {t.url for t in listed(truth, "widget")}
    assert max(one["known"] for one in sections) <= max(entries.values()) + len(widgets)
    assert min(one["known"] for one in sections) >= min(entries.values())


def test_only_what_robots_forbids_was_not_fetched(demo):
    _, truth, _, found = demo
    gaps = {gap["reason"]: gap for gap in found["gaps"]}
    forbidden = [t.url for t in truth if t.only is Only.DISALLOWED]
    assert gaps["excluded (robots)"]["examples"] == forbidden
    others = {reason: gap for reason, gap in gaps.items() if not reason.startswith("archived (")}
    assert set(others) == {"excluded (robots)"}
    assert found["missing"] == sum(gap["count"] for gap in gaps.values())
    assert found["missing"] - found["fetched"] == len(forbidden)


def test_known_is_archived_and_missing_and_all_articles_are_counted(demo):
    _, _, folder, found = demo
    assert found["known"] == found["archived"] + found["missing"]
    status = json.loads(run("status", "-c", folder, "--json").stdout)
    assert found["archived"] + found["unlisted"] == status["articles"]
    for one in (*found["sources"], *found["months"]):
        assert one["known"] == one["archived"] + sum(one["missing"].values())


def test_months_are_those_of_the_articles(demo):
    _, truth, _, found = demo
    reachable = [t for t in truth if t.only is not Only.DISALLOWED]
    months = Counter(f"{t.published:%Y-%m}" for t in reachable)
    assert {one["month"]: one["archived"] for one in found["months"] if one["month"]} == months
    assert [one["month"] for one in found["months"]] == sorted([*months, ""], reverse=True)


def test_sources_that_yield_nothing_are_named(demo):
    _, _, _, found = demo
    assert found["idle"]
    assert all(one["archived"] == 0 for one in found["idle"])


def test_rebuild_gives_the_same_report(demo):
    _, _, folder, crawled = demo
    found = deepcopy(crawled)
    done = run("rebuild", "-c", folder)
    assert done.returncode == 0, done.stderr
    after = report(folder)
    for one in (*found["histories"], *after["histories"]):
        one["due"] = one["days"] = None  # both are of the moment at which they are worked out
    assert after == found


def test_terminal_and_page_show_the_numbers(demo, tmp_path):
    _, _, folder, found = demo
    page = tmp_path / "report.html"
    done = run("report", "-c", folder, "-o", page)
    assert done.returncode == 0, done.stderr
    assert f"{found['archived']} of {found['known']} listed URLs" in done.stdout
    text = page.read_text(encoding="utf-8")
    for one in found["sources"]:
        assert f">{one['url']}</a>" in text
    assert text.count("<svg") > len(found["sources"])


def test_a_page_that_cannot_be_written_is_one_line(demo, tmp_path):
    _, _, folder, _ = demo
    done = run("report", "-c", folder, "-o", tmp_path / "no" / "report.html")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1


def row(number, **values):
    plain = {
        "fate": "archived (article)",
        "is_article": True,
        "is_page": False,
        "is_source": False,
        "kind": "article",
        "role": "teaser",
        "found_from": None,
        "month": "2026-05",
    }
    return UrlRow(**{"id": number, "url": f"https://a.example/{number}", **plain, **values})


def a_list(number, **values):
    return row(number, **{"fate": "archived (section)", "is_article": False, "is_source": True,
                          "kind": "section", "role": "section", "month": "", **values})  # fmt: skip


def test_pages_of_a_list_count_as_one_source():
    rows = [a_list(1), a_list(2, role="pagination", found_from=1),
            a_list(3, role="pagination", found_from=2), row(4), row(5)]  # fmt: skip
    found = coverage(rows, [(4, 1), (4, 2), (5, 3)])
    assert [(one.url, one.pages, one.known) for one in found.sources] == [
        ("https://a.example/1", 3, 2)
    ]


def test_a_numbered_page_belongs_to_its_list_whatever_its_role():
    first = a_list(1, url="https://a.example/news/")
    later = a_list(2, url="https://a.example/news/page/78/")
    found = coverage([first, later, row(3)], [(3, 2)])
    assert [(one.url, one.pages, one.known) for one in found.sources] == [(first.url, 2, 1)]


def test_pagination_in_a_circle_ends():
    rows = [a_list(1, role="pagination", found_from=2), a_list(2, role="pagination", found_from=1)]
    assert coverage([*rows, row(3)], [(3, 1)]).known == 1


def test_an_entry_is_followed_to_where_it_moved():
    moved = row(2, fate="archived (redirect)", is_article=False, kind="redirect")
    found = coverage([a_list(1), moved, row(3)], [(2, 1), (3, 2)])
    assert (found.known, found.archived, found.missing, found.unlisted) == (1, 1, 0, 0)


def test_a_list_that_a_sitemap_names_is_no_missing_article():
    rows = [a_list(1, kind="sitemap", role="sitemap"), a_list(2, is_page=True), row(3)]
    found = coverage(rows, [(2, 1), (3, 1)])
    assert (found.known, found.archived, found.missing, found.pages) == (1, 1, 0, 1)
    assert found.sources[0].known == 1


def test_missing_urls_are_grouped_by_fate_with_examples():
    lost = [row(n, fate="failed (http-404)", is_article=False, month="") for n in range(2, 10)]
    found = coverage([a_list(1), *lost, row(10)], [(n, 1) for n in range(2, 11)])
    assert [(gap.reason, gap.count, len(gap.examples)) for gap in found.gaps] == [
        ("failed (http-404)", 8, 5)
    ]
    assert found.sources[0].missing == {"failed (http-404)": 8}
    assert [(one.month, one.known, one.archived) for one in found.months] == [
        ("2026-05", 1, 1), ("", 8, 0),
    ]  # fmt: skip


def test_a_source_without_articles_is_idle_and_an_article_without_source_unlisted():
    found = coverage(
        [a_list(1), a_list(2, kind=None, role="feed", fate="failed (dns)"), row(3)], []
    )
    assert {(one.kind, one.fate) for one in found.idle} == {
        ("section", "archived (section)"), ("feed", "failed (dns)"),
    }  # fmt: skip
    assert found.unlisted == 1


def test_a_sitemap_index_is_not_idle():
    rows = [
        a_list(1, kind="sitemap", role="sitemap"),
        a_list(2, kind="sitemap", role="sitemap", found_from=1),
        row(3),
    ]
    assert coverage(rows, [(3, 2)]).idle == ()


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def test_the_page_escapes_every_text_and_loads_nothing():
    evil = '<script>alert(1)</script>"onclick="x'
    rows = [
        a_list(1, url=f"https://a.example/{evil}", fate=evil),
        row(2, url=f"https://a.example/?{evil}", fate=evil, is_article=False, month=evil),
    ]
    tags = Tags()
    away = Away(url=f"https://a.example/{evil}", at=evil, state=evil, reason=evil)
    visited = SourceHistory(
        url=f"https://a.example/{evil}", kind=evil, fate=evil, visits=2, first=evil, last=evil,
        due=evil, found=3, days=(0,) * 27 + (3,),
    )  # fmt: skip
    found = coverage(rows, [(2, 1)])
    page = report_page(found, title=evil, made_at="now", away=[away], histories=[visited])
    assert "Archived articles that left their URLs (1)" in page
    tags.feed(page)
    names = {tag for tag, _ in tags.found}
    assert "script" not in names
    assert not names & {"img", "iframe", "object", "link", "base", "form"}
    for tag, attributes in tags.found:
        assert not [name for name in attributes if name.startswith("on") or name == "src"]
        assert tag == "a" or "href" not in attributes


def test_the_page_of_an_empty_collection_is_whole():
    page = report_page(coverage([], []), title="empty", made_at="now")
    assert page.endswith("</html>\n")
    assert "NaN" not in page


def test_many_months_are_drawn_as_years():
    months = [MonthCoverage(month=f"{year}-{month:02}", known=3, archived=2, missing={"x": 1})
              for year in range(2026, 2000, -1) for month in range(12, 0, -1)]  # fmt: skip
    chart = months_chart(months)
    assert chart.count("<g>") == 26
    assert "2001: 24 archived, 12 missing" in chart
