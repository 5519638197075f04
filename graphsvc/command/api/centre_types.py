"""Command centres and board offices as GraphQL shows them; who acts for them is shown as people are."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from graphsvc.command.model.centre import CentreRole
from graphsvc.cypher.fragments import holds
from graphsvc.gql.schema.fields import Connection, adds_to, along, at, each, edge, node, one
from graphsvc.org.api.areas import PLACE, Area, Node, Subdistrict
from graphsvc.org.api.validity import AS_OF, dated
from graphsvc.org.model.work import Board

if TYPE_CHECKING:
    from graphsvc.org.api.people import Person


def _in_role(role: CentreRole) -> str:
    return f"@edge.role = '{role.value}' AND {holds('@edge')}"


@edge("What a person is to a command centre.", order=("@edge.role", "coalesce(@edge.post, '')", "@edge.since"))
class CentreAppointment:
    """Properties of COMMANDS and STAFFS."""

    role: CentreRole = at("role", "As what the person acts (职务).")
    post: str | None = at("post", "What the post is called, of who fills one (岗位名称).")
    since: date | None = at("since", "First day (起).")
    until: date | None = at("until", "First day on which it no longer holds; null while it does (止).")


@node("What a subdistrict is run from: one centre, four boards (镇街基层指挥中心).")
class CommandCentre(Node):
    """One a subdistrict."""

    name: str = at("name", "What it is called (名称).", find=True, sort=True)
    version: int = at("version", "Counts its changes; a change names the one it has seen (版本).")
    founded_on: date = at("foundedOn", "Day it was set up (成立日期).", find=True, sort=True)
    head: Person | None = one(
        "<-[:COMMANDS]-",
        "Who commands, the subdistrict's Party secretary (指挥长).",
        where=_in_role(CentreRole.HEAD),
        order=("@this.id",),
        as_of=AS_OF,
    )
    deputies: Connection[Person, CentreAppointment] = along(
        "<-[:COMMANDS]-", "Who stand in for the head (副指挥长).", where=_in_role(CentreRole.DEPUTY), as_of=AS_OF
    )
    board_offices: list[BoardOffice] = each(
        "<-[:OFFICE_OF]-", "Its offices, one a board, at most 4 (板块办公室).", order=("@this.place",), most=4
    )
    area: Area | None = one(PLACE, "The subdistrict it commands (镇街).", find=True)


@node("The office of a command centre for one board (板块办公室).")
class BoardOffice(Node):
    """Changed with its centre, whose version counts."""

    board: Board = at("board", "What it answers for; `boards` tells its name of the day (板块).", find=True, sort=True)
    head: Person | None = one(
        "<-[:STAFFS]-",
        "Who leads the board (板块负责人).",
        where=_in_role(CentreRole.BOARD_HEAD),
        order=("@this.id",),
        as_of=AS_OF,
    )
    staff: Connection[Person, CentreAppointment] = dated("<-[:STAFFS]-", "Its head and who fill its posts (板块人员).")
    centre: CommandCentre | None = one("-[:OFFICE_OF]->", "What it belongs to (指挥中心).", find=True)
    area: Area | None = one(PLACE, "The subdistrict (镇街).", find=True)


@adds_to(Subdistrict)
class SubdistrictCentre:
    """What a subdistrict is run from."""

    command_centre: CommandCentre | None = one(
        "MATCH (@it:CommandCentre {areaCode: @this.code})", "What it is run from (指挥中心).", find=True
    )
