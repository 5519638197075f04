"""What would fix one uncovered grid: a single cell of those who live there, or a joint one with whom."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from graphsvc.coverage.asked import BEYOND, Reader, place
from graphsvc.coverage.cells import LEAST_UNITS, NewCell, Uncoverable, admissible, new_cell, uncoverable
from graphsvc.coverage.ground import Ground, JoinableUnit, Plot, grounds
from graphsvc.coverage.thresholds import USUAL, Thresholds

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
