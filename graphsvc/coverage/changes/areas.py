"""What areas lack: a joint committee, a force in a grid; and line grids (综治, 民政, 城管) merged into general ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from graphsvc.coverage.changes.rule_checks import CellChange, Checks, Order, lock, named_once, take_row, write
from graphsvc.coverage.model.rules import RuleCode
from graphsvc.db.ports import Reader, Transaction
from graphsvc.errors import BadInput, Conflict
from graphsvc.log.events import Done, Event
from graphsvc.org.model.organizations import SeatKind
from graphsvc.org.model.people import ForceRole
from graphsvc.text.pinyin import reading

LEAVING: Checks = {"committee": (RuleCode.JOINT_COMMITTEE_EMPTY,)}
DISSOLVING: Checks = {"places": (RuleCode.JOINT_COMMITTEE_MISSING,)}
WITHDRAWING: Checks = {"places": (RuleCode.FORCE_MISSING,)}


@dataclass(frozen=True, slots=True)
class Move:
    """A force that moves: a person's id, the role, and the codes of the line grid left and the grid entered."""

    person: str
    role: str
    line_grid: str
    grid: str


@dataclass(frozen=True, slots=True)
class Merger:
    """What a merger changes; codes of line grids.

    Attributes:
        line_grids: that lie on the chosen grids.
        ending: those of them that lie on no other grid and so are gone afterwards.
    """

    line_grids: tuple[str, ...]
    ending: tuple[str, ...]
    moves: tuple[Move, ...]


async def preview(graph: Reader, community: str, grids: Sequence[str], order: Order) -> Merger:
    """What merging the line grids of these grids of one community would change.

    Raises:
        BadInput: a grid twice. NotFound: the community or a grid is not there in scope.
    """
    _check(grids)
    rows = await graph.read(order.statement("line_grids", community=community, grids=list(grids)))
    return _merger(take_row(rows))


async def merge_line_grids(tx: Transaction, community: str, grids: Sequence[str], order: Order) -> Done:
    """Merge the line grids of these grids; answers with the grids. Places, members and forces are as many as before.

    Raises:
        BadInput, NotFound: as `preview`. Conflict: no line grid lies on them.
    """
    _check(grids)
    asked = order.statement("merge_line_grids", community=community, grids=list(grids))
    merger = _merger(take_row(await tx.run(asked)))
    if not merger.line_grids:
        raise Conflict(
            "这些网格上没有条线网格，无须整合。", "No line grid lies on these grids; there is nothing to merge."
        )
    after = {"grids": list(grids), "merged": list(merger.ending), "moved": len(merger.moves)}
    before = {"lineGrids": list(merger.line_grids)}
    return Done(tuple(grids), (Event("LINE_GRIDS_MERGED", community, community, before, after),))


def _check(grids: Sequence[str]) -> None:
    named_once(grids, "同一个网格列了两次。", "A grid is named twice.", "grids")


def _merger(values: list[Any]) -> Merger:
    lines, ending, moves = values
    return Merger(tuple(lines), tuple(ending), tuple(Move(*move) for move in moves))


@dataclass(frozen=True, slots=True)
class UnitSeat:
    """A unit's seat on a joint committee."""

    unit: str
    seat: SeatKind


@dataclass(frozen=True, slots=True)
class NewCommittee:
    """The joint committee of a subdistrict or community, to be founded."""

    id: str
    name: str
    area: str
    seats: Sequence[UnitSeat]


async def found_joint_committee(tx: Transaction, committee: NewCommittee, order: Order) -> Done:
    """Found the joint committee of an area, convened by the organization that leads the area.

    Raises:
        BadInput: a unit has two seats, or there are two chairs.
        Conflict: the area has one already.
        NotFound: the area or a unit is not there in scope.
    """
    _check_seats(committee.seats)
    pinyin, initials = reading(committee.name)
    params = {
        "id": committee.id,
        "name": committee.name,
        "pinyin": pinyin,
        "initials": initials,
        "area": committee.area,
        **_seated(committee.seats),
    }
    change = CellChange("lock_committee", "found_joint_committee", {}, params)
    touched, (serving, convener) = await lock(tx, change, order)
    if serving:
        raise Conflict(f"该区域已有 {serving[0]}。", f"The area has {serving[0]} already.")
    await write(tx, change, touched, order, convener=convener)
    after = {"name": committee.name, "units": params["units"]}
    return Done((committee.id,), (Event("JOINT_COMMITTEE_FOUNDED", committee.id, committee.area, after=after),))


