"""newscrawl.frontier.scope: which URLs belong to a crawl."""

import re

import pytest

from newscrawl.frontier.scope import Scope, ScopeMode


@pytest.mark.parametrize(
    ("mode", "start", "inside", "outside"),
    [
        ("domain", "https://www.a.example/", "http://blog.a.example/x", "https://b.example/x"),
        ("domain", "https://a.co.uk/news/", "https://m.a.co.uk/", "https://b.co.uk/"),
        ("domain", "https://x.github.io/paper/", "https://x.github.io/", "https://y.github.io/"),
        ("domain", "http://127.0.0.1:81/", "http://127.0.0.1:81/x", "http://127.0.0.1:82/x"),
        ("domain", "http://localhost:81/", "http://localhost:81/x", "http://localhost/x"),
        ("domain", "https://a.example/", "https://A.example:443/x", "https://a.example:444/x"),
        ("host", "https://www.a.example/x", "http://a.example/", "https://blog.a.example/"),
        ("host", "https://a.example/", "https://www.a.example/x?y", "https://a.example.b.example/"),
        ("host", "http://127.0.0.1:81/", "http://127.0.0.1:81", "http://127.0.0.1:811/"),
        ("prefix", "https://a.example/news/", "https://a.example/news?p=2", "https://a.example/"),
        ("prefix", "https://a.example/news", "https://a.example/news/x", "https://a.example/newsx"),
        (
            "prefix",
            "https://a.example/n/a.shtml",
            "https://www.a.example/n/b",
            "https://a.example/m",
        ),
        ("prefix", "https://a.example/", "https://a.example/x", "https://b.a.example/x"),
    ],
)
def test_url_is_admitted_by_mode(mode, start, inside, outside):
    scope = Scope.around([start], mode=ScopeMode(mode))
    assert scope.admits(start)
    assert scope.admits(inside)
    assert not scope.admits(outside)


def test_several_starts_make_one_scope_and_nonsense_starts_nothing():
    scope = Scope.around(["https://a.example/", "https://b.example/", "nonsense"])
    assert scope.admits("https://www.b.example/")
    assert not scope.admits("nonsense")
    assert not Scope.around([]).admits("https://a.example/")


def test_patterns_widen_and_narrow():
    scope = Scope.around(
        ["https://a.example/"], allow=[r"//cdn\.example/stories/"], deny=[r"/shop/", r"secret"]
    )
    assert scope.admits("https://cdn.example/stories/1")
    assert not scope.admits("https://cdn.example/other")
    assert not scope.admits("https://a.example/shop/1")
    assert not scope.admits("https://cdn.example/stories/secret")


def test_wrong_pattern_is_told_at_once():
    with pytest.raises(re.error):
        Scope.around(["https://a.example/"], deny=["("])
