"""Which captures are one article: versions, twins and duplicates."""

from newscrawl.dedupe.identity import Claim, article_id, rule


def claim(row, url, *, article=None, words="a", payload=None, site="paper.example"):
    return Claim(
        row=row, url_key=url, article_id=article or f"id of {url}", site=site, digest=words,
        payload_digest=payload or f"payload {row}",
    )  # fmt: skip


def test_id_depends_on_the_key_alone():
    assert article_id("paper.example/1") == article_id("paper.example/1")
    assert article_id("paper.example/1") != article_id("paper.example/2")


def test_same_url_with_other_words_is_the_next_version():
    first, second = rule([claim(1, "x", words="a"), claim(2, "x", words="b")])
    assert (first.version, second.version) == (1, 2)
    assert first.twin_of is second.twin_of is None


def test_same_url_with_the_same_words_is_a_twin_of_itself():
    _, again = rule([claim(1, "x"), claim(2, "x")])
    assert (again.version, again.twin_of) == (1, "x")


def test_other_url_with_the_same_id_is_a_twin():
    _, copy = rule([claim(1, "x", article="1"), claim(2, "x/print", article="1", words="b")])
    assert copy.twin_of == "x"


def test_same_bytes_on_one_site_are_a_twin():
    _, copy = rule([claim(1, "x", payload="p"), claim(2, "y", payload="p")])
    assert copy.twin_of == "x"


def test_same_words_at_another_path_are_a_duplicate_with_a_record_of_its_own():
    _, other = rule([claim(1, "x"), claim(2, "y")])
    assert (other.twin_of, other.duplicate_of) == (None, "id of x")


def test_same_words_where_only_the_query_differs_are_a_twin():
    _, other = rule([claim(1, "x?a=1"), claim(2, "x?a=2")])
    assert other.twin_of == "x?a=1"


def test_same_words_on_another_site_are_an_article_of_their_own():
    _, other = rule([claim(1, "x"), claim(2, "y", site="other.example")])
    assert (other.twin_of, other.duplicate_of) == (None, None)
