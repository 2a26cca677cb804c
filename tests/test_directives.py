"""newscrawl.directives: what a page says to crawlers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.directives import directives

AGENT = "newscrawl/1.0 (+https://a.example/bot)"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["noarchive, NoIndex"], {"noarchive", "noindex"}),
        (["none"], {"none", "noindex", "nofollow"}),
        (["newscrawl: noindex, nofollow"], {"noindex", "nofollow"}),
        (["otherbot: noindex, nofollow"], set()),
        (["otherbot: noindex", "noarchive"], {"noarchive"}),
        (["max-snippet: 50, noarchive"], {"max-snippet: 50", "noarchive"}),
        (["unavailable_after: 25 Jun 2030 15:00"], {"unavailable_after: 25 jun 2030 15:00"}),
        (["tdm-reservation: 1"], {"tdm-reservation"}),
        (["tdm-reservation: 0", "", ","], set()),
    ],
)  # fmt: skip
def test_directives_are_collected(values, expected):
    assert directives(values, AGENT) == expected


@given(st.text())
def test_no_text_raises(text):
    directives([text], AGENT)
