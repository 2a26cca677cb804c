import pytest

from newscrawl.document import parse
from newscrawl.extraction import timestamps
from newscrawl.extraction.metadata import describe
from newscrawl.extraction.source import source


def dates(html: str, url: str = "https://paper.example/a"):
    found = describe(source(parse(html.encode()), url))
    return found.date_published, found.date_published_source


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-05-03T10:11:12.123+0200", "2024-05-03T10:11:12+02:00"),
        ("2024-05-03T10:11:12Z", "2024-05-03T10:11:12Z"),
        ("2024-05-03T10:11:12+00:00", "2024-05-03T10:11:12Z"),
        ("2024-05-03T23:15:0Z", "2024-05-03T23:15:00Z"),
        ("2024-05-03 10:11", "2024-05-03T10:11:00"),
        ("2024-05-03", "2024-05-03"),
        ("20240503", "2024-05-03"),
        ("Fri, 03 May 2024 10:11:12 GMT", "2024-05-03T10:11:12Z"),
        ("1714731072", "2024-05-03T10:11:12Z"),
        ("May 3, 2024 at 3:05 p.m. EDT", "2024-05-03T15:05:00-04:00"),
        ("Sept. 3rd, 2024", "2024-09-03"),
        ("3. Mai 2024, 14:30 Uhr", "2024-05-03T14:30:00"),
        ("03.05.2024 | 14.30 Uhr", "2024-05-03T14:30:00"),
        ("1er août 2021 à 12h30", "2021-08-01T12:30:00"),
        ("3 de mayo de 2024", "2024-05-03"),
        ("3 de março de 2024", "2024-03-03"),
        ("3 maggio 2024", "2024-05-03"),
        ("3 mei 2024", "2024-05-03"),
        ("3 maj 2024", "2024-05-03"),
        ("3. mai 2024", "2024-05-03"),
        ("3. toukokuuta 2024", "2024-05-03"),
        ("3 września 2024", "2024-09-03"),
        ("3. května 2024", "2024-05-03"),
        ("3 мая 2024, 10:30", "2024-05-03T10:30:00"),
        ("3 травня 2024", "2024-05-03"),
        ("3 Mayıs 2024", "2024-05-03"),
        ("2024. május 3.", "2024-05-03"),
        ("3 Μαΐου 2024", "2024-05-03"),
        ("٣ مايو ٢٠٢٤", "2024-05-03"),
        ("2024年5月3日 10:30", "2024-05-03T10:30:00"),
        ("2024. 5. 3.", "2024-05-03"),
        ("2024년 5월 3일", "2024-05-03"),
        ("03 मई, 2024", "2024-05-03"),
        ("০৩ জানুয়ারি ২০২৪, ১০:৩০", "2024-01-03T10:30:00"),
        ("3 مئی 2024", "2024-05-03"),
        ("3 மே 2024", "2024-05-03"),
        ("3 మే 2024", "2024-05-03"),
        ("๓ พ.ค. ๒๕๖๗ | 10:30 น.", "2024-05-03T10:30:00"),
        ("3 พฤษภาคม พ.ศ. 2567", "2024-05-03"),
        ("3 ឧសភា 2024", "2024-05-03"),
        ("ngày 3 tháng 5 năm 2024", "2024-05-03"),
        ("3 במאי 2024", "2024-05-03"),
        ("3. мај 2024", "2024-05-03"),
        ("2024. gada 3. maijs", "2024-05-03"),
        ("3 მაისი, 2024", "2024-05-03"),
        ("3 մայիսի 2024", "2024-05-03"),
        ("3 جانفي 2024", "2024-01-03"),
        ("民國113年5月3日", "2024-05-03"),
        ("令和6年5月3日 10:30", "2024-05-03T10:30:00"),
        ("3 May 2567", None),
        ("10 ²³ 2024", None),
        ("①② 3, 2024", None),
        ("12 in 2024", None),
        ("۱۰ مرداد ۱۳۸۸", "2009-08-01"),
        ("22 بهمن 1357", "1979-02-11"),
        ("سه‌شنبه ۳۰ اسفند ۱۳۹۹، ساعت ۱۲:۳۰", "2021-03-20"),
        ("۱ فروردین ماه ۱۴۰۴", "2025-03-21"),
        ("15 حمل 1401", "2022-04-04"),
        ("۱۳۸۸/۰۵/۱۰", "2009-08-01"),
        ("30 اسفند 1402", None),
        ("1388/05/10", None),
        ("April 31, 2024", None),
        ("0000-00-00", None),
        ("yesterday", None),
        ("version 1.2.3", None),
    ],
)
def test_a_date_is_read_as_far_as_it_is_written(text, expected):
    assert timestamps.parse(text) == expected


