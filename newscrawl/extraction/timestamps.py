"""Dates as pages write them, read into ISO 8601 without guessing what is not there."""

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

from newscrawl.extraction import solar_hijri
from newscrawl.extraction.months import month_of

FIRST_YEAR, LAST_YEAR = 1900, 2099
MAX_OFFSET = 14 * 60
"""Minutes; no zone lies further from UTC."""
LAST_WEST = 10
"""UTC hour up to which some of the west has yesterday."""
_DIGITS = {
    code: str(unicodedata.digit(chr(code))) for code in range(128, 0x10000) if chr(code).isdecimal()
}
_BUDDHIST = 543
"""Years by which the era of Thai dates is ahead."""
_ERAS = {"民國": 1911, "民国": 1911, "令和": 2018, "平成": 1988}
"""The year before the first of each era."""
_DIGIT = re.compile(r"\d")
_ZONES = {
    "z": 0,
    "utc": 0,
    "gmt": 0,
    "est": -300,
    "edt": -240,
    "cst": -360,
    "cdt": -300,
    "mst": -420,
    "mdt": -360,
    "pst": -480,
    "pdt": -420,
    "cet": 60,
    "mez": 60,
    "cest": 120,
    "mesz": 120,
    "bst": 60,
    "wib": 420,
    "jst": 540,
    "kst": 540,
}
_TIME = (
    r"(?P<hour>[01]?\d|2[0-4])[:.h](?P<minute>[0-5]\d)(?::(?P<second>[0-5]?\d|60)(?:[.,]\d+)?)?"
    r"\s*(?P<half>[ap]\.?m\.?)?\s*(?P<zone>Z\b|[+-]\d{2}:?\d{2}\b|[+-]\d{2}\b|(?:UTC|GMT|E[SD]T"
    r"|C[SD]T|M[SD]T|P[SD]T|CES?T|MES?Z|BST|JST|KST|WIB)\b)?"
)
_ISO = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d{2})(?P<gap>[-/.])(?P<month>\d{1,2})(?P=gap)(?P<day>\d{1,2})(?!\d)"
)
_COMPACT = re.compile(
    r"^(?P<year>(?:19|20)\d{2})(?P<month>[01]\d)(?P<day>[0-3]\d)(?:T?(?P<hour>[0-2]\d)(?P<minute>"
    r"[0-5]\d)(?P<second>[0-5]\d)?)?(?:Z|[+-]\d{4})?$"
)
_EAST = re.compile(
    r"(?:(?P<era>民國|民国|令和|平成)\s?(?P<short>\d{1,3})|(?P<year>(?:19|20)\d{2}))"
    r"\s?[年년.]\s?(?P<month>\d{1,2})\s?[月월.]\s?(?P<day>\d{1,2})\s?[日"
    r"일.]?"
)
_NUMBERS = re.compile(
    r"(?<![\d.,/-])(?P<a>\d{1,2})\s?(?P<gap>[./-])\s?(?P<b>\d{1,2})\s?(?P=gap)\s?(?P<year>(?:19"
    r"|20)\d{2}|\d{2})(?![\d/-])"
)
# No class of letters: signs of vowels in Indic and Thai scripts are none to `re`.
_WORD = (
    r"(?P<month>[ก-๎]{1,3}\.[ก-ฮ]\.|"
    r"[^\s\d_.,:;!?()\[\]{}/|<>\"'’«»·•–—-]{2,16}(?: (?:الثاني|الأول))?)"
)
_DAY_MONTH = re.compile(
    rf"(?<![\d.,:])(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|º|ª|°|o|\.|-?го)?[\s./-]{{1,2}}(?:de |di "
    rf"|d['’]|of |إ )?{_WORD}[.,]?[\s./-]{{0,2}}(?:de |del |,|พ\.ศ\. )?\s?(?P<year>"
    rf"(?:19|20|25)\d{{2}})(?!\d)",
    re.IGNORECASE,
)
_MONTH_DAY = re.compile(
    rf"(?<!\w){_WORD}[.,]?[\s/-]{{1,2}}(?P<day>\d{{1,2}})(?:st|nd|rd|th"
    rf"|\.)?,?\s{{1,2}}(?:at\s)?(?P<year>(?:19|20)\d{{2}})(?!\d)",
    re.IGNORECASE,
)
_YEAR_FIRST = re.compile(
    rf"(?<!\d)(?P<year>(?:19|20)\d{{2}})[.,]?\s(?:m\.\s)?{_WORD}[.]?\s(?P<day>\d{{1,2}})(?!\d)",
    re.IGNORECASE,
)
_VIETNAMESE = re.compile(
    r"(?<!\d)(?P<day>\d{1,2})\s(?:tháng|thg)\s(?P<month>\d{1,2})(?:,|\snăm)?\s(?P<year>(?:19|20)\d{2})",
    re.IGNORECASE,
)
_LATVIAN = re.compile(
    rf"(?<!\d)(?P<year>(?:19|20)\d{{2}})\.\s?gada\s(?P<day>\d{{1,2}})\.\s?{_WORD}", re.IGNORECASE
)
_CLOCK = re.compile(
    r"^[\s,T|·•–—-]*(?:at|um|à|a las|alle(?: ore)?|ore|kl\.?|om|às|klo|o|в|о|saat|@|-|–|,|\|"
    r"|\([^)]{1,8}\)|\w{2,4}\.?,)?[\s,|·•–—-]*" + _TIME,
    re.IGNORECASE,
)
# What each of the expressions below needs: most texts with a digit hold no date.
_LIKELY = re.compile(r"(?:19|20|25)\d\d|\d\s?[./-]\s?\d{1,2}\s?[./-]|[民令平]")
_PATTERNS = (
    _ISO, _EAST, _DAY_MONTH, _MONTH_DAY, _YEAR_FIRST, _VIETNAMESE, _LATVIAN, _NUMBERS,
)  # fmt: skip
_URL_DATE = re.compile(
    r"(?:^|[/_.-])(?P<year>(?:19|20)\d{2})(?P<gap>[/_.-]?)(?P<month>0?[1-9]|1[0-2]"
    r"|[a-z]{3,9})(?P=gap)(?P<day>0[1-9]|[12]\d|3[01]|[1-9])(?=$|[/_.?-])"
)
_URL_SPLIT = re.compile(r"/(?P<year>(?:19|20)\d{2})/(?P<month>0\d|1[0-2])(?P<day>[0-3]\d)(?=[/_-])")
_URL_AGAIN = re.compile(
    r"/(?P<year>20(?P<short>\d\d))/(?P<month>0\d|1[0-2])/(?P=short)(?P=month)(?P<day>[0-3]\d)(?=[/_-])"
)
_URL_COMPACT = re.compile(
    r"(?<!\d)(?P<year>20[0-3]\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?!\d)"
)
_URL_DAY_FIRST = re.compile(r"(?<!\d)(?P<day>[0-3]\d)-(?P<month>[01]\d)-(?P<year>20[0-3]\d)(?!\d)")


