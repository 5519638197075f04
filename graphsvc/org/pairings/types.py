"""Pairings as GraphQL shows them: open to everyone, as committees are; contacts and requests to both sides alone."""

from __future__ import annotations

from datetime import date, datetime

from graphsvc.cypher.fragments import holds, paired_on
from graphsvc.gql.schema.fields import Connection, Criterion, adds_to, along, at, node, one
from graphsvc.org.api.areas import PLACE, Area, Community, Node, Subdistrict
from graphsvc.org.api.units import Unit
from graphsvc.org.api.validity import AS_OF, lasting
from graphsvc.org.pairings.pairing import ContactWay, PairingRequestState

OVERDUE = Criterion(
    bool,
    f"({paired_on('@this', '$today')} AND @this.contactDueOn < $today) = $value",
    "It holds today, and the day by which the next contact was owed is over (联系逾期).",
)
HELD = Criterion(
    date,
    paired_on("@this", "$value"),
    "It holds on that day (包联日期).",
)


@node(
    "A unit or department that stands by a subdistrict or community: keeps in touch, and takes its requests (包联).",
    criteria={"contactOverdue": OVERDUE, "holdsOn": HELD},
)
class Pairing(Node):
    """A unit may stand by many areas, and an area may have many units."""

    version: int = at("version", "Counts its changes; a change names the one it has seen (版本).")
    since: date = at("since", "First day (起).", find=True, sort=True)
    until: date | None = at("until", "First day on which it no longer holds; null while it does (止).", find=True)
    contact_every_days: int = at("contactEveryDays", "A contact is owed every so many days (联系间隔天数).")
    last_contact_on: date | None = at("lastContactOn", "Day of the last contact (最近联系).", find=True, sort=True)
    contact_due_on: date = at("contactDueOn", "Day by which the next one is owed (应联系日期).", find=True, sort=True)
    end_reason: str | None = at("endReason", "Why it was ended (结束原因).")
    unit: Unit | None = one("<-[:HOLDS_PAIRING]-", "The unit that stands by the area (包联单位).", find=True)
    contacts: Connection[PairingContact] = along(
        "<-[:CONTACT_OF]-", "When both were in touch, as far as the caller sees it (联系记录).", find=True, sort=True
    )
    requests: Connection[PairingRequest] = along(
        "<-[:ASKED_UNDER]-", "What the area has asked for, as far as the caller sees it (派单).", find=True, sort=True
    )
    area: Area | None = one(PLACE, "The subdistrict or community it stands by (包联区域).", find=True)


@node("A time that a unit and the area it stands by were in touch; never changed (包联联系记录).")
class PairingContact(Node):
    """Read in the area and by the unit."""

    version: int = at("version", "Always 1, as nothing changes it (版本).")
    contacted_on: date = at("contactedOn", "Day of it (联系日期).", find=True, sort=True)
    way: ContactWay = at("way", "How (联系方式).", find=True)
    content: str = at("content", "What was talked about and found (联系内容).")
    recorded_at: datetime = at("recordedAt", "When it was recorded (登记时间).")
    pairing: Pairing | None = one("-[:CONTACT_OF]->", "What both were in touch for (包联).", find=True)
    area: Area | None = one(PLACE, "Where (所在区域).", find=True)


@node("Something that an area asks of a unit that stands by it (包联派单).")
class PairingRequest(Node):
    """Read in the area and by the unit."""

    state: PairingRequestState = at("state", "Where it stands (接单状态).", find=True, sort=True)
    version: int = at("version", "Counts its changes; a change names the one it has seen (版本).")
    content: str = at("content", "What is asked for (派单内容).")
    placed_on: date = at("placedOn", "Day it was placed (派单日期).", find=True, sort=True)
    due_on: date = at("dueOn", "Last day to have it done (办理期限).", find=True, sort=True)
    finished_on: date | None = at("finishedOn", "Day the unit had it done (办理日期).", find=True, sort=True)
    report: str | None = at("report", "What the unit says was done (办理反馈).")
    note: str | None = at("note", "What was said at its last step that is no report (说明).")
    moved_at: datetime | None = at("movedAt", "When its last step was taken (更新时间).")
    pairing: Pairing | None = one("-[:ASKED_UNDER]->", "What gives the area the right to ask (包联).", find=True)
    unit: Unit | None = one(
        "MATCH (@this)-[:ASKED_UNDER]->(:Pairing)<-[:HOLDS_PAIRING]-(@it:Unit)",
        "The unit it is placed with (承办单位).",
    )
    area: Area | None = one(PLACE, "Where (所在区域).", find=True)


@adds_to(Unit)
class UnitPairings:
    """Which areas a unit stands by."""

    pairings: Connection[Pairing] = lasting(
        "-[:HOLDS_PAIRING]->", "Areas that it stands by (包联区域).", find=True, sort=True
    )


HELD_WITH = f"MATCH (@it:Pairing {{areaCode: @this.code}})\nWHERE {holds('@it')}"


@adds_to(Subdistrict)
class SubdistrictPairings:
    """Which units stand by it."""

    pairings: Connection[Pairing] = along(
        HELD_WITH, "Units that stand by it (包联单位).", find=True, sort=True, as_of=AS_OF
    )


@adds_to(Community)
class CommunityPairings:
    """Which units stand by it."""

    pairings: Connection[Pairing] = along(
        HELD_WITH, "Units that stand by it (包联单位).", find=True, sort=True, as_of=AS_OF
    )
