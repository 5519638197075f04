"""Figures of double registration (报到统计): counts of a year or quarter that add up, part by part; pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

from graphsvc.errors import BadInput

MONTHS = 12
NO_UNIT = ""
"""Stands for members who work for no unit on record."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What is counted of an area or a unit; figures of parts add up to those of the whole.

    `units_due` and `members_due` are those who are to register: units with a Party organization, and members who work
    for a unit, that stand or live there. `units_there` and `members_there` are those of them that are registered
    anywhere; `members` are all who are registered here, those who have retired too.
    """

    units: int = 0
    members: int = 0
    received: int = 0
    pledged: int = 0
    overdue: int = 0
    reviewed: int = 0
    minutes: int = 0
    units_due: int = 0
    units_there: int = 0
    members_due: int = 0
    members_there: int = 0
    posts: int = 0
    seats: int = 0
    taken: int = 0

    def __add__(self, other: "Figures") -> "Figures":
        """Add figures of two parts that share nothing."""
        names = [each.name for each in fields(Figures)]
        return Figures(*(getattr(self, name) + getattr(other, name) for name in names))


def total(parts: Iterable[Figures]) -> Figures:
    """Add up parts that share nothing."""
    return sum(parts, Figures())


def share(of: int, whole: int) -> float | None:
    """Share one count in another; None where there is nothing to share."""
    return of / whole if whole else None


def months_of(quarter: int | None) -> Sequence[int]:
    """List the months, from 0, of a quarter, or of the whole year.

    Raises:
        BadInput: no quarter from 1 to 4.
    """
    if quarter is None:
        return range(MONTHS)
    if not 1 <= quarter <= 4:
        raise BadInput("季度为 1 到 4。", "A quarter is 1 to 4.").at("quarter")
    return range(3 * quarter - 3, 3 * quarter)
