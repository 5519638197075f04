"""The fewest new cells that cover an area: solved exactly, community by community, under the rules of a branch."""

from collections.abc import AsyncGenerator, Iterator
from dataclasses import dataclass
from datetime import date

from graphsvc.coverage.asked import BEYOND, Place, Reader, place
from graphsvc.coverage.cells import NewCell, Uncoverable, admissible, components, new_cell, uncoverable
from graphsvc.coverage.ground import Ground, Plot, grounds
from graphsvc.coverage.solve import solved
from graphsvc.coverage.thresholds import USUAL, Thresholds


@dataclass(frozen=True, slots=True)
class CommunityPlan:
    """What to found in one community; `proven` that no plan covers more grids, nor as many with fewer cells."""

    community: str
    cells: tuple[NewCell, ...]
    uncoverable: tuple[Uncoverable, ...]
    proven: bool = True


@dataclass(frozen=True, slots=True)
class CoveragePlan:
    """The plans of all communities of an area that have an uncovered grid, in the order of codes."""

    area: Place
    as_of: date
    communities: tuple[CommunityPlan, ...]

    @property
    def cells(self) -> tuple[NewCell, ...]:
        """All new cells."""
        return tuple(cell for each in self.communities for cell in each.cells)

    @property
    def uncoverable(self) -> tuple[Uncoverable, ...]:
        """All grids that stay without."""
        return tuple(grid for each in self.communities for grid in each.uncoverable)

    @property
    def ids(self) -> Iterator[str]:
        """What its sentences show by name."""
        mentioned: tuple[NewCell | Uncoverable, ...] = (*self.cells, *self.uncoverable)
        return (id_ for each in mentioned for id_ in each.ids)


async def coverage_plan(reader: Reader, area: str, as_of: date, thresholds: Thresholds = USUAL) -> CoveragePlan:
    """Plan an area; the same graph gives the same plan.

    Raises:
        MalformedCode, NotFound: of the area.
    """
    where = await place(reader, area)
    return CoveragePlan(where, as_of, tuple([each async for each in planned(reader, where, as_of, thresholds)]))


async def planned(
    reader: Reader, area: Place, as_of: date, thresholds: Thresholds = USUAL
) -> AsyncGenerator[CommunityPlan, None]:
    """The plans of an area's communities, one after the other."""
    async for ground in grounds(reader, area.prefix, area.prefix + BEYOND, as_of):
        yield plan_of(ground, thresholds)


def plan_of(ground: Ground, thresholds: Thresholds = USUAL) -> CommunityPlan:
    """The plan of one community: as many grids covered as can be, then the fewest cells, then the fewest units.

    Grids that hang together and may form one cell as they are do so: fewer is not possible. The solver gets the rest.
    """
    whole, rest = _split(ground, thresholds)
    cells = [new_cell(ground, part, ()) for part in whole]
    solution = solved(rest, ground.units, thresholds)
    cells += [new_cell(ground, plots, units) for plots, units in solution.cells]
    covered = {code for cell in cells for code in cell.grids}
    left = [uncoverable(ground, plot, thresholds) for plot in ground.plots if plot.code not in covered]
    return CommunityPlan(
        ground.community, tuple(sorted(cells, key=lambda cell: cell.grids)), tuple(left), solution.proven
    )


def _split(ground: Ground, thresholds: Thresholds) -> tuple[list[list[Plot]], list[list[Plot]]]:
    """Components that are one admissible cell each, and those that are not."""
    whole: list[list[Plot]] = []
    rest: list[list[Plot]] = []
    for part in components(ground.plots):
        (whole if admissible(part, (), thresholds) else rest).append(part)
    return whole, rest
