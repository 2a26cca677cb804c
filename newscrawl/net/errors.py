"""The errors of the downloader that Scrapy has no class for; `failure.reason` names them."""

from scrapy.exceptions import DownloadCancelledError, DownloadFailedError, IgnoreRequest


class AddressRefused(IgnoreRequest):
    """Raised from the downloader instead of connecting to an address that is not public."""

    def __init__(self, host: str, why: str) -> None:
        super().__init__(f"{host} is refused: {why} address")
        self.reason = f"address:{why}"


class RobotsDenied(IgnoreRequest):
    """Raised from the downloader for a URL that robots.txt forbids, or may: it gave no answer."""

    def __init__(self, url: str, *, reachable: bool) -> None:
        self.reason = "robots" if reachable else "robots:unreachable"
        super().__init__(f"{url} is refused: {self.reason}")


class HeldError(IgnoreRequest):
    """Raised from the downloader instead of asking a host that is to be left alone for a while."""

    def __init__(self, host: str, wait: float) -> None:
        super().__init__(f"{host} is left alone for {wait:.0f} s")
        self.wait = wait


class TooLargeError(DownloadCancelledError):
    """Raised from the downloader for a response over DOWNLOAD_MAXSIZE."""


class TooManyHeadersError(TooLargeError):
    """Raised from the downloader for endless headers, by bytes or by lines."""


class TooSlowError(DownloadFailedError):
    """Raised from the downloader for a response that drips."""


class StoppedError(DownloadFailedError):
    """Raised from the downloader for what the end of the crawl cut off."""


class RenderingError(DownloadFailedError):
    """Raised from the downloader when the browser gives no page."""
