"""The failures of downloads: their names as fate reasons, and the wait that a server asks for."""

from collections.abc import Iterator
from datetime import UTC
from email.utils import parsedate_to_datetime

from OpenSSL import SSL
from scrapy.core.downloader.handlers.http11 import TunnelError
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    NotSupported,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from service_identity import VerificationError
from twisted.internet import error as tx
from twisted.web import client

from newscrawl.frontier.retry import STOPPED
from newscrawl.net.errors import (
    AddressRefused,
    RenderingError,
    RobotsDenied,
    StoppedError,
    TooLargeError,
    TooManyHeadersError,
    TooSlowError,
)

MAX_RETRY_AFTER = 86_400.0
"""Seconds; a server that asks for more is asked again after a day."""

# The first line that fits an error or one of its causes, outermost first, names it.
_WORDS: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], str], ...] = (
    (TooManyHeadersError, "too-large:headers"),
    (TooLargeError, "too-large"),
    (TooSlowError, "too-slow"),
    (StoppedError, STOPPED),
    (DownloadCancelledError, "cancelled"),
    (CannotResolveHostError, "dns"),
    (DownloadConnectionRefusedError, "connect"),
    ((DownloadTimeoutError, tx.TimeoutError, tx.TCPTimedOutError, TimeoutError), "timeout"),
    (ResponseDataLossError, "truncated"),
    ((UnsupportedURLSchemeError, NotSupported), "scheme"),
    (TunnelError, "proxy"),
    ((SSL.Error, VerificationError, tx.SSLError), "tls"),
    (tx.ConnectError, "connect"),
    ((tx.ConnectionClosed, client.RequestTransmissionFailed), "reset"),
    (RenderingError, "browser"),
    (DownloadFailedError, "bad-response"),
    (ValueError, "bad-url"),
)


def reason(error: BaseException) -> str:
    """Name a failed download as a fate's reason; `error:CLASS` for what no rule knows."""
    if isinstance(error, AddressRefused | RobotsDenied):
        return error.reason
    causes = list(_causes(error))
    for kinds, word in _WORDS:
        if any(isinstance(cause, kinds) for cause in causes):
            return word
    return f"error:{type(error).__name__}"


def retry_after(value: str | None, *, now: float) -> float | None:
    """Give the seconds that a Retry-After field asks for (RFC 9110 §10.2.3), None without one.

    `now` is in Unix seconds, for the form with a date; a date gone by asks for 0 seconds.
    """
    text = (value or "").strip()
    if not text:
        return None
    if text.isascii() and text.isdigit():
        return min(float(text), MAX_RETRY_AFTER)
    try:
        date = parsedate_to_datetime(text)
        wait = (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp() - now
    except (ValueError, OverflowError):
        return None
    return min(max(0.0, wait), MAX_RETRY_AFTER)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Walk an error, the failures inside it and its causes."""
    yield error
    for failure in getattr(error, "reasons", ()):
        yield from _causes(failure.value)
    if error.__cause__ is not None:
        yield from _causes(error.__cause__)
