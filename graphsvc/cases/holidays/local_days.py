"""A locality's own days off and made up, as a running service counts by them: of its file, and entered in the graph.

Whoever holds the calendar holds this one mapping, so that what is entered counts everywhere at once. A process takes it
from the graph before it is ready, after each change of its own, and by a look at the table's version every few seconds.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from graphsvc.cases.holidays import NamedDay, worked_days

TABLE = "holiday-table"
"""Id of the one table of a graph."""
POLL_SECONDS = 5.0
"""Between looks at the version of the table."""


@dataclass(frozen=True, slots=True)
class EnteredDay:
    """A day as it stands in the graph: with the paper it comes from, and when it was entered."""

    named: NamedDay
    document: str
    set_at: datetime


class LocalDays(Mapping[date, bool]):
    """Whether each of these days is worked; what is entered in the service goes before the file."""

    def __init__(self, file: Iterable[NamedDay] = ()) -> None:
        self.file = {each.day: each for each in file}
        self.entered: Mapping[date, EnteredDay] = {}
        self.version = 0
        self._worked = worked_days(self.file.values())

    def use(self, version: int, entered: Iterable[EnteredDay]) -> None:
        """Count by this version of what is entered from now on."""
        self.version = version
        self.entered = {each.named.day: each for each in entered}
        self._worked = worked_days([*self.file.values(), *(each.named for each in self.entered.values())])

    def __getitem__(self, day: date) -> bool:
        return self._worked[day]

    def get(self, day: date, default: bool | None = None) -> bool | None:  # type: ignore[override]
        """As of any mapping, without an exception for each of the many days that stand in none."""
        return self._worked.get(day, default)

    def __iter__(self) -> Iterator[date]:
        return iter(self._worked)

    def __len__(self) -> int:
        return len(self._worked)
