"""When a resource is open: windows, days needed, recurrences."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphsvc.cobuilding.model.window import Days, Opening, Window, opening, overlap, takes_place
from tests.matching.offers import MARCH

days = st.integers(0, 60).map(lambda number: date(2026, 3, 1) + timedelta(days=number))
ENDLESS = Window(None, None)


def test_a_window_that_only_touches_the_last_day_is_open() -> None:
    window = Window(date(2026, 3, 31), None)
    assert overlap(window, MARCH) == Days(date(2026, 3, 31), date(2026, 3, 31))
    assert opening(None, window, MARCH).share == pytest.approx(1 / 31)


def test_a_window_past_or_to_come_is_shut() -> None:
    assert overlap(Window(None, date(2026, 2, 28)), MARCH) is None
    assert overlap(Window(date(2026, 4, 1), None), MARCH) is None
    assert opening(None, Window(date(2026, 4, 1), None), MARCH) == Opening(0, 0.0, None, False)


def test_days_end_after_they_begin() -> None:
    with pytest.raises(ValueError, match="after"):
        Days(date(2026, 3, 2), date(2026, 3, 1))


@given(days, days, days, days)
def test_the_share_is_the_part_of_the_needed_days_that_are_open(a: date, b: date, c: date, d: date) -> None:
    needed, window = Days(min(a, b), max(a, b)), Window(min(c, d), max(c, d))
    open_days = sum(min(c, d) <= needed.first + timedelta(days=number) <= max(c, d) for number in range(needed.count))
    found = opening(None, window, needed)
    assert found.share == pytest.approx(open_days / needed.count)
    assert found.days == open_days


def test_every_tuesday_meets_a_week_but_not_the_two_days_before_it() -> None:
    tuesdays = "FREQ=WEEKLY;BYDAY=TU"
    assert opening(tuesdays, ENDLESS, MARCH) == Opening(5, 1.0, date(2026, 3, 3), True)
    assert opening(tuesdays, ENDLESS, Days(date(2026, 3, 1), date(2026, 3, 2))) == Opening(0, 0.0, None, True)


def test_what_comes_once_a_month_is_not_there_in_every_week() -> None:
    second_saturday = opening("FREQ=MONTHLY;BYDAY=2SA", ENDLESS, MARCH)
    assert (second_saturday.days, second_saturday.first) == (1, date(2026, 3, 14))
    assert second_saturday.share == pytest.approx(1 / 5)


def test_a_recurrence_in_half_of_the_window_covers_half_of_it() -> None:
    tuesdays = opening("FREQ=WEEKLY;BYDAY=TU", Window(date(2026, 3, 18), None), MARCH)
    assert tuesdays.days == 2
    assert tuesdays.share == pytest.approx(14 / 31)


def test_an_interval_is_counted_from_the_day_the_window_opens() -> None:
    quarterly, since = "FREQ=MONTHLY;INTERVAL=3;BYDAY=2SA", Window(date(2026, 1, 1), None)
    assert opening(quarterly, since, MARCH).days == 0
    assert opening(quarterly, since, Days(date(2026, 4, 1), date(2026, 4, 30))).first == date(2026, 4, 11)


def test_a_session_outside_the_window_does_not_count() -> None:
    assert opening("FREQ=WEEKLY;BYDAY=TU", Window(None, date(2026, 3, 2)), MARCH).days == 0


def test_a_recurrence_that_cannot_be_read_does_not_close_a_resource() -> None:
    assert opening("FREQ=SOMETIMES", ENDLESS, MARCH) == Opening(31, 1.0, MARCH.first, None)


def test_a_recurrence_that_ends_at_a_moment_in_utc_is_read_like_any_other() -> None:
    weekly = "FREQ=WEEKLY;BYDAY=TU;UNTIL=20261201T155959Z"  # the last second of a Tuesday in China
    since = Window(date(2026, 11, 3), None)
    assert opening(weekly, since, Days(date(2026, 11, 26), date(2026, 12, 31))).first == date(2026, 12, 1)
    assert opening(weekly, since, Days(date(2026, 12, 2), date(2026, 12, 31))).days == 0


@pytest.mark.parametrize(
    ("recurrence", "first", "last", "taking_place"),
    [
        (None, None, None, True),
        (None, date(2026, 3, 1), date(2026, 3, 10), True),
        (None, date(2026, 3, 1), date(2026, 3, 9), False),
        ("FREQ=WEEKLY;BYDAY=TU", date(2026, 3, 1), date(2026, 3, 10), True),
        ("FREQ=WEEKLY;BYDAY=MO", date(2026, 3, 1), date(2026, 3, 15), False),
        ("FREQ=WEEKLY;BYDAY=TU;UNTIL=20260310", date(2026, 1, 1), None, True),
        ("FREQ=WEEKLY;BYDAY=TU;UNTIL=20260309", date(2026, 1, 1), None, False),
        ("FREQ=DAILY;COUNT=3", date(2026, 3, 1), None, False),
        ("FREQ=DAILY;COUNT=3", None, None, True),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", None, None, True),
    ],
)
def test_what_is_new_takes_place_today_or_later(
    recurrence: str | None, first: date | None, last: date | None, taking_place: bool
) -> None:
    tuesday = date(2026, 3, 10)
    assert takes_place(recurrence, Window(first, last), tuesday) is taking_place
