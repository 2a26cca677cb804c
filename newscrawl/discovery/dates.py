"""Dates that feeds and sitemaps state, in ISO 8601."""

from datetime import date, datetime
from email.utils import parsedate_to_datetime

_DATE_LENGTH = 10
_EPOCH_YEAR = 1970
"""Systems write this year or an earlier one where they know no date."""


def stated_date(text: str | None) -> str | None:
    """Read a date as RFC 3339, W3C-DTF or RFC 822 write it; None if it is none.

    A time and an offset are given only where the source gives them.
    """
    value = (text or "").strip()[:100]
    if not value:
        return None
    try:
        if len(value) <= _DATE_LENGTH:
            day = date.fromisoformat(value)
            return day.isoformat() if day.year > _EPOCH_YEAR else None
        if value[:4].isdigit():
            moment = datetime.fromisoformat(value)
        else:
            moment = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if moment.year <= _EPOCH_YEAR:
        return None
    return moment.isoformat(timespec="seconds").removesuffix("+00:00") + (
        "Z" if moment.utcoffset() is not None and not moment.utcoffset() else ""
    )
