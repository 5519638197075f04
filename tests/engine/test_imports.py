"""Rules of imports: one at a time, in the record, whole or marked, undone exactly unless something builds on them."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from graphsvc.coverage.store.counts import coverage
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.errors import BuiltUpon, Conflict, ImportUnfinished, NotFound
from graphsvc.intake import load as loading
from graphsvc.intake.imports.running import Author
from graphsvc.intake.imports.undo import undo
from graphsvc.intake.imports.writer import Writer
from graphsvc.intake.load import load
from tests.conftest import KEYS, RECORD
from tests.engine.contents import ask
from tests.engine.loads import DAY, DEMO, everything, last
from tests.intake.paper import folder
from tests.shared_graph import SharedGraph

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
AUTHOR = Author("data-clerk", "DISTRICT_ADMIN", RECORD)
PEOPLE = "id,name,grid,membership,belongs_to,belongs_since,works_for\n"
MOVED = (
    PEOPLE + "person-022,何承岚,500103012011001,,,,\nperson-new,新来的,500103012011002,FULL,party-012011-b1,,unit-01\n"
)


async def test_an_import_is_in_the_sealed_record_with_who_what_and_how_much(demo_graph: Graph, tmp_path: Path) -> None:
    done = await load(demo_graph, folder(tmp_path, people=MOVED), KEYS, as_of=DAY, author=AUTHOR, source="派出所")
    kept = await last(demo_graph)
    assert (kept["id"], kept["state"], kept["by"], kept["source"]) == (done.import_id, "DONE", "data-clerk", "派出所")
    assert {name: kept[name] for name in ("rows", "new", "changed", "begun", "ended")} == {
        "rows": 2,
        "new": 1,
        "changed": 1,
        "begun": 4,
        "ended": 2,
    }
    entry: Any = (await ask(demo_graph, "MATCH (e:LogEntry {action: 'IMPORTED'}) RETURN e {.*} LIMIT 9"))[0][0]
    assert (entry["subject"], entry["by"], entry["areaCode"]) == (done.import_id, "data-clerk", "500103000000")
    assert '"people.csv":"' in entry["after"]
    assert [type(each).__name__ async for each in RECORD.verify(demo_graph)] == ["Whole", "Whole"]


async def test_an_import_is_undone_exactly(demo_graph: Graph, tmp_path: Path) -> None:
    before = await everything(demo_graph)
    (tmp_path / "people").mkdir()
    (tmp_path / "units").mkdir()
    first = await load(demo_graph, folder(tmp_path / "people", people=MOVED), KEYS, as_of=DAY)
    between = await everything(demo_graph)
    ((code,),) = await ask(demo_graph, "MATCH (u:Unit {id: 'unit-10'}) RETURN u.creditCode")
    units = f"id,name,credit_code,kind,community,sector,co_forms\nunit-10,改名小学,{code},SCHOOL,500103012012,,\n"
    second = await load(demo_graph, folder(tmp_path / "units", units=units), KEYS, as_of=DAY)
    assert await everything(demo_graph) != between != before
    await undo(demo_graph, second.import_id, AUTHOR, NOW)
    assert await everything(demo_graph) == between
    await undo(demo_graph, first.import_id, AUTHOR, NOW)
    assert await everything(demo_graph) == before
    with pytest.raises(Conflict):
        await undo(demo_graph, first.import_id, AUTHOR, NOW)
    with pytest.raises(NotFound):
        await undo(demo_graph, "import-none", AUTHOR, NOW)


async def test_the_first_import_is_undone_to_an_empty_graph(demo_graph: Graph) -> None:
    await undo(demo_graph, (await last(demo_graph))["id"], AUTHOR, NOW)
    assert await everything(demo_graph) == ([], [], [], [])


LATER = {
    "a node is changed": "MATCH (p:Person {id: 'person-new'}) SET p.name = '另一名'",
    "a new node is tied": "MATCH (p:Person {id: 'person-new'}), (g:Grid {id: '500103012011003'}) "
    "CREATE (p)-[:SERVES_IN {role: 'CADRE'}]->(g)",
    "a tie is ended": "MATCH (:Person {id: 'person-new'})-[r:BELONGS_TO]->() SET r.until = date('2026-11-25')",
    "a node is gone": "MATCH (p:Person {id: 'person-new'}) DETACH DELETE p",
    "a changed node is changed again": "MATCH (p:Person {id: 'person-022'}) SET p.membership = 'FULL'",
}


@pytest.mark.parametrize("change", LATER.values(), ids=list(LATER))
async def test_an_import_that_something_builds_on_is_not_undone(demo_graph: Graph, tmp_path: Path, change: str) -> None:
    done = await load(demo_graph, folder(tmp_path, people=MOVED), KEYS, as_of=DAY)
    await demo_graph.write(Statement(change))
    before = await everything(demo_graph)
    with pytest.raises(BuiltUpon) as refused:
        await undo(demo_graph, done.import_id, AUTHOR, NOW)
    assert any("person-new" in each or "person-022" in each for each in refused.value.later)
    assert await everything(demo_graph) == before
    assert (await last(demo_graph))["state"] == "DONE"


class Killed(Exception):
    pass


@pytest.mark.parametrize("after", [1, 4, 9, 16, 25])
async def test_a_load_that_was_killed_is_marked_and_resumed_to_the_same_graph(
    clean_graph: Graph, shared: SharedGraph, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    monkeypatch.setattr(loading, "ROWS_TOGETHER", 10)
    monkeypatch.setattr(loading, "ROWS_MERGED", 100)
    await load(clean_graph, DEMO, KEYS, as_of=DAY)
    expected = await everything(clean_graph)
    await shared.empty()
    told = Writer._tell
    pieces = 0

    def kill(self: Writer, *given: Any) -> None:
        nonlocal pieces
        pieces += 1
        if pieces == after:
            raise Killed
        told(self, *given)

    monkeypatch.setattr(Writer, "_tell", kill)
    with pytest.raises(Killed):
        await load(clean_graph, DEMO, KEYS, as_of=DAY)
    monkeypatch.setattr(Writer, "_tell", told)
    assert (await last(clean_graph))["state"] == "RUNNING"
    with pytest.raises(ImportUnfinished, match="load the same files again"):
        await load(clean_graph, DEMO, KEYS, as_of=date(2026, 11, 25))
    if (await ask(clean_graph, "MATCH (a:Area {code: '500103012000'}) RETURN a.name")) != []:
        with pytest.raises(ImportUnfinished, match=(await last(clean_graph))["id"]):
            await coverage(clean_graph, "500103012000", DAY)
    await load(clean_graph, DEMO, KEYS, as_of=DAY)
    assert (await last(clean_graph))["state"] == "DONE"
    assert await everything(clean_graph) == expected
    await undo(clean_graph, (await last(clean_graph))["id"], AUTHOR, NOW)
    assert await everything(clean_graph) == ([], [], [], [])
