"""Tables of the three lists (三张清单) and what hangs on them: topics, needs, resources, projects, joint meetings."""

from graphsvc.cobuilding.model.entry import UNLISTED, NeedState, ResourceKind, ResourceState
from graphsvc.cobuilding.model.project import DONE, ProjectState
from graphsvc.codes import prefix_of
from graphsvc.intake.model.columns import (
    AREA,
    COUNT,
    DAY,
    ID,
    IDS,
    RATING,
    RECURRENCE,
    TEXT,
    TOPIC,
    WORDS,
    Column,
    Row,
    one_of,
)
from graphsvc.intake.model.table import Link, Nodes, Ref, Refusal, Table, in_order
from graphsvc.intake.tables.areas import ANYWHERE, named
from graphsvc.org.model.work import Urgency

_URGENCY = one_of(*Urgency)
_NEED_STATE = one_of(*(state for state in NeedState if state.value not in UNLISTED))
_RESOURCE_KIND = one_of(*ResourceKind)
_RESOURCE_STATE = one_of(*(state for state in ResourceState if state.value not in UNLISTED))
_PROJECT_STATE = one_of(*ProjectState)

_ID = Column("id", ID, required=True)
_TITLE = Column("title", TEXT, "title", required=True)
_DESCRIPTION = Column("description", TEXT, "description")
_PLACE = Column("area", AREA, "areaCode", required=True)
_LIES_IN = Ref("area", ANYWHERE)
_TOPICS = Column("topics", IDS, required=True)
_ABOUT = Ref("topics", ("topics",), "topic-")


