"""A row with its place in the file."""

from dataclasses import dataclass

from graphsvc.intake.model.columns import Row


@dataclass(frozen=True, slots=True)
class Line:
    """A row and the line of the file it came from; columns the file lacks are not in the row."""

    number: int
    row: Row
