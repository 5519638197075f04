"""Needs of members and units as GraphQL shows them, to themselves and to who answers them."""

from __future__ import annotations

from datetime import date, datetime

from graphsvc.gql.schema.fields import Connection, adds_to, along, at, node, one
from graphsvc.org.api.areas import PLACE, Area, Community, Node
from graphsvc.org.api.people import Person
from graphsvc.org.api.units import Unit
from graphsvc.registration.api.types import Registration
from graphsvc.registration.model.registration import RegistrantKind
from graphsvc.registration.needs.need import RegistrantNeedState, RegistrantNeedTopic


@node("What a registered member or unit needs; read by itself and by who answers it (党员和单位需求).")
class RegistrantNeed(Node):
    """In no search index, and seen neither by auditors nor by the district."""

    kind: RegistrantKind = at("kind", "Whether a unit or a member needs it (需求主体).", find=True, sort=True)
    topic: RegistrantNeedTopic = at("topic", "What it is about (需求事项).", find=True, sort=True)
    state: RegistrantNeedState = at("state", "Where it stands (办理状态).", find=True, sort=True)
    version: int = at("version", "Counts its changes; a change names the one it has seen (版本).")
    content: str = at("content", "In their words (内容).")
    raised_on: date = at("raisedOn", "Day it was raised (提出日期).", find=True, sort=True)
    needed_on: date | None = at("neededOn", "Day by which it is needed (需要日期).", find=True, sort=True)
    answer: str | None = at("answer", "What was said at its last step (答复).")
    met_on: date | None = at("metOn", "Day it was met (办结日期).", find=True, sort=True)
    moved_at: datetime | None = at("movedAt", "When its last step was taken (更新时间).")
    registration: Registration | None = one("-[:NEEDED_BY]->", "Under which it was raised (报到).", find=True)
    person: Person | None = one(
        "MATCH (@this)-[:NEEDED_BY]->(:Registration)-[:REGISTERS]->(@it:Person)", "The member (党员)."
    )
    unit: Unit | None = one(
        "MATCH (@this)-[:NEEDED_BY]->(:Registration)-[:REGISTERS]->(@it:Unit)", "The workplace (单位)."
    )
    area: Area | None = one(PLACE, "Where the registrant is registered (所在区域).")


@adds_to(Registration)
class RegistrationNeeds:
    """What a registrant needs."""

    needs: Connection[RegistrantNeed] = along(
        "<-[:NEEDED_BY]-", "What the member or unit needs of the community (提出的需求).", find=True
    )


@adds_to(Community)
class CommunityRegistrantNeeds:
    """What is needed of a community by who is registered there."""

    registrant_needs: Connection[RegistrantNeed] = along(
        "MATCH (@it:RegistrantNeed)\nWHERE @it.areaCode STARTS WITH @this.prefix",
        "What members and units registered here need (党员和单位需求).",
        find=True,
    )
