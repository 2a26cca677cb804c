"""URLs as newscrawl compares them: a fetchable form, a key for the same page, a host and a site."""

import ipaddress
import re
from functools import lru_cache
from urllib.parse import quote, unquote, urljoin

import idna
from tldextract import TLDExtract

LENGTH_CAP = 2000
"""Characters of a normalised URL beyond which it is refused."""

# Only characters that w3lib.url.safe_url_string leaves alone, so that Scrapy sends what we stored.
_CLEAN = re.compile(
    r"https?://[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*(?::(?!80/|443/)(?:[1-9][0-9]{0,3}|[1-5][0-9]{4}))?"
    r"/[A-Za-z0-9._~!$&'()*+,:=@;/%-]*(?:\?[A-Za-z0-9._~!$&()*+,:=@;/?%-]+)?"
)
_PARTS = re.compile(r"(https?):[/\\]*([^/\\?#]*)([^?#]*)(?:\?([^#]*))?", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b\u2028\u2029\ufeff]")
_AUTHORITY = re.compile(r"(\[[0-9a-f:.]+\]|[^:\[\]]+)(?::([0-9]{0,6}))?")
_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*")
_PATH_SAFE = "!$&'()*+,:=@;/%~"
_QUERY_SAFE = "!$&()*+,:=@;/?%~"
_DEFAULT_PORTS = {"http": 80, "https": 443}

_ESCAPES = re.compile(r"(?:%[89A-Fa-f][0-9A-Fa-f])+|%[0-7][0-9A-Fa-f]")
_PATH_SESSION = re.compile(r"(?i);(?:jsessionid|phpsessid|sid)=[^/;?]*|/\([saf]\([^/()]*\)\)")
_INDEX = re.compile(r"/index\.(?:html?|php)$")

# Parameters that say where a reader came from or who they are, never which page is meant.
_TRACKING = frozenset([
    "fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "ysclid",
    "twclid", "ttclid", "igshid", "igsh", "li_fat_id", "mc_cid", "mc_eid", "mkt_tok", "_ga",
    "_gl", "_hsenc", "_hsmi", "_openstat", "vero_id", "wickedid", "s_kwcid", "s_cid", "ncid",
    "ocid", "icid", "cmpid", "ref_src", "ref_url", "__twitter_impression", "oly_enc_id",
    "oly_anon_id", "rb_clickid", "ml_subscriber", "ml_subscriber_hash", "guccounter",
    "guce_referrer", "guce_referrer_sig", "xtor", "smid", "soc_src", "soc_trk", "spm",
    "share_id", "fb_action_ids", "fb_action_types", "fb_source", "fb_ref", "fb_comment_id",
    "doing_wp_cron", "var_mode", "phpsessid", "jsessionid", "cfid", "cftoken", "zenid", "oscsid",
    "xtcsid",
])  # fmt: skip
_TRACKING_PREFIXES = (
    "utm_", "mtm_", "pk_", "piwik_", "matomo_", "hsa_", "itm_", "at_campaign", "at_custom",
    "at_medium", "aspsessionid", "__hs", "trk_",
)  # fmt: skip
# Names that are also story numbers in some systems: their value decides.
_AMBIGUOUS = {
    "sid": re.compile(r"(?=.*[0-9])[0-9A-Za-z,-]{16,}"),
    "s": re.compile(r"(?=.*[0-9])[0-9a-f]{32,}"),
    "session": re.compile(r"(?=.*[0-9])[0-9A-Za-z,-]{16,}"),
    "session_id": re.compile(r"[0-9A-Za-z,-]{8,}"),
    "sessionid": re.compile(r"[0-9A-Za-z,-]{8,}"),
    "ref": re.compile(r"[A-Za-z][A-Za-z._-]*"),
}

_split_domain = TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


def normalise(url: str, *, encoding: str = "utf-8") -> str | None:
    """Give the fetchable absolute form of an http(s) URL, or None if there is none.

    `encoding` is the page's, used for non-ASCII letters of the query as browsers do (WHATWG URL
    §4.3); the path is always UTF-8. Order and spelling of parameters stay as the page wrote them.
    """
    plain = url.partition("#")[0] if "#" in url else url
    if _CLEAN.fullmatch(plain) and "/." not in plain and "/%2" not in plain:
        return plain if len(plain) <= LENGTH_CAP else None
    return _repaired(url, encoding)


def join(base: str, href: str) -> str | None:
    """Resolve a reference as written on a page, not yet normalised; None if that cannot be."""
    try:
        return urljoin(base, href.strip()) or None
    except ValueError:
        return None


def untracked(url: str) -> str:
    """Give the fetchable form without tracking parameters and session ids; `url` if it has none."""
    normal = normalise(url)
    if normal is None:
        return url
    place, _, query = normal.partition("?")
    if ";" in place or "(" in place:
        place = _PATH_SESSION.sub("", place)
    kept = "&".join(p for p in query.split("&") if not _is_tracking(p)) if query else ""
    return f"{place}?{kept}" if kept else place


