"""Joint committees (大工委, 大党委): where units meet across the hierarchy."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from graphsvc.gql.schema.fields import Connection, along, at, edge, family, node, one
from graphsvc.org.api.areas import Node, reading_of_name
from graphsvc.org.api.validity import dated, dated_one
from graphsvc.org.model.organizations import SeatKind

if TYPE_CHECKING:
    from graphsvc.org.api.areas import Area
    from graphsvc.org.api.party import PartyOrganization
    from graphsvc.org.api.units import Unit


@family("A committee that joins units across the hierarchy (大工委或大党委).")
class JointCommittee(Node):
    """What both kinds share."""

    name: str = at("name", "In full, with the place it serves (名称).", find=True, sort=True)
    pinyin: str | None = reading_of_name()
    founded_on: date | None = at("foundedOn", "Day it was founded (成立日期).", find=True, sort=True)
    dissolved_on: date | None = at("dissolvedOn", "Day it was dissolved (撤销日期).", find=True, sort=True)
    version: int = at("coalesce(@this.version, 0)", "Counts its changes; a change names the one it has seen (版本).")
    area: Area | None = dated_one("-[:SERVES]->", "The area it serves (服务区域).", find=True)
    convener: PartyOrganization | None = dated_one(
        "<-[:CONVENES]-", "The area's own party organization (召集党组织).", there=True
    )
    members: Connection[Unit, Seat] = dated("<-[:JOINS]-", "Units that sit on it (成员单位).", find=True, sort=True)
    meetings: Connection[JointMeeting] = along("-[:HELD]->", "Joint meetings that it has held (联席会议).", sort=True)


@node("The big work committee of a subdistrict (大工委).")
class BigWorkCommittee(JointCommittee):
    """Serves a subdistrict."""


@node("The big party committee of a community (大党委).")
class BigPartyCommittee(JointCommittee):
    """Serves a community."""


@node("A meeting of a joint committee (联席会议).")
class JointMeeting(Node):
    """What was on the table and what was decided."""

    title: str = at("title", "What the meeting was called (名称).", find=True, sort=True)
    held_on: date = at("heldOn", "Day it was held (召开日期).", find=True, sort=True)
    agenda: str | None = at("agenda", "What was on the table (议题).")
    resolutions: list[str] | None = at("resolutions", "What was decided, a line each (决议).")
    committee: JointCommittee | None = one("<-[:HELD]-", "The committee that met (委员会).")


@edge("A unit's seat on a joint committee.")
class Seat:
    """Properties of JOINS."""

    since: date | None = at("since", "First day (起).")
    until: date | None = at("until", "First day on which it no longer holds; null while it does (止).")
    seat: SeatKind | None = at("seat", "As what the unit sits there (席位).")
    representative: str | None = at("left(@this.representative, 1) + '**'", "Who sits there, masked (代表).")
