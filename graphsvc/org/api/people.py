"""People (力量): members, residents and the forces embedded in grids; names and phones are masked."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from graphsvc.access.masking import Field
from graphsvc.errors import BadInput
from graphsvc.gql.schema.constraints import Constraint
from graphsvc.gql.schema.fields import Argument, Connection, at, clear, edge, node, one, row
from graphsvc.org.api.areas import Node
from graphsvc.org.api.validity import dated, dated_one
from graphsvc.org.model.people import ForceRole, MembershipKind

if TYPE_CHECKING:
    from graphsvc.org.api.areas import Grid
    from graphsvc.org.api.party import PartyOrganization
    from graphsvc.org.api.units import Unit


def stated_reason(given: str) -> str:
    """A reason for seeing personal data, as it is recorded.

    Raises:
        BadInput: fewer than 4 or more than 200 characters.
    """
    reason = given.strip()
    if not 4 <= len(reason) <= 200:
        raise BadInput("请用 4 到 200 个字说明事由。", "Say in 4 to 200 characters why it is needed.")
    return reason


@edge("A person's service in a grid.", order=("coalesce(@edge.role, '')",))
class Service:
    """Properties of SERVES_IN."""

    role: ForceRole | None = at("role", "Which of the forces in a grid the person is (力量类别).")
    since: date | None = at("since", "First day (起).")
    until: date | None = at("until", "First day on which it no longer holds; null while it does (止).")


@row("Personal data in clear; every view is recorded (完整个人信息).")
class PersonalData:
    """`@this` is the person."""

    name: str | None = clear(Field.NAME, "name", "Full name (姓名).")
    phone: str | None = clear(Field.PHONE, "phoneSealed", "All digits (电话).")
    identity_number: str | None = clear(Field.IDENTITY, "identitySealed", "All 18 characters (公民身份号码).")
    address: str | None = clear(Field.ADDRESS, "addressSealed", "Where the person lives, in full (住址).")


@node("A person on record; name and phone masked (人员).")
class Person(Node):
    """Someone who lives, works, serves or is organized here; masked as 张** and 138****1234."""

    name: str = at("left(@this.name, 1) + '**'", "Family name, the rest masked (姓名).")
    phone: str | None = at("phoneMasked", "Phone, the middle masked (电话).")
    personal: PersonalData | None = one(
        "WITH @this AS @it\nWHERE $reason <> ''",
        "In clear, for who may see it, and recorded (完整个人信息，须说明理由并留痕).",
        reason=Argument(
            str,
            "Why it is needed, for the record (事由).",
            constraint=Constraint(min_length=4, max_length=200, format="line", read=stated_reason),
        ),
    )
    membership: MembershipKind | None = at("membership", "Standing in the Party (党员类别).", find=True, sort=True)
    joined_on: date | None = at("joinedOn", "Joined the Party on (入党日期).", find=True, sort=True)
    party_organization: PartyOrganization | None = dated_one(
        "-[:BELONGS_TO]->", "Where the member belongs (所在党组织)."
    )
    secretary_of: Connection[PartyOrganization] = dated(
        "-[:SECRETARY_OF]->", "Organizations led as secretary (任书记).", find=True
    )
    unit: Unit | None = dated_one("-[:WORKS_FOR]->", "Workplace (工作单位).", find=True)
    grid: Grid | None = dated_one("-[:LIVES_IN]->", "Grid of residence (居住网格).", find=True)
    serves_in: Connection[Grid, Service] = dated("-[:SERVES_IN]->", "Grids served in (服务网格).", find=True)
