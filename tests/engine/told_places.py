"""What happens around places on the demo: points opened and closed, items offered, key places, hazards, policies."""

from datetime import timedelta
from typing import Any

from graphsvc.access.authenticator import SERVICE
from graphsvc.china import day_in_china
from graphsvc.cli.demo.story import Teller
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from tests.engine.told_patrol import DRAW, OPEN_PLAN
from tests.engine.told_patrol import REPORT as VISITED

OPEN = "mutation ($point: ServicePointInput!) { openServicePoint(point: $point) { id version } }"
CLOSE = """mutation ($id: ID!) { closeServicePoint(id: $id, expectedVersion: 1, reason: "搬迁") { id } }"""
ADD = "mutation ($item: ServiceItemInput!) { publishServiceItem(item: $item) { id version } }"
WITHDRAW = """mutation ($id: ID!) { withdrawServiceItem(id: $id, expectedVersion: 1, reason: "改为网办") { id } }"""
LIST = "mutation ($place: KeyPlaceInput!) { registerKeyPlace(place: $place) { id version } }"
RECORD_HAZARD = """mutation ($id: ID!, $version: Int!, $hazard: HazardInput!) {
  recordHazard(id: $id, expectedVersion: $version, hazard: $hazard) { id version } }"""
CLEAR = """mutation ($id: ID!) { clearHazard(id: $id, expectedVersion: 1, report: "已更换软管，现场复查") { id } }"""
DELIST = """mutation ($id: ID!) { delistKeyPlace(id: $id, expectedVersion: 1, reason: "已停业") { id } }"""
PUBLISH = """mutation ($notice: PolicyNoticeInput!) {
  publishPolicyNotice(notice: $notice) { id shares(first: 9, orderBy: [{ qualifiedCount: ASC }]) { nodes { id } } } }"""
REPORT_SHARE = """mutation ($id: ID!, $progress: PolicyProgressInput!) {
  reportPolicyShare(id: $id, expectedVersion: 1, progress: $progress) { id } }"""
CLOSE_SHARE = """mutation ($id: ID!) { closePolicyShare(id: $id, expectedVersion: 2, reason: "其余已迁出") { id } }"""
REVOKE_NOTICE = """mutation ($id: ID!) { revokePolicyNotice(id: $id, expectedVersion: 1, reason: "政策到期") { id } }"""
_UNITS = "MATCH (u:Unit) WHERE u.areaCode STARTS WITH '500103' RETURN u.id ORDER BY u.id LIMIT 3"
CLASSES = ("PARTY", "GOVERNMENT", "LIVING", "LAW", "HEALTH", "CULTURE", "COMMUNITY")
AREAS = ("500103012000", "500103012011", "500103012011001", "500103012011002", "500103012011")
HOURS = (
    {"recurrence": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "fromTime": "09:00", "toTime": "12:00"},
    {"recurrence": "FREQ=WEEKLY;BYDAY=SA,SU", "fromTime": "20:00", "toTime": "08:00"},
    {"recurrence": "FREQ=DAILY", "fromTime": "00:00", "toTime": "00:00"},
)


async def offer_services(teller: Teller, graph: Graph) -> None:
    """Open points of all classes, with hours and without, one of which is closed, and offer items at them."""
    points: list[str] = []
    for number, area in enumerate(AREAS):
        point: dict[str, Any] = {
            "area": area,
            "name": f"家门口服务点 {number}",
            "classes": [CLASSES[number], CLASSES[number + 2]],
            "address": f"桐花路 {number} 号",
            "hours": HOURS[: number % 4],
            "shutOn": ["2026-10-01"] if number == 2 else [],
            "access": ["LIFT"] if number % 2 else [],
            **({"longitude": 106.5, "latitude": 29.5, "phone": "023-68810000"} if number == 1 else {}),
        }
        points.append((await teller.asked(SERVICE, OPEN, point=point))["openServicePoint"]["id"])
    for number, (unit,) in enumerate(await graph.read(Statement(_UNITS))):
        item: dict[str, Any] = {
            "area": "500103012000",
            "department": unit,
            "title": ("养老保险登记", "法律咨询", "代购药品")[number],
            "itemClass": CLASSES[number],
            "ways": ["ON_THE_SPOT", "BY_AGENT"][: number + 1],
            "papers": ["身份证"] * number,
            "points": points[number:],
        }
        made = (await teller.asked(SERVICE, ADD, item=item))["publishServiceItem"]
        if number == 1:
            await teller.asked(SERVICE, WITHDRAW, id=made["id"])
    await teller.asked(SERVICE, CLOSE, id=points[-1])


