"""Rules of working time: holidays, make-up days, hours from the moment on, days from the next, and their arithmetic."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphsvc.cases.holidays import read_table, worked_days
from graphsvc.cases.model.calendar import KNOWN, Calendar, Measure, Span, Unit, is_known, is_workday, parse_hours
from graphsvc.cases.model.clock import start_clock
from graphsvc.china import CHINA
from graphsvc.errors import SetupError

CALENDAR = Calendar()
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))
AMOUNTS = st.timedeltas(timedelta(), timedelta(days=40))
MEASURES = st.sampled_from(Measure)


def china(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=CHINA)  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 9, 20), True),  # a Sunday made up for the National Day holiday
        (date(2026, 10, 10), True),  # a Saturday made up
        (date(2026, 10, 1), False),
        (date(2026, 10, 8), True),
        (date(2026, 2, 17), False),  # Spring Festival
        (date(2026, 11, 28), False),  # a Saturday
    ],
)
def test_public_holidays_and_make_up_days_are_those_announced(day: date, worked: bool) -> None:
    assert is_workday(day) is worked


def test_beyond_the_announced_years_a_plain_rule_stands_in() -> None:
    assert is_known(date(KNOWN[1], 12, 31))
    later = KNOWN[1] + 1
    assert not is_known(date(later, 1, 1))
    assert [is_workday(date(2030, *day)) for day in ((1, 1), (1, 2), (1, 5), (5, 1), (10, 4))] == [
        False,
        True,
        False,
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2027, 2, 4), True),
        (date(2027, 2, 5), False),  # New Year's Eve by the lunar calendar, a Friday
        (date(2027, 2, 8), False),  # the third day
        (date(2027, 2, 9), True),
        (date(2027, 4, 5), False),  # Qingming
        (date(2027, 6, 9), False),  # Dragon Boat
        (date(2027, 9, 15), False),  # Mid-Autumn
        (date(2028, 1, 26), False),
    ],
)
def test_the_lunar_holidays_that_the_law_gives_are_off_before_anything_is_announced(day: date, worked: bool) -> None:
    assert is_workday(day) is worked
    assert not CALENDAR.knows(day)


def test_a_localitys_table_goes_before_what_is_announced_and_settles_a_year(tmp_path: Path) -> None:
    table = tmp_path / "holidays.csv"
    text = "\ufeffday,kind,name\n2027-02-09,HOLIDAY,春节\n2027-02-14,MAKE_UP,春节调休\n2026-12-04,HOLIDAY,区庆\n"
    table.write_text(text, encoding="utf-8")
    here = replace(CALENDAR, days=worked_days(read_table(table)))
    assert [here.is_worked(date(2027, 2, day)) for day in (8, 9, 10, 14)] == [False, False, True, True]
    assert here.knows(date(2027, 6, 1))
    assert not here.knows(date(2028, 1, 4))
    assert here.deadline(china(2026, 12, 3, 10), Span(1, Unit.WORKING_DAYS)) == china(2026, 12, 7, 18)
    clock = start_clock(here, "handle", Span(10, Unit.WORKING_DAYS), china(2027, 2, 4, 10))
    assert (clock.due_at, clock.estimated) == (china(2027, 2, 22, 18), False)
    assert start_clock(CALENDAR, "handle", Span(10, Unit.WORKING_DAYS), china(2027, 2, 4, 10)).estimated


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ("2027-02-30,HOLIDAY,x", "day is out of range"),
        ("2027-02-05,OFF,x", "no such kind: OFF"),
        ("2027-02-05,HOLIDAY,x\n2027-02-05,MAKE_UP,x", "twice"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused_when_the_service_starts(tmp_path: Path, rows: str, why: str) -> None:
    table = tmp_path / "holidays.csv"
    table.write_text(f"day,kind,name\n{rows}\n", encoding="utf-8")
    with pytest.raises(SetupError, match=why):
        read_table(table)


@pytest.mark.parametrize(
    ("start", "span", "due"),
    [
        (china(2026, 9, 7, 10), Span(1, Unit.WORKING_HOURS), china(2026, 9, 7, 11)),
        (china(2026, 9, 7, 12), Span(1, Unit.WORKING_HOURS), china(2026, 9, 7, 14, 30)),  # over lunch
        (china(2026, 9, 4, 17, 30), Span(1, Unit.WORKING_HOURS), china(2026, 9, 7, 9, 30)),  # over a weekend
        (china(2026, 9, 30, 17, 30), Span(1, Unit.WORKING_HOURS), china(2026, 10, 8, 9, 30)),  # over National Day
        (china(2026, 9, 19, 3), Span(1, Unit.WORKING_HOURS), china(2026, 9, 20, 10)),  # to a made-up Sunday
        (china(2026, 9, 7, 10), Span(24, Unit.WORKDAY_HOURS), china(2026, 9, 8, 10)),
        (china(2026, 9, 11, 22), Span(24, Unit.WORKDAY_HOURS), china(2026, 9, 14, 22)),  # Friday to Monday night
        (china(2026, 9, 7, 10), Span(3, Unit.WORKING_DAYS), china(2026, 9, 10, 18)),
        (china(2026, 9, 30, 10), Span(3, Unit.WORKING_DAYS), china(2026, 10, 10, 18)),
        (china(2026, 9, 30, 23), Span(2, Unit.HOURS), china(2026, 10, 1, 1)),  # an emergency knows no holiday
    ],
)
def test_a_deadline_counts_hours_from_the_moment_and_days_from_the_next(
    start: datetime, span: Span, due: datetime
) -> None:
    assert CALENDAR.deadline(start, span) == due


def test_other_hours_give_other_deadlines() -> None:
    night = Calendar(hours=((time(8), time(12)), (time(13), time(17))))
    assert night.deadline(china(2026, 9, 7, 16, 30), Span(1, Unit.WORKING_HOURS)) == china(2026, 9, 8, 8, 30)
    assert night.deadline(china(2026, 9, 7, 10), Span(1, Unit.WORKING_DAYS)) == china(2026, 9, 8, 17)


SEASONS = "09:00-12:30,14:00-18:00; 06-01..09-30 09:00-12:00,15:00-18:30; 12-01..02-28 09:00-17:00; MAKE_UP 09:00-12:00"


@pytest.mark.parametrize(
    ("start", "span", "due"),
    [
        (china(2026, 5, 29, 11, 30), Span(2, Unit.WORKING_HOURS), china(2026, 5, 29, 15)),
        (china(2026, 9, 7, 11, 30), Span(2, Unit.WORKING_HOURS), china(2026, 9, 7, 16, 30)),  # a longer noon in summer
        (china(2026, 9, 7, 10), Span(3, Unit.WORKING_DAYS), china(2026, 9, 10, 18, 30)),
        (china(2026, 12, 7, 11, 30), Span(2, Unit.WORKING_HOURS), china(2026, 12, 7, 13, 30)),
        (china(2026, 1, 5, 10), Span(1, Unit.WORKING_DAYS), china(2026, 1, 6, 17)),  # winter passes the new year
        (china(2026, 9, 19, 3), Span(4, Unit.WORKING_HOURS), china(2026, 9, 21, 10)),  # half of a made-up Sunday
        (china(2026, 9, 18, 10), Span(1, Unit.WORKING_DAYS), china(2026, 9, 20, 12)),
    ],
)
def test_seasons_and_made_up_days_have_hours_of_their_own(start: datetime, span: Span, due: datetime) -> None:
    assert parse_hours(SEASONS).deadline(start, span) == due


@pytest.mark.parametrize(
    "text",
    [
        "",
        "9-12",
        "09:00-12:00,11:00-18:00",
        "18:00-09:00",
        "09:00-18:00; SUNDAY 09:00-12:00",
        "09:00-18:00; 13-01..02-01 09:00-12:00",
    ],
)
def test_hours_that_are_none_are_refused_with_an_example(text: str) -> None:
    with pytest.raises(SetupError, match=r"for example 09:00-12:30,14:00-18:00"):
        parse_hours(text)


@given(MOMENTS, AMOUNTS, MEASURES)
def test_exactly_what_is_added_lies_between(start: datetime, amount: timedelta, measure: Measure) -> None:
    end = CALENDAR.add(start, amount, measure)
    assert end >= start
    assert CALENDAR.between(start, end, measure) == amount
    if amount:
        assert CALENDAR.between(start, end - timedelta(microseconds=1), measure) < amount


@given(MOMENTS, AMOUNTS, AMOUNTS, MEASURES)
def test_time_added_in_two_parts_is_time_added_at_once(
    start: datetime, first: timedelta, second: timedelta, measure: Measure
) -> None:
    at_once = CALENDAR.add(start, first + second, measure)
    assert CALENDAR.add(CALENDAR.add(start, first, measure), second, measure) == at_once


@given(MOMENTS, MOMENTS, MOMENTS, MEASURES)
def test_time_that_passes_adds_up_and_is_never_more_than_the_wall_clock(
    one: datetime, two: datetime, three: datetime, measure: Measure
) -> None:
    first, middle, last = sorted((one, two, three))
    whole = CALENDAR.between(first, last, measure)
    assert whole == CALENDAR.between(first, middle, measure) + CALENDAR.between(middle, last, measure)
    assert timedelta() <= whole <= last - first
    assert CALENDAR.between(last, first, measure) == timedelta()


@given(MOMENTS, MOMENTS, st.sampled_from(Unit), st.integers(1, 20))
def test_who_starts_later_is_never_due_earlier(one: datetime, two: datetime, unit: Unit, amount: int) -> None:
    first, second = sorted((one, two))
    due, later = (CALENDAR.deadline(each, Span(amount, unit)) for each in (first, second))
    assert first < due <= later
