"""Places and policies grown over the demo stand as the service would have left them, in a graph and in the demo."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.cli.demo.places import list_demo_places
from graphsvc.coverage.model.rules import RULES, RuleCode
from graphsvc.coverage.store.findings import stream
from graphsvc.coverage.store.queries import place
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.gql.execution.documents import Documents
from seeds.grow.places import districts
from seeds.places import Counts, Plan, fill
from tests.engine.desk import Desk
from tests.shared_graph import SharedGraph, everything

DISTRICT, TODAY = "500103000000", date(2026, 10, 30)
OFFICE = Principal("district", Role.DISTRICT_ADMIN, (DISTRICT,))
_COUNTED = """\
MATCH (n:Node) WHERE n:KeyPlace OR n:Hazard OR n:PolicyNotice OR n:PolicyShare
RETURN [label IN labels(n) WHERE label <> 'Node'][0] AS label, count(*) AS count"""
ASK = """{
  keyPlaces(first: 200) { totalCount nodes { id version kind lacksOrganization stale operator { id } area { code }
    hazards(first: 9) { nodes { version state foundOn clearByOn clearedOn } } } }
  keyPlaceFigures { listedCount dangerousCount lackingCount }
  policyShares(first: 200) { totalCount nodes { id version state qualifiedCount toldCount answeredCount untold
    notice { id publishedOn department { id } } area { code } } }
  policyFigures { shareCount openCount qualifiedCount toldCount answeredCount } }"""
_UNORGANIZED = """\
MATCH (u:Unit {kind: 'ENTERPRISE'})-[:HAS_PARTY_ORGANIZATION]->()
WITH u ORDER BY u.id LIMIT 1
MATCH (u)-[has:HAS_PARTY_ORGANIZATION|CO_FORMS]->()
DELETE has"""
_TOWNS = """\
UNWIND ['500103', '500104', '500105'] AS town
WITH town, town + '000000' AS code
CREATE (d:Node:Area:District {id: code, code: code, areaCode: code, prefix: town, level: 2})
FOREACH (street IN [town + '012', town + '013'] |
  CREATE (s:Node:Area:Subdistrict {id: street + '000', code: street + '000', areaCode: street + '000', prefix: street,
    level: 3, name: '街道'})-[:PART_OF]->(d)
  CREATE (:Node:Unit {id: 'organ-' + street, areaCode: street + '000', kind: 'ORGAN', name: '局'})
  FOREACH (under IN [street + '011', street + '012', street + '013'] |
    CREATE (:Node:Area:Community {id: under, code: under, areaCode: under, prefix: under, level: 4,
      name: '社区' + right(under, 3)})-[:PART_OF]->(s)))