async def watch_places(teller: Teller, graph: Graph) -> None:
    """List key places of some kinds, one of which leaves the list; record hazards at them, one of which is cleared."""
    units = [unit for (unit,) in await graph.read(Statement(_UNITS))]
    kinds = ("ENTERPRISE", "SMALL_EATERY", "SCHOOL", "ENTERPRISE", "SMALL_INN")
    listed: list[str] = []
    for number, (area, kind) in enumerate(zip(AREAS[1:], kinds, strict=False)):
        place: dict[str, Any] = {
            "area": area,
            "name": f"重点场所 {number}",
            "kind": kind,
            "address": f"桐花路 {number} 号",
            "staffCount": 12 * number,
            **({"operator": units[number % len(units)]} if number != 1 else {}),
            **({"partyConditions": True, "partyOrganization": number > 0} if kind == "ENTERPRISE" else {}),
            **({"longitude": 106.5, "latitude": 29.5, "phone": "023-68810001"} if number == 2 else {}),
        }
        listed.append((await teller.asked(SERVICE, LIST, place=place))["registerKeyPlace"]["id"])
    hazard = {"text": "灶间软管老化", "foundOn": "2026-11-20", "clearByOn": "2026-11-22"}
    for version, kind in enumerate(("GAS", "FIRE"), start=1):
        given = {"id": listed[1], "version": version, "hazard": {**hazard, "kind": kind}}
        made = (await teller.asked(SERVICE, RECORD_HAZARD, **given))["recordHazard"]
    await teller.asked(SERVICE, CLEAR, id=made["id"])
    given = {"id": listed[0], "version": 1, "hazard": {**hazard, "kind": "OTHER"}}
    await teller.asked(SERVICE, RECORD_HAZARD, **given)
    await teller.asked(SERVICE, DELIST, id=listed[3])
    await _visit(teller, listed[1])


async def _visit(teller: Teller, key_place: str) -> None:
    """Open a plan that goes to a key place, and report its first visit."""
    places = [{"grid": AREAS[2], "name": "老街小面", "keyPlace": key_place}, {"grid": AREAS[2], "name": "老街口"}]
    plan = {"area": AREAS[1], "name": "九小场所巡查", "kind": "SMALL_PREMISES", "places": places}
    today = day_in_china(teller.now)
    plan |= {"startsOn": today.isoformat(), "recurrence": "FREQ=DAILY"}
    made = (await teller.asked(SERVICE, OPEN_PLAN, plan=plan))["openPatrolPlan"]
    answer = await teller.asked(SERVICE, DRAW, id=made["id"], until=today.isoformat())
    times = {"startedAt": (teller.now - timedelta(hours=1)).isoformat(), "endedAt": teller.now.isoformat()}
    visits = [each["id"] for each in answer["drawUpVisits"]["visits"]["nodes"]]
    await teller.asked(SERVICE, VISITED, reports=[{"reportKey": each, "visit": each, **times} for each in visits])


async def tell_of_policies(teller: Teller, graph: Graph) -> None:
    """Publish notices for a subdistrict and a community, one of which is withdrawn; report and close their shares."""
    units = [unit for (unit,) in await graph.read(Statement(_UNITS))]
    for number, areas in enumerate((AREAS[1:2], AREAS[2:4], AREAS[1:2])):
        notice: dict[str, Any] = {
            "area": AREAS[0] if number != 1 else AREAS[1],
            "department": units[number],
            "title": ("高龄津贴", "困难家庭救助", "灵活就业补贴")[number],
            "text": "按月发放，凭身份证到服务点申请",
            "qualifies": "符合条件的常住居民",
            "tellByOn": "2026-12-10",
            "applyByOn": f"2026-12-{20 + number}",
            "shares": [{"area": area, "qualifiedCount": 8 + place} for place, area in enumerate(areas)],
        }
        made = (await teller.asked(SERVICE, PUBLISH, notice=notice))["publishPolicyNotice"]
        if number == 1:
            first, second = (each["id"] for each in made["shares"]["nodes"])
            for share, counts in ((first, (8, 8, 3)), (second, (9, 4, 0))):
                progress = dict(zip(("qualifiedCount", "toldCount", "answeredCount"), counts, strict=True))
                await teller.asked(SERVICE, REPORT_SHARE, id=share, progress=progress)
            await teller.asked(SERVICE, CLOSE_SHARE, id=first)
        if number == 2:
            await teller.asked(SERVICE, REVOKE_NOTICE, id=made["id"])
