"""Changes of the cells: found, cover, end, merge, dissolve, name a secretary; history is ended, never deleted."""

from dataclasses import dataclass
from datetime import date

from graphsvc.coverage.store.rule_checks import Order, changed
from graphsvc.db.ports import Transaction
from graphsvc.errors import BadInput, Conflict
from graphsvc.log.events import Done, Event
from graphsvc.text.pinyin import reading

KINDS = ("BRANCH", "GROUP")
FORMATIONS = ("SINGLE", "JOINT")
MOST_NAMED = 200
"""Places, units or members named in one change."""


@dataclass(frozen=True, slots=True)
class NewCellOrder:
    """A cell to be founded in a community; ids of what it is made of.

    Attributes:
        kind: BRANCH or GROUP.
        formation: SINGLE or JOINT.
        places: codes of grids and estates.
        secretary: one of the members; a group has none.
    """

    id: str
    name: str
    kind: str
    formation: str
    community: str
    superior: str
    places: tuple[str, ...]
    members: tuple[str, ...]
    units: tuple[str, ...] = ()
    secretary: str | None = None
    term_ends_on: date | None = None


async def found_cell(tx: Transaction, cell: NewCellOrder, order: Order) -> Done:
    """Found a cell, move its members into it and let it cover its places, all on one day.

    Raises:
        BadInput: a kind or formation that cells do not have, too much named, or something named twice.
        NotFound, RuleViolated: as `changed`; CHAIN_BROKEN, CELL_OVERLAP, BRANCH_BELOW_MINIMUM (of this branch or of
            one that members leave), BRANCH_TOO_LARGE, JOINT_BRANCH_TOO_WIDE, FORMATION_MISMATCH, SECRETARY_MISSING,
            COMMITTEE_MISSING (of one that members leave).
    """
    _check(cell)
    pinyin, initials = reading(cell.name)
    await changed(
        tx,
        order.statement(
            "found_cell",
            id=cell.id,
            name=cell.name,
            pinyin=pinyin,
            initials=initials,
            kind=cell.kind,
            formation=cell.formation,
            community=cell.community,
            superior=cell.superior,
            places=list(cell.places),
            units=list(cell.units),
            members=list(cell.members),
            secretary=cell.secretary,
            termEndsOn=cell.term_ends_on,
        ),
    )
    after = {"places": list(cell.places), "units": list(cell.units), "members": len(cell.members)}
    return Done((cell.id,), (Event("CELL_FOUNDED", cell.id, cell.community, after={"name": cell.name, **after}),))


def _check(cell: NewCellOrder) -> None:
    if cell.kind not in KINDS or cell.formation not in FORMATIONS:
        raise BadInput(
            "党小组织只能是党支部或党小组，单独组建或联合组建。", "A cell is a BRANCH or a GROUP, SINGLE or JOINT."
        )
    for named in (cell.places, cell.units, cell.members):
        if len(named) > MOST_NAMED or len(set(named)) < len(named):
            raise BadInput(
                f"一次最多 {MOST_NAMED} 个，且不得重复。", f"At most {MOST_NAMED} of a kind, none of them twice."
            )


async def assign_coverage(tx: Transaction, cell: str, place: str, order: Order, *, replace: bool = False) -> Done:
    """Let a cell cover a place; with `replace`, the branches that cover it until now hand it over.

    Raises:
        Conflict: it covers it already.
        NotFound, RuleViolated: as `changed`; CELL_OVERLAP, CHAIN_BROKEN.
    """
    already, others, area = await changed(
        tx, order.statement("assign_coverage", cell=cell, place=place, replace=replace)
    )
    if already:
        raise Conflict("该党组织已经覆盖这里。", "This cell covers the place already.")
    before = {"branches": others if replace else []}
    return Done((place,), (Event("COVERAGE_ASSIGNED", place, area, before, {"cell": cell}),))


async def end_coverage(tx: Transaction, cell: str, place: str, order: Order, *, leave_uncovered: bool = False) -> Done:
    """End that a cell covers a place.

    Raises:
        NotFound, RuleViolated: as `changed`; GRID_UNCOVERED or ESTATE_UNCOVERED unless `leave_uncovered`.
    """
    (area,) = await changed(tx, order.statement("end_coverage", cell=cell, place=place, leaveUncovered=leave_uncovered))
    return Done((place,), (Event("COVERAGE_ENDED", place, area, {"cell": cell}),))


async def merge_cells(tx: Transaction, cell: str, into: str, order: Order) -> Done:
    """Dissolve a cell; another takes over its members, places and forming units.

    Raises:
        BadInput: into itself.
        NotFound, RuleViolated: as `changed`; CELL_OVERLAP, BRANCH_TOO_LARGE, JOINT_BRANCH_TOO_WIDE, FORMATION_MISMATCH,
            CHAIN_BROKEN.
    """
    if cell == into:
        raise BadInput("不能并入自身。", "A cell cannot be merged into itself.")
    asked = order.statement("merge_cells", **{"from": cell, "into": into, "both": sorted((cell, into))})
    members, places, area = await changed(tx, asked)
    after = {"into": into, "members": members, "places": places}
    return Done((into,), (Event("CELL_MERGED", cell, area, after=after),))


async def dissolve_cell(
    tx: Transaction, cell: str, move_to: str | None, order: Order, *, leave_uncovered: bool = False
) -> Done:
    """Dissolve a cell; its members go to another organization, which a cell with members needs.

    Raises:
        BadInput: its members would go to itself.
        NotFound, RuleViolated: as `changed`; GRID_UNCOVERED or ESTATE_UNCOVERED unless `leave_uncovered`,
            BRANCH_TOO_LARGE, CHAIN_BROKEN.
    """
    if cell == move_to:
        raise BadInput("党员不能转入将撤销的党组织。", "Members cannot go to the cell that is dissolved.")
    both = sorted(filter(None, (cell, move_to)))
    asked = order.statement("dissolve_cell", cell=cell, moveTo=move_to, both=both, leaveUncovered=leave_uncovered)
    members, area = await changed(tx, asked)
    return Done((cell,), (Event("CELL_DISSOLVED", cell, area, after={"members": members, "moveTo": move_to}),))


async def name_secretary(tx: Transaction, organization: str, person: str, order: Order) -> Done:
    """Name the secretary of an organization: a full member, and of a branch one of its own.

    Raises:
        NotFound, RuleViolated: as `changed`; SECRETARY_MISSING.
    """
    before, area = await changed(tx, order.statement("name_secretary", organization=organization, person=person))
    return Done(
        (organization,), (Event("SECRETARY_NAMED", organization, area, {"secretary": before}, {"secretary": person}),)
    )
