"""Nothing on this machine or its network is ever connected to: 75 cases in a network of their own.

The judge is the log of the listeners on the forbidden addresses. Where no network namespace is to
be had, a connector stands in that notes every address and connects to none.
"""

import json
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from address_rig import PUBLIC, SCHEMES, TARGETS, answer, cases
from crawls import fetch
from scrapy import Spider
from scrapy.crawler import Crawler
from scrapy.utils.misc import load_object
from twisted.internet import defer, error

from newscrawl import settings
from newscrawl.net.failure import reason
from newscrawl.net.guard import refusal
from newscrawl.net.resolver import GuardedResolver
from newscrawl.net.wire import WireDownloadHandler
from newscrawl.urls import key, normalise

RIG = Path(__file__).with_name("address_rig.py")
UNSHARE = ("unshare", "--net", "--mount", "--map-root-user")
OPEN = "NEWSCRAWL_ALLOW_PRIVATE=1"


@cache
def has_namespaces() -> bool:
    if not all(map(shutil.which, ("unshare", "ip", "mount"))):
        return False
    probe = [*UNSHARE, "ip", "link", "set", "lo", "up"]
    return subprocess.run(probe, capture_output=True, check=False).returncode == 0


def rig(folder: Path, *given: str, start: str = "http://public.test/few") -> dict:
    done = subprocess.run(
        [*UNSHARE, sys.executable, str(RIG), str(folder), start, *given],
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def need_namespaces() -> None:
    if not has_namespaces():
        pytest.skip("no network namespace may be made here; the fake connector stands in")


def targets() -> list[str]:
    return [normalise(url) for _, url in cases() if not url.startswith(SCHEMES)]


def test_no_case_reaches_a_forbidden_address_and_each_is_a_block_by_address(tmp_path):
    need_namespaces()
    seen = rig(tmp_path, start="http://public.test/")
    fates = {key(url): fate for url, fate in seen["fates"].items()}
    assert len(targets()) == 75
    wrong = {url: fates.get(key(url)) for url in targets()}
    wrong = {u: f for u, f in wrong.items() if not str(f).startswith("excluded address:")}
    assert (seen["leaks"], wrong) == ([], {})
    assert seen["public"] > 2 * len(TARGETS)
    assert not [url for url in seen["fates"] if not url.startswith("http")]


def test_the_judge_sees_what_leaks_where_the_guard_is_off(tmp_path):
    need_namespaces()
    assert len(rig(tmp_path, OPEN)["leaks"]) > 4


def test_only_the_proxy_may_lie_on_a_forbidden_address(tmp_path):
    need_namespaces()
    seen = rig(tmp_path, "NEWSCRAWL_PROXY=http://10.0.0.1:3128")
    assert set(seen["leaks"]) == {"10.0.0.1"}
    spelled = {key(url) for url in targets() if ".test" not in url}
    fates = [fate for url, fate in seen["fates"].items() if key(url) in spelled]
    assert len(fates) > 4
    assert {fate.partition(":")[0] for fate in fates} == {"excluded address"}


def test_no_forbidden_address_is_ever_given_to_the_connector(run, monkeypatch):
    """The form without a namespace: nothing is connected to at all, every address is noted."""
    from twisted.internet import reactor  # noqa: PLC0415 - the session's reactor

    asked: list[str] = []

    def connect(host, port, factory, *_, **__):
        asked.append(host)
        factory.doStart()
        reactor.callLater(0, factory.clientConnectionFailed, None, error.ConnectionRefusedError())

    def look_up(self, name, timeout=()):
        query = b"\0" * 12 + b"".join(bytes([len(p)]) + p.encode() for p in name.split("."))
        known = name if refusal(name) != "invalid" else ""
        ip = known or ".".join(map(str, answer(query + b"\0\0\1\0\1", {})[-4:]))
        found = defer.succeed(ip)
        return found.addCallback(self._judge, name) if self.guarded else found

    monkeypatch.setattr(reactor, "connectTCP", connect)
    monkeypatch.setattr(GuardedResolver, "getHostByName", look_up)
    before = reactor.resolver
    crawler = Crawler(Spider, {"NEWSCRAWL_ALLOW_PRIVATE": False})
    crawler.settings.freeze()
    GuardedResolver.from_crawler(crawler, reactor).install_on_reactor()
    try:
        urls = [url for url in targets() if "rebinding" not in url] + [f"http://{PUBLIC}/"]
        options = {
            "DOWNLOAD_HANDLERS": {"http": WireDownloadHandler},
            "NEWSCRAWL_ALLOW_PRIVATE": False,
        }
        outcomes = run(fetch(urls, options)).outcomes
    finally:
        reactor.installResolver(before)
    blocked = {url: reason(one) for url, one in outcomes.items() if PUBLIC not in url}
    assert {why.partition(":")[0] for why in blocked.values()} == {"address"}
    assert set(asked) == {PUBLIC}


def test_every_configured_handler_is_guarded_and_no_other_scheme_has_one():
    for scheme, path in settings.DOWNLOAD_HANDLERS.items():
        if scheme in ("http", "https"):
            assert issubclass(load_object(path), WireDownloadHandler), scheme
        else:
            assert path is None, scheme
    assert set(settings.DOWNLOAD_HANDLERS) >= {"http", "https", "file", "data", "ftp", "s3"}
    assert issubclass(load_object(settings.TWISTED_DNS_RESOLVER), GuardedResolver)


def test_nothing_listens_for_commands_and_certificates_are_checked():
    assert settings.TELNETCONSOLE_ENABLED is False
    assert settings.REMOTE_CONTROL_ENABLED is False
    assert settings.EXTENSIONS["scrapy.extensions.telnet.TelnetConsole"] is None
    assert settings.DOWNLOAD_VERIFY_CERTIFICATES is True


@pytest.mark.parametrize("url", [*SCHEMES, "javascript:alert(1)", "gopher://127.0.0.1/", "//x"])
def test_no_other_scheme_becomes_a_lead(url):
    assert normalise(url) is None
