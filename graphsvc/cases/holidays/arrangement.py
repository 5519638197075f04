"""The arrangement of a year (节假日安排), and what may be entered of it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import chinese_calendar  # type: ignore[import-untyped]
from chinese_calendar.constants import Holiday  # type: ignore[import-untyped]

from graphsvc.cases.holidays import HolidayKind, NamedDay, lawful_days, twice
from graphsvc.cases.holidays.local_days import EnteredDay, LocalDays
from graphsvc.cases.model.calendar import Calendar, is_known, is_workday
from graphsvc.errors import BadInput
from graphsvc.vocabulary.labelled import Labelled

MOST_DAYS = 100
"""Entered or removed at a time; a year has about forty."""
YEARS_BACK, YEARS_AHEAD = 1, 3
_FIXED = {1: "元旦", 5: "劳动节", 10: "国庆节"}
"""By their month, the holidays that the law gives a day of our calendar."""


class HolidaySource(Labelled):
    """Where a day of the arrangement comes from; each goes before the next (安排来源)."""

    LOCAL = "LOCAL", "本地录入", "Entered in this service"
    LOCAL_FILE = "LOCAL_FILE", "本地文件", "The file GRAPHSVC_HOLIDAYS"
    ANNOUNCED = "ANNOUNCED", "国务院公布", "Announced by the State Council"
    LAW = "LAW", "按法律推算", "By law, while nothing is announced"


@dataclass(frozen=True, slots=True)
class ArrangedDay:
    """A day of the arrangement; `entered` where it comes from the graph."""

    named: NamedDay
    source: HolidaySource
    entered: EnteredDay | None = None


def is_year_known(local: LocalDays, year: int) -> bool:
    """Whether the arrangement of a year is announced, or entered with the days that are made up."""
    return Calendar(days=local).knows(date(year, 1, 1))


def arranged_days(local: LocalDays, year: int) -> list[ArrangedDay]:
    """List the days of a year that are not as Monday to Friday are, and all that the locality has named itself."""
    first = date(year, 1, 1)
    days = [first + timedelta(days=number) for number in range((date(year, 12, 31) - first).days + 1)]
    return [found for day in days if (found := _arranged(local, day))]


def _arranged(local: LocalDays, day: date) -> ArrangedDay | None:
    if entered := local.entered.get(day):
        return ArrangedDay(entered.named, HolidaySource.LOCAL, entered)
    if named := local.file.get(day):
        return ArrangedDay(named, HolidaySource.LOCAL_FILE)
    worked = is_workday(day)
    if worked is (day.weekday() < 5):
        return None
    named = NamedDay(day, HolidayKind.MAKE_UP if worked else HolidayKind.HOLIDAY, _name(day))
    return ArrangedDay(named, HolidaySource.ANNOUNCED if is_known(day) else HolidaySource.LAW)


def _name(day: date) -> str:
    if named := chinese_calendar.holidays.get(day) or chinese_calendar.workdays.get(day):
        return str(Holiday(named).chinese)
    return lawful_days()[day].name if day in lawful_days() else _FIXED[day.month]


def check_days(days: Sequence[NamedDay], local: LocalDays, today: date) -> None:
    """Refuse what cannot be entered.

    A day off at a weekend may: announcements name the weekends inside a holiday. A day made up that is worked anyway
    may not, since its date is mistyped, and the year would count as arranged.

    Raises:
        BadInput: none or too many days, a day twice, one too far away, or one made up that is worked anyway.
    """
    if not 0 < len(days) <= MOST_DAYS:
        raise BadInput(f"一次录入 1 到 {MOST_DAYS} 天。", f"1 to {MOST_DAYS} days are entered at a time.")
    check_apart([each.day for each in days])
    for each in days:
        if not today.year - YEARS_BACK <= each.day.year <= today.year + YEARS_AHEAD:
            raise BadInput(
                f"{each.day} 太远：只能录入 {today.year - YEARS_BACK} 年到 {today.year + YEARS_AHEAD} 年的安排。",
                f"{each.day} is too far away: arrangements are entered for {today.year - YEARS_BACK} to "
                f"{today.year + YEARS_AHEAD}.",
            )
        if each.worked and _is_worked_anyway(local, each.day):
            raise BadInput(
                f"{each.day} 本来就是工作日，不是调休上班；请核对日期。",
                f"{each.day} is worked anyway and not made up; look at the date again.",
            )


def check_apart(days: Iterable[date]) -> None:
    """
    Raises:
        BadInput: a day stands there twice.
    """
    if day := next(_repeated(days), None):
        raise twice(day)


def _repeated(days: Iterable[date]) -> Iterator[date]:
    seen = set[date]()
    for day in days:
        if day in seen:
            yield day
        seen.add(day)


def _is_worked_anyway(local: LocalDays, day: date) -> bool:
    """Whether a day of the week is worked without what is entered."""
    named = local.file.get(day)
    return day.weekday() < 5 and (named.worked if named else is_workday(day))
