"""Windows and blackout hours, in the time of a zone."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from newscrawl.hours import Hours, parse_window

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)


def at(day, hour, minute=0):
    return MONDAY.replace(day=2 + day, hour=hour, minute=minute).timestamp()


def hours(*windows, blackout=(), zone=UTC):
    return Hours(
        zone=zone,
        windows=tuple(map(parse_window, windows)),
        blackout=tuple(map(parse_window, blackout)),
    )


def test_no_window_is_always_open():
    assert hours().is_open(at(0, 3))
    assert hours().next_change(at(0, 3)) is None


def test_window_on_workdays():
    office = hours("Mon-Fri 09:00-18:00")
    assert office.is_open(at(0, 9))
    assert not office.is_open(at(0, 18))
    assert not office.is_open(at(5, 12))
    assert office.next_change(at(4, 18)) == at(7, 9)


def test_window_past_midnight_belongs_to_the_day_on_which_it_starts():
    night = hours("Fri 22:00-05:00")
    assert night.is_open(at(4, 23))
    assert night.is_open(at(5, 4, 59))
    assert not night.is_open(at(4, 4))


def test_blackout_goes_before_windows():
    both = hours("06:00-24:00", blackout=["12:00-13:00"])
    assert not both.is_open(at(0, 12, 30))
    assert both.next_change(at(0, 11)) == at(0, 12)
    assert both.next_change(at(0, 12)) == at(0, 13)


def test_days_may_wrap_around_the_week():
    assert parse_window("Sat-Mon 01:00-02:00").days == {5, 6, 0}
    assert parse_window("Mon,Wed 01:00-02:00").days == {0, 2}


def test_window_is_in_the_time_of_its_zone():
    assert hours("09:00-10:00", zone=ZoneInfo("Asia/Tokyo")).is_open(at(0, 0, 30))


@pytest.mark.parametrize(
    "text", ["", "9-17", "09:00", "25:00-26:00", "09:70-10:00", "Mun 09:00-10:00", "09:00-09:00"]
)
def test_what_is_no_window_is_refused(text):
    with pytest.raises(ValueError, match=r"window|time of day|weekday|empty"):
        parse_window(text)
