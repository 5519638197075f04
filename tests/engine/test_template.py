"""Rules of templates: out, edited, in again changes what was edited and nothing else."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.errors import BadInput
from graphsvc.intake.load import load
from graphsvc.intake.rehearsal import rehearse
from graphsvc.intake.store import rows_out as out
from graphsvc.intake.store.rows_out import rows_out
from graphsvc.intake.tables.declared import TABLES
from graphsvc.intake.workbooks.template import columns_out, header_of, write_template
from tests.conftest import KEYS
from tests.engine.contents import ask, whole

DAY = date(2026, 11, 26)
SUBDISTRICT = "500103012"
_CHANGED = "MATCH (n) WHERE n.id = $id RETURN n.name"


async def test_what_goes_out_and_comes_in_unchanged_changes_nothing(demo_graph: Graph, tmp_path: Path) -> None:
    sheets = [(table, await rows_out(demo_graph, table, SUBDISTRICT, DAY)) for table in TABLES.values()]
    counts = {table.name: len(rows) for table, rows in sheets}
    assert (counts["people"], counts["covers"], counts["units"], counts["topics"]) == (400, 148, 36, 70)
    path = tmp_path / "全部.xlsx"
    write_template(path, sheets)
    before = await whole(demo_graph)
    found = await rehearse(demo_graph, path, KEYS, as_of=DAY)
    assert (found.problem_count, list(found.problems[:3])) == (0, [])
    assert (sum(found.done.values()), found.differences.count) == (0, 0)
    assert found.rows == counts
    loaded = await load(demo_graph, path, KEYS, as_of=DAY)
    assert loaded.differences.count == 0
    assert await whole(demo_graph) == before


async def test_what_was_edited_is_all_that_changes(demo_graph: Graph, tmp_path: Path) -> None:
    table = TABLES["units"]
    path = tmp_path / "单位.xlsx"
    write_template(path, [(table, await rows_out(demo_graph, table, SUBDISTRICT, DAY))])
    book = openpyxl.load_workbook(path)
    sheet = book["单位"]
    heads = [cell.value for cell in sheet[1]]
    assert heads == [header_of(table, column) for column in columns_out(table)]
    assert len(sheet.data_validations.dataValidation) == 5
    line = next(row[0].row for row in sheet.iter_rows() if row[0].value == "unit-10")
    sheet.cell(line, heads.index("行业") + 1, "文化")
    book.save(path)
    before_nodes, before_ties = await whole(demo_graph)
    found = await rehearse(demo_graph, path, KEYS, as_of=DAY)
    assert dict(found.done) == {"changed": 1}
    await load(demo_graph, path, KEYS, as_of=DAY)
    nodes, ties = await whole(demo_graph)
    changed = [(old, new) for old, new in zip(before_nodes, nodes, strict=True) if old != new]  # type: ignore[call-overload]
    assert ties == before_ties
    ((old, new),) = changed
    assert (old[0], new[2]) == ("unit-10", {**old[2], "sector": "文化"})


async def test_more_rows_than_a_sheet_is_filled_with_are_refused(
    demo_graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(out, "MOST_ROWS", 30)
    with pytest.raises(BadInput, match="More than 30 rows"):
        await rows_out(demo_graph, TABLES["units"], SUBDISTRICT, DAY)
    assert len(await rows_out(demo_graph, TABLES["units"], "500103012011", DAY)) <= 30
    assert await demo_graph.read(Statement("RETURN 1")) == [[1]]
    assert await ask(demo_graph, _CHANGED, id="unit-10")
