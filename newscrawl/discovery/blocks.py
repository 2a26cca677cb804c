"""Blocks: pages that stand between a crawler and the page, by headers, status and structure."""

import re
from dataclasses import dataclass

from newscrawl.discovery.walk import survey
from newscrawl.document import Document, parse
from newscrawl.model.payload import Payload

LITTLE_TEXT = 1500
"""Characters of text that a page in the way has at most; an article on bot walls has more."""
FEW_LINKS = 15
"""Links that it has at most; a list page has hardly more text, but more links."""
_STATUSES = frozenset({200, 202, 401, 402, 403, 405, 406, 418, 429, 451, 503, 520, 529})
_READ = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Guard:
    """How the pages of one protection service are known; any sign is enough."""

    name: str
    fields: tuple[tuple[str, str], ...] = ()
    """Header names with a pattern of their value, which only pages in the way have."""
    signs: str = ""
    """Pattern of markup that only pages in the way have."""


_GUARDS = tuple(
    (guard.name, tuple((n, re.compile(v, re.I)) for n, v in guard.fields),
     re.compile(guard.signs.encode(), re.I) if guard.signs else None)
    for guard in (
        _Guard(
            name="cloudflare",
            fields=(("cf-mitigated", "challenge"),),
            signs=r"window\._cf_chl_opt|id=[\"']?(?:challenge-form|cf-challenge|cf-error-details)"
            r"|class=[\"']?cf-browser-verification|/cdn-cgi/challenge-platform/h/",
        ),
        _Guard(
            name="akamai",
            signs=r"errors\.edgesuite\.net/|/_sec/(?:cp_challenge|verify)|id=[\"']?sec-(?:if|bc)-"
            r"|reference&#32;&#35;|reference #\d+\.[0-9a-f]+\.\d+\.",
        ),
        _Guard(
            name="datadome",
            fields=(("x-datadome", "protected|challenge"), ("x-dd-b", ".")),
            signs=r"geo\.captcha-delivery\.com|ct\.captcha-delivery\.com",
        ),
        _Guard(
            name="perimeterx",
            signs=r"window\._pxappid|id=[\"']?px-captcha|captcha\.px-cdn\.net|_pxuuid",
        ),
        _Guard(
            name="imperva",
            signs=r"/_incapsula_resource\?|id=[\"']?distilcaptchaform|incapsula incident id",
        ),
        _Guard(name="aws", fields=(("x-amzn-waf-action", "challenge|captcha"),),
               signs=r"window\.gokuprops|awswafintegration\.forcerefreshtoken"),
        _Guard(name="sucuri", fields=(("x-sucuri-block", "."),), signs=r"sucuri_cloudproxy_js"),
        _Guard(name="ddos-guard", signs=r"/\.well-known/ddos-guard/|check\.ddos-guard\.net"),
        _Guard(name="kasada", fields=(("x-kpsdk-ct", "."),), signs=r"window\.kpsdk"),
        _Guard(name="f5", signs=r"the requested url was rejected\. please consult with your admin"),
        _Guard(name="anubis", signs=r"id=[\"']?anubis_challenge|/\.within\.website/x/cmd/anubis"),
    )
)  # fmt: skip
_CAPTCHA = re.compile(
    rb"class=[\"']?(?:g-recaptcha|h-captcha|cf-turnstile)\b|www\.google\.com/recaptcha/"
    rb"|js\.hcaptcha\.com/|challenges\.cloudflare\.com/turnstile",
    re.IGNORECASE,
)
_CONSENT = re.compile(
    rb"<(?:form|button|iframe)\b[^>]{0,300}?(?:consent|gdpr|cookie-?wall|privacy-?gate|sp_message)",
    re.IGNORECASE,
)
_ENTRANCE = re.compile(
    r"/(?:(?:collect-?)?consent|cookie-?(?:wall|consent)|privacy-?(?:gate|wall|consent)|gdpr"
    r"|cmp|tcf)(?:[/.?-]|$)",
    re.IGNORECASE,
)
_LOGIN = re.compile(
    r"/(?:log-?in|sign-?in|sso|auth(?:orize)?|oauth2?|register|subscribe|abo|account"
    r"|registration|anmelden|connexion)(?:[/.?]|$)",
    re.IGNORECASE,
)


def challenge(payload: Payload, document: Document | None = None) -> str | None:
    """Name the service whose page this is instead of the one asked for, or None.

    `challenge:captcha` is any other that asks for proof of being human. `document` is the parsed
    page, where there is one already.
    """
    if payload.status not in _STATUSES:
        return None
    # Most pages have text and links: for them nothing is searched, since a service puts its fields
    # and scripts into the pages that it lets through, too.
    if document is not None and not _is_bare(payload, document, LITTLE_TEXT):
        return None
    head = payload.body[:_READ]
    for name, fields, signs in _GUARDS:
        by_field = any(rule.search(payload.header(field) or "") for field, rule in fields)
        if by_field or (signs is not None and signs.search(head)):
            return f"challenge:{name}" if _is_bare(payload, document, LITTLE_TEXT) else None
    if _CAPTCHA.search(head) and _is_bare(payload, document, LITTLE_TEXT // 3):
        return "challenge:captcha"
    return None


def is_consent_wall(payload: Payload, document: Document) -> bool:
    """Tell whether a page is nothing but a question for consent."""
    asks = _CONSENT.search(payload.body[:_READ]) is not None
    return asks and _is_bare(payload, document, LITTLE_TEXT // 2)


def detour(url: str, target: str) -> str:
    """Name where a redirect leads to instead of the page: `login`, `consent`, or nothing."""
    if _ENTRANCE.search(target) and not _ENTRANCE.search(url):
        return "consent"
    place = target.partition("?")[0]
    return "login" if _LOGIN.search(place) and not _LOGIN.search(url.partition("?")[0]) else ""


def _is_bare(payload: Payload, document: Document | None, most: int) -> bool:
    """Tell whether a page has hardly any text and leads hardly anywhere."""
    if document is None:
        document = parse(payload.body, content_type=payload.header("content-type"))
    seen = document.derive(survey)
    return seen.text_length <= most and len(seen.anchors) <= FEW_LINKS
