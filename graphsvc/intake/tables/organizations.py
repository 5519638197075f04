"""Tables of the organizations: party organizations, what they cover, units, joint committees, who sits on them."""

from graphsvc.codes import AreaLevel
from graphsvc.intake.model.columns import AREA, CREDIT_CODE, DAY, DIVISION, ID, IDS, NAME, TEXT, Column, Row, one_of
from graphsvc.intake.model.table import Link, Nodes, Ref, Refusal, Table, in_order, needs
from graphsvc.intake.tables.areas import ANYWHERE, named
from graphsvc.intake.tables.codes import level_of
from graphsvc.intake.tables.words import OF_ORGANIZATIONS, OF_UNITS
from graphsvc.org.model.organizations import (
    PARTY_ORGANIZATION_STATE,
    Formation,
    JointCommitteeKind,
    PartyOrganizationKind,
    SeatKind,
    UnitKind,
    UnitLevel,
)

_ID = Column("id", ID, required=True)
_NAME = Column("name", NAME, "name", required=True)
_OWN = Ref("id", ("party_organizations",))
_FOUNDED = Column("founded_on", DAY, "foundedOn")
_SINCE = Column("since", DAY)
_UNTIL = Column("until", DAY)
_PERIOD = {"since": "since", "until": "until"}

_PARTY_KIND = one_of(*PartyOrganizationKind, also=OF_ORGANIZATIONS)
_FORMATION = one_of(*Formation, also=OF_ORGANIZATIONS)
_UNIT_KIND = one_of(*UnitKind, also=OF_UNITS)
_UNIT_LEVEL = one_of(*UnitLevel, also=OF_UNITS)
_COMMITTEE_KIND = one_of(*JointCommitteeKind, also=OF_UNITS)
_COMMITTEE_LABELS = {"BIG_WORK_COMMITTEE": "BigWorkCommittee", "BIG_PARTY_COMMITTEE": "BigPartyCommittee"}
_SERVES: dict[str, AreaLevel] = {
    JointCommitteeKind.BIG_WORK_COMMITTEE: AreaLevel.SUBDISTRICT,
    JointCommitteeKind.BIG_PARTY_COMMITTEE: AreaLevel.COMMUNITY,
}
_SEAT = one_of(*SeatKind, also=OF_UNITS)


def _formation_fits(row: Row) -> Refusal | None:
    if row.get("formation") is None or row["kind"] in (PartyOrganizationKind.BRANCH, PartyOrganizationKind.GROUP):
        return None
    return Refusal("formation", "只有党支部和党小组填写", "blank unless a BRANCH or a GROUP")


def _not_its_own_superior(row: Row) -> Refusal | None:
    if row.get("superior") != row["id"]:
        return None
    return Refusal("superior", "不能隶属于自己", "another organization")


def _serves_fits(row: Row) -> Refusal | None:
    if level_of(str(row["serves"])) == _SERVES[str(row["kind"])]:
        return None
    return Refusal(
        "serves", "大工委服务镇街，大党委服务村社区", "a subdistrict's code for 大工委, a community's for 大党委"
    )


def _in_a_community(row: Row) -> Refusal | None:
    if level_of(str(row["community"])) is AreaLevel.COMMUNITY:
        return None
    return Refusal("community", "须是村（社区）代码", "the code of a community")


PARTY_ORGANIZATIONS = Table(
    "party_organizations",
    columns=(
        _ID,
        _NAME,
        Column("kind", _PARTY_KIND, "kind", required=True),
        Column("formation", _FORMATION, "formation"),
        _FOUNDED,
        Column("dissolved_on", DAY, "dissolvedOn"),
        Column("term_ends_on", DAY, "termEndsOn"),
        Column("postponed_term_ends_on", DAY, "postponedTermEndsOn"),
        Column("area", AREA, "areaCode", required=True),
        Column("superior", ID),
        Column("superior_since", DAY),
        Column("leads", AREA),
        Column("leads_since", DAY),
        Column("leads_until", DAY),
    ),
    nodes=Nodes(
        _OWN,
        ("PartyOrganization",),
        derive=named,
        kept=PARTY_ORGANIZATION_STATE,
        begins=True,
    ),
    links=(
        Link(
            "SUBORDINATE_TO",
            _OWN,
            Ref("superior", ("party_organizations",)),
            {"since": "superior_since"},
            dated=True,
        ),
        Link(
            "LEADS",
            _OWN,
            Ref("leads", ANYWHERE),
            {"since": "leads_since", "until": "leads_until"},
            dated=True,
        ),
    ),
    rules=(
        _formation_fits,
        _not_its_own_superior,
        in_order("founded_on", "dissolved_on"),
        in_order("founded_on", "term_ends_on"),
        in_order("term_ends_on", "postponed_term_ends_on"),
        in_order("leads_since", "leads_until"),
        needs("leads_since", "leads"),
    ),
    unique=(("id",),),
    places=(Ref("area", ANYWHERE),),
)

