"""The address guard: which IP addresses a crawler must never connect to."""

import ipaddress
import socket
import unicodedata
from contextlib import suppress
from urllib.parse import urlsplit

from newscrawl.net.errors import AddressRefused

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_CGNAT = ipaddress.IPv4Network("100.64.0.0/10")


def refusal(ip: str) -> str | None:
    """Name why an address is not public, or give None for a public one.

    IPv4 addresses inside IPv6 ones (mapped, NAT64 RFC 6052, 6to4 RFC 3056, Teredo RFC 4380)
    are judged as what they lead to. The kinds are those of the IANA special-purpose registries.
    """
    try:
        address = _inner(ipaddress.ip_address(ip.partition("%")[0]))
    except ValueError:
        return "invalid"
    if isinstance(address, ipaddress.IPv4Address) and address in _CGNAT:
        return "cgnat"
    for why in ("unspecified", "loopback", "link_local", "multicast", "private", "reserved"):
        if getattr(address, f"is_{why}"):
            return why.replace("_", "-")
    return None if address.is_global else "reserved"


def literal(host: str) -> str | None:
    """Give the IP address that a URL's host spells, in any spelling a resolver takes, or None.

    Takes IPv6 in brackets and IPv4 in decimal, hexadecimal, octal and short forms (WHATWG URL
    §3.5), also in full-width digits; `localhost` and names below it are 127.0.0.1 (RFC 6761).
    """
    name = unicodedata.normalize("NFKC", host).strip("[]").rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return "127.0.0.1"
    with suppress(ValueError):
        return str(ipaddress.ip_address(name.partition("%")[0]))
    # inet_aton takes trailing words too, a host has none.
    with suppress(OSError, UnicodeEncodeError):
        return socket.inet_ntoa(socket.inet_aton(name)) if " " not in name else None
    return None


def check_url(url: str) -> None:
    """Raise AddressRefused where the URL's host is spelt as an address that is not public."""
    host = urlsplit(url).hostname or ""
    address = literal(host)
    if address is not None and (why := refusal(address)):
        raise AddressRefused(host, why)


def _inner(address: Address) -> Address:
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else address)
