"""What would cover an uncovered grid: proposals for one, and the fewest new cells for a whole area, solved exactly."""

from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from graphsvc.codes import AreaLevel, stem
from graphsvc.coverage.model.cells import (
    LEAST_UNITS,
    NewCell,
    Uncoverable,
    admissible,
    components,
    new_cell,
    uncoverable,
)
from graphsvc.coverage.model.community import Ground, JoinableUnit, Plot, ground, people_of
from graphsvc.coverage.model.solver import solved
from graphsvc.coverage.model.thresholds import USUAL, Thresholds
from graphsvc.coverage.store.queries import BEYOND, Place, place, statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.ports import Reader

GRIDS_A_STATEMENT = 500
_UNITS_A_STATEMENT = 20_000


async def grounds(reader: Reader, low: str, high: str, as_of: date) -> AsyncGenerator[Ground, None]:
    """Every community with an uncovered grid between two codes, in their order; one batch is held at a time."""
    async for plots in _by_community(reader, low, high, as_of):
        asked = statement("community_units", as_of, communities=sorted(plots), limit=_UNITS_A_STATEMENT)
        rows = await reader.read(asked, Lane.HEAVY)
        units = {code: list(group) for code, group in groupby(rows, key=lambda row: row[0])}
        for code, found in plots.items():
            yield ground(code, found, units.get(code, []))


async def _by_community(
    reader: Reader, low: str, high: str, as_of: date
) -> AsyncGenerator[Mapping[str, Sequence[Plot]], None]:
    """Batches of whole communities."""
    last = ""
    held: dict[str, list[Plot]] = {}
    while True:
        asked = statement("uncovered_ground", as_of, low=low, high=high, lastId=last, limit=GRIDS_A_STATEMENT)
        rows = await reader.read(asked, Lane.HEAVY)
        for row in rows:
            held.setdefault(stem(row[0], AreaLevel.COMMUNITY), []).append(_plot(row))
        if len(rows) < GRIDS_A_STATEMENT:
            yield held
            return
        low, last = rows[-1][:2]
        unfinished = stem(low, AreaLevel.COMMUNITY)
        yield {code: plots for code, plots in held.items() if code != unfinished}
        held = {unfinished: held[unfinished]}


def _plot(row: list[Any]) -> Plot:
    code, _, name, members, neighbours, around = row
    return Plot(code, name, people_of(members), frozenset(neighbours), tuple(around))


MOST_GRIDS = 5  # tried together for one proposal
MOST_SETS = 2_000


async def proposals(
    reader: Reader, area: str, as_of: date, thresholds: Thresholds = USUAL
) -> Mapping[str, NewCell | Uncoverable]:
    """For each uncovered grid of an area, by its code: the cell to found there, each as if it were the only one.

    Raises:
        MalformedCode, NotFound: of the area.
    """
    where = await place(reader, area)
    return await proposals_between(reader, where.prefix, where.prefix + BEYOND, as_of, thresholds)


async def proposals_between(
    reader: Reader, low: str, high: str, as_of: date, thresholds: Thresholds = USUAL
) -> Mapping[str, NewCell | Uncoverable]:
    """As `proposals`, for the communities between two codes."""
    return {
        plot.code: proposal(ground, plot, thresholds)
        async for ground in grounds(reader, low, high, as_of)
        for plot in ground.plots
    }


def proposal(ground: Ground, plot: Plot, thresholds: Thresholds = USUAL) -> NewCell | Uncoverable:
    """The smallest admissible cell that covers a grid: without units before with units, then the fewest partners."""
    best: tuple[tuple[bool, int, tuple[str, ...]], NewCell] | None = None
    for plots in _connected_sets(ground, plot):
        units = _units_for(plots, ground.units, thresholds)
        if units is None or not admissible(plots, units, thresholds):
            continue
        cell = new_cell(ground, plots, units)
        rank = (bool(units), len(plots) + len(units), cell.grids)
        if best is None or rank < best[0]:
            best = rank, cell
    return best[1] if best else uncoverable(ground, plot, thresholds)


def _units_for(
    plots: Sequence[Plot], units: Sequence[JoinableUnit], thresholds: Thresholds
) -> list[JoinableUnit] | None:
    """The fewest units that make up for the missing full members, those with most first; None if they cannot."""
    missing = thresholds.minimum_full_members - sum(len(plot.people.full) for plot in plots)
    if missing <= 0:
        return []
    ranked = sorted(units, key=lambda unit: (-len(unit.people.full), unit.id))
    for count in range(LEAST_UNITS, thresholds.most_joint_units + 1):
        if len(ranked) >= count and sum(len(unit.people.full) for unit in ranked[:count]) >= missing:
            return ranked[:count]
    return None


def _connected_sets(ground: Ground, start: Plot) -> Iterator[list[Plot]]:
    """Connected sets of uncovered grids around one, smaller ones first, each once."""
    by_code = {plot.code: plot for plot in ground.plots}
    layer = [frozenset({start.code})]
    shown = 0
    for _ in range(MOST_GRIDS):
        for codes in layer:
            yield [by_code[code] for code in sorted(codes)]
            shown += 1
            if shown >= MOST_SETS:
                return
        grown = {
            codes | {near}
            for codes in layer
            for code in codes
            for near in by_code[code].neighbours
            if near in by_code and near not in codes
        }
        layer = sorted(grown, key=sorted)


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
    async for community in grounds(reader, area.prefix, area.prefix + BEYOND, as_of):
        yield plan_of(community, thresholds)


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
