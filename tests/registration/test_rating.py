"""Rules of ratings without a database: when something is rated, by whom, and from when the other side reads it."""

from datetime import date

import pytest

from graphsvc.gql.schema.types import ValueField
from graphsvc.registration.model.post import ClaimState
from graphsvc.registration.model.rating import Rated, RatingAction, ServiceRatingSide, opens_on
from graphsvc.registration.model.service_record import ServiceRecordState
from graphsvc.schema import registered


def test_the_other_side_reads_an_unanswered_rating_a_week_later() -> None:
    assert opens_on(date(2026, 12, 28)) == date(2027, 1, 4)


@pytest.mark.parametrize(
    ("standing", "bar"),
    [
        (Rated("ServiceRecord", ServiceRecordState.CONFIRMED), None),
        (Rated("Claim", ClaimState.SERVED), None),
        (
            Rated("ServiceRecord", ServiceRecordState.WRITTEN),
            "当前状态是“待确认”；时长已确认后才能评价。",
        ),
        (Rated("Claim", ClaimState.CONFIRMED), "当前状态是“已确认”；已到岗后才能评价。"),
        (Rated("Claim", ClaimState.SERVED, rated=True, closed=True), "已经评价过，不能再改。"),
        (Rated("Claim", ClaimState.SERVED, closed=True), "对方的评价已经公开，不能再评价。"),
    ],
)
def test_what_is_not_rated_says_why(standing: Rated, bar: str | None) -> None:
    assert standing.bar() == bar


def test_each_side_rates_for_itself() -> None:
    assert [action.side for action in RatingAction] == list(ServiceRatingSide)


def test_nothing_is_found_or_ordered_by_what_was_given() -> None:
    fields = registered().types["ServiceRating"].fields
    given = [fields[name] for name in ("completion", "attitude", "effect", "cooperation", "comment")]
    assert [each for each in given if isinstance(each, ValueField) and (each.find or each.sort)] == []
    assert all(isinstance(each, ValueField) for each in given)
