"""Lines: rows with their places in a sheet, and what whoever waits for many of them is told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from graphsvc.intake.model.columns import Row
from graphsvc.intake.model.differences import Plain

Said = Mapping[str, Plain]
"""The cells of a row as sheets said them last, by column; one that no sheet has had is not in it."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row and the line of the file it came from; columns the file lacks are not in the row.

    Attributes:
        base: of a row of a template, what it said when it went out.
    """

    number: int
    row: Row
    base: Said | None = field(default=None, compare=False)


class Progress(Protocol):
    """Told after every part of a table; `total` is None while nobody knows the end."""

    def __call__(self, table: str, done: int, total: int | None) -> None: ...


def silent(table: str, done: int, total: int | None) -> None:
    """Show nothing."""
