"""A community whose need and whose hospital's entries others put on lists, and who asks about them."""

from datetime import timedelta
from typing import Any

from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.china import day_in_china
from graphsvc.cypher.statement import Statement
from tests.engine.cases_world import START
from tests.engine.desk import COMMUNITY, DISTRICT_OFFICE, ELSEWHERE, GRID, STREET_OFFICE, VIEWER, Desk
from tests.shared_graph import everything

TODAY = day_in_china(START)
HOSPITAL = Principal("of-u-1", Role.DEPARTMENT, (), "u-1")
SCHOOL = Principal("of-u-2", Role.DEPARTMENT, (), "u-2")
COLLEAGUE = Principal("street-too", Role.SUBDISTRICT_OFFICIAL, STREET_OFFICE.areas)
SYSTEM = Principal("system", Role.SYSTEM)
GROUND = """\
CREATE (t:Node:Topic {id: 'topic-01', code: '01', name: '养老助老'})
CREATE (u:Node:Unit {id: 'u-1', name: '甲医院', areaCode: '500103012011'})
CREATE (v:Node:Unit {id: 'u-2', name: '乙学校', areaCode: '500103012011'})
CREATE (n:Node:Need {id: 'n-1', title: '体检', status: 'OPEN', urgency: 'NORMAL', raisedOn: $today,
  areaCode: '500103012011'})
CREATE (r:Node:Resource {id: 'r-1', title: '食堂', kind: 'SERVICE', status: 'ACTIVE', capacity: 3, contact: '总务处',
  areaCode: '500103012011', serviceArea: '500103012011', servicePrefix: '500103012011'})<-[:OFFERS]-(u)
CREATE (p:Node:Resource {id: 'r-2', title: '会议室', kind: 'VENUE', status: 'PAUSED',
  areaCode: '500103012011', serviceArea: '500103012011', servicePrefix: '500103012011'})<-[:OFFERS]-(u)"""
OWN = "发布人、修改人不能替单位确认自己发布或修改的条目。"
GROUND_GIVEN = ', note: "单位盖章的同意书"'
SHOWN = "id state version askedOn"
RESOURCE = (
    'title: "免费接种", area: "500103012011", serviceArea: "500103012000", capacity: 1000, '
    'kind: SERVICE, topics: ["01"]'
)
NEED = 'title: "术后照看", area: "500103012011", topics: ["01"]'


WAITING_FOR = ("district", "of-u-1", "street")
"""Before whom an entry of the hospital lies that waits for its yes: before the hospital, and above its place."""


async def publish(desk: Desk, caller: Principal, kind: str, by: str) -> Any:
    fields, whose = (RESOURCE, "offeredBy") if kind == "Resource" else (NEED, "raisedBy")
    text = f'mutation {{ publish{kind}({kind.lower()}: {{ {fields}, {whose}: "{by}" }}) {{ {SHOWN} }} }}'
    return (await desk.data(caller, text))[f"publish{kind}"]


async def asked_ago(desk: Desk, entry: Any, days: int) -> None:
    text = "MATCH (n:Node {id: $id}) SET n.askedOn = $day"
    await desk.graph.write(Statement(text, {"id": entry["id"], "day": TODAY - timedelta(days=days)}))


def change(name: str, entry: Any, more: str = "") -> str:
    return f'mutation {{ {name}(id: "{entry["id"]}", expectedVersion: {entry["version"]}{more}) {{ {SHOWN} }} }}'


async def turn(desk: Desk, caller: Principal, name: str, entry: Any, more: str = "") -> Any:
    return (await desk.data(caller, change(name, entry, more)))[name]


async def refused(desk: Desk, caller: Principal, name: str, entry: Any, more: str = "") -> tuple[str, str]:
    """Code and words of the refusal; nothing was written."""
    before = await everything(desk.graph, "Need", "Resource", "LogEntry")
    body = (await desk.ask(caller, change(name, entry, more))).body
    assert await everything(desk.graph, "Need", "Resource", "LogEntry") == before
    error = body["errors"][0]
    return error["extensions"]["code"], error["extensions"]["zh"]


async def waiting(desk: Desk, kind: str) -> dict[str, list[str]]:
    """Before whom entries wait, by who asks."""
    found = {}
    root = f"{kind.lower()}sToConfirm"
    for caller in (HOSPITAL, SCHOOL, GRID, COMMUNITY, STREET_OFFICE, DISTRICT_OFFICE, ELSEWHERE, VIEWER):
        page = (await desk.data(caller, f"{{ {root} {{ totalCount nodes {{ id }} }} }}"))[root]
        assert page["totalCount"] == len(page["nodes"])
        if page["nodes"]:
            found[caller.subject] = [each["id"] for each in page["nodes"]]
    return found


async def actions(desk: Desk, caller: Principal, entry: Any) -> dict[str, str]:
    """Every action with its reason against it; needed reasons are marked."""
    text = f'{{ entryActions(entry: "{entry["id"]}") {{ action allowed reason needsReason }} }}'
    found = (await desk.data(caller, text))["entryActions"]
    assert all(each["allowed"] == (each["reason"] is None) for each in found)
    return {each["action"] + "!" * each["needsReason"]: each["reason"] or "" for each in found}
