"""Projects lie before who owes the next step, late ones before the superior too; what is mine is listed."""

from datetime import timedelta
from typing import Any

import pytest

from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.china import day_in_china
from graphsvc.cobuilding.store.desk import CYPHER
from graphsvc.cobuilding.store.projects import HELD_BY
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from tests.engine.cases_world import START
from tests.engine.desk import COMMUNITY, DISTRICT_OFFICE, GRID, STREET_OFFICE, VIEWER, Desk
from tests.plans import scans

TODAY = day_in_china(START)
HOSPITAL = Principal("of-u-1", Role.DEPARTMENT, (), "u-1")
STRANGER = Principal("of-u-2", Role.DEPARTMENT, (), "u-2")
WHO = (HOSPITAL, STRANGER, COMMUNITY, STREET_OFFICE, DISTRICT_OFFICE)
GROUND = """\
CREATE (t:Node:Topic {id: 'topic-01', code: '01', name: '养老助老'})
CREATE (u:Node:Unit {id: 'u-1', name: '甲医院', areaCode: '500103012011'})
CREATE (v:Node:Unit {id: 'u-2', name: '乙学校', areaCode: '500103012011'})
CREATE (n:Node:Need {id: 'n-1', title: '送餐', status: 'OPEN', urgency: 'NORMAL', raisedOn: $today,
  areaCode: '500103012011'})
CREATE (r:Node:Resource {id: 'r-1', title: '食堂', kind: 'SERVICE', status: 'ACTIVE', capacity: 3,
  areaCode: '500103012011', serviceArea: '500103012011', servicePrefix: '500103012011'})<-[:OFFERS]-(u)"""
ENTRY = "id version state light dueOn coordinatedOn"


async def inboxes(desk: Desk) -> dict[str, list[str]]:
    """Whose desks hold something, and what."""
    found = {}
    for caller in WHO:
        page = (await desk.data(caller, "{ myProjects { totalCount nodes { id light } } }"))["myProjects"]
        assert page["totalCount"] == len(page["nodes"])
        if page["nodes"]:
            found[caller.subject] = [f"{each['id']} {each['light']}" for each in page["nodes"]]
    return found


async def step(desk: Desk, caller: Principal, name: str, project: Any, more: str = "") -> Any:
    text = f'mutation {{ {name}(id: "{project["id"]}", expectedVersion: {project["version"]}{more}) {{ {ENTRY} }} }}'
    return (await desk.data(caller, text))[name]


async def actions(desk: Desk, caller: Principal, project: Any) -> list[str]:
    text = f'{{ projectActions(project: "{project["id"]}") {{ action side allowed reason }} }}'
    found = (await desk.data(caller, text))["projectActions"]
    assert all(each["allowed"] == (each["reason"] is None) for each in found)
    return [each["action"] + (f" {each['side']}" if each["side"] else "") for each in found if each["allowed"]]


async def proposed(desk: Desk) -> Any:
    await desk.graph.write(Statement(GROUND, {"today": TODAY}))
    uses = '[{ resource: "r-1", quantity: 2 }]'
    text = f'mutation {{ proposeProject(need: "n-1", title: "送餐上门", uses: {uses}) {{ {ENTRY} }} }}'
    return (await desk.data(COMMUNITY, text))["proposeProject"]


