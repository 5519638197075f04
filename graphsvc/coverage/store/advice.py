"""What would cover an uncovered grid: proposals for one, and the fewest new cells for a whole area, solved exactly."""

from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
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
    people_of,
    uncoverable,
)
from graphsvc.coverage.model.community import (
    CommunityToCover,
    JoinableUnit,
    Leavers,
    UncoveredGrid,
    assemble,
    sort_members,
)
from graphsvc.coverage.model.solver import find_fewest_cells
from graphsvc.coverage.model.thresholds import USUAL, Thresholds
from graphsvc.coverage.store.queries import BEYOND, Place, place, statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.ports import Reader
from graphsvc.org.model.people import MembershipKind

GRIDS_A_STATEMENT = 500
_UNITS_A_STATEMENT = 20_000

Part = list[UncoveredGrid]
"""Uncovered grids that hang together."""


async def read_communities(
    reader: Reader, low: str, high: str, as_of: date, thresholds: Thresholds = USUAL
) -> AsyncGenerator[CommunityToCover, None]:
    """Read every community with an uncovered grid between two codes, in their order, a batch at a time."""
    async for grids in _by_community(reader, low, high, as_of, thresholds):
        bounds = thresholds.parameters()
        codes = sorted(grids)
        asked = statement("community_units", as_of, communities=codes, limit=_UNITS_A_STATEMENT, **bounds)
        rows = await reader.read(asked, Lane.HEAVY)
        units = {code: list(group) for code, group in groupby(rows, key=lambda row: row[0])}
        asked = statement("community_parties", as_of, communities=codes, limit=_UNITS_A_STATEMENT, **bounds)
        parties = {row[0]: _Parties(row[1], dict(row[2]), row[3]) for row in await reader.read(asked, Lane.HEAVY)}
        for code, found in grids.items():
            yield _community(code, found, units.get(code, []), parties[code])


@dataclass(frozen=True, slots=True)
class _Parties:
    """Of a community: what leads it, how many members its branches can spare, and a cell that could cover more."""

    superior: str | None
    spare: dict[str, int]
    cells: list[list[Any]]


def _community(
    code: str, grids: Sequence[list[Any]], units: Sequence[list[Any]], parties: _Parties
) -> CommunityToCover:
    """A community with everybody who may join a cell: who belongs nowhere, or to a branch that can spare somebody."""
    belongs: dict[str, str | None] = {}

    def free(members: Sequence[list[Any]]) -> list[list[str]]:
        can = {id_: home for id_, home in members if home is None or home in parties.spare} if parties.superior else {}
        belongs.update(can)
        return [[id_, MembershipKind.FULL] for id_ in sorted(can, key=lambda id_: (can[id_] is not None, id_))]

    uncovered = [
        UncoveredGrid(code_, name, sort_members(free(members)), frozenset(near), tuple(id_ for id_, _ in around))
        for code_, _, name, members, near, around in ((*row[:5], row[5] or parties.cells) for row in grids)
    ]
    staffed = [[*unit[:6], [] if unit[3] or unit[4] else free(unit[6])] for unit in units]
    versions = {id_: version for cells in (parties.cells, *(row[5] for row in grids)) for id_, version in cells}
    return replace(
        assemble(code, uncovered, staffed),
        superior=parties.superior,
        belongs=belongs,
        spare=parties.spare,
        versions=versions,
    )


async def _by_community(
    reader: Reader, low: str, high: str, as_of: date, thresholds: Thresholds
) -> AsyncGenerator[Mapping[str, Sequence[list[Any]]], None]:
    """Batches of the rows of whole communities."""
    last = ""
    held: dict[str, list[list[Any]]] = {}
    bounds = thresholds.parameters()
    while True:
        asked = statement("uncovered_grids", as_of, low=low, high=high, lastId=last, limit=GRIDS_A_STATEMENT, **bounds)
        rows = await reader.read(asked, Lane.HEAVY)
        for row in rows:
            held.setdefault(stem(row[0], AreaLevel.COMMUNITY), []).append(row)
        if len(rows) < GRIDS_A_STATEMENT:
            yield held
            return
        low, last = rows[-1][:2]
        unfinished = stem(low, AreaLevel.COMMUNITY)
        yield {code: grids for code, grids in held.items() if code != unfinished}
        held = {unfinished: held[unfinished]}


MOST_GRIDS = 5  # tried together for one proposal
MOST_SETS = 2_000


async def proposals(
    reader: Reader, area: str, as_of: date, thresholds: Thresholds = USUAL
) -> Mapping[str, NewCell | Uncoverable]:
    """Propose for each uncovered grid of an area, by its code, the cell to found there, as if it were the only one.

    Raises:
        MalformedCode, NotFound: of the area.
    """
    where = await place(reader, area)
    return await proposals_between(reader, where.prefix, where.prefix + BEYOND, as_of, thresholds)


