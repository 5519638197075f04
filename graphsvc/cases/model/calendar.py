"""Working time in China: which days are worked, how much of a measure passes between two moments, and deadlines.

Public holidays and make-up workdays come from `chinesecalendar`, which holds what the State Council has announced.
For years it does not know, the law stands in (全国年节及纪念日放假办法, 2024): Monday to Friday are worked, the
fixed holidays (New Year's Day, 1 and 2 May, 1 to 3 October) and those by the lunar calendar, which `holidays.csv`
lists, are not, and the deadline is marked `estimated`. A locality's own days go before both.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

import chinese_calendar  # type: ignore[import-untyped]

from graphsvc.cases.holidays import lunar_holidays
from graphsvc.china import CHINA, LAST_SECOND, day_in_china
from graphsvc.errors import SetupError

KNOWN: tuple[int, int] = (min(chinese_calendar.holidays).year, max(chinese_calendar.holidays).year)
"""First and last year whose holidays are known."""
FIXED_HOLIDAYS = {(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)}
MOST_DAYS = 3660  # looked at for one sum: ten years, beyond any deadline

Session = tuple[time, time]
MonthDay = tuple[int, int]


class Measure(StrEnum):
    """Which time counts."""

    WORKING = "WORKING"  # the working hours of workdays
    WORKDAY = "WORKDAY"  # workdays, day and night
    ALWAYS = "ALWAYS"  # day and night, holidays too


class Unit(StrEnum):
    """What a span is counted in."""

    WORKING_HOURS = "WORKING_HOURS"
    WORKDAY_HOURS = "WORKDAY_HOURS"
    WORKING_DAYS = "WORKING_DAYS"
    HOURS = "HOURS"


MEASURE_OF = {
    Unit.WORKING_HOURS: Measure.WORKING,
    Unit.WORKDAY_HOURS: Measure.WORKDAY,
    Unit.WORKING_DAYS: Measure.WORKING,
    Unit.HOURS: Measure.ALWAYS,
}


@dataclass(frozen=True, slots=True)
class Span:
    """How long something may take, such as 1 working hour or 3 working days; whole days only for WORKING_DAYS."""

    amount: float
    unit: Unit


@lru_cache(maxsize=20_000)
def is_workday(day: date) -> bool:
    """Whether a day is worked: make-up Saturdays and Sundays are, public holidays are not."""
    if is_known(day):
        return bool(chinese_calendar.is_workday(day))
    return day.weekday() < 5 and (day.month, day.day) not in FIXED_HOLIDAYS and lunar_holidays().get(day, True)


def is_known(day: date) -> bool:
    """Whether the State Council's announcement for that year is in the library."""
    return KNOWN[0] <= day.year <= KNOWN[1]


@dataclass(frozen=True, slots=True)
class OtherHours:
    """Hours of some workdays: of a season, from one day of every year to another, or without one of made-up days."""

    hours: tuple[Session, ...]
    season: tuple[MonthDay, MonthDay] | None = None

    def fit(self, day: date) -> bool:
        """Whether they are those of a workday; a season may pass the end of the year."""
        if self.season is None:
            return day.weekday() >= 5
        (first, last), at = self.season, (day.month, day.day)
        return first <= at <= last if first <= last else at >= first or at <= last