def test_numbers_alone_are_read_in_the_order_of_the_country():
    assert timestamps.parse("05/03/2024") == "2024-03-05"
    assert timestamps.parse("05/03/2024", day_first=False) == "2024-05-03"
    assert timestamps.parse("25/03/2024", day_first=False) == "2024-03-25"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://paper.example/energy/2015/08/150803-office-heating", "2015-08-03"),
        ("https://paper.example/energy/2015/08/260815-office-heating", None),
        ("https://a.example/2024/05/03/vote", "2024-05-03"),
        ("https://a.example/2024/may/03/vote", "2024-05-03"),
        ("https://a.example/news-20240503-vote", "2024-05-03"),
        ("https://a.example/n1/2024/0503/c1-1.html", "2024-05-03"),
        ("https://a.example/article/20201332", None),
        ("https://a.example/?p=20240503", None),
        ("https://a.example/vote", None),
    ],
)
def test_a_day_in_the_address_is_found(url, expected):
    assert timestamps.from_url(url) == expected


LINKED = '<script type="application/ld+json">{{"@type":"NewsArticle",{}}}</script>'


def test_json_ld_is_believed_before_meta_and_text():
    html = (
        LINKED.format('"datePublished":"2024-05-03T10:00:00+02:00"')
        + "<meta property=article:published_time content=2024-05-04><time>5 May 2024</time>"
    )
    assert dates(html) == ("2024-05-03T10:00:00+02:00", "json-ld")


def test_the_same_day_with_a_time_is_the_better_value():
    html = (
        LINKED.format('"datePublished":"2024-05-03"')
        + "<meta property=article:published_time content=2024-05-03T08:00:00Z>"
    )
    assert dates(html) == ("2024-05-03T08:00:00Z", "meta")


def test_the_publishers_own_offset_is_kept_when_both_are_given():
    html = (
        LINKED.format('"datePublished":"2024-05-04T01:00:00Z"')
        + "<meta property=article:published_time content=2024-05-03T21:00:00-04:00>"
    )
    assert dates(html)[0] == "2024-05-03T21:00:00-04:00"


def test_broken_json_ld_still_gives_its_date():
    html = LINKED.format('"headline":"A "quoted" word","datePublished":"2024-05-03"')
    assert dates(html) == ("2024-05-03", "json-ld")


def test_a_written_date_below_the_headline_is_found():
    html = "<h1>Vote is close</h1><p>Valmer, le 3 mai 2024</p><p>Body in 1998.</p>"
    assert dates(html) == ("2024-05-03", "text")


def test_a_date_of_another_story_is_not_taken():
    html = "<h1>Vote</h1><aside><time datetime=2020-01-01>1 January 2020</time></aside>"
    assert dates(html.replace("<h1>", "<time datetime=2024-05-03>x</time><h1>"))[0] == "2024-05-03"


def test_a_date_in_the_state_of_the_pages_scripts_is_the_last_resort():
    state = '<script>self.push("{\\"datePublished\\":\\"2024-05-03T08:00:00Z\\"}")</script>'
    assert dates("<h1>Vote</h1>" + state) == ("2024-05-03T08:00:00Z", "text")
    assert dates("<h1>Vote</h1>" + state + state.replace("2024", "2020")) == (None, None)


