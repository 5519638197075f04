"""Periods: rows that tie the same two ends one after the other (覆盖停过又恢复), told apart by their first days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol, TypeVar

from graphsvc.intake.model.columns import Row
from graphsvc.intake.model.differences import Plain, plain


class Dated(Protocol):
    """A tie with its first day, empty when it is open."""

    @property
    def since(self) -> str:
        """First day."""
        ...


Tie = TypeVar("Tie", bound=Dated)
PERIOD = "period"
"""What a row of several periods holds besides its columns: its `Period` as a list."""


@dataclass(frozen=True, slots=True)
class Period:
    """Which of the ties between two ends a row is about.

    Attributes:
        of: the first day by which the row is told from others; empty for the first period, which keeps the plain key.
        low, high: bounds of the first days of its ties; the lower one belongs to it, an empty one bounds nothing.
    """

    of: str = ""
    low: str = ""
    high: str = ""

    @property
    def value(self) -> list[str]:
        """The period as a row holds it."""
        return [self.of, self.low, self.high]

    def has(self, since: Plain) -> bool:
        """Whether a tie with this first day is one of the period."""
        day = str(since or "")
        return day >= self.low and (not self.high or day < self.high)


def period_of(row: Row) -> Period | None:
    """The period of a row; None when it is the only one between its ends."""
    held = row.get(PERIOD)
    return Period(*held) if isinstance(held, list) else None


def held_in(row: Row, ties: Sequence[Tie]) -> Sequence[Tie]:
    """Of the ties between the ends of a row, those of its period."""
    period = period_of(row)
    return ties if period is None else [tie for tie in ties if period.has(tie.since)]


def said_in(row: Row, said: Mapping[str, Plain] | None) -> Mapping[str, Plain] | None:
    """What sheets said last of a row, unless that was of another period."""
    period = period_of(row)
    return said if period is None or said is None or period.has(said.get("since")) else None


def in_later_period(row: Row) -> Row:
    """A row that stands alone, as it stood when there was another of an earlier period above it."""
    since = _day(row, "since")
    return row if period_of(row) or not since else {**row, PERIOD: Period(since, since).value}


def fitting_base(row: Row, bases: Sequence[Mapping[str, Plain]]) -> Mapping[str, Plain] | None:
    """Of what several periods said when they went out, that of the one a row is about; None when it is a new one."""
    for name in ("since", "until"):
        same = [base for base in bases if len(bases) > 1 and base.get(name) == plain(row.get(name))]
        if len(same) == 1:
            return same[0]
    return bases[0] if len(bases) == 1 else None


@dataclass(frozen=True, slots=True)
class Clash:
    """Two rows, by their places, that cannot both hold: `again` says the same, else their days overlap."""

    first: int
    second: int
    again: bool


def in_periods(rows: Sequence[Row]) -> tuple[list[Period], list[Clash]]:
    """The periods of rows that tie the same ends, in the order of the rows; and which of them cannot both hold."""
    order = sorted(range(len(rows)), key=lambda n: (_day(rows[n], "since"), n))
    found = dict.fromkeys(order, Period())
    clashes = []
    for before, after in pairwise(order):
        first, ended, began = _day(rows[before], "since"), _day(rows[before], "until"), _day(rows[after], "since")
        if first == began or not (first or ended):
            clashes.append(Clash(min(before, after), max(before, after), again=True))
        elif not ended or ended > began:
            clashes.append(Clash(before, after, again=False))
        found[before] = Period(found[before].of, found[before].low, began)
        found[after] = Period(began, ended)
    return [found[n] for n in range(len(rows))], clashes


def _day(row: Row, column: str) -> str:
    return str(plain(row.get(column)) or "")
