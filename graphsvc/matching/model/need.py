"""Needs as matching reads them: text, place, days, topics, and the vector that belongs to the text."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from graphsvc.cobuilding.model.measure import Amount, amount
from graphsvc.cobuilding.model.window import Days, days_needed
from graphsvc.text.terms import joined


@dataclass(frozen=True, slots=True)
class Need:
    """A need on the list; `vector` is that of its text when `key` says so; `raiser` a unit that raised it itself."""

    id: str
    title: str
    description: str | None
    area: str
    first: date | None
    last: date | None
    amount: Amount | None
    topics: tuple[str, ...]
    key: int | None
    vector: bytes | None
    raiser: str | None = None

    @property
    def text(self) -> str:
        """What it is known by."""
        return joined(self.title, self.description)

    def days(self, today: date) -> Days:
        """The days that are still to come."""
        return days_needed(self.first, self.last, today)


def need(row: Sequence[Any]) -> Need:
    """A row of `matching.cypher#need`, `open_needs` or `needs_under`."""
    id_, title, description, area, first, last, quantity, counted, topics, key, vector, raiser = row
    days = (date.fromisoformat(first) if first else None, date.fromisoformat(last) if last else None)
    return Need(id_, title, description, area, *days, amount(quantity, counted), tuple(topics), key, vector, raiser)