def _topic(row: Row) -> Row:
    return {"level": len(str(row["code"])) // 2, **named(row)}


def _served(row: Row) -> Row:
    return {"servicePrefix": prefix_of(str(row["service_area"]))}


def _broader_fits(row: Row) -> Refusal | None:
    if (row.get("broader") or "") == str(row["code"])[:-2]:
        return None
    return Refusal("broader", "须是代码去掉末两位", "the code without its last two digits; blank at the top")


def _rated_when_rated(row: Row) -> Refusal | None:
    ratings = [row.get(column) is not None for column in ("rated_on", "community_rating", "unit_rating")]
    if all(ratings) if row["state"] == ProjectState.RATED else not any(ratings):
        return None
    return Refusal(
        "state", "评分与评分日期在 RATED 时必填，其余状态留空", "RATED with both ratings and their day, else none"
    )


def _delivered_when_delivered(row: Row) -> Refusal | None:
    after = row["state"] in DONE
    if after == (row.get("delivered_on") is not None):
        return None
    return Refusal("delivered_on", "自 DELIVERED 起必填，之前留空", "a day from DELIVERED on, blank before")


TOPICS = Table(
    "topics",
    columns=(
        Column("code", TOPIC, "code", required=True),
        Column("name", TEXT, "name", required=True),
        Column("broader", TOPIC),
        Column("synonyms", WORDS, "synonyms"),
    ),
    nodes=Nodes(Ref("code", ("topics",), "topic-"), ("Topic",), derive=_topic),
    links=(Link("BROADER", Ref("code", ("topics",), "topic-"), Ref("broader", ("topics",), "topic-")),),
    rules=(_broader_fits,),
    unique=(("code",),),
)

_NEED = Ref("id", ("needs",))

NEEDS = Table(
    "needs",
    columns=(
        _ID,
        _TITLE,
        _DESCRIPTION,
        Column("urgency", _URGENCY, "urgency", required=True),
        Column("status", _NEED_STATE, "status", required=True),
        Column("raised_on", DAY, "raisedOn", required=True),
        Column("needed_from", DAY, "neededFrom"),
        Column("needed_to", DAY, "neededTo"),
        Column("quantity", COUNT, "quantity"),
        Column("quantity_unit", TEXT, "quantityUnit"),
        _PLACE,
        Column("raised_by", ID, required=True),
        _TOPICS,
    ),
    nodes=Nodes(_NEED, ("Need",)),
    links=(Link("RAISES", Ref("raised_by", ("units", *ANYWHERE)), _NEED), Link("ABOUT", _NEED, _ABOUT)),
    rules=(in_order("needed_from", "needed_to"), in_order("raised_on", "needed_to")),
    unique=(("id",),),
    places=(_LIES_IN,),
)

_RESOURCE = Ref("id", ("resources",))
_OFFERED_BY = Ref("offered_by", ("units", "people", *ANYWHERE))
"""A person's offer has a type of its own, so that ways between organizations lead past people without looking."""

RESOURCES = Table(
    "resources",
    columns=(
        _ID,
        _TITLE,
        _DESCRIPTION,
        Column("kind", _RESOURCE_KIND, "kind", required=True),
        Column("capacity", COUNT, "capacity"),
        Column("capacity_unit", TEXT, "capacityUnit"),
        Column("available_from", DAY, "availableFrom"),
        Column("available_to", DAY, "availableTo"),
        Column("recurrence", RECURRENCE, "recurrence"),
        Column("service_area", AREA, "serviceArea", required=True),
        Column("eligibility", TEXT, "eligibility"),
        Column("contact", TEXT, "contact"),
        Column("verified_at", DAY, "verifiedAt"),
        Column("verified_by", TEXT, "verifiedBy"),
        Column("status", _RESOURCE_STATE, "status", required=True),
        _PLACE,
        Column("offered_by", ID, required=True),
        _TOPICS,
    ),
    nodes=Nodes(_RESOURCE, ("Resource",), derive=_served),
    links=(
        Link("OFFERS", _OFFERED_BY, _RESOURCE, never="Person"),
        Link("VOLUNTEERS", _OFFERED_BY, _RESOURCE, only="Person"),
        Link("ABOUT", _RESOURCE, _ABOUT),
    ),
    rules=(in_order("available_from", "available_to"),),
    unique=(("id",),),
    places=(
        _LIES_IN,
        Ref("service_area", ANYWHERE),
    ),
)

_PROJECT = Ref("id", ("projects",))

PROJECTS = Table(
    "projects",
    columns=(
        _ID,
        _TITLE,
        Column("state", _PROJECT_STATE, "state", required=True),
        Column("proposed_on", DAY, "proposedOn", required=True),
        Column("delivered_on", DAY, "deliveredOn"),
        Column("rated_on", DAY, "ratedOn"),
        Column("community_rating", RATING, "communityRating"),
        Column("unit_rating", RATING, "unitRating"),
        _PLACE,
        Column("need", ID, required=True),
    ),
    nodes=Nodes(_PROJECT, ("Project",)),
    links=(Link("MEETS", _PROJECT, Ref("need", ("needs",))),),
    rules=(
        in_order("proposed_on", "delivered_on"),
        in_order("delivered_on", "rated_on"),
        _rated_when_rated,
        _delivered_when_delivered,
    ),
    unique=(("id",),),
    places=(_LIES_IN,),
)

PROJECT_RESOURCES = Table(
    "project_resources",
    columns=(
        Column("project", ID, required=True),
        Column("resource", ID, required=True),
        Column("quantity", COUNT),
    ),
    links=(Link("USES", Ref("project", ("projects",)), Ref("resource", ("resources",)), {"quantity": "quantity"}),),
    unique=(("project", "resource"),),
)

_MEETING = Ref("id", ("joint_meetings",))

JOINT_MEETINGS = Table(
    "joint_meetings",
    columns=(
        _ID,
        _TITLE,
        Column("held_on", DAY, "heldOn", required=True),
        Column("agenda", TEXT, "agenda"),
        Column("resolutions", WORDS, "resolutions"),
        _PLACE,
        Column("committee", ID, required=True),
        Column("decided", IDS),
    ),
    nodes=Nodes(_MEETING, ("JointMeeting",)),
    links=(
        Link("HELD", Ref("committee", ("joint_committees",)), _MEETING),
        Link("DECIDED", _MEETING, Ref("decided", ("projects",))),
    ),
    unique=(("id",),),
    places=(_LIES_IN,),
)
