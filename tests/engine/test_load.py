"""Rules of loading on a real Neo4j: the demo as a graph, loaded once or twice, changed, refused."""

from datetime import date
from pathlib import Path

import pytest
from neo4j.time import Date

from graphsvc.access.masking import Field
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.intake.load import load
from graphsvc.intake.model.merge import Begin, Set, TieChanges
from graphsvc.intake.model.problems import RowsRefused
from graphsvc.intake.store.held import CYPHER, ties_statement
from graphsvc.intake.store.statements import MergedNode, merge_statements, tie_statements
from graphsvc.intake.tables.declared import TABLES
from graphsvc.paths import SEEDS_DIR
from tests.conftest import KEYS
from tests.engine.contents import ask, whole
from tests.intake.paper import AREAS, GRIDS, folder
from tests.plans import scans

DEMO = SEEDS_DIR / "demo"
LABELS = {
    "Area": 306,
    "BigPartyCommittee": 10,
    "BigWorkCommittee": 2,
    "City": 1,
    "Community": 10,
    "District": 1,
    "Estate": 132,
    "Grid": 160,
    "JointCommittee": 12,
    "JointMeeting": 18,
    "LineGrid": 17,
    "Member": 327,
    "Need": 60,
    "Node": 1227,
    "PartyOrganization": 114,
    "Person": 400,
    "Project": 40,
    "Resource": 150,
    "Subdistrict": 2,
    "Topic": 70,
    "Unit": 40,
}
RELATIONSHIPS = {
    "ABOUT": 307,
    "ADJACENT_TO": 245,
    "BELONGS_TO": 327,
    "BROADER": 60,
    "COMMITTEE_MEMBER_OF": 4,
    "CONTAINS": 185,
    "CONVENES": 12,
    "COVERS": 149,
    "CO_FORMS": 14,
    "DECIDED": 39,
    "HAS_PARTY_ORGANIZATION": 26,
    "HELD": 18,
    "JOINS": 82,
    "LEADS": 13,
    "LIVES_IN": 400,
    "LOCATED_IN": 40,
    "MEETS": 40,
    "OFFERS": 147,
    "OVERLAPS": 126,
    "PART_OF": 305,
    "RAISES": 60,
    "SECRETARY_OF": 108,
    "SERVES": 12,
    "SERVES_IN": 784,
    "SUBORDINATE_TO": 113,
    "USES": 59,
    "VOLUNTEERS": 3,
    "WORKS_FOR": 127,
}


async def test_the_demo_has_as_many_nodes_and_relationships_as_promised(demo_graph: Graph) -> None:
    labels = await ask(demo_graph, "MATCH (n:Node) UNWIND labels(n) AS l RETURN l, count(*) ORDER BY l LIMIT 100")
    types = await ask(demo_graph, "MATCH (:Node)-[r]->() RETURN type(r) AS t, count(*) ORDER BY t LIMIT 100")
    assert dict(labels) == LABELS  # type: ignore[arg-type]
    assert dict(types) == RELATIONSHIPS  # type: ignore[arg-type]


async def test_a_node_holds_what_the_model_says_and_no_more(demo_graph: Graph) -> None:
    ((person,),) = await ask(demo_graph, "MATCH (n:Person {id: 'person-003'}) RETURN n {.*}")
    assert person == {
        "id": "person-003",
        "name": "吕春俊",
        "phoneSealed": KEYS.seal(Field.PHONE, "person-003", "10046149615"),
        "phoneBlind": KEYS.blind_index(Field.PHONE, "10046149615"),
        "phoneMasked": "100****9615",
        "membership": "FULL",
        "joinedOn": Date.from_native(date(1992, 9, 30)),
        "areaCode": "500103012011001",
    }
    ((need,),) = await ask(demo_graph, "MATCH (n:Need {id: 'need-04'}) RETURN keys(n)")
    assert sorted(need) == sorted(  # type: ignore[call-overload]
        [
            "id",
            "title",
            "description",
            "urgency",
            "status",
            "raisedOn",
            "neededFrom",
            "neededTo",
            "quantity",
            "areaCode",
        ]
    )


