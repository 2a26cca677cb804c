"""robots.txt of hosts that answer oddly: what is asked once more, and what costs nothing."""

import pytest
from hostile_site import gzip_of_blanks
from test_net_robots import answer, crawl

from newscrawl.net import robots


def test_robots_txt_is_read_again_when_a_day_has_gone_by(run, monkeypatch):
    monkeypatch.setattr(robots, "MAX_AGE", 0.0)
    paths = ["/page", "/page?1", "/page?2"]
    pages = {path: answer(b"page") for path in paths}
    rules = {"/robots.txt": answer(b"User-agent: *\nAllow: /")}
    server, outcomes = crawl(run, {**pages, **rules}, paths, CONCURRENT_REQUESTS=1)
    assert outcomes == [200, 200, 200]
    assert len(server.requests_for("/robots.txt")) > 1
    assert robots.MAX_AGE <= 86_400


def test_silent_robots_txt_is_asked_for_again_sooner():
    assert robots.RETRY_AGE < 3600


@pytest.mark.parametrize("rule_at", [500 * 1024 - 60, 500 * 1024 + 10])
def test_rule_counts_up_to_500_kib(run, rule_at):
    text = b"#" * rule_at + b"\nUser-agent: *\nDisallow: /page\n"
    _, outcomes = crawl(run, {"/robots.txt": answer(text)})
    assert outcomes == (["robots"] if rule_at < 500 * 1024 else [200])


def test_bomb_in_robots_txt_is_read_to_its_bound_only(run):
    bomb = answer(gzip_of_blanks(100_000_000), fields=[b"Content-Encoding: gzip"])
    server, outcomes = crawl(run, {"/robots.txt": bomb})
    assert outcomes == [200]
    assert len(server.requests_for("/robots.txt")) == 1
