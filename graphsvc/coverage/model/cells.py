"""New cells on paper: what makes one admissible, and why a grid cannot get one."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphsvc.coverage.model.community import CommunityToCover, JoinableUnit, Leavers, People, UncoveredGrid
from graphsvc.coverage.model.evidence import Names, list_names
from graphsvc.coverage.model.rule import RuleCode
from graphsvc.coverage.model.thresholds import USUAL, Thresholds
from graphsvc.org.model.organizations import Formation
from graphsvc.vocabulary.labelled import Labelled

LEAST_UNITS = 2
"""Units that form a joint cell, if any do: with one it would be formed by that unit alone (FORMATION_MISMATCH)."""


@dataclass(frozen=True, slots=True)
class Step:
    """A mutation that carries a proposal out: its name, and its arguments as GraphQL takes them."""

    mutation: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class NewCell:
    """A cell to be founded.

    Attributes:
        formation: SINGLE for one grid whose own members suffice, else JOINT.
        grids: codes of its grids, connected, all of one community.
        units: ids of the units whose members it needs; none when those who live there suffice.
        through: the unit that takes the lead in a joint cell; None for a single one, or where no unit stands.
        members: ids of those who would belong to it, full members first; each may be its secretary.
        community: code of the community it lies in.
        superior: id of the organization it would hang below.
        transfers: organizations that members leave for it, each with how many; None for those who belong nowhere.
        elects: whether it is so large at once that it has to elect a committee next.
    """

    formation: Formation
    grids: tuple[str, ...]
    units: tuple[str, ...]
    through: str | None
    full_members: int
    members: tuple[str, ...]
    community: str = ""
    superior: str = ""
    transfers: tuple[tuple[str | None, int], ...] = ()
    elects: bool = False

    @property
    def ids(self) -> tuple[str, ...]:
        """What the sentence shows by name."""
        return (*self.grids, *self.units, *filter(None, (self.through, *(from_ for from_, _ in self.transfers))))

    def said(self, names: Names) -> str:
        """The proposal in one Chinese sentence."""
        before = "、".join(
            f"{list_names((from_,), names) if from_ else '无隶属的党员'} {count} 名" for from_, count in self.transfers
        )
        first = f"；须先转接组织关系：{before}" if before else ""
        first += "；组建后随即选举支部委员会" if self.elects else ""
        if self.formation is Formation.SINGLE:
            alone = f"可转入组织关系的正式党员 {self.full_members} 名，可单独组建党支部"
            return f"{list_names(self.grids, names)}有{alone}{first}。"
        units = f"，由{list_names(self.units, names)}参与组建" if self.units else ""
        through = f"，依托{list_names((self.through,), names)}牵头" if self.through else ""
        joint = f"联合组建党支部{units}{through}，可转入组织关系的正式党员共 {self.full_members} 名"
        return f"{list_names(self.grids, names)}{joint}{first}。"

    def steps(self, names: Names) -> tuple[Step, ...]:
        """Give the mutation that founds it today; it moves its members where they belonged elsewhere.

        One that has to elect a committee next is founded without, which is answered for.
        """
        cell = {
            "name": f"{list_names(self.grids, names)}党支部"[:100],
            "community": self.community,
            "superior": self.superior,
            "places": list(self.grids),
            "members": list(self.members),
            "secretary": self.members[0],
            "units": list(self.units),
            "formation": self.formation.value,
        }
        accept = {"accept": [RuleCode.COMMITTEE_MISSING.value]} if self.elects else {}
        return (Step("foundCell", {"cell": cell, **accept}),)


class Reason(Labelled):
    """Why a grid gets no new cell (无法新建的原因)."""

    TOO_FEW_MEMBERS = (
        "TOO_FEW_MEMBERS",
        "正式党员不足",
        "With all that hangs together and all units there are too few full members",
    )
    NO_SUPERIOR = (
        "NO_SUPERIOR",
        "社区没有可隶属的党组织",
        "No organization that may have branches leads the community in a whole chain",
    )
    TOO_MANY_MEMBERS = "TOO_MANY_MEMBERS", "党员超过支部上限", "More members live there than a branch may have"
    NO_ADMISSIBLE_SET = "NO_ADMISSIBLE_SET", "没有合规的组合", "No set of neighbours and units keeps every rule"


@dataclass(frozen=True, slots=True)
class Uncoverable:
    """A grid that no new cell can cover; `extend` are cells that could cover it instead, those next to it first."""

    grid: str
    reason: Reason
    extend: tuple[str, ...]
    full_members: int
    versions: tuple[int, ...] = ()

    def steps(self) -> tuple[Step, ...]:
        """Give the mutation that extends the first of the cells next to it; none where there is no such cell."""
        return tuple(
            Step("assignCoverage", {"id": cell, "expectedVersion": version, "place": self.grid})
            for cell, version in zip(self.extend[:1], self.versions, strict=False)
        )

    @property
    def ids(self) -> tuple[str, ...]:
        """What the sentence shows by name."""
        return (self.grid, *self.extend)

    def said(self, names: Names) -> str:
        """The reason in one Chinese sentence."""
        said = {
            Reason.TOO_FEW_MEMBERS: "与相连的未覆盖网格及可参与的单位合计，可转入组织关系的正式党员仍不足",
            Reason.NO_SUPERIOR: "所在社区没有领导该社区、上下贯通且可下设党支部的党组织，新建的党组织无可隶属",
            Reason.TOO_MANY_MEMBERS: "居住党员超过一个党支部的上限，应设党总支",
            Reason.NO_ADMISSIBLE_SET: "与相邻网格、可参与单位的任何组合都不能同时满足人数与单位数的规定",
        }[self.reason]
        instead = f"；可由{list_names(self.extend, names)}扩大覆盖" if self.extend else ""
        return f"{list_names((self.grid,), names)}（可转入的正式党员 {self.full_members} 名）{said}{instead}。"


def admissible(
    community: CommunityToCover, grids: Sequence[UncoveredGrid], units: Sequence[JoinableUnit], thresholds: Thresholds
) -> bool:
    """Whether these grids and units may form one cell under the rules, as if it were the only one."""
    return (
        thresholds.minimum_full_members <= thresholds.most_members
        and Leavers(community).count(people_of(grids, units)) >= thresholds.minimum_full_members
        and (not units or LEAST_UNITS <= len(units) <= thresholds.most_joint_units)
        and len(components(grids)) == 1
    )


def most_of_a_cell(thresholds: Thresholds) -> int:
    """How many full members a new cell takes: fewer than would have to elect a committee first."""
    return max(min(thresholds.branch_committee_from - 1, thresholds.most_members), thresholds.minimum_full_members)


def new_cell(
    community: CommunityToCover,
    grids: Sequence[UncoveredGrid],
    units: Sequence[JoinableUnit],
    thresholds: Thresholds = USUAL,
    full: Sequence[str] | None = None,
) -> NewCell:
    """The cell that these grids and units form.

    Args:
        full: its full members; None for those who can leave when nobody else does.
    """
    joint = len(grids) > 1 or bool(units)
    if full is None:
        most, each = most_of_a_cell(thresholds), thresholds.minimum_full_members
        full = Leavers(community).choose(people_of(grids, units), most, each)
    left = Counter(community.belongs[id_] for id_ in full if id_ in community.belongs)
    through = (units[0].id if units else community.anchor) if joint else None
    return NewCell(
        Formation.JOINT if joint else Formation.SINGLE,
        tuple(sorted(grid.code for grid in grids)),
        tuple(unit.id for unit in units),
        through,
        len(full),
        (*full, *(id_ for people in people_of(grids, units) for id_ in people.probationary)),
        community.code,
        community.superior or "",
        tuple(sorted(left.items(), key=lambda each: (each[0] is None, str(each[0])))),
        len(full) >= thresholds.branch_committee_from,
    )


def people_of(grids: Iterable[UncoveredGrid], units: Iterable[JoinableUnit]) -> list[People]:
    """Of each place, who may come from there."""
    return [*(grid.people for grid in grids), *(unit.people for unit in units)]


def components(grids: Iterable[UncoveredGrid]) -> list[list[UncoveredGrid]]:
    """Grids that hang together by neighbours among them, in the order of their codes."""
    left = {grid.code: grid for grid in sorted(grids, key=lambda grid: grid.code)}
    found = []
    while left:
        first = next(iter(left))
        reached, edge = [], [left.pop(first)]
        while edge:
            grid = edge.pop()
            reached.append(grid)
            edge += [left.pop(code) for code in sorted(grid.neighbours) if code in left]
        found.append(sorted(reached, key=lambda grid: grid.code))
    return found


def uncoverable(
    community: CommunityToCover, grid: UncoveredGrid, thresholds: Thresholds, left: Leavers | None = None
) -> Uncoverable:
    """Why a grid gets no new cell, when it gets none.

    Args:
        left: who may still leave; None for everybody who may when nobody else does.
    """
    leavers = left or Leavers(community)
    near = next(part for part in components(community.grids) if grid in part)
    if community.superior is None:
        reason = Reason.NO_SUPERIOR
    elif thresholds.minimum_full_members > thresholds.most_members:
        reason = Reason.TOO_MANY_MEMBERS
    elif leavers.count(people_of(near, community.units)) < thresholds.minimum_full_members:
        reason = Reason.TOO_FEW_MEMBERS
    else:
        reason = Reason.NO_ADMISSIBLE_SET
    versions = tuple(community.versions.get(id_, 0) for id_ in grid.around)
    return Uncoverable(grid.code, reason, grid.around, leavers.count([grid.people]), versions)
