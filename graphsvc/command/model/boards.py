"""The four boards (四板块) by what they were called on a day: `boards.csv`, to be edited by whoever keeps the names.

A board is the same board under every name; a name holds from `since` and no more on `until`.
"""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from graphsvc.org.model.work import Board

FILE = Path(__file__).with_name("boards.csv")


@dataclass(frozen=True, slots=True)
class BoardName:
    """What a board is called in Chinese from a day on; `until` is None while it is."""

    board: Board
    name: str
    since: date
    until: date | None

    def holds(self, day: date) -> bool:
        """Whether this is its name on a day."""
        return self.since <= day and (self.until is None or day < self.until)


@cache
def board_names(path: Path = FILE) -> tuple[BoardName, ...]:
    """Return every name that a board has had, in the order of the file.

    Raises:
        ValueError: a board has two names on one day, or none between two of its days.
    """
    with path.open(encoding="utf-8", newline="") as file:
        names = tuple(_name(row) for row in csv.DictReader(file))
    for board in Board:
        own = sorted((each for each in names if each.board is board), key=lambda each: each.since)
        ends = [each.until for each in own]
        if not own or ends != [*(each.since for each in own[1:]), None]:
            raise ValueError(f"{path.name}: the names of {board} do not follow one another")
    return names


def names_on(day: date) -> tuple[BoardName, ...]:
    """Return the names of the boards on a day; before the first names are known, the first."""
    first = min(each.since for each in board_names())
    return tuple(each for each in board_names() if each.holds(max(day, first)))


def _name(row: dict[str, str]) -> BoardName:
    until = date.fromisoformat(row["until"]) if row["until"] else None
    return BoardName(Board(row["board"]), row["name"], date.fromisoformat(row["since"]), until)