async def seat_units(tx: Transaction, committee: str, seats: Sequence[UnitSeat], order: Order) -> Done:
    """Seat units on a joint committee, or give them another seat.

    Raises:
        BadInput: a unit has two seats, or there are two chairs.
        Conflict: another unit is the chair.
        NotFound: the committee or a unit is not there in scope.
    """
    _check_seats(seats)
    change = CellChange("lock_seats", "seat_units", {}, {"committee": committee, **_seated(seats)})
    touched, (chairs, area) = await lock(tx, change, order)
    named = {each.unit for each in seats}
    if any(each.seat is SeatKind.CHAIR for each in seats) and (other := [id_ for id_ in chairs if id_ not in named]):
        raise Conflict(
            f"主任单位现为 {other[0]}，请同时为其改任席位。", f"{other[0]} is the chair: give it another seat as well."
        )
    await write(tx, change, touched, order)
    after = {each.unit: each.seat.value for each in seats}
    return Done((committee,), (Event("UNITS_SEATED", committee, area, after=after),))


async def unseat_units(tx: Transaction, committee: str, units: Sequence[str], order: Order) -> Done:
    """Let units leave a joint committee; the chair may leave as well, and another be seated.

    Raises:
        BadInput: a unit is named twice.
        NotFound, RuleViolated: as `lock` and `write`, by the rules of LEAVING; NotFound also of a unit without a seat.
    """
    named_once(units, "同一个单位列了两次。", "A unit is named twice.", "units")
    change = CellChange("lock_leaving", "unseat_units", LEAVING, {"committee": committee, "units": list(units)})
    touched, (leaving, area) = await lock(tx, change, order)
    await write(tx, change, touched, order)
    before = {each["unit"]: each["seat"] for each in leaving}
    return Done((committee,), (Event("UNITS_LEFT", committee, area, before),))


async def dissolve_joint_committee(tx: Transaction, committee: str, order: Order) -> Done:
    """End a joint committee with all its seats; another may be founded for its area.

    Raises:
        NotFound, RuleViolated: as `lock` and `write`, by the rules of DISSOLVING.
    """
    change = CellChange("lock_committee_dissolution", "dissolve_joint_committee", DISSOLVING, {"committee": committee})
    touched, (units, name, area) = await lock(tx, change, order)
    await write(tx, change, touched, order)
    return Done((committee,), (Event("JOINT_COMMITTEE_DISSOLVED", committee, area, {"name": name, "units": units}),))


def _seated(seats: Sequence[UnitSeat]) -> dict[str, Any]:
    return {
        "units": [each.unit for each in seats],
        "seats": [{"unit": each.unit, "seat": each.seat.value} for each in seats],
    }


def _check_seats(seats: Sequence[UnitSeat]) -> None:
    named_once([each.unit for each in seats], "同一个单位列了两次。", "A unit is named twice.", "seats")
    if sum(each.seat is SeatKind.CHAIR for each in seats) > 1:
        raise BadInput("主任只有一个。", "There is one chair.").at("seats")


async def embed_force(tx: Transaction, grid: str, person: str, role: ForceRole, order: Order) -> Done:
    """Let somebody serve in a grid in a role; answers with the grid.

    Raises:
        BadInput: a volunteer who is no member of the Party.
        Conflict: the person serves there in that role already.
        NotFound: the grid or the person is not there in scope.
    """
    change = CellChange("lock_force", "embed_force", {}, {"grid": grid, "person": person, "role": role.value})
    touched, (already, member, area) = await lock(tx, change, order)
    if already:
        raise Conflict("此人已在该网格任此角色。", "The person serves there in this role already.")
    if role is ForceRole.MEMBER_VOLUNTEER and not member:
        raise BadInput("党员志愿者须是党员。", "A member volunteer is a member of the Party.").at("person")
    await write(tx, change, touched, order)
    after = {"person": person, "role": role.value}
    return Done((grid,), (Event("FORCE_EMBEDDED", grid, area, after=after),))


async def withdraw_force(tx: Transaction, grid: str, person: str, role: ForceRole, order: Order) -> Done:
    """Let somebody serve in a grid in a role no more; answers with the grid.

    Raises:
        NotFound, RuleViolated: as `lock` and `write`, by the rules of WITHDRAWING.
    """
    params = {"grid": grid, "person": person, "role": role.value}
    change = CellChange("lock_withdrawal", "withdraw_force", WITHDRAWING, params)
    touched, (area,) = await lock(tx, change, order)
    await write(tx, change, touched, order)
    return Done((grid,), (Event("FORCE_WITHDRAWN", grid, area, {"person": person, "role": role.value}),))
