"""Opening hours (开放时间): stretches that come every week, laid out as minutes of the week to look a moment up in."""

from collections.abc import Sequence
from dataclasses import dataclass

from graphsvc.org.model.weekly import weekdays_of

MOST_HOURS = 14
A_DAY = 24 * 60
A_WEEK = 7 * A_DAY


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """Open on days of the week, from one minute of the day to before another.

    Where `closes` is not after `opens` it is one of the next day: 22:00 to 06:00, or round the clock.
    """

    rule: str
    opens: int
    closes: int

    @property
    def plain_rule(self) -> str:
        """The rule as it is kept."""
        return self.rule.strip().upper().removeprefix("RRULE:")


def open_stretches(hours: Sequence[OpeningHours]) -> list[tuple[int, int]]:
    """Lay hours out over the week, from Monday 00:00: stretches in order, none touching another, none past Sunday."""
    whole = sorted(part for each in hours for part in _parts(each))
    found: list[tuple[int, int]] = []
    for start, end in whole:
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found


def hours_row(hours: Sequence[OpeningHours]) -> dict[str, object]:
    """Their properties in the graph: as they were told, and the stretches to look up in; nulls where none are known."""
    if not hours:
        return dict.fromkeys(("hourRules", "hourFroms", "hourTos", "opens", "closes"))
    stretches = open_stretches(hours)
    return {
        "hourRules": [each.plain_rule for each in hours],
        "hourFroms": [each.opens for each in hours],
        "hourTos": [each.closes for each in hours],
        "opens": [start for start, _ in stretches],
        "closes": [end for _, end in stretches],
    }


def _parts(each: OpeningHours) -> list[tuple[int, int]]:
    """Its stretches; one that goes on past Sunday begins the week."""
    lasts = each.closes - each.opens if each.closes > each.opens else each.closes - each.opens + A_DAY
    found = []
    for day in weekdays_of(each.rule):
        start = (day - 1) * A_DAY + each.opens
        found.append((start, min(start + lasts, A_WEEK)))
        if start + lasts > A_WEEK:
            found.append((0, start + lasts - A_WEEK))
    return found
