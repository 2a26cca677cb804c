"""Who may read the whole article, and what kind of text it is."""

import re
from typing import Any

from newscrawl.extraction import linked_data
from newscrawl.extraction.source import Source
from newscrawl.model.article import Access

_TIERS = {
    "free": Access.FREE, "public": Access.FREE, "open": Access.FREE, "metered": Access.METERED,
    "locked": Access.PAYWALLED,
    "premium": Access.PAYWALLED, "paid": Access.PAYWALLED, "subscription": Access.PAYWALLED,
    "subscriber": Access.PAYWALLED,
    "paywall": Access.PAYWALLED, "registration": Access.METERED, "plus": Access.PAYWALLED,
    "paywalled": Access.PAYWALLED,
}  # fmt: skip
_WALL = (
    ".paywall-overlay, #paywall, .paywall-container, .paywall__container, [data-testid*=paywall"
    " i], .piano-paywall,"
    " .tp-modal, .subscription-wall, .article__paywall, .article-paywall, .regwall,"
    " .paid-content-barrier, .o-paywall"
)
# What any of those needs, in fewer selectors: most pages have no wall.
_MAY_BE_WALL = "[class*=wall], #paywall, [data-testid*=paywall i], .tp-modal, .paid-content-barrier"
_KINDS = {
    "liveblogposting": "live-blog", "opinionnewsarticle": "opinion",
    "analysisnewsarticle": "analysis", "reviewnewsarticle": "review",
    "review": "review", "imagegallery": "gallery", "mediagallery": "gallery",
    "podcastepisode": "podcast", "radioepisode": "podcast",
    "advertisercontentarticle": "advertorial", "recipe": "recipe", "claimreview": "fact-check",
    "satiricalarticle": "satire",
}  # fmt: skip
_SECTIONS = re.compile(
    r"(?P<opinion>^(?:opinions?|comment(?:ary)?|op-?ed|meinung|kommentare?|leitartikel|opini[oó]n"
    r"|opiniões|opinião|opinioni|editorial(?:s|es|i)?"
    r"|debatt?e?|débats?|idées|tribunes?|kolumnen?|column(?:s|ists)?|opinie|ledare|kronikk?"
    r"|mielipide|opinie|názory|komentarze|мнения?|думки|görüş|社説|オピニオン|사설|오피니언)$)"
    r"|(?P<gallery>^(?:photos?|galler(?:y|ies)|pictures|bilder(?:strecken?|galerien?)?"
    r"|fotostrecken?|galer[ií]as?|fotogaler[ií]as?|diaporamas?|fotogallery|portfolio)$)"
    r"|(?P<video>^(?:videos?|vídeos?|watch|mediathek|multimedia)$)|(?P<podcast>^(?:podcasts?"
    r"|audio|écouter|listen)$)"
    r"|(?P<advertorial>^(?:sponsored|advertorial|partner-?content|paid-?post|brand-?content"
    r"|anzeigen?|advertisement)$)"
    r"|(?P<obituary>^(?:obituar(?:y|ies)|nachrufe?|necrolog(?:ie|i)|obituarios?)$)",
    re.IGNORECASE,
)


def access(source: Source, item: dict[str, Any]) -> Access:
    """Tell who may read the text, from what the page states; silence is unknown."""
    for one in (item, *source.objects[:50]):
        stated = one.get("isAccessibleForFree")
        parts = one.get("hasPart")
        parts = parts if isinstance(parts, list) else [parts]
        walled = any(
            isinstance(part, dict) and _is_no(part.get("isAccessibleForFree"))
            for part in parts[:20]
        )
        if _is_no(stated) or walled:
            return Access.PAYWALLED
        if stated is not None and one is item:
            return Access.FREE
    tier = (
        source.first(
            "article:content_tier",
            "og:article:content_tier",
            "content-tier",
            "access",
            "cxenseparse:access",
            "article:access",
            "paywall",
        )
        or ""
    )
    if tier.lower() in _TIERS:
        return _TIERS[tier.lower()]
    has_wall = source.tree.css_first(_MAY_BE_WALL) and source.tree.css_first(_WALL)
    return Access.PAYWALLED if has_wall else Access.UNKNOWN


def _is_no(value: Any) -> bool:
    return value is False or (
        isinstance(value, str) and value.strip().rsplit("/", 1)[-1].lower() in {"false", "no"}
    )


def labels(
    source: Source, item: dict[str, Any], *, section: str | None, who: Access
) -> tuple[str, ...]:
    """Give what kind of text this is; empty for a plain report."""
    found = [_KINDS[name] for name in linked_data.types(item) if name in _KINDS]
    if any("liveblogposting" in linked_data.types(one) for one in source.objects[:50]):
        found.append("live-blog")
    path = source.url.split("://", 1)[-1].partition("?")[0].split("/")[1:-1][:4]
    for word in (section or "", *path):
        match = _SECTIONS.match(word.strip())
        if match and match.lastgroup:
            found.append(match.lastgroup)
    kind = (source.first("og:type") or "").lower()
    if kind.startswith("video") and "video" not in found:
        found.append("video")
    if who is Access.PAYWALLED:
        found.append("paywall")
    return tuple(dict.fromkeys(found))
