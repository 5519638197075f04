"""What new cells of a community can be made of: its uncovered grids, who lives there, and units that may join in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class People:
    """Ids of members, full (正式) and probationary (预备)."""

    full: tuple[str, ...] = ()
    probationary: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.full) + len(self.probationary)


@dataclass(frozen=True, slots=True)
class UncoveredGrid:
    """An uncovered grid; `neighbours` are codes of grids, `around` ids of the cells that cover those."""

    code: str
    name: str
    people: People
    neighbours: frozenset[str] = frozenset()
    around: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class JoinableUnit:
    """A unit without an organization of its own that forms no joint branch yet, and its members."""

    id: str
    name: str
    people: People


@dataclass(frozen=True, slots=True)
class CommunityToCover:
    """One community: its uncovered grids in the order of their codes, and the units that may form new joint cells.

    Attributes:
        anchor: the unit through which neighbours join when they need no unit's members: one with an organization and a
            seat on the community's committee before others; None where no unit stands.
        superior: the organization that leads the community in an unbroken chain; None where none does.
        belongs: where those who may join a cell belong now; None of who belongs nowhere.
        versions: of the cells that could be extended.
    """

    code: str
    grids: tuple[UncoveredGrid, ...]
    units: tuple[JoinableUnit, ...] = ()
    anchor: str | None = None
    superior: str | None = ""
    belongs: Mapping[str, str | None] = field(default_factory=dict)
    versions: Mapping[str, int] = field(default_factory=dict)


def spare_members(members: Iterable[Sequence[Any]], budgets: dict[str, int], most: int) -> dict[str, str | None]:
    """Choose who may leave where they belong, and take them from the budgets of those organizations.

    Args:
        members: id and organization of each who lives or works in one place; what counts is where they belong.
        budgets: how many full members an organization can spare; changed.
        most: as many as a new cell needs.
    Returns:
        those chosen, with what they belong to.
    """
    chosen: dict[str, str | None] = {}
    for id_, organization in sorted(members, key=lambda member: (member[1] is not None, member[0])):
        if len(chosen) == most:
            break
        if organization is None or budgets.get(organization, 0) > 0:
            chosen[id_] = organization
            if organization is not None:
                budgets[organization] -= 1
    return chosen


def sort_members(members: Iterable[list[str]]) -> People:
    """Sort members, each an id and FULL or PROBATIONARY, by their kind."""
    listed = list(members)
    return People(
        tuple(id_ for id_, kind in listed if kind == "FULL"), tuple(id_ for id_, kind in listed if kind != "FULL")
    )


def assemble(code: str, grids: Sequence[UncoveredGrid], units: Sequence[list[Any]]) -> CommunityToCover:
    """Assemble a community from its rows; a member counts once, where they live or in the first unit they work for."""
    counted = {id_ for grid in grids for id_ in (*grid.people.full, *grid.people.probationary)}
    joinable = []
    for _, id_, name, own, forms, _, staff in units:
        if own or forms:
            continue
        people = sort_members(member for member in staff if member[0] not in counted)
        counted |= {*people.full, *people.probationary}
        if people.full:
            joinable.append(JoinableUnit(id_, name, people))
    ranked = sorted((not own, not sits, id_) for _, id_, _, own, _, sits, _ in units)
    return CommunityToCover(code, tuple(grids), tuple(joinable), ranked[0][2] if ranked else None)