async def test_each_step_lies_before_who_owes_it_and_only_who_may_is_offered_it(desk: Desk) -> None:
    project = await proposed(desk)
    due = (TODAY + timedelta(days=7)).isoformat()
    assert (project["light"], project["dueOn"]) == ("GREEN", due)
    line = [f"{project['id']} GREEN"]
    assert await inboxes(desk) == {"of-u-1": line}
    assert await actions(desk, HOSPITAL, project) == ["CLAIM", "DECLINE", "WITHDRAW"]
    assert await actions(desk, STRANGER, project) == []
    project = await step(desk, HOSPITAL, "claimProject", project)
    assert await inboxes(desk) == {"community": line}
    assert await actions(desk, COMMUNITY, project) == ["COORDINATE", "WITHDRAW"]
    project = await step(desk, COMMUNITY, "coordinateProject", project)
    assert (project["coordinatedOn"], await inboxes(desk)) == (TODAY.isoformat(), {"of-u-1": line})
    project = await step(desk, HOSPITAL, "deliverProject", project)
    assert await inboxes(desk) == {"community": line}
    assert await actions(desk, HOSPITAL, project) == []
    project = await step(desk, COMMUNITY, "feedBackProject", project, ', feedback: "老人满意"')
    assert await inboxes(desk) == {"of-u-1": line, "community": line}
    assert await actions(desk, COMMUNITY, project) == ["RATE COMMUNITY"]
    project = await step(desk, COMMUNITY, "rateProject", project, ", side: COMMUNITY, rating: 5")
    assert await inboxes(desk) == {"of-u-1": line}
    assert await actions(desk, HOSPITAL, project) == ["RATE UNIT"]
    project = await step(desk, HOSPITAL, "rateProject", project, ", side: UNIT, rating: 4")
    assert (project["light"], project["dueOn"], await inboxes(desk)) == (None, None, {})


@pytest.mark.parametrize(
    ("days", "light", "who"),
    [
        (5, "GREEN", ["of-u-1"]),
        (6, "YELLOW", ["of-u-1"]),
        (7, "YELLOW", ["of-u-1"]),
        (8, "RED", ["of-u-1", "street"]),
        (22, "RED", ["of-u-1", "street"]),
        (23, "RED", ["of-u-1", "street", "district"]),
    ],
)
async def test_what_is_late_lies_before_the_superior_too(desk: Desk, days: int, light: str, who: list[str]) -> None:
    project = await proposed(desk)
    await desk.graph.write(
        Statement("MATCH (p:Project) SET p.proposedOn = $day", {"day": TODAY - timedelta(days=days)})
    )
    assert await inboxes(desk) == {name: [f"{project['id']} {light}"] for name in who}


async def test_a_rating_that_nobody_gave_in_its_time_is_asked_for_no_more_and_still_taken(desk: Desk) -> None:
    project = await proposed(desk)
    text = "MATCH (p:Project) SET p.state = 'FEEDBACK', p.feedbackOn = $day"
    await desk.graph.write(Statement(text, {"day": TODAY - timedelta(days=16)}))
    assert await inboxes(desk) == {}
    assert await actions(desk, COMMUNITY, project) == ["RATE COMMUNITY"]


async def test_projects_are_paged_by_deadline_and_filtered_by_it(desk: Desk) -> None:
    await proposed(desk)
    text = """\
MATCH (r:Resource) UNWIND range(1, 3) AS n
CREATE (:Node:Project {id: 'p-' + n, title: '共建', state: 'PROPOSED', areaCode: '500103012011',
  proposedOn: $today - duration({days: n})})-[:USES]->(r)"""
    await desk.graph.write(Statement(text, {"today": TODAY}))
    page = "query ($after: String) { myProjects(first: 2, after: $after) { nodes { id } pageInfo { endCursor } } }"
    first = (await desk.data(HOSPITAL, page))["myProjects"]
    assert [each["id"] for each in first["nodes"]] == ["p-3", "p-2"]
    second = (await desk.data(HOSPITAL, page, after=first["pageInfo"]["endCursor"]))["myProjects"]
    assert (second["nodes"][0]["id"], len(second["nodes"])) == ("p-1", 2)
    before = (TODAY + timedelta(days=5)).isoformat()
    sought = f'{{ projects(filter: {{ dueOn: {{ equals: "{before}" }} }}) {{ nodes {{ id }} }} }}'
    assert (await desk.data(COMMUNITY, sought))["projects"]["nodes"] == [{"id": "p-2"}]