CREATE (:Node:Unit {id: 'firm-' + town, areaCode: town + '012011', kind: 'ENTERPRISE', name: '厂'})"""
AMEND = """mutation ($id: ID!, $v: Int!) { verifyKeyPlace(id: $id, expectedVersion: $v) { id state version } }"""


@pytest.fixture(scope="module")
async def grown(shared: SharedGraph) -> tuple[Graph, Counts]:
    graph = await shared.load_demo()
    await graph.write(Statement(_UNORGANIZED))
    return graph, await fill(graph, [DISTRICT], Plan(TODAY), lambda *_: None)


async def test_what_is_said_is_written_once(grown: tuple[Graph, Counts]) -> None:
    graph, counts = grown
    written: dict[str, Any] = dict(await graph.read(Statement(_COUNTED)))
    assert written == {
        "KeyPlace": counts.places,
        "Hazard": counts.hazards,
        "PolicyNotice": counts.notices,
        "PolicyShare": counts.shares,
    }
    assert min(written.values()) > 0
    again = await fill(graph, [DISTRICT], Plan(TODAY), lambda *_: None)
    await list_demo_places(graph, datetime(2026, 11, 24, 2, tzinfo=UTC))
    assert again == Counts()
    assert dict(await graph.read(Statement(_COUNTED))) == written


async def test_a_city_is_grown_district_by_district_and_once(clean_graph: Graph) -> None:
    await clean_graph.write(Statement(_TOWNS))
    city, heard = [each.code for each in districts()], []
    counts = await fill(clean_graph, city, Plan(TODAY), lambda done, of: heard.append((done, of)))
    assert (counts.places, counts.notices, counts.shares) == (3 * (2 * 6 + 1), 3 * 2 * 2, 3 * 6 * 2)
    assert (len(city), heard[-1]) == (38, (38, 38))
    written = await everything(clean_graph)
    assert await fill(clean_graph, city, Plan(TODAY), lambda *_: None) == Counts()
    assert await everything(clean_graph) == written
    parts = Counts()
    await clean_graph.write(Statement("MATCH (n:KeyPlace|Hazard|PolicyNotice|PolicyShare) DETACH DELETE n"))
    for town in reversed(city):
        part = await fill(clean_graph, [town], Plan(TODAY), lambda *_: None)
        parts = Counts(*(getattr(parts, name) + getattr(part, name) for name in Counts.__slots__))
    assert parts == counts
    assert await everything(clean_graph) == written, "each district is grown by dice of its own"


async def test_they_are_read_counted_and_changed_like_any_others(grown: tuple[Graph, Counts], known: Documents) -> None:
    graph, counts = grown
    desk = Desk(known, graph)
    desk.now = datetime(2026, 10, 30, 2, tzinfo=UTC)
    told = await desk.data(OFFICE, ASK)
    places, shares = told["keyPlaces"]["nodes"], told["policyShares"]["nodes"]
    assert told["keyPlaces"]["totalCount"] == told["keyPlaceFigures"]["listedCount"] == counts.places
    hazards = [(place, hazard) for place in places for hazard in place["hazards"]["nodes"]]
    assert len(hazards) == counts.hazards
    for place_, hazard in hazards:
        assert place_["version"] == 1 + len(place_["hazards"]["nodes"])
        assert (hazard["state"] == "CLEARED") == (hazard["clearedOn"] is not None) == (hazard["version"] == 2)
        assert hazard["foundOn"] <= TODAY.isoformat()
    dangerous = {place_["id"] for place_, hazard in hazards if hazard["state"] == "OPEN"}
    assert told["keyPlaceFigures"]["dangerousCount"] == len(dangerous)
    for share in shares:
        assert 0 <= share["answeredCount"] <= share["toldCount"] <= share["qualifiedCount"]
        assert share["notice"]["publishedOn"] <= TODAY.isoformat()
        assert share["notice"]["department"]["id"]
    figures = told["policyFigures"]
    assert (figures["shareCount"], figures["toldCount"]) == (counts.shares, sum(each["toldCount"] for each in shares))
    first = places[0]
    changed = await desk.data(OFFICE, AMEND, id=first["id"], v=first["version"])
    assert changed["verifyKeyPlace"]["version"] == first["version"] + 1


async def test_the_audit_finds_the_enterprises_that_say_they_lack_an_organization(
    grown: tuple[Graph, Counts], known: Documents
) -> None:
    graph, _ = grown
    desk = Desk(known, graph)
    desk.now = datetime(2026, 10, 30, 2, tzinfo=UTC)
    nodes = (await desk.data(OFFICE, ASK))["keyPlaces"]["nodes"]
    lacking = {each["operator"]["id"] for each in nodes if each["lacksOrganization"]}
    rule = RULES[RuleCode.ENTERPRISE_WITHOUT_ORGANIZATION]
    where = await place(graph, DISTRICT)
    found = {each.subject async for each in stream(graph, rule, where, TODAY)}
    few = {each.subject async for each in stream(graph, rule, where, date(2025, 12, 31))}
    grave = {each.subject async for each in stream(graph, RULES[RuleCode.UNIT_WITHOUT_ORGANIZATION], where, TODAY)}
    assert lacking
    assert lacking - grave <= found
    assert found <= lacking | few
