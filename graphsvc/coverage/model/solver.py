"""New cells of one community as a problem for CP-SAT: which uncovered grids and units go together.

A cell is named by its first grid, so that no two solutions differ in names only. Connectedness is a flow: the first
grid sends one unit of flow to every other grid of its cell, over neighbours in the same cell.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from graphsvc.coverage.model.cells import LEAST_UNITS
from graphsvc.coverage.model.community import JoinableUnit, UncoveredGrid
from graphsvc.coverage.model.cp_sat import Problem
from graphsvc.coverage.model.thresholds import Thresholds

DETERMINISTIC_SECONDS = 20.0
"""Work the solver may do, in its own measure, so that a slow machine finds the same plan."""

Cell = tuple[list[UncoveredGrid], list[JoinableUnit]]


@dataclass(frozen=True, slots=True)
class Solution:
    """Cells in the order of their first grids; `proven` that none is better."""

    cells: list[Cell] = field(default_factory=list)
    proven: bool = True


def find_fewest_cells(
    parts: Sequence[Sequence[UncoveredGrid]], units: Sequence[JoinableUnit], thresholds: Thresholds
) -> Solution:
    """Cover as many grids as can be, with the fewest cells, then the fewest units.

    Args:
        parts: components of uncovered grids; units may go to any of them.
    """
    full = sum(len(grid.people.full) for part in parts for grid in part)
    if not parts or full + sum(len(unit.people.full) for unit in units) < thresholds.minimum_full_members:
        return Solution()
    return _Problem(parts, units, thresholds).solve()


class _Problem:
    """Variables by (cell, grid) and (cell, unit); a cell is the index of its first grid."""

    def __init__(
        self, parts: Sequence[Sequence[UncoveredGrid]], units: Sequence[JoinableUnit], thresholds: Thresholds
    ) -> None:
        self.uncovered = [grid for part in parts for grid in part]
        self.units = units
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

    def solve(self) -> Solution:
        for number in range(len(self.uncovered)):
            self.problem.at_most_one(x for (_, other), x in self.grid.items() if other == number)
        for number in range(len(self.units)):
            self.problem.at_most_one(z for (_, other), z in self.unit.items() if other == number)
        for cell in range(len(self.uncovered)):
            self._sizes(cell)
            self._flow(cell)
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
        grids = [(x, self.uncovered[n].people) for (c, n), x in self.grid.items() if c == cell]
        units = [(z, self.units[n].people) for (c, n), z in self.unit.items() if c == cell]
        for variable, _ in [*grids, *units]:
            self.problem.implies(variable, founded)
        full = [(len(people.full), variable) for variable, people in [*grids, *units]]
        self.problem.bound(full, least=self.thresholds.minimum_full_members, only_if=founded)
        members = [(len(people), variable) for variable, people in [*grids, *units]]
        self.problem.bound(members, most=self.thresholds.most_members)
        if units:
            joined = [(1, variable) for variable, _ in units]
            self.problem.bound(joined, most=self.thresholds.most_joint_units)
            for variable, _ in units:
                self.problem.bound(joined, least=LEAST_UNITS, only_if=variable)

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
        return [
            (
                [self.uncovered[n] for (c, n), x in self.grid.items() if c == cell and values[x]],
                [self.units[n] for (c, n), z in self.unit.items() if c == cell and values[z]],
            )
            for cell in range(len(self.uncovered))
            if values[self.grid[cell, cell]]
        ]
