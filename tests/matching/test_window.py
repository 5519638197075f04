"""When a resource is open: windows, days needed, recurrences."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphsvc.matching.model.window import Days, Window, first_session, overlap, share
from tests.matching.offers import MARCH

days = st.integers(0, 60).map(lambda number: date(2026, 3, 1) + timedelta(days=number))
ENDLESS = Window(None, None)


def test_a_window_that_only_touches_the_last_day_is_open() -> None:
    window = Window(date(2026, 3, 31), None)
    assert overlap(window, MARCH) == Days(date(2026, 3, 31), date(2026, 3, 31))
    assert share(window, MARCH) == pytest.approx(1 / 31)


def test_a_window_past_or_to_come_is_shut() -> None:
    assert overlap(Window(None, date(2026, 2, 28)), MARCH) is None
    assert overlap(Window(date(2026, 4, 1), None), MARCH) is None
    assert share(Window(date(2026, 4, 1), None), MARCH) == 0


def test_days_end_after_they_begin() -> None:
    with pytest.raises(ValueError, match="after"):
        Days(date(2026, 3, 2), date(2026, 3, 1))


@given(days, days, days, days)
def test_the_share_is_the_part_of_the_needed_days_that_are_open(a: date, b: date, c: date, d: date) -> None:
    needed, window = Days(min(a, b), max(a, b)), Window(min(c, d), max(c, d))
    open_days = sum(min(c, d) <= needed.first + timedelta(days=number) <= max(c, d) for number in range(needed.count))
    assert share(window, needed) == pytest.approx(open_days / needed.count)


def test_every_tuesday_meets_a_week_but_not_the_two_days_before_it() -> None:
    tuesdays = "FREQ=WEEKLY;BYDAY=TU"
    assert first_session(tuesdays, None, ENDLESS, MARCH) == date(2026, 3, 3)
    assert first_session(tuesdays, None, ENDLESS, Days(date(2026, 3, 1), date(2026, 3, 2))) is None


def test_an_interval_is_counted_from_the_day_the_window_opens() -> None:
    quarterly = "FREQ=MONTHLY;INTERVAL=3;BYDAY=2SA"
    january = date(2026, 1, 1)
    assert first_session(quarterly, january, Window(january, None), MARCH) is None
    april = Days(date(2026, 4, 1), date(2026, 4, 30))
    assert first_session(quarterly, january, Window(january, None), april) == date(2026, 4, 11)


def test_a_session_outside_the_window_does_not_count() -> None:
    assert first_session("FREQ=WEEKLY;BYDAY=TU", None, Window(None, date(2026, 3, 2)), MARCH) is None


def test_a_recurrence_that_cannot_be_read_does_not_close_a_resource() -> None:
    assert first_session("FREQ=SOMETIMES", None, ENDLESS, MARCH) == MARCH.first


def test_a_recurrence_that_ends_at_a_moment_in_utc_is_read_like_any_other() -> None:
    weekly = "FREQ=WEEKLY;BYDAY=TU;UNTIL=20261201T155959Z"  # the last second of a Tuesday in China
    always = Window(None, None)
    assert first_session(weekly, date(2026, 11, 3), always, Days(date(2026, 11, 26), date(2026, 12, 31))) == date(
        2026, 12, 1
    )
    assert first_session(weekly, date(2026, 11, 3), always, Days(date(2026, 12, 2), date(2026, 12, 31))) is None
