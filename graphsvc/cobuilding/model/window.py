"""When a resource is open: a window of days, within it an optional recurrence (RFC 5545), against the days needed."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from dateutil.rrule import rrulestr

from graphsvc.china import rule_in_china

WEEK = 7
LOOKED_AHEAD = timedelta(days=5 * 366)  # for a day on which something that is new takes place
OPEN_ENDED = timedelta(days=30)  # how long a need without a last day is looked at


@dataclass(frozen=True, slots=True)
class Window:
    """Days from the first to the last, both counted; None is open on that side."""

    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Days:
    """The days needed: both ends known, the first not after the last."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise ValueError("the first day is after the last")

    @property
    def count(self) -> int:
        """How many days, at least 1."""
        return (self.last - self.first).days + 1


def days_needed(first: date | None, last: date | None, today: date) -> Days:
    """Find the days of a need that are still to come; today alone when all are past."""
    begins = max(first or today, today)
    return Days(begins, max(last or begins + OPEN_ENDED, begins))


def overlap(window: Window, needed: Days) -> Days | None:
    """The needed days on which the window is open; None when there are none."""
    first = max(window.first or needed.first, needed.first)
    last = min(window.last or needed.last, needed.last)
    return Days(first, last) if first <= last else None


def takes_place(recurrence: str | None, window: Window, today: date) -> bool:
    """Tell whether a day is still to come, today included, on which something new is open: nobody offers the past."""
    begins = max(window.first or today, today)
    ends = min(window.last or date.max, begins + LOOKED_AHEAD)
    return begins <= ends and opening(recurrence, window, Days(begins, ends)).days > 0


@dataclass(frozen=True, slots=True)
class Opening:
    """When a resource is open in the days needed.

    Attributes:
        days: on how many of them; for a recurrence that cannot be read, those on which it may be.
        share: 0..1: the part of the days that the window covers, and of a recurrence's weeks those with a session.
            What comes every week is as available as what is always open; what comes once a month is not.
        first: the first such day; None when there is none.
        recurs: whether it is open on the days of a recurrence alone; None when that cannot be read.
    """

    days: int
    share: float
    first: date | None
    recurs: bool | None


@lru_cache(maxsize=50_000)
def opening(recurrence: str | None, window: Window, needed: Days) -> Opening:
    """Tell when a resource is open in the days needed.

    Args:
        recurrence: RFC 5545 RRULE, such as FREQ=WEEKLY;BYDAY=TU, counted from the window's first day, or from the first
            needed day when that is unknown. One that cannot be read does not close a resource.
    """
    common = overlap(window, needed)
    if common is None:
        return Opening(0, 0.0, None, bool(recurrence))
    covered = common.count / needed.count
    if not recurrence:
        return Opening(common.count, covered, common.first, False)
    starts = datetime.combine(window.first or common.first, time.min)
    try:
        rule = rrulestr(rule_in_china(recurrence), dtstart=starts)
    except (ValueError, TypeError):
        return Opening(common.count, covered, common.first, None)
    found = rule.between(datetime.combine(common.first, time.min), datetime.combine(common.last, time.max), inc=True)
    days = sorted({moment.date() for moment in found})
    weeks = {(day - common.first).days // WEEK for day in days}
    share = covered * len(weeks) / -(-common.count // WEEK)
    return Opening(len(days), share, days[0] if days else None, True)