async def test_an_area_is_found_by_its_syllables_joined_spaced_or_by_initials(demo_graph: Graph) -> None:
    search = """\
CALL db.index.fulltext.queryNodes('search_area', $words) YIELD node
WHERE node:Community RETURN node.name ORDER BY node.name LIMIT 9"""
    for words in ("majiabaoshequ", "ma AND jia AND bao", "mjbsq", "马家堡"):
        assert ["马家堡社区"] in await ask(demo_graph, search, words=words), words


async def test_everything_under_a_subdistrict_is_found_by_its_prefix(demo_graph: Graph) -> None:
    counted = "MATCH (n:Node) WHERE n.areaCode STARTS WITH '500103012' RETURN count(n)"
    outside = (
        "MATCH (n:Node) WHERE NOT n.areaCode STARTS WITH '500103012' RETURN DISTINCT n.areaCode AS c ORDER BY c LIMIT 9"
    )
    ((count,),) = await ask(demo_graph, counted)
    assert count == 1227 - 70 - len(await _elsewhere(demo_graph))
    assert [code for (code,) in await ask(demo_graph, outside)] == [
        "500000000000",
        "500103000000",
        "500103014000",
        "500103014008",
        "500103014009",
    ]


async def _elsewhere(graph: Graph) -> list[list[object]]:
    return await ask(graph, "MATCH (n:Node) WHERE NOT n.areaCode STARTS WITH '500103012' RETURN n.id LIMIT 100")


async def test_a_unit_of_another_subdistrict_is_on_the_way_between_two_areas(demo_graph: Graph) -> None:
    across = """\
MATCH (:Subdistrict {code: '500103012000'})<-[:SERVES]-(c)<-[j:JOINS]-(u:Unit)-[:LOCATED_IN]->(home:Community)
WHERE NOT home.code STARTS WITH '500103012'
RETURN u.name, home.name, j.seat ORDER BY u.id LIMIT 9"""
    assert await ask(demo_graph, across) == [
        ["渝中区消防救援大队平岭站", "石油路社区", "PART_TIME_MEMBER"],
        ["渝州禾川职业学院", "虎头岩社区", "PART_TIME_MEMBER"],
        ["渝中区平岭体育中心", "石油路社区", "MEMBER"],
        ["嘉梧公交第七车队", "虎头岩社区", "MEMBER"],
    ]


async def test_loading_twice_gives_the_same_graph_as_loading_once(demo_graph: Graph) -> None:
    once = await whole(demo_graph)
    await load(demo_graph, DEMO, KEYS)
    assert await whole(demo_graph) == once


async def test_a_refused_import_writes_nothing(demo_graph: Graph, tmp_path: Path) -> None:
    before = await whole(demo_graph)
    bad = folder(tmp_path, areas=AREAS, grids=GRIDS + "500103012011099,第99网格,500103012099,GENERAL,\n")
    with pytest.raises(RowsRefused) as refused:
        await load(demo_graph, bad, KEYS)
    assert [(p.file, p.line, p.column) for p in refused.value.problems] == [("grids.csv", 4, "community")]
    assert await whole(demo_graph) == before


async def test_a_row_loaded_again_moves_its_node_and_leaves_what_the_file_does_not_say(
    demo_graph: Graph, tmp_path: Path
) -> None:
    seen = """\
MATCH (u:Unit {id: 'unit-10'})-[r:LOCATED_IN]->(c) WHERE r.until IS NULL
RETURN u.areaCode, collect(c.code), u.level, u.sector, COUNT { (u)-[:JOINS]->() }, COUNT { (u)-[:OFFERS]->() }"""
    assert await ask(demo_graph, seen) == [["500103012011", ["500103012011"], "DISTRICT", "教育", 2, 4]]
    ((code,),) = await ask(demo_graph, "MATCH (u:Unit {id: 'unit-10'}) RETURN u.creditCode")
    moved = f"id,name,credit_code,kind,community,sector\nunit-10,渝中区云阶小学,{code},SCHOOL,500103012012,\n"
    await load(demo_graph, folder(tmp_path, units=moved), KEYS)
    assert await ask(demo_graph, seen) == [["500103012012", ["500103012012"], "DISTRICT", None, 2, 4]]


