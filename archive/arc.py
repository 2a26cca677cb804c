"""ARC, the format before WARC: its records as WARC fields (ARC 1.0, 1.1 and 2.0)."""

import re
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

_LINE = re.compile(
    r"(?P<url>[A-Za-z][A-Za-z0-9+.-]*:.*?) (?P<ip>\S+) (?P<date>\d{12,17}) (?P<rest>\S.*?)?"
    r" ?(?P<length>-?\d+)"
)


def arc_fields(line: bytes) -> tuple[tuple[str, str], ...] | None:
    """Give the WARC fields of an ARC record's first line; None where it is none.

    A file's first record becomes a warcinfo. The record id is made of URL and date, so that it
    is the same each time.
    """
    found = _LINE.fullmatch(line.decode("utf-8", "replace").strip())
    if found is None or int(found["length"]) < 0:
        return None
    url, date = found["url"].replace(" ", "%20"), _date(found["date"])
    if date is None:
        return None
    is_first = url.startswith("filedesc:")
    about = () if is_first else (("WARC-Target-URI", url), ("WARC-IP-Address", found["ip"]))
    kind = "application/warc-fields" if is_first else "application/http; msgtype=response"
    if not is_first and not url.startswith(("http:", "https:")):
        kind = (found["rest"] or "").split(" ")[0] or "application/octet-stream"
    return (
        ("WARC-Type", "warcinfo" if is_first else "response" if "http" in kind else "resource"),
        ("WARC-Record-ID", f"<{uuid5(NAMESPACE_URL, line.decode('utf-8', 'replace')).urn}>"),
        ("WARC-Date", date),
        *about,
        ("Content-Type", kind),
        ("Content-Length", found["length"]),
    )


def _date(digits: str) -> str | None:
    try:
        date = datetime.strptime(digits[:14].ljust(14, "0"), "%Y%m%d%H%M%S")  # noqa: DTZ007 UTC
    except ValueError:
        return None
    return date.strftime("%Y-%m-%dT%H:%M:%SZ")
