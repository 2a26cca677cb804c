"""Barren ground and silent hosts: what is left alone, and what never is."""

from newscrawl.frontier.barren import Barren, Closed, Fruit, Group, branch, counts
from newscrawl.frontier.silence import Silence
from newscrawl.frontier.stay import Stay
from newscrawl.model.fate import Fate, State
from newscrawl.model.lead import Lead
from newscrawl.model.link import Role
from newscrawl.model.page import Page, PageKind
from newscrawl.model.visit import Visit
from newscrawl.urlpattern import pattern


def walk(barren, urls, *, gain=False):
    return [
        closed for url in urls for closed in barren.note(url, pattern(url), Fruit(is_article=gain))
    ]


def days(count, start=0):
    return [f"https://a.example/cal/2024-05-{n:02}-{n}" for n in range(start, start + count)]


def test_shape_is_closed_after_so_many_fruitless_pages_in_a_row():
    barren = Barren(5)
    assert walk(barren, days(4)) == []
    (closed,) = walk(barren, days(1, 4))
    assert closed == Closed(group=Group.SHAPE, name=pattern(days(1)[0]))
    assert barren.why_closed(days(1, 9)[0], closed.name, Role.TEASER) == "trap:barren"
    assert barren.why_closed(days(1, 9)[0], closed.name, Role.START) is None


def test_one_fruit_starts_the_count_anew():
    barren = Barren(5)
    walk(barren, days(4))
    walk(barren, days(1, 4), gain=True)
    assert walk(barren, days(4, 5)) == []


def test_generated_names_in_one_folder_are_closed_as_a_branch_but_entries_are_still_fetched():
    barren = Barren(4)
    words = [f"https://a.example/maze/{chr(97 + n)}word" for n in range(8)]
    closed = walk(barren, words)
    assert Closed(group=Group.BRANCH, name="a.example/maze") in closed
    new = "https://a.example/maze/other"
    assert barren.why_closed(new, pattern(new), Role.OTHER) == "trap:barren-branch"
    assert barren.why_closed(new, pattern(new), Role.SITEMAP_ENTRY) is None


def test_ever_new_hosts_are_closed_but_those_that_brought_something_stay_open():
    barren = Barren(8)
    walk(barren, ["https://news.a.example/story"], gain=True)
    assert walk(barren, [f"https://w{n}.a.example/" for n in range(3)]) == []
    closed = walk(barren, ["https://w9.a.example/"])
    assert closed == [Closed(group=Group.HOSTS, name="a.example")]
    assert barren.why_closed("https://x.a.example/", "x", Role.OTHER) == "trap:subdomains"
    assert barren.why_closed("https://news.a.example/x", "x", Role.OTHER) is None


def test_branch_is_the_first_folder_or_the_program():
    assert branch("https://a.example/cal/2024/05/") == "a.example/cal"
    assert branch("https://a.example/cal?day=5") == "a.example/cal"
    assert branch("https://a.example/story") == "a.example"
    assert branch("https://a.example/") == "a.example"


def visit(*, status=200, kind=PageKind.OTHER, reason="other", state=State.ARCHIVED):
    lead = Lead(id=1, url="https://a.example/x", role=Role.OTHER)
    page = Page(url=lead.url, kind=kind, reason=reason)
    return Visit(lead=lead, status=status, page=page, fate=Fate(state=state, reason=reason))


def test_only_pages_that_came_well_count():
    assert counts(visit())
    assert not counts(visit(status=503, state=State.FAILED))
    assert not counts(visit(kind=PageKind.REDIRECT))


def test_entries_of_the_own_shape_are_no_fruit_but_others_are():
    assert not Fruit().for_shape
    assert Fruit(other_shape=True).for_shape
    assert not Fruit(other_shape=True).for_branch
    assert Fruit(other_branch=True).for_branch
    assert Fruit(is_article=True).for_branch


def test_host_without_an_answer_is_silent_until_it_gives_one():
    silence = Silence(3)
    assert [silence.note("a.example", "timeout") for _ in range(3)] == [False, False, True]
    assert silence.is_silent("a.example")
    assert not silence.is_silent("b.example")
    silence.note("a.example", None)
    assert not silence.is_silent("a.example")
    silence.note("a.example", "timeout")
    silence.note("a.example", "robots")
    assert not [silence.note("a.example", "reset") for _ in range(2)][-1]


def test_host_has_so_much_time_from_its_first_answer():
    stay = Stay(60)
    assert not stay.is_over("a.example", 1000)
    stay.note("a.example", 1000)
    stay.note("a.example", 1050)
    assert not stay.is_over("a.example", 1059)
    assert stay.is_over("a.example", 1060)
    assert not stay.is_over("b.example", 1060)
    unlimited = Stay(0)
    unlimited.note("a.example", 0)
    assert not unlimited.is_over("a.example", 1e9)
