"""newscrawl.discovery.wellknown: sources tried without being named."""

from newscrawl.discovery.wellknown import well_known_sources
from newscrawl.model.link import Role


def urls(home):
    return [link.url for link in well_known_sources(home)]


def test_sources_of_a_whole_host_lie_at_its_root():
    found = urls("https://a.example/?x")
    assert "https://a.example/sitemap.xml" in found
    assert "https://a.example/feed/" in found
    assert len(found) == len(set(found)) <= 10
    assert {link.role for link in well_known_sources("https://a.example")} == {Role.WELL_KNOWN}


def test_sources_of_a_folder_lie_in_it_and_at_the_root():
    found = urls("https://x.github.io/paper/index.html")
    assert "https://x.github.io/paper/feed/" in found
    assert "https://x.github.io/paper/sitemap.xml" in found
    assert "https://x.github.io/sitemap.xml" in found
    assert "https://x.github.io/feed/" not in found


def test_nonsense_has_no_sources():
    assert urls("nonsense") == []
