"""Whether a task may be given for an item of the grid list (网格事项): decided elsewhere, asked here."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from graphsvc.db.ports import Transaction
from graphsvc.errors import NotFound


class HoldItem(Protocol):
    """How an item is held while a task is given for it at a place, the code of an area.

    Raises:
        NotFound: there is no such item. Conflict: it is not in force there on that day.
    """

    async def __call__(self, tx: Transaction, item: str, place: str, day: date, /) -> None: ...


async def _know_none(tx: Transaction, item: str, place: str, day: date) -> None:
    raise NotFound("没有这个网格事项。", "No such grid item.")


@dataclass(frozen=True, slots=True)
class Admission:
    """The list of grid items that `app` wires in; without it there are none."""

    hold: HoldItem = _know_none


NO_LIST = Admission()
