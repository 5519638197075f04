"""Units (共建单位): the workplaces that build together with the places they stand in or serve."""

from __future__ import annotations

from typing import TYPE_CHECKING

import strawberry

from graphsvc.codes import prefix_of
from graphsvc.cypher.fragments import exists, holds
from graphsvc.gql.schema.fields import Argument, Connection, along, at, node
from graphsvc.org.api.areas import Node, reading_of_name
from graphsvc.org.api.arguments import AREA_CODE
from graphsvc.org.api.validity import AS_OF, dated, dated_one
from graphsvc.org.model.organizations import UnitKind, UnitLevel

if TYPE_CHECKING:
    from graphsvc.org.api.areas import Community
    from graphsvc.org.api.committees import JointCommittee, Seat
    from graphsvc.org.api.party import PartyOrganization
    from graphsvc.org.api.people import Person


PARTNERS = f"""\
MATCH (@this)-[@mine:JOINS]->(@c:JointCommittee)<-[@theirs:JOINS]-(@it:Unit)
WHERE @c.areaCode STARTS WITH $area AND {exists("@c")} AND {holds("@mine")} AND {holds("@theirs")}
WITH DISTINCT @it"""


@node("A workplace that builds together with a community (共建单位).")
class Unit(Node):
    """A workplace with resources, a party organization, and seats on joint committees."""

    name: str = at("name", "Registered name (名称).", find=True, sort=True)
    pinyin: str | None = reading_of_name()
    credit_code: str | None = at(
        "creditCode", "Unified social credit code, 18 characters (统一社会信用代码).", find=True, plain=True
    )
    kind: UnitKind = at(
        "kind", "Organ, institution, enterprise, school, hospital or association (类别).", find=True, sort=True
    )
    sector: str | None = at("sector", "What line of work it is in (行业).", find=True, sort=True)
    level: UnitLevel | None = at("level", "Level it belongs to (层级).", find=True, sort=True)
    community: Community | None = dated_one("-[:LOCATED_IN]->", "Where it stands (所在社区).", find=True)
    party_organizations: Connection[PartyOrganization] = dated(
        "-[:HAS_PARTY_ORGANIZATION]->", "Those set up inside the unit (党组织).", find=True
    )
    joint_branches: Connection[PartyOrganization] = dated(
        "-[:CO_FORMS]->", "Joint branches it helps to form (联合党支部).", there=True
    )
    committees: Connection[JointCommittee, Seat] = dated(
        "-[:JOINS]->", "Joint committees it sits on (参加的委员会).", there=True, find=True, sort=True
    )
    partners_in: Connection[Unit] = along(
        PARTNERS,
        "Units it sits with on committees under an area (同席单位).",
        area=Argument(
            strawberry.ID, "Code of an area, of which the committees are (区域).", read=prefix_of, constraint=AREA_CODE
        ),
        as_of=AS_OF,
    )
    staff: Connection[Person] = dated("<-[:WORKS_FOR]-", "People on record who work here (职工).", sort=True)
