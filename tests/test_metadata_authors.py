import pytest

from newscrawl.document import parse
from newscrawl.extraction.metadata import describe
from newscrawl.extraction.names import is_organisation, names
from newscrawl.extraction.source import source


def authors(html: str):
    found = describe(source(parse(html.encode()), "https://www.paper.example/a/b"))
    return found.authors, found.authors_source


@pytest.mark.parametrize(
    ("byline", "expected"),
    [
        ("By Jane Doe", ["Jane Doe"]),
        ("By Jane Doe and John Smith", ["Jane Doe", "John Smith"]),
        ("By Jane Doe, John Smith, and Ann Lee", ["Jane Doe", "John Smith", "Ann Lee"]),
        ("Von Anna Müller und Peter Groß", ["Anna Müller", "Peter Groß"]),
        ("Par Zoé Lefèvre et Luc Martin", ["Zoé Lefèvre", "Luc Martin"]),
        ("Por María Pérez y Juan Gómez", ["María Pérez", "Juan Gómez"]),
        ("Di Maria Rossi e Luca Bianchi", ["Maria Rossi", "Luca Bianchi"]),
        ("Door Jan de Vries", ["Jan de Vries"]),
        ("Av Kari Nordmann og Ola Hansen", ["Kari Nordmann", "Ola Hansen"]),
        ("Af Mette Jensen", ["Mette Jensen"]),
        ("Text: Anna Müller", ["Anna Müller"]),
        ("Autor: Jan Kowalski", ["Jan Kowalski"]),
        ("Jane Doe, Senior Political Correspondent", ["Jane Doe"]),
        ("Jane Doe (Paris)", ["Jane Doe"]),
        ("Jane Doe in London", ["Jane Doe"]),
        ("Jane Doe jane@paper.example", ["Jane Doe"]),
        ("By Jane Doe | 3 May 2024", ["Jane Doe"]),
        ("By Jane Doe Updated May 3, 2024 10:15", ["Jane Doe"]),
        ("JANE DOE FOR THE DAILY PAPER", ["JANE DOE"]),
        ("Müller, Anna", ["Anna Müller"]),
        ("José Ortega y Gasset", ["José Ortega y Gasset"]),
        ("记者：牛镛、岳弘彬", ["牛镛", "岳弘彬"]),
        ("신현주 기자", ["신현주"]),
        ("Jane Doe, PhD, MD", ["Jane Doe"]),
        ("By Jane Doe →", ["Jane Doe"]),
        ("» Jane Doe", ["Jane Doe"]),
        ("Jane Doe/AFP", ["Jane Doe"]),
        ("Jane Doe, Shipping Expert", ["Jane Doe"]),
        ("All posts by Jane Doe", ["Jane Doe"]),
        ("Text von Anna Müller Illustration von Peter Groß", ["Anna Müller"]),
        ("Text und Fotos: Anna Müller", ["Anna Müller"]),
        ("- Redaktion: Anna Müller (Sprecherin)", ["Anna Müller"]),
        ("Anna Müller, Projektleiterin der Stiftung", ["Anna Müller"]),
        ("Weitere Informationen zu Muster SE", []),
        ("Alles von Anna Müller", ["Anna Müller"]),
        ("Landesanstalt für Wald und Wasser", ["Landesanstalt für Wald und Wasser"]),
        ("wordpressadmin", []),
        ("https://social.example/jane", []),
        ("Staff Writer", []),
        ("", []),
    ],
)
def test_a_byline_gives_its_names(byline, expected):
    assert list(names(byline)) == expected


@pytest.mark.parametrize(
    "name", ["dpa", "AFP", "Redaktion", "Guardian staff", "Paper News", "読売新聞オンライン"]
)
def test_agencies_and_newsrooms_are_no_people(name):
    assert is_organisation(name)
    assert not is_organisation("Jane Doe")


def test_json_ld_persons_come_before_the_publisher():
    html = (
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Vote","author":['
        '{"@type":"Person","name":"Jane Doe"},{"@type":"Organization","name":"The Paper"}],'
        '"publisher":{"@type":"Organization","name":"The Paper"}}</script>'
    )
    assert authors(html) == (("Jane Doe",), "json-ld")


def test_authors_that_json_ld_names_by_reference_are_found():
    html = (
        '<script type="application/ld+json">{"@graph":[{"@type":"Article","headline":"Vote",'
        '"author":{"@id":"#jane"}},{"@type":"Person","@id":"#jane","name":"Jane Doe"}]}</script>'
    )
    assert authors(html) == (("Jane Doe",), "json-ld")


def test_a_person_in_the_byline_is_preferred_to_a_newsroom_in_the_meta_elements():
    html = (
        "<meta name=author content='Redaktion'><h1>Vote is close</h1>"
        "<p>Von <a href='/autor/anna'>Anna Müller</a>, 3. Mai 2024</p>"
    )
    assert authors(html)[0] == ("Anna Müller",)