def key(url: str) -> str:
    """Give one key for all spellings of the same page: no scheme, no `www.`, no tracking.

    Ports stay, escapes and the order of parameters are made uniform, `/index.html` is its folder.
    What cannot be normalised is its own key.
    """
    normal = normalise(url)
    if normal is None:
        return url
    place, _, query = normal[normal.index("//") + 2 :].partition("?")
    if place.startswith("www.") and "." in place.partition("/")[0][4:]:
        place = place[4:]
    if ";" in place or "(" in place:
        place = _PATH_SESSION.sub("", place)
    if "%" in place:
        place = _ESCAPES.sub(_path_escape, place)
    if not query:
        return _INDEX.sub("/", place) if "/index." in place else place
    parameters = [p for p in query.split("&") if p and not _is_tracking(p)]
    if not parameters:
        return _INDEX.sub("/", place) if "/index." in place else place
    parameters.sort()
    kept = "&".join(parameters).replace("%20", "+")
    return f"{place}?{_ESCAPES.sub(_query_escape, kept) if '%' in kept else kept}"


def host(url: str) -> str:
    """Give the host in lower case without port; empty if `url` is not fetchable."""
    return _authority(url)[0]


def site(url: str) -> str:
    """Give the registrable domain, by the Public Suffix List with its private part.

    IP addresses, `localhost` and bare suffixes stand for themselves; a port that is not the
    default one belongs to the site. Empty if `url` is not fetchable.
    """
    name, port = _authority(url)
    domain = _registrable(name)
    return f"{domain}:{port}" if port else domain


def _authority(url: str) -> tuple[str, str]:
    """Split off host and non-default port."""
    normal = normalise(url)
    if normal is None:
        return "", ""
    authority = normal[normal.index("//") + 2 :].partition("/")[0]
    name, colon, port = authority.rpartition(":")
    return (authority, "") if not colon or port.endswith("]") else (name, port)


@lru_cache(maxsize=8192)
def _registrable(name: str) -> str:
    parts = _split_domain(name)
    if not parts.suffix and not name.endswith("]") and not name[-1:].isdigit():
        # The list's own rule for suffixes it does not know, as `.test`: the last label is one.
        return ".".join(name.split(".")[-2:])
    return parts.top_domain_under_public_suffix or name


def _repaired(url: str, encoding: str) -> str | None:
    """Normalise what is not already clean."""
    parts = _PARTS.match(_CONTROLS.sub("", url).strip())
    if parts is None:
        return None
    scheme, authority, path, query = parts[1].lower(), parts[2], parts[3], parts[4]
    place = _canonical_authority(scheme, authority)
    if place is None:
        return None
    path = _without_dots(quote(path.replace("\\", "/"), safe=_PATH_SAFE, errors="replace"))
    normal = f"{scheme}://{place}{path or '/'}"
    if query:
        normal += f"?{_quoted_query(query, encoding)}"
    return normal if len(normal) <= LENGTH_CAP else None


def _canonical_authority(scheme: str, authority: str) -> str | None:
    """Check and unify host and port; credentials are dropped so that no archive ever holds them."""
    parts = _AUTHORITY.fullmatch(unquote(authority.rpartition("@")[2], errors="replace").lower())
    if parts is None:
        return None
    name, port = parts[1], int(parts[2] or _DEFAULT_PORTS[scheme])
    if not name.isascii():
        try:
            name = idna.encode(name, uts46=True).decode("ascii")
        except UnicodeError:
            return None
    name = name.removesuffix(".")
    if name.startswith("["):
        try:
            name = f"[{ipaddress.IPv6Address(name[1:-1])}]"
        except ValueError:
            return None
    elif not _HOST.fullmatch(name):
        return None
    if not 0 < port < 65536:
        return None
    return name if port == _DEFAULT_PORTS[scheme] else f"{name}:{port}"


def _without_dots(path: str) -> str:
    """Resolve dot segments (RFC 3986 §5.2.4), also those spelled `%2e`."""
    if "/." not in path and "/%2" not in path:
        return path
    kept: list[str] = []
    segments = path.split("/")[1:]
    last = len(segments) - 1
    for place, segment in enumerate(segments):
        dots = segment.replace("%2e", ".").replace("%2E", ".")
        if dots == "..":
            kept = kept[:-1]
        elif dots != ".":
            kept.append(segment)
            continue
        if place == last:
            kept.append("")
    return "/" + "/".join(kept)


def _quoted_query(query: str, encoding: str) -> str:
    if not query.isascii() and not encoding.lower().startswith(("utf-16", "utf-32")):
        try:
            return quote(query, safe=_QUERY_SAFE, encoding=encoding)
        except (LookupError, UnicodeEncodeError):
            pass
    return quote(query, safe=_QUERY_SAFE, errors="replace")


def _is_tracking(parameter: str) -> bool:
    name, _, value = parameter.partition("=")
    name = name.lower().removeprefix("amp;")
    if name in _TRACKING or name.startswith(_TRACKING_PREFIXES):
        return True
    shape = _AMBIGUOUS.get(name)
    return shape is not None and shape.fullmatch(value) is not None


def _escape_table(literal: str) -> dict[str, str]:
    """Map each ASCII escape to its one spelling: the characters of `literal` stand unescaped."""
    table = {}
    for code in range(128):
        plain = chr(code) if chr(code).isalnum() or chr(code) in literal else f"%{code:02X}"
        for high in (f"{code:02x}", f"{code:02X}", f"{code:02x}".swapcase()):
            table[f"%{high}"] = plain
    return table


_PATH_ESCAPES = _escape_table("-._~!$&'()*+,:=@")
_QUERY_ESCAPES = _escape_table("-._~!$()*,:@/?")


def _path_escape(match: re.Match[str]) -> str:
    return _PATH_ESCAPES.get(match[0]) or match[0].upper()


def _query_escape(match: re.Match[str]) -> str:
    return _QUERY_ESCAPES.get(match[0]) or match[0].upper()