async def proposals_between(
    reader: Reader, low: str, high: str, as_of: date, thresholds: Thresholds = USUAL
) -> Mapping[str, NewCell | Uncoverable]:
    """Propose as `proposals` does, for the communities between two codes."""
    return {
        grid.code: propose_cell(community, grid, thresholds)
        async for community in read_communities(reader, low, high, as_of, thresholds)
        for grid in community.grids
    }


def propose_cell(
    community: CommunityToCover, grid: UncoveredGrid, thresholds: Thresholds = USUAL
) -> NewCell | Uncoverable:
    """Find the smallest admissible cell for a grid: without units before with units, then the fewest partners."""
    best: tuple[tuple[bool, int, tuple[str, ...]], NewCell] | None = None
    for grids in _connected_sets(community, grid):
        units: list[JoinableUnit] | None = []
        if not admissible(community, grids, (), thresholds):
            if best is not None and best[0] < (True, len(grids) + LEAST_UNITS, ()):
                continue
            units = _units_for(community, grids, thresholds)
        if units is None or not admissible(community, grids, units, thresholds):
            continue
        cell = new_cell(community, grids, units, thresholds)
        rank = (bool(units), len(grids) + len(units), cell.grids)
        if best is None or rank < best[0]:
            best = rank, cell
    return best[1] if best else uncoverable(community, grid, thresholds)


def _units_for(
    community: CommunityToCover, grids: Sequence[UncoveredGrid], thresholds: Thresholds
) -> list[JoinableUnit] | None:
    """Units that make up for the missing full members, each the one with which most can go; None if they cannot."""
    leavers = Leavers(community)
    left, joined = list(community.units), list[JoinableUnit]()
    while left and len(joined) < thresholds.most_joint_units:
        gained = {unit.id: leavers.count(people_of(grids, [*joined, unit])) for unit in left}
        joined.append(min(left, key=lambda unit: (-gained[unit.id], -len(unit.people.full), unit.id)))
        left.remove(joined[-1])
        if len(joined) >= LEAST_UNITS and gained[joined[-1].id] >= thresholds.minimum_full_members:
            return joined
    return None


def _connected_sets(community: CommunityToCover, start: UncoveredGrid) -> Iterator[list[UncoveredGrid]]:
    """Connected sets of uncovered grids around one, smaller ones first, each once."""
    by_code = {grid.code: grid for grid in community.grids}
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
    communities = [each async for each in plan_communities(reader, where, as_of, thresholds)]
    return CoveragePlan(where, as_of, tuple(communities))


async def plan_communities(
    reader: Reader, area: Place, as_of: date, thresholds: Thresholds = USUAL
) -> AsyncGenerator[CommunityPlan, None]:
    """Plan the communities of an area, one after the other."""
    async for community in read_communities(reader, area.prefix, area.prefix + BEYOND, as_of, thresholds):
        yield plan_community(community, thresholds)


def plan_community(community: CommunityToCover, thresholds: Thresholds = USUAL) -> CommunityPlan:
    """Cover as many grids of a community as can be, with the fewest cells, then with the fewest units.

    Grids that hang together and may form one cell as they are do so: fewer is not possible. The solver gets the rest.
    """
    whole, rest = _split(community, thresholds)
    shared = community.contended
    if shared and (cells := _all_whole(community, thresholds)):
        return CommunityPlan(community.code, tuple(cells), ())
    if shared:
        whole, rest = [], components(community.grids)
    cells = [new_cell(community, part, (), thresholds) for part in whole]
    solution = find_fewest_cells(community, rest, thresholds)
    cells += [
        new_cell(community, grids, units, thresholds, members if shared else None)
        for grids, units, members in solution.cells
    ]
    leavers = Leavers(community)
    leavers.take(id_ for cell in cells for id_ in cell.members)
    covered = {code for cell in cells for code in cell.grids}
    left = [uncoverable(community, grid, thresholds, leavers) for grid in community.grids if grid.code not in covered]
    return CommunityPlan(
        community.code, tuple(sorted(cells, key=lambda cell: cell.grids)), tuple(left), solution.proven
    )


def _all_whole(community: CommunityToCover, thresholds: Thresholds) -> list[NewCell]:
    """A cell for each component, of members who can leave together; none if that falls short somewhere."""
    leavers = Leavers(community)
    least = thresholds.minimum_full_members
    parts = components(community.grids)
    members = [leavers.choose(people_of(part, ()), least, least) for part in parts]
    if least > thresholds.most_members or any(len(each) < least for each in members):
        return []
    return [new_cell(community, part, (), thresholds, full) for part, full in zip(parts, members, strict=True)]


def _split(community: CommunityToCover, thresholds: Thresholds) -> tuple[list[Part], list[Part]]:
    """Components that are one admissible cell each, and those that are not."""
    whole: list[Part] = []
    rest: list[Part] = []
    for part in components(community.grids):
        (whole if admissible(community, part, (), thresholds) else rest).append(part)
    return whole, rest
