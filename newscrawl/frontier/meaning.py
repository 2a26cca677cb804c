"""The meaning of fates: what a reason says, in words for people."""

from newscrawl.frontier.traps import RULES

_MEANINGS = {
    "scope": "outside of the sites that the start URLs stand for; `allow` would let it in",
    "deny": "a `deny` pattern of collection.toml names it",
    "depth": "more clicks from a start URL than --max-depth allows",
    "robots": "robots.txt of its host forbids it",
    "redirect": "it leads to another URL, which has a fate of its own",
    "redirect-loop": "its redirects come back to it",
    "duplicate": "another copy of an article that is archived under the URL after the colon",
    "too-slow": "its answer dripped, slower than NEWSCRAWL_MIN_SPEED allows",
    "host-time": "its host had the time that `max_minutes` gives it; the next run goes on",
    "extract-timeout": "reading the page took too long, so it was given up",
    "extract-crash": "reading the page ended its worker process",
    "no-text": "it looks like an article, but no running text was found",
    "too-short": "it looks like an article, but has too few words for one",
    "no-headline": "it looks like an article, but has no headline",
    "soft-404": "an error page that was sent with status 200",
    "role": "links of this role are not followed",
    "http-304": "the server said that it has not changed since it was archived",
}
_TRAPS = {rule.name: rule.meaning for rule in RULES}


def meaning(reason: str) -> str | None:
    """Explain a fate's reason; None where its words say it all."""
    word, _, detail = reason.partition(":")
    return _TRAPS.get(detail) if word == "trap" else _MEANINGS.get(word)
