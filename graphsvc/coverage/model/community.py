"""What new cells of a community can be made of: its uncovered grids, who lives there, and units that may join in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
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

    `anchor` is the unit through which neighbours join when they need no unit's members: one with an organization and a
    seat on the community's committee before others; None where no unit stands.
    """

    code: str
    grids: tuple[UncoveredGrid, ...]
    units: tuple[JoinableUnit, ...] = ()
    anchor: str | None = None


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