def test_names_of_other_stories_are_not_taken():
    html = (
        "<article><h1>Vote is close</h1><div class=byline>By Jane Doe</div></article>"
        "<div class=related><div class=byline>By Ann Lee</div></div>"
        "<section><div><div class=byline>By Max Roe</div></div></section>"
    )
    assert authors(html)[0] == ("Jane Doe",)


def test_a_byline_that_is_only_the_sites_name_gives_no_author():
    html = (
        "<meta property=og:site_name content='The Paper'><h1>Vote</h1>"
        "<span class='author vcard'><a class=fn>The Paper</a></span>"
    )
    assert authors(html) == ((), None)


def test_name_alone_between_headline_and_date_is_the_author():
    html = "<h1>A bridge closes</h1><p>Anna Meyer</p><p>3 May 2024</p><p>The bridge is shut.</p>"
    assert authors(html) == (("Anna Meyer",), "text")


def test_section_name_beside_a_date_is_no_author():
    html = (
        "<h1>A bridge closes</h1><p>Road Traffic</p><p>3 May 2024</p>"
        "<p>Nobody on the road saw traffic this bad.</p>"
    )
    assert authors(html) == ((), None)


def test_user_name_becomes_the_whole_name_that_the_page_shows():
    html = (
        '<meta name="author" content="ameyer"><h1>A bridge closes</h1><p>By <b>Anna Meyer</b></p>'
    )
    assert authors(html) == (("Anna Meyer",), "meta")


@pytest.mark.parametrize(
    "below",
    [
        '<a class="author" href="/x">Newsletters</a>',
        "<p>Read This</p><p>@omar</p><p>: a letter to all.</p>",
    ],
)
def test_link_of_the_page_or_words_beside_a_handle_name_no_author(below):
    assert authors(f"<h1>A bridge closes</h1>{below}") == ((), None)


def test_owner_of_a_site_of_the_same_name_signs_as_its_author():
    html = (
        '<meta property="og:site_name" content="Anna Meyer"><h1>A bridge closes</h1>'
        "<p>Posted by <b>Anna Meyer</b></p>"
    )
    assert authors(html) == (("Anna Meyer",), "text")


def test_author_in_a_sidebar_counts_where_no_other_place_names_one():
    html = (
        "<article><h1>A bridge closes</h1><p>The bridge is shut.</p></article>"
        "<aside class=sidebar><p class=author>Anna Meyer</p></aside>"
        "<aside class=related><p class=author>Max Roe</p></aside>"
    )
    assert authors(html) == (("Anna Meyer",), "text")


def test_role_in_an_element_of_its_own_is_no_part_of_the_name():
    html = (
        "<h1>A bridge closes</h1>"
        "<div class=author-name><b>Anna Meyer</b> <i>Traffic Manager</i></div>"
    )
    assert authors(html)[0] == ("Anna Meyer",)


def test_publisher_with_its_article_gives_way_to_the_marked_person():
    html = (
        "<meta name=author content='The Paper'><h1>A bridge closes</h1>"
        "<a rel=author href=/a>Anna Meyer</a>"
    )
    assert authors(html) == (("Anna Meyer",), "microdata")


def test_breadcrumb_to_people_is_no_author():
    html = (
        "<div class=breadcrumb><a href=/people>Famous People</a></div>"
        "<h1>A bridge closes</h1><p>The bridge is shut.</p>"
    )
    assert authors(html) == ((), None)


def test_one_name_behind_by_is_taken_beside_a_date():
    html = "<h1>A bridge closes</h1><p>3 May 2024</p><p>by ibby</p><p>The bridge is shut.</p>"
    assert authors(html) == (("ibby",), "text")


def test_name_behind_date_and_clock_is_the_author():
    html = "<h1>Brücke gesperrt</h1><small>04.02.2022 | 13:10 Uhr | Anna Müller</small>"
    assert authors(html) == (("Anna Müller",), "text")


def test_sites_name_with_an_and_stays_whole():
    html = (
        "<meta property=og:site_name content='Doe & Roe'>"
        "<meta name=author content='Doe & Roe'><h1>A bridge closes</h1>"
    )
    assert authors(html) == (("Doe & Roe",), "meta")


def test_link_to_log_in_is_no_author():
    html = "<h1>A bridge closes</h1><p>Log In</p><p>3 May 2024</p><p>The bridge is shut.</p>"
    assert authors(html) == ((), None)


def test_author_who_signs_the_last_line_counts_where_only_the_site_is_named():
    head = "<meta name=author content='The Paper'><meta property=og:site_name content='The Paper'>"
    page = source(parse(f"{head}<h1>Town</h1>".encode()), "https://paper.example/a")
    lines = ["The last sentence.", "Written by Jane Miller"]
    assert describe(page, lines=lines).authors == ("Jane Miller",)
    assert describe(page, lines=["Stay Protected"]).authors == ("The Paper",)


