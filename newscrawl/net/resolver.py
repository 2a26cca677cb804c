"""The guarded resolver: the address that a connect will use is judged before the connect."""

from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from scrapy.resolver import CachingThreadedResolver
from scrapy.utils.datatypes import LocalCache
from twisted.internet.error import DNSLookupError

from newscrawl.net.errors import AddressRefused
from newscrawl.net.guard import literal, refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrapy.crawler import Crawler
    from twisted.internet.base import ReactorBase
    from twisted.internet.defer import Deferred

_REMEMBERED = 10_000


class GuardedResolver(CachingThreadedResolver):
    """Resolves names for Twisted; an answer that is not public becomes a failed look-up.

    Set it as TWISTED_DNS_RESOLVER. Twisted prints a traceback for any failure but a failed
    look-up, so the reason is kept in `refusals` for the download handler to name.
    """

    exempt: str | None = None
    """Host of the configured proxy."""
    guarded = True

    def __init__(self, reactor: "ReactorBase", cache_size: int, timeout: float) -> None:
        super().__init__(reactor, cache_size, timeout)
        self.refusals: LocalCache[str, str] = LocalCache(_REMEMBERED)

    @classmethod
    def from_crawler(cls, crawler: "Crawler", reactor: "ReactorBase") -> Self:
        """Build from NEWSCRAWL_ALLOW_PRIVATE and NEWSCRAWL_PROXY."""
        resolver = super().from_crawler(crawler, reactor)
        resolver.guarded = not crawler.settings.getbool("NEWSCRAWL_ALLOW_PRIVATE")
        proxy = crawler.settings.get("NEWSCRAWL_PROXY") or ""
        resolver.exempt = urlsplit(proxy if "//" in proxy else f"//{proxy}").hostname
        return resolver

    def getHostByName(  # noqa: N802 - Twisted's name
        self, name: str, timeout: "Sequence[int]" = ()
    ) -> "Deferred[str]":
        """Resolve a name to the IPv4 address to connect to, or fail."""
        deferred = super().getHostByName(literal(name) or name, timeout)
        if self.guarded and name.lower() != self.exempt:
            deferred.addCallback(self._judge, name)
        return deferred

    def _judge(self, address: str, name: str) -> str:
        if why := refusal(address):
            self.refusals[name.lower()] = why
            raise DNSLookupError(f"{name} is refused: {why} address")
        return address


def hidden_refusal(reactor: Any, url: str) -> AddressRefused | None:
    """Give the error that hides behind a failed look-up, or None where the look-up just failed."""
    resolver = getattr(reactor, "resolver", None)
    host = urlsplit(url).hostname or ""
    if isinstance(resolver, GuardedResolver) and (why := resolver.refusals.get(host)):
        return AddressRefused(host, why)
    return None
