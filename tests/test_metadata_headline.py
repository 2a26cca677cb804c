import pytest

from newscrawl.document import parse
from newscrawl.extraction.metadata import describe
from newscrawl.extraction.source import source
from newscrawl.model.site import SiteMemory

URL = "https://www.paper.example/politik/harbour-vote-is-close-in-valmer"


def headline(html: str, url: str = URL, **named):
    found = describe(source(parse(html.encode()), url), **named)
    return found.headline, found.headline_source


@pytest.mark.parametrize(
    "title",
    [
        "Harbour vote is close in Valmer | The Paper",
        "Harbour vote is close in Valmer - Politik - The Paper",
        "Harbour vote is close in Valmer – paper.example",
        "The Paper: Harbour vote is close in Valmer",
        "Harbour vote is close in Valmer » The Paper",
        "Harbour vote is close in Valmer | Politik",
        "Harbour vote is close in Valmer | The Paper | 03.05.2024",
    ],
)
def test_site_and_section_are_taken_off_the_title(title):
    html = f"<title>{title}</title><meta property=og:site_name content='The Paper'>"
    assert headline(html)[0] == "Harbour vote is close in Valmer"


def test_dashes_and_colons_of_a_headline_stay():
    html = "<title>Harbour: the vote – and what it means | The Paper</title><h1>{0}</h1>"
    wanted = "Harbour: the vote – and what it means"
    assert headline(html.format(wanted))[0] == wanted


def test_the_headline_that_readers_see_wins_over_the_one_for_search_engines():
    html = (
        "<title>Harbour vote Valmer: all results</title>"
        "<meta property=og:title content='Harbour vote Valmer: all results'>"
        "<main><h1>Harbour vote in Valmer is close</h1></main>"
    )
    assert headline(html) == ("Harbour vote in Valmer is close", "text")


@pytest.mark.parametrize("frame", ["The Paper", "Contact us", "Politik"])
def test_an_h1_that_is_not_the_articles_is_passed_over(frame):
    html = (
        f"<title>Harbour vote is close in Valmer | The Paper</title><h1>{frame}</h1>"
        "<meta property=og:title content='Harbour vote is close in Valmer'>"
    )
    assert headline(html)[0] == "Harbour vote is close in Valmer"


def test_a_kicker_inside_the_h1_is_left_out_where_the_page_shares_the_headline_without_it():
    html = (
        "<h1><span class=kicker>Election</span> Harbour vote is close in Valmer</h1>"
        "<meta property=og:title content='Harbour vote is close in Valmer'>"
    )
    assert headline(html)[0] == "Harbour vote is close in Valmer"


def test_title_that_names_the_site_first_keeps_the_part_that_the_address_repeats():
    html = "<title>Valmer Weekly Online » Harbour Session 2013</title><h2>Harbour Session 2013</h2>"
    url = "https://www.valmerweekly.example/index.php/harbour-session-2013/"
    assert headline(html, url)[0] == "Harbour Session 2013"


def test_h2_that_the_title_repeats_is_the_headline_of_a_page_without_an_h1():
    html = (
        "<title>The Valley Observer » Bridge vote tonight</title>"
        "<h2>Most read</h2><h2>Bridge vote tonight</h2><h2>Links</h2>"
    )
    assert headline(html) == ("Bridge vote tonight", "text")


def test_h1_of_a_menu_does_not_stand_before_the_one_that_the_title_repeats():
    html = (
        "<title>Valmer for All | We Won the Vote</title><h1>Browsing</h1><h1>We Won the Vote</h1>"
    )
    assert headline(html, "https://valmer.example/spip.php?article4")[0] == "We Won the Vote"


def test_what_a_site_adds_to_its_titles_is_known_from_other_pages():
    site = SiteMemory(title_affixes=(" Zeitung für alle",))
    html = "<title>Harbour vote is close Zeitung für alle</title>"
    assert headline(html, site=site)[0] == "Harbour vote is close"


def test_entities_that_were_escaped_twice_are_read():
    html = (
        '<script type="application/ld+json">{"@type":"NewsArticle",'
        '"headline":"Fish &amp;amp; chips &#8211; a history"}</script>'
    )
    assert headline(html) == ("Fish & chips – a history", "json-ld")


def test_a_page_without_any_title_has_no_headline():
    assert headline("<p>Nothing here.</p>") == (None, None)


def test_series_named_after_the_site_stays_where_a_heading_shows_it():
    wanted = "The Paper Podcast – Francis"
    html = f"<title>{wanted} | The Paper</title><meta property=og:site_name content='The Paper'>"
    html += f"<meta property=og:title content='{wanted}'><h1>The Paper</h1>"
    assert headline(f"{html}<h2>{wanted}</h2>")[0] == wanted
    assert headline(f"{html}<h2>Francis</h2>")[0] == "Francis"