def parse(text: str, *, day_first: bool = True) -> str | None:
    """Read the date that a value states; ISO 8601 with time and offset only where it gives them."""
    if not _DIGIT.search(text):
        return None
    text = text.strip()[:200]
    value = text if text.isascii() else text.translate(_DIGITS)
    return _standard(value) or _compact(value) or find(text, day_first=day_first)


def find(text: str, *, day_first: bool = True) -> str | None:
    """Find the first date in running text, with the time that directly follows it."""
    if not _DIGIT.search(text):
        return None
    value = text if text.isascii() else text.translate(_DIGITS)
    best: tuple[int, int, date] | None = None
    for pattern in _PATTERNS if _LIKELY.search(value) else ():
        for match in pattern.finditer(value):
            day = _day(match, day_first=day_first)
            if day:
                if best is None or match.start() < best[0]:
                    best = (match.start(), match.end(), day)
                break
    if best is None and not text.isascii():
        best = _solar_hijri(value)
    if best is None:
        return None
    clock = _CLOCK.match(value[best[1] : best[1] + 60])
    return _joined(best[2], clock) if clock else best[2].isoformat()


def _solar_hijri(value: str) -> tuple[int, int, date] | None:
    """Find the first date of Iran's calendar: its start, its end and its day."""
    for pattern in solar_hijri.PATTERNS:
        for match in pattern.finditer(value):
            if day := solar_hijri.day_of(match):
                return match.start(), match.end(), day
    return None


def from_url(url: str) -> str | None:
    """Read the day that a URL's path carries, as `/2024/05/03/` or `-20240503`."""
    path = url.split("://", 1)[-1].partition("/")[2].partition("?")[0]
    for pattern in (_URL_DATE, _URL_AGAIN, _URL_SPLIT, _URL_COMPACT, _URL_DAY_FIRST):
        for match in pattern.finditer("/" + path):
            if (
                match.groupdict().get("gap") == ""
                and len(match.group("month") + match.group("day")) != 4
            ):
                continue
            day = _day(match, day_first=True)
            if day and day.year >= 1990:
                return day.isoformat()
    return None


