"""The day that it is in China."""

import ast
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphsvc.china import CHINA, day_in_china, deadline, in_utc, read_moment, rule_in_china
from tests.conftest import ROOT


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 1, 1, 15, 59, 59, tzinfo=UTC), date(2026, 1, 1)),
        (datetime(2026, 1, 1, 16, 0, tzinfo=UTC), date(2026, 1, 2)),
        (datetime(2026, 7, 1, 16, 0, tzinfo=UTC), date(2026, 7, 2)),
        (datetime(2026, 1, 1, 23, 0, tzinfo=timezone(timedelta(hours=-1))), date(2026, 1, 2)),
    ],
)
def test_a_day_begins_at_midnight_in_china_in_summer_and_winter(moment: datetime, day: date) -> None:
    assert day_in_china(moment) == day


ZONES = st.one_of(
    st.none(), st.timezones(), st.builds(lambda hours: timezone(timedelta(hours=hours)), st.integers(-23, 23))
)
MOMENTS = st.datetimes(timezones=ZONES)


@pytest.mark.usefixtures("machine")
def test_a_moment_without_a_zone_is_chinas_whatever_zone_the_machine_is_in() -> None:
    naive = datetime(2026, 12, 25, 18, 0)
    assert in_utc(naive) == naive.replace(tzinfo=CHINA) == datetime(2026, 12, 25, 10, 0, tzinfo=UTC)
    assert day_in_china(datetime(2026, 12, 25, 0, 30)) == date(2026, 12, 25)
    assert in_utc(datetime(2026, 12, 25, 18, 0, tzinfo=UTC)) == datetime(2026, 12, 25, 18, 0, tzinfo=UTC)


@given(MOMENTS, MOMENTS)
def test_any_two_moments_compare_and_have_a_day(one: datetime, other: datetime) -> None:
    first, second = in_utc(one), in_utc(other)
    assert first.tzinfo is UTC
    assert (first < second) + (first == second) + (first > second) == 1
    assert isinstance(first - second, timedelta)
    assert day_in_china(one) == first.astimezone(CHINA).date()


@given(MOMENTS)
def test_telling_a_moment_in_utc_twice_changes_nothing(moment: datetime) -> None:
    assert in_utc(in_utc(moment)) == in_utc(moment)


def test_a_day_alone_as_a_deadline_is_all_of_it_and_a_moment_stays_one() -> None:
    assert deadline(datetime(2026, 12, 25)) == datetime(2026, 12, 25, 23, 59, 59, tzinfo=CHINA)
    assert day_in_china(deadline(datetime(2026, 12, 25))) == date(2026, 12, 25)
    for moment in (datetime(2026, 12, 25, tzinfo=CHINA), datetime(2026, 12, 25, 0, 1), datetime(2026, 12, 25, 18)):
        assert deadline(moment) == in_utc(moment)


def test_a_text_that_is_a_midnight_without_a_zone_is_no_day_alone() -> None:
    assert deadline(read_moment("2026-12-25")) == datetime(2026, 12, 25, 23, 59, 59, tzinfo=CHINA)
    for text in ("2026-12-25T00:00:00", "2026-12-25T00:00:00+08:00", "2026-12-24T16:00:00Z"):
        assert deadline(read_moment(text)) == datetime(2026, 12, 25, tzinfo=CHINA)
    with pytest.raises(ValueError, match="25"):
        read_moment("25.12.2026")


def test_a_rule_ends_when_china_says_it_does() -> None:
    assert rule_in_china("FREQ=WEEKLY;UNTIL=20261231T160000Z;BYDAY=MO") == "FREQ=WEEKLY;UNTIL=20270101T000000;BYDAY=MO"
    assert rule_in_china("FREQ=WEEKLY;UNTIL=20261231") == "FREQ=WEEKLY;UNTIL=20261231"
    assert rule_in_china("FREQ=YEARLY;UNTIL=99991231T235959Z") == "FREQ=YEARLY;UNTIL=99991230T080000"


NOW = {"now", "NOW", "utc_now"}


def days_of_the_clock(text: str) -> list[int]:
    """Lines that take the day of a clock's moment as its zone has it, which is yesterday until 8 o'clock in China."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "date"
        if any(NOW & {getattr(part, "id", ""), getattr(part, "attr", "")} for part in ast.walk(node.func.value))
    ]


@pytest.mark.parametrize("folder", ["graphsvc", "tests", "bench", "seeds"])
def test_the_day_of_now_is_asked_of_china_everywhere(folder: str) -> None:
    found = {str(path): days_of_the_clock(path.read_text(encoding="utf-8")) for path in (ROOT / folder).rglob("*.py")}
    assert {path: lines for path, lines in found.items() if lines} == {}


def test_a_day_of_the_clock_would_be_found() -> None:
    asked = "a = now.date()\nb = teller.now.date()\nc = utc_now().date()\nd = day_in_china(now)\ne = opens.date()\n"
    assert days_of_the_clock(asked) == [1, 2, 3]
