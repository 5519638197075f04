"""A demo on which something has happened: cases brought to their end or open, tasks, registrations, centres, grids."""

from datetime import UTC, datetime, timedelta
from typing import Any

from graphsvc.access.address import to_person
from graphsvc.access.authenticator import SERVICE
from graphsvc.app import documents
from graphsvc.cases.model.calendar import Calendar
from graphsvc.cli.demo.story import Teller, begins
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from tests.conftest import KEYS, RECORD
from tests.engine.told_command import command
from tests.engine.told_patrol import patrol
from tests.engine.told_places import offer_services, tell_of_policies, watch_places
from tests.engine.told_registrations import register

NOW = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
CASES = FILES = 3

_DISPATCH = """mutation ($title: String!, $dueAt: DateTime) { dispatchTask(task: {
  area: "500103012011", title: $title, dueAt: $dueAt, items: [{ text: "看", required: false }, { text: "记" }],
  receivers: { areas: ["500103012011001", "500103012011002", "500103012011003"], units: ["unit-01"] }
}) { shares { nodes { id version } } } }"""
_ACCEPT = """mutation ($id: ID!, $version: Int!) {
  acceptAssignment(id: $id, expectedVersion: $version) { version } }"""
_TICK = """mutation ($id: ID!, $version: Int!, $items: [Int!]!) {
  tickAssignment(id: $id, expectedVersion: $version, items: $items) { version } }"""
_RAISE = """mutation ($files: [ID!]) { discoverCase(case: {
  area: "500103012011002", category: "C02", title: "三单元停水", urgency: URGENT, attachments: $files }) { id } }"""
_UPLOAD = """UNWIND $ids AS id
CREATE (:Upload {id: id, by: $by, at: $at, kind: 'PDF', name: '报告.pdf', byteCount: 9, sha256: '0'})"""
_REDRAW = """mutation ($code: ID!, $name: String!) { redrawAreas(changes: [{
  kind: RENAMED, effectiveOn: "2026-11-20", code: $code, name: $name, document: "大坪街办〔2026〕7号" }]) { id } }"""
_MERGE = """mutation ($id: ID!, $cases: [ID!]!) {
  mergeCase(id: $id, expectedVersion: 1, cases: $cases, reason: "同一处停水") { id } }"""
_DEPUTY = "mutation ($deputyship: DeputyshipInput!) { openDeputyship(deputyship: $deputyship) { id } }"
_HOLIDAYS = """mutation { setHolidays(id: "holiday-table", expectedVersion: 0, document: "国办发明电〔2026〕9号",
  days: [{ fallsOn: "2027-02-06", kind: HOLIDAY, name: "春节" }]) { id } }"""
_SERVING = """MATCH (p:Person)-[s:SERVES_IN]->(g:Grid)
WHERE g.code STARTS WITH '500103012011' AND s.until IS NULL RETURN DISTINCT p.id ORDER BY p.id LIMIT 4"""
_TAKEN = "{ id version calls { nodes { id } } }"
_HELD = f"""mutation ($id: ID!, $version: Int!, $until: DateTime!, $call: ID) {{
  askPause(id: $id, expectedVersion: $version, call: $call, until: $until, reason: "等配件") {_TAKEN} }}"""
_ACCEPT_CASE = f"mutation ($id: ID!, $version: Int!) {{ acceptCase(id: $id, expectedVersion: $version) {_TAKEN} }}"
_WHISTLE = f"""mutation ($id: ID!, $version: Int!) {{ whistleCase(id: $id, expectedVersion: $version,
  departments: ["unit-01", "unit-02"], kind: EMERGENCY) {_TAKEN} }}"""
_SIGN = f"""mutation ($id: ID!, $version: Int!, $call: ID!) {{
  signCall(id: $id, expectedVersion: $version, call: $call) {_TAKEN} }}"""


