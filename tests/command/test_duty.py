"""The duty roster by the minute: what a list is refused for, and where a seat is empty or held twice."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphsvc.china import CHINA
from graphsvc.command.model.duty import DutySeat, Shift, Stretch, check_shifts, find_doubles, find_gaps
from graphsvc.errors import BadInput

BEGIN = datetime(2026, 11, 24, 0, 0, tzinfo=CHINA)
COMMANDER, OPERATOR = DutySeat.COMMANDER, DutySeat.OPERATOR


def shift(person: str, start: float, hours: float, seat: DutySeat = OPERATOR) -> Shift:
    return Shift(person, seat, BEGIN + timedelta(hours=start), BEGIN + timedelta(hours=start + hours))


@pytest.mark.parametrize(
    ("shifts", "said"),
    [
        ([shift("a", 0, 0)], "line 1 has to end within 24 hours"),
        ([shift("a", 0, 8), shift("b", 0, 24.5)], "line 2 has to end within 24 hours"),
        ([shift("a", 0, 8.001)], "line 1 has to be of whole minutes"),
        ([shift("a", 0, 8), shift("b", 0, 8), shift("a", 7, 8)], "lines 1 and 3 overlap"),
        ([shift("a", 8, 8), shift("a", 0, 24)], "lines 1 and 2 overlap"),
        ([shift("a", 0, 8, COMMANDER), shift("b", 4, 8, COMMANDER)], "lines 1 and 2 overlap"),
        ([shift("a", 0, 8) for _ in range(20)], "and 9 more"),
    ],
)
def test_a_list_is_refused_by_its_lines(shifts: list[Shift], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        check_shifts(shifts)


def test_shifts_that_follow_one_another_to_the_minute_are_right() -> None:
    check_shifts([shift("a", 0, 8, COMMANDER), shift("b", 8, 8, COMMANDER), shift("a", 8, 8), shift("c", 0, 24)])


spans = st.lists(st.tuples(st.integers(-3, 30), st.integers(1, 12), st.sampled_from(DutySeat)), max_size=8)


@settings(max_examples=150, deadline=None)
@given(given_spans=spans)
def test_gaps_and_doubles_are_those_counted_minute_by_minute(given_spans: list[tuple[int, int, DutySeat]]) -> None:
    def at(hour: int) -> datetime:
        return BEGIN + timedelta(hours=hour)

    held = [
        Stretch(seat, at(start), at(start + hours), (str(n),)) for n, (start, hours, seat) in enumerate(given_spans)
    ]
    for seat in DutySeat:
        gaps = find_gaps(held, seat, BEGIN, at(24))
        assert all(gap.starts_at < gap.ends_at for gap in gaps)
        for hour in range(24):
            holders = [each for each in held if each.seat is seat and each.starts_at <= at(hour) < each.ends_at]
            assert sum(gap.starts_at <= at(hour) < gap.ends_at for gap in gaps) == (not holders)
    for hour in range(24):
        among = [each for each in held if each.seat is COMMANDER and each.starts_at <= at(hour) < each.ends_at]
        doubles = [each for each in find_doubles(held, BEGIN, at(24)) if each.starts_at <= at(hour) < each.ends_at]
        assert len(doubles) == len(among) * (len(among) - 1) // 2
        assert {id_ for each in doubles for id_ in each.shifts} == (
            {each.shifts[0] for each in among} if len(among) > 1 else set()
        )
