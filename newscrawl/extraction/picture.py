"""The lead image with its caption."""

from typing import Any

from newscrawl.document import join
from newscrawl.extraction.source import Source, text_of
from newscrawl.model.article import Image

MAX_CAPTION = 1_000


def lead(source: Source, item: dict[str, Any]) -> Image | None:
    """Give the image that the page names as its own, with its figure's caption."""
    url = _linked(item.get("image")) or source.first(
        "og:image",
        "og:image:url",
        "og:image:secure_url",
        "twitter:image",
        "twitter:image:src",
        "sailthru.image.full",
        "parsely-image-url",
        "image",
        "thumbnail",
    )
    caption = _caption(item.get("image"))
    figures = [] if url and caption else source.tree.css("figure")[:20]
    if url is None:
        url = next((found for figure in figures if (found := _shown(figure))), None)
    absolute = join(source.url, url) if url else None
    if absolute is None or not absolute.startswith(("http://", "https://")):
        return None
    name = absolute.partition("?")[0].rsplit("/", 1)[-1]
    for number, figure in enumerate(figures):
        if caption:
            break
        note = figure.css_first("figcaption, .caption")
        if note and (number == 0 or (name and name in (figure.html or ""))):
            caption = text_of(note)
    return Image(url=absolute, caption=(caption or "")[:MAX_CAPTION] or None)


def _linked(value: Any) -> str | None:
    if isinstance(value, list):
        return next((found for one in value[:10] if (found := _linked(one))), None)
    if isinstance(value, dict):
        value = value.get("contentUrl") or value.get("url") or value.get("@id")
        return _linked(value)
    return value.strip() if isinstance(value, str) and value.strip() and "#" not in value else None


def _caption(value: Any) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        text = value.get("caption") or value.get("description")
        return " ".join(text.split()) if isinstance(text, str) else None
    return None


def _shown(figure: Any) -> str | None:
    image = figure.css_first("img")
    if image is None:
        return None
    url = image.attributes.get("data-src") or image.attributes.get("src") or ""
    return url if url and not url.startswith("data:") else None
