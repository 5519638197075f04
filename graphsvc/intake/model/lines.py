"""Lines: rows with their places in a sheet, and what whoever waits for many of them is told."""

from dataclasses import dataclass
from typing import Protocol

from graphsvc.intake.model.columns import Row


@dataclass(frozen=True, slots=True)
class Line:
    """A row and the line of the file it came from; columns the file lacks are not in the row."""

    number: int
    row: Row


class Progress(Protocol):
    """Told after every part of a table; `total` is None while nobody knows the end."""

    def __call__(self, table: str, done: int, total: int | None) -> None: ...


def silent(table: str, done: int, total: int | None) -> None:
    """Show nothing."""
