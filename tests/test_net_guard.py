"""The guard: nothing on loopback, in private networks or otherwise special is connected to."""

import pytest
from crawls import fetch
from rawserver import RawServer
from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.resolver import CachingThreadedResolver
from scrapy.utils.datatypes import LocalCache
from twisted.internet.address import IPv6Address
from twisted.internet.error import DNSLookupError
from twisted.internet.testing import StringTransport

from newscrawl.net.connection import WireProtocol
from newscrawl.net.errors import AddressRefused
from newscrawl.net.failure import reason
from newscrawl.net.guard import check_url, literal, refusal
from newscrawl.net.resolver import GuardedResolver, hidden_refusal
from newscrawl.net.wire import WireDownloadHandler

GUARDED = {
    "DOWNLOAD_HANDLERS": {"http": WireDownloadHandler},
    "NEWSCRAWL_ALLOW_PRIVATE": False,
}
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
SPELLINGS = (
    "127.0.0.1",
    "localhost",
    "LOCALHOST.",
    "0x7f.1",
    "2130706433",
    "017700000001",
    "127.1",
    "[::ffff:127.0.0.1]",
    "[::1]",
    "0",
    "１２７.0.0.1",
)


@pytest.mark.parametrize(
    ("ip", "why"),
    [
        ("93.184.216.34", None),
        ("2606:2800:220:1::1", None),
        ("127.9.9.9", "loopback"),
        ("::1", "loopback"),
        ("0.0.0.0", "unspecified"),
        ("10.0.0.1", "private"),
        ("172.16.0.1", "private"),
        ("192.168.1.1", "private"),
        ("fc00::1", "private"),
        ("169.254.169.254", "link-local"),
        ("fe80::1%eth0", "link-local"),
        ("100.64.0.1", "cgnat"),
        ("224.0.0.1", "multicast"),
        ("ff02::1", "multicast"),
        ("240.0.0.1", "private"),
        ("255.255.255.255", "private"),
        ("192.0.2.1", "private"),
        ("198.18.0.1", "private"),
        ("::ffff:10.0.0.1", "private"),
        ("::ffff:93.184.216.34", None),
        ("64:ff9b::7f00:1", "loopback"),
        ("2002:7f00:1::", "loopback"),
        ("2001:0:4136:e378:8000:63bf:80ff:fffe", "loopback"),
        ("no address", "invalid"),
    ],
)
def test_address_is_public_or_its_kind_is_named(ip, why):
    assert refusal(ip) == why


@pytest.mark.parametrize("host", SPELLINGS)
def test_spelling_of_loopback_is_seen_through(host):
    assert refusal(literal(host) or "") in ("loopback", "unspecified")


@pytest.mark.parametrize("host", ["paper.example", "localhost.example", "1.2.3.4.5", "", "0x7g.1"])
def test_name_is_no_literal(host):
    assert literal(host) is None


def test_url_with_a_public_address_passes():
    check_url("http://93.184.216.34:8080/")


def test_no_spelling_of_loopback_reaches_the_server(run, caplog):
    async def scenario():
        async with RawServer({"/": OK}) as server:
            urls = [server.url("/", host=host) for host in SPELLINGS]
            fetched = await fetch(urls, GUARDED)
            return server, list(fetched.outcomes.values())

    server, outcomes = run(scenario())
    assert len(outcomes) == len({Request(server.url("/", host=host)).url for host in SPELLINGS})
    assert {type(outcome) for outcome in outcomes} == {AddressRefused}
    assert {reason(outcome) for outcome in outcomes} <= {"address:loopback", "address:unspecified"}
    assert (server.connections, server.requests) == (0, [])
    assert "Traceback" not in caplog.text


def test_proxy_on_a_private_address_may_be_used(run):
    async def scenario():
        async with RawServer({"/": OK}) as proxy:
            request = Request("http://paper.example/", meta={"proxy": proxy.url("")})
            return (await fetch([request], GUARDED))[request.url]

    assert run(scenario()).status == 200


@pytest.fixture
def answers(run, monkeypatch):
    """Answers of the name server by name, as if just looked up: no packet is sent for them."""
    from twisted.internet import reactor  # noqa: PLC0415 - the session's reactor

    known = LocalCache(10)
    monkeypatch.setattr("scrapy.resolver.dnscache", known)
    before = reactor.resolver
    yield known
    reactor.installResolver(before)


def install(resolver_class, **settings):
    from twisted.internet import reactor  # noqa: PLC0415 - the session's reactor

    crawler = Crawler(Spider, settings)
    crawler.settings.freeze()
    resolver = resolver_class.from_crawler(crawler, reactor)
    resolver.install_on_reactor()
    return resolver


def test_name_that_resolves_to_a_private_address_is_refused_by_the_resolver(run, answers, caplog):
    answers["paper.example"] = "10.0.0.1"
    install(GuardedResolver)
    fetched = run(fetch(["http://paper.example/"], GUARDED))
    assert reason(fetched["http://paper.example/"]) == "address:private"
    assert "Traceback" not in caplog.text


def test_failed_look_up_stays_one(run, answers):
    resolver = install(GuardedResolver)
    assert hidden_refusal(resolver.reactor, "http://paper.example/") is None


def test_resolver_lets_the_proxy_and_allowed_crawls_pass(run, answers):
    answers["proxy.example"] = answers["paper.example"] = "10.0.0.1"
    resolver = install(GuardedResolver, NEWSCRAWL_PROXY="proxy.example:3128")

    async def look_up(resolver, name):
        return await resolver.getHostByName(name)

    assert run(look_up(resolver, "proxy.example")) == "10.0.0.1"
    with pytest.raises(DNSLookupError):
        run(look_up(resolver, "paper.example"))
    resolver = install(GuardedResolver, NEWSCRAWL_ALLOW_PRIVATE=True)
    assert run(look_up(resolver, "paper.example")) == "10.0.0.1"


def test_rebound_name_is_refused_at_the_connect(run, answers):
    """The stock resolver stands for any way by which an address slips past ours."""
    answers["paper.example"] = "127.0.0.1"
    install(CachingThreadedResolver)

    async def scenario():
        async with RawServer({"/": OK}) as server:
            url = server.url("/", host="paper.example")
            fetched = await fetch([url, url + "#again"], GUARDED)
            return server, [reason(outcome) for outcome in fetched.outcomes.values()]

    server, reasons = run(scenario())
    assert reasons == ["address:loopback"] * 2
    assert server.requests == []


def test_connection_to_a_private_peer_ends_before_a_byte_is_written():
    protocol = WireProtocol()
    protocol.guarded = True
    transport = StringTransport(peerAddress=IPv6Address("TCP", "::ffff:10.0.0.1", 443))
    protocol.makeConnection(transport)
    assert transport.disconnected
    refused = []
    protocol.request(object()).addErrback(lambda failure: refused.append(reason(failure.value)))
    assert refused == ["address:private"]
    assert transport.value() == b""
