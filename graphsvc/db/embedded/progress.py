"""How a long start reports itself; the command line draws it, everything else stays silent."""

from collections.abc import Callable
from enum import StrEnum


class Step(StrEnum):
    """A step that takes seconds; `done` and `total` of a report count in the unit given here."""

    DOWNLOAD = "download"  # bytes of jars
    START = "start"  # 0 of 1 while Neo4j starts, 1 of 1 when it answers


Progress = Callable[[Step, int, int], None]


def silent(step: Step, done: int, total: int) -> None:
    """Report nothing."""
