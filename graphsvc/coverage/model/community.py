"""What new cells of a community can be made of: its uncovered grids, who lives there, and units that may join in."""

from collections import Counter
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
        spare: how many full members each of these organizations can do without.
        versions: of the cells that could be extended.
    """

    code: str
    grids: tuple[UncoveredGrid, ...]
    units: tuple[JoinableUnit, ...] = ()
    anchor: str | None = None
    superior: str | None = ""
    belongs: Mapping[str, str | None] = field(default_factory=dict)
    spare: Mapping[str, int] = field(default_factory=dict)
    versions: Mapping[str, int] = field(default_factory=dict)

    @property
    def sources(self) -> list[People]:
        """Who may come from each grid, then from each unit."""
        return [*(grid.people for grid in self.grids), *(unit.people for unit in self.units)]

    @property
    def contended(self) -> bool:
        """Whether what one cell takes may be what another needs: a member of two places, or more than can be spared."""
        every = [id_ for people in self.sources for id_ in people.full]
        homes = Counter(home for id_ in every if (home := self.belongs.get(id_)) is not None)
        return len(set(every)) < len(every) or any(n > self.spare.get(home, 0) for home, n in homes.items())


class Leavers:
    """Who of a community may leave for a new cell: each once, and of an organization no more than it can spare."""

    def __init__(self, community: CommunityToCover) -> None:
        self._belongs = community.belongs
        self._spare = dict(community.spare)
        self._gone: set[str] = set()

    def take(self, ids: Iterable[str]) -> list[str]:
        """Let those go who can, in this order."""
        return [id_ for id_ in ids if self._take(id_)]

    def _take(self, id_: str) -> bool:
        home = self._belongs.get(id_)
        if id_ in self._gone or (home is not None and self._spare.get(home, 0) < 1):
            return False
        self._gone.add(id_)
        if home is not None:
            self._spare[home] -= 1
        return True

    def choose(self, people: Sequence[People], most: int, each: int) -> list[str]:
        """Let full members go in turn, at most so many of all and of each."""
        chosen: list[str] = []
        left = [(iter(one.full), each) for one in people]
        while left:
            staying = []
            for ids, more in left:
                if len(chosen) == most:
                    return chosen
                going = next((id_ for id_ in ids if self._take(id_)), None)
                if going is not None:
                    chosen.append(going)
                    if more > 1:
                        staying.append((ids, more - 1))
            left = staying
        return chosen

    def count(self, people: Sequence[People]) -> int:
        """How many full members could go together."""
        homes = Counter(self._belongs.get(id_) for id_ in {id_ for one in people for id_ in one.full} - self._gone)
        return sum(n if home is None else min(n, self._spare.get(home, 0)) for home, n in homes.items())


def sort_members(members: Iterable[list[str]]) -> People:
    """Sort members, each an id and FULL or PROBATIONARY, by their kind."""
    listed = list(members)
    return People(
        tuple(id_ for id_, kind in listed if kind == "FULL"), tuple(id_ for id_, kind in listed if kind != "FULL")
    )


def assemble(code: str, grids: Sequence[UncoveredGrid], units: Sequence[list[Any]]) -> CommunityToCover:
    """Assemble a community from its rows; who lives in one place and works in another may come from either."""
    joinable = [
        JoinableUnit(id_, name, people)
        for _, id_, name, own, forms, _, staff in units
        if not own and not forms and (people := sort_members(staff)).full
    ]
    ranked = sorted((not own, not sits, id_) for _, id_, _, own, _, sits, _ in units)
    return CommunityToCover(code, tuple(grids), tuple(joinable), ranked[0][2] if ranked else None)
