"""People (力量): members, residents and the forces embedded in grids; names and phones are masked."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import TYPE_CHECKING

from graphsvc.gql.choices import choice
from graphsvc.gql.fields import Connection, at, edge, node, one
from graphsvc.org.areas import Node
from graphsvc.org.dates import dated, dated_one

if TYPE_CHECKING:
    from graphsvc.org.areas import Grid
    from graphsvc.org.party import PartyOrganization
    from graphsvc.org.units import Unit


@choice("Standing in the Party (党员类别).")
class MembershipKind(Enum):
    """Standing in the Party."""

    FULL = "Full member (正式党员)."
    PROBATIONARY = "Probationary member (预备党员)."


@choice("The five embedded forces (力量嵌入网格).")
class ForceRole(Enum):
    """The five embedded forces."""

    CADRE = "Subdistrict cadre (镇街干部)."
    GRID_WORKER = "Grid worker (网格员)."
    MEMBER_VOLUNTEER = "Party member volunteer (党员志愿者)."
    POLICE_OFFICER = "Police officer of the beat (片区民警)."
    COMMUNITY_DOCTOR = "Community doctor (社区医生)."


@edge("A person's service in a grid.")
class Service:
    """Properties of SERVES_IN."""

    role: ForceRole | None = at("role", "As what (力量类别).")
    since: date | None = at("since", "First day.")
    until: date | None = at("until", "Day it ended.")


@node("A person on record; name and phone masked (人员).")
class Person(Node):
    """Someone who lives, works, serves or is organized here; masked as 张** and 138****1234."""

    name: str = at("left(@this.name, 1) + '**'", "Family name, the rest masked (姓名).")
    phone: str | None = at("left(@this.phone, 3) + '****' + right(@this.phone, 4)", "Phone, the middle masked (电话).")
    membership: MembershipKind | None = at("membership", "Standing in the Party (党员类别).", find=True)
    joined_on: date | None = at("joinedOn", "Joined the Party on (入党日期).", find=True)
    party_organization: PartyOrganization | None = dated_one(
        "-[:BELONGS_TO]->", "Where the member belongs (所在党组织)."
    )
    secretary_of: Connection[PartyOrganization] = dated(
        "-[:SECRETARY_OF]->", "Organizations led as secretary (任书记).", find=True
    )
    unit: Unit | None = one("-[:WORKS_FOR]->", "Workplace (工作单位).", find=True)
    grid: Grid | None = one("-[:LIVES_IN]->", "Grid of residence (居住网格).", find=True)
    serves_in: Connection[Grid, Service] = dated("-[:SERVES_IN]->", "Grids served in (服务网格).", find=True)