async def test_what_somebody_has_put_in_is_listed_for_them_alone(desk: Desk) -> None:
    project = await proposed(desk)
    fields = 'title: "{}", area: "500103012011", topics: ["01"]'
    need = fields.format("送药") + ', raisedBy: "500103012011"'
    resource = fields.format("药箱") + ', kind: SERVICE, serviceArea: "500103012011", offeredBy: "u-1"'
    need_id = (await desk.data(COMMUNITY, f"mutation {{ publishNeed(need: {{ {need} }}) {{ id }} }}"))["publishNeed"]
    text = f"mutation {{ publishResource(resource: {{ {resource} }}) {{ id }} }}"
    resource_id = (await desk.data(HOSPITAL, text))["publishResource"]
    case = 'area: "500103012011001", category: "C05", title: "路灯不亮"'
    case_id = (await desk.data(GRID, f"mutation {{ discoverCase(case: {{ {case} }}) {{ id }} }}"))["discoverCase"]
    mine = "{ myNeeds { totalCount nodes { id } } myResources { nodes { id } } myProposals { nodes { id } } }"
    assert await desk.data(COMMUNITY, mine) == {
        "myNeeds": {"totalCount": 1, "nodes": [need_id]},
        "myResources": {"nodes": []},
        "myProposals": {"nodes": [{"id": project["id"]}]},
    }
    assert (await desk.data(HOSPITAL, mine))["myResources"]["nodes"] == [resource_id]
    cases = "{ myCases { totalCount nodes { id } } }"
    assert (await desk.data(GRID, cases))["myCases"] == {"totalCount": 1, "nodes": [case_id]}
    assert (await desk.data(COMMUNITY, cases))["myCases"] == {"totalCount": 0, "nodes": []}


async def test_whom_to_ask_is_read_by_who_must_call_and_set_by_the_unit_or_its_place(desk: Desk) -> None:
    await proposed(desk)
    await desk.graph.write(Statement("MATCH (r:Resource) SET r.contact = '食堂值班室 023-60000000'"))
    text = (
        'mutation { setUnitContact(id: "u-1", expectedVersion: 0, contact: "党办 023-60000001") { contact version } }'
    )
    mobile = text.replace("党办 023-60000001", "张三 13812345678")
    refused = (await desk.ask(HOSPITAL, mobile)).body["errors"][0]["extensions"]
    assert refused["code"] == "BAD_USER_INPUT"
    assert "手机号" in refused["zh"]
    assert (await desk.ask(STRANGER, text)).body["errors"][0]["extensions"]["code"] == "NOT_FOUND"
    assert (await desk.data(HOSPITAL, text))["setUnitContact"] == {"contact": "党办 023-60000001", "version": 1}
    assert (await desk.ask(COMMUNITY, text)).body["errors"][0]["extensions"]["code"] == "CONFLICT"
    asked = '{ unit(id: "u-1") { contact resources { nodes { contact } } } unitTwo: unit(id: "u-2") { contact } }'
    for caller in (STRANGER, COMMUNITY, GRID, DISTRICT_OFFICE):
        found = await desk.data(caller, asked)
        assert found["unit"]["contact"] == "党办 023-60000001"
        assert found["unit"]["resources"]["nodes"] == [{"contact": "食堂值班室 023-60000000"}]
    masked = await desk.data(VIEWER, asked)
    assert masked["unit"] == {"contact": "***", "resources": {"nodes": [{"contact": "***"}]}}
    assert masked["unitTwo"] == {"contact": None}


async def test_a_viewer_has_no_projects_to_see_to(desk: Desk) -> None:
    body = (await desk.ask(VIEWER, "{ myProjects { nodes { id } } }")).body
    assert body["errors"][0]["extensions"]["code"] == "FORBIDDEN"


@pytest.mark.parametrize("name", CYPHER)
async def test_no_desk_scans_the_graph(graph: Graph, name: str) -> None:
    given = {
        "desk": "UNIT",
        "open": ["PROPOSED"],
        "today": TODAY,
        "scope": ["500103012"],
        "unit": "u-1",
        "first": 5,
        "after": "",
        "id": "p-1",
        "holding": HELD_BY,
        "me": "x",
        "expected": 0,
        "contact": "",
    }
    assert await scans(graph, Statement(CYPHER[name], given)) == set()
