"""What quantities of needs and resources count: 户, 人, 份. Nothing is converted; words that count the same are one."""

from typing import NamedTuple

PEOPLE = "人"
COUNT_PEOPLE = (PEOPLE, "名", "位")


class Amount(NamedTuple):
    """How much is asked for.

    Attributes:
        number: 1 or more.
        unit: what it counts; None where that is not told, so that it may be anything.
    """

    number: int
    unit: str | None = None

    def measured_in(self, unit: str | None) -> int | None:
        """The number where what counts in `unit` can be held against it; eight sessions are no part of 41 homes."""
        return self.number if unit is None or self.unit is None or _plain(unit) == _plain(self.unit) else None

    def __str__(self) -> str:
        return f"{self.number} {self.unit}" if self.unit else str(self.number)


def amount(number: int | None, unit: str | None = None) -> Amount | None:
    """A quantity as it is kept; None where there is none."""
    return Amount(number, unit or None) if number else None


def _plain(unit: str) -> str:
    return PEOPLE if unit in COUNT_PEOPLE else unit
