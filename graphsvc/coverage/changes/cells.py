"""Changes of the cells: found, cover, end, merge, dissolve; history is ended, never deleted.

Each has to keep every rule of the audit about all that it touches: what its lock names, and what depends on that.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from graphsvc.coverage.changes.offices import check_term
from graphsvc.coverage.changes.rule_checks import (
    AUDITED,
    LEAVING_UNCOVERED,
    CellChange,
    Order,
    lock,
    named_once,
    write,
)
from graphsvc.db.ports import Transaction
from graphsvc.errors import BadInput, Conflict
from graphsvc.log.events import Done, Event
from graphsvc.org.model.organizations import Formation, PartyOrganizationKind
from graphsvc.text.pinyin import reading

MOST_NAMED = 200
"""Places, units or members named in one change."""


_BELOW_NONE_OF = {
    PartyOrganizationKind.GENERAL_BRANCH: (PartyOrganizationKind.WORKING_COMMITTEE, PartyOrganizationKind.COMMITTEE),
    PartyOrganizationKind.BRANCH: tuple(set(PartyOrganizationKind) - {PartyOrganizationKind.GROUP}),
    PartyOrganizationKind.GROUP: tuple(PartyOrganizationKind),
}
"""Kinds that do not hang below an organization of a kind."""


@dataclass(frozen=True, slots=True)
class NewCellOrder:
    """A cell to be founded in a community; ids of what it is made of.

    Attributes:
        kind: BRANCH or GROUP.
        places: codes of grids and estates.
        secretary: one of the members; a group has none.
    """

    id: str
    name: str
    kind: PartyOrganizationKind
    formation: Formation
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
        BadInput: something is named twice, neither a place nor a unit is named, the superior has nothing of the kind
            below it, or the term is longer than the rules allow.
        NotFound, RuleViolated: as `lock` and `write`; SECRETARY_UNQUALIFIED also of a secretary who is no
            full member of the cell.
    """
    _check(cell)
    pinyin, initials = reading(cell.name)
    params = {
        "id": cell.id,
        "name": cell.name,
        "pinyin": pinyin,
        "initials": initials,
        "kind": cell.kind.value,
        "formation": cell.formation.value,
        "community": cell.community,
        "superior": cell.superior,
        "places": list(cell.places),
        "units": list(cell.units),
        "together": together(cell.formation, cell.units),
        "members": list(cell.members),
        "secretary": cell.secretary,
        "termEndsOn": cell.term_ends_on,
    }
    change = CellChange("lock_founding", "found_cell", AUDITED, params)
    touched, (left, above) = await lock(tx, change, order)
    check_kinds(cell.kind, PartyOrganizationKind(above), "cell", "superior")
    await write(tx, change, touched, order, left=left)
    if cell.term_ends_on:
        await check_term(tx, cell.id, cell.term_ends_on, order, "cell", "termEndsOn")
    after = {"places": list(cell.places), "units": list(cell.units), "members": len(cell.members)}
    return Done((cell.id,), (Event("CELL_FOUNDED", cell.id, cell.community, after={"name": cell.name, **after}),))


def check_kinds(kind: PartyOrganizationKind, above: PartyOrganizationKind, *at: str) -> None:
    """Refuse an organization below what has nothing of its kind below it.

    Raises:
        BadInput: it has not; `at` is the way to the superior in the request.
    """
    if kind in _BELOW_NONE_OF.get(above, ()):
        raise BadInput(
            "党总支之下不设党委、党工委，党支部之下只设党小组，党小组之下不设组织。",
            "No committee hangs below a general branch, nothing but groups below a branch, nothing below a group.",
        ).at(*at)


def together(formation: Formation, units: Sequence[str]) -> bool:
    """Whether units form a cell together, rather than one having it as its own."""
    return formation is Formation.JOINT or len(units) > 1


