"""Party organizations (党组织): their chain, the areas they lead, the grids and estates they cover."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from graphsvc.gql.schema.fields import Connection, at, node
from graphsvc.org.api.areas import Node, reading_of_name
from graphsvc.org.api.validity import dated, dated_chain, dated_one
from graphsvc.org.model.organizations import Formation, PartyOrganizationKind

if TYPE_CHECKING:
    from graphsvc.org.api.areas import Area
    from graphsvc.org.api.committees import JointCommittee
    from graphsvc.org.api.people import Person
    from graphsvc.org.api.units import Unit
    from graphsvc.org.api.validity import Term


@node("A party organization (党组织).")
class PartyOrganization(Node):
    """An organization of the Party."""

    name: str = at("name", "In full, as on its seal (名称).", find=True, sort=True)
    pinyin: str | None = reading_of_name()
    kind: PartyOrganizationKind = at(
        "kind", "From the working committee of a subdistrict down to the group (类别).", find=True, sort=True
    )
    formation: Formation | None = at("formation", "How it was formed (组建方式).", find=True, sort=True)
    founded_on: date | None = at("foundedOn", "Day it was founded (成立日期).", find=True, sort=True)
    dissolved_on: date | None = at("dissolvedOn", "Day it was dissolved (撤销日期).", find=True, sort=True)
    term_ends_on: date | None = at("termEndsOn", "Day its term ends (换届日期).", find=True, sort=True)
    postponed_term_ends_on: date | None = at(
        "postponedTermEndsOn", "Day to which its superior has postponed the election, a year at most (延期换届至)."
    )
    superior: PartyOrganization | None = dated_one(
        "-[:SUBORDINATE_TO]->", "The organization right above it on the day (上级党组织).", there=True, find=True
    )
    superiors: list[PartyOrganization] = dated_chain(
        "SUBORDINATE_TO", "PartyOrganization", "The chain above it, nearest first, 10 at most (隶属链条).", most=10
    )
    subordinates: Connection[PartyOrganization] = dated(
        "<-[:SUBORDINATE_TO]-", "Directly below it (下级党组织).", there=True, sort=True
    )
    leads: Connection[Area, Term] = dated("-[:LEADS]->", "Areas it leads (领导区域).")
    covers: Connection[Area, Term] = dated(
        "-[:COVERS]->", "Grids and estates it covers (覆盖网格小区).", find=True, sort=True
    )
    members: Connection[Person, Term] = dated("<-[:BELONGS_TO]-", "Who belongs to it on the day (党员).", sort=True)
    version: int = at("coalesce(@this.version, 0)", "Counts its changes; a change names the one it has seen (版本).")
    secretary: Person | None = dated_one("<-[:SECRETARY_OF]-", "Who heads it on the day (书记).")
    units: Connection[Unit] = dated("<-[:HAS_PARTY_ORGANIZATION]-", "Units whose own it is (所在单位).")
    forming_units: Connection[Unit] = dated("<-[:CO_FORMS]-", "Units that formed it together (联建单位).", sort=True)
    convenes: Connection[JointCommittee] = dated("-[:CONVENES]->", "Joint committees it convenes (召集).", there=True)