COVERS = Table(
    "covers",
    columns=(
        Column("party_organization", ID, required=True),
        Column("place", AREA, required=True),
        _SINCE,
        _UNTIL,
    ),
    links=(
        Link(
            "COVERS",
            Ref("party_organization", ("party_organizations",)),
            Ref("place", ("grids", "estates")),
            {**_PERIOD, "areaCode": "place"},
            dated=True,
        ),
    ),
    rules=(in_order("since", "until"),),
    unique=(("party_organization", "place"),),
    periods=True,
)

_UNIT = Ref("id", ("units",))

UNITS = Table(
    "units",
    columns=(
        _ID,
        _NAME,
        Column("credit_code", CREDIT_CODE, "creditCode"),
        Column("kind", _UNIT_KIND, "kind", required=True),
        Column("sector", TEXT, "sector"),
        Column("level", _UNIT_LEVEL, "level"),
        Column("community", DIVISION, "areaCode", required=True),
        Column("community_since", DAY),
        Column("party_organization", IDS),
        Column("party_organization_since", DAY),
        Column("co_forms", IDS),
        Column("co_forms_since", DAY),
    ),
    nodes=Nodes(_UNIT, ("Unit",), derive=named, kept=("name", "kind", "areaCode")),
    links=(
        Link("LOCATED_IN", _UNIT, Ref("community", ("areas",)), {"since": "community_since"}, dated=True),
        Link(
            "HAS_PARTY_ORGANIZATION",
            _UNIT,
            Ref("party_organization", ("party_organizations",)),
            {"since": "party_organization_since"},
            dated=True,
        ),
        Link("CO_FORMS", _UNIT, Ref("co_forms", ("party_organizations",)), {"since": "co_forms_since"}, dated=True),
    ),
    rules=(_in_a_community,),
    unique=(("id",), ("credit_code",)),
)

_COMMITTEE = Ref("id", ("joint_committees",))

JOINT_COMMITTEES = Table(
    "joint_committees",
    columns=(
        _ID,
        _NAME,
        Column("kind", _COMMITTEE_KIND, required=True),
        _FOUNDED,
        Column("serves", DIVISION, "areaCode", required=True),
        Column("convened_by", ID),
        Column("convened_since", DAY),
    ),
    nodes=Nodes(
        _COMMITTEE,
        ("JointCommittee",),
        ("kind", _COMMITTEE_LABELS),
        named,
        kept=("name", "areaCode"),
        begins=True,
    ),
    links=(
        Link("SERVES", _COMMITTEE, Ref("serves", ("areas",)), dated=True),
        Link(
            "CONVENES",
            Ref("convened_by", ("party_organizations",)),
            _COMMITTEE,
            {"since": "convened_since"},
            dated=True,
        ),
    ),
    rules=(_serves_fits,),
    unique=(("id",),),
)

JOINS = Table(
    "joins",
    columns=(
        Column("unit", ID, required=True),
        Column("committee", ID, required=True),
        _SINCE,
        _UNTIL,
        Column("seat", _SEAT, required=True),
        Column("representative", NAME),
    ),
    links=(
        Link(
            "JOINS",
            Ref("unit", ("units",)),
            Ref("committee", ("joint_committees",)),
            {**_PERIOD, "seat": "seat", "representative": "representative"},
            dated=True,
            renews=("seat",),
        ),
    ),
    rules=(in_order("since", "until"),),
    unique=(("unit", "committee"),),
    periods=True,
)
