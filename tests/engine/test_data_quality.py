"""Sources that are older than was promised, and data that cannot be right: told apart from what breaks a rule."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.errors import BadInput
from graphsvc.gql.execution.documents import Documents
from graphsvc.intake.load import load
from graphsvc.intake.quality.quality import (
    CYPHER,
    EVERYWHERE,
    DataFault,
    FaultCount,
    count_faults,
    measure_tables,
    page_of_faults,
)
from graphsvc.intake.quality.quality import OF_LABEL as COMPLETE
from graphsvc.intake.sources.source import CYPHER as SOURCES
from graphsvc.intake.sources.source import Source, keep_source, read_sources
from graphsvc.org.model.areas import CodeScheme
from tests.conftest import KEYS
from tests.engine.desk import Desk
from tests.plans import scans

PEOPLE = "id,name,grid,membership,belongs_to,belongs_since,works_for\n"
STREET, COMMUNITY, DAY = "500103012000", "500103012011", date(2026, 11, 24)
PLANTED = """\
MATCH (b1:PartyOrganization {id: 'party-012011-b1'}), (b2:PartyOrganization {id: 'party-012011-b2'})
MATCH (p:Person {id: 'person-022'}), (q:Person {id: 'person-023'})
MATCH (a:Area {code: '500103012011'})
SET b2.foundedOn = null, p.identityBlind = 'same', q.identityBlind = 'same'
CREATE (b1)-[:SUBORDINATE_TO]->(b2), (b2)-[:SUBORDINATE_TO]->(b1), (b1)-[:LEADS]->(a),
  (b1)-[:COVERS {since: date('2099-01-01')}]->(a)"""


async def test_faults_are_named_where_they_are_and_the_audit_counts_as_before(demo_graph: Graph) -> None:
    once = Counter(fault.kind for fault in await page_of_faults(demo_graph, STREET, DAY, EVERYWHERE))
    assert set(once) <= {DataFault.BEFORE_FOUNDING}
    await demo_graph.write(Statement(PLANTED))
    found = {(each.kind, each.subject): each for each in await page_of_faults(demo_graph, STREET, DAY, EVERYWHERE)}
    planted = {
        (DataFault.NO_FOUNDING, "party-012011-b2"),
        (DataFault.SUPERIOR_LOOP, "party-012011-b1"),
        (DataFault.SUPERIOR_LOOP, "party-012011-b2"),
        (DataFault.SEVERAL_LEADERS, COMMUNITY),
        (DataFault.SAME_PERSON, "person-022"),
        (DataFault.SAME_PERSON, "person-023"),
        (DataFault.DAY_TO_COME, "party-012011-b1"),
    }
    assert {each for each in found if each[0] is not DataFault.BEFORE_FOUNDING} == planted
    assert found[DataFault.SAME_PERSON, "person-022"].detail.endswith("person-023")
    assert all(each.area.startswith("500103012") for each in found.values())


async def test_faults_are_read_page_by_page_and_counted_up_to_a_bound(
    demo_graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    await demo_graph.write(Statement(PLANTED))
    whole = await page_of_faults(demo_graph, STREET, DAY, EVERYWHERE)
    assert len(whole) >= 7
    paged, last = [], None
    while page := await page_of_faults(demo_graph, STREET, DAY, EVERYWHERE, after=last, size=2):
        assert len(page) <= 2
        paged += page
        last = page[-1]
    assert paged == whole
    loops = [each for each in whole if each.kind is DataFault.SUPERIOR_LOOP]
    assert await page_of_faults(demo_graph, STREET, DAY, EVERYWHERE, DataFault.SUPERIOR_LOOP) == loops
    by_kind = Counter(each.kind for each in whole)
    assert await count_faults(demo_graph, STREET, DAY) == [FaultCount(each, by_kind[each], False) for each in DataFault]
    monkeypatch.setattr("graphsvc.intake.quality.quality.MOST_COUNTED", 1)
    above = {each.kind for each in await count_faults(demo_graph, STREET, DAY) if each.above}
    assert above == {kind for kind, count in by_kind.items() if count > 1}


FAULTS = """query ($area: ID!, $first: Int, $after: String) {
  dataFaults(area: $area, kind: SAME_PERSON, first: $first, after: $after) { rows { subject detail } next } }"""
OF_STREET = Principal("street", Role.SUBDISTRICT_OFFICIAL, (STREET,))


async def test_people_outside_the_callers_areas_are_counted_and_not_named(known: Documents, demo_graph: Graph) -> None:
    await demo_graph.write(Statement(PLANTED))
    far = "MATCH (p:Person {id: 'person-023'}) SET p.areaCode = '500199001001'"
    office = Desk(known, demo_graph)
    named = [
        {"subject": "person-022", "detail": "同一证件号：person-023"},
        {"subject": "person-023", "detail": "同一证件号：person-022"},
    ]
    assert (await office.data(OF_STREET, FAULTS, area=STREET))["dataFaults"] == {"rows": named, "next": None}
    third = "CREATE (:Node:Person {id: 'person-far', areaCode: '500199001001', identityBlind: 'same'})"
    await demo_graph.write(Statement(third))
    found = (await office.data(OF_STREET, FAULTS, area=STREET))["dataFaults"]["rows"]
    assert [each["detail"] for each in found] == [
        "同一证件号：person-023、另有 1 人在辖区外",
        "同一证件号：person-022、另有 1 人在辖区外",
    ]
    await demo_graph.write(Statement(far))
    found = (await office.data(OF_STREET, FAULTS, area=STREET))["dataFaults"]["rows"]
    assert found == [{"subject": "person-022", "detail": "同一证件号：另有 2 人在辖区外"}]


async def test_a_page_of_none_leads_to_the_first_and_no_area_is_not_found(known: Documents, demo_graph: Graph) -> None:
    await demo_graph.write(Statement(PLANTED))
    office = Desk(known, demo_graph)
    none = (await office.data(OF_STREET, FAULTS, area=STREET, first=0))["dataFaults"]
    assert none == {"rows": [], "next": "SAME_PERSON||"}
    page = (await office.data(OF_STREET, FAULTS, area=STREET, first=1, after=none["next"]))["dataFaults"]
    assert [each["subject"] for each in page["rows"]] == ["person-022"]
    still = (await office.data(OF_STREET, FAULTS, area=STREET, first=0, after=page["next"]))["dataFaults"]
    assert still == {"rows": [], "next": page["next"]}
    for area in (f"{STREET[:9]}999", "500199001001"):
        body = (await office.ask(OF_STREET, FAULTS, area=area)).body
        assert body["errors"][0]["extensions"]["code"] == "NOT_FOUND"


async def test_tables_are_measured_in_every_part_and_the_parts_add_up(demo_graph: Graph) -> None:
    whole = {each.label: each for each in await measure_tables(demo_graph, COMMUNITY, DAY) if each.label == "Unit"}
    parts = [each for each in await measure_tables(demo_graph, STREET, DAY) if each.label == "Unit"]
    asked = "MATCH (u:Unit) WHERE u.areaCode STARTS WITH '500103012' RETURN count(u), count(u.creditCode)"
    ((rows, complete),) = await demo_graph.read(Statement(asked))
    assert (sum(each.rows for each in parts), sum(each.complete for each in parts)) == (rows, complete)
    assert all(each.complete <= each.rows for each in whole.values())


async def test_a_source_is_stale_when_its_next_sheet_is_overdue_and_tells_how_codes_are_read(
    demo_graph: Graph, tmp_path: Path
) -> None:
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE + "person-new,新来的,500103012011002,FULL,party-012011-b1,,unit-01\n", encoding="utf-8")
    told = Source("平安办", "区委政法委", "数据专员", 31, CodeScheme.STATISTICAL)
    event = await demo_graph.transact(lambda tx: keep_source(tx, told))
    assert event.after["cycle"] == 31
    (before,) = [each for each in await read_sources(demo_graph) if each.name == "平安办"]
    assert before.is_stale(DAY)
    await load(demo_graph, path, KEYS, as_of=DAY, source="平安办")
    (found,) = [each for each in await read_sources(demo_graph) if each.name == "平安办"]
    assert (found.last, found.due_on) == (DAY, date(2026, 12, 25))
    assert [found.is_stale(day) for day in (date(2026, 12, 25), date(2026, 12, 26))] == [False, True]
    again = await demo_graph.transact(lambda tx: keep_source(tx, Source("平安办")))
    assert again.before["department"] == "区委政法委"
    with pytest.raises(BadInput):
        await demo_graph.transact(lambda tx: keep_source(tx, Source("平安办", cycle=0)))


@pytest.mark.parametrize("name", [*CYPHER, *SOURCES])
async def test_no_statement_reads_a_label_from_end_to_end(demo_graph: Graph, name: str) -> None:
    asked = {"prefix": STREET[:9], "asOf": DAY, "limit": 9, "digits": 12, "names": ["name"], "name": "x"}
    asked |= {"area": "", "id": "", "code": STREET, "scope": [""]}
    texts = {**CYPHER, **SOURCES, "complete": COMPLETE["Unit"]["complete"]}
    assert await scans(demo_graph, Statement(texts[name], {**asked, "source": {"name": "x"}})) == set()