async def test_no_statement_of_a_merge_scans(demo_graph: Graph) -> None:
    texts = [*CYPHER.values()]
    for table in TABLES.values():
        row = {column.name: f"x-{number}" for number, column in enumerate(table.columns)}
        for link in table.links:
            texts.append(ties_statement(table, link, [row]).text)
            changes = TieChanges([Begin("b", {})], [Set("5:1", {})], ["5:2"])
            texts += [statement.text for statement in tie_statements(table, link, [("a", changes)])]
        if table.nodes:
            texts += [each.text for each in merge_statements([MergedNode("a", table.nodes.labels_of(row), {})])]
    for text in texts:
        if "CALL db." in text:
            continue
        assert await scans(demo_graph, Statement(text), products=True) == set(), text


async def test_one_who_leaves_the_party_is_no_member_and_a_membership_that_ended_stays(
    demo_graph: Graph, tmp_path: Path
) -> None:
    end = "MATCH (p:Person {id: 'person-003'})-[r:BELONGS_TO]->() SET r.until = date('2026-01-31') RETURN 1"
    await demo_graph.write(Statement(end))
    people = "id,name,grid,membership,belongs_to,secretary_of\nperson-003,吕春俊,500103012011001,,,\n"
    await load(demo_graph, folder(tmp_path, people=people), KEYS, as_of=date(2026, 11, 24))
    left = """\
MATCH (p:Person {id: 'person-003'})
RETURN p:Member, p.membership, COLLECT { MATCH (p)-[r:BELONGS_TO]->() RETURN toString(r.until) },
  COLLECT { MATCH (p)-[r:SECRETARY_OF]->() RETURN toString(r.until) }"""
    assert await ask(demo_graph, left) == [[False, None, ["2026-01-31"], ["2026-11-24"]]]


async def test_what_passes_from_a_unit_to_a_person_and_back_is_offered_by_one_at_a_time(
    demo_graph: Graph, tmp_path: Path
) -> None:
    for number, (by, tie) in enumerate(
        [("person-003", "VOLUNTEERS"), ("unit-01", "OFFERS"), ("500103012011", "OFFERS")]
    ):
        (place := tmp_path / str(number)).mkdir()
        rows = "id,title,kind,status,area,service_area,topics,offered_by\n"
        rows += f"resource-001,专家义诊团,EXPERTISE,ACTIVE,500103012017,500103000000,030101,{by}\n"
        await load(demo_graph, folder(place, resources=rows), KEYS)
        seen = "MATCH (r:Resource {id: 'resource-001'})<-[t:OFFERS|VOLUNTEERS]-(by) RETURN by.id, type(t)"
        assert await ask(demo_graph, seen) == [[by, tie]]


async def test_grids_that_name_each_other_are_next_to_each_other_once(clean_graph: Graph, tmp_path: Path) -> None:
    both = (
        "code,name,community,kind,neighbours\n"
        "500103012011001,第1网格,500103012011,GENERAL,500103012011002\n"
        "500103012011002,第2网格,500103012011,GENERAL,500103012011001\n"
    )
    for name in ("alone", "both", "apart"):
        (tmp_path / name).mkdir()
    await load(clean_graph, folder(tmp_path / "alone", areas=AREAS), KEYS)
    for _ in range(2):
        await load(clean_graph, folder(tmp_path / "both", grids=both), KEYS)
        assert await ask(clean_graph, "MATCH ()-[r:ADJACENT_TO]->() RETURN count(r)") == [[1]]
    apart = both.replace("GENERAL,500103012011002", "GENERAL,").replace("GENERAL,500103012011001", "GENERAL,")
    await load(clean_graph, folder(tmp_path / "apart", grids=apart), KEYS)
    assert await ask(clean_graph, "MATCH ()-[r:ADJACENT_TO]->() WHERE r.until IS NULL RETURN count(r)") == [[0]]
