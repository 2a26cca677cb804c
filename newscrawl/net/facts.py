"""The facts of a run: what its WARC files state about how they were made."""

from scrapy.settings import BaseSettings


def facts(settings: BaseSettings) -> dict[str, str]:
    """Give the fields of `warcinfo` that the settings tell."""
    keeps_rules = settings.getbool("NEWSCRAWL_ROBOTS")
    is_checked = settings.getbool("DOWNLOAD_VERIFY_CERTIFICATES")
    return {
        "software": settings["NEWSCRAWL_SOFTWARE"],
        "robots": "RFC 9309" if keeps_rules else "ignored",
        "politeness": _politeness(settings),
        "http-header-user-agent": settings["USER_AGENT"],
        "tls-certificates": "verified" if is_checked else "not verified",
    }


def _politeness(settings: BaseSettings) -> str:
    is_fixed = settings.getbool("NEWSCRAWL_FIXED_DELAY")
    rule = "by hand, Crawl-delay ignored" if is_fixed else "or as Crawl-delay and answers ask"
    return f"{settings.getfloat('DOWNLOAD_DELAY'):g} s between two requests to a host, {rule}"
