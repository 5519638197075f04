"""New cells of one community as a problem for CP-SAT: which uncovered grids and units go together.

A cell is named by its first grid, so that no two solutions differ in names only. Connectedness is a flow: the first
grid sends one unit of flow to every other grid of its cell, over neighbours in the same cell.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from graphsvc.coverage.model.cells import LEAST_UNITS, people_of
from graphsvc.coverage.model.community import CommunityToCover, JoinableUnit, Leavers, UncoveredGrid
from graphsvc.coverage.model.cp_sat import Problem
from graphsvc.coverage.model.thresholds import Thresholds

DETERMINISTIC_SECONDS = 20.0
"""Work the solver may do, in its own measure, so that a slow machine finds the same plan."""

Cell = tuple[list[UncoveredGrid], list[JoinableUnit], list[str]]
"""Its grids, its units, and the full members that it cannot do without."""

Places = frozenset[tuple[bool, int]]
"""Where a member may come from: whether it is a grid, and its number."""


@dataclass(frozen=True, slots=True)
class Solution:
    """Cells in the order of their first grids; `proven` that none is better."""

    cells: list[Cell] = field(default_factory=list)
    proven: bool = True


def find_fewest_cells(
    community: CommunityToCover, parts: Sequence[Sequence[UncoveredGrid]], thresholds: Thresholds
) -> Solution:
    """Cover as many grids as can be, with the fewest cells, then the fewest units.

    Args:
        parts: components of uncovered grids; units may go to any of them.
    """
    everybody = people_of([grid for part in parts for grid in part], community.units)
    least = thresholds.minimum_full_members
    if not parts or least > thresholds.most_members or Leavers(community).count(everybody) < least:
        return Solution()
    return _Problem(community, parts, thresholds).solve()


class _Problem:
    """Variables by (cell, grid), (cell, unit) and (cell, members alike); a cell is the index of its first grid.

    Members are alike who may come from the same places and leave the same organization.
    """

    def __init__(
        self, community: CommunityToCover, parts: Sequence[Sequence[UncoveredGrid]], thresholds: Thresholds
    ) -> None:
        self.spare = community.spare
        self.uncovered = [grid for part in parts for grid in part]
        self.units = units = community.units
        self.thresholds = thresholds
        self.problem = Problem()
        part_of = {grid.code: number for number, part in enumerate(parts) for grid in part}
        index = {grid.code: number for number, grid in enumerate(self.uncovered)}
        self.near = [[index[code] for code in sorted(grid.neighbours) if code in index] for grid in self.uncovered]
        self.grid = {
            (cell, number): self.problem.boolean()
            for cell, first in enumerate(self.uncovered)
            for number, grid in enumerate(self.uncovered)
            if number >= cell and part_of[grid.code] == part_of[first.code]
        }
        self.unit = {(c, u): self.problem.boolean() for c in range(len(self.uncovered)) for u in range(len(units))}
        self.alike = self._alike(community.belongs)
        self.can_leave = Leavers(community).count(people_of(self.uncovered, units))
        self.taken = {
            (cell, who): self.problem.number(min(len(ids), thresholds.minimum_full_members))
            for cell in range(len(self.uncovered))
            for who, ids in self.alike.items()
            if self._from(cell, who[0])
        }

    def _alike(self, belongs: Mapping[str, str | None]) -> dict[tuple[Places, str | None], list[str]]:
        """Those who may leave, by the places that they may come from and what they leave."""
        places: dict[str, set[tuple[bool, int]]] = {}
        grids = [((True, number), grid.people) for number, grid in enumerate(self.uncovered)]
        for place, people in [*grids, *(((False, number), unit.people) for number, unit in enumerate(self.units))]:
            for id_ in people.full:
                places.setdefault(id_, set()).add(place)
        found: dict[tuple[Places, str | None], list[str]] = {}
        for id_ in sorted(places):
            home = belongs.get(id_)
            if home is None or self.spare.get(home, 0) > 0:
                found.setdefault((frozenset(places[id_]), home), []).append(id_)
        return found

    def _from(self, cell: int, places: Places) -> list[int]:
        """The variables of a cell that say that it has one of these places."""
        variables = ((self.grid if is_grid else self.unit).get((cell, number)) for is_grid, number in sorted(places))
        return [variable for variable in variables if variable is not None]

    def solve(self) -> Solution:
        for number in range(len(self.uncovered)):
            self.problem.at_most_one(x for (_, other), x in self.grid.items() if other == number)
        for number in range(len(self.units)):
            self.problem.at_most_one(z for (_, other), z in self.unit.items() if other == number)
        for cell in range(len(self.uncovered)):
            self._sizes(cell)
            self._flow(cell)
        self._members()
        most = self.can_leave // self.thresholds.minimum_full_members
        self.problem.bound([(1, self.grid[cell, cell]) for cell in range(len(self.uncovered))], most=most)
        best = self.problem.maximize(self._worth(), DETERMINISTIC_SECONDS)
        return Solution(self._cells(best.values), best.proven) if best else Solution(proven=False)

    def _worth(self) -> Iterator[tuple[int, int]]:
        """A grid counts more than all cells together, a cell more than all units."""
        a_cell = len(self.units) + 1
        a_grid = a_cell * (len(self.uncovered) + 1)
        for (cell, number), variable in self.grid.items():
            yield (a_grid - a_cell if cell == number else a_grid), variable
        for variable in self.unit.values():
            yield -1, variable

    def _sizes(self, cell: int) -> None:
        founded = self.grid[cell, cell]
        units = [z for (c, _), z in self.unit.items() if c == cell]
        for variable in [*(x for (c, _), x in self.grid.items() if c == cell), *units]:
            self.problem.implies(variable, founded)
        full = [(1, variable) for (c, _), variable in self.taken.items() if c == cell]
        self.problem.bound([*full, (-self.thresholds.minimum_full_members, founded)], least=0)
        if units:
            joined = [(1, variable) for variable in units]
            self.problem.bound(joined, most=self.thresholds.most_joint_units)
            for variable in units:
                self.problem.bound([*joined, (-LEAST_UNITS, variable)], least=0)

    def _members(self) -> None:
        """A member goes to one cell, which has a place of theirs; organizations keep what they cannot spare."""
        going: dict[tuple[Places, str | None], list[int]] = {}
        leaving: dict[str, list[int]] = {}
        for (cell, who), variable in self.taken.items():
            places, home = who
            there = [(-len(self.alike[who]), place) for place in self._from(cell, places)]
            self.problem.bound([(1, variable), *there], most=0)
            going.setdefault(who, []).append(variable)
            if home is not None:
                leaving.setdefault(home, []).append(variable)
        for who, variables in going.items():
            self.problem.bound([(1, variable) for variable in variables], most=len(self.alike[who]))
        for home, variables in leaving.items():
            self.problem.bound([(1, variable) for variable in variables], most=self.spare[home])

    def _flow(self, cell: int) -> None:
        inside = [number for (c, number) in self.grid if c == cell]
        most = len(inside) - 1
        if most <= 0:
            return
        flow = {}
        for here in inside:
            for there in self.near[here]:
                if (cell, there) in self.grid:
                    flow[here, there] = amount = self.problem.number(most)
                    self.problem.bound([(1, amount), (-most, self.grid[cell, here])], most=0)
                    self.problem.bound([(1, amount), (-most, self.grid[cell, there])], most=0)
        for number in inside:
            if number != cell:
                arriving = [(1, amount) for (_, end), amount in flow.items() if end == number]
                leaving = [(-1, amount) for (start, _), amount in flow.items() if start == number]
                self.problem.bound([*arriving, *leaving, (-1, self.grid[cell, number])], 0, 0)

    def _cells(self, values: Sequence[int]) -> list[Cell]:
        ids = {who: iter(alike) for who, alike in self.alike.items()}
        members: dict[int, list[str]] = {}
        for (cell, who), variable in self.taken.items():
            members.setdefault(cell, []).extend(islice(ids[who], values[variable]))
        return [
            (
                [self.uncovered[n] for (c, n), x in self.grid.items() if c == cell and values[x]],
                [self.units[n] for (c, n), z in self.unit.items() if c == cell and values[z]],
                members.get(cell, []),
            )
            for cell in range(len(self.uncovered))
            if values[self.grid[cell, cell]]
        ]
