"""Kinds of elements: what each means for the flow of text, and for what stands inside it."""

from collections.abc import Mapping
from enum import IntEnum, IntFlag


class Flow(IntEnum):
    """What a node does to the text that flows through it; plain inline elements do nothing."""

    TEXT = 1
    SKIP = 2
    BREAK = 3
    BLOCK = 4
    LINK = 5
    STRONG = 6
    CELL = 7
    MEDIA = 8
    TIME = 9


class Place(IntFlag):
    """Ancestry of a container, its own element included; kept as a plain int, which is faster."""

    ARTICLE = 1
    MAIN = 2
    ASIDE = 4
    NAV = 8
    HEADER = 16
    FOOTER = 32
    FIGURE = 64
    FORM = 128
    HIDDEN = 256
    BODY = 512
    """schema.org articleBody as microdata."""
    LIST = 1024
    TABLE = 2048
    QUOTE = 4096
    CAPTION = 8192
    LINK = 16384
    DIALOG = 32768


FLOWS: Mapping[str, Flow] = (
    {"-text": Flow.TEXT, "br": Flow.BREAK, "a": Flow.LINK, "time": Flow.TIME}
    | dict.fromkeys(("b", "strong", "em", "i"), Flow.STRONG)
    | dict.fromkeys(("td", "th"), Flow.CELL)
    | dict.fromkeys(["img", "picture", "video", "audio", "iframe", "object", "embed"], Flow.MEDIA)
    | dict.fromkeys(
        [
            "-comment",
            "script",
            "style",
            "noscript",
            "template",
            "svg",
            "button",
            "select",
            "head",
            "textarea",
            "input",
            "canvas",
            "map",
            "datalist",
            "meter",
            "progress",
            "link",
            "meta",
        ],
        Flow.SKIP,
    )
    | dict.fromkeys(
        [
            "html",
            "body",
            "div",
            "p",
            "section",
            "article",
            "main",
            "aside",
            "nav",
            "header",
            "footer",
            "figure",
            "figcaption",
            "form",
            "ul",
            "ol",
            "li",
            "dl",
            "dt",
            "dd",
            "table",
            "caption",
            "thead",
            "tbody",
            "tfoot",
            "tr",
            "blockquote",
            "dialog",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "pre",
            "hr",
            "address",
            "center",
            "details",
            "summary",
            "fieldset",
            "legend",
            "hgroup",
            "menu",
            "search",
            "noframes",
            "marquee",
        ],
        Flow.BLOCK,
    )
)
PLACES: Mapping[str, int] = {
    "article": Place.ARTICLE.value,
    "main": Place.MAIN.value,
    "aside": Place.ASIDE.value,
    "nav": Place.NAV.value,
    "header": Place.HEADER.value,
    "footer": Place.FOOTER.value,
    "figure": Place.FIGURE.value,
    "form": Place.FORM.value,
    "ul": Place.LIST.value,
    "ol": Place.LIST.value,
    "dl": Place.LIST.value,
    "table": Place.TABLE.value,
    "blockquote": Place.QUOTE.value,
    "figcaption": Place.CAPTION.value,
    "dialog": Place.DIALOG.value,
}
_ROLES: Mapping[str, int] = {
    "main": Place.MAIN.value,
    "article": Place.ARTICLE.value,
    "complementary": Place.ASIDE.value,
    "navigation": Place.NAV.value,
    "banner": Place.HEADER.value,
    "contentinfo": Place.FOOTER.value,
    "dialog": Place.DIALOG.value,
    "search": Place.FORM.value,
    "form": Place.FORM.value,
}
_BODY, _HIDDEN = Place.BODY.value, Place.HIDDEN.value
_TELLING = frozenset({"role", "itemprop", "style", "hidden", "aria-hidden"})
_BODIES = frozenset({"articleBody", "reviewBody"})


def place(attributes: Mapping[str, str | None]) -> int:
    """Give the places that attributes alone put an element in."""
    if _TELLING.isdisjoint(attributes):
        return 0
    found = _ROLES.get(attributes.get("role") or "", 0)
    if attributes.get("itemprop") in _BODIES:
        found |= _BODY
    style = attributes.get("style")
    if (
        "hidden" in attributes
        or attributes.get("aria-hidden") == "true"
        or (style and "display:none" in style.replace(" ", "").lower())
    ):
        found |= _HIDDEN
    return found