async def tell(graph: Graph) -> None:
    """On the demo, play cases to their end, raise one more with files, give out tasks, register members and units."""
    teller = Teller(documents(), graph, RECORD, KEYS, Calendar(), begins(NOW))
    for _ in range(CASES):
        await teller.play()
    files = [f"attachment-{number:032}" for number in range(FILES)]
    await graph.write(Statement(_UPLOAD, {"ids": files, "by": SERVICE.subject, "at": teller.now}))
    raised = await teller.asked(SERVICE, _RAISE, files=files)
    await _held_up(teller, raised["discoverCase"]["id"])
    await _on_leave(teller, graph)
    await teller.asked(SERVICE, _HOLIDAYS)
    first, *others = [(await teller.asked(SERVICE, _RAISE))["discoverCase"]["id"] for _ in range(4)]
    await teller.asked(SERVICE, _MERGE, id=first, cases=others)
    for number in range(3):
        await _dispatched(teller, number)
    for number, name in enumerate("一二三", start=1):
        await teller.asked(SERVICE, _REDRAW, code=f"50010301201100{number}", name=f"马家堡第{name}网格")
    await register(teller, graph)
    await command(teller, graph)
    await patrol(teller, graph)
    await offer_services(teller, graph)
    await watch_places(teller, graph)
    await tell_of_policies(teller, graph)


async def _on_leave(teller: Teller, graph: Graph) -> None:
    """People of the grids act for one another, one after the other, and one for nobody in particular."""
    rows = await graph.read(Statement(_SERVING))
    people = [id_ for (id_,) in rows]
    begin = teller.now + timedelta(hours=1)
    for number, absent in enumerate((people[0], people[0], None)):
        days = {"startsAt": begin + timedelta(days=number), "endsAt": begin + timedelta(days=number + 1)}
        span = {name: moment.isoformat() for name, moment in days.items()}
        of = {"role": "GRID_WORKER", "place": "500103012011001", "person": people[1 + number], "absent": absent}
        await teller.asked(SERVICE, _DEPUTY, deputyship={**of, **span, "reason": "年休假"})


async def _held_up(teller: Teller, id_: str) -> None:
    """Two departments of a case ask for a pause."""
    case: dict[str, Any] = {"version": 1}
    for text in (_ACCEPT_CASE, _WHISTLE):
        (case,) = (await teller.asked(SERVICE, text, id=id_, version=case["version"])).values()
    until = (teller.now + timedelta(days=1)).isoformat()
    for call in case["calls"]["nodes"]:
        for text, end in ((_SIGN, {}), (_HELD, {"until": until})):
            given = {"id": id_, "version": case["version"], "call": call["id"], **end}
            (case,) = (await teller.asked(SERVICE, text, **given)).values()


async def _dispatched(teller: Teller, number: int) -> None:
    due = (teller.now + timedelta(days=number)).isoformat() if number else None
    data: dict[str, Any] = await teller.asked(SERVICE, _DISPATCH, title=f"巡查 {number}", dueAt=due)
    share = data["dispatchTask"]["shares"]["nodes"][0]
    version = share["version"]
    for text, more in ((_ACCEPT, {}), (_TICK, {"items": [0]}), (_TICK, {"items": [1]})):
        teller.now += timedelta(minutes=1)
        answer = await teller.asked(SERVICE, text, id=share["id"], version=version, **more)
        version = next(iter(answer.values()))["version"]


_NOTICES = """\
UNWIND range(1, 9) AS number
CREATE (:NoticeEndpoint {id: 'endpoint-' + number, areaCode: '500103012000', state: 'ACTIVE', name: '端点 ' + number,
  version: 1, way: 'WEBHOOK', target: 'https://', to: '', kinds: ['CALL'], detail: 'FULL', failures: number % 3,
  madeAt: datetime() + duration({minutes: number % 4})})
CREATE (:EventSubscription {id: 'subscription-' + number, areaCode: '500103012000', state: 'ACTIVE', version: 1,
  name: '订阅 ' + number, target: 'https://', types: [], failures: number % 3,
  madeAt: datetime() + duration({minutes: number % 4})})
CREATE (:Notice {id: 'notice-500103-' + number + '-1', to: $to, kind: 'CALL', action: 'CASE_WHISTLE', text: '【吹哨】',
  at: datetime() + duration({minutes: number % 4}), readBy: [], urgent: false, place: '大坪街道',
  areaCode: '500103012000', subject: 'unit-01'})
CREATE (:NoticeDelivery {id: 'delivery-1-500103-' + number + '-1', endpoint: 'endpoint-1', kind: 'CALL',
  notice: 'notice-500103-' + number + '-1', state: CASE number % 2 WHEN 0 THEN 'SENT' ELSE 'DEAD' END,
  attempts: number % 3, areaCode: '500103012000', madeAt: datetime() + duration({minutes: number % 4})})"""


async def tell_notices(graph: Graph) -> None:
    """Write notices for the service, and an endpoint that they have gone to."""
    await graph.write(Statement(_NOTICES, {"to": to_person(SERVICE.subject)}))