def _check(cell: NewCellOrder) -> None:
    for name, named in (("places", cell.places), ("units", cell.units), ("members", cell.members)):
        named_once(named, "同一个对象列了两次。", "Something is named twice.", "cell", name)
    if not cell.places and not cell.units:
        raise BadInput(
            "请写明覆盖的网格、小区，或组建的单位。", "Name the places that it covers, or the units that form it."
        ).at("cell", "places")


async def assign_coverage(tx: Transaction, cell: str, place: str, order: Order, *, replace: bool = False) -> Done:
    """Let a cell cover a place; with `replace`, the branches that cover it until now hand it over.

    Raises:
        Conflict: it covers it already.
        NotFound, RuleViolated: as `lock` and `write`.
    """
    change = CellChange("lock_assignment", "assign_coverage", AUDITED, {"cell": cell, "place": place})
    touched, (already, others, area) = await lock(tx, change, order)
    if already:
        raise Conflict("该党组织已经覆盖这里。", "This cell covers the place already.")
    ending = others if replace else []
    await write(tx, change, touched, order, ending=ending)
    return Done((cell,), (Event("COVERAGE_ASSIGNED", place, area, {"branches": ending}, {"cell": cell}),))


async def end_coverage(tx: Transaction, cell: str, place: str, order: Order, *, leave_uncovered: bool = False) -> Done:
    """End that a cell covers a place; an estate still has the cells of its grids.

    Raises:
        NotFound, RuleViolated: as `lock` and `write`, by the rules of ENDING and, unless `leave_uncovered`, COVERED.
    """
    checks = LEAVING_UNCOVERED if leave_uncovered else AUDITED
    change = CellChange("lock_ending", "end_coverage", checks, {"cell": cell, "place": place})
    touched, (area,) = await lock(tx, change, order)
    await write(tx, change, touched, order)
    return Done((cell,), (Event("COVERAGE_ENDED", place, area, {"cell": cell}),))


async def merge_cells(tx: Transaction, cell: str, into: str, order: Order) -> Done:
    """Dissolve a cell; another takes over its members, places and forming units.

    Raises:
        BadInput: into itself.
        NotFound, RuleViolated: as `lock` and `write`, FORMATION_MISMATCH also of a group that
            would take over a branch, CHAIN_BROKEN also of what hangs below the cell.
    """
    if cell == into:
        raise BadInput("不能并入自身。", "A cell cannot be merged into itself.").at("into")
    params = {"from": cell, "into": into, "both": sorted((cell, into))}
    change = CellChange("lock_merger", "merge_cells", AUDITED, params)
    touched, (members, places, area) = await lock(tx, change, order)
    await write(tx, change, touched, order)
    after = {"into": into, "members": members, "places": places}
    return Done((into,), (Event("CELL_MERGED", cell, area, after=after),))


async def dissolve_cell(
    tx: Transaction, cell: str, move_to: str | None, order: Order, *, leave_uncovered: bool = False
) -> Done:
    """Dissolve a cell; its members go to another organization, which a cell with members needs.

    Raises:
        BadInput: its members would go to itself.
        NotFound, RuleViolated: as `lock` and `write`, by the rules of TAKING and, unless `leave_uncovered`, COVERED;
            CHAIN_BROKEN of what hangs below the cell.
    """
    if cell == move_to:
        raise BadInput("党员不能转入将撤销的党组织。", "Members cannot go to the cell that is dissolved.").at("moveTo")
    checks = LEAVING_UNCOVERED if leave_uncovered else AUDITED
    params = {"cell": cell, "moveTo": move_to, "both": sorted(filter(None, (cell, move_to)))}
    change = CellChange("lock_dissolution", "dissolve_cell", checks, params)
    touched, (members, area) = await lock(tx, change, order)
    await write(tx, change, touched, order)
    return Done((cell,), (Event("CELL_DISSOLVED", cell, area, after={"members": members, "moveTo": move_to}),))
