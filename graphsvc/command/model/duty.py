"""The duty roster (值班表): who holds which seat of a command centre from which minute to which."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from graphsvc.errors import BadInput
from graphsvc.vocabulary.labelled import Labelled

LONGEST = timedelta(hours=24)
MOST_SHIFTS = 4_000
"""Shifts entered at once: two seats in three shifts a day for a year are 2,190."""
MOST_FAULTS = 10
"""Faults that a refusal names."""
LONGEST_CHECK = timedelta(days=366)


class DutySeat(Labelled):
    """What somebody on duty sits at (值班席位)."""

    COMMANDER = "COMMANDER", "在岗指挥长", "Commands; one at a time"
    OPERATOR = "OPERATOR", "坐席员", "Takes and gives out what comes in; any number"


class DutyState(Labelled):
    """Whether a shift is to be held (班次状态)."""

    PLANNED = "PLANNED", "已排班", "To be held, or was"
    CANCELLED = "CANCELLED", "已取消", "Taken off the roster"


@dataclass(frozen=True, slots=True)
class Shift:
    """Somebody's duty; moments have a zone, the end does not belong to it."""

    person: str
    seat: DutySeat
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time of one seat, from the first minute to the one after the last, and the ids of the shifts in it."""

    seat: DutySeat
    starts_at: datetime
    ends_at: datetime
    shifts: tuple[str, ...] = ()


def check_shifts(shifts: Sequence[Shift]) -> None:
    """Check what is entered at once, before the graph is looked at.

    Raises:
        BadInput: names the lines (from 1) that do not end after they begin, last more than 24 hours, are not of whole
            minutes, or overlap another line of the same person or commander.
    """
    faults = list(_faults(shifts))
    if faults:
        more_zh = f"；另有 {len(faults) - MOST_FAULTS} 处" if len(faults) > MOST_FAULTS else ""
        more_en = f"; and {len(faults) - MOST_FAULTS} more" if len(faults) > MOST_FAULTS else ""
        raise BadInput(
            "；".join(zh for zh, _ in faults[:MOST_FAULTS]) + more_zh + "。",
            "; ".join(en for _, en in faults[:MOST_FAULTS]) + more_en + ".",
        ).at("shifts")


def _faults(shifts: Sequence[Shift]) -> Iterator[tuple[str, str]]:
    for number, shift in enumerate(shifts, start=1):
        if not timedelta() < shift.ends_at - shift.starts_at <= LONGEST:
            yield f"第 {number} 行须在开始之后 24 小时内结束", f"line {number} has to end within 24 hours of its begin"
        elif any(at.second or at.microsecond for at in (shift.starts_at, shift.ends_at)):
            yield f"第 {number} 行须为整分钟", f"line {number} has to be of whole minutes"
    lines = sorted(enumerate(shifts, start=1), key=lambda line: (line[1].starts_at, line[0]))
    last: dict[str, tuple[int, Shift]] = {}
    for number, shift in lines:
        keys = [shift.person] + ([shift.seat.value] if shift.seat is DutySeat.COMMANDER else [])
        for key in keys:
            before = last.get(key)
            if before and before[1].ends_at > shift.starts_at:
                pair = sorted((before[0], number))
                yield f"第 {pair[0]} 行与第 {pair[1]} 行重叠", f"lines {pair[0]} and {pair[1]} overlap"
            if not before or shift.ends_at > before[1].ends_at:
                last[key] = number, shift


def find_gaps(shifts: Iterable[Stretch], seat: DutySeat, begin: datetime, end: datetime) -> list[Stretch]:
    """Find the times between two moments at which nobody holds a seat."""
    gaps, at = [], begin
    for shift in sorted((each for each in shifts if each.seat is seat), key=lambda each: each.starts_at):
        if shift.starts_at > at:
            gaps.append(Stretch(seat, at, min(shift.starts_at, end)))
        at = max(at, shift.ends_at)
        if at >= end:
            return gaps
    return [*gaps, Stretch(seat, at, end)]


def find_doubles(shifts: Iterable[Stretch], begin: datetime, end: datetime) -> list[Stretch]:
    """Find the times between two moments at which several command at once."""
    own = sorted((each for each in shifts if each.seat is DutySeat.COMMANDER), key=lambda each: each.starts_at)
    doubles = []
    for place, first in enumerate(own):
        for second in own[place + 1 :]:
            if second.starts_at >= first.ends_at:
                break
            starts, ends = max(second.starts_at, begin), min(first.ends_at, second.ends_at, end)
            if starts < ends:
                doubles.append(Stretch(DutySeat.COMMANDER, starts, ends, (*first.shifts, *second.shifts)))
    return doubles