@dataclass(frozen=True, slots=True)
class Calendar:
    """Working time with these hours, in order within a day, or with the last of the others that fit a day.

    `days` says of some days whether they are worked, whatever was announced; a service's own may change while it runs
    (`LocalDays`).
    """

    hours: tuple[Session, ...] = ((time(9), time(12, 30)), (time(14), time(18)))
    others: tuple[OtherHours, ...] = ()
    days: Mapping[date, bool] = field(default_factory=dict)

    def is_worked(self, day: date) -> bool:
        """Tell whether a day is worked here."""
        worked = self.days.get(day)
        return is_workday(day) if worked is None else worked

    def knows(self, day: date) -> bool:
        """Tell whether the arrangement of that year is announced, or stands in `days` with what is made up."""
        return is_known(day) or any(worked and each.year == day.year for each, worked in self.days.items())

    def counts_at(self, moment: datetime, measure: Measure) -> bool:
        """Tell whether a measure runs at a moment, or has just run up to it."""
        if measure is Measure.ALWAYS:
            return True
        local = moment.astimezone(CHINA)
        day, clock = local.date(), local.timetz().replace(tzinfo=None)
        if measure is Measure.WORKDAY:
            return self.is_worked(day) or (clock == time() and self.is_worked(day - timedelta(days=1)))
        return self.is_worked(day) and any(first <= clock <= last for first, last in self.hours_of(day))

    def closing(self, moment: datetime, measure: Measure) -> datetime:
        """Find when the work of a day is over, for a deadline that is all of that day; any other moment is itself."""
        local = moment.astimezone(CHINA)
        if measure is not Measure.WORKING or local.time() != LAST_SECOND or not self.is_worked(local.date()):
            return moment
        return _at(local.date(), self.hours_of(local.date())[-1][1])

    def hours_of(self, day: date) -> tuple[Session, ...]:
        """Return the hours of a workday."""
        return next((each.hours for each in reversed(self.others) if each.fit(day)), self.hours)

    def add(self, start: datetime, amount: timedelta, measure: Measure) -> datetime:
        """Find the first moment at which `amount` of a measure has passed since `start`.

        Raises:
            ValueError: not within ten years.
        """
        if amount <= timedelta():
            return start
        for opens, closes in self._sessions(start, measure):
            if closes - opens >= amount:
                return opens + amount
            amount -= closes - opens
        raise ValueError(f"{amount} of {measure} do not pass within {MOST_DAYS} days of {start}")

    def between(self, start: datetime, end: datetime, measure: Measure) -> timedelta:
        """Measure what passes between two moments; zero when `end` is not after `start`."""
        passed = timedelta()
        if end <= start:
            return passed
        for opens, closes in self._sessions(start, measure):
            if opens >= end:
                break
            passed += min(closes, end) - opens
        return passed

    def deadline(self, start: datetime, span: Span) -> datetime:
        """Find the moment at which a span that begins at `start` is over.

        Hours count from the moment on; of days the first does not count and the last ends when work ends
        (Civil Code of the PRC 民法典, art. 201 and 203).
        """
        if span.unit is not Unit.WORKING_DAYS:
            return self.add(start, timedelta(hours=span.amount), MEASURE_OF[span.unit])
        day = day_in_china(start)
        for _ in range(int(span.amount)):
            day = self._next_workday(day)
        return _at(day, self.hours_of(day)[-1][1])

    def _next_workday(self, day: date) -> date:
        day += timedelta(days=1)
        while not self.is_worked(day):
            day += timedelta(days=1)
        return day

    def _sessions(self, start: datetime, measure: Measure) -> Iterator[tuple[datetime, datetime]]:
        """The stretches that count, from `start` on, each with its beginning and end."""
        first = day_in_china(start)
        for offset in range(MOST_DAYS):
            day = first + timedelta(days=offset)
            for opens, closes in self._of_day(day, measure):
                if closes > start:
                    yield max(opens, start), closes

    def _of_day(self, day: date, measure: Measure) -> Iterator[tuple[datetime, datetime]]:
        if measure is Measure.ALWAYS or (measure is Measure.WORKDAY and self.is_worked(day)):
            yield _at(day, time()), _at(day + timedelta(days=1), time())
        elif measure is Measure.WORKING and self.is_worked(day):
            for opens, closes in self.hours_of(day):
                yield _at(day, opens), _at(day, closes)


@lru_cache(maxsize=20_000)
def _at(day: date, at: time) -> datetime:
    return datetime.combine(day, at, CHINA).astimezone(UTC)  # the driver cannot send zones of zoneinfo


def parse_hours(text: str) -> Calendar:
    """Read hours such as `09:00-12:30,14:00-18:00; 06-01..09-30 09:00-12:00,15:00-18:30; MAKE_UP 09:00-12:00`.

    Raises:
        SetupError: no such hours.
    """
    try:
        usual, *others = (part.strip() for part in text.split(";"))
        return Calendar(_sessions(usual), tuple(_other(each) for each in others))
    except ValueError as fault:
        raise SetupError(
            f"GRAPHSVC_WORKING_HOURS 不对（{fault}）；例如 09:00-12:30,14:00-18:00。",
            f"GRAPHSVC_WORKING_HOURS holds no such hours ({fault}); for example 09:00-12:30,14:00-18:00.",
        ) from None


def _other(text: str) -> OtherHours:
    """Hours of a season `MM-DD..MM-DD`, or of made-up workdays, MAKE_UP (调休上班)."""
    when, _, given = text.partition(" ")
    if when == "MAKE_UP":
        return OtherHours(_sessions(given))
    days = [date.fromisoformat(f"2000-{day}") for day in when.split("..")]
    (first, last) = ((day.month, day.day) for day in days)
    return OtherHours(_sessions(given), (first, last))


def _sessions(text: str) -> tuple[Session, ...]:
    """Sessions of a day, in order and apart: what lies between them is the noon break."""
    sessions = []
    for part in text.split(","):
        opens, _, closes = part.strip().partition("-")
        sessions.append((time.fromisoformat(opens), time.fromisoformat(closes)))
    moments = [moment for session in sessions for moment in session]
    if any(one >= other for one, other in pairwise(moments)):
        raise ValueError(f"{text} does not run forwards within a day")
    return tuple(sessions)
