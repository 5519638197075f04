"""A locality's days: what goes before what, and that a calendar which is held follows them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphsvc.cases.holidays import HolidayKind, NamedDay, parse_table
from graphsvc.cases.holidays.arrangement import HolidaySource, arranged_days, check_days, is_year_known
from graphsvc.cases.holidays.local_days import EnteredDay, LocalDays
from graphsvc.cases.model.calendar import Calendar, Span, Unit, is_workday
from graphsvc.china import CHINA
from graphsvc.errors import BadInput

NOW, TODAY = datetime(2026, 11, 30, tzinfo=UTC), date(2026, 11, 30)
OFF, MADE_UP = HolidayKind.HOLIDAY, HolidayKind.MAKE_UP
DAYS = st.dates(date(2026, 1, 1), date(2028, 12, 31))
NAMED = st.builds(NamedDay, DAYS, st.sampled_from(HolidayKind), st.just("某日"))


def entered(*days: NamedDay) -> list[EnteredDay]:
    return [EnteredDay(each, "某文", NOW) for each in days]


def test_a_calendar_that_is_held_counts_by_what_is_entered_and_taken_back() -> None:
    local = LocalDays([NamedDay(date(2026, 12, 4), OFF, "区庆")])
    held = Calendar(days=local)
    thursday = datetime(2026, 12, 3, 10, tzinfo=CHINA)
    span = Span(1, Unit.WORKING_DAYS)
    assert held.deadline(thursday, span) == datetime(2026, 12, 7, 18, tzinfo=CHINA)
    local.use(1, entered(NamedDay(date(2026, 12, 4), MADE_UP), NamedDay(date(2026, 12, 7), OFF)))
    assert held.deadline(thursday, span) == datetime(2026, 12, 4, 18, tzinfo=CHINA)
    local.use(2, entered(NamedDay(date(2026, 12, 7), OFF)))
    assert held.deadline(thursday, span) == datetime(2026, 12, 8, 18, tzinfo=CHINA)
    local.use(3, ())
    assert held.deadline(thursday, span) == datetime(2026, 12, 7, 18, tzinfo=CHINA)
    assert is_workday(date(2026, 12, 4)), "what is announced stays what it is"


def test_a_year_is_known_from_the_moment_that_a_made_up_day_is_entered() -> None:
    local = LocalDays()
    held = Calendar(days=local)
    local.use(1, entered(NamedDay(date(2027, 2, 6), OFF)))
    assert not held.knows(date(2027, 6, 1))
    local.use(2, entered(NamedDay(date(2027, 2, 14), MADE_UP)))
    assert [held.knows(date(year, 6, 1)) for year in (2026, 2027, 2028)] == [True, True, False]
    assert is_year_known(local, 2027)
    local.use(3, ())
    assert not held.knows(date(2027, 6, 1))


@given(st.lists(NAMED, max_size=8), st.lists(NAMED, max_size=8, unique_by=lambda each: each.day), DAYS)
def test_a_year_lists_just_what_differs_or_was_named_as_the_calendar_counts_it(
    file: list[NamedDay], here: list[NamedDay], day: date
) -> None:
    local = LocalDays(file)
    local.use(1, entered(*here))
    calendar, listed = Calendar(days=local), {each.named.day: each for each in arranged_days(local, day.year)}
    found = listed.get(day)
    assert calendar.is_worked(day) == (found.named.worked if found else day.weekday() < 5)
    assert (found is not None and found.source is HolidaySource.LOCAL) == (day in {each.day for each in here})
    assert list(listed) == sorted(listed)


@pytest.mark.parametrize("year", range(2004, 2101))
def test_every_day_of_every_year_has_its_name(year: int) -> None:
    assert all(each.named.name for each in arranged_days(LocalDays(), year))


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ([], "一次录入 1 到 100 天"),
        ([NamedDay(date(2027, 2, 6), OFF)] * 2, "2027-02-06 填了两次"),
        ([NamedDay(date(2024, 12, 31), OFF)], "只能录入 2025 年到 2029 年"),
        ([NamedDay(date(2030, 1, 1), OFF)], "只能录入 2025 年到 2029 年"),
        ([NamedDay(date(2027, 2, 9), MADE_UP)], "2027-02-09 本来就是工作日"),
    ],
)
def test_days_that_cannot_be_right_are_refused(days: Sequence[NamedDay], words: str) -> None:
    with pytest.raises(BadInput) as refused:
        check_days(days, LocalDays(), TODAY)
    assert words in refused.value.zh


def test_a_day_off_at_a_weekend_and_one_made_up_on_a_holiday_may_be_entered() -> None:
    days = [NamedDay(date(2027, 2, 6), OFF), NamedDay(date(2027, 2, 5), MADE_UP), NamedDay(date(2027, 2, 20), MADE_UP)]
    check_days(days, LocalDays(), TODAY)
    check_days([NamedDay(date(2026, 12, 4), MADE_UP)], LocalDays([NamedDay(date(2026, 12, 4), OFF)]), TODAY)


def test_a_table_is_read_with_its_names_from_whatever_program_wrote_it() -> None:
    text = "\ufeffday , kind,name\r\n2027-02-05, HOLIDAY ,除夕\r\n\r\n2027-02-14,MAKE_UP,\r\n"
    assert parse_table(text) == [NamedDay(date(2027, 2, 5), OFF, "除夕"), NamedDay(date(2027, 2, 14), MADE_UP)]