def same_moment(one: str, other: str) -> bool:
    """Tell whether two ISO values, both with offsets, name one minute."""
    try:
        first, second = datetime.fromisoformat(one), datetime.fromisoformat(other)
    except ValueError:
        return False
    if first.tzinfo is None or second.tzinfo is None:
        return False
    return abs(first - second) < timedelta(minutes=1)


def offset_between(moment: str, shown: str) -> int:
    """Give the minutes by which a shown local time differs from a moment in UTC, else 0.

    Only what can be a zone's offset counts: whole quarters of an hour, at most 14 hours.
    """
    try:
        first, second = datetime.fromisoformat(moment), datetime.fromisoformat(shown)
    except ValueError:
        return 0
    if len(shown) <= len("2024-05-03") or first.tzinfo is None or second.tzinfo is not None:
        return 0
    gap = second.replace(second=0) - first.replace(tzinfo=None, second=0, microsecond=0)
    minutes = round(gap.total_seconds() / 60)
    return minutes if minutes % 15 == 0 and abs(minutes) <= MAX_OFFSET else 0


def shifted(moment: str, minutes: int) -> str:
    """Give a moment by the clock of another offset, in minutes."""
    zone = timezone(timedelta(minutes=minutes))
    return datetime.fromisoformat(moment).astimezone(zone).isoformat(timespec="seconds")


def may_be_evening_before(moment: str, day: str) -> bool:
    """Tell whether a moment in UTC was still the evening of the day before west of Greenwich."""
    try:
        first, other = datetime.fromisoformat(moment), date.fromisoformat(day)
    except ValueError:
        return False
    return (first.date() - other).days == 1 and first.hour < LAST_WEST


def _standard(value: str) -> str | None:
    if re.fullmatch(r"\d{10}|\d{13}", value):
        moment = datetime.fromtimestamp(int(value[:10]), UTC)
        return moment.isoformat().replace("+00:00", "Z") if moment.year >= 1995 else None
    if value[:3].isalpha() and "," in value[:5]:
        try:
            moment = parsedate_to_datetime(value)
        except (ValueError, TypeError, IndexError):
            return None
        return _shown(moment)
    return None


def _compact(value: str) -> str | None:
    match = _COMPACT.match(value)
    day = _day(match, day_first=True) if match else None
    if not match or not day:
        return None
    if match.group("hour") is None or int(match.group("hour")) > 23:
        return day.isoformat()
    hour, minute, second = match.group("hour", "minute", "second")
    return f"{day.isoformat()}T{hour}:{minute}:{second or '00'}"


def _day(match: re.Match[str], *, day_first: bool) -> date | None:
    parts = match.groupdict()
    year = int(parts["year"] or _ERAS[parts["era"]] + int(parts["short"]))
    year += 2000 if year < 70 else 1900 if year < 100 else 0
    if "a" in parts:
        first, second = int(parts["a"]), int(parts["b"])
        if parts["gap"] == ".":
            day_first = True
        day, month = (
            (first, second) if (day_first and second <= 12) or first > 12 else (second, first)
        )
    else:
        day = int(parts["day"])
        name = parts["month"]
        month = int(name) if name.isdecimal() else month_of(name)
        year -= _BUDDHIST if year > LAST_YEAR and "ก" <= name[0] <= "๎" else 0
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _joined(day: date, clock: re.Match[str]) -> str:
    hour, minute, second = (int(clock.group(name) or 0) for name in ("hour", "minute", "second"))
    half = (clock.group("half") or "").lower().replace(".", "")
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "pm" else 0)
    if hour > 23:
        return day.isoformat()
    moment = f"{day.isoformat()}T{hour:02}:{minute:02}:{min(second, 59):02}"
    zone = (clock.group("zone") or "").lower()
    if not zone:
        return moment
    minutes = _ZONES.get(zone)
    if minutes is None:
        digits = zone[1:].replace(":", "").ljust(4, "0")
        minutes = (int(digits[:2]) * 60 + int(digits[2:])) * (-1 if zone[0] == "-" else 1)
    if abs(minutes) > MAX_OFFSET:
        return moment
    sign, minutes = "-" if minutes < 0 else "+", abs(minutes)
    return f"{moment}{sign}{minutes // 60:02}:{minutes % 60:02}" if minutes else f"{moment}Z"


def _shown(moment: datetime) -> str | None:
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        return None
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")
