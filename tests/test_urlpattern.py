"""newscrawl.urlpattern: one shape for all pages of one template."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.urlpattern import pattern


@pytest.mark.parametrize(
    ("url", "shape"),
    [
        ("https://www.a.example/2024/05/a-long-title-12345.html?page=2", "/D/S-N.html?page=N"),
        ("https://a.example/2024/05/17/flood/", "/D/S/"),
        ("https://a.example/2024/05/", "/D/"),
        ("https://a.example/politics/flood-in-the-town", "/politics/S"),
        ("https://a.example/politics/page/12/", "/politics/page/N/"),
        ("https://a.example/local-news/", "/local-news/"),
        ("https://a.example/spip.php?article3753", "/spip.php?articleN"),
        ("https://a.example/?p=77&utm_source=x", "/?p=N"),
        ("https://a.example/x?page=article&id=002400416a60cde7013", "/x?id=H&page=article"),
        ("https://a.example/story/0b7c3a52-11aa-4bcd-9e0f-1234567890ab", "/story/H"),
        ("https://a.example/2024-05-17/x", "/D/S"),
        (
            "https://a.example/%E5%80%BA%E5%8A%A1%E8%BD%AC%E7%A7%BB/",
            "/债务转移/",
        ),
        ("https://a.example/t/" + "%E5%80%BA" * 12, "/t/S"),
        ("https://a.example/", "/"),
    ],
)
def test_url_has_a_shape(url, shape):
    assert pattern(url) == f"a.example{shape}"


@given(st.text() | st.text().map("http://a.example/{}".format))
def test_no_text_raises(text):
    assert isinstance(pattern(text), str)
