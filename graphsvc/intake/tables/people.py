"""Tables of the people: who lives where, belongs to what, sits on which committee, and serves in which grid."""

from graphsvc.intake.model.columns import (
    DAY,
    DIVISION,
    GRID,
    ID,
    IDENTITY,
    IDS,
    PERSON_NAME,
    PHONE,
    TEXT,
    Column,
    one_of,
)
from graphsvc.intake.model.table import Link, Nodes, Ref, Table, in_order, needs
from graphsvc.intake.tables.words import NO_MEMBERSHIP, OF_PEOPLE
from graphsvc.org.model.organizations import CommitteePost
from graphsvc.org.model.people import ForceRole, MembershipKind

_MEMBERSHIP = one_of(*MembershipKind, also=OF_PEOPLE, nothing=NO_MEMBERSHIP)
_ROLE = one_of(*ForceRole, also=OF_PEOPLE)
_POST = one_of(*CommitteePost)
_MEMBER_LABELS = {kind.value: "Member" for kind in MembershipKind}
_PERSON = Ref("id", ("people",))

PEOPLE = Table(
    "people",
    columns=(
        Column("id", ID, required=True),
        Column("name", PERSON_NAME, "name", required=True),
        Column("phone", PHONE, personal=True),
        Column("identity_number", IDENTITY, personal=True),
        Column("address", TEXT, personal=True),
        Column("membership", _MEMBERSHIP, "membership"),
        Column("joined_on", DAY, "joinedOn"),
        Column("grid", GRID, "areaCode", required=True, or_else="area"),
        Column("grid_since", DAY),
        Column("area", DIVISION),
        Column("belongs_to", ID),
        Column("belongs_since", DAY),
        Column("belongs_until", DAY),
        Column("secretary_of", IDS),
        Column("secretary_since", DAY),
        Column("secretary_until", DAY),
        Column("works_for", IDS),
        Column("works_since", DAY),
    ),
    nodes=Nodes(
        _PERSON,
        ("Person",),
        ("membership", _MEMBER_LABELS),
        kept=("membership", "joinedOn", "areaCode"),
        begins=True,
    ),
    links=(
        Link("LIVES_IN", _PERSON, Ref("grid", ("grids",)), {"since": "grid_since"}, dated=True),
        Link(
            "BELONGS_TO",
            _PERSON,
            Ref("belongs_to", ("party_organizations",)),
            {"since": "belongs_since", "until": "belongs_until"},
            dated=True,
        ),
        Link(
            "SECRETARY_OF",
            _PERSON,
            Ref("secretary_of", ("party_organizations",)),
            {"since": "secretary_since", "until": "secretary_until"},
            dated=True,
        ),
        Link("WORKS_FOR", _PERSON, Ref("works_for", ("units",)), {"since": "works_since"}, dated=True),
    ),
    rules=(
        needs("joined_on", "membership"),
        needs("belongs_to", "membership"),
        needs("secretary_of", "belongs_to"),
        in_order("joined_on", "belongs_since"),
        in_order("belongs_since", "belongs_until"),
        in_order("secretary_since", "secretary_until"),
    ),
    unique=(("id",),),
    alike=(("identity_number",), ("name", "phone")),
    places=(Ref("area", ("areas",)),),
)

SERVES_IN = Table(
    "serves_in",
    columns=(
        Column("person", ID, required=True),
        Column("grid", GRID, required=True),
        Column("role", _ROLE, required=True),
        Column("since", DAY),
        Column("until", DAY),
    ),
    links=(
        Link(
            "SERVES_IN",
            Ref("person", ("people",)),
            Ref("grid", ("grids",)),
            {"role": "role", "since": "since", "until": "until"},
            key=("role",),
            dated=True,
        ),
    ),
    rules=(in_order("since", "until"),),
    unique=(("person", "grid", "role"),),
    periods=True,
)

COMMITTEE_MEMBERS = Table(
    "committee_members",
    columns=(
        Column("person", ID, required=True),
        Column("party_organization", ID, required=True),
        Column("post", _POST, required=True),
        Column("since", DAY),
        Column("until", DAY),
    ),
    links=(
        Link(
            "COMMITTEE_MEMBER_OF",
            Ref("person", ("people",)),
            Ref("party_organization", ("party_organizations",)),
            {"post": "post", "since": "since", "until": "until"},
            dated=True,
            renews=("post",),
        ),
    ),
    rules=(in_order("since", "until"),),
    unique=(("person", "party_organization"),),
    periods=True,
)
