"""Rules of the digest: what is packed comes out again, times to within 1/64, and it fits 64 bits with a sign."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphsvc.cases.model.categories import categories
from graphsvc.cases.model.states import State
from graphsvc.cases.store.digest import (
    LAST_DAY,
    STAGES,
    STATES,
    category_code,
    day_number,
    least_of,
    most_of,
    pack,
    unpack,
)
from graphsvc.china import CHINA

TIMES = st.none() | st.timedeltas(timedelta(), timedelta(days=1400))
RAISED = st.datetimes(datetime(2020, 1, 1, 16), datetime(2064, 11, 1), timezones=st.just(UTC))


@given(
    RAISED,
    st.sampled_from(State),
    st.sampled_from(sorted(categories())),
    st.lists(TIMES, min_size=3, max_size=3),
)
def test_what_is_packed_comes_out_again(
    raised: datetime, state: State, category: str, times: list[timedelta | None]
) -> None:
    packed = pack(raised, state, category, times)
    assert 0 <= packed < 2**63
    figures = unpack([packed])
    assert figures.day[0] == day_number(raised.astimezone(CHINA).date())
    assert STATES[figures.state[0]] is state
    assert category_code(int(figures.category[0])) == category
    for stage, time in zip(STAGES, times, strict=True):
        if time is None:
            assert figures.minutes[stage][0] == 0
        else:
            exact = max(int(time / timedelta(minutes=1)), 1)
            assert exact * 63 / 64 < figures.minutes[stage][0] <= exact


@pytest.mark.parametrize("minutes", [1, 63, 64, 65, 100, 127])
def test_times_up_to_127_minutes_are_exact(minutes: int) -> None:
    packed = pack(datetime(2026, 1, 1, tzinfo=UTC), State.CLOSED, "C01", [timedelta(minutes=minutes)] * 3)
    assert [int(unpack([packed]).minutes[stage][0]) for stage in STAGES] == [minutes] * 3


@pytest.mark.parametrize("category", ["", "c01", "C1", "C001", "C0x", "类01"])
def test_a_category_is_a_letter_and_two_digits(category: str) -> None:
    with pytest.raises(ValueError, match="two digits"):
        pack(datetime(2026, 1, 1, tzinfo=UTC), State.CLOSED, category, [None] * 3)


def test_a_day_before_2020_is_refused() -> None:
    with pytest.raises(ValueError, match="outside"):
        pack(datetime(2019, 12, 31, tzinfo=CHINA), State.CLOSED, "C01", [None] * 3)


@pytest.mark.parametrize("day", [date(2020, 1, 1), date(2026, 2, 28), LAST_DAY])
def test_all_of_a_day_lies_between_its_bounds_and_no_day_beside_it(day: date) -> None:
    midnight = datetime(day.year, day.month, day.day, tzinfo=CHINA)
    first = pack(midnight, next(iter(STATES)), "A00", [None] * 3)
    last = pack(midnight + timedelta(hours=23), STATES[-1], "Z99", [timedelta(days=10_000)] * 3)
    assert least_of(day) <= first < last <= most_of(day) < 2**63
    assert most_of(day - timedelta(days=1)) < least_of(day)


def test_days_past_the_last_are_bounded_by_it() -> None:
    assert most_of(date(2999, 12, 31)) == most_of(LAST_DAY)
