"""How many grids and estates of an area are covered by party cells on a day, part by part and in all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from graphsvc.coverage.store.queries import Place, place, statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.ports import Reader

PARTS = {1: [2], 2: [3], 3: [4], 4: [5, 6], 5: [5], 6: [6]}
"""Level of an area -> levels of its parts; a grid and an estate are their own."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Places by the cells that cover them: only single ones (单独组建), only joint ones (联合组建), or both."""

    total: int = 0
    single: int = 0
    joint: int = 0
    both: int = 0

    @property
    def covered(self) -> int:
        """Places that at least one cell covers."""
        return self.single + self.joint + self.both

    @property
    def none(self) -> int:
        """Places that no cell covers."""
        return self.total - self.covered

    @property
    def share(self) -> float | None:
        """Covered places of all, 0..1; None where there are none."""
        return self.covered / self.total if self.total else None

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.total + other.total, self.single + other.single, self.joint + other.joint, self.both + other.both
        )


@dataclass(frozen=True, slots=True)
class Part:
    """One area below the one asked about; `members` live there and had joined the Party by the day."""

    code: str
    name: str
    level: int
    grids: Tally
    estates: Tally
    members: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """The coverage of an area on a day; its sums are those of its parts."""

    area: Place
    as_of: date
    parts: tuple[Part, ...]

    @property
    def grids(self) -> Tally:
        """All grids."""
        return _sum(part.grids for part in self.parts)

    @property
    def estates(self) -> Tally:
        """All estates."""
        return _sum(part.estates for part in self.parts)

    @property
    def members(self) -> int:
        """All members who live in the area; estates are no residences of their own, grids are."""
        return sum(part.members for part in self.parts)


def _sum(tallies: Iterable[Tally]) -> Tally:
    total = Tally()
    for tally in tallies:
        total += tally
    return total


async def coverage(reader: Reader, area: str, as_of: date) -> Coverage:
    """Count the coverage of an area at any level, with a part for each area below it.

    Raises:
        MalformedCode: no area code.
        NotFound: no such area.
    """
    return await coverage_of(reader, await place(reader, area, as_of), as_of)


async def coverage_of(reader: Reader, area: Place, as_of: date) -> Coverage:
    """Count the coverage of an area that is known already, by one statement."""
    asked = statement("counts", as_of, prefix=area.prefix, levels=PARTS[area.level])
    return Coverage(area, as_of, tuple(_part(row) for (row,) in await reader.read(asked, Lane.HEAVY)))


def _part(row: Mapping[str, Any]) -> Part:
    grids, estates = Tally(**row["grids"]), Tally(**row["estates"])
    return Part(row["code"], row["name"], row["level"], grids, estates, row["members"])
