"""Who can help near a place on a real Neo4j: points, items and resources together."""

from datetime import timedelta

import pytest

from graphsvc.app.patrol import resource_finder_of
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.gql.execution.documents import Documents
from graphsvc.matching.store.matcher import Matcher
from graphsvc.places.store.nearby import TEXTS
from graphsvc.places.store.ports import ResourceFinder
from tests.engine.cases_world import START
from tests.engine.desk import COMMUNITY, STREET_OFFICE, VIEWER, Desk
from tests.engine.service_documents import ADD, CLOSE, MORNING, NEW, OPEN, SERVICE
from tests.plans import scans

ASK = """query ($area: ID!, $text: String, $at: DateTime) { helpNearby(area: $area, text: $text, at: $at) {
  understoodAs points { open opensNextAt within metres sentence point { id name } items { id title } }
  resources { score sentence resource { id title } provider { id } } } }"""
MATCH = """{ matchUnits(problem: { text: "独居老人中午没人做饭", area: "500103012011001" }) { units(first: 10) {
  nodes { score sentence resources { resource { id } } } } } }"""
GRID = "500103012011001"


async def test_points_items_and_resources_answer_together(known: Documents, demo_graph: Graph) -> None:
    desk = Desk(known, demo_graph)
    desk.tools[Matcher] = Matcher(demo_graph)
    desk.tools[ResourceFinder] = resource_finder_of(desk.tools[Matcher])
    near = (await desk.data(COMMUNITY, OPEN, point={**NEW, "area": GRID, "hours": [MORNING]}))["openServicePoint"]
    street = {**NEW, "area": "500103012000", "name": "大坪街道便民服务中心", "classes": ["LAW"]}
    far = (await desk.data(STREET_OFFICE, OPEN, point=street))["openServicePoint"]
    units = await demo_graph.read(Statement("MATCH (u:Unit) WHERE u.areaCode STARTS WITH '500103' RETURN min(u.id)"))
    given = {**SERVICE, "area": "500103012000", "department": units[0][0], "points": [near["id"], far["id"]]}
    item = (await desk.data(STREET_OFFICE, ADD, item=given))["publishServiceItem"]
    told = (await desk.data(VIEWER, ASK, area=GRID, text="爸爸想办养老"))["helpNearby"]
    assert [each["point"]["id"] for each in told["points"]] == [near["id"], far["id"]]
    assert [each["items"] for each in told["points"]] == [[{"id": item["id"], "title": SERVICE["title"]}]] * 2
    assert [each["within"] for each in told["points"]] == ["GRID", "SUBDISTRICT"]
    assert told["points"][0]["sentence"] == "同网格；现在开放；可办 1 项相关事项。"
    noon = (START + timedelta(hours=2, minutes=30)).isoformat()  # 12:30 in China: a break
    told = (await desk.data(VIEWER, ASK, area=GRID, text="爸爸想办养老", at=noon))["helpNearby"]
    assert [each["open"] for each in told["points"]] == [False, False]
    assert told["points"][0]["opensNextAt"] == "2026-09-08T01:00:00+00:00"
    assert told["points"][0]["sentence"] == "同网格；现在不开放，9月8日 09:00 开门；可办 1 项相关事项。"
    meals = (await desk.data(VIEWER, ASK, area=GRID, text="独居老人中午没人做饭"))["helpNearby"]
    assert meals["understoodAs"] == ["LIVING"]
    assert meals["points"] == []
    assert len(meals["resources"]) >= 3
    units = (await desk.data(VIEWER, MATCH))["matchUnits"]["units"]["nodes"]
    best = [(each["score"], each["sentence"], each["resources"][0]["resource"]["id"]) for each in units]
    assert [(each["score"], each["sentence"], each["resource"]["id"]) for each in meals["resources"]] == best
    whoever = (await desk.data(VIEWER, ASK, area=GRID))["helpNearby"]
    assert (len(whoever["points"]), whoever["resources"]) == (2, [])
    await desk.data(COMMUNITY, CLOSE, id=near["id"], v=1)
    left = (await desk.data(VIEWER, ASK, area=GRID))["helpNearby"]
    assert [each["point"]["id"] for each in left["points"]] == [far["id"]]
    body = (await desk.ask(VIEWER, ASK, area="500000000000", text="办证")).body
    assert body["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


@pytest.mark.parametrize("name", sorted(TEXTS))
async def test_no_statement_of_help_nearby_scans(clean_graph: Graph, name: str) -> None:
    assert not await scans(clean_graph, Statement(TEXTS[name], {"stem": "500103", "at": START}), products=True)
