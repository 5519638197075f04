"""How well posts suit people, without a database: each part by itself, and parts that add up."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphsvc.registration.model.fit import DAYS, WEIGHTS, FitReason, Offer, Wanted, days_of, fit
from graphsvc.registration.model.registration import ServiceClass

TODAY = date(2026, 11, 28)
GRID = "500103012011001"
OFFER = Offer(GRID, frozenset({"HEALTH"}), "急救、CPR", "FREQ=WEEKLY;BYDAY=SA,SU")
WANTED = Wanted(GRID, "HEALTH", ("急救", "cpr"), "FREQ=WEEKLY;BYDAY=SA")


def points(reason: FitReason, offer: Offer, wanted: Wanted) -> float:
    return next(each.points for each in fit(offer, wanted, TODAY).parts if each.reason is reason)


def test_who_is_near_able_and_free_suits_a_post_wholly() -> None:
    assert fit(OFFER, WANTED, TODAY).points == pytest.approx(100)


@pytest.mark.parametrize(
    ("place", "of"),
    [("500103012011002", 0.8), ("500103012011", 0.8), ("500103012012", 0.4), ("500103013001", 0.0)],
)
def test_nearer_is_better(place: str, of: float) -> None:
    found = points(FitReason.PLACE, OFFER, Wanted(place, "HEALTH"))
    assert found == pytest.approx(100 * WEIGHTS[FitReason.PLACE] * of)


@pytest.mark.parametrize(
    ("reason", "offer", "wanted", "of"),
    [
        (FitReason.SERVICE, OFFER, Wanted(GRID, "LEGAL_AID"), 0),
        (FitReason.SERVICE, Offer(GRID), WANTED, 0.5),
        (FitReason.SKILLS, OFFER, Wanted(GRID, "HEALTH"), 1),
        (FitReason.SKILLS, OFFER, Wanted(GRID, "HEALTH", ("急救", "驾驶")), 0.5),
        (FitReason.SKILLS, Offer(GRID), WANTED, 0.5),
        (FitReason.TIMES, OFFER, Wanted(GRID, "HEALTH", (), "FREQ=WEEKLY;BYDAY=SA,MO"), 5 / 9),
        (FitReason.TIMES, OFFER, Wanted(GRID, "HEALTH", (), "FREQ=WEEKLY"), 0.5),
        (FitReason.TIMES, Offer(GRID), WANTED, 0.5),
        (FitReason.TIMES, Offer(GRID, free_times="FREQ=DAILY"), WANTED, 1),
    ],
)
def test_each_part_is_measured_by_itself(reason: FitReason, offer: Offer, wanted: Wanted, of: float) -> None:
    assert points(reason, offer, wanted) == pytest.approx(100 * WEIGHTS[reason] * of)


def test_days_of_a_rule_are_those_of_four_weeks() -> None:
    assert days_of("RRULE:FREQ=WEEKLY;BYDAY=SA", TODAY) == {
        date(2026, 11, 28),
        *(date(2026, 12, d) for d in (5, 12, 19, 26)),
    }
    assert len(days_of("FREQ=DAILY", TODAY)) == DAYS + 1
    assert days_of("FREQ=WEEKLY;BYDAY=SA;COUNT=1", TODAY) == {date(2026, 11, 28)}


places = st.sampled_from([GRID, "500103012011", "500103012012001", "500104001001"])
rules = st.sampled_from(["", "FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO,SA", "FREQ=MONTHLY;BYMONTHDAY=1"])
words = st.lists(st.sampled_from(["急救", "驾驶", "普通话"]), max_size=3).map(tuple)


@given(
    st.builds(Offer, places, st.frozensets(st.sampled_from(list(ServiceClass))), st.sampled_from(["", "急救"]), rules),
    st.builds(Wanted, places, st.sampled_from(list(ServiceClass)), words, rules),
)
def test_points_lie_between_0_and_100_and_are_the_sum_of_parts_that_each_say_why(offer: Offer, wanted: Wanted) -> None:
    found = fit(offer, wanted, TODAY)
    assert 0 <= found.points <= 100 + 1e-9
    assert [each.reason for each in found.parts] == list(FitReason)
    assert all(each.text and 0 <= each.points <= 100 * WEIGHTS[each.reason] + 1e-9 for each in found.parts)
