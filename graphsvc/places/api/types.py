"""Service points and items as GraphQL shows them: open to everyone who is signed in, as what is posted at the door."""

from __future__ import annotations

from datetime import date, datetime

from graphsvc.china import in_utc
from graphsvc.cypher.fragments import opened_on
from graphsvc.gql.schema.fields import Connection, Criterion, adds_to, along, at, each, node, one, row
from graphsvc.org.api.areas import BY_DEGREES, PLACE, Area, Community, Node, Subdistrict
from graphsvc.org.api.units import Unit
from graphsvc.places.model.hours import MOST_HOURS
from graphsvc.places.model.items import ServiceItemState, ServiceWay
from graphsvc.places.model.points import Accessibility, ServicePointClass, ServicePointState
from graphsvc.places.store.fragments import open_at, stale_on

HOURS = """\
UNWIND range(0, coalesce(size(@this.hourRules), 0) - 1) AS @edge
WITH {number: @edge, rule: @this.hourRules[@edge], from: @this.hourFroms[@edge], \
to: @this.hourTos[@edge]} AS @it, @edge"""
UNDER = "MATCH (@it:ServicePoint)\nWHERE @it.areaCode STARTS WITH @this.prefix"
POINT_CRITERIA = {
    "serviceClass": Criterion(
        ServicePointClass,
        "($value IN @this.classes)",
        "Offers this kind of service (服务类别).",
        read=lambda kind: kind.value,
    ),
    "offersAccess": Criterion(
        Accessibility,
        "($value IN @this.access)",
        "Has this for who needs it (无障碍条件).",
        read=lambda kind: kind.value,
    ),
    "openAt": Criterion(datetime, open_at("@this", "$value"), "Open at this moment (此时开放).", read=in_utc),
    "thereOn": Criterion(date, opened_on("@this", "$value"), "There on this day (当日在册)."),
    "staleOn": Criterion(date, stale_on("@this", "$value"), "There on this day, to be verified by it (到此日待核实)."),
    **BY_DEGREES,
}
ITEM_CRITERIA = {
    "way": Criterion(
        ServiceWay, "($value IN @this.ways)", "Can be had in this way (办理方式).", read=lambda way: way.value
    ),
}


def _clock(minute: str) -> str:
    """Minutes of a day as a time, such as 08:30."""
    return f"right('0' + toString({minute} / 60), 2) + ':' + right('0' + toString({minute} % 60), 2)"


@row("A stretch of opening hours that comes every week (开放时间).", order=("@this.number",))
class OpeningHours:
    """`@this` is a map."""

    number: int = at("@this.number", "Its number, from 0 (序号).")
    recurrence: str = at("@this.rule", "On which days: a rule of RFC 5545 (开放日).")
    from_time: str = at(_clock("@this.from"), "From when on those days, such as 08:30 (开门).")
    to_time: str = at(_clock("@this.to"), "Until when; on the next day where it is not after the start (关门).")


@node("A place at the door where services are offered (服务点).", criteria=POINT_CRITERIA)
class ServicePoint(Node):
    """Where, when, how to get in."""

    name: str = at("name", "What it is called (服务点名称).", find=True, sort=True)
    classes: list[ServicePointClass] = at("classes", "Kinds of service it offers (服务类别).")
    state: ServicePointState = at("state", "Whether it is there (服务点状态).", find=True, sort=True)
    version: int = at("version", "Counts its changes; a change names the one it has seen (版本).")
    address: str = at("address", "Street and number, or how to find it (地址).", find=True)
    longitude: float | None = at("longitude", "Degrees, WGS 84 (经度).")
    latitude: float | None = at("latitude", "Degrees, WGS 84 (纬度).")
    phone: str | None = at("phone", "Phone of the office (办公电话).")
    hours: list[OpeningHours] = each(
        HOURS, f"When it is open, at most {MOST_HOURS}; empty where nobody told (开放时间).", most=MOST_HOURS
    )
    shut_on: list[date] = at("shutOn", "Days on which it is shut all the same, such as holidays (休息日).")
    open_now: bool = at(
        open_at("@this", "$now"), "Whether it is open now; false where its hours are unknown (现在开放)."
    )
    access: list[Accessibility] = at("access", "For who cannot walk, see or hear well (无障碍条件).")
    opened_on: date = at("openedOn", "First day (设立日期).", find=True, sort=True)
    closed_on: date | None = at("closedOn", "First day on which it is there no more (撤销日期).", find=True, sort=True)
    verified_on: date = at("verifiedOn", "Last day on which somebody said it is so (核实日期).", find=True, sort=True)
    verify_by_on: date = at("verifyBy", "Last day on which that is relied on (核实期限).", find=True, sort=True)
    stale: bool = at(stale_on("@this", "$today"), "Past that day (待核实).")
    note: str | None = at("note", "Why it was closed (撤销原因).")
    items: Connection[ServiceItem] = along(
        "<-[:OFFERED_AT]-", "Items it offers (服务事项).", where="@it.state = 'OFFERED'", find=True
    )
    area: Area | None = one(PLACE, "Where it stands (所在区域).", find=True)


@node("Something that a department offers at points (服务事项).", criteria=ITEM_CRITERIA)
class ServiceItem(Node):
    """What, how, with which papers."""

    title: str = at("title", "What is done, in a few words (事项名称).", find=True, sort=True)
    aliases: list[str] = at("aliases", "What people call it (通俗叫法).")
    item_class: ServicePointClass = at("class", "Which of the seven kinds it is (服务类别).", find=True, sort=True)
    state: ServiceItemState = at("state", "Whether it is offered (服务事项状态).", find=True, sort=True)
    version: int = at("version", "Counts its changes; a change names the one it has seen (版本).")
    ways: list[ServiceWay] = at("ways", "How it can be had (办理方式).")
    papers: list[str] = at("papers", "What to bring (所需材料).")
    offered_on: date = at("offeredOn", "First day (起).", find=True, sort=True)
    withdrawn_on: date | None = at("withdrawnOn", "First day on which it is offered no more (取消日期).", find=True)
    note: str | None = at("note", "Why it was withdrawn (取消原因).")
    department: Unit | None = one("-[:RUN_BY]->", "Whose business it is (主管部门).", find=True)
    points: Connection[ServicePoint] = along(
        "-[:OFFERED_AT]->", "Open points that offer it (服务点).", where="@it.state = 'OPEN'", find=True
    )
    area: Area | None = one(PLACE, "For whose people it is (服务区域).", find=True)


@adds_to(Community)
class CommunityServices:
    """Services of a community."""

    service_points: Connection[ServicePoint] = along(UNDER, "Service points in it, also closed ones (服务点).")


@adds_to(Subdistrict)
class SubdistrictServices:
    """Services of a subdistrict."""

    service_points: Connection[ServicePoint] = along(UNDER, "Service points in it, also closed ones (服务点).")


@adds_to(Unit)
class UnitServices:
    """What a department offers."""

    service_items: Connection[ServiceItem] = along("<-[:RUN_BY]-", "Items it offers at points (服务事项).")
