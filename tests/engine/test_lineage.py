"""Where a row came from: the file, sheet and line that told of it, for whoever may read the record of its area."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.app import documents
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.gql.execution.executor import Executor, Request
from graphsvc.intake.imports.running import Author
from graphsvc.intake.imports.undo import undo
from graphsvc.intake.load import load
from tests.conftest import KEYS, RECORD
from tests.engine.loads import DAY
from tests.intake.paper import folder

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
AUTHOR = Author("data-clerk", "DISTRICT_ADMIN", RECORD)
AUDITOR = Principal("audit-1", Role.AUDITOR, ("500103000000",))
ELSEWHERE = Principal("admin-2", Role.DISTRICT_ADMIN, ("500112000000",))
GRID_WORKER = Principal("grid-1", Role.GRID_WORKER, ("500103012011001",))
TEXT = """query ($id: ID!) { rowSources(id: $id) { table file sheet line source asOf by } }"""
PEOPLE = "id,name,grid,membership,belongs_to,belongs_since,works_for\n"
FIRST = PEOPLE + "person-new,新来的,500103012011002,FULL,party-012011-b1,,unit-01\n"
SECOND = (
    PEOPLE + "person-022,何承岚,500103012011001,,,,\nperson-new,新来的,500103012011003,FULL,party-012011-b1,,unit-01\n"
)


async def body(graph: Graph, caller: Principal, id_: str) -> Any:
    executor = Executor(documents(), graph, RECORD, KEYS, now=lambda: NOW)
    return (await executor.answer(Request(TEXT, caller, {"id": id_}))).body


async def sources(graph: Graph, id_: str, caller: Principal = AUDITOR) -> list[tuple[Any, ...]]:
    shown = await body(graph, caller, id_)
    assert "errors" not in shown
    names = ("table", "file", "sheet", "line", "source", "asOf", "by")
    return [tuple(each[name] for name in names) for each in shown["data"]["rowSources"]]


async def test_every_sheet_that_told_of_a_row_is_named_the_latest_first(demo_graph: Graph, tmp_path: Path) -> None:
    for name, text, source, as_of in (("a", FIRST, "派出所", date(2026, 11, 23)), ("b", SECOND, "街道", DAY)):
        (tmp_path / name).mkdir()
        given = folder(tmp_path / name, people=text)
        done = await load(demo_graph, given, KEYS, as_of=as_of, author=AUTHOR, source=source)
    told = await sources(demo_graph, "person-new")
    by_line = {(each[3], each[4]): each for each in told}
    assert by_line[3, "街道"] == ("people", "people.csv", "", 3, "街道", DAY.isoformat(), "data-clerk")
    assert by_line[2, "派出所"][:4] == ("people", "people.csv", "", 2)
    assert len(told) == 2
    demo = await sources(demo_graph, "person-022")
    assert [each[1] for each in demo][-1] == "people.csv"
    await undo(demo_graph, done.import_id, AUTHOR, NOW)
    assert [each[4] for each in await sources(demo_graph, "person-new")] == ["派出所"], "what is undone told nothing"


async def test_a_bar_in_the_name_of_a_file_is_part_of_the_name(demo_graph: Graph) -> None:
    text = "MATCH (s:SheetRow {id: 'units/unit-10'}) SET s.earlier = [s.import + '|甲|乙.xlsx|第一页|7']"
    await demo_graph.write(Statement(text))
    assert ("甲|乙.xlsx", "第一页", 7) in [each[1:4] for each in await sources(demo_graph, "unit-10")]


@pytest.mark.parametrize("id_", ["unit-none", "import-none"])
async def test_what_no_sheet_told_of_has_no_sources(demo_graph: Graph, id_: str) -> None:
    assert await sources(demo_graph, id_) == []


async def test_only_who_reads_the_record_of_the_area_sees_them(demo_graph: Graph) -> None:
    assert len(await sources(demo_graph, "unit-10")) == 1
    assert await sources(demo_graph, "unit-10", ELSEWHERE) == []
    refused = await body(demo_graph, GRID_WORKER, "unit-10")
    assert refused["errors"][0]["extensions"]["code"] == "FORBIDDEN"
