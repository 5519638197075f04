"""A problem for CP-SAT, written as its protobuf: booleans, whole numbers, and what their weighted sums may be.

OR-Tools' own Python layer would say the same, but imports pandas for functions that nobody here calls: 46 MB of
disk and most of a second of every start.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from ortools.sat.python.cp_model_helper import (
    CpModelProto,
    CpSolverStatus,
    SatParameters,
    SolveWrapper,
)

SMALLEST, LARGEST = -(2**63), 2**63 - 1
Terms = Iterable[tuple[int, int]]
"""Of a sum: weights, each with the variable that it weighs."""


@dataclass(frozen=True, slots=True)
class Best:
    """The best values that were found, by variable; `proven` that none are better."""

    values: list[int]
    proven: bool


class Problem:
    """Variables and constraints stand in the order in which they are asked for, which keeps plans the same."""

    def __init__(self) -> None:
        self._model = CpModelProto()

    def boolean(self) -> int:
        """Return a variable that is 0 or 1."""
        return self.number(1)

    def number(self, most: int) -> int:
        """Return a variable from 0 to `most`."""
        self._model.variables.add().domain.extend([0, most])
        return len(self._model.variables) - 1

    def at_most_one(self, booleans: Iterable[int]) -> None:
        """Demand that no two of them are 1."""
        self._model.constraints.add().at_most_one.literals.extend(list(booleans))

    def implies(self, one: int, other: int) -> None:
        """Demand that where one boolean is 1, so is the other."""
        constraint = self._model.constraints.add()
        constraint.enforcement_literal.append(one)
        constraint.bool_or.literals.append(other)

    def bound(self, terms: Terms, least: int = SMALLEST, most: int = LARGEST, *, only_if: int | None = None) -> None:
        """Demand that a sum is within bounds, always or where a boolean is 1."""
        constraint = self._model.constraints.add()
        for weight, variable in terms:
            constraint.linear.vars.append(variable)
            constraint.linear.coeffs.append(weight)
        constraint.linear.domain.extend([least, most])
        if only_if is not None:
            constraint.enforcement_literal.append(only_if)

    def maximize(self, worth: Terms, deterministic_seconds: float) -> Best | None:
        """Find the values with the greatest sum, None if the work allowed was not enough to find any.

        Args:
            deterministic_seconds: work in the solver's own measure, which is the same on every machine.
        """
        objective = self._model.objective
        for weight, variable in worth:
            objective.vars.append(variable)
            objective.coeffs.append(-weight)
        objective.scaling_factor = -1.0
        wanted = SatParameters()
        wanted.num_workers = 1
        wanted.random_seed = 1
        wanted.max_deterministic_time = deterministic_seconds
        solver = SolveWrapper()
        solver.set_parameters(wanted)
        answer = solver.solve(self._model)  # type: ignore[no-untyped-call]
        if answer.status not in (CpSolverStatus.OPTIMAL, CpSolverStatus.FEASIBLE):
            return None
        return Best(list(answer.solution), answer.status == CpSolverStatus.OPTIMAL)
