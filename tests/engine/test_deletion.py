"""Rows entered by mistake are deleted with a reason, unless something builds on them, and sheets do not revive them."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from graphsvc.china import day_in_china
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.errors import BadInput, BuiltUpon, Conflict, NotFound
from graphsvc.intake.imports.deletion import DELETABLE, delete, take_back
from graphsvc.intake.imports.running import Author
from graphsvc.intake.imports.undo import undo
from graphsvc.intake.load import load
from graphsvc.intake.model.differences import Why
from graphsvc.intake.tables.declared import TABLES
from tests.conftest import KEYS, RECORD
from tests.engine.contents import ask
from tests.engine.loads import DAY, everything
from tests.intake.paper import folder

NOW = datetime(2026, 11, 25, 8, tzinfo=UTC)
TODAY = day_in_china(NOW)
AUTHOR = Author("data-clerk", "SYSTEM", RECORD)
TWICE = "id,name,credit_code,kind,community,sector,co_forms\nunit-twice,重复的小学,,SCHOOL,500103012012,,\n"
MOVED = TWICE.replace("重复的小学", "重复小学").replace("500103012012", "500103012011")
GROUP = "id,name,kind,area,superior\nparty-twice,误录的党小组,GROUP,500103012011,party-012011-b1\n"
HALF = """\
CREATE (i:Import {id: 'import-half', state: 'RUNNING', startedAt: '2026-11-25T00:00:00Z'})
RETURN i.id LIMIT 1"""
THERE = "MATCH (n:Node {id: $id}) RETURN count(n)"


async def _delete(graph: Graph, table: str, id_: str, reason: str = "重复录入") -> int:
    return await graph.transact(lambda tx: delete(tx, TABLES[table], id_, reason, AUTHOR, NOW))


async def _graph_but_marks(graph: Graph) -> tuple[Any, ...]:
    *rest, rows = await everything(graph)
    return (*rest, [row for row in rows if "deletedOn" not in row[0]])


async def test_a_row_is_taken_away_with_its_ties_and_past_and_sheets_do_not_bring_it_back(
    demo_graph: Graph, tmp_path: Path
) -> None:
    before = await _graph_but_marks(demo_graph)
    done = await load(demo_graph, folder(tmp_path, units=TWICE), KEYS, as_of=DAY, author=AUTHOR)
    await load(demo_graph, folder(tmp_path, units=MOVED), KEYS, as_of=TODAY, author=AUTHOR)
    ((pasts,),) = await ask(demo_graph, "MATCH (:Node {id: 'unit-twice'})-[:WAS]->(p) RETURN count(p)")
    assert pasts == 1
    assert await _delete(demo_graph, "units", "unit-twice") > 0
    assert await _graph_but_marks(demo_graph) == before
    last = "MATCH (e:LogEntry) WHERE e.subject = 'unit-twice' RETURN e.action, e.by, e.note, e.areaCode LIMIT 9"
    assert await ask(demo_graph, last) == [["ROW_DELETED", "data-clerk", "重复录入", "500103012011"]]
    assert [type(each).__name__ async for each in RECORD.verify(demo_graph)] == ["Whole", "Whole"]

    for sheet in (TWICE, MOVED):
        again = await load(demo_graph, folder(tmp_path, units=sheet), KEYS, as_of=TODAY, author=AUTHOR)
        assert [(each.key, each.why) for each in again.differences.first] == [("unit-twice", Why.DELETED)]
        assert await _graph_but_marks(demo_graph) == before
    with pytest.raises(BuiltUpon):
        await undo(demo_graph, done.import_id, AUTHOR, NOW)

    await demo_graph.transact(lambda tx: take_back(tx, TABLES["units"], "unit-twice", "查明是另一所", AUTHOR, NOW))
    back = await load(demo_graph, folder(tmp_path, units=MOVED), KEYS, as_of=TODAY, author=AUTHOR)
    assert back.differences.count == 0
    assert await ask(demo_graph, THERE.replace("$id", "'unit-twice'")) == [[1]]
    with pytest.raises(NotFound):
        await demo_graph.transact(lambda tx: take_back(tx, TABLES["units"], "unit-twice", "再来", AUTHOR, NOW))


async def test_what_others_build_on_is_not_deleted_and_they_are_listed(demo_graph: Graph, tmp_path: Path) -> None:
    before = await everything(demo_graph)
    for table, id_, among in (
        ("units", "unit-10", "resource-"),
        ("grids", "500103012011001", "COVERS"),
        ("areas", "500103012011", "500103012011001"),
        ("party_organizations", "party-012011-b1", "person-"),
        ("needs", "need-01", "project-"),
    ):
        with pytest.raises(BuiltUpon) as refused:
            await _delete(demo_graph, table, id_)
        assert any(among in each for each in refused.value.later), (id_, refused.value.later)
    with pytest.raises(NotFound):
        await _delete(demo_graph, "units", "unit-none")
    with pytest.raises(NotFound):
        await _delete(demo_graph, "units", "need-01")
    with pytest.raises(BadInput):
        await _delete(demo_graph, "people", "person-022")
    assert await everything(demo_graph) == before


async def test_an_organization_without_members_is_deleted_but_not_while_an_import_is_unfinished(
    demo_graph: Graph, tmp_path: Path
) -> None:
    before = await _graph_but_marks(demo_graph)
    await load(demo_graph, folder(tmp_path, party_organizations=GROUP), KEYS, as_of=DAY, author=AUTHOR)
    await demo_graph.write(Statement(HALF))
    with pytest.raises(Conflict, match="unfinished"):
        await _delete(demo_graph, "party_organizations", "party-twice")
    await demo_graph.write(Statement("MATCH (i:Import {id: 'import-half'}) DELETE i"))
    await _delete(demo_graph, "party_organizations", "party-twice")
    assert await _graph_but_marks(demo_graph) == before


def test_every_table_of_nodes_but_that_of_people_is_one_whose_rows_can_be_deleted() -> None:
    assert set(DELETABLE) == {name for name, table in TABLES.items() if table.nodes} - {"people"}