@pytest.mark.parametrize(
    "lines",
    [
        "<p>3 May 2024 - 19:00</p><p>Western City</p><p>(Harbour Road 105)</p>",
        "<p>3 May 2024</p><p>Hanna Lind</p><p>»</p>",
        "<p>3 May 2024</p><p>Bridge Closes</p>",
    ],
)
def test_place_next_article_and_headline_beside_a_date_are_no_authors(lines):
    assert authors(f"<h1>The Bridge Closes Today</h1>{lines}<p>All is shut.</p>") == ((), None)


def test_name_alone_beside_a_date_is_the_author():
    html = "<h1>The Bridge Closes Today</h1><p>3 May 2024</p><p>Hanna Lind</p><p>All is shut.</p>"
    assert authors(html) == (("Hanna Lind",), "text")


def test_name_that_is_the_first_line_of_a_body_is_its_author():
    page = source(parse(b"<h1>Town</h1><p>Jane Miller</p><p>Text.</p>"), "https://paper.example/a")
    text = (
        "The bridge over the river was closed to all traffic on Monday, as the town hall said. " * 2
    )
    found = describe(page, lines=["Jane Miller", text])
    assert (found.authors, found.authors_source) == (("Jane Miller",), "text")
    assert describe(page, lines=["Jane Miller", "and her horse"]).authors == ()


def test_first_line_of_words_that_the_page_writes_small_is_no_author():
    html = b"<h1>Town</h1><p>Annual Meeting</p><p>The meeting is held today.</p>"
    page = source(parse(html), "https://paper.example/a")
    assert describe(page, lines=["Annual Meeting", "The meeting. " * 20]).authors == ()


def test_menu_above_the_headline_does_not_follow_the_byline_below_it():
    html = (
        "<div>Select Region</div><a href=/d>Valmer Directory</a><h1>The bridge closes</h1>"
        "<p>3 May 2024</p><p>Hanna Lind</p>"
    )
    assert authors(html) == (("Hanna Lind",), "text")


STORY = "<h1>The Bridge Closes Today</h1><p>It is shut, as the town hall said, until Monday.</p>"


@pytest.mark.parametrize(
    "ending",
    [
        "<p>Written by Hanna Lind</p>",
        "<div>Article by</div><div>Hanna Lind</div>",
        "<p><b>Autorin:</b> <i>Hanna Lind</i></p><p>Autorin: Hanna Lind</p>",
    ],
)
def test_only_byline_of_a_page_counts_wherever_it_stands(ending):
    filler = "<p>The town hall said so on Monday, and nobody doubts it.</p>" * 60
    assert authors(STORY + filler + ending) == (("Hanna Lind",), "text")


@pytest.mark.parametrize(
    "ending",
    [
        "<p>Written by Hanna Lind</p><p>Written by Omar Reyes</p>",
        "<div class=related><p>Written by Hanna Lind</p></div>",
        "<p>By Annual Meeting</p><p>the annual meeting</p>",
    ],
)
def test_bylines_of_other_texts_name_no_author(ending):
    filler = "<p>The town hall said so on Monday, and nobody doubts it.</p>" * 60
    assert authors(STORY + filler + ending) == ((), None)


@pytest.mark.parametrize("beside", ["2h ago", "@HannaLind", "vor 3 Stunden"])
def test_name_alone_beside_an_age_or_a_handle_is_the_author(beside):
    html = f"<h1>The Bridge Closes Today</h1><p>Hanna Lind</p><p>{beside}</p><p>All is shut.</p>"
    assert authors(html) == (("Hanna Lind",), "text")


def test_date_before_the_by_lets_a_first_name_count():
    html = "<h1>The Bridge Closes</h1><p>06.11.2023 13:30 von Hanna</p><p>All is shut.</p>"
    assert authors(html) == (("Hanna",), "text")


def test_editor_in_charge_at_the_end_of_a_chinese_text_is_named():
    page = source(parse("<h1>桥梁关闭</h1>".encode()), "https://paper.example/a")
    assert describe(page, lines=["桥梁今天关闭。", "（责编：牛镛、岳弘彬）"]).authors == (
        "牛镛",
        "岳弘彬",
    )


def test_placeholder_address_in_json_ld_does_not_make_it_another_page():
    html = """<title>Bridge closes</title><script type="application/ld+json">[
        {"@type": "WebPage", "url": "https://www.paper.example/a/b", "name": "Bridge closes"},
        {"@type": "NewsArticle", "mainEntityOfPage": "https://search.example/article",
         "headline": "Bridge closes", "author": {"name": "Hanna Lind"}}]</script>"""
    assert authors(html) == (("Hanna Lind",), "json-ld")


def test_who_posted_a_text_comes_before_who_performs_in_it():
    html = (
        "<h1>The Concert</h1><p>by The Male Choir</p><p>free entrance</p>"
        "<p>Posted by toyo on Friday, January 20th, 2006 at 8:57 am.</p>"
    )
    assert authors(html) == (("toyo",), "text")
