"""Dates of the Solar Hijri calendar of Iran and Afghanistan, as `10 مرداد 1388`.

Leap years by the cycle of 33 years, which agrees with the sun for the years 1178 to 1633
(Borkowski, The Persian calendar for 3000 years, 1996).
"""

import re
from datetime import date

_NAMES = """
فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند
حمل ثور جوزا سرطان اسد سنبله میزان عقرب قوس جدی دلو حوت
"""
_MONTHS = _NAMES.split()
"""In Iran, then in Afghanistan."""
_EPOCH = date(622, 3, 21).toordinal()
"""The first day of year 1, Gregorian."""
_CYCLE = 33
_LEAP = (1, 5, 9, 13, 17, 22, 26, 30)
"""Years of the cycle that have a 366th day."""
_YEAR = r"(?P<year>1[34]\d{2})(?!\d)"
PATTERNS = (
    re.compile(
        rf"(?<!\d)(?P<day>\d{{1,2}})\s(?P<month>{'|'.join(_MONTHS)})(?:\s?ماه)?[،,]?\s{_YEAR}"
    ),
    re.compile(
        r"(?<!\d)(?P<year>1[34]\d{2})(?P<gap>[/-])(?P<month>\d{1,2})(?P=gap)(?P<day>\d{1,2})(?!\d)"
    ),
)
"""In text with digits 0 to 9; a match has `day`, `month` and `year`."""


def day_of(match: re.Match[str]) -> date | None:
    """Give the Gregorian day of a match; None where the calendar has no such day."""
    year, day, name = int(match["year"]), int(match["day"]), match["month"]
    month = int(name) if name.isdecimal() else _MONTHS.index(name) % 12 + 1
    if not 1 <= month <= 12 or not 1 <= day <= _length(year, month):
        return None
    months = sum(_length(year, before) for before in range(1, month))
    return date.fromordinal(_EPOCH + 365 * (year - 1) + _leaps(year - 1) + months + day - 1)


def _length(year: int, month: int) -> int:
    if month <= 6:
        return 31
    return 29 + (year % _CYCLE in _LEAP) if month == 12 else 30


def _leaps(years: int) -> int:
    """Count the leap years among the first years of the calendar."""
    whole, rest = divmod(years, _CYCLE)
    return len(_LEAP) * whole + sum(leap <= rest for leap in _LEAP)
