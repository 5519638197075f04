"""When a resource is open: a window of days, within it an optional recurrence (RFC 5545), against the days needed."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from dateutil.rrule import rrulestr

from graphsvc.china import rule_in_china


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


def overlap(window: Window, needed: Days) -> Days | None:
    """The needed days on which the window is open; None when there are none."""
    first = max(window.first or needed.first, needed.first)
    last = min(window.last or needed.last, needed.last)
    return Days(first, last) if first <= last else None


def share(window: Window, needed: Days) -> float:
    """Which part of the needed days the window covers, 0..1."""
    common = overlap(window, needed)
    return common.count / needed.count if common else 0.0


@lru_cache(maxsize=20_000)
def first_session(recurrence: str, starts: date | None, window: Window, needed: Days) -> date | None:
    """The first day in the common days on which the recurrence falls; None when it never does.

    Args:
        recurrence: RFC 5545 RRULE, such as FREQ=WEEKLY;BYDAY=TU. One that cannot be read does not close a resource.
        starts: DTSTART, from which intervals are counted; the first needed day when unknown.
    """
    common = overlap(window, needed)
    if common is None:
        return None
    try:
        rule = rrulestr(rule_in_china(recurrence), dtstart=datetime.combine(starts or common.first, time.min))
    except (ValueError, TypeError):
        return common.first
    day = rule.after(datetime.combine(common.first, time.min) - timedelta(seconds=1))
    return day.date() if day and day.date() <= common.last else None
