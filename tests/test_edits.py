"""The edit curve: articles are looked at again soon after publication, then rarer."""

from itertools import pairwise

import msgspec
import pytest

from newscrawl.schedule.edits import EditCurve, Watched, edits_between, next_revisit, revisited
from newscrawl.schedule.policy import DAY, HOUR, Policy

POLICY = Policy()
LIVE = EditCurve(is_live=True)


def revisits(curve, *, changed=False, policy=POLICY):
    """Give the ages in hours at which an article is revisited until it is left alone."""
    article, ages = Watched(born=0.0, visited=0.0), []
    while (at := next_revisit(curve, article, policy=policy)) is not None and len(ages) < 99:
        ages.append(at / HOUR)
        curve, article = revisited(curve, article, at=at, changed=changed)
    return ages


def test_revisits_thin_out_with_age_and_end_at_the_horizon():
    ages = revisits(EditCurve())
    gaps = [b - a for a, b in pairwise(ages)]
    assert ages[0] < 3
    assert gaps == sorted(gaps)
    assert 3 <= len(ages) <= 8
    assert ages[-1] <= 30 * 24


def test_live_blog_is_visited_much_oftener_than_an_article():
    assert sum(age < 12 for age in revisits(LIVE)) > 4 * sum(
        age < 12 for age in revisits(EditCurve())
    )


def test_article_that_changes_is_visited_oftener_than_one_that_does_not():
    assert len(revisits(EditCurve(), changed=True)) > 2 * len(revisits(EditCurve()))


def test_site_that_never_edits_is_revisited_less_and_less():
    curve = EditCurve()
    for _ in range(300):
        curve, _article = revisited(
            curve, Watched(born=0.0, visited=0.0), at=2 * DAY, changed=False
        )
    assert len(revisits(curve)) < len(revisits(EditCurve())) / 2


def test_curve_learns_at_which_age_a_site_edits():
    curve = EditCurve()
    for _ in range(100):
        article = Watched(born=0.0, visited=0.0)
        curve, article = revisited(curve, article, at=8 * HOUR, changed=False)
        curve, article = revisited(curve, article, at=16 * HOUR, changed=True)
    assert edits_between(curve, 8 * HOUR, 16 * HOUR) == pytest.approx(1.0, rel=0.4)
    assert edits_between(curve, 0.0, 8 * HOUR) < 0.3


def test_old_article_is_left_alone_and_revisits_can_be_off_or_fixed():
    old = Watched(born=0.0, visited=40 * DAY)
    assert next_revisit(EditCurve(), old, policy=POLICY) is None
    new = Watched(born=0.0, visited=HOUR)
    assert next_revisit(EditCurve(), new, policy=Policy(revisits=False)) is None
    assert next_revisit(EditCurve(), new, policy=Policy(revisit_interval=60.0)) == HOUR + 60.0


def test_clock_that_went_back_teaches_nothing():
    article = Watched(born=0.0, visited=DAY)
    curve, after = revisited(EditCurve(), article, at=HOUR, changed=False)
    assert curve == EditCurve()
    assert after == Watched(born=0.0, visited=HOUR)


def test_curve_survives_serialising():
    curve, _ = revisited(LIVE, Watched(born=0.0, visited=0.0), at=HOUR, changed=True)
    assert msgspec.json.decode(msgspec.json.encode(curve), type=EditCurve) == curve