def test_a_modification_before_publication_is_not_believed():
    html = LINKED.format('"datePublished":"2024-05-03","dateModified":"2020-01-01"')
    assert describe(source(parse(html.encode()), "https://a.example/")).date_modified is None


def test_a_page_without_a_date_gets_none():
    assert dates("<h1>Vote</h1><p>No date at all.</p><footer>© 2024</footer>") == (None, None)


def test_moment_in_utc_takes_the_offset_of_the_clock_beside_the_headline():
    html = (
        '<meta property="article:published_time" content="2024-05-04T02:41:00Z">'
        "<h1>A bridge closes</h1><p>Anna Meyer</p><p>May 3, 2024 10:41 PM</p>"
    )
    assert dates(html) == ("2024-05-03T22:41:00-04:00", "meta")


def test_evening_west_of_greenwich_keeps_the_day_of_the_url():
    html = '<meta property="article:published_time" content="2024-05-04T02:41:00Z"><h1>A</h1>'
    assert dates(html, "https://paper.example/2024/05/03/a") == ("2024-05-03", "url")
    assert dates(html, "https://paper.example/2024/05/05/a") == ("2024-05-04T02:41:00Z", "meta")


def test_label_before_a_date_tells_publication_from_update():
    html = (
        "<h1>A bridge closes</h1><b>Updated:</b> <i>May 9, 2024</i>"
        "<b>Published:</b> <i>May 3, 2024</i>"
    )
    assert dates(html) == ("2024-05-03", "text")


def test_date_alone_at_the_end_of_the_text_is_found():
    lines = "".join(f"<p>{'word ' * 60}{number}.</p>" for number in range(9))
    assert dates(f"<h1>A bridge closes</h1>{lines}<p>3 May 2024</p>") == ("2024-05-03", "text")


def test_date_shown_by_the_headline_goes_before_a_meta_date_of_little_weight():
    html = (
        "<meta name=date content=2024-07-05><h1>A bridge closes</h1>"
        "<p>May 3, 2024</p><p>The bridge is shut.</p>"
    )
    assert dates(html) == ("2024-05-03", "text")


def test_of_two_stated_dates_the_one_that_is_shown_counts():
    html = (
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"A bridge closes",'
        '"datePublished":"2023-01-02"}</script>'
        "<meta property=article:published_time content=2024-05-03>"
        "<h1>A bridge closes</h1><p>May 3, 2024</p>"
    )
    assert dates(html) == ("2024-05-03", "meta")


def test_language_of_the_page_tells_the_order_of_day_and_month():
    page = "<html lang={}><h1>A bridge closes</h1><p>02/10/2020</p>"
    assert dates(page.format("en-GB"), "https://example.com/a")[0] == "2020-10-02"
    assert dates(page.format("en-US"), "https://example.com/a")[0] == "2020-02-10"


def test_date_on_its_own_goes_before_one_within_a_headline():
    html = (
        "<h1>News of horses</h1><h3>Results of the races (2020/7/11 and 12, eighteen horses)</h3>"
        "<p>2020年7月12日</p>"
    )
    assert dates(html)[0] == "2020-07-12"


def test_a_weak_name_that_a_strong_one_confirms_outweighs_other_dates_shown():
    stated = "<meta name=dc.date content=2019-06-25><meta name=citation_date content=2019-06-25>"
    assert dates(f"{stated}<h1>Study</h1><p>Received 4 April 2019</p>") == ("2019-06-25", "meta")


def test_date_beside_a_headline_of_the_third_rank_comes_before_those_of_a_sidebar():
    html = (
        "<title>The bridge closes | Paper</title>"
        "<meta property=og:title content='The bridge closes'>"
        "<h1>Magazine</h1><h2>Other</h2><p>9/9/2019</p>"
        "<h3>The bridge closes</h3><p>27 Sep 2016</p><p>All is shut.</p>"
    )
    assert dates(html) == ("2016-09-27", "text")
